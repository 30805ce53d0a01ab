//! The sections of a module: a kind, a length, and so many bytes.

/// Bytes before the first section.
pub(crate) const HEAD: usize = 8;
/// The kind of names and notes.
pub(crate) const CUSTOM: u8 = 0;

/// One section.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    pub(crate) kind: u8,
    pub(crate) whole: &'a [u8],
    pub(crate) content: &'a [u8],
}

/// All sections in their order; none when the module is cut off.
pub(crate) fn all(module: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut rest = module.get(HEAD..)?;
    let mut sections = Vec::new();
    while let Some((&kind, sized)) = rest.split_first() {
        let (size, digits) = number(sized)?;
        let (whole, after) = rest.split_at_checked(1 + digits + size)?;
        sections.push(Section { kind, whole, content: whole.get(1 + digits..)? });
        rest = after;
    }
    Some(sections)
}

/// How the content of a custom section begins.
pub(crate) fn named(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    write_number(&mut out, name.len());
    out.extend_from_slice(name.as_bytes());
    out
}

/// Adds a section.
pub(crate) fn write(out: &mut Vec<u8>, kind: u8, content: &[u8]) {
    out.push(kind);
    write_number(out, content.len());
    out.extend_from_slice(content);
}

/// A number as modules write it (LEB128), and how many bytes it took.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0;
    for (at, &byte) in bytes.iter().enumerate().take(5) {
        number |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((number, at + 1));
        }
    }
    None
}

/// Adds a number as modules write it.
pub(crate) fn write_number(out: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        out.push(0x80 | u8::try_from(number & 0x7f).unwrap_or_default());
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read_as_they_were_written() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        let long = vec![7; 300];
        write(&mut module, 10, &long);
        write(&mut module, CUSTOM, &named("note"));
        let sections = all(&module).unwrap();
        assert_eq!(sections.iter().map(|section| section.kind).collect::<Vec<_>>(), [10, CUSTOM]);
        assert_eq!(sections[0].content, long);
        assert_eq!(sections[1].content, b"\x04note");
        assert_eq!([b"\0asm\x01\0\0\0", sections[0].whole, sections[1].whole].concat(), module);
    }

    #[test]
    fn what_is_cut_off_is_no_module() {
        assert!(all(b"\0asm\x01\0\0\0\x0a\x05\x01").is_none());
        assert!(all(b"\0asm").is_none());
    }
}

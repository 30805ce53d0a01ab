//! Takes out of a module what the pages never run.
//!
//! A page is hydrated once all of its code is there, by `hydrate`. Every view can also be hydrated while its code is
//! still coming, by `hydrate_async`, and a table of functions keeps that for each view, a sixth of all code. Its
//! bodies become a trap before the module is split, so that nothing that only they need is in any part either.

use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{KnownCustom, Name, Parser, Payload, RelocSectionReader};

use crate::section::{self, Section};

/// Shorter ones may be merged with functions of other names that do the same.
const LEAST: usize = 160;
const RELOCATIONS: &str = "reloc.CODE";

/// The module with traps in place of the functions that only `hydrate_lazy` would run.
pub(crate) fn without_unused(mut module: Vec<u8>) -> Result<Vec<u8>> {
    let found = Found::in_module(&module)?;
    let unused: Vec<_> = found.unused().collect();
    let kept = found.relocations_outside(&unused);
    for body in &unused {
        trap(module.get_mut(body.clone()).context("a function outside the module")?);
    }
    let Some(kept) = kept else {
        bail!("the module has no {RELOCATIONS}: is it linked with --emit-relocs?");
    };
    let mut out = module.get(..section::HEAD).context("this is no module")?.to_vec();
    for Section { kind, whole, content } in section::all(&module).context("the module is cut off")? {
        if kind == section::CUSTOM && content.starts_with(&section::named(RELOCATIONS)) {
            section::write(&mut out, section::CUSTOM, &[section::named(RELOCATIONS), kept.clone()].concat());
        } else {
            out.extend_from_slice(whole);
        }
    }
    Ok(out)
}

/// The section that they are for, and each with its place in it and its bytes.
type Relocations = (u32, Vec<(usize, Vec<u8>)>);

/// What has to be known of a module.
#[derive(Default)]
struct Found {
    imported: usize,
    code: usize,
    bodies: Vec<Range<usize>>,
    unused: Vec<usize>,
    relocations: Option<Relocations>,
}

impl Found {
    fn in_module(module: &[u8]) -> Result<Self> {
        let mut found = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        found.imported += usize::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => found.code = usize::try_from(range.start)?,
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    found.bodies.push(usize::try_from(range.start)?..usize::try_from(range.end)?);
                }
                Payload::CustomSection(custom) => match custom.as_known() {
                    KnownCustom::Name(names) => {
                        for name in names {
                            if let Name::Function(functions) = name? {
                                found.note_unused(functions)?;
                            }
                        }
                    }
                    KnownCustom::Reloc(relocations) if custom.name() == RELOCATIONS => {
                        found.relocations = Some(read(module, &relocations)?);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(found)
    }

    fn note_unused(&mut self, functions: wasmparser::NameMap<'_>) -> Result<()> {
        for function in functions {
            let function = function?;
            if is_unused(function.name) {
                self.unused.push(usize::try_from(function.index)?);
            }
        }
        Ok(())
    }

    fn unused(&self) -> impl Iterator<Item = Range<usize>> {
        let bodies =
            self.unused.iter().filter_map(|index| self.bodies.get(index.checked_sub(self.imported)?));
        bodies.filter(|body| body.len() >= LEAST).cloned()
    }

    /// The relocations of all other functions, as the section has them.
    fn relocations_outside(&self, unused: &[Range<usize>]) -> Option<Vec<u8>> {
        let (section, all) = self.relocations.as_ref()?;
        let mut unused = unused.to_vec();
        unused.sort_by_key(|body| body.start);
        let is_inside = |place: usize| {
            let next = unused.partition_point(|body| body.end <= place);
            unused.get(next).is_some_and(|body| body.contains(&place))
        };
        let kept: Vec<_> = all.iter().filter(|(at, _)| !is_inside(self.code + at)).collect();
        let mut out = Vec::new();
        section::write_number(&mut out, usize::try_from(*section).ok()?);
        section::write_number(&mut out, kept.len());
        kept.iter().for_each(|(_, bytes)| out.extend_from_slice(bytes));
        Some(out)
    }
}

fn read(module: &[u8], relocations: &RelocSectionReader<'_>) -> Result<Relocations> {
    let end = usize::try_from(relocations.range().end)?;
    let mut places = Vec::new();
    for entry in relocations.entries().into_iter_with_offsets() {
        let (start, entry) = entry?;
        places.push((usize::try_from(start)?, usize::try_from(entry.offset)?));
    }
    let ends: Vec<_> = places.iter().skip(1).map(|(start, _)| *start).chain([end]).collect();
    let mut all = Vec::new();
    for ((start, at), end) in places.into_iter().zip(ends) {
        all.push((at, module.get(start..end).context("a relocation outside the module")?.to_vec()));
    }
    Ok((relocations.section_index(), all))
}

/// Whether a function is `hydrate_async` of something or one of its steps; dropping one is not.
fn is_unused(name: &str) -> bool {
    const FUNCTION: &str = "13hydrate_async";
    const STEP: &str = "28_$u7b$$u7b$closure$u7d$$u7d$";
    let Some((_, mut rest)) = name.rsplit_once(FUNCTION) else { return false };
    while let Some(after) = rest.strip_prefix(STEP) {
        rest = after;
    }
    rest.starts_with("17h") && rest.ends_with('E')
}

/// No locals, a trap, and as many instructions that do nothing as keep the length.
fn trap(body: &mut [u8]) {
    const NO_LOCALS: u8 = 0x00;
    const UNREACHABLE: u8 = 0x00;
    const NOP: u8 = 0x01;
    const END: u8 = 0x0b;
    body.fill(NOP);
    if let [locals, first, .., last] = body {
        (*locals, *first, *last) = (NO_LOCALS, UNREACHABLE, END);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_function_itself_and_its_steps_are_unused() {
        let step = "28_$u7b$$u7b$closure$u7d$$u7d$";
        for unused in ["", step, &step.repeat(2)] {
            assert!(
                is_unused(&format!("_ZN6tachys4view13hydrate_async{unused}17h75d6d1bed73abdd5E")),
                "{unused}"
            );
        }
        assert!(!is_unused("_ZN6tachys4view7hydrate17h75d6d1bed73abdd5E"));
        assert!(!is_unused(
            "_ZN4core3ptr49drop_in_place$LT$x..hydrate_async..$u7b$$u7b$closure$u7d$$u7d$$GT$17h75d6E"
        ));
        assert!(!is_unused("_ZN6leptos5mount18hydrate_from_async17h75d6d1bed73abdd5E"));
    }

    #[test]
    fn a_trap_is_as_long_as_what_it_replaces() {
        let mut body = [9; 6];
        trap(&mut body);
        assert_eq!(body, [0x00, 0x00, 0x01, 0x01, 0x01, 0x0b]);
    }
}

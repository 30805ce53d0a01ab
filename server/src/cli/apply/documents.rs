//! The documents of a file of YAML, each with its place in the file.

/// One document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Its text, as it is saved.
    pub text: String,
    /// How many lines of the file come before its text.
    pub above: u32,
}

impl Document {
    /// The line in the file at which it says something.
    pub fn begins(&self) -> u32 {
        let blank = self.text.lines().take_while(|line| says_nothing(line)).count();
        self.above + 1 + u32::try_from(blank).unwrap_or(0)
    }
}

/// Takes a file apart at its markers; documents that say nothing are left out.
pub fn of(text: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut current = Document { text: String::new(), above: 0 };
    let mut is_marked = false;
    let mut close = |document: Document, is_marked: bool| {
        // Before the first marker there may be directives.
        let says = |line: &str| !says_nothing(line) && (is_marked || !line.starts_with('%'));
        if document.text.lines().any(says) {
            documents.push(document);
        }
    };
    for (above, line) in (0_u32..).zip(text.split_inclusive('\n')) {
        let (begins, ends) = (marker(line, "---"), marker(line, "..."));
        if begins.is_none() && ends.is_none() {
            current.text.push_str(line);
            continue;
        }
        let next = match begins {
            // What follows the marker in its line keeps its columns.
            Some(rest) if !says_nothing(rest) => Document { text: format!("   {rest}"), above },
            _ => Document { text: String::new(), above: above + 1 },
        };
        close(std::mem::replace(&mut current, next), is_marked);
        is_marked = begins.is_some();
    }
    close(current, is_marked);
    documents
}

/// What follows a marker, if the line begins with it.
fn marker<'a>(line: &'a str, marker: &str) -> Option<&'a str> {
    line.strip_prefix(marker).filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

fn says_nothing(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, u32, u32)> {
        of(text).into_iter().map(|one| (one.text.clone(), one.above, one.begins())).collect()
    }

    #[test]
    fn a_file_without_markers_is_one_document_as_it_is() {
        let text = "# about\n\nname: a\nkind: global\n";
        assert_eq!(told(text), [(text.to_owned(), 0, 3)]);
    }

    #[test]
    fn markers_part_documents_and_empty_ones_are_left_out() {
        let text = "%YAML 1.2\n---\nname: a\n--- # next\n\nname: b\n...\n# end\n---\n---\r\nname: c";
        assert_eq!(
            told(text),
            [
                ("name: a\n".to_owned(), 2, 3),
                ("\nname: b\n".to_owned(), 4, 6),
                ("name: c".to_owned(), 10, 11)
            ]
        );
    }

    #[test]
    fn what_follows_a_marker_in_its_line_keeps_its_column() {
        assert_eq!(told("--- {name: a}\n"), [("    {name: a}\n".to_owned(), 0, 1)]);
    }

    #[test]
    fn dashes_within_a_text_part_nothing() {
        let text = "name: a\nsteps:\n  - shell: |\n      ---\n      echo\n----\n";
        assert_eq!(of(text).len(), 1);
        assert!(of("# nothing\n---\n\n").is_empty());
    }
}

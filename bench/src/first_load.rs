//! What a browser transfers when it opens a page for the first time.

use std::collections::BTreeSet;

use crate::server::Session;

/// Bytes of the page, of every file of the site that it names, and of what its scripts import, headers included.
///
/// A part of the pages' code that the page does not name is asked for only when one of its pages is visited.
pub async fn bytes(session: &Session, path: &str) -> Result<usize, String> {
    let (mut total, page) = session.transfer(path).await?;
    let mut waiting = named_by(&page);
    if waiting.len() < 3 {
        let found = waiting.len();
        return Err(format!(
            "the page names {found} files of the site; it should name script, module and style"
        ));
    }
    let mut seen = BTreeSet::new();
    while let Some(file) = waiting.pop_first() {
        let (size, text) = session.transfer(&file).await?;
        total += size;
        if file.ends_with(".js") {
            waiting.extend(imported_by(&text));
        }
        seen.insert(file);
        waiting.retain(|file| !seen.contains(file));
    }
    Ok(total)
}

fn named_by(page: &str) -> BTreeSet<String> {
    let from = page.match_indices("/pkg/").map(|(at, _)| &page[at..]);
    from.filter_map(|text| text.split(['"', '\'', '`', ' ', ')']).next()).map(str::to_owned).collect()
}

/// All scripts are in one folder, so that an import of theirs is `from "./name"`.
fn imported_by(script: &str) -> BTreeSet<String> {
    let imports = ["from \"./", "from\"./"].into_iter().flat_map(|before| script.split(before).skip(1));
    imports.filter_map(|text| text.split('"').next()).map(|name| format!("/pkg/{name}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_page_are_those_it_names_and_those_its_scripts_import() {
        let page =
            "<link href=\"/pkg/main.1.css\"><script>import init from \"/pkg/lull.2.js\";init('/pkg/a.wasm')";
        let named = named_by(page);
        assert_eq!(
            named.iter().map(String::as_str).collect::<Vec<_>>(),
            ["/pkg/a.wasm", "/pkg/lull.2.js", "/pkg/main.1.css"]
        );
        let script =
            "import * as a from \"./lull_parts.3.js\"\nfetch(new URL(\"./later.4.wasm\", import.meta.url))";
        assert_eq!(imported_by(script), BTreeSet::from(["/pkg/lull_parts.3.js".to_owned()]));
    }
}

//! Bundles the sheets into one, without what a browser does not read.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::error::Error;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};

/// Browsers from the end of 2023 on: they know nesting, `:has` and `color-mix` themselves.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some((major << 16) | (minor << 8));
    Targets::from(Browsers {
        chrome: version(120, 0),
        edge: version(120, 0),
        firefox: version(121, 0),
        safari: version(17, 2),
        ios_saf: version(17, 2),
        ..Browsers::default()
    })
}

/// Bundles a sheet and all that it imports; a mistake is said with file, line and column.
pub(crate) fn bundle(main: &Path) -> Result<String> {
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let mut sheet = bundler.bundle(main).map_err(|e| said(main, &e))?;
    let targets = targets();
    let minify = MinifyOptions { targets, ..MinifyOptions::default() };
    sheet.minify(minify).map_err(|e| said(main, &e))?;
    let print = PrinterOptions { minify: true, targets, ..PrinterOptions::default() };
    Ok(sheet.to_css(print).map_err(|e| said(main, &e))?.code)
}

/// The library counts lines from zero; people and editors count from one.
fn said<T: std::fmt::Display>(main: &Path, e: &Error<T>) -> anyhow::Error {
    match &e.loc {
        Some(at) => anyhow!("{} at {}:{}:{}", e.kind, at.filename, at.line + 1, at.column),
        None => anyhow!("{} in {}", e.kind, main.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    fn sheets(sheets: &[(&str, &str)]) -> (Scratch, std::path::PathBuf) {
        let folder = Scratch::new();
        for (name, text) in sheets {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let main = folder.path().join("main.css");
        (folder, main)
    }

    #[test]
    fn imported_sheets_are_in_the_bundle_in_their_order() {
        let (_folder, main) = sheets(&[
            ("main.css", "@import './tokens.css';\n@import './banner.css';\n"),
            ("tokens.css", ":root { --ink: #1b1f24; }"),
            ("banner.css", ".banner { color: var(--ink); & a { color: inherit } }"),
        ]);
        let css = bundle(&main).unwrap();
        assert_eq!(css, ":root{--ink:#1b1f24}.banner{color:var(--ink);& a{color:inherit}}");
    }

    #[test]
    fn a_mistake_is_said_with_its_file_and_line() {
        let (_folder, main) =
            sheets(&[("main.css", "@import './banner.css';"), ("banner.css", "a {}\nb { color: ; } }")]);
        let text = bundle(&main).unwrap_err().to_string();
        assert!(text.contains("banner.css:2"), "{text}");
    }

    #[test]
    fn a_sheet_that_is_not_there_is_named() {
        let (_folder, main) = sheets(&[("main.css", "@import './gone.css';")]);
        let text = bundle(&main).unwrap_err().to_string();
        assert!(text.contains("No such file") && text.contains("main.css:1"), "{text}");
    }
}

//! Splits the pages' code into a main module and parts that come when one of their pages is visited.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_split_cli_support::Options;

use crate::{section, snip};

/// The script that brings the parts, as the main module imports it.
pub(crate) const LOADER: &str = "lull_parts.js";

/// What the module was split into, in one folder.
#[derive(Debug)]
pub(crate) struct Split {
    /// The module that comes first; it is still to be bound.
    pub(crate) main: PathBuf,
    /// The modules that come later. What several parts need, and the main module does not, is in one of its own.
    pub(crate) later: Vec<PathBuf>,
    /// The names of the modules of each part, without their ending.
    pub(crate) parts: BTreeMap<String, Vec<String>>,
    /// The script that brings them.
    pub(crate) loader: PathBuf,
}

/// Splits a module that was linked with its relocations.
pub(crate) fn split(wasm: &Path, folder: &Path) -> Result<Split> {
    let bytes = std::fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let bytes = snip::without_unused(bytes)?;
    let main = folder.join("main.wasm");
    let (link_name, main_module) = (format!("./{LOADER}"), "./lull.js");
    let mut options = Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = main_module;
    let made = wasm_split_cli_support::transform(options)
        .map_err(|e| anyhow!("the pages' code cannot be split: {e:#}"))?;
    let mut later = made.split_modules;
    later.sort();
    for module in &later {
        strip(module)?;
    }
    Ok(Split { main, later, parts: made.prefetch_map.into_iter().collect(), loader: folder.join(LOADER) })
}

/// Takes names and notes out of a module; the main one loses them when it is bound.
fn strip(module: &Path) -> Result<()> {
    let bytes = std::fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let bare = without_notes(&bytes).with_context(|| format!("{} is no module", module.display()))?;
    std::fs::write(module, bare).with_context(|| format!("cannot write {}", module.display()))
}

/// The module without its custom sections; none when it is cut off.
fn without_notes(module: &[u8]) -> Option<Vec<u8>> {
    let mut bare = module.get(..section::HEAD)?.to_vec();
    for section in section::all(module)? {
        if section.kind != section::CUSTOM {
            bare.extend_from_slice(section.whole);
        }
    }
    Some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_go_and_everything_else_stays_in_its_order() {
        let head: &[u8] = b"\0asm\x01\0\0\0";
        let (code, note, data): (&[u8], &[u8], &[u8]) =
            (b"\x0a\x02\x01\x02", b"\x00\x03\x01xy", b"\x0b\x01\x07");
        let module = [head, code, note, data, note].concat();
        assert_eq!(without_notes(&module).unwrap(), [head, code, data].concat());
    }
}

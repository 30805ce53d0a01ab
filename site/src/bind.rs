//! Binds the pages' code to the browser.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::inputs;
use crate::order::Order;

/// The module, its JavaScript, and the JavaScript that crates bring along.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) wasm: Vec<u8>,
    glue: String,
    /// By path below `snippets/`; the folder's name carries a hash of its crate.
    pub(crate) snippets: Vec<(String, Vec<u8>)>,
}

impl Bound {
    /// The JavaScript, with the module under the name it has on the site.
    pub(crate) fn glue_for(&self, wasm: &str) -> String {
        let name = wasm.rsplit('/').next().unwrap_or(wasm);
        self.glue.replace("lull_bg.wasm", name)
    }
}

/// Binds, working in a folder of its own, and makes the module small when that is asked.
pub(crate) fn bind(order: &Order, folder: &Path) -> Result<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&order.wasm).out_name("lull").typescript(false);
    // Names are most of a development build; a panic names its place in the source without them.
    bindgen.remove_name_section(true).remove_producers_section(true);
    // The glue gets the hashed name: see `glue_for`.
    bindgen.omit_default_module_path(false);
    bindgen.web(true)?.generate(folder).context("wasm-bindgen cannot bind the pages' code")?;
    let module = folder.join("lull_bg.wasm");
    if let Some(program) = &order.wasm_opt {
        optimise(program, &module)?;
    }
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let glue = String::from_utf8(read(&folder.join("lull.js"))?).context("the glue is not text")?;
    let mut snippets = Vec::new();
    let base = folder.join("snippets");
    for path in inputs::files_below(&base)? {
        let below = path.strip_prefix(&base).context("a snippet outside its folder")?;
        snippets.push((below.to_string_lossy().into_owned(), read(&path)?));
    }
    Ok(Bound { wasm: read(&module)?, glue, snippets })
}

/// What the compiler assumes of every browser; the optimiser must neither drop nor exceed it.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

fn optimise(program: &Path, module: &Path) -> Result<()> {
    let small = module.with_extension("small");
    let mut command = Command::new(program);
    command.arg("-Oz").args(["--strip-debug", "--strip-producers"]).args(FEATURES);
    let output = command.arg(module).arg("-o").arg(&small).output();
    let output = output.with_context(|| format!("cannot start {}", program.display()))?;
    if !output.status.success() {
        bail!("wasm-opt failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    std::fs::rename(&small, module).context("wasm-opt brought nothing")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_asks_for_the_module_by_its_hashed_name() {
        let glue = "new URL('lull_bg.wasm', import.meta.url)".to_owned();
        let bound = Bound { wasm: Vec::new(), glue, snippets: Vec::new() };
        assert_eq!(bound.glue_for("pkg/lull_bg.0a1b.wasm"), "new URL('lull_bg.0a1b.wasm', import.meta.url)");
    }
}

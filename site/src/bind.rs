//! Binds the pages' code to the browser.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::inputs;
use crate::order::Order;
use crate::split::{self, Split};

/// The modules, their JavaScript, and the JavaScript that crates bring along.
#[derive(Debug)]
pub(crate) struct Bound {
    /// By name; the first is the main one.
    pub(crate) modules: Vec<(String, Vec<u8>)>,
    /// The names of the modules of each part, without their ending.
    pub(crate) parts: BTreeMap<String, Vec<String>>,
    /// What starts the main module.
    pub(crate) glue: String,
    /// What brings the other ones.
    pub(crate) loader: String,
    /// By path below `snippets/`; the folder's name carries a hash of its crate.
    pub(crate) snippets: Vec<(String, Vec<u8>)>,
}

/// Splits and binds, working in a folder of its own, and makes the modules small when that is asked.
pub(crate) fn bind(order: &Order, folder: &Path) -> Result<Bound> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let Split { main, later, parts, loader } = split::split(&order.wasm, folder)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(main).out_name("lull").typescript(false);
    // The other modules use the stack, the table and the memory of the main one.
    bindgen.keep_lld_exports(true);
    // Names are most of a development build; a panic names its place in the source without them.
    bindgen.demangle(false).remove_name_section(true).remove_producers_section(true);
    // The glue gets the hashed name: see `Assets::put_together`.
    bindgen.omit_default_module_path(false);
    bindgen.web(true)?.generate(folder).context("wasm-bindgen cannot bind the pages' code")?;
    let mut modules = Vec::new();
    for module in std::iter::once(folder.join("lull_bg.wasm")).chain(later) {
        if let Some(program) = &order.wasm_opt {
            optimise(program, &module)?;
        }
        modules.push((name(&module)?, read(&module)?));
    }
    let glue = folder.join("lull.js");
    if let Some(program) = &order.terser {
        shorten(program, &glue)?;
        shorten(program, &loader)?;
    }
    let (glue, loader) = (text(&glue)?, text(&loader)?);
    let mut snippets = Vec::new();
    let base = folder.join("snippets");
    for path in inputs::files_below(&base)? {
        let below = path.strip_prefix(&base).context("a snippet outside its folder")?;
        snippets.push((below.to_string_lossy().into_owned(), read(&path)?));
    }
    Ok(Bound { modules, parts, glue, loader, snippets })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).with_context(|| format!("{} is not text", path.display()))
}

fn name(path: &Path) -> Result<String> {
    Ok(path.file_name().context("a file without a name")?.to_string_lossy().into_owned())
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
    command.arg(module).arg("-o").arg(&small);
    replace(command, module, &small)
}

/// Takes comments, blanks and long names out of a script.
fn shorten(program: &Path, script: &Path) -> Result<()> {
    let small = script.with_extension("small");
    let mut command = Command::new(program);
    command.args(["--module", "--compress", "--mangle", "--output"]).arg(&small).arg("--").arg(script);
    replace(command, script, &small)
}

/// Runs what writes `small`, and puts that in place of `file`.
fn replace(mut command: Command, file: &Path, small: &Path) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot start {program}"))?;
    if !output.status.success() {
        bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    std::fs::rename(small, file).with_context(|| format!("{program} brought nothing"))
}

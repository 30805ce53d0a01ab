//! Makes the web site of what was built: splits and binds the pages' code, bundles the style,
//! names files by their content, compresses them, and writes a manifest.
//!
//! `cargo xtask build` calls it; it calls no cargo itself.

mod assets;
mod bind;
mod inputs;
mod order;
#[cfg(test)]
mod scratch;
mod section;
mod snip;
mod split;
mod style;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use assets::{Assets, Manifest};
use bind::Bound;
use order::Order;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    let made = Order::read(&words).and_then(|order| make(&order));
    match made {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("error: the site was not made: {e:#}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the site beside its place and then swaps it in, so that a server that reads it
/// meets the old one or the new one and never half of one.
fn make(order: &Order) -> Result<String> {
    let inputs = inputs::hash(order)?;
    if inputs::are(&order.out, &inputs) {
        return Ok(format!("the site in {} is as it was", order.out.display()));
    }
    let fresh = order.out.with_extension(format!("new-{}", std::process::id()));
    let made = fill(order, &fresh, &inputs).and_then(|line| swap(&fresh, &order.out).map(|()| line));
    if made.is_err() {
        let _ = std::fs::remove_dir_all(&fresh);
    }
    made
}

fn fill(order: &Order, fresh: &Path, inputs: &str) -> Result<String> {
    let mut assets = Assets::create(fresh, order.small)?;
    let Bound { modules, parts, glue, loader, snippets } = bind::bind(order, &fresh.join("bound"))?;
    let mut known = BTreeMap::new();
    for (name, bytes) in modules {
        known.insert(name.clone(), assets.put(&name, &bytes)?);
    }
    let mut scripts = assets.put_together(&[("lull.js", &glue), (split::LOADER, &loader)], &known)?;
    for (path, text) in snippets {
        let path = format!("pkg/snippets/{path}");
        assets.put_as(&path, &text)?;
        scripts.push(path);
    }
    let path_of = |module: &str| known.get(module).cloned().with_context(|| format!("there is no {module}"));
    let path_of_part = |module: &String| path_of(&format!("{module}.wasm"));
    let parts = parts
        .into_iter()
        .map(|(part, modules)| Ok((part, modules.iter().map(path_of_part).collect::<Result<_>>()?)))
        .collect::<Result<_>>()?;
    let js = scripts.remove(0);
    let css = assets.put("main.css", style::bundle(&order.style)?.as_bytes())?;
    let mut files = BTreeMap::new();
    for (name, bytes) in public(&order.public)? {
        let path = assets.put(&name, &bytes)?;
        files.insert(name, path);
    }
    let manifest = Manifest { js, wasm: path_of("lull_bg.wasm")?, css, modules: scripts, parts, files };
    std::fs::remove_dir_all(fresh.join("bound")).context("cannot tidy up")?;
    assets.finish(&manifest, inputs)
}

/// The files that go to the site as they are, by name.
fn public(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for path in inputs::files_below(folder)? {
        let name = path.file_name().context("a file without a name")?.to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        files.push((name, bytes));
    }
    Ok(files)
}

fn swap(fresh: &Path, out: &Path) -> Result<()> {
    let old = out.with_extension(format!("old-{}", std::process::id()));
    if out.exists() {
        std::fs::rename(out, &old).with_context(|| format!("cannot move {} away", out.display()))?;
    }
    std::fs::rename(fresh, out).with_context(|| format!("cannot move the site to {}", out.display()))?;
    // The old one is in nobody's way any more, whether or not it goes.
    let _ = std::fs::remove_dir_all(&old);
    Ok(())
}

//! Tells whether anything that the site is made of has changed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::order::Order;

const STAMP: &str = "inputs";

/// A hash over everything that decides what the site will be, this program included.
pub(crate) fn hash(order: &Order) -> Result<String> {
    let mut files = vec![std::env::current_exe().context("cannot find this program")?, order.wasm.clone()];
    files.extend(files_below(order.style.parent().unwrap_or(Path::new(".")))?);
    files.extend(files_below(&order.public)?);
    files.extend(order.wasm_opt.clone());
    let mut hasher = blake3::Hasher::new();
    hasher.update(if order.small { b"small" } else { b"fast!" });
    for file in files {
        let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        hasher.update(file.as_os_str().as_encoded_bytes());
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Says whether the site that is there was made of these inputs.
pub(crate) fn are(site: &Path, inputs: &str) -> bool {
    std::fs::read_to_string(site.join(STAMP)).is_ok_and(|made_of| made_of == inputs)
}

/// Writes down what the site was made of.
pub(crate) fn keep(site: &Path, inputs: &str) -> Result<()> {
    std::fs::write(site.join(STAMP), inputs).context("cannot write the stamp")
}

/// All files below a folder, in the order of their names; none when it is not there.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(files);
    };
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_changed_sheet_changes_the_hash_and_an_untouched_one_does_not() {
        let folder = Scratch::new();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("style")).unwrap();
        std::fs::write(at("style/main.css"), "a{}").unwrap();
        std::fs::write(at("style/part.css"), "b{}").unwrap();
        std::fs::write(at("pages.wasm"), "wasm").unwrap();
        let order = Order {
            wasm: at("pages.wasm"),
            style: at("style/main.css"),
            public: at("public"),
            out: at("site"),
            small: false,
            wasm_opt: None,
            terser: None,
        };
        let first = hash(&order).unwrap();
        assert_eq!(hash(&order).unwrap(), first);
        std::fs::write(at("style/part.css"), "c{}").unwrap();
        assert_ne!(hash(&order).unwrap(), first);
        assert_ne!(hash(&Order { small: true, ..order.clone() }).unwrap(), hash(&order).unwrap());
    }
}

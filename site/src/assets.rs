//! Files of the site: named by their content, each with a brotli and a gzip copy.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::inputs;

/// The site while it is filled.
#[derive(Debug)]
pub(crate) struct Assets {
    folder: PathBuf,
    small: bool,
    /// Bytes as they are, and as brotli sends them.
    plain: usize,
    sent: usize,
}

impl Assets {
    /// Begins an empty site; a small one is compressed as far as it goes.
    pub(crate) fn create(folder: &Path, small: bool) -> Result<Self> {
        std::fs::create_dir_all(folder.join("pkg"))
            .with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder: folder.to_path_buf(), small, plain: 0, sent: 0 })
    }

    /// Puts a file under a name that changes with its content, and answers its path:
    /// `main.css` becomes `pkg/main.0a1b2c3d4e5f6071.css`. Such a path may be cached for ever.
    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<String> {
        let path = hashed(name, bytes)?;
        self.put_as(&path, bytes)?;
        Ok(path)
    }

    /// Puts scripts that may import each other: their names change together, and each has the names of the others,
    /// and those that `known` gives to other files, as `"./name"`.
    pub(crate) fn put_together(
        &mut self,
        scripts: &[(&str, &str)],
        known: &BTreeMap<String, String>,
    ) -> Result<Vec<String>> {
        let rename = |text: &str, names: &BTreeMap<String, String>| {
            names.iter().fold(text.to_owned(), |text, (name, path)| named(&text, name, path))
        };
        let texts: Vec<_> = scripts.iter().map(|(_, text)| rename(text, known)).collect();
        let all = texts.concat();
        let mut names = BTreeMap::new();
        for (name, _) in scripts {
            names.insert((*name).to_owned(), hashed(name, all.as_bytes())?);
        }
        for ((name, _), text) in scripts.iter().zip(&texts) {
            let path = names.get(*name).context("every script has a name")?;
            self.put_as(path, rename(text, &names).as_bytes())?;
        }
        Ok(scripts.iter().filter_map(|(name, _)| names.get(*name).cloned()).collect())
    }

    /// Puts a file under a name that it has to keep.
    pub(crate) fn put_as(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        let file = self.folder.join(path);
        let folder = file.parent().context("a file without a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let write = |ending: &str, bytes: &[u8]| {
            let file = self.folder.join(format!("{path}{ending}"));
            std::fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))
        };
        write("", bytes)?;
        let (brotli, gzip) = (brotli(bytes, self.small)?, gzip(bytes, self.small)?);
        write(".br", &brotli)?;
        write(".gz", &gzip)?;
        self.plain += bytes.len();
        self.sent += brotli.len();
        Ok(())
    }

    /// Writes the manifest, and says in a line what there is.
    pub(crate) fn finish(self, manifest: &Manifest, inputs: &str) -> Result<String> {
        let text = serde_json::to_string_pretty(manifest)?;
        std::fs::write(self.folder.join("manifest.json"), text + "\n")
            .context("cannot write the manifest")?;
        inputs::keep(&self.folder, inputs)?;
        Ok(format!("site: {} kB, {} kB in brotli", self.plain.div_ceil(1000), self.sent.div_ceil(1000)))
    }
}

/// The path of a file whose name changes with a text.
fn hashed(name: &str, text: &[u8]) -> Result<String> {
    let (stem, kind) = name.rsplit_once('.').with_context(|| format!("{name} has no ending"))?;
    let hash = blake3::hash(text).to_hex();
    Ok(format!("pkg/{stem}.{}.{kind}", hash.get(..16).context("a hash has 64 digits")?))
}

/// A script with one file under the name that it has on the site: all are in one folder. Only where the file is
/// imported or fetched; the module's imports keep their names.
fn named(script: &str, name: &str, path: &str) -> String {
    let on_site = path.rsplit('/').next().unwrap_or(path);
    let mut script = script.to_owned();
    for before in ["from \"./", "from\"./", "from './", "URL(\"./", "URL('./", "URL(\"", "URL('"] {
        for after in ['"', '\''] {
            script = script.replace(&format!("{before}{name}{after}"), &format!("{before}{on_site}{after}"));
        }
    }
    script
}

/// What the server looks up: which path each part of the site has this time.
#[derive(Debug, Serialize)]
pub(crate) struct Manifest {
    pub(crate) js: String,
    pub(crate) wasm: String,
    pub(crate) css: String,
    /// Scripts that the first one imports.
    pub(crate) modules: Vec<String>,
    /// The modules of each part of the pages' code.
    pub(crate) parts: BTreeMap<String, Vec<String>>,
    /// The files that go along as they are.
    pub(crate) files: BTreeMap<String, String>,
}

fn brotli(bytes: &[u8], small: bool) -> Result<Vec<u8>> {
    let quality = if small { 11 } else { 4 };
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 64 * 1024, quality, 22);
    writer.write_all(bytes).context("cannot compress")?;
    drop(writer);
    Ok(packed)
}

fn gzip(bytes: &[u8], small: bool) -> Result<Vec<u8>> {
    let level = if small { flate2::Compression::best() } else { flate2::Compression::fast() };
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), level);
    writer.write_all(bytes).context("cannot compress")?;
    writer.finish().context("cannot compress")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_file_is_named_by_its_content_and_both_copies_unpack_to_it() {
        let folder = Scratch::new();
        let text = "body{color:red}".repeat(100);
        for small in [false, true] {
            let mut assets = Assets::create(folder.path(), small).unwrap();
            let path = assets.put("main.css", text.as_bytes()).unwrap();
            assert!(path.starts_with("pkg/main.") && path.ends_with(".css") && path.len() == 29, "{path}");
            assert_eq!(path, assets.put("main.css", text.as_bytes()).unwrap());
            assert_ne!(path, assets.put("main.css", b"other").unwrap());
            let file = |ending: &str| std::fs::read(folder.path().join(format!("{path}{ending}"))).unwrap();
            let (mut from_brotli, mut from_gzip) = (String::new(), String::new());
            brotli::Decompressor::new(&*file(".br"), 4096).read_to_string(&mut from_brotli).unwrap();
            flate2::read::GzDecoder::new(&*file(".gz")).read_to_string(&mut from_gzip).unwrap();
            assert_eq!((from_brotli, from_gzip), (text.clone(), text.clone()));
            assert!(file(".br").len() < text.len() / 10);
        }
    }

    #[test]
    fn scripts_that_import_each_other_change_their_names_together_and_know_them() {
        let folder = Scratch::new();
        let mut assets = Assets::create(folder.path(), false).unwrap();
        let part = assets.put("part.wasm", b"wasm").unwrap();
        let known = BTreeMap::from([("part.wasm".to_owned(), part.clone())]);
        let mut put = |loader: &str| {
            let scripts =
                [("main.js", "from \"./loader.js\"; ({ \"./loader.js\": 1 })"), ("loader.js", loader)];
            assets.put_together(&scripts, &known).unwrap()
        };
        let before = put("from './main.js'; new URL(\"./part.wasm\")");
        let [main, loader] = before.as_slice() else { panic!("{before:?}") };
        let text = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
        let name = |path: &str| path.strip_prefix("pkg/").unwrap().to_owned();
        assert_eq!(text(main), format!("from \"./{}\"; ({{ \"./loader.js\": 1 }})", name(loader)));
        assert_eq!(text(loader), format!("from './{}'; new URL(\"./{}\")", name(main), name(&part)));
        let after = put("from './main.js'; new URL(\"./part.wasm\") // other");
        assert!(before.iter().zip(&after).all(|(before, after)| before != after), "{before:?} {after:?}");
    }
}

//! What is to be made of what, read from the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// One site to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    /// The pages' code as cargo built it.
    pub(crate) wasm: PathBuf,
    /// The sheet that imports all others.
    pub(crate) style: PathBuf,
    /// A folder of files that go along as they are.
    pub(crate) public: PathBuf,
    /// Where the site goes.
    pub(crate) out: PathBuf,
    /// Whether size counts more than time.
    pub(crate) small: bool,
    /// The optimiser of modules, for a small site.
    pub(crate) wasm_opt: Option<PathBuf>,
    /// The optimiser of scripts, for a small site.
    pub(crate) terser: Option<PathBuf>,
}

impl Order {
    /// Reads `--wasm F --style F --public D --out D [--small] [--wasm-opt F] [--terser F]`.
    pub(crate) fn read(words: &[OsString]) -> Result<Self> {
        let (mut wasm, mut style, mut public, mut out) = (None, None, None, None);
        let (mut wasm_opt, mut terser) = (None, None);
        let mut small = false;
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let slot = match word.to_str() {
                Some("--small") => {
                    small = true;
                    continue;
                }
                Some("--wasm") => &mut wasm,
                Some("--style") => &mut style,
                Some("--public") => &mut public,
                Some("--out") => &mut out,
                Some("--wasm-opt") => &mut wasm_opt,
                Some("--terser") => &mut terser,
                _ => bail!("`{}` is not understood; see site/src/order.rs", word.display()),
            };
            *slot = Some(PathBuf::from(
                words.next().with_context(|| format!("{} needs a path", word.display()))?,
            ));
        }
        Ok(Self {
            wasm: wasm.context("--wasm is missing")?,
            style: style.context("--style is missing")?,
            public: public.context("--public is missing")?,
            out: out.context("--out is missing")?,
            small,
            wasm_opt,
            terser,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(line: &str) -> Result<Order> {
        Order::read(&line.split_whitespace().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn an_order_names_its_four_places() {
        let order = read("--wasm w --style s --public p --out o --small").unwrap();
        assert!(order.small && order.out == Path::new("o") && order.wasm_opt.is_none());
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        assert!(read("--wasm w --style s --public p").unwrap_err().to_string().contains("--out"));
        assert!(read("--fast").unwrap_err().to_string().contains("--fast"));
        assert!(read("--wasm").unwrap_err().to_string().contains("--wasm"));
    }
}

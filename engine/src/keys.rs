//! The key: secret inputs are encrypted at rest, and told apart without being read.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use domain::id::RequestId;
use sha2::{Digest, Sha256};

use crate::data_dir::DataDir;
use crate::error::{Error, Result};
use crate::ids::random;

/// The data folder's key, 32 bytes.
#[derive(Clone)]
pub struct Keys {
    cipher: Aes256Gcm,
    fold: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

const NONCE: usize = 12;
/// What the cipher adds to a text.
const TAG: usize = 16;

/// Whether a sealed secret is the empty text; told by its length, without the key.
#[must_use]
pub fn seals_nothing(sealed: &str) -> bool {
    STANDARD_NO_PAD.decode(sealed).is_ok_and(|bytes| bytes.len() <= NONCE + TAG)
}

/// Writes the key beside its place and links it there: a crash leaves the whole key or none, and one that
/// appeared meanwhile is not overwritten.
fn make(path: &Path, key: &[u8]) -> std::io::Result<()> {
    fail::fail_point!("key-before", |_| std::process::abort());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let part = path.with_extension(format!("part.{}", std::process::id()));
    // One that died under the same number may have left it linked to a key that was moved away since.
    forget(&part)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    file.write_all(key)?;
    file.sync_all()?;
    fail::fail_point!("key-written", |_| std::process::abort());
    let linked = std::fs::hard_link(&part, path);
    fail::fail_point!("key-linked", |_| std::process::abort());
    std::fs::remove_file(&part)?;
    linked?;
    std::fs::File::open(folder)?.sync_all()
}

fn forget(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes the parts of keys in a folder whose lock is held: whoever wrote them is dead.
fn forget_parts(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix("key.part."));
        if pid.is_some_and(|pid| pid.parse::<u32>().is_ok()) {
            forget(&entry.path())?;
        }
    }
    Ok(())
}

impl Keys {
    /// Reads the data folder's own key, or makes it, once what a process left that died while it made one is gone.
    ///
    /// # Errors
    /// As [`Keys::load`].
    pub fn of(data: &DataDir) -> std::io::Result<Self> {
        forget_parts(data.path())?;
        Self::load(&data.path().join("key"))
    }

    /// Reads the key file, or makes it with mode 0600.
    ///
    /// # Errors
    /// As the host says; `InvalidData` when it does not hold 32 bytes.
    pub fn load(path: &Path) -> std::io::Result<Self> {
        let mut key = Vec::new();
        match std::fs::File::open(path) {
            Ok(mut file) => drop(file.read_to_end(&mut key)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                key.resize(32, 0);
                random(&mut key);
                make(path, &key)?;
            }
            Err(error) => return Err(error),
        }
        let wrong =
            || std::io::Error::new(std::io::ErrorKind::InvalidData, "the key file should hold 32 bytes");
        let key: [u8; 32] = key.try_into().map_err(|_| wrong())?;
        let fold = Sha256::new().chain_update(b"lull fold").chain_update(key).finalize().into();
        Ok(Self { cipher: Aes256Gcm::new(&key.into()), fold })
    }

    /// Encrypts a secret input of a request.
    ///
    /// # Errors
    /// [`Error::Internal`] when the cipher refuses.
    pub fn seal(&self, request: RequestId, name: &str, value: &str) -> Result<String> {
        let mut nonce = [0_u8; NONCE];
        random(&mut nonce);
        let bound = format!("{request}/{name}");
        let payload = Payload { msg: value.as_bytes(), aad: bound.as_bytes() };
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Error::Internal("a secret input could not be encrypted".to_owned()))?;
        Ok(STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Decrypts the secret inputs of a request.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key is not the one they were encrypted with.
    pub fn open(
        &self,
        request: RequestId,
        sealed: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>> {
        let wrong = || {
            Error::Internal("a secret input cannot be decrypted: is the key file the right one?".to_owned())
        };
        sealed
            .iter()
            .map(|(name, text)| {
                let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| wrong())?;
                let (nonce, body) = bytes.split_at_checked(NONCE).ok_or_else(wrong)?;
                let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| wrong())?;
                let bound = format!("{request}/{name}");
                let payload = Payload { msg: body, aad: bound.as_bytes() };
                let open = self.cipher.decrypt(&Nonce::from(nonce), payload).map_err(|_| wrong())?;
                Ok((name.clone(), String::from_utf8(open).map_err(|_| wrong())?))
            })
            .collect()
    }

    /// A keyed digest of parts: equal parts, equal digest; nothing can be read out of it.
    #[must_use]
    pub fn digest(&self, parts: &[&str]) -> String {
        let mut hash = Sha256::new().chain_update(self.fold);
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }
}

/// A secret to hand out: 256 bits, as text for a cookie or a header.
#[must_use]
pub fn new_secret() -> String {
    let mut bytes = [0_u8; 32];
    random(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored of a handed-out secret.
#[must_use]
pub fn hash_secret(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_for_its_request_and_name_only() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::load(&dir.path().join("key")).unwrap();
        let (one, other) =
            (RequestId::new(uuid::Uuid::from_u128(1)), RequestId::new(uuid::Uuid::from_u128(2)));
        let sealed = BTreeMap::from([("token".to_owned(), keys.seal(one, "token", "canary").unwrap())]);
        assert!(!sealed["token"].contains("canary"));
        assert_eq!(keys.open(one, &sealed).unwrap()["token"], "canary");
        assert!(keys.open(other, &sealed).is_err());
        let again = Keys::load(&dir.path().join("key")).unwrap();
        assert_eq!(again.open(one, &sealed).unwrap()["token"], "canary");
    }

    #[test]
    fn what_a_process_left_that_died_while_it_made_its_key_is_gone_at_the_next_start() {
        let dir = tempfile::tempdir().unwrap();
        let names = || {
            let found = std::fs::read_dir(dir.path()).unwrap();
            let mut names: Vec<_> =
                found.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        let data = DataDir::take(dir.path()).unwrap();
        let own = format!("key.part.{}", std::process::id());
        for name in ["key.part.1", own.as_str(), "key.part.old", "state.a.part"] {
            std::fs::write(dir.path().join(name), "half").unwrap();
        }
        Keys::of(&data).unwrap();
        assert_eq!(names(), ["key", "key.part.old", "lock", "state.a.part"]);
        let made = std::fs::read(dir.path().join("key")).unwrap();
        std::fs::hard_link(dir.path().join("key"), dir.path().join(&own)).unwrap();
        std::fs::rename(dir.path().join("key"), dir.path().join("kept")).unwrap();
        Keys::load(&dir.path().join("key")).unwrap();
        assert_eq!(
            std::fs::read(dir.path().join("kept")).unwrap(),
            made,
            "a key moved away is not written over"
        );
    }

    #[test]
    fn a_secret_that_was_not_given_is_told_from_one_that_was() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::load(&dir.path().join("key")).unwrap();
        let request = RequestId::new(uuid::Uuid::from_u128(1));
        let sealed = |value| keys.seal(request, "token", value).unwrap();
        assert!(seals_nothing(&sealed("")) && !seals_nothing(&sealed("x")));
    }
}

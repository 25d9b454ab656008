//! What must never be printed, and the files that hold it.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// No secret is longer than this many bytes.
const LONGEST_BYTES: u64 = 64 * 1024;

/// What is wrong with a file that [is open to others](is_open_to_others), and what mends it.
pub(super) const OPEN: &str =
    "others can read, or its group can write: chmod 600 (or 640, for a group of the desk's own)";

/// A secret of the settings. Prints and serialises as `[hidden]`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(super) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for whoever uses it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

impl serde::Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str("[hidden]")
    }
}

/// Why a file gives no secret.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoSecret {
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("is a file that {OPEN}")]
    Open,
    #[error("is empty, or longer than 64 KiB")]
    Size,
}

/// Whether anyone but the owner and the group can open the file, or the group can write it. A group
/// may read: that is how orchestrators hand secrets to a service that is not root.
pub(super) fn is_open_to_others(file: &File) -> io::Result<bool> {
    Ok(file.metadata()?.permissions().mode() & 0o027 != 0)
}

/// The text of a file, without the line break at its end.
pub(super) fn read(path: &Path) -> Result<String, NoSecret> {
    // Looked at through the open file, so that it cannot be exchanged in between.
    let file = File::open(path)?;
    if is_open_to_others(&file)? {
        return Err(NoSecret::Open);
    }
    let mut text = String::new();
    file.take(LONGEST_BYTES + 1).read_to_string(&mut text)?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.trim().is_empty() || text.len() as u64 > LONGEST_BYTES {
        return Err(NoSecret::Size);
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;

    use super::*;

    #[test]
    fn a_file_is_read_only_while_it_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "two words\r\n").unwrap();
        for (mode, fine) in
            [(0o600, true), (0o400, true), (0o640, true), (0o644, false), (0o660, false)]
        {
            std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let read = read(&path);
            assert_eq!(read.is_ok(), fine, "{mode:o}: {read:?}");
            assert!(read.is_err() || read.unwrap() == "two words");
        }
    }

    #[test]
    fn nothing_is_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        assert!(matches!(read(&path), Err(NoSecret::Io(_))));
        for text in ["", "\n", " \n", &"x".repeat(70_000)] {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
            assert!(matches!(read(&path), Err(NoSecret::Size)));
        }
    }

    #[test]
    fn a_secret_shows_nothing() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "[hidden]");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"[hidden]\"");
    }
}

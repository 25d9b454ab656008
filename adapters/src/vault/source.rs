//! Where key-encryption keys come from: a file, a value that was handed in, or a command.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use zeroize::Zeroizing;

use super::{Clear, Keyring, KeyringError};
use crate::chance::Chance;
use crate::disk;

/// No keyring is longer than this many bytes: hundreds of keys.
const LONGEST: u64 = 64 * 1024;

/// A command that fetches the keys may ask a key service over the network, but not a person.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);

/// Where the operator keeps the key-encryption keys.
#[derive(Debug)]
pub enum KeySource {
    /// A file that nobody but its owner may read or write.
    File(PathBuf),
    /// The text itself, as the settings took it from the environment.
    Value(Clear<String>),
    /// A program that prints the text on stdout and exits with 0; no shell is involved. What it
    /// prints on stderr goes to ours.
    Command {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        args: Vec<String>,
    },
}

impl KeySource {
    /// Fetches the keys.
    pub async fn load(&self) -> Result<Keyring, KeyringError> {
        match self {
            Self::File(path) => Keyring::parse(&read_private(path)?),
            Self::Value(text) => Keyring::parse(text.reveal()),
            Self::Command { program, args } => Keyring::parse(&print_of(program, args).await?),
        }
    }
}

impl Keyring {
    /// Reads the file, and first makes one with a new key when there is none: the embedded desk's
    /// default. Of two processes that find none, both read what the first one made.
    pub fn from_file_or_new(path: &Path, chance: &Chance) -> Result<Self, KeyringError> {
        match create(path, chance) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(KeyringError::File { path: path.to_owned(), source: error })
            }
            _ => Self::parse(&read_private(path)?),
        }
    }
}

/// Written beside and linked into place, so that the name only ever stands for a whole file, and a
/// file that is there is never replaced: it would take every case with it.
fn create(path: &Path, chance: &Chance) -> io::Result<()> {
    if path.try_exists()? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    disk::make_private_folder(folder)?;
    let part = folder.join(format!(".kek-{:016x}", chance.u64()));
    disk::write_private(&part, Keyring::draw(chance).as_bytes())?;
    let linked = std::fs::hard_link(&part, path);
    std::fs::remove_file(&part)?;
    disk::sync_folder(folder)?;
    linked
}

fn read_private(path: &Path) -> Result<Zeroizing<String>, KeyringError> {
    let trouble = |source| KeyringError::File { path: path.to_owned(), source };
    // Looked at through the open file, so that it cannot be exchanged in between.
    let file = File::open(path).map_err(trouble)?;
    if disk::open_to_others(&file).map_err(trouble)? != 0 {
        return Err(KeyringError::OpenToOthers { path: path.to_owned() });
    }
    let mut text = Zeroizing::new(String::with_capacity(4096));
    file.take(LONGEST).read_to_string(&mut text).map_err(trouble)?;
    Ok(text)
}

async fn print_of(program: &Path, args: &[String]) -> Result<Zeroizing<String>, KeyringError> {
    let trouble = |source| KeyringError::Command { program: program.to_owned(), source };
    let failed = |what: &str| trouble(io::Error::other(what.to_owned()));
    let mut child = tokio::process::Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(trouble)?;
    let stdout = child.stdout.take().ok_or_else(|| failed("it has no stdout"))?;
    let mut text = Zeroizing::new(String::with_capacity(4096));
    let ended = tokio::time::timeout(COMMAND_TIMEOUT, async {
        stdout.take(LONGEST).read_to_string(&mut text).await?;
        child.wait().await
    });
    match ended.await {
        Err(_) => Err(failed("it did not end in time")),
        Ok(Err(source)) => Err(trouble(source)),
        Ok(Ok(status)) if !status.success() => Err(failed(&status.to_string())),
        Ok(Ok(_)) => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[tokio::test]
    async fn a_new_file_is_private_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/kek");
        let made = Keyring::from_file_or_new(&path, &Chance::System).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = Keyring::from_file_or_new(&path, &Chance::System).unwrap();
        assert_eq!(made.current(), again.current());
        let loaded = KeySource::File(path.clone()).load().await.unwrap();
        assert_eq!(made.current(), loaded.current());
        let names: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(names.len(), 1, "nothing is left beside it");
    }

    #[test]
    fn of_many_who_find_no_file_all_read_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kek");
        let names: Vec<String> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| Keyring::from_file_or_new(&path, &Chance::System).unwrap()))
                .collect();
            makers.into_iter().map(|m| m.join().unwrap().current().to_owned()).collect()
        });
        assert!(names.iter().all(|name| *name == names[0]), "{names:?}");
    }

    #[tokio::test]
    async fn a_file_that_others_may_open_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kek");
        Keyring::from_file_or_new(&path, &Chance::System).unwrap();
        for loose in [0o644, 0o640, 0o604, 0o660, 0o601] {
            mode(&path, loose);
            let error = KeySource::File(path.clone()).load().await.unwrap_err();
            assert!(matches!(error, KeyringError::OpenToOthers { .. }), "{loose:o}: {error}");
            let error = Keyring::from_file_or_new(&path, &Chance::System).unwrap_err();
            assert!(matches!(error, KeyringError::OpenToOthers { .. }), "{loose:o}: {error}");
        }
        mode(&path, 0o400);
        KeySource::File(path).load().await.unwrap();
    }

    #[tokio::test]
    async fn a_command_is_believed_only_when_it_succeeds() {
        let text = "a AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        let sh = |script: String| KeySource::Command {
            program: "/bin/sh".into(),
            args: vec!["-c".to_owned(), script],
        };
        assert_eq!(sh(format!("echo '{text}'")).load().await.unwrap().current(), "a");
        let failed = sh(format!("echo '{text}'; exit 3")).load().await.unwrap_err();
        assert!(matches!(failed, KeyringError::Command { .. }), "{failed}");
        let missing = KeySource::Command { program: "/does/not/exist".into(), args: vec![] };
        assert!(matches!(missing.load().await, Err(KeyringError::Command { .. })));
        assert!(matches!(sh("true".to_owned()).load().await, Err(KeyringError::Empty)));
    }

    #[tokio::test]
    async fn a_value_is_never_printed() {
        let text = "a AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        let source = KeySource::Value(Clear::new(text.to_owned()));
        assert_eq!(format!("{source:?}"), "Value([personal])");
        assert_eq!(source.load().await.unwrap().current(), "a");
    }
}

//! A folder into which messages are put as files, one each, named after the message alone.
//!
//! A repeat of a message makes the same file again, so this way out never makes two of one.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use habeas_domain::delivery::NotSentClass;
use habeas_domain::id::MessageId;

use crate::carrier::{Loaded, NotSent, Sent};
use crate::disk;
use crate::store::Durability;

/// The folder. Its durability says whether anything waits for the disk.
#[derive(Debug, Clone)]
pub(crate) struct Tray {
    folder: PathBuf,
    ending: &'static str,
    durability: Durability,
}

/// A file that is complete on the disk and not yet seen. Dropped, it is taken away.
#[derive(Debug)]
pub(crate) struct Waiting {
    part: PathBuf,
    name: PathBuf,
    folder: PathBuf,
    durability: Durability,
}

impl Tray {
    /// A folder, made with the first message unless it is there, and what its names end with.
    pub(crate) const fn new(folder: PathBuf, ending: &'static str, durability: Durability) -> Self {
        Self { folder, ending, durability }
    }

    /// Writes the file of a message and waits for the disk, without giving it its name.
    pub(crate) async fn write(
        &self,
        id: &MessageId,
        content: String,
    ) -> Result<Box<Waiting>, NotSent> {
        let waiting = self.waiting(id);
        let written = tokio::task::spawn_blocking(move || {
            disk::make_private_folder(&waiting.folder)?;
            // Left by a crash, when there is one.
            remove(&waiting.part)?;
            match waiting.durability {
                Durability::Full => disk::write_private(&waiting.part, content.as_bytes())?,
                Durability::Off => drop(disk::write_unsynced(&waiting.part, content.as_bytes())?),
            }
            Ok(Box::new(waiting))
        });
        written.await.map_err(io::Error::other).flatten().map_err(|error| disk_trouble(&error))
    }

    fn waiting(&self, id: &MessageId) -> Waiting {
        let stem = id.as_str().split('@').next().unwrap_or_default();
        let in_folder = |name: String| self.folder.join(OsString::from(name));
        Waiting {
            part: in_folder(format!(".{stem}.part")),
            name: in_folder(format!("{stem}.{}", self.ending)),
            folder: self.folder.clone(),
            durability: self.durability,
        }
    }
}

#[async_trait]
impl Loaded for Waiting {
    /// Gives the file its name and waits until that is durable.
    async fn send(self: Box<Self>) -> Sent {
        tokio::task::spawn_blocking(move || self.name()).await.unwrap_or(Sent::Unknown)
    }
}

impl Waiting {
    fn name(&self) -> Sent {
        match std::fs::rename(&self.part, &self.name) {
            Ok(()) => {}
            // Another attempt wrote the same bytes in our place and gave them their name.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.name.exists() => {}
            Err(error) => return Sent::NotSent(disk_trouble(&error)),
        }
        let synced = match self.durability {
            Durability::Full => disk::sync_folder(&self.folder),
            Durability::Off => Ok(()),
        };
        match synced {
            Ok(()) => Sent::HandedOver { provider: None, code: None },
            // The file is there, and may be gone after a power cut.
            Err(error) => {
                let _ = disk_trouble(&error);
                Sent::Unknown
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // After its naming nothing is there any more.
        let _ = remove(&self.part);
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A disk that is full or away comes back. What it said is told here, since no one else hears it.
fn disk_trouble(error: &io::Error) -> NotSent {
    tracing::warn!(error = %error.kind(), "a message could not be put into its folder");
    NotSent::of_house(NotSentClass::Transient, None)
}

#[cfg(test)]
mod tests {
    use habeas_domain::id::DispatchId;

    use super::*;

    fn id() -> MessageId {
        MessageId::of(&DispatchId::derive(&["tray"]), "example.net").unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_repeat_is_the_same_one_file() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("mail");
        let tray = Tray::new(folder.clone(), "eml", Durability::Full);
        for _ in 0..2 {
            let waiting = tray.write(&id(), "the words".to_owned()).await.unwrap();
            assert!(matches!(waiting.send().await, Sent::HandedOver { .. }));
        }
        let stem = DispatchId::derive(&["tray"]);
        assert_eq!(names(&folder), [format!("{stem}.eml")]);
        assert_eq!(std::fs::read(folder.join(format!("{stem}.eml"))).unwrap(), b"the words");
    }

    #[tokio::test]
    async fn what_is_dropped_leaves_nothing_and_a_crash_is_no_obstacle() {
        let home = tempfile::tempdir().unwrap();
        let tray = Tray::new(home.path().to_path_buf(), "eml", Durability::Full);
        drop(tray.write(&id(), "the words".to_owned()).await.unwrap());
        assert!(names(home.path()).is_empty());

        std::fs::write(&tray.waiting(&id()).part, "half the wo").unwrap();
        let waiting = tray.write(&id(), "the words".to_owned()).await.unwrap();
        assert!(matches!(waiting.send().await, Sent::HandedOver { .. }));
        assert_eq!(names(home.path()).len(), 1);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_is_trouble_that_passes() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("file"), "").unwrap();
        let tray = Tray::new(home.path().join("file").join("mail"), "eml", Durability::Full);
        let refused = tray.write(&id(), String::new()).await.unwrap_err();
        assert_eq!(refused, NotSent::of_house(NotSentClass::Transient, None));
    }

    #[tokio::test]
    async fn two_attempts_at_once_end_as_one_file() {
        let home = tempfile::tempdir().unwrap();
        let tray = Tray::new(home.path().to_path_buf(), "eml", Durability::Full);
        let first = tray.write(&id(), "the words".to_owned()).await.unwrap();
        let second = tray.write(&id(), "the words".to_owned()).await.unwrap();
        assert!(matches!(first.send().await, Sent::HandedOver { .. }));
        assert!(matches!(second.send().await, Sent::HandedOver { .. }));
        assert_eq!(names(home.path()).len(), 1);
    }
}

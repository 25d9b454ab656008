//! The folder of an embedded desk.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{Durability, Migration, Store, StoreError};
use crate::disk;

/// The file of events, ledger and views inside the folder.
const FILE: &str = "habeas.db";
/// The file that whoever serves the folder holds.
const HELD: &str = "serve.lock";

/// The folder of an embedded desk, held by the one process that serves it. Keys may be made and
/// looked at beside it; two that serve would take each other's messages for abandoned ones.
#[derive(Debug)]
pub struct Held {
    _file: File,
}

impl Store {
    /// Opens the store in a folder and brings its tables up to date. Makes the folder, which its
    /// owner alone may enter, and the file, when they are missing. Tells what was applied.
    pub async fn open_embedded(
        folder: &Path,
        durability: Durability,
    ) -> Result<(Self, Vec<Migration>), StoreError> {
        disk::make_private_folder(folder)
            .map_err(|error| StoreError::Folder { path: folder.to_owned(), source: error })?;
        let store = Self::connect_sqlite(&Self::embedded_file(folder), &[], durability).await?;
        let applied = store.bring_up_to_date().await?;
        Ok((store, applied))
    }

    /// Holds the folder for whoever serves it, and makes it when it is missing.
    pub fn hold_embedded(folder: &Path) -> Result<Held, StoreError> {
        let bad = |source| StoreError::Folder { path: folder.to_owned(), source };
        disk::make_private_folder(folder).map_err(bad)?;
        let file = disk::hold(&folder.join(HELD)).map_err(bad)?;
        let file = file.ok_or_else(|| StoreError::Served { path: folder.to_owned() })?;
        Ok(Held { _file: file })
    }

    /// Opens the store in a folder as it is; its tables stay as they are, and it must be there.
    pub async fn look_embedded(folder: &Path) -> Result<Self, StoreError> {
        let file = Self::embedded_file(folder);
        if let Err(source) = std::fs::metadata(&file) {
            return Err(StoreError::Folder { path: file, source });
        }
        Self::connect_sqlite(&file, &[], Durability::Full).await
    }

    /// The file of the store inside the folder of an embedded desk.
    #[must_use]
    pub fn embedded_file(folder: &Path) -> PathBuf {
        folder.join(FILE)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[tokio::test]
    async fn the_folder_is_private_and_nothing_is_applied_twice() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("of/the desk");
        let (store, applied) = Store::open_embedded(&folder, Durability::Full).await.unwrap();
        assert_eq!(applied.first().unwrap().to_string(), "1 events");
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        store.close().await;
        assert_eq!(Store::open_embedded(&folder, Durability::Full).await.unwrap().1, []);
    }

    #[test]
    fn a_folder_is_served_by_one() {
        let root = tempfile::tempdir().unwrap();
        let held = Store::hold_embedded(root.path()).unwrap();
        let refused = Store::hold_embedded(root.path()).unwrap_err();
        assert!(refused.to_string().contains("is served by another process"), "{refused}");
        drop(held);
        Store::hold_embedded(root.path()).unwrap();
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_made_is_named() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        std::fs::write(&file, "").unwrap();
        let refused =
            Store::open_embedded(&file.join("folder"), Durability::Full).await.unwrap_err();
        assert!(refused.to_string().contains("file/folder cannot be made"), "{refused}");
    }
}

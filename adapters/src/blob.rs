//! Files: evidence, attachments, original mails, packages. Each lies sealed under the name of its
//! own digest.
//!
//! Only [`Ciphertext`] comes in, and only the vault makes one, so nothing lies here in clear. The
//! event that speaks of a file holds its digest; a file that no event speaks of (the command
//! failed after it was written) is found by [`list`](Blobs::list) and can go.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::digest::Digest;

use crate::chance::Chance;
use crate::disk;
use crate::vault::Ciphertext;

/// Files that are being written.
const PARTS: &str = "parts";

/// A part that is older than this belongs to a process that died.
const PART_KEPT_FOR: TimeDelta = TimeDelta::hours(1);

/// A folder of sealed files. A clone is a handle on the same one.
///
/// `ab/cd…`: the first two hexadecimal digits of a digest name a folder, the other 62 the file in
/// it. A path is made from a digest and nothing else, so none can lead out of here.
#[derive(Debug, Clone)]
pub struct Blobs {
    root: Arc<Path>,
    chance: Chance,
}

/// Why a file was not kept or given.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no file of this digest.
    #[error("the file {0} is not here")]
    Missing(Digest),

    /// The bytes on disk are not those that were written.
    #[error("the file {0} was changed on disk")]
    Damaged(Digest),

    /// The file system.
    #[error("the folder of sealed files cannot be used")]
    Io(#[from] io::Error),
}

impl Blobs {
    /// Opens a folder, and makes it when it is missing. Nobody but its owner may enter.
    pub fn open(root: &Path, chance: Chance) -> Result<Self, BlobError> {
        disk::make_private_folder(root)?;
        disk::make_private_folder(&root.join(PARTS))?;
        Ok(Self { root: root.into(), chance })
    }

    /// Keeps a file. When this returns, the file survives a power cut; until then it is not there
    /// at all. Keeping it again changes nothing.
    pub async fn put(&self, bytes: Ciphertext) -> Result<Digest, BlobError> {
        let blobs = self.clone();
        in_background(move || {
            let digest = Digest::of(&bytes.0);
            let (folder, path) = blobs.place(&digest);
            if path.try_exists()? {
                return Ok(digest);
            }
            if !folder.try_exists()? {
                disk::make_private_folder(&folder)?;
                disk::sync_folder(&blobs.root)?;
            }
            let part = blobs.root.join(PARTS).join(format!("{digest}.{:016x}", blobs.chance.u64()));
            disk::write_private(&part, &bytes.0)?;
            std::fs::rename(&part, &path)?;
            disk::sync_folder(&folder)?;
            Ok(digest)
        })
        .await
    }

    /// The bytes of a file, as they were written.
    pub async fn get(&self, digest: &Digest) -> Result<Ciphertext, BlobError> {
        let (blobs, digest) = (self.clone(), *digest);
        in_background(move || match std::fs::read(blobs.place(&digest).1) {
            Ok(bytes) if Digest::of(&bytes) == digest => Ok(Ciphertext(bytes)),
            Ok(_) => Err(BlobError::Damaged(digest)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(BlobError::Missing(digest))
            }
            Err(error) => Err(error.into()),
        })
        .await
    }

    /// Removes a file. Says whether it was there.
    pub async fn delete(&self, digest: &Digest) -> Result<bool, BlobError> {
        let (blobs, digest) = (self.clone(), *digest);
        in_background(move || {
            let (folder, path) = blobs.place(&digest);
            match std::fs::remove_file(path) {
                Ok(()) => {
                    disk::sync_folder(&folder)?;
                    Ok(true)
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// At most `limit` files behind `after`, in the order of their digests: with the last one given
    /// as the next `after`, all of them.
    pub async fn list(
        &self,
        after: Option<Digest>,
        limit: usize,
    ) -> Result<Vec<Digest>, BlobError> {
        let blobs = self.clone();
        in_background(move || {
            let mut found = Vec::new();
            for folder in names(&blobs.root)? {
                if folder == PARTS || found.len() >= limit {
                    continue;
                }
                let files = names(&blobs.root.join(&folder))?;
                let digests = files
                    .iter()
                    // What is not named like a file of ours was put there by somebody else.
                    .filter_map(|file| Digest::parse(&format!("{folder}{file}")).ok())
                    .filter(|digest| after.is_none_or(|after| *digest > after));
                found.extend(digests.take(limit - found.len()));
            }
            Ok(found)
        })
        .await
    }

    /// Removes what processes left that died while writing, more than an hour before `now`. Gives
    /// how many there were.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<u64, BlobError> {
        let blobs = self.clone();
        in_background(move || {
            let mut gone = 0;
            for part in std::fs::read_dir(blobs.root.join(PARTS))? {
                let part = part?;
                let written: DateTime<Utc> = part.metadata()?.modified()?.into();
                if written + PART_KEPT_FOR < now {
                    std::fs::remove_file(part.path())?;
                    gone += 1;
                }
            }
            Ok(gone)
        })
        .await
    }

    fn place(&self, digest: &Digest) -> (PathBuf, PathBuf) {
        let name = digest.to_string();
        let folder = self.root.join(&name[..2]);
        let path = folder.join(&name[2..]);
        (folder, path)
    }
}

/// Names in a folder that are text, in order.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.extend(entry?.file_name().to_str().map(ToOwned::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

/// Disks are slow; the threads that answer requests must not wait for one.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn store() -> (tempfile::TempDir, Blobs) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&folder.path().join("blobs"), Chance::System).unwrap();
        (folder, blobs)
    }

    fn file(text: &str) -> Ciphertext {
        Ciphertext(text.as_bytes().to_vec())
    }

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn what_is_kept_is_given_back_until_it_is_deleted() {
        let (_folder, blobs) = store();
        let digest = blobs.put(file("one")).await.unwrap();
        assert_eq!(digest, Digest::of(b"one"));
        assert_eq!(blobs.put(file("one")).await.unwrap(), digest);
        assert_eq!(blobs.get(&digest).await.unwrap(), file("one"));
        assert!(blobs.delete(&digest).await.unwrap());
        assert!(!blobs.delete(&digest).await.unwrap());
        assert!(matches!(blobs.get(&digest).await, Err(BlobError::Missing(d)) if d == digest));
    }

    #[tokio::test]
    async fn nobody_else_may_look_and_nothing_is_left_over() {
        let (_folder, blobs) = store();
        let digest = blobs.put(file("one")).await.unwrap();
        let (folder, path) = blobs.place(&digest);
        assert_eq!(mode(&blobs.root), 0o700);
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&path), 0o600);
        assert!(names(&blobs.root.join(PARTS)).unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_changed_file_is_not_given() {
        let (_folder, blobs) = store();
        let digest = blobs.put(file("one")).await.unwrap();
        std::fs::write(blobs.place(&digest).1, "two").unwrap();
        assert!(matches!(blobs.get(&digest).await, Err(BlobError::Damaged(d)) if d == digest));
    }

    #[tokio::test]
    async fn every_file_is_listed_once_whatever_else_lies_there() {
        let (_folder, blobs) = store();
        let mut all = Vec::new();
        for number in 0..40 {
            all.push(blobs.put(file(&number.to_string())).await.unwrap());
        }
        std::fs::write(blobs.place(&all[0]).0.join("notes.txt"), "x").unwrap();
        all.sort_unstable();
        let mut listed: Vec<Digest> = Vec::new();
        loop {
            let page = blobs.list(listed.last().copied(), 7).await.unwrap();
            if page.is_empty() {
                break;
            }
            listed.extend(page);
        }
        assert_eq!(listed, all);
    }

    #[tokio::test]
    async fn only_old_parts_are_swept() {
        let (_folder, blobs) = store();
        let part = blobs.root.join(PARTS).join("died");
        disk::write_private(&part, b"half").unwrap();
        let now = crate::clock::Clock::System.now();
        assert_eq!(blobs.sweep(now).await.unwrap(), 0);
        assert_eq!(blobs.sweep(now + TimeDelta::hours(2)).await.unwrap(), 1);
        assert!(!part.exists());
    }
}

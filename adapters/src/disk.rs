//! Private files that survive a power cut, or are not there at all.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// Writes a file that was not there before, readable by its owner alone, and waits for the disk.
/// Its name is durable only once its folder is [synced](sync_folder).
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_unsynced(path, bytes)?.sync_all()
}

/// The same without waiting: what may as well not be there after a power cut.
pub(crate) fn write_unsynced(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Makes names that were added to or removed from a folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Makes a folder that its owner alone may enter, with its parents, unless it exists.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Holds a file for this process alone, until it is dropped or the process is gone, however it ends.
/// None when another one has it.
pub(crate) fn hold(path: &Path) -> io::Result<Option<File>> {
    let file =
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The permission bits of an open file that let anyone but the owner in.
pub(crate) fn open_to_others(file: &File) -> io::Result<u32> {
    Ok(file.metadata()?.permissions().mode() & 0o077)
}

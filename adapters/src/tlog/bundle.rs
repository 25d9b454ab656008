//! Bundles of entries: what the leaves under one tile are the hashes of (C2SP `tlog-tiles`).

use habeas_domain::digest::Digest;

use super::tile::FULL;

/// The bytes of a bundle or a tile are not what such a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBundle {
    /// It ends inside an entry or a hash.
    #[error("it ends in the middle of something")]
    CutShort,
    /// It holds nothing, or more than a full one.
    #[error("it holds nothing, or more than 256")]
    Number,
    /// An entry cannot be put into a bundle, which gives its length in two bytes.
    #[error("an entry has more than 65,535 bytes")]
    TooLong,
}

/// The file of these entries: the length of each in two bytes, big-endian, and itself.
pub fn of_entries<'e>(entries: impl IntoIterator<Item = &'e [u8]>) -> Result<Vec<u8>, BadBundle> {
    let mut file = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| BadBundle::TooLong)?;
        file.extend_from_slice(&length.to_be_bytes());
        file.extend_from_slice(entry);
    }
    Ok(file)
}

/// The entries in a file.
pub fn entries(mut file: &[u8]) -> Result<Vec<&[u8]>, BadBundle> {
    let mut entries = Vec::new();
    while let Some((length, rest)) = file.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length).ok_or(BadBundle::CutShort)?;
        entries.push(entry);
        file = rest;
        if entries.len() as u64 > FULL {
            return Err(BadBundle::Number);
        }
    }
    match (file, entries.len()) {
        ([], 0) => Err(BadBundle::Number),
        ([], _) => Ok(entries),
        _ => Err(BadBundle::CutShort),
    }
}

/// The file of these hashes.
#[must_use]
pub fn of_hashes(hashes: &[Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The hashes in a file.
pub fn hashes(file: &[u8]) -> Result<Vec<Digest>, BadBundle> {
    let (hashes, rest) = file.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(BadBundle::CutShort);
    }
    if hashes.is_empty() || hashes.len() as u64 > FULL {
        return Err(BadBundle::Number);
    }
    Ok(hashes.iter().map(|bytes| Digest::from_bytes(*bytes)).collect())
}

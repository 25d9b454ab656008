//! Regimes that an operator adds beside those that are part of the program.
//!
//! Every file of the folder whose name ends in `.toml` is one pack; other files, hidden ones and
//! folders are left alone. A folder with any problem is refused with all problems of all packs.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use habeas_domain::id::RegimeId;
use habeas_domain::regime::{Pack, PackProblem};

/// No pack is longer than this many bytes; the longest shipped one has about a twentieth of it.
const LONGEST_BYTES: u64 = 1024 * 1024;

/// A pack as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    /// Where.
    pub path: PathBuf,
    /// Its exact text, of which the pack's digest is.
    pub text: String,
    /// What it says.
    pub pack: Pack,
}

/// Why a folder of packs is refused: every problem at once, in the order of the files' names.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct RefusedPacks(pub Vec<FileProblem>);

/// One thing wrong with one file, or with the folder itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The file or folder.
    pub path: PathBuf,
    /// What.
    pub what: String,
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.what)
    }
}

/// Reads every pack of a folder, in the order of their names.
pub fn load(folder: &Path) -> Result<Vec<PackFile>, RefusedPacks> {
    let of_folder = |error: io::Error| {
        RefusedPacks(vec![FileProblem { path: folder.to_owned(), what: unreadable(&error) }])
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(of_folder)? {
        let path = entry.map_err(of_folder)?.path();
        if is_pack(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    let (mut packs, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match read(&path) {
            Ok((text, pack)) => packs.push(PackFile { path, text, pack }),
            Err(found) => problems
                .extend(found.into_iter().map(|what| FileProblem { path: path.clone(), what })),
        }
    }
    problems.extend(rivals(&packs));
    problems.sort_by(|one, other| one.path.cmp(&other.path));
    if problems.is_empty() { Ok(packs) } else { Err(RefusedPacks(problems)) }
}

fn is_pack(path: &Path) -> bool {
    let name = path.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default();
    name.ends_with(b".toml") && !name.starts_with(b".") && !path.is_dir()
}

fn read(path: &Path) -> Result<(String, Pack), Vec<String>> {
    let text = text_of(path).map_err(|error| vec![unreadable(&error)])?;
    let pack = Pack::parse_to_hold(&text)
        .map_err(|found| found.iter().map(PackProblem::to_string).collect::<Vec<_>>())?;
    Ok((text, pack))
}

fn text_of(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?.take(LONGEST_BYTES + 1).read_to_string(&mut text)?;
    if read as u64 > LONGEST_BYTES {
        return Err(io::Error::other("it is longer than 1 MiB"));
    }
    Ok(text)
}

fn unreadable(error: &io::Error) -> String {
    format!("cannot be read: {error}")
}

/// Of two packs of one regime only one could hold, and nothing says which.
fn rivals(packs: &[PackFile]) -> Vec<FileProblem> {
    let mut first: BTreeMap<&RegimeId, &Path> = BTreeMap::new();
    let mut problems = Vec::new();
    for PackFile { path, pack, .. } in packs {
        match first.get(&pack.regime) {
            Some(other) => problems.push(FileProblem {
                path: path.clone(),
                what: format!("regime: {} is also the regime of {}", pack.regime, other.display()),
            }),
            None => drop(first.insert(&pack.regime, path)),
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../../domain/data/packs/hk.toml");

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn packs_come_in_the_order_of_their_names_and_other_files_are_left_alone() {
        let other = GOOD.replace("regime = \"hk\"", "regime = \"mo\"");
        let folder = folder(&[
            ("2.toml", GOOD),
            ("1.toml", &other),
            (".3.toml", "no pack"),
            ("4.toml~", "no pack"),
            ("README.md", "no pack"),
        ]);
        fs::create_dir(folder.path().join("old.toml")).unwrap();
        let packs = load(folder.path()).unwrap();
        let found: Vec<_> = packs.iter().map(|file| file.pack.regime.as_str()).collect();
        assert_eq!(found, ["mo", "hk"]);
        assert_eq!(packs[1].text, GOOD);
    }

    #[test]
    fn every_problem_of_every_pack_is_named_at_once() {
        let folder = folder(&[
            ("a.toml", "regime = \"Nowhere\"\nunknown = 1\n"),
            ("b.toml", "this is no TOML"),
            ("c.toml", GOOD),
            ("d.toml", GOOD),
        ]);
        fs::write(folder.path().join("e.toml"), [0xff, 0xfe]).unwrap();
        let RefusedPacks(problems) = load(folder.path()).unwrap_err();
        let of = |name: &str| problems.iter().filter(|p| p.path.ends_with(name)).count();
        assert!(of("a.toml") > 2, "{problems:?}");
        assert_eq!([of("b.toml"), of("c.toml"), of("d.toml"), of("e.toml")], [1, 0, 1, 1]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let refused = load(Path::new("/does/not/exist")).unwrap_err();
        assert!(refused.to_string().starts_with("/does/not/exist: cannot be read"), "{refused}");
    }
}

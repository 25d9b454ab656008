//! Bytes of whoever wishes us ill: nothing panics, nothing is read in two ways, nothing unsigned is believed.

use habeas_domain::digest::Digest;
use proptest::prelude::*;

use super::super::bundle::{self, BadBundle};
use super::super::{
    BadCheckpoint, BadKey, Checkpoint, LogKey, Note, NoteError, Origin, ProofFile, Published,
    VerifierKey,
};
use crate::chance::Chance;

fn key(seed: u64, name: &str) -> LogKey {
    LogKey::draw(&Chance::seeded(seed), Origin::parse(name).unwrap()).unwrap()
}

fn checkpoint(name: &str) -> Checkpoint {
    Checkpoint { origin: Origin::parse(name).unwrap(), size: 8, root: Digest::of(b"root") }
}

#[test]
fn a_note_is_read_in_one_way() {
    let key = key(1, "habeas.example/ledger");
    let known = [key.verifier().clone()];
    let good = checkpoint("habeas.example/ledger").sign(&[&key]).unwrap().to_string();
    assert!(Checkpoint::open(good.as_bytes(), &known).is_ok());
    let line = good.rsplit_once("\n\n").unwrap().1;
    let text = good.rsplit_once("\n\n").unwrap().0;
    for bad in [
        String::new(),
        "\n\n".to_owned(),
        good.trim_end().to_owned(),
        good.replace("\n\n", "\n"),
        good.replace("— ", "- "),
        good.replace("— ", "—  "),
        good.replacen('\n', "\r\n", 1),
        format!("{good}\n"),
        format!("{text}\n\n{}", line.replace('=', "")),
        format!("{text}\n\n{}", line.repeat(101)),
        format!("{text}\n\n— + {line}"),
        format!("{}\n{good}", "x".repeat(1_000_000)),
    ] {
        assert_eq!(Note::parse(bad.as_bytes()), Err(NoteError::Malformed), "{bad:.200?}");
    }
    assert!(Note::parse(b"\xff\n\n").is_err());
}

#[test]
fn only_a_known_key_of_the_same_log_vouches() {
    let (log, other) = (key(1, "habeas.example/ledger"), key(2, "habeas.example/ledger"));
    let known = [log.verifier().clone()];
    let open = |note: &str| Checkpoint::open(note.as_bytes(), &known);
    let by_other = checkpoint("habeas.example/ledger").sign(&[&other]).unwrap().to_string();
    assert_eq!(open(&by_other).unwrap_err(), BadCheckpoint::Note(NoteError::Unsigned));
    // In rotation both keys sign, and either is enough.
    let both = checkpoint("habeas.example/ledger").sign(&[&other, &log]).unwrap().to_string();
    assert!(open(&both).is_ok());
    // A key that is known, under another text.
    let forged = both.replace("\n8\n", "\n9\n");
    assert!(matches!(open(&forged).unwrap_err(), BadCheckpoint::Note(NoteError::Forged { .. })));
    let elsewhere = checkpoint("elsewhere.example/ledger").sign(&[&log]).unwrap().to_string();
    assert!(matches!(open(&elsewhere).unwrap_err(), BadCheckpoint::OtherLog { .. }));
}

#[test]
fn a_checkpoint_is_written_in_one_way() {
    let good = checkpoint("habeas.example/ledger").to_string();
    assert_eq!(Checkpoint::parse(&good).unwrap(), checkpoint("habeas.example/ledger"));
    assert!(Checkpoint::parse(&format!("{good}more\n")).is_ok(), "lines that others may add");
    for bad in [
        good.replace("\n8\n", "\n08\n"),
        good.replace("\n8\n", "\n+8\n"),
        good.replace("\n8\n", "\n-8\n"),
        good.replace("\n8\n", "\n99999999999999999999\n"),
        good.replace("habeas.example/ledger", ""),
        good.replace("habeas.example/ledger", "habeas example"),
        good.replace('=', ""),
        good.trim_end().to_owned(),
        format!("{good}\n"),
        good.lines().take(2).collect::<Vec<_>>().join("\n"),
    ] {
        assert_eq!(Checkpoint::parse(&bad), Err(BadCheckpoint::Malformed), "{bad:?}");
    }
}

#[test]
fn a_key_that_was_changed_is_told_apart() {
    let good = key(1, "habeas.example/ledger").verifier().to_string();
    let (name, rest) = good.split_once('+').unwrap();
    let (id, public) = rest.split_once('+').unwrap();
    for (bad, why) in [
        (format!("elsewhere.example+{id}+{public}"), BadKey::Id),
        (format!("{name}+00000000+{public}"), BadKey::Id),
        (format!("{name}+{id}+Ag{}", &public[2..]), BadKey::Algorithm),
        (format!("{name}+{}+{public}", &id[1..]), BadKey::Format),
        (format!("{name}++1234567+{public}"), BadKey::Format),
        (format!("{name}+{id}+{}", &public[4..]), BadKey::Algorithm),
        (format!("+{id}+{public}"), BadKey::Name),
        (String::new(), BadKey::Format),
    ] {
        let found = VerifierKey::parse(&bad).unwrap_err();
        assert!(found == why || found == BadKey::Format, "{bad}: {found:?}");
    }
}

#[test]
fn a_path_has_one_spelling_and_leads_nowhere_else() {
    for bad in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/002",
        "tile/0/x1/002",
        "tile/00/000",
        "tile/8/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "/tile/0/000",
        "tile/entries/../../etc/passwd",
        "tile/0/../0/000",
        "tile/0/%2e%2e",
        "tile/-1/000",
        "tile/0/+00",
        "tile/entries/-01",
        "checkpoint",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
    ] {
        assert!(Published::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_bundle_is_whole_or_nothing() {
    let file = bundle::of_entries([&b"one"[..], b"", b"three"]).unwrap();
    assert_eq!(bundle::entries(&file).unwrap(), [&b"one"[..], b"", b"three"]);
    for end in 0..file.len() {
        if let Ok(entries) = bundle::entries(&file[..end]) {
            assert!(entries.len() < 3);
        }
    }
    assert_eq!(bundle::entries(&[]), Err(BadBundle::Number));
    assert_eq!(bundle::entries(&[0]), Err(BadBundle::CutShort));
    assert_eq!(bundle::entries(&vec![0; 257 * 2]), Err(BadBundle::Number));
    assert_eq!(bundle::of_entries([&vec![0; 65_536][..]]), Err(BadBundle::TooLong));
    assert_eq!(bundle::hashes(&[0; 33]), Err(BadBundle::CutShort));
    assert_eq!(bundle::hashes(&[0; 257 * 32]), Err(BadBundle::Number));
}

proptest! {
    /// Whatever is read is written as it was read, so that no two files say the same.
    #[test]
    fn what_reads_is_written_the_same(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "[\\PC\n]{0,200}") {
        for bytes in [&bytes[..], text.as_bytes()] {
            if let Ok(note) = Note::parse(bytes) {
                prop_assert_eq!(note.to_string().into_bytes(), bytes);
            }
            if let Ok(file) = ProofFile::parse(bytes) {
                prop_assert_eq!(file.to_string().into_bytes(), bytes);
            }
            if let Ok(entries) = bundle::entries(bytes) {
                prop_assert_eq!(bundle::of_entries(entries).unwrap(), bytes);
            }
        }
        if let Ok(checkpoint) = Checkpoint::parse(&text) {
            prop_assert!(text.starts_with(&checkpoint.to_string()));
        }
        if let Ok(key) = VerifierKey::parse(&text) {
            prop_assert_eq!(key.to_string(), text.clone());
        }
        if let Ok(path) = Published::parse(&text) {
            prop_assert_eq!(path.to_string(), text);
        }
    }

    /// A good proof with any byte changed, doubled or gone: another one, or none that proves.
    #[test]
    fn a_good_proof_is_good_in_one_spelling(at in any::<prop::sample::Index>(), with in any::<u8>(), how in 0..3) {
        let key = key(1, "habeas.example/ledger");
        let entry = b"an entry".to_vec();
        let (own, other) = (Digest::of_leaf(&[&entry]), Digest::of_leaf(&[b"another"]));
        let root = Digest::of_node(&own, &other);
        let of = Checkpoint { origin: Origin::parse("habeas.example/ledger").unwrap(), size: 2, root };
        let good = ProofFile {
            extra: Some(entry), index: 0, proof: vec![other], checkpoint: of.sign(&[&key]).unwrap(),
        };
        let mut bytes = good.to_string().into_bytes();
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] = with,
            1 => { bytes.remove(at); }
            _ => bytes.insert(at, with),
        }
        let unchanged = bytes == good.to_string().as_bytes();
        if let Ok(file) = ProofFile::parse(&bytes) {
            let leaf = Digest::of_leaf(&[file.extra.as_deref().unwrap_or_default()]);
            let proved = file.prove(leaf, &[key.verifier().clone()]).is_ok();
            prop_assert!(!proved || unchanged, "{}", String::from_utf8_lossy(&bytes));
        }
    }
}

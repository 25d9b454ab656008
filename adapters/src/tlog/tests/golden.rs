//! Published values: RFC 6962's classic tree, a log with keys that everybody can make, the example of the
//! specification of signed notes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use habeas_domain::digest::Digest;

use super::super::{
    Checkpoint, LogKey, Note, Origin, ProofFile, Published, VerifierKey, tile, tree, verify,
};
use super::{LEAVES, Log, leaf};

const ORIGIN: &str = "dsr.example/acme/audit";
const VKEY: &str = "dsr.example/acme/audit+162f7b51+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
/// Of the eight classic leaves, with the signature of a witness behind the log's own.
const NOTE: &str = "dsr.example/acme/audit\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n\
    — dsr.example/acme/audit Fi97UXX0VHsfWuOhjM+ZPAiNdYQNS5KAzuWSZCw0Y4cTmU5+6cUYoKvYClbIo43gyuG7alKhoYKqBMF/PejyGHnlHg0=\n\
    — witness.example/w1 JLXZ/gAAAABlU/EA/xQgHxCjmd+SpMIqV4tlnBWYhBDqOZdFIYZRzfL3tOOTBonoRG+mfaj23Volhgp/n6TuCBuB2xC5Pl/U8OorAA==\n";
const INCLUSION_5_OF_8: [&str; 3] = [
    "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
    "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
    "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
];
const CONSISTENCY_3_TO_8: [&str; 4] = [
    "ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c=",
    "B1Bqhf2d0vEg62lPhgEeW7RmLlxBWmKRcDPUqWJEh+c=",
    "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=",
    "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
];

fn log_key() -> LogKey {
    let seed = STANDARD.encode([&[1_u8][..], &[7; 32]].concat());
    LogKey::parse(&format!("PRIVATE+KEY+{ORIGIN}+162f7b51+{seed}")).unwrap()
}

fn hashes(encoded: &[&str]) -> Vec<Digest> {
    let bytes = |text: &&str| STANDARD.decode(text).unwrap().try_into().unwrap();
    encoded.iter().map(|text| Digest::from_bytes(bytes(text))).collect()
}

fn classic() -> Log {
    Log::of(LEAVES.iter().map(|data| leaf(data)).collect(), 3)
}

#[test]
fn the_classic_tree_has_its_proofs() {
    let log = classic();
    let proof = log.prove(&tree::inclusion(5, 8).unwrap());
    assert_eq!(proof, hashes(&INCLUSION_5_OF_8));
    verify::inclusion(leaf(LEAVES[5]), 5, 8, &proof, log.root(8)).unwrap();
    let proof = log.prove(&tree::consistency(3, 8).unwrap());
    assert_eq!(proof, hashes(&CONSISTENCY_3_TO_8));
    verify::consistency(3, 8, &proof, log.root(3), log.root(8)).unwrap();
}

#[test]
fn a_key_is_written_as_others_write_it() {
    let key = log_key();
    assert_eq!(key.verifier().to_string(), VKEY);
    assert_eq!(VerifierKey::parse(VKEY).unwrap(), *key.verifier());
    assert_eq!(LogKey::parse(&key.expose()).unwrap().verifier(), key.verifier());
    assert!(!format!("{key:?}").contains("BwcHBwcH"), "{key:?}");
    let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    assert_eq!(LogKey::parse(secret).unwrap().verifier().to_string(), public);
}

#[test]
fn the_log_signs_what_others_found_it_to_sign() {
    let checkpoint =
        Checkpoint { origin: Origin::parse(ORIGIN).unwrap(), size: 8, root: classic().root(8) };
    let signed = checkpoint.sign(&[&log_key()]).unwrap().to_string();
    let (own, _witness) = NOTE.split_at(NOTE.rfind("— ").unwrap());
    assert_eq!(signed, own);
    // What a witness adds stays in the note, and nobody here need know it.
    let opened = Checkpoint::open(NOTE.as_bytes(), &[VerifierKey::parse(VKEY).unwrap()]).unwrap();
    assert_eq!(opened.checkpoint, checkpoint);
    assert_eq!(opened.note.to_string(), NOTE);
}

#[test]
fn the_example_of_the_specification_is_believed() {
    let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    let key = VerifierKey::parse(key).unwrap();
    let note = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let note = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(note.signed_by(std::slice::from_ref(&key)).unwrap(), [&key]);
    assert_eq!(note.text(), "This is an example message.\n");
}

#[test]
fn one_record_is_proved_by_one_file() {
    let log = classic();
    let file = ProofFile {
        extra: Some(LEAVES[5].to_vec()),
        index: 5,
        proof: log.prove(&tree::inclusion(5, 8).unwrap()),
        checkpoint: Note::parse(NOTE.as_bytes()).unwrap(),
    };
    let [first, second, third] = INCLUSION_5_OF_8;
    let text = format!(
        "c2sp.org/tlog-proof@v1\nextra QEFCQw==\nindex 5\n{first}\n{second}\n{third}\n\n{NOTE}"
    );
    assert_eq!(file.to_string(), text);
    let read = ProofFile::parse(text.as_bytes()).unwrap();
    assert_eq!(read, file);
    let keys = [VerifierKey::parse(VKEY).unwrap()];
    assert_eq!(read.prove(leaf(LEAVES[5]), &keys).unwrap().checkpoint.size, 8);
    assert!(read.prove(leaf(LEAVES[4]), &keys).is_err());
    assert!(ProofFile { index: 4, ..read }.prove(leaf(LEAVES[5]), &keys).is_err());
}

/// The numbers of `tlog-tiles` for a tree of 70,000 leaves.
#[test]
fn a_tree_is_cut_into_the_tiles_that_others_look_for() {
    let tiles: Vec<_> = tile::all(70_000).collect();
    let of = |level: u32| tiles.iter().filter(move |tile| tile.id.level == level);
    let full = |level: u32| of(level).filter(|tile| tile.is_full()).count();
    let last = |level: u32| of(level).next_back().map(|tile| tile.width);
    assert_eq!((full(0), last(0)), (273, Some(112)));
    assert_eq!((full(1), last(1)), (1, Some(17)));
    assert_eq!((full(2), last(2)), (0, Some(1)));
    assert_eq!(tiles.len(), 273 + 1 + 1 + 1 + 1);
    let path = |tile: &super::super::Tile| Published::Hashes(*tile).to_string();
    assert_eq!(path(&tiles[0]), "tile/0/000");
    assert_eq!(path(&tiles[273]), "tile/0/273.p/112");
    assert_eq!(path(tiles.last().unwrap()), "tile/2/000.p/1");
    let far = Published::parse("tile/entries/x001/x234/067").unwrap();
    assert_eq!(far.tile().id.index, 1_234_067);
    assert_eq!(far.to_string(), "tile/entries/x001/x234/067");
}

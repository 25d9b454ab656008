//! A value opens where it was sealed, and nowhere else.

use habeas_adapters::blob::Blobs;
use habeas_adapters::chance::Chance;
use habeas_adapters::vault::{
    LONGEST_FILE_BYTES, OpenError, Place, SealError, Stream, Term, Whose,
};
use habeas_domain::kind::IdentifierType;
use habeas_domain::sealed::{Purpose, Sealed};

use crate::support::{House, email_of, hex, on_both_engines, request, seal};

const MARKER: &str = "ada.marker@example.net";

on_both_engines!(House:
    a_value_opens_at_its_place_only,
    a_changed_value_does_not_open,
    a_message_about_a_case_is_sealed_under_the_keys_of_the_case,
    nothing_personal_lies_in_the_tables_or_shows_in_debug,
    a_file_opens_at_its_place_only,
);

async fn a_value_opens_at_its_place_only(house: House) {
    let vault = house.vault().await;
    let (case, other) = (request(1), request(2));
    let keys = vault.begin_case(&case, &[]).await.unwrap();
    let theirs = vault.begin_case(&other, &[]).await.unwrap();
    let sealed = seal(&vault, &keys, MARKER);
    assert_eq!(vault.open(email_of(&case), &sealed).await.unwrap().reveal(), MARKER);
    let complaint = Stream::new("Complaint", case.id.clone());
    let slot = "contact.name";
    let elsewhere = [email_of(&other), email_of(&complaint), Place { stream: &case, slot }];
    for place in elsewhere {
        let error = vault.open(place, &sealed).await.unwrap_err();
        assert!(matches!(error, OpenError::Tampered { .. }), "{place:?}: {error}");
    }
    // The same ciphertext under the name of another key, of this case or of the other.
    for key in [keys.id(Purpose::Content).unwrap(), theirs.id(Purpose::Contact).unwrap()] {
        let moved = Sealed { k: key.clone(), c: sealed.c.clone() };
        let error = vault.open(email_of(&case), &moved).await.unwrap_err();
        assert!(matches!(error, OpenError::Tampered { .. }), "{error}");
    }
}

async fn a_changed_value_does_not_open(house: House) {
    let vault = house.vault().await;
    let case = request(1);
    let keys = vault.begin_case(&case, &[]).await.unwrap();
    let sealed = seal(&vault, &keys, "x");
    for at in 0..sealed.c.len() {
        let mut text = sealed.c.as_bytes().to_vec();
        text[at] = if text[at] == b'A' { b'B' } else { b'A' };
        let changed = Sealed { c: String::from_utf8(text).unwrap().into(), ..sealed.clone() };
        let error = vault.open(email_of(&case), &changed).await.unwrap_err();
        assert!(matches!(error, OpenError::Tampered { .. }), "character {at}: {error}");
    }
    for c in ["", "AQ", "!", "AQ=="] {
        let changed = Sealed { c: c.into(), ..sealed.clone() };
        let error = vault.open(email_of(&case), &changed).await.unwrap_err();
        assert!(matches!(error, OpenError::Tampered { .. }), "{c}: {error}");
    }
}

async fn a_message_about_a_case_is_sealed_under_the_keys_of_the_case(house: House) {
    let vault = house.vault().await;
    let keys = vault.begin_case(&request(1), &[]).await.unwrap();
    let message = Stream::new("Dispatch", "dsp_1");
    let place = Place { stream: &message, slot: "dispatch.text" };
    let sealed = vault.seal(&keys, Purpose::Content, place, MARKER).unwrap();
    assert_eq!(vault.open(place, &sealed).await.unwrap().reveal(), MARKER);
    vault.forget(&sealed.k).await.unwrap();
    assert!(matches!(vault.open(place, &sealed).await, Err(OpenError::Forgotten { .. })));
}

async fn nothing_personal_lies_in_the_tables_or_shows_in_debug(house: House) {
    let vault = house.vault().await;
    let case = request(1);
    let term = Term::identifier(IdentifierType::Email, MARKER, None).unwrap();
    let keys = vault.begin_case(&case, &[term.clone().of(Whose::Subject)]).await.unwrap();
    vault.reserve_send(&term, "step-1", &[]).await.unwrap();
    let sealed = seal(&vault, &keys, MARKER);
    let opened = vault.open(email_of(&case), &sealed).await.unwrap();
    let shown = format!("{vault:?} {keys:?} {sealed:?} {opened:?} {term:?}");
    let dump = house.dump().await;
    assert!(dump.contains("vault_index") && dump.contains("vault_send"), "{dump}");
    let hex = hex(MARKER);
    for text in [&shown, &dump] {
        let text = text.to_lowercase();
        assert!(!text.contains("marker") && !text.contains(&hex), "{text}");
    }
    if house.folder().is_some() {
        vault.close().await;
        assert!(!house.bytes().windows(6).any(|bytes| bytes == b"marker"));
    }
}

async fn a_file_opens_at_its_place_only(house: House) {
    let vault = house.vault().await;
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path(), Chance::System).unwrap();
    let (case, other) = (request(1), request(2));
    let keys = vault.begin_case(&case, &[]).await.unwrap();
    let place = Place { stream: &case, slot: "proof.identity" };
    let (file, bytes) = vault.seal_file(&keys, Purpose::Proof, place, MARKER.as_bytes()).unwrap();
    assert_eq!(blobs.put(bytes).await.unwrap(), file.digest);
    assert_eq!(file.bytes, MARKER.len() as u64);
    let kept = blobs.get(&file.digest).await.unwrap();
    assert_eq!(vault.open_file(place, &file, &kept).await.unwrap().reveal(), MARKER.as_bytes());
    let moved = Place { stream: &other, ..place };
    assert!(matches!(vault.open_file(moved, &file, &kept).await, Err(OpenError::Tampered { .. })));
    let (_, swapped) = vault.seal_file(&keys, Purpose::Proof, place, b"another").unwrap();
    assert!(matches!(
        vault.open_file(place, &file, &swapped).await,
        Err(OpenError::Tampered { .. })
    ));
    vault.forget(&file.k).await.unwrap();
    assert!(matches!(vault.open_file(place, &file, &kept).await, Err(OpenError::Forgotten { .. })));
    let long = vec![0; LONGEST_FILE_BYTES + 1];
    let refused = vault.seal_file(&keys, Purpose::Content, place, &long).unwrap_err();
    assert_eq!(refused, SealError::TooLong);
}

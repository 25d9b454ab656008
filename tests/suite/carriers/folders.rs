//! Messages as files: what a first look at the desk finds.

use habeas_adapters::carrier::{Carrier, Sent};
use habeas_adapters::store::Durability;
use habeas_adapters::{mail as letters, sms};
use habeas_domain::id::DispatchId;

use super::{attempt, mail};

async fn one_file(
    carrier: &dyn Carrier,
    folder: &std::path::Path,
    bytes: &str,
) -> (String, String) {
    for _ in 0..2 {
        let sent = attempt(carrier, "file", bytes).await;
        assert_eq!(sent, Sent::HandedOver { provider: None, code: None });
    }
    let entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
    assert_eq!(entries.len(), 1, "{entries:?}");
    let name = entries[0].file_name().into_string().unwrap();
    (name, std::fs::read_to_string(entries[0].path()).unwrap())
}

#[tokio::test]
async fn an_email_is_one_file_of_exactly_its_bytes() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("mail");
    let bytes = mail("file");
    let (name, content) =
        one_file(&letters::Folder::new(folder.clone(), Durability::Full), &folder, &bytes).await;
    assert_eq!(name, format!("{}.eml", DispatchId::derive(&["file"])));
    assert_eq!(content, bytes);
    let read = letters::read(&content).unwrap();
    assert_eq!(read.subject, "Your request R-1");
    assert_eq!(read.text.trim_end(), "Hello\n.one dot\n..two dots\n.\nthe end");
}

#[tokio::test]
async fn a_text_message_is_a_file_that_names_the_number_inside() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("sms");
    let (name, content) =
        one_file(&sms::Folder::new(folder.clone(), Durability::Full), &folder, "您好").await;
    assert_eq!(name, format!("{}.txt", DispatchId::derive(&["file"])));
    assert_eq!(content, "To: mei@example.net\n\n您好\n");
}

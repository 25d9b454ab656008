//! Every kind in every language by every channel, as committed. A file that is missing is written
//! anew and has to be looked at; delete it to accept a change.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use habeas_adapters::letters::{Form, RenderError, Tongue, segments};
use habeas_domain::contact::Channel;
use habeas_domain::notice::NoticeKind;

use crate::around::{mail, write};
use crate::samples::{Sample, all};

fn golden(tongue: Tongue, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters/golden");
    folder.join(tongue.tag()).join(format!("{name}.txt"))
}

/// All that one message is, in one file. The style sheet is the same everywhere and left out.
fn whole(sample: &Sample, tongue: Tongue) -> String {
    let (subject, text, html) = mail(sample, &tongue.language());
    let (_, body) = html.split_once("<body>").unwrap();
    let sms = match write(sample, &tongue.language(), Channel::Sms) {
        Ok(rendered) => match rendered.form {
            Form::Short { text: short, .. } => {
                let cost = segments(&short);
                format!(
                    "{short}\n({:?}, {} units, {} segments)",
                    cost.alphabet, cost.units, cost.count
                )
            }
            other => panic!("{other:?}"),
        },
        Err(why @ RenderError::NotInShort(_)) => format!("({why})"),
        Err(why) => panic!("{}: {why}", sample.name),
    };
    format!("SUBJECT {subject}\n\nSMS\n{sms}\n\nTEXT\n{text}\nHTML\n<body>{body}")
}

/// What is wrong with what is read now, beside the file that was accepted; a file that is missing is written.
pub fn against(file: &Path, now: &str) -> Option<String> {
    match fs::read_to_string(file) {
        Ok(accepted) if accepted == now => None,
        Ok(_) => Some(format!("{} differs", file.display())),
        Err(_) => {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, now).unwrap();
            Some(format!("{} is new", file.display()))
        }
    }
}

#[test]
fn every_kind_reads_as_it_was_accepted() {
    let mut kinds = BTreeSet::new();
    let mut wrong = Vec::new();
    for sample in all() {
        kinds.extend(sample.message.notices.iter().map(|told| told.kind));
        for tongue in Tongue::ALL {
            let (file, now) = (golden(tongue, sample.name), whole(&sample, tongue));
            wrong.extend(against(&file, &now));
        }
    }
    assert_eq!(kinds, NoticeKind::ALL.iter().copied().collect(), "a sample of every kind");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_golden_file_is_without_its_sample() {
    let names: BTreeSet<String> = all().iter().map(|sample| sample.name.to_owned()).collect();
    for tongue in Tongue::ALL {
        let folder = golden(tongue, "x").parent().unwrap().to_owned();
        for file in fs::read_dir(folder).unwrap() {
            let name = file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
            assert!(names.contains(&name), "{name}");
        }
    }
}

#[test]
fn a_page_for_the_post_has_address_and_date_on_top_and_a_mail_has_neither() {
    let sample = all().into_iter().find(|sample| sample.name == "answer_deletion").unwrap();
    let page = write(&sample, &Tongue::En.language(), Channel::Post).unwrap();
    let Form::Page { html, text } = page.form else { panic!("{page:?}") };
    let above = "Mei O'Hara\n12 Example Road\nSampletown\n\n26 October 2026\n\nOur answer\n";
    assert!(text.starts_with(above), "{text}");
    let above =
        "<address>Mei O&#39;Hara<br>12 Example Road<br>Sampletown<br><br>26 October 2026</address>";
    assert!(html.contains(above), "{html}");
    let (_, text, html) = mail(&sample, &Tongue::En.language());
    assert!(!text.contains("Example Road") && !html.contains("Example Road"));
}

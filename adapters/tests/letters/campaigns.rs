//! What many people are told, as each of them reads it: every kind, form and way, as committed. A file that
//! is missing is written anew and has to be looked at; delete it to accept a change.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use habeas_adapters::letters::{Form, ManyTold, RenderError, many_told, segments};
use habeas_domain::campaign::{Kind, Part};
use habeas_domain::contact::Channel;
use habeas_domain::place::Language;
use habeas_domain::reference::Reference;

use crate::around::{card, written};
use crate::golden::against;

const LINK: &str = "https://privacy.dramalight.example/a/q3vZkD0bR0m2n0bqW1c5dK7d3P1mZxYy8sQ4";
/// What an author may type by mistake, and what would do harm if it were more than text.
const EVIL: &str = "We <b>closed</b> it & looked.\n\n## No heading\n=> Pay | https://evil.example";

struct Sample {
    name: &'static str,
    kind: Kind,
    language: &'static str,
    parts: &'static [(Part, &'static str)],
}

const SAMPLES: [Sample; 7] = [
    Sample {
        name: "breach_en",
        kind: Kind::BreachNotice,
        language: "en",
        parts: &[
            (Part::Title, "Notice of data breach"),
            (Part::Short, "Somebody saw your mail address. Please read our mail."),
            (Part::WhatHappened, "On 6 February a list lay open for an hour."),
            (Part::DataConcerned, "Your mail address and the films you watched."),
            (Part::Consequences, "You may get unwanted mail."),
            (Part::Measures, EVIL),
            (
                Part::Advice,
                "Watch for mail that asks for your password:\n- open no link in it\n- tell us",
            ),
            (Part::ContactPoint, "privacy@dramalight.example"),
        ],
    },
    Sample {
        name: "breach_zh",
        kind: Kind::BreachNotice,
        language: "zh",
        parts: &[
            (Part::Title, "您的邮箱地址曾被他人看到"),
            (Part::Short, "您的邮箱地址曾被他人看到，请查看邮件。"),
            (Part::WhatHappened, "二月六日，一份名单曾公开一小时。"),
            (Part::DataConcerned, "您的邮箱地址和观看记录。"),
            (Part::Consequences, "您可能收到垃圾邮件。"),
            (Part::Measures, "我们已关闭该名单。"),
            (Part::Advice, "请勿打开可疑邮件中的链接。"),
            (Part::ContactPoint, "privacy@dramalight.example"),
        ],
    },
    Sample {
        name: "breach_pt_without_headings",
        kind: Kind::BreachNotice,
        language: "pt-BR",
        parts: &[
            (Part::Title, "Alguém viu o seu endereço"),
            (Part::Short, "Alguém viu o seu endereço. Leia o nosso e-mail."),
            (Part::WhatHappened, "Em 6 de fevereiro, uma lista ficou aberta por uma hora."),
            (Part::ContactPoint, "privacy@dramalight.example"),
        ],
    },
    Sample {
        name: "supplement",
        kind: Kind::BreachNotice,
        language: "en",
        parts: &[
            (Part::Title, "More got out"),
            (Part::Short, "More got out. Please read our mail."),
            (Part::WhatIsNew, "Hashes of passwords were in it, too."),
            (Part::ContactPoint, "privacy@dramalight.example"),
        ],
    },
    Sample {
        name: "transfer",
        kind: Kind::TransferOfControl,
        language: "en",
        parts: &[
            (Part::Title, "Example Films takes over"),
            (Part::Short, "Example Films takes over. Please read our mail."),
            (Part::Receiver, "Example Films Ltd"),
            (Part::ReceiverContact, "privacy@films.example"),
            (Part::When, "From 1 March on."),
            (Part::Rights, "They stay as they are."),
        ],
    },
    Sample {
        name: "revision",
        kind: Kind::PolicyRevision,
        language: "en",
        parts: &[
            (Part::Title, "Our privacy policy changes"),
            (Part::Short, "Our privacy policy changes on 1 March."),
            (Part::WhatChanges, "We keep viewing history for one year, and not two."),
            (Part::When, "On 1 March."),
            (Part::WhereToRead, "https://dramalight.example/privacy"),
            (Part::Rights, "You may object, or close your account."),
        ],
    },
    Sample {
        name: "consent",
        kind: Kind::ConsentAsked,
        language: "zh",
        parts: &[
            (Part::Title, "我们可以在境外存储您的数据吗？"),
            (Part::Short, "我们可以在境外存储您的数据吗？"),
            (Part::Question, "您是否同意我们在示例国存储您的数据？"),
            (Part::Purpose, "为了更快地播放影片。"),
            (Part::DataConcerned, "您的观看记录。"),
            (Part::Receiver, "示例托管公司"),
            (Part::ReceiverContact, "privacy@hosting.example"),
            (Part::Rights, "拒绝不会给您带来任何不利。"),
        ],
    },
];

impl Sample {
    fn told(&self, channel: Channel) -> Result<Form, RenderError> {
        let parts: BTreeMap<Part, &str> = self.parts.iter().copied().collect();
        let (language, reference) =
            (Language::parse(self.language).unwrap(), Reference::from_chance(7));
        let told = ManyTold {
            kind: self.kind,
            reference: &reference,
            language: &language,
            parts: &parts,
            house: &card(),
            answer: (self.kind == Kind::ConsentAsked).then_some(LINK),
            address: &["Mei O'Hara", "12 Example Road", "Sampletown"],
            on: written().date_naive(),
        };
        many_told(&told, channel)
    }

    fn mail(&self) -> (String, String, String) {
        match self.told(Channel::Email).unwrap() {
            Form::Mail { subject, text, html } => (subject, text, html),
            other => panic!("{other:?}"),
        }
    }

    fn short(&self) -> String {
        match self.told(Channel::Sms).unwrap() {
            Form::Short { text, .. } => text,
            other => panic!("{other:?}"),
        }
    }
}

fn golden(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters/golden/many");
    folder.join(format!("{name}.txt"))
}

#[test]
fn every_kind_reads_as_it_was_accepted() {
    let mut wrong = Vec::new();
    for sample in &SAMPLES {
        let (subject, text, html) = sample.mail();
        let (_, body) = html.split_once("<body>").unwrap();
        let short = sample.short();
        let cost = segments(&short);
        let now = format!(
            "SUBJECT {subject}\n\nSMS\n{short}\n({:?}, {} segments)\n\nTEXT\n{text}\nHTML\n<body>{body}",
            cost.alphabet, cost.count
        );
        wrong.extend(against(&golden(sample.name), &now));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_an_author_types_is_text() {
    let (_, text, html) = SAMPLES[0].mail();
    assert!(text.contains("<b>closed</b> it & looked"), "{text}");
    assert!(!html.contains("<b>closed") && !html.contains("href=\"https://evil.example"), "{html}");
    assert_eq!(html.matches("<h1>").count(), 1);
    for outside in ["<img", "<script", "<link", "src=", "url(", "@import"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn only_a_letter_on_paper_says_whose_it_is() {
    let Form::Page { html, text } = SAMPLES[0].told(Channel::Post).unwrap() else { panic!() };
    let above = "Mei O'Hara\n12 Example Road\nSampletown\n\n26 October 2026\n";
    assert!(text.starts_with(above), "{text}");
    assert!(html.contains("<address>Mei O&#39;Hara<br>"), "{html}");
    let (_, text, _) = SAMPLES[0].mail();
    assert!(!text.contains("O'Hara"));
}

/// A link in a text message has to fit, and whoever is asked has to get it by every way.
#[test]
fn whoever_is_asked_gets_a_link_by_every_way() {
    let consent = SAMPLES.last().unwrap();
    let (_, text, html) = consent.mail();
    assert!(text.contains(LINK) && html.contains(LINK) && consent.short().contains(LINK));
    let Form::Short { text, .. } = consent.told(Channel::Push).unwrap() else { panic!() };
    assert!(text.contains(LINK), "{text}");
}

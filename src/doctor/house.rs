//! What the house has said of itself.

use super::Finding;
use crate::settings::Settings;

pub(super) fn look(settings: &Settings) -> Vec<Finding> {
    vec![addresses(settings), languages(settings), public(settings)]
}

/// Printed in every notice (P01).
fn addresses(settings: &Settings) -> Finding {
    let missing = settings.house.addresses.missing();
    if missing.is_empty() {
        return Finding::well("addresses", "people find the house by post, e-mail, phone and web");
    }
    Finding::mend(
        "addresses",
        format!("every notice prints how to reach the house, and lacks: {}", missing.join(", ")),
        format!("say house.addresses.{} in the settings", missing.join(", house.addresses.")),
    )
}

fn languages(settings: &Settings) -> Finding {
    let said: Vec<_> = settings.house.languages.iter().map(ToString::to_string).collect();
    let lacking: Vec<_> = said
        .iter()
        .filter(|tag| {
            let tag = tag.split('-').next().unwrap_or_default();
            !habeas_adapters::letters::Tongue::ALL.iter().any(|tongue| tongue.tag() == tag)
        })
        .cloned()
        .collect();
    if lacking.is_empty() {
        return Finding::well("languages", format!("letters are written in {}", said.join(", ")));
    }
    Finding::look(
        "languages",
        format!("there are no letters in {}: English is written instead", lacking.join(", ")),
        "take them out of house.languages, or add templates for them",
    )
}

/// Links in letters must lead somewhere that their readers can reach.
fn public(settings: &Settings) -> Finding {
    let url = &settings.http.public_url;
    match url.host_str() {
        Some("localhost" | "127.0.0.1" | "[::1]" | "0.0.0.0") => Finding::look(
            "links",
            format!("links in letters begin with {url}, which only this machine can open"),
            "say http.public_url before letters go to people",
        ),
        Some(_) | None => Finding::well("links", format!("links in letters begin with {url}")),
    }
}

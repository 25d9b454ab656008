//! What a version says.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::ParseError;
use habeas_domain::campaign::{Act, Form, Part};
use habeas_domain::place::Language;
use habeas_domain::sealed::Slot;

use super::{CampaignAnswer, act, id_of, version_of};
use crate::cases::check_text;
use crate::http::caller::{Caller, Right};
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{At, unkept};
use crate::vault::{Clear, Place};

/// No part is longer than this many characters.
const LONGEST_PART: usize = 10_000;
/// A subject is one line.
const LONGEST_TITLE: usize = 150;
/// Two text messages in Chinese, three in English.
const LONGEST_SHORT: usize = 300;

/// A wording in one language.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWording {
    /// `full`, `supplement` or `correction`.
    form: Text,
    /// The language, a BCP 47 tag.
    language: Text,
    /// The parts, by name: `title`, `short` (for text messages), `what_happened` …. An empty line ends a
    /// paragraph, and a line that begins with `- ` is a point.
    #[schema(value_type = BTreeMap<String, String>)]
    parts: BTreeMap<String, Text>,
}

fn part(text: &Text, name: &str, out: &mut Problems) -> Option<(Part, Clear<String>)> {
    let pointer = format!("/parts/{}", crate::http::posted::shown_name(name));
    let part = Part::parse(name).map_err(|error| out.add(&pointer, error)).ok()?;
    let longest = match part {
        Part::Title => LONGEST_TITLE,
        Part::Short => LONGEST_SHORT,
        _ => LONGEST_PART,
    };
    let words = text.parse(&pointer, out, |text| {
        check_text(text, longest)?;
        if part == Part::Title && text.contains(char::is_control) {
            return Err(ParseError { what: "title", rule: "must be one line" });
        }
        Ok(())
    });
    words.map(|()| (part, text.clear()))
}

/// Word a version, in one form and language; what was worded there before is replaced.
#[utoipa::path(
    post, path = "/campaigns/{id}/versions/{no}/wording", tag = "campaigns", request_body = NewWording,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = CampaignAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn word(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewWording>,
) -> Result<Response, Problem> {
    let body = &posted.body;
    let mut out = Problems::default();
    let form = body.form.parse("/form", &mut out, Form::parse);
    let language = body.language.parse("/language", &mut out, Language::parse);
    let parts: Vec<(Part, Clear<String>)> =
        body.parts.iter().filter_map(|(name, text)| part(text, name, &mut out)).collect();
    let (form, language) = out.finish(form.zip(language))?;
    let version = version_of(no);
    act(&api, &id, &posted, |_, sealer| {
        let seal = |(part, text): &(Part, Clear<String>)| {
            Ok((*part, sealer.seal(Slot::ContentMessage, text.reveal())?))
        };
        let words = parts.iter().map(seal).collect::<Result<_, _>>()?;
        Ok(Act::Word { version, form, language: language.clone(), words })
    })
    .await
}

/// What a version says.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct WordingAnswer {
    /// Each form and language with its parts.
    wording: Vec<WordsAnswer>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct WordsAnswer {
    /// `full`, `supplement` or `correction`.
    form: &'static str,
    /// The language.
    language: String,
    /// The parts that it must have.
    required: Vec<&'static str>,
    /// The parts.
    #[schema(value_type = BTreeMap<String, String>)]
    parts: BTreeMap<&'static str, String>,
}

/// What a version says, for whoever approves it. It is about nobody: what is kept sealed is our own words.
#[utoipa::path(
    get, path = "/campaigns/{id}/versions/{no}/wording", tag = "campaigns",
    params(("id" = String, Path), ("no" = u16, Path)),
    responses((status = 200, body = WordingAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody))
)]
pub(super) async fn read(
    State(api): At,
    caller: Caller,
    Path((id, no)): Path<(String, u16)>,
) -> Result<Response, Problem> {
    caller.needs(Right::SeeCampaigns)?;
    let id = id_of(&id)?;
    let (plan, _) = api.campaigns().get(&id).await?;
    let version = plan.version(version_of(no)).ok_or_else(Problem::not_found)?;
    let own = crate::campaigns::stream(&id);
    let place = Place { stream: &own, slot: Slot::ContentMessage.code() };
    let mut wording = Vec::new();
    for (form, languages) in &version.wording {
        for (language, words) in languages {
            let mut parts = BTreeMap::new();
            for (part, sealed) in words {
                let text = api.vault().open(place, sealed).await?;
                parts.insert(part.code(), text.reveal().clone());
            }
            let required = habeas_domain::campaign::required_parts(&plan.about, *form);
            wording.push(WordsAnswer {
                form: form.code(),
                language: language.to_string(),
                required: required.into_iter().map(Part::code).collect(),
                parts,
            });
        }
    }
    Ok(unkept(WordingAnswer { wording }))
}

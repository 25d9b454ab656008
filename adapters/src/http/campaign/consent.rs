//! `/a/{token}`: the page on which a person answers when asked for consent (P29).
//!
//! Looking at it changes nothing: mail scanners open every link. Only a button does. Silence is never
//! consent, and what was given is taken back on the same page, at any time.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use habeas_domain::campaign::{Form, Kind, Part, Plan};
use habeas_domain::sealed::Slot;

use super::id_of;
use crate::http::problem::Problem;
use crate::http::stop::{Button, Page, nothing};
use crate::http::{Api, At};
use crate::letters::Tongue;
use crate::vault::Place;

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/a/{token}", get(ask).post(answer))
}

/// The parts that stand on the page.
const SHOWN: [Part; 7] = [
    Part::Question,
    Part::Purpose,
    Part::Receiver,
    Part::ReceiverContact,
    Part::DataConcerned,
    Part::Rights,
    Part::ContactPoint,
];

/// Whom a link is for: the campaign, the person, and the tongue of the page.
struct Asked {
    plan: Box<Plan>,
    person: i64,
    title: String,
    lines: Vec<String>,
    lang: String,
    tongue: Tongue,
}

async fn asked(api: &Api, token: &str) -> Result<Option<Asked>, Problem> {
    let Some((campaign, person)) = api.vault().answered_by(token) else { return Ok(None) };
    let id = id_of(campaign.as_str())?;
    let (plan, _) = api.campaigns().get(&id).await?;
    if plan.about.kind() != Kind::ConsentAsked {
        return Ok(None);
    }
    let mut people = api.campaigns().people(&id, std::iter::once(person)).await?;
    let Some(reader) = people.remove(&person) else { return Ok(None) };
    let approved = plan.versions.iter().rev().find(|version| version.approval.is_some());
    let worded = approved
        .and_then(|version| version.words(Form::Full, reader.language(&version.drafted.language)));
    let Some((language, words)) = worded else { return Ok(None) };
    let own = crate::campaigns::stream(&id);
    let place = Place { stream: &own, slot: Slot::ContentMessage.code() };
    let mut title = String::new();
    if let Some(sealed) = words.get(&Part::Title) {
        title.clone_from(api.vault().open(place, sealed).await?.reveal());
    }
    let mut lines = vec![plan.reference.as_str().to_owned()];
    for part in SHOWN {
        if let Some(sealed) = words.get(&part) {
            let text = api.vault().open(place, sealed).await?;
            lines.extend(text.reveal().split("\n\n").map(str::to_owned));
        }
    }
    let (lang, tongue) = (language.to_string(), Tongue::for_readers_of(language));
    Ok(Some(Asked { plan, person, title, lines, lang, tongue }))
}

async fn ask(State(api): At, Path(token): Path<String>) -> Result<Response, Problem> {
    let Some(asked) = asked(&api, &token).await? else { return nothing() };
    let (yes, no) =
        (asked.tongue.pick(("Yes, I agree", "同意")), asked.tongue.pick(("No", "不同意")));
    Page {
        lang: &asked.lang,
        title: &asked.title,
        lines: asked.lines.clone(),
        buttons: vec![Button { value: "yes", label: yes }, Button { value: "no", label: no }],
    }
    .found()
}

async fn answer(
    State(api): At,
    Path(token): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let Some(asked) = asked(&api, &token).await? else { return nothing() };
    let given = url::form_urlencoded::parse(&body).find(|(name, _)| name == "answer");
    let agrees = match given.as_ref().map(|(_, value)| value.as_ref()) {
        Some("yes") => true,
        Some("no") => false,
        Some(_) | None => return nothing(),
    };
    if !api.campaigns().answered(&asked.plan.id, asked.person, agrees).await? {
        return nothing();
    }
    let said = if agrees {
        asked.tongue.pick((
            "Thank you. You agreed. You can take that back at any time: open the link in our message \
             again and answer No.",
            "谢谢。您已同意。您可以随时撤回：请再次打开我们信件中的链接，选择“不同意”。",
        ))
    } else {
        asked.tongue.pick((
            "Thank you. You did not agree, and nothing will be done that needs your consent. You lose \
             nothing by it.",
            "谢谢。您未同意，我们不会进行任何需要您同意的处理，您不会因此受到任何不利影响。",
        ))
    };
    let title = asked.tongue.pick(("Your answer is kept", "您的回答已记录"));
    let lines = vec![asked.plan.reference.as_str().to_owned(), said.to_owned()];
    Page { lang: asked.tongue.tag(), title, lines, buttons: Vec::new() }.found()
}

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
use habeas_domain::id::VersionNo;
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
    version: VersionNo,
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
    // What they were sent, and not what is in the making.
    let Some(version) = api.campaigns().asked(&id, person).await? else { return Ok(None) };
    let worded = plan
        .version(version)
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
    Ok(Some(Asked { plan, person, version, title, lines, lang, tongue }))
}

async fn ask(State(api): At, Path(token): Path<String>) -> Result<Response, Problem> {
    let Some(asked) = asked(&api, &token).await? else { return nothing() };
    let (yes, no) =
        (asked.tongue.pick(("Yes, I agree", "同意")), asked.tongue.pick(("No", "不同意")));
    Page {
        lang: &asked.lang,
        title: &asked.title,
        lines: asked.lines.clone(),
        // An answer is to the text on the page, whatever is sent meanwhile.
        buttons: [("yes", yes), ("no", no)]
            .map(|(value, label)| Button {
                value: format!("{}.{value}", asked.version).into(),
                label,
            })
            .into(),
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
    let given = given.as_ref().and_then(|(_, value)| value.split_once('.'));
    let Some((version, said)) = given else { return nothing() };
    let (Ok(version), "yes" | "no") = (version.parse().map(VersionNo), said) else {
        return nothing();
    };
    let agrees = said == "yes";
    let answer = (version, asked.person);
    if !api.campaigns().answered(&asked.plan.id, answer, agrees, None).await? {
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

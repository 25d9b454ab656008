//! `/s/{token}`: the page behind "this was not me" in letters to contacts on record.
//!
//! Looking at it changes nothing: mail scanners open every link. Only the button does, and it says
//! one thing: the owner of this contact did not ask. What has not begun stands still from then on,
//! and an officer looks. The page tells no more of the case than the letter did.

use std::borrow::Cow;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::id::{ContactNo, PrincipalId};
use habeas_domain::request::{Act, Case};

use super::problem::Problem;
use super::{Api, At};
use crate::cases::CaseError;
use crate::desk::{Call, DeskError};
use crate::letters::Tongue;

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/s/{token}", get(ask).post(stop))
}

#[derive(Template)]
#[template(path = "stop.html")]
pub(super) struct Page<'p> {
    pub(super) lang: &'p str,
    pub(super) title: &'p str,
    pub(super) lines: Vec<String>,
    pub(super) buttons: Vec<Button>,
}

/// One thing that the reader of a page can say.
pub(super) struct Button {
    pub(super) value: Cow<'static, str>,
    pub(super) label: &'static str,
}

impl Page<'_> {
    /// The page, found.
    pub(super) fn found(&self) -> Result<Response, Problem> {
        page(StatusCode::OK, self)
    }
}

async fn ask(State(api): At, Path(token): Path<String>) -> Result<Response, Problem> {
    let Some((request, contact)) = api.vault().stopped_by(&token) else { return nothing() };
    let (case, _) = api.cases().get(&request).await?;
    let tongue = Tongue::for_readers_of(&case.requester().language);
    if case.is_stopped_by(contact) {
        return stopped(tongue);
    }
    let reference = case.receipt.reference.as_str();
    let pick = |both| tongue.pick(both);
    let ask = pick((
        "Someone made the request with this reference. If it was not you, stop it here: nothing \
         that has not begun will be done, and we will look into it.",
        "有人以下列编号提出了请求。如果不是您本人，请在此停止：尚未开始的工作都不会进行，我们会核查。",
    ));
    let keep = pick((
        "If it was you, there is nothing to do: close this page.",
        "如果是您本人，请直接关闭此页面。",
    ));
    page(
        StatusCode::OK,
        &Page {
            lang: tongue.tag(),
            title: pick(("Was this request yours?", "这个请求是您提出的吗？")),
            lines: vec![reference.to_owned(), ask.to_owned(), keep.to_owned()],
            buttons: vec![Button {
                value: "stop".into(),
                label: pick(("It was not me: stop it", "不是我，请停止")),
            }],
        },
    )
}

async fn stop(State(api): At, Path(token): Path<String>) -> Result<Response, Problem> {
    let Some((request, contact)) = api.vault().stopped_by(&token) else { return nothing() };
    let (case, _) = api.cases().get(&request).await?;
    let call = call(&api, &case, contact);
    match api.cases().act(&request, &call, None, |_, _| Ok(Act::Deny { contact })).await {
        Ok(_) => stopped(Tongue::for_readers_of(&case.requester().language)),
        // Nobody who presses a button wants to read a refusal in the words of the API.
        Err(CaseError::Desk(DeskError::Refused(_))) => nothing(),
        Err(error) => Err(error.into()),
    }
}

/// Whoever follows the link acts as a person, and pressing it twice is one act; pressing it after a
/// hold was lifted is another.
fn call(api: &Api, case: &Case, contact: ContactNo) -> Call {
    let client = format!("stop/{contact}/{}", case.holds.len());
    Call {
        actor: Actor { role: Role::Person, id: PrincipalId::by_link() },
        command: api.vault().command_id(&client, case.id().as_str()),
        request: None,
        cause: None,
        trace: None,
    }
}

fn stopped(tongue: Tongue) -> Result<Response, Problem> {
    let said = tongue.pick((
        "Thank you. Nothing that has not begun will be done on this request, and a person of ours \
         will look into it. You need not do anything else.",
        "谢谢。该请求中尚未开始的工作都不会进行，我们的人员会核查。您无需再做任何事。",
    ));
    page(
        StatusCode::OK,
        &Page {
            lang: tongue.tag(),
            title: tongue.pick(("The request is stopped", "请求已停止")),
            lines: vec![said.to_owned()],
            buttons: Vec::new(),
        },
    )
}

pub(super) fn nothing() -> Result<Response, Problem> {
    let line = "This link leads nowhere. Please open it from the letter again, or copy it whole. \
                此链接无效，请从信件中重新打开，或完整复制。";
    let title = "There is nothing here";
    page(
        StatusCode::NOT_FOUND,
        &Page { lang: "en", title, lines: vec![line.to_owned()], buttons: Vec::new() },
    )
}

fn page(status: StatusCode, page: &Page<'_>) -> Result<Response, Problem> {
    Ok(guarded(status, page.render().map_err(|error| Problem::ours(&error))?))
}

/// A page that loads nothing, tells nobody where its reader came from, and is kept nowhere.
pub(super) fn guarded(status: StatusCode, html: String) -> Response {
    let mut response = (status, Html(html)).into_response();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
        ),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

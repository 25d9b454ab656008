//! One thing posted: who, under which idempotency key, and the body as a type.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Api;
use super::caller::{Caller, Right};
use super::problem::{FieldProblem, Problem};
use crate::desk::Call;

/// No idempotency key is longer than this.
const LONGEST_KEY: usize = 255;

/// Something posted by a caller who is known and named the command.
#[derive(Debug)]
pub(super) struct Posted<T> {
    /// Who calls.
    pub(super) caller: Caller,
    /// The command's name and fingerprint, for the desk.
    pub(super) call: Call,
    /// The decision revision that the caller saw, when it insists.
    pub(super) expect: Option<u64>,
    /// The body.
    pub(super) body: T,
}

impl<T> Posted<T> {
    /// Refuses a caller whose role does not have the right.
    pub(super) fn needs(self, right: Right) -> Result<Self, Problem> {
        self.caller.needs(right)?;
        Ok(self)
    }
}

/// A question with a body, which changes nothing and so needs no key.
#[derive(Debug)]
pub(super) struct Asked<T> {
    /// Who asks.
    pub(super) caller: Caller,
    /// The body.
    pub(super) body: T,
}

impl<T: DeserializeOwned> FromRequest<Api> for Posted<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, api).await?;
        let key = idempotency_key(&parts.headers)?;
        let expect = revision(&parts.headers)?;
        let value = read(&parts.headers, body, api).await?;
        let path = parts.uri.path();
        let fingerprint = api.vault().fingerprint(parts.method.as_str(), path, &value);
        let body = typed(value)?;
        let call = Call {
            actor: caller.actor.clone(),
            command: api.vault().command_id(&caller.client, &key),
            request: Some(fingerprint),
            cause: None,
            trace: None,
        };
        Ok(Self { caller, call, expect, body })
    }
}

impl<T: DeserializeOwned> FromRequest<Api> for Asked<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, api).await?;
        let body = typed(read(&parts.headers, body, api).await?)?;
        Ok(Self { caller, body })
    }
}

async fn read(headers: &HeaderMap, body: Body, api: &Api) -> Result<Value, Problem> {
    if !is_json(headers) {
        let detail = "send the body as application/json";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "unsupported_media_type", detail));
    }
    let longest = api.longest_body();
    let bytes = to_bytes(body, longest).await.map_err(|_| {
        let detail = format!("the body is longer than {longest} bytes, or broke off");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    })?;
    json(&bytes)
}

pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    let bad = |code, detail: &str| Problem::new(StatusCode::BAD_REQUEST, code, detail);
    let value = headers.get("idempotency-key").ok_or_else(|| {
        bad("idempotency_key_missing", "send an Idempotency-Key, new for each thing you do")
    })?;
    let shown = value.to_str().unwrap_or_default();
    if shown.is_empty() || shown.len() > LONGEST_KEY {
        let detail = "an Idempotency-Key is 1 to 255 visible ASCII characters";
        return Err(bad("idempotency_key_invalid", detail));
    }
    Ok(shown.to_owned())
}

/// `If-Match` is honoured when sent, and never demanded.
pub(super) fn revision(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    if text == "*" {
        return Ok(None);
    }
    let number = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let revision = number.and_then(|number| number.parse().ok()).ok_or_else(|| {
        let detail = "If-Match takes the ETag of an earlier answer, with its quotes";
        Problem::new(StatusCode::BAD_REQUEST, "if_match_invalid", detail)
    })?;
    Ok(Some(revision))
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// The parser stops at 128 levels by itself; a body of the API has fewer than ten.
fn json(bytes: &[u8]) -> Result<Value, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        // The position is safe to tell; the text around it is not.
        let place = format!("line {}, column {}", error.line(), error.column());
        let detail = format!("the body is not JSON, or is nested too deeply, at {place}");
        Problem::new(StatusCode::BAD_REQUEST, "malformed_json", detail)
    })?;
    let mut found = Vec::new();
    find_nul(&value, &mut String::new(), &mut found);
    if found.is_empty() { Ok(value) } else { Err(Problem::fields(found)) }
}

/// U+0000 cannot be stored by one of the two databases, so neither is given it.
fn find_nul(value: &Value, pointer: &mut String, found: &mut Vec<FieldProblem>) {
    let length = pointer.len();
    match value {
        Value::String(text) if text.contains('\0') => {
            found.push(FieldProblem::at(pointer.as_str(), "must not hold the character U+0000"));
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                pointer.push('/');
                pointer.push_str(&at.to_string());
                find_nul(item, pointer, found);
                pointer.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                find_nul(field, pointer, found);
                pointer.truncate(length);
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The shape of the body: objects where objects are due, no names that we do not know. What single
/// values must be is checked later, all of them at once.
fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer = pointer_of(error.path());
        let problem = if let Some(name) = missing(&error.inner().to_string()) {
            FieldProblem::at(format!("{pointer}/{name}"), "is missing")
        } else {
            let detail = "is unknown, or not of the kind of value that belongs here";
            FieldProblem::at(pointer, detail)
        };
        Problem::fields(vec![problem])
    })
}

/// The field that is not there, where that is what is wrong. Its name is one of ours: nothing that was sent
/// stands in it.
fn missing(error: &str) -> Option<&str> {
    error.strip_prefix("missing field `")?.split('`').next()
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push('/');
                pointer.push_str(shown_name(key));
            }
            Segment::Unknown => {}
        }
    }
    pointer
}

/// A name that we do not know may itself be personal: what does not look like one of ours is cut.
pub(super) fn shown_name(name: &str) -> &str {
    let like_ours = name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if like_ours { name } else { "…" }
}

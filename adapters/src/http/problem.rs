//! Every answer that is not a success, made in one place as `application/problem+json` (RFC 9457).
//!
//! A problem has a code that never changes and names fields by JSON pointer. It never repeats what
//! was sent: that may be personal.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use habeas_domain::ParseError;

use crate::campaigns::{EraseError, LookError};
use crate::cases::{CaseError, RecordError, RevealError};
use crate::desk::DeskError;
use crate::mailroom::{MailroomError, WriteError};
use crate::store::StoreError;
use crate::vault::{OpenError, SealError, VaultError};

/// What went wrong, for the caller.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// The field, as a JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The parameter of the address, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The rule that it breaks.
    pub detail: String,
}

/// The body of a problem.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// A name for the sort of problem, the same for ever: `urn:habeas:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code, as a word.
    pub code: String,
    /// The meaning of the status.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do about it, without anything that was sent.
    pub detail: String,
    /// The fields that cannot be taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

impl Problem {
    /// A problem of this sort.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), errors: Vec::new() }
    }

    /// Fields that cannot be taken, all of them at once.
    #[must_use]
    pub fn fields(errors: Vec<FieldProblem>) -> Self {
        let detail = "some fields cannot be taken; each is named with its rule";
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields", detail) }
    }

    /// A list with bad lines: the first of them, how many there are, and the most that are left out of one.
    #[must_use]
    pub fn lines(errors: Vec<FieldProblem>, count: u64, most: usize) -> Self {
        let detail = format!(
            "{count} lines of the list cannot be taken, and nothing of it was kept; of one list at most \
             {most} are left out"
        );
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_lines", detail) }
    }

    /// The caller is not known, or its key opens nothing any more.
    #[must_use]
    pub fn unauthorised() -> Self {
        let detail = "send a live API key as `Authorization: Bearer …`";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorised", detail)
    }

    /// The caller's role does not have this right.
    #[must_use]
    pub fn forbidden() -> Self {
        let detail = "the role of this key may not do this";
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// There is nothing here, or nothing that the caller may know of.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    fn unavailable() -> Self {
        let detail = "a database cannot be reached; the same request may be sent again";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
    }

    /// Something of ours: logged here, once, with the whole chain; the caller learns nothing.
    pub(super) fn ours(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            chain.push_str(": ");
            chain.push_str(&cause.to_string());
            source = cause.source();
        }
        tracing::error!(error = chain, "a request failed");
        let detail = "something went wrong on our side; the log has it";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }
}

impl FieldProblem {
    /// A field of the body that cannot be taken.
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.into()), parameter: None, detail: detail.into() }
    }

    /// A parameter of the address that cannot be taken.
    pub fn of_parameter(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: None, parameter: Some(name.into()), detail: detail.into() }
    }

    /// A field whose value breaks the rule of its type.
    pub fn new(pointer: impl Into<String>, error: ParseError) -> Self {
        Self::at(pointer, error.to_string())
    }
}

/// Beside an answer that is a problem: its code, for whoever puts refusals on record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code(pub(super) &'static str);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            kind: format!("urn:habeas:problem:{}", self.code),
            code: self.code.to_owned(),
            title: self.status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
            errors: self.errors,
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        response.extensions_mut().insert(Code(self.code));
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error.is_passing() { Self::unavailable() } else { Self::ours(&error) }
    }
}

impl<R: std::error::Error> From<CaseError<R>> for Problem
where
    Self: From<R>,
{
    fn from(error: CaseError<R>) -> Self {
        match error {
            CaseError::Letter(problems) => Self::fields(
                problems.into_iter().map(|p| FieldProblem::new(p.pointer, p.error)).collect(),
            ),
            CaseError::Desk(error) => error.into(),
            CaseError::Vault(error) => error.into(),
            CaseError::Seal(error) => Self::sealed(&error),
            CaseError::Open(error) => error.into(),
        }
    }
}

impl<R: std::error::Error> From<RevealError<R>> for Problem
where
    Self: From<R>,
{
    fn from(error: RevealError<R>) -> Self {
        match error {
            RevealError::Case(error) => error.into(),
            RevealError::Record(error) => error.into(),
        }
    }
}

impl From<LookError> for Problem {
    fn from(error: LookError) -> Self {
        match error {
            LookError::Campaign(error) => error.into(),
            LookError::Record(error) => error.into(),
        }
    }
}

impl From<EraseError> for Problem {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::Several => {
                Self::new(StatusCode::CONFLICT, "several_people", error.to_string())
            }
            EraseError::Nobody => Self::not_found(),
            EraseError::Campaign(error) => error.into(),
        }
    }
}

impl From<MailroomError> for Problem {
    fn from(error: MailroomError) -> Self {
        match error {
            MailroomError::Forgotten => Self::forgotten(),
            passing if passing.is_passing() => Self::unavailable(),
            other => Self::ours(&other),
        }
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Mailroom(error) => error.into(),
            other => Self::ours(&other),
        }
    }
}

impl From<RecordError> for Problem {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Vault(error) => error.into(),
            RecordError::Desk(error) => error.into(),
        }
    }
}

impl Problem {
    fn forgotten() -> Self {
        let detail = "the personal fields of this case are forgotten; nothing can be added to them";
        Self::new(StatusCode::GONE, "forgotten", detail)
    }

    pub(super) fn sealed(error: &SealError) -> Self {
        match error {
            SealError::Forgotten { .. } => Self::forgotten(),
            other => Self::ours(other),
        }
    }
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Forgotten { .. } => Self::forgotten(),
            OpenError::Unavailable(error) if error.is_passing() => Self::unavailable(),
            other => Self::ours(&other),
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        if error.is_passing() { Self::unavailable() } else { Self::ours(&error) }
    }
}

impl<R: std::error::Error> From<DeskError<R>> for Problem
where
    Self: From<R>,
{
    fn from(error: DeskError<R>) -> Self {
        match error {
            DeskError::Refused(refusal) => refusal.into(),
            DeskError::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "this Idempotency-Key was used for another request; draw a new one",
            ),
            DeskError::Stale { now } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "stale",
                format!("the case has changed since: its revision is {now}"),
            ),
            DeskError::Busy => Self::unavailable(),
            DeskError::Seal(error) => Self::sealed(&error),
            DeskError::Store(error) => error.into(),
        }
    }
}

//! The HTTP API, for portals, clerks' tools and systems.
//!
//! A handler is short: the extractor says who calls and gives the body, the handler parses it into
//! domain types and calls the desk, the answer is the case as it then stands. OpenAPI is generated
//! from the handlers.

mod caller;
mod campaign;
mod case;
mod complaint;
mod dispatch;
mod field;
mod house;
mod incident;
mod letter;
mod opening;
mod paging;
mod posted;
mod problem;
mod query;
mod refusal;
mod refused;
mod request;
mod stop;
mod task;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use habeas_domain::contact::Channel;
use habeas_domain::house::House;
use habeas_domain::system::Register;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use caller::{Caller, Right};
pub use problem::{FieldProblem, Problem, ProblemBody};

use crate::access::Record;
use crate::cases::Cases;
use crate::desk::Desk;
use crate::mailroom::Mailroom;
use crate::vault::Vault;

/// What the handlers work with. A clone is the same desk.
#[derive(Debug, Clone)]
pub struct Api {
    mailroom: Mailroom,
    record: Record,
    ways: BTreeSet<Channel>,
    longest_body: usize,
}

/// No body of the API is longer than this many bytes unless settings say otherwise; files travel
/// otherwise.
const LONGEST_BODY: usize = 256 * 1024;

#[derive(OpenApi)]
#[openapi(info(
    title = "Habeas",
    description = "What people ask about their personal data, driven to its end."
))]
struct Document;

impl Api {
    /// The API of the desk for which this mailroom writes, and at which campaigns have these channels beside
    /// people's hands.
    #[must_use]
    pub fn new(mailroom: Mailroom, ways: BTreeSet<Channel>) -> Self {
        let record = Record::new(mailroom.desk().clone());
        Self { mailroom, record, ways, longest_body: LONGEST_BODY }
    }

    /// Where letters are made that people carry.
    const fn mailroom(&self) -> &Mailroom {
        &self.mailroom
    }

    /// The channels that campaigns have here beside people's hands.
    const fn ways(&self) -> &BTreeSet<Channel> {
        &self.ways
    }

    /// Takes bodies of at most this many bytes.
    #[must_use]
    pub const fn with_longest_body(mut self, bytes: usize) -> Self {
        self.longest_body = bytes;
        self
    }

    const fn longest_body(&self) -> usize {
        self.longest_body
    }

    /// The record of who opened what, and who was refused.
    const fn record(&self) -> &Record {
        &self.record
    }

    const fn cases(&self) -> &Cases {
        self.mailroom.cases()
    }

    const fn desk(&self) -> &Desk {
        self.cases().desk()
    }

    const fn vault(&self) -> &Vault {
        self.cases().vault()
    }

    /// The register of systems as it stands.
    async fn register(&self) -> Result<Arc<Register>, Problem> {
        let (house, _): (House, _) = self.desk().fold(House::STREAM).await?;
        Ok(Arc::new(house.register().clone()))
    }

    /// Every route under `/v1`, with the document that describes them at `/v1/openapi.json`.
    pub fn router(self) -> Router {
        let (router, document) = OpenApiRouter::with_openapi(Document::openapi())
            .nest("/v1", routes())
            .split_for_parts();
        router
            .merge(letter::routes())
            .merge(stop::routes())
            .merge(campaign::pages())
            .route("/v1/openapi.json", get(async move || axum::Json(document)))
            .fallback(async || Problem::not_found())
            .method_not_allowed_fallback(async || {
                let detail = "this address does not take this method";
                Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
            })
            .layer(from_fn_with_state(self.clone(), refused::watch))
            // Bodies have their own limit, which answers with a problem.
            .layer(DefaultBodyLimit::disable())
            .with_state(self)
    }
}

fn routes() -> OpenApiRouter<Api> {
    request::routes()
        .merge(complaint::routes())
        .merge(incident::routes())
        .merge(campaign::routes())
        .merge(task::routes())
        .merge(dispatch::routes())
        .merge(house::routes())
}

impl Api {
    /// Answers on the listener until it is asked to stop, and then finishes what it has begun.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        axum::serve(listener, self.router()).with_graceful_shutdown(stop.cancelled_owned()).await
    }
}

/// An answer that nobody on the way keeps.
fn unkept(answer: impl serde::Serialize) -> Response {
    let mut response = axum::Json(answer).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The state, under a short name for handlers.
type At = State<Api>;

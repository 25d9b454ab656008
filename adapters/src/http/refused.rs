//! Every refused access of someone known is put on record (P24), in this one place.
//!
//! The answer is made first and leaves whatever becomes of the record. Recording costs one append a
//! refused call, as an allowed call would; few are at it at once, and none for long.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use habeas_domain::ParseError;
use habeas_domain::access::{Act, Attempted, Dossier, Refused};
use habeas_domain::actor::Actor;
use habeas_domain::campaign::Campaign;
use habeas_domain::case::{CaseId, CaseStream as _};
use habeas_domain::dispatch::Dispatch;
use habeas_domain::id::{CampaignId, ComplaintId, DispatchId, IncidentId, RefusalCode, RequestId};
use tokio::sync::Semaphore;

use super::problem::Code;
use super::{Api, At};
use crate::desk::Call;
use crate::store::StoreError;

/// How long an answer may wait for its record.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many are put on record at once.
static AT_ONCE: Semaphore = Semaphore::const_new(8);

/// Where the extractor says who calls, for whoever sees the answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Known(Arc<OnceLock<Actor>>);

impl Known {
    /// It is this one.
    pub(super) fn is(&self, actor: &Actor) {
        let _ = self.0.set(actor.clone());
    }
}

/// Lets the call through, and looks at what comes back.
pub(super) async fn watch(State(api): At, mut request: Request, next: Next) -> Response {
    let known = Known::default();
    request.extensions_mut().insert(known.clone());
    let tried = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    if response.status() == StatusCode::FORBIDDEN
        && let Some(actor) = known.0.get()
    {
        let code = response.extensions().get::<Code>().map_or("forbidden", |code| code.0);
        let recording = record(&api, actor, &tried.0, &tried.1, code);
        match tokio::time::timeout(PATIENCE, recording).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(error = %error, "a refused access could not be put on record");
            }
            Err(_) => tracing::warn!("a refused access could not be put on record in time"),
        }
    }
    response
}

async fn record(
    api: &Api,
    actor: &Actor,
    method: &Method,
    path: &str,
    code: &str,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let _turn = AT_ONCE.acquire().await?;
    let refused = Refused {
        what: attempted(method, path),
        case: dossier_of(api, path).await?,
        code: RefusalCode::parse(code)?,
    };
    let name = format!("refused/{:016x}", api.desk().chance().u64());
    let call = Call::of_worker(actor.clone(), name, None);
    Ok(api.record().add(&call, &Act::RecordRefusal(refused)).await?)
}

fn attempted(method: &Method, path: &str) -> Attempted {
    if path.ends_with("/reveal") {
        Attempted::Opening
    } else if path.ends_with("/search") || (is_list(path) && method == Method::GET) {
        Attempted::Search
    } else if method == Method::GET || method == Method::HEAD {
        Attempted::Reading
    } else {
        Attempted::Command
    }
}

/// Whether a path is that of a list of cases or campaigns.
fn is_list(path: &str) -> bool {
    ["requests", "complaints", "incidents", "campaigns"]
        .iter()
        .any(|noun| path.strip_prefix("/v1/") == Some(noun))
}

/// The case or campaign that a path leads to, when there is one.
async fn dossier_of(api: &Api, path: &str) -> Result<Option<Dossier>, StoreError> {
    let mut parts = path.split('/').skip(2);
    let (noun, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match noun {
        "requests" => case_of(api, RequestId::parse(id)).await,
        "complaints" => case_of(api, ComplaintId::parse(id)).await,
        "incidents" => case_of(api, IncidentId::parse(id)).await,
        "campaigns" => {
            let Ok(id) = CampaignId::parse(id) else { return Ok(None) };
            let (campaign, _) = api.desk().fold::<Campaign>(id.as_str()).await?;
            Ok(campaign.plan().map(|_| id.into()))
        }
        "dispatches" => {
            let Ok(id) = DispatchId::parse(id) else { return Ok(None) };
            let (dispatch, _) = api.desk().fold::<Dispatch>(id.as_str()).await?;
            Ok(dispatch.message().map(|message| message.case.clone().into()))
        }
        _ => Ok(None),
    }
}

async fn case_of<I: CaseId>(
    api: &Api,
    id: Result<I, ParseError>,
) -> Result<Option<Dossier>, StoreError> {
    let Ok(id) = id else { return Ok(None) };
    let (case, _) = api.desk().fold::<I::Stream>(id.text()).await?;
    Ok(case.live().map(|_| id.case().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_is_read_off_the_address() {
        for (method, path, what) in [
            (Method::GET, "/v1/requests", Attempted::Search),
            (Method::POST, "/v1/requests/search", Attempted::Search),
            (Method::POST, "/v1/requests", Attempted::Command),
            (Method::POST, "/v1/complaints/search", Attempted::Search),
            (Method::GET, "/v1/campaigns", Attempted::Search),
            (Method::POST, "/v1/incidents", Attempted::Command),
            (Method::GET, "/v1/requests/req_1/timeline", Attempted::Reading),
            (Method::POST, "/v1/requests/req_1/reveal", Attempted::Opening),
            (Method::POST, "/v1/keys", Attempted::Command),
        ] {
            assert_eq!(attempted(&method, path), what, "{method} {path}");
        }
    }
}

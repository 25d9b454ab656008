//! A caller of the HTTP API, without a network.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use habeas_adapters::cases::Cases;
use habeas_adapters::http::Api;
use habeas_domain::actor::Role;
use habeas_domain::contact::Channel;
use serde_json::Value;
use tower::ServiceExt as _;

use super::{Office, mailroom};

/// The API of this desk, at which campaigns have every channel.
fn api(cases: &Cases) -> Api {
    let mailroom = mailroom(cases);
    let ways = [Channel::Email, Channel::Sms, Channel::Push, Channel::SiteLetter];
    Api::new(mailroom, ways.into())
}

/// Someone with an API key.
#[derive(Clone)]
pub struct Portal {
    router: Router,
    key: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    /// The body as it came, for pages.
    pub page: String,
}

impl Portal {
    /// A caller in this role.
    pub async fn of(office: &Office, role: Role) -> Self {
        let router = api(&office.cases).router();
        Self { router, key: office.key(role).await }
    }

    /// A member of staff by name, enrolled in this role.
    pub async fn named(office: &Office, role: Role, name: &str) -> Self {
        let router = api(&office.cases).router();
        Self { router, key: office.key_of(role, name).await }
    }

    /// A registered system with a key of its own.
    pub async fn of_system(office: &Office, system: &str) -> Self {
        let router = api(&office.cases).router();
        Self { router, key: office.key_of(Role::System, system).await }
    }

    /// The same caller at another desk.
    pub fn at(requests: &Cases, like: &Self) -> Self {
        Self { router: api(requests).router(), key: like.key.clone() }
    }

    /// The same caller, where bodies may have so many bytes.
    pub fn with_longest_body(&self, office: &Office, bytes: usize) -> Self {
        let router = api(&office.cases).with_longest_body(bytes).router();
        Self { router, key: self.key.clone() }
    }

    /// The same caller at a desk that has these ways out only.
    pub fn with_ways(&self, office: &Office, ways: &[Channel]) -> Self {
        let api = Api::new(mailroom(&office.cases), ways.iter().copied().collect());
        Self { router: api.router(), key: self.key.clone() }
    }

    /// The same address with another key.
    pub fn with_key(&self, key: &str) -> Self {
        Self { router: self.router.clone(), key: key.to_owned() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header("authorization", format!("Bearer {}", self.key));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Posts JSON under an idempotency key.
    pub async fn post(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.post_with(path, &[("idempotency-key", key)], body.to_string()).await
    }

    /// Posts JSON that changes nothing.
    pub async fn ask(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, &[], body.to_string()).await
    }

    /// Posts any bytes with further headers.
    pub async fn post_with(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::post(path)
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", "application/json");
        for (name, value) in headers {
            if *name == "content-type" {
                request.headers_mut().unwrap().remove("content-type");
            }
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 4 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let page = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body, page }
    }
}

impl Answer {
    /// The code of a problem.
    pub fn code(&self) -> &str {
        let kind = self.headers["content-type"].to_str().unwrap();
        assert_eq!(kind, "application/problem+json", "{self:?}");
        self.body["code"].as_str().unwrap()
    }

    /// The fields that a problem names.
    pub fn fields(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().unwrap();
        errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect()
    }

    /// The parameters that a problem names, in alphabetical order.
    pub fn parameters(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().unwrap();
        let mut names: Vec<&str> =
            errors.iter().map(|error| error["parameter"].as_str().unwrap()).collect();
        names.sort_unstable();
        names
    }
}

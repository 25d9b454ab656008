//! A client of a desk that runs as a process: one connection a request, as the simplest portal does.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

/// A portal with its key.
#[derive(Clone)]
pub struct Client {
    address: String,
    key: String,
}

impl Client {
    pub fn new(address: &str, key: &str) -> Self {
        Self { address: address.to_owned(), key: key.to_owned() }
    }

    /// Posts under an idempotency key; nothing when the desk did not answer.
    pub fn post(&self, path: &str, name: &str, body: &str) -> Option<(u16, Value)> {
        self.post_as("application/json", path, name, body)
    }

    /// The same for a list.
    pub fn post_csv(&self, path: &str, name: &str, body: &str) -> Option<(u16, Value)> {
        self.post_as("text/csv", path, name, body)
    }

    fn post_as(&self, kind: &str, path: &str, name: &str, body: &str) -> Option<(u16, Value)> {
        let headers = format!(
            "authorization: Bearer {}\r\nidempotency-key: {name}\r\ncontent-type: {kind}\r\n\
             content-length: {}\r\n",
            self.key,
            body.len()
        );
        self.ask("POST", path, &headers, body)
    }

    pub fn get(&self, path: &str) -> Option<(u16, Value)> {
        self.ask("GET", path, &format!("authorization: Bearer {}\r\n", self.key), "")
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Option<(u16, Value)> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: desk\r\nconnection: close\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(body.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, serde_json::from_str(body).ok()?))
    }
}

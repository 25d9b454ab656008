//! The desk of the day: a process on PostgreSQL that is killed and comes again.

use std::path::Path;
use std::process::Command;
use std::sync::{Condvar, Mutex};

use serde_json::Value;

use crate::support::{Client, Running, desk, said};

/// Where the desk is to be found; nobody finds it while it is down.
#[derive(Default)]
pub struct Gate {
    address: Mutex<Option<String>>,
    opened: Condvar,
}

impl Gate {
    /// The address, as soon as there is one.
    fn address(&self) -> String {
        let mut address = self.address.lock().unwrap();
        loop {
            if let Some(known) = &*address {
                return known.clone();
            }
            address = self.opened.wait(address).unwrap();
        }
    }

    fn set(&self, address: Option<String>) {
        *self.address.lock().unwrap() = address;
        self.opened.notify_all();
    }
}

/// Somebody with a key, who asks again until they are answered.
#[derive(Clone)]
pub struct Caller<'g> {
    gate: &'g Gate,
    key: String,
}

impl<'g> Caller<'g> {
    pub fn new(gate: &'g Gate, key: &str) -> Self {
        Self { gate, key: key.to_owned() }
    }

    /// The answer, and whether it came at the first time of asking.
    pub fn asks(&self, ask: impl Fn(&Client) -> Option<(u16, Value)>) -> (Value, bool) {
        let mut first = true;
        loop {
            let client = Client::new(&self.gate.address(), &self.key);
            match ask(&client) {
                Some((status, body)) if status < 500 => {
                    assert!(status < 300, "{status}: {body}");
                    return (body, first);
                }
                Some(_) | None => first = false,
            }
        }
    }

    pub fn posts(&self, path: &str, name: &str, body: &Value) -> Value {
        self.asks(|client| client.post(path, name, &body.to_string())).0
    }

    pub fn gets(&self, path: &str) -> Value {
        self.asks(|client| client.get(path)).0
    }
}

/// The process.
pub struct Desk<'g> {
    gate: &'g Gate,
    settings: Vec<(String, String)>,
    running: Option<Running>,
    /// The most memory that any of its lives had resident, in KiB.
    pub peak_kib: u64,
}

impl<'g> Desk<'g> {
    /// Describes it: its database, a folder for keys and files, its mail server, and how fast it sends.
    pub fn new(gate: &'g Gate, url: &str, folder: &Path, port: u16, per_minute: u32) -> Self {
        let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        let settings = [
            ("HABEAS_STORE__URL", url.replace("habeas_owner@", "habeas_desk@")),
            ("HABEAS_STORE__FILES", at("files")),
            ("HABEAS_VAULT__DATA", at("vault")),
            ("HABEAS_HTTP__PUBLIC_URL", "https://privacy.example.net".to_owned()),
            ("HABEAS_HTTP__REQUEST_LIMIT_BYTES", "1000000".to_owned()),
            ("HABEAS_MAIL__TRANSPORT", "smtp".to_owned()),
            ("HABEAS_MAIL__HOST", "127.0.0.1".to_owned()),
            ("HABEAS_MAIL__PORT", port.to_string()),
            ("HABEAS_MAIL__SECURITY", "none".to_owned()),
            ("HABEAS_MAIL__FROM", "Example Games <privacy@games.example.net>".to_owned()),
            ("HABEAS_WORKERS__CAMPAIGNS_PER_MINUTE", per_minute.to_string()),
            ("HABEAS_WORKERS__MAILS_PER_MINUTE", "100000".to_owned()),
            // Nobody reads the log: it must not fill the pipe.
            ("HABEAS_LOG__LEVEL", "error,habeas::serve=info".to_owned()),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value)).into();
        Self { gate, settings, running: None, peak_kib: 0 }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = desk(arguments);
        command.envs(self.settings.iter().cloned());
        command
    }

    /// A key for somebody.
    pub fn key(&self, role: &str, principal: &str) -> String {
        let arguments = ["key", "create", "--role", role, "--principal", principal];
        let (out, told, code) = said(&self.command(&arguments).output().unwrap());
        assert_eq!(code, Some(0), "{told}");
        out.trim().to_owned()
    }

    /// It opens.
    pub fn opens(&mut self) {
        let mut running = Running::start(&mut self.command(&["serve"]));
        running.hear("listening");
        let address = running.hear("listening")["address"].as_str().unwrap().to_owned();
        running.hear("ready");
        self.gate.set(Some(address));
        self.running = Some(running);
    }

    /// It is killed, and opens again.
    pub fn dies_and_comes_again(&mut self) {
        self.measures();
        self.gate.set(None);
        self.running.take().unwrap().kill();
        self.opens();
    }

    /// It closes as it should.
    pub fn closes(&mut self) {
        self.measures();
        self.gate.set(None);
        let running = self.running.take().unwrap();
        running.terminate();
        assert_eq!(running.end().0, Some(0));
    }

    fn measures(&mut self) {
        let pid = self.running.as_ref().unwrap().pid();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
        self.peak_kib = self.peak_kib.max(kib);
    }
}

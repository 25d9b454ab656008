//! PostgreSQL clusters: the shared one, and throw-away ones for suites that need a quiet horizon.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

/// A running cluster of our own; the server stops, and its files go, with the value or the process.
pub struct Cluster {
    base: String,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    script: Child,
}

impl Cluster {
    /// Makes and starts a cluster.
    pub fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut script = unprivileged()
            .args(["sh", "-c", include_str!("cluster.sh"), "cluster.sh"])
            .arg(programs())
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut cluster = Self {
            base: format!("postgres://habeas_owner@127.0.0.1:{port}"),
            commands: script.stdin.take(),
            answers: BufReader::new(script.stdout.take().unwrap()),
            script,
        };
        cluster.expect("ready");
        cluster
    }

    /// The owner's URL, without a database.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Shuts the server down; the files stay.
    pub fn stop_server(&mut self) {
        self.say("stop\n");
        self.expect("stopped");
    }

    /// Starts the server again.
    pub fn start_server(&mut self) {
        self.say("start\n");
        self.expect("ready");
    }

    fn say(&mut self, command: &str) {
        self.commands.as_mut().unwrap().write_all(command.as_bytes()).unwrap();
    }

    fn expect(&mut self, word: &str) {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        assert_eq!(line.trim(), word, "the throw-away PostgreSQL did not do as it was told");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.commands.take());
        self.script.wait().ok();
    }
}

/// The owner's URL of the cluster that most tests share, each with a database of its own. It is the
/// one that the test script started, else one that starts with the first test that asks.
pub fn shared() -> &'static str {
    static GIVEN: OnceLock<Option<String>> = OnceLock::new();
    static OWN: OnceLock<Cluster> = OnceLock::new();
    match GIVEN.get_or_init(|| setting("HABEAS_TEST_PG")) {
        Some(url) => url,
        None => OWN.get_or_init(Cluster::start).base(),
    }
}

/// The folder of PostgreSQL's programs.
pub fn programs() -> PathBuf {
    if let Some(dir) = setting("HABEAS_TEST_PG_BIN") {
        return dir.into();
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .map(|version| version.unwrap().path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().expect("PostgreSQL is installed, or HABEAS_TEST_PG_BIN says where")
}

#[expect(clippy::disallowed_methods, reason = "the suite's only settings, given by tests/run")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// PostgreSQL refuses to run as root: then its package's account runs it.
fn unprivileged() -> Command {
    let id = Command::new("id").arg("-u").output().unwrap().stdout;
    if id.trim_ascii() != b"0" {
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "env", "HOME=/tmp"]);
    command.current_dir("/");
    command
}

//! The programs by which Postfix measures mail: one that takes everything, and one that sends.

use std::net::TcpListener;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where the package was unpacked.
pub struct Postfix(PathBuf);

/// A server that takes everything, until it is dropped.
pub struct Sink {
    pub port: u16,
    child: Child,
}

impl Postfix {
    #[expect(clippy::disallowed_methods, reason = "a setting of the measurement")]
    pub fn unpacked() -> Self {
        let at = std::env::var("HABEAS_POSTFIX").expect("HABEAS_POSTFIX says where it lies");
        Self(at.into())
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.0.join("usr/sbin").join(name));
        command.env("LD_LIBRARY_PATH", self.0.join("usr/lib/postfix")).stdout(Stdio::null());
        command
    }

    pub fn sink(&self) -> Sink {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = self.program("smtp-sink");
        // It takes no privileges away from itself that it does not have.
        command.args(["-u", "nobody", &format!("127.0.0.1:{port}"), "1000"]);
        let sink = Sink { port, child: command.spawn().unwrap() };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        sink
    }

    /// So many messages of so many bytes by so many connections: how long that took.
    pub fn source(&self, port: u16, messages: u32, bytes: usize, connections: u32) -> Duration {
        let begun = Instant::now();
        let done = self
            .program("smtp-source")
            // Each connection carries many messages, as ours do.
            .args(["-d", "-s", &connections.to_string(), "-m", &messages.to_string()])
            .args(["-l", &bytes.to_string(), "-f", "a@example.net", "-t", "b@example.net"])
            .arg(format!("127.0.0.1:{port}"))
            .status();
        assert!(done.unwrap().success());
        begun.elapsed()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

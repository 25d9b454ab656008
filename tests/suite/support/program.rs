//! The program itself, run as an operator would.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use serde_json::Value;

/// `habeas` with these arguments and no settings of whoever runs the tests.
pub fn habeas(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habeas"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
}

/// The same, which is told whose desk it is, speaks JSON, and takes free ports.
pub fn desk(arguments: &[&str]) -> Command {
    let mut command = habeas(arguments);
    command.envs([
        ("HABEAS_HOUSE__NAME", "Example Games"),
        ("HABEAS_HOUSE__COUNTRY", "DE"),
        ("HABEAS_HOUSE__ZONE", "Europe/Berlin"),
        ("HABEAS_HTTP__LISTEN", "127.0.0.1:0"),
        ("HABEAS_HTTP__ADMIN_LISTEN", "127.0.0.1:0"),
        ("HABEAS_LOG__FORMAT", "json"),
    ]);
    command
}

/// What was said on standard output and standard error, and the exit code.
pub fn said(output: &Output) -> (String, String, Option<i32>) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// A program that runs until it is told to stop, or until its test ends.
pub struct Running {
    child: Child,
    lines: BufReader<ChildStderr>,
    heard: Vec<String>,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap());
        Self { child, lines, heard: Vec::new() }
    }

    /// Waits until it says this in its log, and gives the whole line.
    pub fn hear(&mut self, message: &str) -> Value {
        loop {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).unwrap();
            assert!(read > 0, "it ended without saying {message:?}:\n{}", self.heard.concat());
            let said: Value = serde_json::from_str(&line).unwrap_or_default();
            self.heard.push(line);
            if said["message"] == message {
                return said;
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as an orchestrator does.
    pub fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Takes it away without a word, as a power cut does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end: the exit code, and all that it said.
    pub fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        self.heard.push(rest);
        (self.child.wait().unwrap().code(), self.heard.concat())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended, or its test has failed.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

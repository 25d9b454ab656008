//! A mail server that takes everything, and counts who got how many.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The server; its threads end with their connections and with the process.
pub struct Sink {
    pub port: u16,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

impl Sink {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let taken = Arc::new(Mutex::new(HashMap::new()));
        let counts = Arc::clone(&taken);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let counts = Arc::clone(&counts);
                thread::spawn(move || meet(stream.unwrap(), &counts));
            }
        });
        Self { port, taken }
    }

    /// How many messages each address got.
    pub fn taken(&self) -> HashMap<String, usize> {
        self.taken.lock().unwrap().clone()
    }
}

/// Nothing that goes wrong on a connection matters: whoever sends is killed on purpose.
fn meet(stream: TcpStream, counts: &Mutex<HashMap<String, usize>>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut says = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).ok();
    says("220 sink")?;
    let mut lines = BufReader::new(stream).lines();
    let mut to = String::new();
    while let Some(Ok(line)) = lines.next() {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "RCPT" => line.split(['<', '>']).nth(1)?.clone_into(&mut to),
            "DATA" => {
                says("354 go on")?;
                while lines.next()?.ok()? != "." {}
                *counts.lock().ok()?.entry(std::mem::take(&mut to)).or_default() += 1;
            }
            "QUIT" => return says("221 bye"),
            _ => {}
        }
        says("250 ok")?;
    }
    Some(())
}

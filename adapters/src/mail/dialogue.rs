//! The few words in clear before STARTTLS.
//!
//! They are read byte by byte, never further than the last reply: what someone on the way puts
//! behind it would otherwise be taken for words of the encrypted part. The mail client's own
//! STARTTLS keeps such a rest.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::opening::{OpenError, Step};
use super::outcome;

/// No reply here is longer than this many bytes.
const LONGEST_REPLY: usize = 16 * 1024;

struct Reply {
    raw: Vec<u8>,
    code: u16,
}

/// Brings the server to the point where encryption begins. Gives the greeting as it came.
pub(super) async fn ask_for_tls(tcp: &mut TcpStream, hello: &str) -> Result<Vec<u8>, OpenError> {
    let greeting = positive(hear(tcp, Step::Greeting).await?, Step::Greeting)?;
    say(tcp, &format!("EHLO {hello}\r\n"), Step::Greeting).await?;
    let offers = positive(hear(tcp, Step::Greeting).await?, Step::Greeting)?;
    if !offers.lines().any(|line| line.eq_ignore_ascii_case("STARTTLS")) {
        return Err(OpenError::NoStartTls);
    }
    say(tcp, "STARTTLS\r\n", Step::Encryption).await?;
    let go = positive(hear(tcp, Step::Encryption).await?, Step::Encryption)?;
    if go.code != 220 {
        return Err(OpenError::Broken(Step::Encryption));
    }
    Ok(greeting.raw)
}

async fn say(tcp: &mut TcpStream, line: &str, step: Step) -> Result<(), OpenError> {
    tcp.write_all(line.as_bytes()).await.map_err(|_| OpenError::Broken(step))
}

async fn hear(tcp: &mut TcpStream, step: Step) -> Result<Reply, OpenError> {
    let mut raw = Vec::with_capacity(256);
    let mut line_start = 0;
    while raw.len() < LONGEST_REPLY {
        let byte = tcp.read_u8().await.map_err(|_| OpenError::Broken(step))?;
        raw.push(byte);
        if byte != b'\n' {
            continue;
        }
        let (code, is_last) = code(&raw[line_start..]).ok_or(OpenError::Broken(step))?;
        if is_last {
            return Ok(Reply { raw, code });
        }
        line_start = raw.len();
    }
    Err(OpenError::Broken(step))
}

/// The code of one line, and whether it is the last of its reply.
fn code(line: &[u8]) -> Option<(u16, bool)> {
    let code = std::str::from_utf8(line.get(..3)?).ok()?.parse().ok()?;
    match line.get(3)? {
        b'-' => Some((code, false)),
        b' ' | b'\r' | b'\n' => Some((code, true)),
        _ => None,
    }
}

fn positive(reply: Reply, step: Step) -> Result<Reply, OpenError> {
    match reply.code {
        200..=299 => Ok(reply),
        code => Err(OpenError::Refused {
            step,
            answer: outcome::refusal(step, code, reply.lines().next()),
        }),
    }
}

impl Reply {
    /// The texts behind the codes.
    fn lines(&self) -> impl Iterator<Item = &str> {
        let texts = self.raw.split(|byte| *byte == b'\n').filter_map(|line| line.get(4..));
        texts.filter_map(|text| std::str::from_utf8(text).ok()).map(str::trim_ascii_end)
    }
}

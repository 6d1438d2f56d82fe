//! The least of an HTTP client: what a browser, a scanner or an attacker would send, byte by byte.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer, read until the connection closed.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// As long as the program waits for anybody, and more.
const PATIENCE: Duration = Duration::from_secs(60);

fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}

/// Sends bytes and reads until the other side closes; `None` if it closes without an answer.
pub(crate) fn exchange(port: u16, bytes: &[u8]) -> Option<Page> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a listener");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
    stream.write_all(bytes).ok()?;
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    // A reset after the answer is a fine end; some servers never close.
    while !is_whole(&answer) {
        match stream.read(&mut piece) {
            Ok(read @ 1..) => answer.extend_from_slice(&piece[..read]),
            // A socket with a deadline is interrupted where another one would go on (signal(7)).
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            // Not to be taken for an end: whoever waited in vain should hear that, and for how long.
            Err(error) if is_timeout(&error) => panic!("no whole answer within {PATIENCE:?}: {answer:?}"),
            Ok(_) | Err(_) => break,
        }
    }
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    Some(Page { status, head: head.to_owned(), body: body.to_owned() })
}

/// Tells whether as much came as the head announces.
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") { value.trim().parse::<usize>().ok() } else { None }
    });
    length.is_some_and(|length| answer.len() >= head.len() + 4 + length)
}

/// Gets an `http://127.0.0.1:PORT/...` address.
pub(crate) fn get(address: &str) -> Page {
    answered(address).expect("an answer")
}

/// Gets an address of this machine; `None` if the other side closes without an answer.
pub(crate) fn answered(address: &str) -> Option<Page> {
    let rest = address.strip_prefix("http://").expect("an address");
    let (host, path) = rest.split_once('/').expect("a path");
    let port = host.rsplit_once(':').expect("a port").1.parse().expect("a port");
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    exchange(port, request.as_bytes())
}

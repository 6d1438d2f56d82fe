//! A Webex of nothing but bytes: it can break off, fall silent or answer nonsense at any stage of a connection.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Accepted; nothing was read.
    Accepted,
    /// The head of a request was read.
    Head,
    /// All of a request was read.
    Whole,
}

/// What is asked at a stage.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Which connection this is, from 0.
    pub(crate) connection: usize,
    pub(crate) stage: Stage,
    /// Method and path; empty before a head was read.
    pub(crate) line: String,
    /// The body, once all of it was read.
    pub(crate) body: Value,
}

impl Asked {
    pub(crate) fn is_post(&self) -> bool {
        self.line == "POST /v1/messages"
    }

    /// Returns whom a post is for.
    pub(crate) fn to(&self) -> &str {
        self.body["toPersonEmail"].as_str().unwrap_or_default()
    }
}

/// What happens then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Play {
    /// Reads on.
    On,
    /// These bytes, and the next request.
    Say(Vec<u8>),
    /// These bytes, and the connection is closed.
    Close(Vec<u8>),
    /// These bytes, and the connection is reset.
    Reset(Vec<u8>),
    /// These bytes, and nothing more until the other side goes.
    Silence(Vec<u8>),
    /// These bytes, and more of a body for as long as the other side reads.
    Endless(Vec<u8>),
}

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) connections: AtomicUsize,
    /// Posts of which all was read.
    pub(crate) posts: Mutex<Vec<Value>>,
    /// Bytes of bodies without an end.
    pub(crate) endless: AtomicUsize,
}

/// The server; its threads end with their connections.
pub(crate) struct Wire {
    pub(crate) port: u16,
    pub(crate) seen: Arc<Seen>,
    stopper: Stopper,
}

/// Takes the listener away.
#[derive(Debug, Clone)]
pub(crate) struct Stopper {
    port: u16,
    stopped: Arc<AtomicBool>,
}

impl Stopper {
    /// Takes no further connection: whoever comes is refused.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        while TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            std::thread::yield_now();
        }
    }
}

impl Wire {
    /// Listens on loopback and plays what `script` says.
    pub(crate) fn start(script: impl Fn(&Asked) -> Play + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, stopped) = (Arc::new(Seen::default()), Arc::new(AtomicBool::new(false)));
        let (script, watched, stop) = (Arc::new(script), seen.clone(), stopped.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let connection = watched.connections.fetch_add(1, Ordering::SeqCst);
                let (script, seen) = (script.clone(), watched.clone());
                std::thread::spawn(move || converse(stream.unwrap(), connection, &*script, &seen));
            }
        });
        Self { port, seen, stopper: Stopper { port, stopped } }
    }

    pub(crate) fn api_url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    pub(crate) fn posts(&self) -> Vec<Value> {
        self.seen.posts.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.stopper.stop();
    }
}

fn converse(stream: TcpStream, connection: usize, script: &dyn Fn(&Asked) -> Play, seen: &Seen) {
    let handle = stream.try_clone().unwrap();
    let end = talk(stream, connection, script, seen);
    finish(&handle, end);
}

/// Talks over any stream until the script ends the connection.
pub(crate) fn talk(
    mut stream: impl Read + Write,
    connection: usize,
    script: &dyn Fn(&Asked) -> Play,
    seen: &Seen,
) -> End {
    let mut asked = Asked { connection, stage: Stage::Accepted, line: String::new(), body: Value::Null };
    if let Some(end) = play(&mut stream, script(&asked), seen) {
        return end;
    }
    loop {
        let Some(head) = head(&mut stream) else { return End::Close };
        let mut words = head.split(' ');
        let line = [words.next().unwrap_or_default(), words.next().unwrap_or_default()].join(" ");
        asked = Asked { connection, stage: Stage::Head, line, body: Value::Null };
        if let Some(end) = play(&mut stream, script(&asked), seen) {
            return end;
        }
        let Some(body) = body(&mut stream, &head) else { return End::Close };
        asked.stage = Stage::Whole;
        asked.body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        if asked.is_post() {
            seen.posts.lock().unwrap().push(asked.body.clone());
        }
        if let Some(end) = play(&mut stream, script(&asked), seen) {
            return end;
        }
    }
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Close,
    Reset,
}

/// What counts as without an end: the other side has read far more than it should.
const MOST: usize = 1_000_000_000;

fn play(stream: &mut (impl Read + Write), play: Play, seen: &Seen) -> Option<End> {
    let (bytes, end) = match play {
        Play::On => return None,
        Play::Say(bytes) => (bytes, None),
        Play::Close(bytes) => (bytes, Some(End::Close)),
        Play::Reset(bytes) => (bytes, Some(End::Reset)),
        Play::Endless(bytes) => {
            let _ = stream.write_all(&bytes);
            let piece = [b' '; 16_384];
            while seen.endless.fetch_add(piece.len(), Ordering::SeqCst) < MOST
                && stream.write_all(&piece).is_ok()
            {}
            return Some(End::Close);
        }
        Play::Silence(bytes) => {
            let _ = stream.write_all(&bytes).and_then(|()| stream.flush());
            // Nothing more is read: the other side waits, and goes.
            std::thread::sleep(std::time::Duration::from_secs(100));
            return Some(End::Close);
        }
    };
    if stream.write_all(&bytes).and_then(|()| stream.flush()).is_err() {
        return Some(End::Close);
    }
    end
}

/// Ends a connection with a FIN or with a reset.
pub(crate) fn finish(stream: &TcpStream, end: End) {
    match end {
        End::Close => {
            // What is unread would turn the close into a reset.
            let _ = stream.shutdown(Shutdown::Write);
            let _ = stream.set_read_timeout(Some(std::time::Duration::from_secs(1)));
            let _ = std::io::copy(&mut &*stream, &mut std::io::sink());
        }
        End::Reset => {
            socket2::SockRef::from(stream).set_linger(Some(std::time::Duration::ZERO)).unwrap();
        }
    }
}

/// Reads a head byte by byte; `None` at the end of the stream.
pub(crate) fn head(stream: &mut impl Read) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

fn body(stream: &mut impl Read, head: &str) -> Option<Vec<u8>> {
    let length =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:").map(str::to_owned));
    let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}

/// An answer after which the connection is closed.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let headers = format!("Connection: close\r\n{headers}");
    let date = chrono::Utc::now().format("%a, %d %b %Y %H:%M:%S GMT");
    format!("HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len())
        .into_bytes()
}

/// Who the token belongs to.
pub(crate) fn me() -> Vec<u8> {
    let me = json!({ "id": "me", "emails": ["me@example.com"], "displayName": "Me Myself" });
    answer("200 OK", "Content-Type: application/json\r\n", &me.to_string())
}

/// A message that was taken.
pub(crate) fn posted() -> Vec<u8> {
    let message = json!({ "id": "webex-id", "roomId": "room", "personId": "me" });
    answer("200 OK", "Content-Type: application/json\r\n", &message.to_string())
}

/// Plays `me` to everybody who asks, `fault` to whoever posts, once the stage is reached.
pub(crate) fn at_post(stage: Stage, fault: impl Fn(&Asked) -> Play) -> impl Fn(&Asked) -> Play {
    move |asked| match (asked.is_post(), asked.stage) {
        (true, reached) if reached == stage => fault(asked),
        (false, Stage::Whole) => Play::Say(me()),
        (true, Stage::Whole) => Play::Say(posted()),
        (_, Stage::Accepted | Stage::Head) => Play::On,
    }
}

//! The temporary listener: loopback only, bound before a browser opens, closed when the login ends.
//!
//! Every connection has a task, a deadline and a bound of its own, so that idle, slow or large ones block
//! nobody (browsers open connections ahead of time and leave them idle).

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::HOST;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::{Asked, Judge, Judgement, Redirect};

/// RFC 9110 sets no bound; 16 kB is more than any browser sends to a page it never saw.
const MAX_HEAD: usize = 16 * 1024;
const HEAD_WAIT: Duration = Duration::from_secs(5);
/// Enough for every tab of a browser; of a crowd the oldest is sent away, so that it keeps nobody out.
const MAX_CONNECTIONS: usize = 64;

/// What the browser is shown: whether it worked, and nothing that came from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The tokens are kept.
    LoggedIn,
    /// They are not; the terminal says why.
    Failed,
    /// Not ours.
    Ignored(u16),
}

/// What came in.
#[derive(Debug)]
pub enum Heard {
    /// Something that does not end the login, in words for the person.
    Stray(&'static str),
    /// The answer, and the browser waiting to be told.
    Answer(Judgement, Answered),
}

/// A browser that waits for its page.
#[derive(Debug)]
pub struct Answered {
    page: oneshot::Sender<Page>,
    written: oneshot::Receiver<()>,
}

impl Answered {
    /// Shows the page and waits until it is on its way, as long as a slow connection may take at most.
    pub async fn tell(self, page: Page) {
        let _ = self.page.send(page);
        let _ = tokio::time::timeout(HEAD_WAIT, self.written).await;
    }
}

/// The listener of one login.
#[derive(Debug)]
pub struct Listener {
    sockets: Vec<TcpListener>,
    redirect: Redirect,
}

impl Listener {
    /// Binds the port of a redirect URI on loopback and nowhere else; `localhost` is both families, or a
    /// stranger on `::1` would get the code.
    ///
    /// # Errors
    /// The port is taken.
    pub fn bind(redirect: Redirect) -> io::Result<Self> {
        let mut sockets = Vec::new();
        for address in addresses(&redirect) {
            match bind(SocketAddr::new(address, redirect.port())) {
                Ok(socket) => sockets.push(socket),
                Err(error) if is_no_such_family(&error) && address.is_ipv6() && !sockets.is_empty() => {}
                Err(error) => {
                    let place = SocketAddr::new(address, redirect.port());
                    return Err(io::Error::new(error.kind(), format!("{place}: {error}")));
                }
            }
        }
        Ok(Self { sockets, redirect })
    }

    /// Returns the redirect URI this listens for.
    #[must_use]
    pub const fn redirect(&self) -> &Redirect {
        &self.redirect
    }

    /// Listens until dropped; what comes in is judged and told to `heard`.
    pub async fn serve(self, judge: Arc<Judge>, heard: mpsc::UnboundedSender<Heard>) {
        let accepting = self.sockets.iter().map(|socket| accept(socket, &judge, &heard));
        futures_util::future::join_all(accepting).await;
    }
}

fn addresses(redirect: &Redirect) -> Vec<IpAddr> {
    match redirect.url.host() {
        Some(url::Host::Ipv4(address)) => vec![address.into()],
        Some(url::Host::Ipv6(address)) => vec![address.into()],
        _ => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = std::net::TcpListener::bind(address)?;
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket)
}

/// A machine without IPv6 has nobody on `::1` either.
fn is_no_such_family(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        || error.to_string().contains("not supported")
}

async fn accept(socket: &TcpListener, judge: &Arc<Judge>, heard: &mpsc::UnboundedSender<Heard>) {
    let mut talks: VecDeque<JoinHandle<()>> = VecDeque::new();
    loop {
        match socket.accept().await {
            Ok((stream, _)) => {
                talks.retain(|talk| !talk.is_finished());
                if talks.len() == MAX_CONNECTIONS {
                    talks.pop_front().inspect(JoinHandle::abort);
                }
                // Dropped handles detach: the one that is answered outlives the listener.
                talks.push_back(tokio::spawn(converse(stream, judge.clone(), heard.clone())));
            }
            // Out of descriptors, or a connection that died in the queue: neither ends the login.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn converse(stream: TcpStream, judge: Arc<Judge>, heard: mpsc::UnboundedSender<Heard>) {
    let (written, done) = oneshot::channel();
    let done = Arc::new(std::sync::Mutex::new(Some(done)));
    let service = service_fn(|request: Request<Incoming>| {
        let (judge, heard, done) = (judge.clone(), heard.clone(), done.clone());
        async move { Ok::<_, Infallible>(answer(&request, &judge, &heard, &done).await) }
    });
    // One request, one answer: what lingers on a connection cannot stall the next.
    let talk = http1::Builder::new()
        .keep_alive(false)
        .half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WAIT)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let _ = talk.await;
    let _ = written.send(());
}

type Done = Arc<std::sync::Mutex<Option<oneshot::Receiver<()>>>>;

async fn answer(
    request: &Request<Incoming>,
    judge: &Judge,
    heard: &mpsc::UnboundedSender<Heard>,
    done: &Done,
) -> Response<Full<Bytes>> {
    let page = match judged(request, judge) {
        Judgement::Ignored { status, why } => {
            let _ = heard.send(Heard::Stray(why));
            Page::Ignored(status)
        }
        outcome => ask(outcome, heard, done).await,
    };
    render(page)
}

fn judged(request: &Request<Incoming>, judge: &Judge) -> Judgement {
    let uri = request.uri();
    let mut hosts: Vec<&str> =
        request.headers().get_all(HOST).iter().map(|host| host.to_str().unwrap_or_default()).collect();
    // An absolute target names a host as well; a proxy's request is not a browser's.
    hosts.extend(uri.authority().map(hyper::http::uri::Authority::as_str));
    let query = uri.query().unwrap_or_default();
    judge.judge(&Asked { method: request.method().as_str(), hosts, path: uri.path(), query })
}

/// Passes the answer on and waits until it is known whether the login worked.
async fn ask(outcome: Judgement, heard: &mpsc::UnboundedSender<Heard>, done: &Done) -> Page {
    let (page, told) = oneshot::channel();
    let written = done.lock().ok().and_then(|mut done| done.take());
    let Some(written) = written else { return Page::Failed };
    if heard.send(Heard::Answer(outcome, Answered { page, written })).is_err() {
        return Page::Failed;
    }
    told.await.unwrap_or(Page::Failed)
}

fn render(page: Page) -> Response<Full<Bytes>> {
    let (status, title, words) = match page {
        Page::LoggedIn => (200, "Logged in", "You are logged in to mindful. You can close this window."),
        Page::Failed => (200, "Login failed", "The login did not work. The terminal says why."),
        Page::Ignored(status) => {
            (status, "Not this", "This is not the answer mindful waits for. The login goes on.")
        }
    };
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title} - mindful</title>\
         <h1>{title}</h1><p>{words}</p></html>\n"
    );
    Response::builder()
        .status(status)
        .header("content-type", "text/html; charset=utf-8")
        .header("cache-control", "no-store")
        .header("referrer-policy", "no-referrer")
        .header("x-content-type-options", "nosniff")
        .header("x-frame-options", "DENY")
        .header("content-security-policy", "default-src 'none'")
        .header("connection", "close")
        .body(Full::new(Bytes::from(body)))
        .expect("these headers are well formed")
}

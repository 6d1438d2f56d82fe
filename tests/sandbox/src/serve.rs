//! The listener: connections, scripted faults, and the headers every answer has.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::Shared;
use crate::answer::{Answer, End};
use crate::reply::{Reply, tracking_id};
use crate::request::{Part, Request};
use crate::settings::{DateHeader, Settings};

type Body = BoxBody<Bytes, io::Error>;

/// Serves until told to stop.
pub(crate) fn run(listener: TcpListener, shared: Arc<Shared>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        tokio::select! {
            () = accept(listener, shared) => {}
            _ = stopped => {}
        }
    });
}

async fn accept(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        tokio::spawn(converse(stream, shared.clone()));
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    // A second handle on the socket, to make its end a reset.
    let Ok((stream, handle)) = stream.into_std().and_then(|stream| Ok((stream.try_clone()?, stream))) else {
        return;
    };
    let Ok(stream) = TcpStream::from_std(stream) else { return };
    let handle = Arc::new(handle);
    let service = service_fn(move |request| {
        let (shared, handle) = (shared.clone(), handle.clone());
        async move { answer(request, &shared, &handle).await }
    });
    let _ =
        http1::Builder::new().auto_date_header(false).serve_connection(TokioIo::new(stream), service).await;
}

/// Answers as usual or as scripted; an error ends the connection.
async fn answer(
    request: hyper::Request<Incoming>,
    shared: &Shared,
    handle: &std::net::TcpStream,
) -> io::Result<hyper::Response<Body>> {
    let request = record(request).await?;
    let (script, latency) = {
        let mut state = shared.state();
        state.requests.push(request.clone());
        shared.arrived.notify_all();
        (state.scripted(&request).unwrap_or_else(Answer::pass), state.settings.latency)
    };
    tokio::time::sleep(latency + script.delay).await;
    if script.end == End::Silence {
        return std::future::pending().await;
    }
    let usual = script.done.then(|| shared.state().answer(&request));
    let (date, verbose) = {
        let state = shared.state();
        (date(&state.settings), state.verbose)
    };
    let reply = end(&script, usual, handle)?;
    if verbose {
        println!("{} {} -> {}", request.method, request.path, reply.status);
    }
    render(reply, date.as_deref(), script.end == End::Half)
}

fn date(settings: &Settings) -> Option<String> {
    let now = chrono::Utc::now() + settings.date_skew;
    match &settings.date {
        DateHeader::Right => Some(now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
        DateHeader::Missing => None,
        DateHeader::Says(text) => Some(text.clone()),
    }
}

/// Turns the usual reply into the scripted end.
fn end(script: &Answer, usual: Option<Reply>, handle: &std::net::TcpStream) -> io::Result<Reply> {
    match script.end {
        End::Status(status) => {
            let body = script.body.clone().unwrap_or_default();
            Ok(Reply { status, headers: script.headers.clone(), body })
        }
        End::Reset => {
            SockRef::from(handle).set_linger(Some(Duration::ZERO))?;
            Err(io::ErrorKind::ConnectionReset.into())
        }
        End::Close | End::Silence => Err(io::ErrorKind::ConnectionAborted.into()),
        End::Pass | End::Half => Ok(usual.unwrap_or_else(|| Reply::empty(500))),
    }
}

async fn record(request: hyper::Request<Incoming>) -> io::Result<Request> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let query = head.uri.query().unwrap_or_default();
    let headers: Vec<(String, String)> = head
        .headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let media = head.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let parts = parts(media, body.clone()).await;
    Ok(Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers,
        body: body.to_vec(),
        at: Instant::now(),
        parts,
    })
}

async fn parts(media: &str, body: Bytes) -> Vec<Part> {
    let Ok(boundary) = multer::parse_boundary(media) else { return Vec::new() };
    let stream = stream::iter([Ok::<_, io::Error>(body)]);
    let mut multipart = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Ok(Some(field)) = multipart.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        let media = field.content_type().map(ToString::to_string).unwrap_or_default();
        let file = field.file_name().map(|name| (name.to_owned(), media));
        let Ok(bytes) = field.bytes().await else { break };
        parts.push(Part { name, file, bytes: bytes.to_vec() });
    }
    parts
}

fn render(reply: Reply, date: Option<&str>, half: bool) -> io::Result<hyper::Response<Body>> {
    let mut response = hyper::Response::builder().status(reply.status);
    if let Some(date) = date {
        response = response.header("date", date);
    }
    if !reply.headers.iter().any(|(name, _)| name == "trackingid") {
        response = response.header("trackingid", tracking_id());
    }
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    let body = if half {
        response = response.header("content-length", reply.body.len());
        let first = Bytes::copy_from_slice(&reply.body[..reply.body.len() / 2]);
        let frames = [Ok(Frame::data(first)), Err(io::ErrorKind::ConnectionAborted.into())];
        BodyExt::boxed(StreamBody::new(stream::iter(frames)))
    } else {
        Full::new(Bytes::from(reply.body)).map_err(|never| match never {}).boxed()
    };
    response.body(body).map_err(io::Error::other)
}

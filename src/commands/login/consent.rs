//! The consent in a browser: the address goes out, the answer comes back by loopback or is pasted.

use std::io::{BufRead, Read};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver, Sender, UnboundedReceiver};

use crate::account::{Account, Facts, Secret};
use crate::context::Context;
use crate::failure::Failure;
use crate::oauth::{
    self, Answered, Authorization, Client, Heard, Judge, Judgement, Listener, Page, Redirect,
};
use crate::terminal;

use super::{browser, device, refusal};

/// Whoever has not come by then may be looking at a page of Webex's that complains.
const STUCK: Duration = Duration::from_secs(30);

/// More is not read of a pasted line at once: a redirected address has a few hundred bytes.
const MAX_LINE: u64 = 64 * 1024;

/// What somebody types while the login waits.
enum Typed {
    /// Something that does not end the login, in words.
    Stray(&'static str),
    /// The address the browser ended at.
    Answer(Judgement),
    /// The wish for a code instead.
    Device,
    /// A question what can be typed.
    Help,
}

/// What ended the wait.
enum Came {
    Answer(Judgement, Option<Answered>),
    Device,
}

/// Logs in by a browser on this machine or another one.
pub(super) async fn log_in(
    client: &Client,
    account: &Account,
    timeout: Duration,
    no_browser: bool,
    context: &Context,
) -> Result<Facts, Failure> {
    let pasted_only = no_browser || browser::why_not(context).is_some();
    let (redirect, listener) = place(&context.config.redirect_uris, pasted_only)?;
    let authorization = Authorization::begin(redirect)
        .map_err(|error| Failure::other("the system gives no randomness").because(&error))?;
    let judge = Arc::new(authorization.judge());
    let (tell, mut heard) = mpsc::unbounded_channel();
    let is_listening = listener.is_some();
    let serving = listener.map(|listener| tokio::spawn(listener.serve(judge.clone(), tell)));
    let endpoint = format!("{}/authorize", context.config.api_url);
    let url = authorization.url(&endpoint, client, &context.config.scopes);
    invite(&url, &authorization, no_browser, is_listening, context);
    let mut typed = listen_to_stdin(judge);
    let waiting = wait(&mut heard, &mut typed, &authorization, client);
    let came = tokio::time::timeout(timeout, waiting).await.map_err(|_| refusal::nobody_came(timeout))?;
    // The port is free again before the rest can take its time.
    serving.inspect(tokio::task::JoinHandle::abort);
    let (judgement, browser) = match came {
        Came::Answer(judgement, browser) => (judgement, browser),
        Came::Device => return device::log_in(client, account, timeout, context).await,
    };
    let end = finish(judgement, client, &authorization, account, context).await;
    if let Some(browser) = browser {
        browser.tell(if end.is_ok() { Page::LoggedIn } else { Page::Failed }).await;
    }
    end
}

async fn finish(
    judgement: Judgement,
    client: &Client,
    authorization: &Authorization,
    account: &Account,
    context: &Context,
) -> Result<Facts, Failure> {
    let code: Secret = match judgement {
        Judgement::Code(code) => code,
        Judgement::Denied { error, description } => {
            return Err(refusal::denied(&error, description, &context.config.scopes));
        }
        Judgement::Ignored { why, .. } => return Err(refusal::denied(why, None, &context.config.scopes)),
    };
    let http = crate::http::client(context)?;
    let endpoint = format!("{}/access_token", context.config.api_url);
    let redirect = authorization.redirect().as_str();
    let grant = oauth::code(&http, &endpoint, client, &code, redirect, authorization.verifier())
        .await
        .map_err(|error| {
            if refusal::is_about_integration(&error) {
                account.forget_typed();
            }
            refusal::not_exchanged(&error, client, redirect)
        })?;
    super::keep(&http, client, &grant, account, context).await
}

/// Finds the redirect URI to use. Where no browser opens here, a port that is in use only means that the URL is pasted.
fn place(uris: &[String], pasted_only: bool) -> Result<(Redirect, Option<Listener>), Failure> {
    match bind(uris) {
        Ok(listener) => Ok((listener.redirect().clone(), Some(listener))),
        Err(failure) if pasted_only => {
            uris.iter().find_map(|uri| Redirect::new(uri)).map(|redirect| (redirect, None)).ok_or(failure)
        }
        Err(failure) => Err(failure),
    }
}

/// Binds the first redirect URI whose port is free; never a port that is not registered.
fn bind(uris: &[String]) -> Result<Listener, Failure> {
    let mut failure = Failure::other("no port to listen on");
    let mut taken = Vec::new();
    for redirect in uris.iter().filter_map(|uri| Redirect::new(uri)) {
        let (port, name) = (redirect.port(), redirect.as_str().to_owned());
        match Listener::bind(redirect) {
            Ok(listener) => return Ok(listener),
            Err(error) => {
                taken.push(port.to_string());
                failure = failure.cause(format!("port {port} of {name}: {error}"));
            }
        }
    }
    failure.what = format!("cannot listen on port {}", taken.join(" or "));
    Err(failure
        .hint("end the program that holds it (`ss -ltnp` shows it)")
        .hint("or register another redirect URI with your integration and list both as `webex.redirect_uri`")
        .hint("or log in without listening: mindful login --device"))
}

/// Prints the address, alone on its line, then opens it; a browser that is missing or hangs hinders nothing.
fn invite(url: &str, authorization: &Authorization, no_browser: bool, is_listening: bool, context: &Context) {
    let opens_none = if no_browser { Some("") } else { browser::why_not(context) };
    terminal::say("Open this URL to log in:");
    terminal::must_see(url);
    match opens_none {
        None => {
            terminal::say("Opening your browser. You can also paste the URL it ends on here.");
            browser::open(url, context);
        }
        Some(why) => {
            let port = authorization.redirect().port();
            let why = if why.is_empty() {
                String::new()
            } else {
                format!(" ({why}, so no browser is opened here)")
            };
            terminal::say(&format!("Open it in a browser on any machine{why}. Then"));
            terminal::say("- paste the URL the browser ends on here (its page may show an error),");
            terminal::say("- or type `device` for a code and a QR code instead,");
            if is_listening {
                terminal::say(&format!("- or forward the port: ssh -L {port}:127.0.0.1:{port} this-machine"));
            } else {
                terminal::say(&format!("(port {port} is in use, so the answer must be pasted)"));
            }
        }
    }
}

/// Reads lines on a thread of its own, for a terminal cannot be read with a deadline.
fn listen_to_stdin(judge: Arc<Judge>) -> Receiver<Typed> {
    // Bounded, for a pipe may never end.
    let (tell, typed) = mpsc::channel(1);
    std::thread::spawn(move || read_lines(&judge, &tell));
    typed
}

fn read_lines(judge: &Judge, tell: &Sender<Typed>) {
    while let Some(line) = next_line() {
        let said = match line.trim() {
            "" => continue,
            word if word.eq_ignore_ascii_case("device") => Typed::Device,
            word if word.eq_ignore_ascii_case("help") || word == "?" => Typed::Help,
            line => match judge.judge_pasted(line) {
                Judgement::Ignored { why, .. } => Typed::Stray(why),
                judgement => Typed::Answer(judgement),
            },
        };
        if tell.blocking_send(said).is_err() {
            return;
        }
    }
}

/// Reads a line; one that is longer than any address is the end, for a device has no other.
fn next_line() -> Option<String> {
    let mut line = Vec::new();
    let length = std::io::stdin().lock().take(MAX_LINE).read_until(b'\n', &mut line).ok()?;
    (length > 0 && (length as u64) < MAX_LINE).then(|| String::from_utf8_lossy(&line).into_owned())
}

/// Waits for what ends the wait; says of everything else that it was ignored. The deadline is the caller's.
async fn wait(
    heard: &mut UnboundedReceiver<Heard>,
    typed: &mut Receiver<Typed>,
    authorization: &Authorization,
    client: &Client,
) -> Came {
    let mut stuck = std::pin::pin!(tokio::time::sleep(STUCK));
    let mut told = false;
    loop {
        tokio::select! {
            Some(heard) = heard.recv() => match heard {
                Heard::Answer(judgement, browser) => return Came::Answer(judgement, Some(browser)),
                Heard::Stray(why) => ignored(why),
            },
            Some(typed) = typed.recv() => match typed {
                Typed::Answer(judgement) => return Came::Answer(judgement, None),
                Typed::Device => return Came::Device,
                Typed::Help => help(),
                Typed::Stray(why) => ignored(why),
            },
            () = &mut stuck, if !told => {
                told = true;
                let redirect = authorization.redirect().as_str();
                refusal::nobody_came_yet(redirect, client);
            }
            // Listener and stdin are both gone: the deadline ends this.
            else => std::future::pending().await,
        }
    }
}

fn help() {
    terminal::say("Open the URL above in any browser and log in, then");
    terminal::say("- paste the URL that the browser ends at here, even if its page can't be shown,");
    terminal::say("- or type `device` for a short code that you enter on another device.");
    terminal::say("Ctrl-C ends the login.");
}

fn ignored(why: &str) {
    terminal::say(&format!("ignored: {why}; still waiting for the login"));
}

//! A line to Webex for one run: proven once before anything is touched, its token renewed at most once.

use std::cell::{Cell, RefCell};
use std::ops::AsyncFn;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::account::{Account, Good, Patience};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::message::{Message, To};
use crate::queue::{Queue, Unreadable};
use crate::webex::{Conversation, Error, Me, Posted, Webex};

/// A clock further off than this sends nothing: their nine o'clock would not be theirs.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// What is said then.
pub(in crate::commands) const WRONG_CLOCK: &str = "this machine's clock is wrong";
/// What is said when Webex's answer holds no time to compare it with.
pub(in crate::commands) const UNCHECKED_CLOCK: &str = "this machine's clock can't be checked";

/// Several requests may be waited for in turn; so much longer than for one of them.
const SPARE: Duration = Duration::from_secs(5);

/// A proven line to Webex.
pub(in crate::commands) struct Session {
    http: reqwest::Client,
    base: String,
    now: DateTime<Utc>,
    /// The server's time, as it told it at `proven`.
    date: DateTime<Utc>,
    proven: Instant,
    /// When Webex said anything last.
    heard: Cell<Instant>,
    account: tokio::sync::Mutex<(Account, Webex, bool)>,
    trouble: RefCell<Option<Failure>>,
    /// Who we are.
    pub(in crate::commands) me: Me,
}

impl Session {
    /// Asks Webex once who we are; if that fails nothing has been touched.
    pub(in crate::commands) async fn open(context: &Context, patience: Patience) -> Result<Self, Failure> {
        let http = crate::http::client(context)?;
        let account = Account::open(context, patience);
        let Good { token, mut not_kept } = account.token(&http, context.now).await?;
        let mut webex = Webex::new(http.clone(), &context.config.api_url, token);
        let mut renewed = false;
        let mut answer = webex.me().await;
        if answer.as_ref().is_err_and(is_unauthorized) {
            let good = account.renew(&http, context.now, webex.token()).await?;
            webex = Webex::new(http.clone(), &context.config.api_url, good.token);
            (renewed, not_kept) = (true, good.not_kept);
            answer = webex.me().await;
        }
        let me = answer.map_err(|error| preflight(&error))?;
        let date = check_clock(&me, context.now)?;
        Ok(Self {
            http,
            base: context.config.api_url.clone(),
            now: context.now,
            date,
            proven: Instant::now(),
            heard: Cell::new(Instant::now()),
            account: tokio::sync::Mutex::new((account, webex, renewed)),
            trouble: RefCell::new(not_kept),
            me,
        })
    }

    /// Returns what the server's clock says.
    pub(in crate::commands) fn time(&self) -> DateTime<Utc> {
        self.date + self.proven.elapsed()
    }

    /// Posts a message; a refused token is renewed once in a run.
    pub(in crate::commands) async fn post(&self, message: &Message, queue: &Queue) -> Result<Posted, Error> {
        self.with_good_token(async |webex: Webex| {
            let file = queue.open_attachment(message).map_err(unfit)?;
            webex.post(message, file).await
        })
        .await
    }

    /// Lists a conversation back to `since`.
    pub(in crate::commands) async fn conversation(
        &self,
        to: &To,
        since: DateTime<Utc>,
    ) -> Result<Conversation, Error> {
        let webex = self.webex().await;
        self.heard_in_time(webex.conversation(to, since)).await
    }

    /// Asks for somebody's presence.
    pub(in crate::commands) async fn presence(&self, to: &To) -> Result<Option<String>, Error> {
        let webex = self.webex().await;
        let found = match to {
            To::Email(email) => {
                self.heard_in_time(webex.people("email", email)).await?.items.into_iter().next()
            }
            // One person by id: a list of ids would tell of several, but not what they are doing.
            To::PersonId(id) => self.heard_in_time(webex.person(id)).await?,
            To::Space(_) => None,
        };
        Ok(found.and_then(|person| person.status))
    }

    async fn webex(&self) -> Webex {
        self.account.lock().await.1.clone()
    }

    /// Refuses to go on when Webex has long said nothing: what is claimed then would be at its mercy.
    pub(in crate::commands) fn check_heard(&self) -> Result<(), Failure> {
        match self.patience_left().is_zero() {
            true => Err(out_of_reach(&Error::Silent.to_string())),
            false => Ok(()),
        }
    }

    fn patience_left(&self) -> Duration {
        (crate::http::patience(0) + SPARE).saturating_sub(self.heard.get().elapsed())
    }

    /// Waits for an answer, but not for ever after the last one, whatever the run still wants to ask.
    async fn heard_in_time<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let answer = tokio::time::timeout(self.patience_left(), call).await.unwrap_or(Err(Error::Silent));
        if matches!(answer, Ok(_) | Err(Error::Status { .. })) {
            self.heard.set(Instant::now());
        }
        answer
    }

    /// Returns why the token could not be renewed or kept, if that was tried in vain.
    pub(in crate::commands) fn trouble(&self) -> Option<Failure> {
        self.trouble.borrow().clone()
    }

    async fn with_good_token<T>(&self, call: impl AsyncFn(Webex) -> Result<T, Error>) -> Result<T, Error> {
        let webex = self.webex().await;
        let answer = call(webex.clone()).await;
        match answer {
            Err(error) if is_unauthorized(&error) => match self.renewed(&webex).await {
                Some(webex) => call(webex).await,
                None => Err(error),
            },
            answer => answer,
        }
    }

    /// Renews the token after a 401, once for all messages in flight.
    async fn renewed(&self, refused: &Webex) -> Option<Webex> {
        let mut guard = self.account.lock().await;
        let (account, webex, renewed) = &mut *guard;
        if webex.token().expose() != refused.token().expose() {
            return Some(webex.clone());
        }
        if *renewed {
            return None;
        }
        *renewed = true;
        match account.renew(&self.http, self.now, refused.token()).await {
            Ok(good) => {
                *webex = Webex::new(self.http.clone(), &self.base, good.token);
                if good.not_kept.is_some() {
                    self.trouble.replace(good.not_kept);
                }
                Some(webex.clone())
            }
            Err(failure) => {
                self.trouble.replace(Some(failure));
                None
            }
        }
    }
}

fn is_unauthorized(error: &Error) -> bool {
    error.status().is_some_and(|status| status.as_u16() == 401)
}

/// Says why what goes with a message keeps it from being sent; a disk may show tomorrow what it refuses today.
fn unfit(why: Unreadable) -> Error {
    match why {
        Unreadable::Bad(why) => Error::Unfit(why),
        Unreadable::NotNow(why) | Unreadable::Newer(why) => Error::Unsent(why),
        Unreadable::Gone => Error::Unfit("its file is gone".to_owned()),
    }
}

/// Says why nothing can be sent now. No message is touched.
fn preflight(error: &Error) -> Failure {
    match error.status().map(|status| status.as_u16()) {
        Some(401) => {
            Failure::new(Kind::Login, "Webex refuses the token").because(error).hint("run `mindful login`")
        }
        Some(300..=399 | 407 | 511) => in_the_way(&error.to_string()),
        Some(403) => Failure::new(Kind::Login, "the token may not ask who it belongs to")
            .because(error)
            .hint("it needs the scope spark:people_read: run `mindful login`, or give another MINDFUL_ACCESS_TOKEN"),
        _ => Failure::new(Kind::Unreachable, "Webex cannot be reached")
            .because(error)
            .hint("nothing is lost; the next `mindful send-due` tries again"),
    }
}

/// Says that Webex was there and is not any more.
pub(in crate::commands) fn out_of_reach(why: &str) -> Failure {
    Failure::new(Kind::Unreachable, "Webex can no longer be reached")
        .cause(why)
        .hint("what is not sent is untouched; the next `mindful send-due` goes on")
}

/// Says that something else answered in Webex's place.
pub(in crate::commands) fn in_the_way(what: &str) -> Failure {
    Failure::new(Kind::Unreachable, "something between here and Webex answers in its place")
        .cause(what)
        .hint("log in to the network's portal, or set HTTPS_PROXY; nothing is lost")
}

/// Compares this machine's clock with the server's, and returns that. Without one nothing is sent: a wrong clock sends
/// at three in the morning, and takes a message for absent that is there.
fn check_clock(me: &Me, now: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    let Some(date) = me.date else {
        return Err(Failure::new(Kind::Unreachable, UNCHECKED_CLOCK)
            .cause("Webex's answer has no valid `Date` header; a proxy may have removed it")
            .hint("nothing was sent and nothing is lost; use a proxy that passes `Date` on, or none"));
    };
    if (date - now).abs() <= SKEW {
        return Ok(date);
    }
    Err(Failure::new(Kind::Unreachable, WRONG_CLOCK)
        .cause(format!("it is {} here and {} at Webex", now.format("%F %T UTC"), date.format("%F %T UTC")))
        .hint("set the clock; nothing was sent and nothing is lost"))
}

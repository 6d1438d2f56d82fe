//! A line to Webex for one run: proven once before anything is touched, its token renewed at most once.

use std::cell::RefCell;
use std::ops::AsyncFn;

use chrono::{DateTime, TimeDelta, Utc};

use crate::account::{Account, Good, Patience, clock};
use crate::commands::limit;
use crate::context::Context;
use crate::delivery::Age;
use crate::failure::{Failure, Kind};
use crate::http::{Budget, Client};
use crate::message::{Message, To};
use crate::queue::{Queue, Unreadable};
use crate::webex::{Conversation, Error, Me, Posted, Webex};

/// A proven line to Webex.
pub(in crate::commands) struct Session {
    http: Client,
    base: String,
    now: DateTime<Utc>,
    age: Box<dyn Fn() -> TimeDelta>,
    /// What is left of the minute that a run may wait.
    pub(in crate::commands) budget: Budget,
    account: tokio::sync::Mutex<(Account, Webex, bool)>,
    trouble: RefCell<Option<Failure>>,
    /// Who we are.
    pub(in crate::commands) me: Me,
}

impl Session {
    /// Asks Webex once who we are; if that fails nothing has been touched.
    pub(in crate::commands) async fn open(
        context: &Context,
        patience: Patience,
        budget: Budget,
    ) -> Result<Self, Failure> {
        let http = crate::http::client(context)?.within(budget.clone());
        // A person may have been asked something for minutes since the process began.
        let now = context.now + context.age()();
        let account = Account::open(context, patience);
        let Good { token, mut not_kept } = account.token(&http, now).await?;
        unlimited(context)?;
        let mut webex = Webex::new(http.clone(), &context.config.api_url, token);
        let mut renewed = false;
        let mut answer = webex.me().await;
        if answer.as_ref().is_err_and(is_unauthorized) {
            let good = account.renew(&http, now, webex.token()).await?;
            webex = Webex::new(http.clone(), &context.config.api_url, good.token);
            (renewed, not_kept) = (true, good.not_kept);
            answer = webex.me().await;
        }
        let me = answer.map_err(|error| preflight(&error))?;
        clock::check(me.date, context.now + context.age()())?;
        Ok(Self {
            http,
            base: context.config.api_url.clone(),
            now,
            age: Box::new(context.age()),
            budget,
            account: tokio::sync::Mutex::new((account, webex, renewed)),
            trouble: RefCell::new(not_kept),
            me,
        })
    }

    /// Returns what the server's clock says; it was told when the session was opened.
    pub(in crate::commands) fn time(&self) -> DateTime<Utc> {
        self.http.seen().time().unwrap_or(self.now)
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
        self.with_good_token(async |webex: Webex| webex.conversation(to, since).await).await
    }

    /// Asks for somebody's presence; `None` if they don't show it.
    pub(in crate::commands) async fn presence(&self, to: &To) -> Result<Option<String>, Error> {
        let found = match to {
            To::Email(email) => {
                let ask = async |webex: Webex| webex.people("email", email).await;
                self.with_good_token(ask).await?.items.into_iter().next()
            }
            // One person by id: a list of ids would tell of several, but not what they are doing.
            To::PersonId(id) => self.with_good_token(async |webex: Webex| webex.person(id).await).await?,
            To::Space(_) => None,
        };
        Ok(found.and_then(|person| person.status))
    }

    async fn webex(&self) -> Webex {
        self.account.lock().await.1.clone()
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
                // The machine may have slept since the first try: what was on time then is not now.
                Some(_) if !Age(&self.age).is_fresh() => Err(Error::Unsent("this machine slept".to_owned())),
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
        Some(429) => Failure::new(Kind::Unreachable, "Webex limits this account").because(error),
        _ => Failure::new(Kind::Unreachable, "Webex cannot be reached")
            .because(error)
            .hint("nothing is lost; the next `mindful send-due` tries again"),
    }
}

/// Stops as soon as Webex limits the account, whatever could still be asked.
pub(super) fn unlimited(context: &Context) -> Result<(), Failure> {
    context.limited_until().map_or(Ok(()), |until| Err(limit::limited(until, context)))
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

//! Claim, send, settle: for every conversation, several at once.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::failure::Failure;
use crate::message::{Attempt, Message, Receipt};
use crate::queue::{Claim, Lock, Outcome, Queue, Unreadable};
use crate::webex::{Error, Posted};

use super::{Job, Report, Verdict, patience};

/// A run that is older was asleep, or this clock was set: what is late now was not when it was planned.
const OLDEST: TimeDelta = TimeDelta::minutes(5);
/// A clock may be set back by this much without anybody noticing.
const BACK: TimeDelta = TimeDelta::minutes(-1);
/// A place that is free later is of no use: the run may claim nothing then.
const LONGEST: Duration = Duration::from_secs(60);

/// How long ago a run began, by this machine's clock as it stands now.
pub struct Age<'a>(pub &'a dyn Fn() -> TimeDelta);

impl Age<'_> {
    /// Checks whether what was decided when the run began still holds.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        (BACK..OLDEST).contains(&(self.0)())
    }
}

/// How many messages are on their way at once: an upload, which takes its time, has a place among uploads.
#[derive(Debug)]
pub struct Lanes {
    uploads: Semaphore,
    others: Semaphore,
    concurrency: usize,
}

impl Lanes {
    /// Makes so many places for uploads, and as many for all else.
    #[must_use]
    pub fn new(concurrency: usize) -> Self {
        Self { uploads: Semaphore::new(concurrency), others: Semaphore::new(concurrency), concurrency }
    }

    /// Checks whether a file is on its way.
    #[must_use]
    pub fn is_uploading(&self) -> bool {
        self.uploads.available_permits() < self.concurrency
    }

    /// Waits for a place, but not longer than a run may claim; `None` if there is none by then.
    async fn place(&self, message: &Message) -> Option<SemaphorePermit<'_>> {
        let lane = if message.body.attachment.is_some() { &self.uploads } else { &self.others };
        tokio::time::timeout(LONGEST, lane.acquire()).await.ok()?.ok()
    }
}

/// Why a run stopped before its end. What was not claimed is untouched.
#[derive(Debug, Clone)]
pub enum Halt {
    /// Webex cannot be reached any more, in words.
    OutOfReach(String),
    /// Too long ago, by this machine's clock, was it decided what goes.
    Stale,
    /// The minute that a run may wait for Webex is over, or too short for one more answer.
    TimeIsUp,
    /// Webex limits the account.
    Paused(DateTime<Utc>),
    /// A proxy or portal answered instead of Webex.
    InTheWay(String),
    /// The token is refused although it was renewed.
    Unauthorized,
    /// The disk refuses.
    Disk(Failure),
    /// A person pressed Ctrl-C.
    Interrupted,
}

/// What a run knows of time.
pub struct Clocks<'a> {
    /// This machine's, for what it looks at again; never goes back.
    pub here: &'a dyn Fn() -> DateTime<Utc>,
    /// The server's, for what is looked for there.
    pub there: &'a dyn Fn() -> DateTime<Utc>,
    /// How long ago the run began, by this machine's clock as it stands now.
    pub age: Age<'a>,
    /// Whether enough is left of the run's minute to wait for one more answer.
    pub has_time: &'a dyn Fn() -> bool,
}

/// One run over the due messages.
pub struct Run<'a> {
    queue: &'a Queue,
    lock: &'a Lock,
    lanes: &'a Lanes,
    clocks: Clocks<'a>,
    halt: RefCell<Option<Halt>>,
    left: Cell<usize>,
}

impl<'a> Run<'a> {
    /// Prepares a run; at most `limit` messages are claimed.
    #[must_use]
    pub fn new(queue: &'a Queue, lock: &'a Lock, lanes: &'a Lanes, limit: usize, clocks: Clocks<'a>) -> Self {
        Self { queue, lock, lanes, clocks, halt: RefCell::new(None), left: Cell::new(limit) }
    }

    /// Sends every line; `post` carries one message, `done` hears of each as it is settled.
    pub async fn deliver(
        &self,
        lines: Vec<Vec<Job>>,
        post: impl AsyncFn(&Message) -> Result<Posted, Error>,
        done: impl Fn(Report),
    ) {
        let (post, done) = (&post, &done);
        // All conversations at once; the lanes let through as many messages as there are places.
        futures_util::stream::iter(lines).for_each_concurrent(None, |line| self.line(line, post, done)).await;
    }

    /// Stops claiming; what is in flight is still settled.
    pub fn stop(&self, halt: Halt) {
        self.halt.borrow_mut().get_or_insert(halt);
    }

    /// Returns why the run stopped early, if it did.
    pub fn halt(&self) -> Option<Halt> {
        self.halt.borrow().clone()
    }

    async fn line(
        &self,
        line: Vec<Job>,
        post: &impl AsyncFn(&Message) -> Result<Posted, Error>,
        done: &impl Fn(Report),
    ) {
        for job in line {
            match self.one(&job, post).await {
                Ok((report, goes_on)) => {
                    report.into_iter().for_each(done);
                    if !goes_on {
                        return;
                    }
                }
                Err(failure) => return self.stop(Halt::Disk(failure)),
            }
        }
    }

    /// Sends one message; tells what came of it, if it was tried, and whether those behind it may go.
    async fn one(
        &self,
        job: &Job,
        post: &impl AsyncFn(&Message) -> Result<Posted, Error>,
    ) -> Result<(Option<Report>, bool), Failure> {
        let Some(_place) = self.lanes.place(&job.message).await else { return Ok((None, false)) };
        self.check_time();
        if self.halt.borrow().is_some() || self.left.get() == 0 {
            return Ok((None, false));
        }
        let Some(claim) = self.queue.claim(self.lock, &job.entry, (self.clocks.there)())? else {
            return Ok((None, true)); // Somebody cancelled it.
        };
        let message = match claimed(&claim, &job.message) {
            Ok(Some(message)) => message,
            // The next run plans it anew; what is behind it must not overtake it.
            unfit => return claim.settle(Outcome::Untouched).and(unfit.map(|_| (None, false))),
        };
        // The claim is durable, which can take long on a machine that falls asleep over it.
        if !self.clocks.age.is_fresh() {
            self.stop(Halt::Stale);
            return claim.settle(Outcome::Untouched).map(|()| (None, false));
        }
        self.left.set(self.left.get() - 1);
        let answer = post(&message.filled(claim.at())).await;
        if matches!(answer, Err(Error::Unsent(_))) && !self.clocks.age.is_fresh() {
            self.stop(Halt::Stale);
            return claim.settle(Outcome::Untouched).map(|()| (None, false));
        }
        let verdict = Verdict::of(&answer);
        if let Err(error @ (Error::Silent | Error::NotConnected(_))) = &answer {
            self.stop(Halt::OutOfReach(error.to_string()));
        }
        let until = self.settle(claim, job, verdict, &answer)?;
        let report = self.report(job, verdict, &answer, until);
        Ok((Some(report), matches!(verdict, Verdict::Sent | Verdict::Refused)))
    }

    /// Stops claiming when what was planned may not hold any more, or an answer might come too late.
    fn check_time(&self) {
        if !self.clocks.age.is_fresh() {
            self.stop(Halt::Stale);
        } else if !(self.clocks.has_time)() && self.left.get() > 0 {
            self.stop(Halt::TimeIsUp);
        }
    }

    fn settle(
        &self,
        claim: Claim<'_>,
        job: &Job,
        verdict: Verdict,
        answer: &Result<Posted, Error>,
    ) -> Result<Option<DateTime<Utc>>, Failure> {
        let again =
            |wait: Duration| (self.clocks.here)() + TimeDelta::from_std(wait).unwrap_or(TimeDelta::hours(1));
        let later = |asked| again(patience::wait(job.entry.name.attempts, patience::chance(), asked));
        match verdict {
            Verdict::Sent => claim.settle(Outcome::Sent).map(|()| None),
            Verdict::Refused => claim.settle(Outcome::Refused).map(|()| None),
            Verdict::Unconfirmed => claim.settle(Outcome::Unconfirmed).map(|()| None),
            Verdict::Deferred(asked) => {
                let until = later(asked);
                claim.settle(Outcome::Deferred { until }).map(|()| Some(until))
            }
            Verdict::Unauthorized => {
                self.stop(Halt::Unauthorized);
                let until = later(None);
                claim.settle(Outcome::Deferred { until }).map(|()| Some(until))
            }
            Verdict::InTheWay => {
                self.stop(Halt::InTheWay(words(answer).unwrap_or_default()));
                claim.settle(Outcome::Untouched).map(|()| None)
            }
            Verdict::Paused(wait) => {
                let until = again(wait);
                self.stop(Halt::Paused(until));
                // The pause keeps it waiting; its own attempts are not to blame.
                claim.settle(Outcome::Untouched)?;
                self.queue.pause(until).map(|()| Some(until))
            }
        }
    }

    fn report(
        &self,
        job: &Job,
        verdict: Verdict,
        answer: &Result<Posted, Error>,
        until: Option<DateTime<Utc>>,
    ) -> Report {
        let at = (self.clocks.here)();
        let id = answer.as_ref().ok().map(|posted| posted.id.clone());
        let attempt = Attempt {
            at,
            outcome: verdict.word(),
            reason: words(answer),
            tracking_id: answer.as_ref().err().and_then(Error::tracking_id).map(str::to_owned),
        };
        // The folder is the state; a receipt that cannot be written costs a reason, not a message.
        let _ = self.queue.note(&job.message.id, |receipt| note(receipt, attempt, id.as_ref(), at));
        Report {
            not_before: until,
            webex_message_id: id,
            ..Report::of(&job.message, verdict.word(), words(answer))
        }
    }
}

/// Reads what goes, which may have been changed since it was planned: other words go; `None` where anything else
/// is other, for whom it goes to and when was decided by that.
fn claimed(claim: &Claim<'_>, planned: &Message) -> Result<Option<Message>, Failure> {
    let message = claim.message().map_err(|why| {
        let what = format!("message `{}` cannot be read any more", claim.id());
        match why {
            Unreadable::Gone => Failure::other(what),
            Unreadable::Bad(why) | Unreadable::NotNow(why) | Unreadable::Newer(why) => {
                Failure::other(what).cause(why)
            }
        }
    })?;
    let expected = Message { body: message.body.clone(), ..planned.clone() };
    Ok((expected == message).then_some(message))
}

fn words(answer: &Result<Posted, Error>) -> Option<String> {
    answer.as_ref().err().map(ToString::to_string)
}

fn note(receipt: &mut Receipt, attempt: Attempt, id: Option<&String>, at: DateTime<Utc>) {
    receipt.attempts.push(attempt);
    if let Some(id) = id {
        receipt.sent = Some(at);
        receipt.webex_message_id = Some(id.clone());
    }
}

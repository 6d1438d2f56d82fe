//! When, and on whose clock: the options that `schedule`, `move` and `when` share.

use clap::Args;

use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::schedule::{self, Asked, Calendar, SendAt, zone::Zone};

use super::recipients;

/// The rule of whose clock, for the end of the help of each command that takes a time.
macro_rules! whose_clock {
    () => {
        "
Whose clock:
  A time of day is on the clock of --tz (default: me.clock, else mine). A day without a time, and
  everything about their hours (eod, morning, today, next workday), is on theirs. A zone in WHEN,
  such as `9am London`, goes before both."
    };
}
pub(super) use whose_clock;

/// Whose clock a time is on.
#[derive(Args)]
pub(super) struct Clock {
    /// Whose clock a time of day is on: mine, theirs, an IANA zone or a city
    #[arg(long, value_name = "ZONE")]
    tz: Option<String>,
}

/// When to send.
#[derive(Args)]
#[group(skip)]
pub(super) struct At {
    /// When to send
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Send this long from now, such as 2h or "3 days"
    #[arg(long = "in", id = "after", value_name = "DURATION", conflicts_with = "at")]
    after: Option<String>,
    #[command(flatten)]
    pub(super) clock: Clock,
}

impl At {
    /// Returns the time that was asked for, as a phrase.
    pub(super) fn phrase(&self) -> Option<String> {
        let after = || {
            let after = self.after.as_deref()?.trim_start();
            Some(if after.starts_with("in ") { after.to_owned() } else { format!("in {after}") })
        };
        self.at.clone().or_else(after)
    }
}

impl Clock {
    /// Returns the clock of a time of day.
    pub(super) fn zone(&self, theirs: &Zone, mine: &Zone, context: &Context) -> Result<Zone, Failure> {
        match (&self.tz, context.config.clock) {
            (Some(tz), _) => recipients::clock(tz, theirs, mine),
            (None, config::Clock::Mine) => Ok(mine.clone()),
            (None, config::Clock::Theirs) => Ok(theirs.clone()),
        }
    }

    /// Reads a time.
    pub(super) fn read(
        &self,
        phrase: &str,
        theirs: &Calendar,
        mine: &Zone,
        context: &Context,
    ) -> Result<SendAt, Failure> {
        let clock = self.zone(&theirs.zone, mine, context)?;
        let mut at = schedule::read(phrase, &Asked { now: context.now, clock: &clock, mine, theirs })?;
        let is_theirs = at.zone.name() == theirs.zone.name() && at.zone.name() != clock.name();
        if self.tz.is_some() && is_theirs {
            at.notes.push(format!("--tz doesn't apply: `{phrase}` is on their clock"));
        }
        Ok(at)
    }

    /// Reads the time that ends something. A day means its end, on the clock of the message that it is about.
    pub(super) fn read_end(
        &self,
        phrase: &str,
        theirs: &Calendar,
        message: &Zone,
        mine: &Zone,
        context: &Context,
    ) -> Result<SendAt, Failure> {
        let clock = self.zone(&theirs.zone, mine, context)?;
        let on = |clock: &Zone| schedule::read_end(phrase, &Asked { now: context.now, clock, mine, theirs });
        let end = on(&clock)?;
        if schedule::is_end_of_day(&end) { on(message) } else { Ok(end) }
    }
}

//! In flight: what is due is claimed, sent and settled, conversation by conversation.
//!
//! Promises: nothing is sent that is not durably claimed; a message is settled by its [`Verdict`] before its
//! receipt is written; two messages to one conversation go in order of due time, never at once; whatever is
//! not certainly unsent is unconfirmed and never posted again on a guess. How a message travels is the
//! caller's business: `post` is any function from a message to Webex's answer.

mod courtesy;
mod evidence;
mod hold;
mod lookup;
mod patience;
mod plan;
mod report;
mod run;
pub mod succession;
mod verdict;

pub use courtesy::{Courtesy, Late, holds, presence};
pub use hold::{Held, defer, hold};
pub use lookup::{Doubt, Found, Search, are_twins};
pub use plan::{Due, HeldBack, Job, Plan, all_wait, find, follow_rules, held_back, lines, plan};
pub use report::Report;
pub use run::{Age, Clocks, Halt, Lanes, Run};
pub use verdict::Verdict;

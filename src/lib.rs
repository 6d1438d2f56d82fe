//! `mindful` sends Webex messages when the other person is at work. This page is its architecture.
//!
//! A **message** is given its **schedule** - its phrase is *read*, their **workday** found - and joins the
//! **queue**: *enqueued*; at its hour a **delivery** *claims* it, **webex** carries it, and it is *settled*.
//!
//! # The modules, in the order of a message's life
//!
//! - [`message`]: what is sent, to whom, and what became of it. One message, one TOML file.
//! - [`schedule`]: when, and when again. Pure arithmetic; knows neither clock nor disk nor messages. Zone rules are
//!   the system's; those carried for want of them are text that `build.rs` writes from chrono-tz.
//! - [`people`]: whom. The address book: hours, days off, groups; holidays from calendar files.
//! - [`queue`]: at rest. A file per message; the folder is the state, the name says when to look, a
//!   transition is one rename and two fsyncs. Of a series one message counts; which, a name says. Knows nothing of Webex.
//! - [`delivery`]: in flight. Claim, send, settle, for each conversation in order. Decides what an answer means.
//! - [`webex`]: the carrier. A few calls of the API, typed; every error says whether the message may have left.
//! - [`oauth`]: the protocol. PKCE, the listener, one judgement. Knows no Webex and no storage.
//! - [`account`]: who we are. A token that is good now, or "log in"; renewed by one process, kept before it is used,
//!   kept alive while nothing is due. The one trait, `TokenStore`: a keyring, or a file by choice.
//! - [`timer`]: who wakes us. systemd, cron, launchd, Task Scheduler; each knows its own lines again.
//! - [`terminal`]: what people see, are asked and are notified of. The only place that prints, and the one that escapes.
//! - [`commands`]: what people ask. Arguments in, one call down, one report out.
//!
//! Beside them: [`context`] reads the environment, the clock and the folders, once; [`config`] the settings;
//! [`failure`] is the only error `main` sees; [`ids`] reads Webex's ids and links; [`http`] alone configures the HTTP
//! client, and holds what all calls share: proxy, trust, the minute of a run, the server's clock and its limit; `disk` writes what is ours alone; [`suggest`]
//! finds the word that a misspelled one was meant to be.
//!
//! # Who may call whom
//!
//! ```text
//! main -> commands -> everything below, and terminal
//! delivery -> queue -> message -> schedule  the message's life: arrows point down only
//!    |-> schedule                           lateness; message -> schedule: wall times, placeholders
//!    |-(Error)-> webex -> message, http     the carrier
//! account -> oauth -> http                  who we are
//! people -> schedule
//! terminal -> schedule (zones)
//! ```
//!
//! # A message's life on disk
//!
//! ```text
//!           enqueue              claim                  2xx
//!    tmp ─────────────► scheduled ────────► sending ───────────► sent
//!                        │  │  ▲              │ │ └─ 4xx ───────► failed
//!              cancelled ◄  │  └── deferred ──┘ └─── perhaps ───► unconfirmed
//!                           └─ too late ──► expired                 │ found: sent
//!                                                                   └ absent twice: scheduled
//! ```
//!
//! A file goes through `tmp`, fsync and rename to `scheduled` before its id is printed. A claim is a rename and
//! an fsync of both folders before anything connects. Only the holder of the lock delivers or looks into
//! `sending`; what a killed run left there is unconfirmed. While a person changes a message it lies in `held`, locked,
//! under a name that says where it goes back to should they be killed. Receipts are written after the transition and may
//! fail without harm.
//!
//! A message file carries its version and ends in `[end]`, so that a truncated file never parses; files of version 1 are
//! still read, those of a newer version are left where they are. `render` reads back what it wrote, so every writer
//! writes what the reader accepts. `machine` holds a hash of the machine that used the queue last: another one refuses.
//!
//! # A message that comes again
//!
//! ```text
//!    series/k3f9x2ab7m.n3.toml: the third message of this series counts        is it settled, or gone?
//!    tmp/<id of the fourth>.toml: written whole, synced
//!    series/k3f9x2ab7m.n4.toml: one rename, synced                              now the fourth counts
//!    scheduled/…<id of the fourth>…: a rename out of tmp, which only one can win
//! ```
//!
//! The ids of a series are derived from its first one, so names alone tell whether one is behind; every run of
//! `send-due` goes on from wherever a killed one stopped. The day the rule gave a message is in its file, and the
//! next one is counted from the series' first day: what is late, moved or skipped moves nothing else.

pub mod account;
pub mod commands;
pub mod config;
pub mod context;
pub mod delivery;
mod disk;
pub mod failure;
pub mod http;
pub mod ids;
mod lenient;
pub mod message;
pub mod oauth;
pub mod people;
pub mod queue;
pub mod schedule;
pub mod suggest;
pub mod terminal;
pub mod timer;
pub mod webex;

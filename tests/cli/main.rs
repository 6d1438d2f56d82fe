//! The real program against a Webex on loopback: what a person, a script or `ls` would see.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests have clocks and no callers")]

mod browser;
mod home;
mod http;
mod login;
mod send_due;

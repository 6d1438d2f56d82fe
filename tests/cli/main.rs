//! The real program against a Webex on loopback: what a person, a script or `ls` would see.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests have clocks, figures to show and no callers"
)]

mod answers;
#[cfg(target_os = "linux")]
mod apart;
mod blank;
mod browser;
#[cfg(unix)]
mod calendars;
mod changing;
mod complete;
#[cfg(target_os = "linux")]
mod cron;
#[cfg(target_os = "linux")]
mod crowd;
mod device;
#[cfg(target_os = "linux")]
mod doctor;
mod door;
#[cfg(unix)]
mod faults;
#[cfg(target_os = "linux")]
mod folder;
#[cfg(unix)]
mod gone;
mod home;
mod house;
mod http;
#[cfg(target_os = "linux")]
mod idle;
mod keyring;
mod late;
mod lists;
mod login;
mod lookup;
#[cfg(target_os = "linux")]
mod matrix;
#[cfg(target_os = "linux")]
mod matrix_series;
mod network;
#[cfg(target_os = "linux")]
mod newcomer;
#[cfg(target_os = "linux")]
mod notification;
#[cfg(target_os = "linux")]
mod output;
#[cfg(unix)]
mod owner;
mod people;
mod phrases;
mod placeholders;
#[cfg(target_os = "linux")]
mod power;
mod queue;
#[cfg(target_os = "linux")]
mod races;
mod readme;
#[cfg(target_os = "linux")]
mod real;
#[cfg(target_os = "linux")]
mod recovery;
mod recurrence;
mod refresh;
#[cfg(target_os = "linux")]
mod refused;
#[cfg(target_os = "linux")]
mod renewal_matrix;
mod schedule;
mod sdk;
mod secrets;
mod select;
mod send_due;
mod settings;
mod shapes;
#[cfg(target_os = "linux")]
mod signals;
mod silence;
mod snapshots;
#[cfg(target_os = "linux")]
mod strays;
#[cfg(target_os = "linux")]
mod systemd;
#[cfg(target_os = "linux")]
mod terminal;
mod timer;
mod tls;
mod unconfirmed;
#[cfg(target_os = "linux")]
mod unit;
#[cfg(target_os = "linux")]
mod untouched;
mod unwatched;
#[cfg(target_os = "linux")]
mod wallet;
mod week;
mod whom;
mod wire;
mod year;
mod zones;

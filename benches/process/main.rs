//! `cargo bench --bench process`: whole processes beside a floor or a peer in the same run, as ratios.
//!
//! A noisy machine slows both alike: commands take turns, and the median counts. The program under test is the
//! release build; what it is compared with is said in each line. Growth is drawn into `benches/growth.svg`.

#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark shows")]

mod crowd;
mod floor;
mod home;
mod plot;
mod turns;

use home::Home;
use turns::{in_turns, peak};

/// Messages that wait, for the plot.
const SIZES: [usize; 4] = [10, 1_000, 10_000, 100_000];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if floor::is_asked(&args) {
        return;
    }
    let wanted = |name: &str| args.is_empty() || args.iter().any(|arg| arg == name);
    if wanted("idle") {
        idle();
    }
    if wanted("schedule") {
        schedule();
    }
    if wanted("list") {
        list();
    }
    if wanted("small") {
        small();
    }
    if wanted("crowd") {
        crowd::run();
    }
    if wanted("growth") {
        growth();
    }
}

/// `send-due` with nothing to do, against `/bin/true` and against reading the names alone.
fn idle() {
    println!("idle `send-due`, beside /bin/true (median of 200):");
    let truth = || turns::command("/bin/true");
    for size in [0, 10_000, 100_000] {
        let home = Home::with(size);
        let run = || home.command(&["send-due"]);
        let names = || floor::command("names", &home.folder("scheduled"));
        let [truth, run_time, names] = in_turns(200, [&truth, &run, &names]);
        println!(
            "  {size:>7} waiting: {:.2} ms, {:.2}x /bin/true, {:+.2} ms above it; names alone in {:.2} ms; peak {} kB",
            run_time,
            run_time / truth,
            run_time - truth,
            names,
            peak(&home, &["send-due"]),
        );
    }
}

/// `schedule` to an address, against a process that does nothing but its fsyncs.
fn schedule() {
    println!("`schedule` to an address, beside write, fsync, rename, fsync (median of 60):");
    for size in [0, 10_000] {
        let home = Home::with(size);
        let loud = || home.command(&["schedule", "--to", "ada@example.com", "--at", "in 3 days", "hello"]);
        let quiet =
            || home.command(&["-q", "schedule", "--to", "ada@example.com", "--at", "in 3 days", "hello"]);
        let floor = || floor::command("fsyncs", &home.folder("tmp"));
        let [loud, quiet, floor] = in_turns(60, [&loud, &quiet, &floor]);
        println!(
            "  {size:>7} waiting: {loud:.2} ms, {:.2}x the fsyncs; with --quiet {quiet:.2} ms, {:.2}x",
            loud / floor,
            quiet / floor
        );
    }
}

/// `list` of 10,000, against reading the files.
fn list() {
    println!("`list` of 10,000, beside reading the files (median of 15):");
    let home = Home::with(10_000);
    let read = || floor::command("read", &home.folder("scheduled"));
    let table = || home.command(&["list"]);
    let json = || home.command(&["list", "--json"]);
    let [read, table, json] = in_turns(15, [&read, &table, &json]);
    println!(
        "  list {table:.0} ms, {:.2}x; --json {json:.0} ms, {:.2}x; the files {read:.0} ms",
        table / read,
        json / read
    );
}

/// What a waiting person types, with 10,000 messages: above an idle run.
fn small() {
    println!("with 10,000 waiting, above an idle run (median of 40):");
    let home = Home::with(10_000);
    let idle = || home.command(&["send-due"]);
    let when = || home.command(&["when", "tomorrow 9am"]);
    let show = || home.command(&["show", &Home::id(77)]);
    let complete = || home.completion(&["show", "m0000"]);
    let next = std::cell::Cell::new(100);
    let cancel = || home.command(&["cancel", &Home::id(next.replace(next.get() + 1))]);
    let [idle, when, show, cancel, complete] = in_turns(40, [&idle, &when, &show, &cancel, &complete]);
    for (name, time) in
        [("when", when), ("show", show), ("cancel", cancel), ("completion of an id", complete)]
    {
        println!("  {name}: {time:.2} ms, {:+.2} ms", time - idle);
    }
}

/// Time and memory of each command by the number of messages, drawn.
fn growth() {
    println!("growth, drawn into benches/growth.svg:");
    let names = ["send-due, idle", "schedule -q", "show", "list", "list --json"];
    let mut lines: Vec<plot::Line> = names.iter().map(|name| plot::Line::new(name)).collect();
    for size in SIZES {
        let home = Home::with(size);
        let id = Home::id(7);
        let commands: [&[&str]; 5] = [
            &["send-due"],
            &["-q", "schedule", "--to", "ada@example.com", "--at", "in 3 days", "hello"],
            &["show", &id],
            &["list"],
            &["list", "--json"],
        ];
        for (line, args) in lines.iter_mut().zip(commands) {
            let run = || home.command(args);
            let [time] = in_turns(if size > 10_000 { 5 } else { 11 }, [&run]);
            let memory = peak(&home, args);
            println!("  {:>7} {:16} {time:9.2} ms {memory:>7} kB", size, line.name);
            line.points.push((size as f64, time, memory as f64));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/growth.svg");
    std::fs::write(path, plot::svg(&lines)).unwrap();
}

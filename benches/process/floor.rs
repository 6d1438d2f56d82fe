//! What the program is held against: this benchmark itself, called to do one thing and no other.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::turns;

/// Makes a command that does just this.
pub(crate) fn command(what: &str, path: &Path) -> Command {
    let mut command = turns::command(std::env::current_exe().unwrap().to_str().unwrap());
    command.args(["floor", what]).arg(path);
    command
}

/// Does what such a command asks; `false` when this is no such call.
pub(crate) fn is_asked(args: &[String]) -> bool {
    let ["floor", what, path, rest @ ..] = &args.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        return false;
    };
    let path = Path::new(path);
    match *what {
        "names" => assert!(std::fs::read_dir(path).unwrap().all(|entry| entry.is_ok())),
        "read" => read(path),
        "fsyncs" => fsyncs(path),
        "peak" => show_peak(path, rest),
        other => panic!("no floor is called {other}"),
    }
    true
}

fn read(folder: &Path) {
    let bytes: usize = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap().len())
        .sum();
    assert!(bytes > 0);
}

/// Write, fsync, rename, fsync: what a durable new message costs at the least.
fn fsyncs(folder: &Path) {
    let name = std::process::id().to_string();
    let (tmp, path) = (folder.join(&name), folder.join(format!("{name}.new")));
    let mut file = std::fs::File::create(&tmp).unwrap();
    file.write_all(&[b'x'; 500]).unwrap();
    file.sync_all().unwrap();
    std::fs::rename(&tmp, &path).unwrap();
    std::fs::File::open(folder).unwrap().sync_all().unwrap();
    std::fs::remove_file(path).unwrap();
}

fn show_peak(program: &Path, args: &[&str]) {
    let status =
        Command::new(program).args(args).stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
    assert!(status.success());
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN).unwrap();
    println!("{}", usage.max_rss());
}

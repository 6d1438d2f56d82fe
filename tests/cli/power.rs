//! Power cuts: `send-due` and its sisters die before each of their calls that change something, and with them everything
//! that is not on the disk. ext4 and XFS forget by their own shutdown, btrfs by a copy of its image.

use std::path::{Path, PathBuf};
use std::process::Command;

use webex_sandbox::Sandbox;

use crate::home::Home;
use crate::matrix::{Case, Point, Spoil, Verb, points, to_rest};

/// Calls that put something on the disk or on the wire; a cut before any other equals one before the next of these.
const MATTER: [&str; 9] =
    ["renameat2", "rename", "fsync", "fdatasync", "write", "unlink", "connect", "sendto", "writev"];

/// A file system in a file.
struct Disk {
    kind: &'static str,
    image: PathBuf,
    mount: PathBuf,
    _folder: tempfile::TempDir,
}

fn run(program: &str, args: &[&str]) -> bool {
    let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
    Command::new(program).args(args).env("PATH", path).output().is_ok_and(|output| output.status.success())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

impl Disk {
    /// Makes one and mounts it; `None` where this may not be done.
    fn new(kind: &'static str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let (image, mount) = (folder.path().join("image"), folder.path().join("mount"));
        std::fs::create_dir(&mount).unwrap();
        let megabytes = match kind {
            "xfs" => 320,
            "btrfs" => 128,
            _ => 48,
        };
        std::fs::File::create(&image).unwrap().set_len(megabytes << 20).unwrap();
        let made = match kind {
            "ext4" => run("mkfs.ext4", &["-q", "-F", text(&image)]),
            "xfs" => run("mkfs.xfs", &["-q", "-f", text(&image)]),
            _ => run("mkfs.btrfs", &["-q", "-f", text(&image)]),
        };
        let disk = Self { kind, image, mount, _folder: folder };
        (made && disk.mount()).then_some(disk)
    }

    fn mount(&self) -> bool {
        run("mount", &["-o", "loop", text(&self.image), text(&self.mount)])
    }

    fn unmount(&self) {
        // A process that was just killed may still be seen there for a moment.
        let gone = (0..100).any(|_| {
            let gone = run("umount", &[text(&self.mount)]);
            if !gone {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            gone
        });
        assert!(gone, "{} cannot be unmounted", self.mount.display());
    }

    /// Forgets whatever is not on the disk, as a power cut does, and comes up again.
    fn cut(&self) {
        if self.kind == "btrfs" {
            let copy = self.image.with_extension("copy");
            assert!(run("cp", &["--sparse=always", text(&self.image), text(&copy)]));
            self.unmount();
            std::fs::rename(copy, &self.image).unwrap();
        } else {
            assert!(run("xfs_io", &["-x", "-c", "shutdown", text(&self.mount)]), "no shutdown");
            self.unmount();
        }
        assert!(self.mount(), "{} does not come up again", self.kind);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = run("umount", &["-l", text(&self.mount)]);
    }
}

/// Cuts the power before each call of a command that matters.
fn cut(kind: &'static str, verb: Verb) -> Option<usize> {
    let disk = Disk::new(kind)?;
    let sandbox = Sandbox::start();
    let case = |name: &str| Case::new(verb, &sandbox, name, Home::beneath(&disk.mount, &sandbox.api_url()));
    let settle = || assert!(run("sync", &["-f", text(&disk.mount)]));
    let unspoiled = case("unspoiled");
    let all: Vec<Point> = points(&unspoiled.home, &unspoiled.args())
        .into_iter()
        .filter(|point| MATTER.contains(&point.name.as_str()))
        .collect();
    for (number, point) in all.iter().enumerate() {
        let case = case(&format!("p{number}"));
        settle();
        let output = case.spoiled(point, Spoil::Kill);
        disk.cut();
        to_rest(&case.home);
        case.check(&sandbox, &output, &format!("{kind} {verb:?} {} {}", point.name, point.n));
    }
    // And after it said that it was done.
    let case = case("done");
    settle();
    let never = Point { name: "rename".to_owned(), n: 10_000, socket: false };
    let output = case.spoiled(&never, Spoil::Kill);
    assert!(output.status.success(), "{output:?}");
    disk.cut();
    to_rest(&case.home);
    case.check(&sandbox, &output, &format!("{kind} {verb:?} done"));
    println!("power {kind}: {verb:?}: {} points tried, bad = 0", all.len() + 1);
    Some(all.len() + 1)
}

fn cuts(kind: &'static str) {
    for verb in [Verb::SendDue, Verb::Schedule, Verb::Move, Verb::Retry, Verb::Edit, Verb::Cancel] {
        if cut(kind, verb).is_none() {
            println!("power {kind}: NOT RUN: loop mounts of {kind} are not permitted here");
            return;
        }
    }
}

#[test]
#[ignore = "needs root, loop mounts, strace, e2fsprogs and xfsprogs"]
fn power_cuts_on_ext4_lose_nothing_and_double_nothing() {
    cuts("ext4");
}

#[test]
#[ignore = "needs root, loop mounts, strace and xfsprogs"]
fn power_cuts_on_xfs_lose_nothing_and_double_nothing() {
    cuts("xfs");
}

#[test]
#[ignore = "needs root, loop mounts, strace and btrfs-progs"]
fn power_cuts_on_btrfs_lose_nothing_and_double_nothing() {
    cuts("btrfs");
}

/// A small disk of memory; `None` where this may not be done.
struct Memory {
    mount: tempfile::TempDir,
}

impl Memory {
    fn new(options: &str) -> Option<Self> {
        let mount = tempfile::tempdir().unwrap();
        let mounted = run("mount", &["-t", "tmpfs", "-o", options, "tmpfs", text(mount.path())]);
        mounted.then_some(Self { mount })
    }

    fn home(&self, sandbox: &Sandbox) -> Home {
        let mut home = Home::beneath(self.mount.path(), &sandbox.api_url());
        home.set("MINDFUL_ACCESS_TOKEN", "sandbox-token");
        home
    }

    fn again(&self, options: &str) {
        assert!(run("mount", &["-o", &format!("remount,{options}"), text(self.mount.path())]));
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let _ = run("umount", &["-l", text(self.mount.path())]);
    }
}

/// Schedules until the disk refuses; returns the ids that were promised.
fn fill(home: &Home) -> Vec<String> {
    let mut ids = Vec::new();
    loop {
        let ran = home.run(&["-q", "schedule", "--to", "ada@example.com", "--at", "now", &"x".repeat(3000)]);
        if ran.code != 0 {
            assert!(ran.code == 1 && ran.stdout.is_empty(), "{ran:?}");
            assert!(ran.stderr.contains("nothing was scheduled"), "{ran:?}");
            return ids;
        }
        ids.push(ran.stdout.trim().to_owned());
        assert!(ids.len() < 500, "this disk never fills");
    }
}

fn full(name: &str, options: &str) {
    let Some(disk) = Memory::new(options) else {
        println!("power {name}: NOT RUN: a tmpfs may not be mounted here");
        return;
    };
    let sandbox = Sandbox::start();
    let home = disk.home(&sandbox);
    let ids = fill(&home);
    assert_eq!(home.ls("scheduled").len(), ids.len(), "{name}: a message nobody was told of");
    for _ in 0..3 {
        home.run(&["send-due"]);
    }
    // Moving needs no space; the receipts may be missing.
    assert_eq!((home.ls("sent").len(), sandbox.posts().len()), (ids.len(), ids.len()), "{name}");
    assert!(home.ls("damaged").is_empty());
    println!("power {name}: {} messages fitted, {} sent, 0 lost, 0 doubled", ids.len(), ids.len());
}

#[test]
#[ignore = "needs root to mount a tmpfs"]
fn power_of_a_disk_that_is_full_lasts_to_send_what_is_there() {
    full("full disk", "size=160k,mode=700");
    full("no inodes", "size=4m,nr_inodes=40,mode=700");
}

#[test]
#[ignore = "needs root to mount a tmpfs"]
fn power_of_a_disk_that_is_read_only_sends_nothing_and_loses_nothing() {
    let Some(disk) = Memory::new("size=4m,mode=700") else {
        println!("power read-only: NOT RUN: a tmpfs may not be mounted here");
        return;
    };
    let sandbox = Sandbox::start();
    let home = disk.home(&sandbox);
    let id = home.schedule(&["--to", "ada@example.com", "--at", "now", "hello"]);
    let later = home.schedule(&["--to", "ada@example.com", "--at", "in 2 hours", "hello"]);
    disk.again("ro");
    for args in [
        &["send-due"][..],
        &["cancel", &later],
        &["move", &later, "--at", "in 3 hours"],
        &["schedule", "--to", "ada@example.com", "x"],
    ] {
        let ran = home.run(args);
        assert_eq!(ran.code, 1, "{args:?}: {ran:?}");
        assert!(ran.stderr.contains("Read-only file system"), "{args:?}: {ran:?}");
    }
    assert_eq!((home.list(&[]).len(), sandbox.posts().len()), (2, 0));
    disk.again("rw");
    assert_eq!((home.run(&["send-due"]).code, home.state(&id).as_str()), (0, "sent"));
}

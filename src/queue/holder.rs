//! Who delivers: the process that holds the lock, and since when it runs. Reads what the kernel knows; `lock` stays empty.

use chrono::{DateTime, TimeDelta, Utc};

use super::Queue;

/// Upper bound for a run that does its work: it waits for Webex for a minute at most, and for uploads for a few.
const LONG: TimeDelta = TimeDelta::minutes(5);

/// A process that holds the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its process number.
    pub process: u32,
    /// When it started.
    pub since: DateTime<Utc>,
    /// Whether it was stopped by a signal, as by Ctrl-Z.
    pub is_stopped: bool,
}

impl Holder {
    /// Returns true if it is stopped, or runs for longer than a run takes.
    #[must_use]
    pub fn is_stuck(&self, now: DateTime<Utc>) -> bool {
        self.is_stopped || now - self.since > LONG
    }
}

impl Queue {
    /// Returns the process that holds the lock; `None` where none does, or the system does not tell.
    #[must_use]
    pub fn holder(&self, now: DateTime<Utc>) -> Option<Holder> {
        proc::holder(&self.root.join("lock"), now)
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod proc {
    //! Reads proc(5): `/proc/locks` has the process and the inode of each lock.

    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    use chrono::{DateTime, TimeDelta, Utc};

    use super::Holder;

    /// Unit of a process's start in `/proc/PID/stat`: user space sees 100 per second on every architecture.
    const TICKS: u64 = 100;

    pub(super) fn holder(lock: &Path, now: DateTime<Utc>) -> Option<Holder> {
        let inode = lock.metadata().ok()?.ino();
        let locks = std::fs::read_to_string("/proc/locks").ok()?;
        // Devices are not compared: some file systems show another one here than stat(2) does.
        locks.lines().filter_map(|line| holds(line, inode)).find_map(|process| alive(process, now))
    }

    /// Returns who holds a lock on this inode, from `1: FLOCK  ADVISORY  WRITE 708 08:01:123 0 EOF`.
    fn holds(line: &str, inode: u64) -> Option<u32> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, "FLOCK", _, "WRITE", process, place, ..] = words[..] else { return None };
        (place.rsplit(':').next()?.parse() == Ok(inode)).then(|| process.parse().ok())?
    }

    fn alive(process: u32, now: DateTime<Utc>) -> Option<Holder> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let (state, start) = read(&stat)?;
        let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
        let uptime: f64 = uptime.split_whitespace().next()?.parse().ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since the system started")]
        let age = TimeDelta::milliseconds((uptime * 1000.0) as i64) - TimeDelta::milliseconds(start);
        Some(Holder { process, since: now - age, is_stopped: matches!(state, 'T' | 't') })
    }

    /// Reads `708 (mindful) S 1 …`: its state, and its start in milliseconds after the system's.
    fn read(stat: &str) -> Option<(char, i64)> {
        let (_, rest) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let start: u64 = fields.get(19)?.parse().ok()?;
        let state = fields.first()?.chars().next()?;
        Some((state, i64::try_from(start * 1000 / TICKS).ok()?))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_lock_and_a_process_are_read_as_the_kernel_writes_them() {
            let line = "1: FLOCK  ADVISORY  WRITE 708 08:01:123 0 EOF";
            assert_eq!((holds(line, 123), holds(line, 124)), (Some(708), None));
            assert_eq!(holds(&line.replace("FLOCK", "POSIX"), 123), None);
            let stat = "708 (a) b) T 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4200 20";
            assert_eq!(read(stat), Some(('T', 42_000)));
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod proc {
    use std::path::Path;

    use chrono::{DateTime, Utc};

    use super::Holder;

    pub(super) const fn holder(_lock: &Path, _now: DateTime<Utc>) -> Option<Holder> {
        None
    }
}

//! The few calls made of a file system for what is ours alone, each durable or an error.
//!
//! After a failed fsync the pages count as clean and the next one succeeds, so none is ever retried
//! (<https://wiki.postgresql.org/wiki/Fsync_Errors>).

mod owner;

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use crate::failure::Failure;

pub(crate) use owner::{quoted, way_to_privacy};

const NOT_OURS: &str = "it belongs to another user";

/// Says what could not be done with which file.
pub(crate) fn failure(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::other(format!("{what} `{}`", path.display())).because(error)
}

/// Makes one folder that only we can enter.
pub(crate) fn make_private_folder(path: &Path) -> Result<(), Failure> {
    match create_0700(path, false) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failure("cannot make the folder", path, &error)),
        Ok(()) => path
            .parent()
            .map_or(Ok(()), sync_folder)
            .map_err(|error| failure("cannot sync the folder above", path, &error)),
    }
}

/// Makes a folder and those above it; the new ones only we can enter.
pub(crate) fn make_private_folders(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Ok(());
    }
    owner::check_new(path)?;
    create_0700(path, true).map_err(|error| failure("cannot make the folder", path, &error))
}

fn create_0700(path: &Path, recursive: bool) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(recursive);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Refuses a folder of settings or data that another user owns or can write to; one that is not there is fine.
pub(crate) fn check_home(path: &Path) -> Result<(), Failure> {
    let refused = || Failure::other(format!("the folder `{}` is not used", path.display()));
    let facts = match path.metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        facts => facts.map_err(|error| refused().because(&error))?,
    };
    if !facts.is_dir() {
        return Err(refused().cause("it is not a folder").hint("move it away, or set MINDFUL_HOME"));
    }
    let closed = |path| if is_foreign(&facts) && !may_enter(path) { owner::unreadable(path) } else { None };
    match owner::refusal(path, &facts).or_else(|| closed(path)) {
        Some(refusal) => Err(refusal.failure(refused())),
        None => Ok(()),
    }
}

/// Checks whether another user owns something: only then is it worth a question to the kernel who may enter.
fn is_foreign(facts: &Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::uid(facts) != me();
    #[cfg(not(unix))]
    return !facts.is_dir();
}

fn may_enter(path: &Path) -> bool {
    #[cfg(unix)]
    return rustix::fs::access(path, rustix::fs::Access::READ_OK | rustix::fs::Access::EXEC_OK).is_ok();
    #[cfg(not(unix))]
    return path.is_dir();
}

/// Refuses a folder that is a symlink, another's, or writable by others; tells whether there is one.
pub(crate) fn check_private(path: &Path) -> Result<bool, Failure> {
    let facts = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        facts => facts.map_err(|error| failure("cannot look at", path, &error))?,
    };
    let refuse = |why: &str, hint: String| {
        Failure::other(format!("the queue `{}` is refused: {why}", path.display())).hint(hint)
    };
    if !facts.is_dir() {
        return Err(refuse("it isn't a directory", "move it away, or set MINDFUL_HOME".to_owned()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if facts.uid() != me() {
            let hint = format!("run mindful as its owner, or: sudo chown -R \"$USER\" {}", quoted(path));
            return Err(refuse(NOT_OURS, hint));
        }
        if facts.mode() & 0o022 != 0 {
            let hint = format!("chmod go-w {}", quoted(path));
            return Err(refuse("others may write to it", hint));
        }
    }
    Ok(true)
}

/// Opens a plain file of ours of at most `limit` bytes, never through a link, never waiting; says how long it is.
pub(crate) fn open_private(path: &Path, limit: u64) -> io::Result<(File, u64)> {
    let mut options = OpenOptions::new();
    options.read(true);
    no_follow(&mut options);
    let file = options.open(path).map_err(|error| not_ours(path).unwrap_or(error))?;
    let length = check_plain(&file, limit)?;
    Ok((file, length))
}

/// Says of a file that may not even be opened whether it is somebody else's.
fn not_ours(path: &Path) -> Option<io::Error> {
    #[cfg(unix)]
    let is_ours = {
        let owner = path.symlink_metadata().ok()?;
        std::os::unix::fs::MetadataExt::uid(&owner) == me()
    };
    #[cfg(not(unix))]
    let is_ours = path.symlink_metadata().is_ok();
    (!is_ours).then(|| io::Error::other(NOT_OURS))
}

/// Returns who owns what is ours; the kernel is asked once, for ten thousand files it is the same.
#[cfg(unix)]
fn me() -> u32 {
    static ME: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *ME.get_or_init(|| rustix::process::geteuid().as_raw())
}

/// Reads a plain file of ours, never through a link, never waiting, never more than `limit` bytes.
pub(crate) fn read_private(path: &Path, limit: u64) -> io::Result<String> {
    let (mut file, length) = open_private(path, limit)?;
    read_to_limit(&mut file, length, limit)
}

/// Reads a settings file, one that people edit; `None` if there is none. A link to one in somebody's dotfiles is followed.
///
/// # Errors
/// Names the file that cannot be read, that another user could have written, or that is not a regular one.
pub(crate) fn read_settings(path: &Path) -> Result<Option<String>, Failure> {
    let failed = || Failure::usage(format!("cannot read `{}`", path.display()));
    let (mut file, facts) = match open_regular(path) {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let failure = failed().because(&error);
            return Err(match owner::unreadable(path) {
                Some(refusal) => refusal.failure(failure),
                None => failure.hint(format!("chmod u+r {}", quoted(path))),
            });
        }
        Err(error) => return Err(failed().because(&error)),
    };
    if let Some(refusal) = owner::refusal(path, &facts) {
        return Err(refusal.failure(failed()));
    }
    let text = read_to_limit(&mut file, facts.len(), MAX_SETTINGS);
    text.map(Some).map_err(|error| failed().because(&error))
}

/// No settings file or address book of a person is longer.
const MAX_SETTINGS: u64 = 16 * 1024 * 1024;

/// Reads a file that somebody named on the command line, whoever owns it. Never waits for a FIFO, never reads a device.
pub(crate) fn read_named(path: &Path, limit: u64) -> io::Result<String> {
    as_text(read_named_bytes(path, limit)?)
}

/// Reads such a file in whatever encoding it is.
pub(crate) fn read_named_bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let (mut file, facts) = open_regular(path)?;
    bytes_to_limit(&mut file, facts.len(), limit)
}

/// Opens a regular file and nothing else, without waiting.
pub(crate) fn open_regular(path: &Path) -> io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NONBLOCK | OFlags::CLOEXEC;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    let facts = file.metadata()?;
    if facts.is_file() { Ok((file, facts)) } else { Err(irregular(&facts)) }
}

/// Names what is there in place of a regular file.
pub(crate) fn irregular(facts: &Metadata) -> io::Error {
    let what = if facts.is_dir() { "a folder" } else { "a pipe, a socket or a device" };
    io::Error::other(format!("it is {what}, not a regular file"))
}

/// Takes one read for what is there and one for its end.
fn read_to_limit(file: &mut File, length: u64, limit: u64) -> io::Result<String> {
    as_text(bytes_to_limit(file, length, limit)?)
}

fn as_text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

fn bytes_to_limit(file: &mut File, length: u64, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(limit)).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other(format!("it is larger than {limit} bytes")));
    }
    Ok(bytes)
}

/// Tells a file that is not one of ours from a disk that refuses to show it.
pub(crate) fn is_about_the_file(error: &io::Error) -> bool {
    #[cfg(unix)]
    let link_or_socket = {
        use rustix::io::Errno;
        let errno = Errno::from_io_error(error);
        errno.is_some_and(|errno| [Errno::LOOP, Errno::NXIO].contains(&errno))
    };
    #[cfg(not(unix))]
    let link_or_socket = false;
    // What the checks above find has no number of the operating system's.
    link_or_socket || error.raw_os_error().is_none()
}

/// Returns the names in a folder; none where there is no folder, or it cannot be read.
pub(crate) fn names(path: &Path) -> Vec<String> {
    let Ok(listing) = std::fs::read_dir(path) else { return Vec::new() };
    listing.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
}

/// Reads a file that must be ours alone: others may not even look.
pub(crate) fn read_secret(path: &Path) -> io::Result<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if path.symlink_metadata()?.mode() & 0o077 != 0 {
            return Err(io::Error::other("others may read it"));
        }
    }
    read_private(path, 64 * 1024)
}

/// Opens a file to lock; it stays empty for ever.
pub(crate) fn lock_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    no_follow(&mut options);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Waits until nobody else has a file locked; it is ours for as long as what is returned lives.
pub(crate) fn wait_for_lock(path: &Path) -> Result<File, Failure> {
    let locked = lock_file(path).and_then(|file| file.lock().map(|()| file));
    locked.map_err(|error| failure("cannot lock", path, &error))
}

/// Locks a file for as long as what is returned lives; [`io::ErrorKind::WouldBlock`] while somebody else does.
pub(crate) fn hold(path: &Path) -> io::Result<Option<File>> {
    // On Windows a lock keeps its own holder from reading the file.
    if cfg!(not(unix)) {
        return path.symlink_metadata().map(|_| None);
    }
    let mut options = OpenOptions::new();
    options.read(true);
    no_follow(&mut options);
    let file = options.open(path)?;
    file.try_lock().map_err(io::Error::from)?;
    Ok(Some(file))
}

fn no_follow(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = options;
}

/// Refuses what is no plain file of ours; returns how long it is.
fn check_plain(file: &File, limit: u64) -> io::Result<u64> {
    let facts = file.metadata()?;
    if !facts.is_file() {
        return Err(io::Error::other("it isn't a regular file"));
    }
    if facts.len() > limit {
        return Err(io::Error::other(format!("it is larger than {limit} bytes")));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if facts.uid() != me() {
            return Err(io::Error::other(NOT_OURS));
        }
        if facts.mode() & 0o022 != 0 {
            return Err(io::Error::other("others may write to it"));
        }
    }
    Ok(facts.len())
}

/// Writes a new file that only we can read, down to the disk.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    no_follow(&mut options);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).inspect_err(|_| {
        // What was not written whole was never promised; a leftover in `tmp` harms nobody.
        let _ = std::fs::remove_file(path);
    })
}

/// Renames without ever replacing.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // NFS and some FUSE systems do not know the flag.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            rename_if_free(from, to)
        }
        result => result.map_err(io::Error::from),
    }
}

/// Renames without ever replacing.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    rename_if_free(from, to)
}

fn rename_if_free(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    std::fs::rename(from, to)
}

/// Checks that files can be made and renamed in a folder; one that is not there is made when it is needed.
pub(crate) fn check_writable(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::fs::{Access, access};
        match access(folder, Access::WRITE_OK | Access::EXEC_OK) {
            Err(rustix::io::Errno::NOENT) | Ok(()) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
    #[cfg(not(unix))]
    folder.metadata().map(drop)
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path; // NTFS journals names by itself and std cannot open a folder there.
    Ok(())
}

/// Replaces a private file whole and durably; a reader sees the old one or the new one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: io::Error| failure("cannot write", path, &error);
    let folder = path.parent().unwrap_or(Path::new("."));
    make_private_folders(folder)?;
    let id = crate::message::Id::random().map_err(failed)?;
    let tmp = folder.join(format!(".{id}.tmp"));
    write_new(&tmp, bytes)
        .and_then(|()| std::fs::rename(&tmp, path))
        .inspect_err(|_| drop(std::fs::remove_file(&tmp)))
        .and_then(|()| sync_folder(folder))
        .map_err(failed)
}

/// Removes a file; one that is not there is removed.
pub(crate) fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failure("cannot remove", path, &error)),
        _ => Ok(()),
    }
}

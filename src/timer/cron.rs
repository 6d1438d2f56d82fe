//! cron: our lines between two markers, the rest of the crontab byte for byte.
//!
//! Our lines come first: a variable that a crontab sets (SHELL, PATH, MINDFUL_HOME) applies to the lines below it
//! (crontab(5)), so that none changes what our line does.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::disk;
use crate::failure::Failure;

use super::{Installed, Job, run};

/// Upper bound for a command in a crontab; cron cuts longer ones off at 1000 bytes without an error.
const LONGEST: usize = 900;
const BEGIN: &str = "# BEGIN mindful";
const END: &str = "# END mindful";

/// Returns the begin and end lines around the lines of this home.
fn markers(job: &Job) -> (String, String) {
    let name = if job.suffix.is_empty() { String::new() } else { format!(" {}", job.suffix) };
    (format!("{BEGIN}{name}"), format!("{END}{name}"))
}

/// Returns our lines, markers included.
pub(super) fn block(job: &Job) -> String {
    let (begin, end) = markers(job);
    format!("{begin}\n{} {}\n{end}\n", when(job.minutes), in_crontab(&line(job)))
}

/// Returns our lines, and the script they run if they would be too long.
pub(super) fn text(job: &Job) -> String {
    let script = script(job).map(|text| format!("\n# {}\n{text}", script_path(job).display()));
    format!("{}{}", block(job), script.unwrap_or_default())
}

/// Returns the command of the crontab line: the program itself, or the script if that would be too long.
fn line(job: &Job) -> String {
    match script(job) {
        Some(_) => format!("/bin/sh {}", quoted(&script_path(job).to_string_lossy())),
        None => command(job),
    }
}

/// Returns the command that runs the program with its variables, for a shell.
fn command(job: &Job) -> String {
    let environment: String =
        job.environment.iter().map(|(name, value)| format!("{name}={} ", quoted(value))).collect();
    format!("{environment}{} send-due", quoted(&job.program.to_string_lossy()))
}

/// Returns the script that a crontab line runs if the command is too long for it.
fn script(job: &Job) -> Option<String> {
    let command = command(job);
    let is_short = in_crontab(&command).len() <= LONGEST;
    (!is_short).then(|| {
        format!("# Written by `mindful timer install`: too long for a line of a crontab.\n{command}\n")
    })
}

fn script_path(job: &Job) -> PathBuf {
    job.data.join("cron.sh")
}

fn when(minutes: u64) -> String {
    match minutes {
        1 => "* * * * *".to_owned(),
        minutes @ ..60 => format!("*/{minutes} * * * *"),
        60 => "0 * * * *".to_owned(),
        1440 => "0 0 * * *".to_owned(),
        minutes => format!("0 */{} * * *", minutes / 60),
    }
}

/// Quotes for the shell. A backslash is kept apart from what follows: cron takes one away before `%` and, in some
/// versions, before another backslash.
fn quoted(text: &str) -> String {
    let signs = text.chars().map(|sign| match sign {
        '\'' => r"'\''".to_owned(),
        '\\' => r"\''".to_owned(),
        sign => sign.to_string(),
    });
    format!("'{}'", signs.collect::<String>())
}

/// Escapes what would end a command in a crontab (crontab(5)).
fn in_crontab(command: &str) -> String {
    command.replace('%', r"\%")
}

/// Reads the crontab; a person without one has an empty one. Any other error must not be taken for an empty
/// crontab: it would be replaced.
fn crontab() -> Result<Vec<u8>, Failure> {
    match run("crontab", &["-l"], b"") {
        Err(failure) if failure.causes.iter().any(|cause| is_none(cause)) => Ok(Vec::new()),
        crontab => crontab,
    }
}

fn is_none(said: &str) -> bool {
    // A `crontab` that is not installed is told by the system, not by crontab.
    let said = said.to_lowercase();
    said.contains("no crontab") || said.contains("no such file") && !said.contains("os error")
}

/// Checks that there is a `crontab` and that this person may use it (crontab(1), cron.deny).
pub(super) fn check() -> Result<(), Failure> {
    crontab().map(drop)
}

/// Returns a line outside of our lines that runs `send-due`.
pub(super) fn line_by_hand(job: &Job) -> Option<String> {
    let crontab = without(&crontab().ok()?, job).ok()?;
    let text = String::from_utf8_lossy(&crontab).into_owned();
    let mut lines = text.lines().map(str::trim).scan(false, |hidden, line| {
        *hidden = line.starts_with(BEGIN) || *hidden && !line.starts_with(END);
        Some((*hidden, line))
    });
    let (_, line) =
        lines.find(|(hidden, line)| !hidden && !line.starts_with('#') && line.contains("send-due"))?;
    Some(line.to_owned())
}

/// Returns the marker on a line, if it is one of ours or of another home.
fn marker(line: &[u8]) -> Option<&str> {
    let line = std::str::from_utf8(line).ok()?.trim();
    let name = line.strip_prefix(BEGIN).or_else(|| line.strip_prefix(END))?;
    let suffix = name.strip_prefix(' ').unwrap_or(name);
    let is_ours = name.is_empty() || suffix.len() == 8 && suffix.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_ours.then_some(line)
}

/// Finds the block of this home in a crontab: the bytes from its begin marker to behind its end marker.
///
/// # Errors
/// Markers that are not in pairs: what lies between them might not be ours.
fn find(crontab: &[u8], job: &Job) -> Result<Option<std::ops::Range<usize>>, Failure> {
    let (ours, _) = markers(job);
    let (mut open, mut found, mut at): (Option<(&str, usize, usize)>, _, _) = (None, None, 0);
    for (number, line) in (1..).zip(crontab.split_inclusive(|byte| *byte == b'\n')) {
        let start = at;
        at += line.len();
        let Some(marker) = marker(line) else { continue };
        match (open.take(), marker.strip_prefix(END)) {
            (None, None) if marker == ours && found.is_some() => {
                return Err(damaged(&format!("line {number}: a second `{marker}`")));
            }
            (None, None) => open = Some((marker, start, number)),
            (Some((begin, from, _)), Some(name)) if begin.strip_prefix(BEGIN) == Some(name) => {
                found = if begin == ours { Some(from..at) } else { found };
            }
            (Some((begin, _, first)), _) => {
                return Err(damaged(&format!(
                    "line {first}: `{begin}` has no end before `{marker}` in line {number}"
                )));
            }
            (None, Some(_)) => return Err(damaged(&format!("line {number}: `{marker}` has no begin"))),
        }
    }
    match open {
        Some((begin, _, first)) => Err(damaged(&format!("line {first}: `{begin}` has no end"))),
        None => Ok(found),
    }
}

fn damaged(why: &str) -> Failure {
    Failure::other("the lines around mindful's part of your crontab are damaged; nothing was changed")
        .cause(why)
        .hint("open it with `crontab -e` and remove every line of mindful's, from `# BEGIN mindful` to `# END mindful`")
        .hint("then run `mindful timer install`")
}

/// Cuts our lines out of a crontab.
fn without(crontab: &[u8], job: &Job) -> Result<Vec<u8>, Failure> {
    Ok(match find(crontab, job)? {
        Some(ours) => [&crontab[..ours.start], &crontab[ours.end..]].concat(),
        None => crontab.to_owned(),
    })
}

/// Puts our lines at the beginning of a crontab, in place of older ones.
fn with(crontab: &[u8], job: &Job) -> Result<Vec<u8>, Failure> {
    Ok([block(job).as_bytes(), &without(crontab, job)?].concat())
}

pub(super) fn install(job: &Job) -> Result<(), Failure> {
    let before = crontab()?;
    let fresh = with(&before, job)?;
    disk::make_private_folders(&job.data)?;
    match script(job) {
        Some(text) => disk::replace(&script_path(job), text.as_bytes())?,
        None => disk::remove(&script_path(job))?,
    }
    let done = try_it(job).and_then(|()| run("crontab", &["-"], &fresh));
    if done.is_err() && find(&before, job)?.is_none() {
        disk::remove(&script_path(job))?;
    }
    done.map(drop)
}

/// Runs the command once, as cron will: with its shell and next to no variables.
fn try_it(job: &Job) -> Result<(), Failure> {
    let command = line(job);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &command]).env_clear().current_dir(&job.home);
    shell.envs(super::Scheduler::Cron.surroundings(job)).stdin(Stdio::null()).stdout(Stdio::null());
    let failed = |why: &str| {
        Failure::other("the command for cron cannot be run; nothing was installed")
            .cause(why)
            .cause(command.as_str())
    };
    let output = shell.stderr(Stdio::piped()).output().map_err(|error| failed(&error.to_string()))?;
    match output.status.code() {
        // Any other code is the program's own, and doctor and status say what it was about.
        Some(126 | 127) | None => Err(failed(String::from_utf8_lossy(&output.stderr).trim())),
        Some(_) => Ok(()),
    }
}

pub(super) fn uninstall(job: &Job) -> Result<(), Failure> {
    let before = crontab()?;
    let after = without(&before, job)?;
    match (before == after, after.is_empty()) {
        (true, _) => Ok(()),
        (false, true) => run("crontab", &["-r"], b"").map(drop),
        (false, false) => run("crontab", &["-"], &after).map(drop),
    }?;
    disk::remove(&script_path(job))
}

pub(super) fn installed(job: &Job) -> Result<Option<Installed>, Failure> {
    // A crontab that this person may not use runs nothing of theirs.
    let Ok(crontab) = crontab() else { return Ok(None) };
    let Some(ours) = find(&crontab, job)? else { return Ok(None) };
    let script = std::fs::read_to_string(script_path(job)).unwrap_or_default();
    Ok(Some(read(&String::from_utf8_lossy(&crontab[ours]), &script, job)))
}

/// Reads our lines, and the script that they may run.
pub(super) fn read(ours: &str, script: &str, job: &Job) -> Installed {
    let line = ours.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
    let fields: Vec<&str> = line.splitn(6, ' ').collect();
    let (schedule, command) =
        (fields[..fields.len().min(5)].join(" "), fields.get(5).copied().unwrap_or_default());
    let command = command.replace(r"\%", "%");
    let by_script = command == format!("/bin/sh {}", quoted(&script_path(job).to_string_lossy()));
    let runs = match script.lines().find(|line| !line.starts_with('#')) {
        Some(line) if by_script => line,
        _ => &command,
    };
    let program = format!("{} send-due", quoted(&job.program.to_string_lossy()));
    let is_this = runs == program || runs.ends_with(&format!(" {program}"));
    let words = words(runs);
    let environment = environment(&words);
    let program = words.get(environment.len()).map(PathBuf::from);
    Installed { environment, program, ..Installed::read(runs, is_this, &schedule, when) }
}

/// Reads the variables in front of a command, quoted as we quote.
fn environment(words: &[String]) -> Vec<(String, String)> {
    words
        .iter()
        .map_while(|word| word.split_once('=').filter(|(name, _)| !name.contains('/')))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Splits a command into words as a shell would, as far as quotes and backslashes go.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    let mut signs = command.chars();
    while let Some(sign) = signs.next() {
        match (sign, quoted) {
            ('\'', _) => quoted = !quoted,
            ('\\', false) => word.extend(signs.next()),
            (' ', false) => words.push(std::mem::take(&mut word)),
            (sign, _) => word.push(sign),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::timer::tests::job;

    /// Bytes of any kind, with markers among them.
    fn crontabs() -> impl Strategy<Value = Vec<u8>> {
        let pieces = prop_oneof![
            4 => proptest::collection::vec(1..=255_u8, 0..12),
            1 => Just(b"\n".to_vec()),
            1 => Just(b"\r\n".to_vec()),
            1 => Just(b"* * * * * \xe9\xff\n".to_vec()),
            1 => Just(b"# BEGIN mindful\n".to_vec()),
            1 => Just(b"# END mindful\n".to_vec()),
            1 => Just(b"# BEGIN mindful 1a2b3c4d\n".to_vec()),
            1 => Just(b"# BEGIN mindful's\n".to_vec()),
        ];
        proptest::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_crontab_of_any_bytes_survives_install_and_uninstall_or_is_refused(rest in crontabs()) {
            match without(&rest, &job()) {
                Ok(bare) => {
                    let once = with(&rest, &job()).unwrap();
                    prop_assert_eq!(&with(&once, &job()).unwrap(), &once, "twice is once");
                    prop_assert_eq!(without(&once, &job()).unwrap(), bare);
                }
                Err(_) => prop_assert!(with(&rest, &job()).is_err()),
            }
        }

        #[test]
        fn a_variable_of_any_text_is_read_back_from_the_line(value in "[^\\x00-\\x1f\\x7f-\\x9f]{0,40}") {
            let job = Job { environment: vec![("A".to_owned(), value)], ..job() };
            let found = read(&block(&job), "", &job);
            prop_assert!(found.is_this);
            prop_assert_eq!(found.environment, job.environment);
        }
    }

    #[test]
    fn a_crontab_without_our_lines_stays_byte_for_byte() {
        for rest in
            [&b""[..], b"MAILTO=me\n", b"# mine\n* * * * * true\n\n", b"\t0 0 * * * a%b", b"caf\xe9\r\n"]
        {
            let once = with(rest, &job()).unwrap();
            assert_eq!(without(&once, &job()).unwrap(), rest);
        }
        let between = format!("a\n{}b\n", block(&job()));
        assert_eq!(without(between.as_bytes(), &job()).unwrap(), b"a\nb\n");
    }

    #[test]
    fn damaged_markers_are_refused_and_named() {
        for (crontab, why) in [
            ("# BEGIN mindful\n* * * * * x\nmine\n", "line 1: `# BEGIN mindful` has no end"),
            ("mine\n# END mindful\n", "line 2: `# END mindful` has no begin"),
            ("# BEGIN mindful\n# END mindfull\nmine\n", "line 1: `# BEGIN mindful` has no end"),
            (
                "# BEGIN mindful\n# BEGIN mindful\n# END mindful\n",
                "has no end before `# BEGIN mindful` in line 2",
            ),
            ("# BEGIN mindful\n# BEGIN mindful 1a2b3c4d\n# END mindful\n", "in line 2"),
            ("# BEGIN mindful\n# END mindful 1a2b3c4d\nmine\n", "in line 2"),
            ("# BEGIN mindful\n# END mindful\n# BEGIN mindful\n# END mindful\n", "line 3: a second"),
        ] {
            let failure = with(crontab.as_bytes(), &job()).unwrap_err();
            assert!(failure.causes[0].contains(why), "{crontab}: {failure:?}");
            assert!(without(crontab.as_bytes(), &job()).is_err());
        }
    }

    #[test]
    fn a_line_is_quoted_for_the_shell_and_for_cron() {
        let expected =
            r#"*/5 * * * * MINDFUL_HOME='/home/me/second "home"' '/opt/my tools/100\%/mindful' send-due"#;
        assert!(block(&job()).contains(expected), "{}", block(&job()));
        let odd = Job { program: r"/a\%b\\c's".into(), ..job() };
        assert!(block(&odd).contains(r"'/a\''\%b\''\''c'\''s' send-due"), "{}", block(&odd));
    }

    #[test]
    fn a_line_too_long_for_cron_becomes_a_script() {
        let long = Job { environment: vec![("NO_PROXY".to_owned(), "a,".repeat(450))], ..job() };
        let (block, script) = (block(&long), script(&long).unwrap());
        assert!(block.lines().all(|line| line.len() < LONGEST) && block.contains("cron.sh"), "{block}");
        let found = read(&block, &script, &long);
        assert!(found.is_this && found.environment == long.environment, "{found:?}");
        assert!(!read(&block, "", &long).is_this, "a script that is gone runs nothing");
    }

    #[test]
    fn the_lines_of_another_home_are_not_ours() {
        let other = Job { suffix: "1a2b3c4d".to_owned(), ..job() };
        let both = with(&with(b"", &job()).unwrap(), &other).unwrap();
        assert_eq!(without(&both, &other).unwrap(), block(&job()).as_bytes());
    }
}

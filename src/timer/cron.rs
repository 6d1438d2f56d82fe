//! cron: our lines between two markers, the rest of the crontab byte for byte.

use crate::failure::Failure;

use super::{Installed, Job, between, run};

fn markers(job: &Job) -> (String, String) {
    let name = if job.suffix.is_empty() { "mindful".to_owned() } else { format!("mindful {}", job.suffix) };
    (format!("# BEGIN {name}"), format!("# END {name}"))
}

/// Returns our lines, markers included.
pub(super) fn block(job: &Job) -> String {
    let (begin, end) = markers(job);
    let environment: String =
        job.environment.iter().map(|(name, value)| format!("{name}={} ", quoted(value))).collect();
    let program = quoted(&job.program.to_string_lossy());
    format!("{begin}\n{} {environment}{program} send-due\n{end}\n", when(job.minutes))
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

/// Quotes for the shell; a bare `%` would end the command (crontab(5)).
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''")).replace('%', r"\%")
}

/// Reads the crontab; somebody who has none has an empty one. Anything else that goes wrong must not be taken
/// for an empty one: it would be written over.
fn crontab() -> Result<String, Failure> {
    match run("crontab", &["-l"], "") {
        Err(failure) if failure.causes.iter().any(|cause| is_none(cause)) => Ok(String::new()),
        crontab => crontab,
    }
}

fn is_none(said: &str) -> bool {
    let said = said.to_lowercase();
    said.contains("no crontab") || said.contains("no such file")
}

/// Cuts our lines out of a crontab.
fn without(crontab: &str, job: &Job) -> String {
    let (begin, end) = markers(job);
    let mut ours = false;
    let kept = crontab.split_inclusive('\n').filter(|line| {
        let line = line.trim_end_matches('\n');
        let hidden = ours || line == begin;
        ours = hidden && line != end;
        !hidden
    });
    kept.collect()
}

/// Puts our lines at the end of a crontab, or where they were.
fn with(crontab: &str, job: &Job) -> String {
    let rest = without(crontab, job);
    let line_break = if rest.is_empty() || rest.ends_with('\n') { "" } else { "\n" };
    format!("{rest}{line_break}{}", block(job))
}

pub(super) fn install(job: &Job) -> Result<(), Failure> {
    run("crontab", &["-"], &with(&crontab()?, job)).map(drop)
}

pub(super) fn uninstall(job: &Job) -> Result<(), Failure> {
    let before = crontab()?;
    let after = without(&before, job);
    match (before == after, after.is_empty()) {
        (true, _) => Ok(()),
        (false, true) => run("crontab", &["-r"], "").map(drop),
        (false, false) => run("crontab", &["-"], &after).map(drop),
    }
}

pub(super) fn installed(job: &Job) -> Result<Option<Installed>, Failure> {
    let (begin, end) = markers(job);
    let crontab = crontab()?;
    Ok(between(&crontab, &format!("{begin}\n"), &end).map(|ours| read(ours, job)))
}

pub(super) fn read(ours: &str, job: &Job) -> Installed {
    let runs = ours.lines().find(|line| line.ends_with("send-due")).unwrap_or(ours);
    let schedule = runs.split_whitespace().take(5).collect::<Vec<_>>().join(" ");
    let program = format!(" {} send-due", quoted(&job.program.to_string_lossy()));
    Installed::read(runs, &program, &schedule, when)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timer::tests::job;

    #[test]
    fn the_rest_of_a_crontab_stays_byte_for_byte() {
        for rest in ["", "MAILTO=me\n", "# mine\n* * * * * true\n\n", "\t0 0 * * * a%b"] {
            let once = with(rest, &job());
            assert_eq!(with(&once, &job()), once, "twice is once");
            assert_eq!(without(&once, &job()).trim_end_matches('\n'), rest.trim_end_matches('\n'));
        }
        let between = format!("a\n{}b\n", block(&job()));
        assert_eq!(without(&between, &job()), "a\nb\n");
    }

    #[test]
    fn a_line_is_quoted_for_the_shell_and_for_cron() {
        let expected =
            r#"*/5 * * * * MINDFUL_HOME='/home/me/second "home"' '/opt/my tools/100\%/mindful' send-due"#;
        assert!(block(&job()).contains(expected), "{}", block(&job()));
    }

    #[test]
    fn the_lines_of_another_home_are_not_ours() {
        let other = Job { suffix: "1a2b".to_owned(), ..job() };
        let both = with(&with("", &job()), &other);
        assert_eq!(without(&both, &other), block(&job()));
    }
}

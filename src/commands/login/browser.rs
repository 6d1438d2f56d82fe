//! Opening the browser: `$BROWSER` first, then the platform's own. It is never waited for.

use std::process::{Command, Stdio};

use crate::context::Context;
use crate::terminal;

/// What a browser has no business with.
const SECRETS: [&str; 3] = ["MINDFUL_CLIENT_SECRET", "MINDFUL_ACCESS_TOKEN", "WEBEX_ACCESS_TOKEN"];

/// Says why no browser is opened by itself, if there is a reason.
pub(super) fn why_not(context: &Context) -> Option<&'static str> {
    let is_set = |names: &[&str]| names.iter().any(|name| context.variable(name).is_some());
    if is_set(&["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"]) {
        return Some("this is an SSH session");
    }
    // Without a display the platform's own would be one that takes this terminal.
    let needs_display = cfg!(all(unix, not(target_os = "macos")));
    let has_display = is_set(&["DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"]);
    (needs_display && !has_display).then_some("there is no display")
}

/// Opens an address on a thread of its own: `xdg-open` may wait for the browser to end.
pub(super) fn open(url: &str, context: &Context) {
    let mut commands: Vec<Command> =
        context.variable("BROWSER").into_iter().flat_map(|list| listed(list, url)).collect();
    commands.extend(open::commands(url));
    std::thread::spawn(move || {
        if !commands.into_iter().any(starts_well) {
            terminal::say("no browser could be opened; open the address above yourself");
        }
    });
}

/// Reads `$BROWSER`: commands between colons, the address in place of `%s` or at the end.
fn listed(list: &str, url: &str) -> Vec<Command> {
    list.split(':').filter_map(|entry| command(entry, url)).collect()
}

fn command(entry: &str, url: &str) -> Option<Command> {
    let mut words = entry.split_whitespace();
    let mut command = Command::new(words.next()?);
    let mut placed = false;
    for word in words {
        placed |= word.contains("%s");
        command.arg(word.replace("%s", url));
    }
    if !placed {
        command.arg(url);
    }
    Some(command)
}

fn starts_well(mut command: Command) -> bool {
    for name in SECRETS {
        command.env_remove(name);
    }
    // Ctrl-C at this terminal is meant for the login, not for the browser.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_is_a_list_with_a_place_for_the_address() {
        let commands = listed("firefox --new-tab %s:w3m", "http://x/");
        let words = |command: &Command| {
            let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy().into_owned()).collect();
            format!("{} {}", command.get_program().to_string_lossy(), args.join(" "))
        };
        let words: Vec<_> = commands.iter().map(words).collect();
        assert_eq!(words, ["firefox --new-tab http://x/", "w3m http://x/"]);
    }
}

//! What shells offer while a command is typed: from local files alone, in real shells where these are.

use webex_sandbox::{Answer, Sandbox};

use crate::home::Home;
#[cfg(target_os = "linux")]
use crate::terminal::Screen;

const PEOPLE: &str = "[ada]\nemail = \"ada@example.com\"\nname = \"Ada Lovelace\"\n\
    [apollo]\nspace = \"room-1\"\nname = \"Apollo\"\n[groups]\nteam = [\"ada\"]\n";

fn home(sandbox: &Sandbox) -> Home {
    let home = Home::with_token(sandbox);
    home.write("people.toml", PEOPLE);
    home
}

/// What is offered for the last of these words.
fn offered(home: &Home, words: &[&str]) -> Vec<String> {
    let mut command = home.command(&["--", "mindful"]);
    command.args(words).env("MINDFUL_COMPLETE", "zsh").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter(|line| !line.starts_with("--")).map(str::to_owned).collect()
}

#[test]
fn ids_people_groups_spaces_and_words_are_offered_and_nobody_is_asked() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let waits = home.schedule(&["--to", "ada", "--at", "in 2 hours", "first words\nsecond line"]);
    let cancelled = home.schedule(&["--to", "ada", "--at", "in 3 hours", "other words"]);
    assert_eq!(home.run(&["cancel", &cancelled]).code, 0);
    let asked = sandbox.requests().len();
    let first = format!("{waits}:Ada Lovelace: first words");
    assert_eq!(offered(&home, &["cancel", ""]), [first.as_str()]);
    assert_eq!(offered(&home, &["cancel", "grace"]), [""; 0]);
    assert_eq!(
        offered(&home, &["restore", &cancelled[..4]]),
        [format!("{cancelled}:Ada Lovelace: other words")]
    );
    assert_eq!(offered(&home, &["show", ""]).len(), 2);
    let who = offered(&home, &["schedule", "--to", ""]);
    assert_eq!(who, ["ada:Ada Lovelace", "@team:group", "ada@example.com:Ada Lovelace"]);
    assert_eq!(offered(&home, &["schedule", "--space", ""]), ["apollo:Apollo"]);
    assert_eq!(offered(&home, &["list", "--state", "failed,una"]), [""; 0]);
    assert_eq!(offered(&home, &["list", "--state", "failed,unc"]), ["failed,unconfirmed"]);
    assert_eq!(offered(&home, &["schedule", "--tz", "Europe/Berl"]), ["Europe/Berlin"]);
    assert_eq!(offered(&home, &["config", "get", "delivery.g"]), ["delivery.grace", "delivery.give_up"]);
    assert!(offered(&home, &["people", "remove", "a"]).contains(&"apollo:Apollo".to_owned()));
    assert_eq!(sandbox.requests().len(), asked);
}

#[test]
fn what_shells_would_take_apart_or_a_terminal_obey_is_not_offered() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    home.write("people.toml", "[\"$(id)\"]\nemail = \"x@example.com\"\nname = \"\\u001b]0;x\"\n");
    let who = offered(&home, &["schedule", "--to", ""]);
    assert!(who.len() == 1 && who[0].starts_with("x@example.com:") && !who[0].contains('\u{1b}'), "{who:?}");
    home.write("people.toml", "not toml");
    assert_eq!(offered(&home, &["schedule", "--to", ""]), [""; 0]);
}

#[test]
fn settings_that_cannot_be_read_stop_no_completion_script() {
    let home = Home::new("http://127.0.0.1:1/v1");
    home.write("config.toml", "[nonsense]\n");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(home.ok(&["completions", shell]).contains("MINDFUL_COMPLETE"));
    }
}

/// Presses Tab behind the beginning of an id in a real shell.
#[cfg(target_os = "linux")]
fn press_tab(shell: &str, prepare: &str) {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    let id = home.schedule(&["--to", "ada", "--at", "in 2 hours", "hello"]);
    let completions = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");
    std::fs::copy(format!("{completions}/mindful.zsh"), home.path().join("_mindful")).unwrap();
    let screen = Screen::with_shell(&home, 100, 24, shell);
    screen.keys(&prepare.replace("DIR", completions));
    screen.keys("echo rea''dy");
    screen.wait_for("\nready");
    screen.letters(&format!("mindful cancel {}", &id[..5]));
    screen.press("Tab");
    screen.wait_for(&format!("mindful cancel {id}"));
    screen.press("Enter");
    screen.wait_for(&format!("Cancelled {}  Ada Lovelace", &id[..4]));
    screen.letters("mindful schedule --to @te");
    screen.press("Tab");
    screen.wait_for("mindful schedule --to @team");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs tmux and bash"]
fn completion_works_in_bash() {
    press_tab("bash --norc --noprofile", "source DIR/mindful.bash");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs tmux and zsh"]
fn completion_works_in_zsh_as_an_autoloaded_function_from_the_first_time_on() {
    press_tab("zsh -f", "fpath=($PWD $fpath); autoload -U compinit; compinit -u -D");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs tmux and fish"]
fn completion_works_in_fish() {
    press_tab("fish --no-config", "source DIR/mindful.fish");
}

#[test]
fn a_script_that_broke_off_never_makes_a_run() {
    let sandbox = Sandbox::start();
    let home = home(&sandbox);
    sandbox.script("POST /v1/messages", Answer::status(200));
    home.schedule(&["--to", "ada", "--at", "now", "hello"]);
    let mut command = home.command(&["--", "mindful", "send-due"]);
    assert!(
        command.env("MINDFUL_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "1").status().unwrap().success()
    );
    assert!(sandbox.posts().is_empty());
    assert_eq!(home.run(&["send-due"]).code, 7);
}

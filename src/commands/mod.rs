//! What people ask: one file per command, arguments and help in, one call down, one report out.

mod blank;
mod cancel;
mod clock;
mod complete;
mod completions;
mod config;
mod confirm;
mod directory;
mod doctor;
mod document;
mod draft;
mod edit;
mod forget;
mod kept_alive;
mod limit;
mod list;
mod login;
mod logout;
mod man;
mod move_to;
mod outlook;
mod people;
mod purge;
mod recall;
mod recipients;
mod remind;
mod restore;
mod retry;
mod rows;
mod schedule;
mod select;
mod send;
mod send_due;
mod series;
mod show;
mod spaces;
mod standing;
mod status;
mod strays;
mod text;
mod timer;
mod view;
mod watch;
mod when;
mod whoami;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::suggest;
use crate::terminal::{self, Color};

/// Commands by what people look for, in the order of `--help`. A test keeps it equal to [`Command`].
const COMMANDS: &str = "\
Messages:
  schedule     Schedule a message
  list         List messages
  show         Show a message in full
  edit         Edit a message's text
  move         Reschedule messages
  cancel       Cancel scheduled messages
  restore      Restore cancelled messages
  send         Send messages now
  retry        Send failed, expired or unconfirmed messages again
  confirm      Mark unconfirmed messages as delivered
  recall       Delete sent messages from Webex
  purge        Delete old sent and cancelled messages
  when         Preview how a time is interpreted

Recurring:
  skip         Skip the next occurrence
  pause        Pause a recurring message
  resume       Resume a recurring message

People:
  people       Manage the address book: hours, days off, groups
  spaces       List the spaces you are in

Account:
  login        Log in to Webex with your browser
  logout       Log out (keeps the queue)
  whoami       Show who is logged in and until when
  forget       Delete tokens, client secret, queue, history and address book

Background:
  timer        Manage the background timer
  send-due     Send messages that are due (run by the timer)
  doctor       Check your setup for problems

Settings:
  config       Show and change settings
  completions  Print shell completions
  help         Print this message or the help of a command";

/// The usual page, with the commands in groups: clap lists them in one.
const PAGE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{before-help}Global options:
{options}{after-help}";

const FOOT: &str = "\
Examples:
  $ mindful schedule --to ada@example.com \"Shall we look at the numbers?\"
  $ mindful schedule --to @team --at \"tomorrow 9am\" --tz theirs --file notes.md

Exit codes:
  0  success                            5  no match for a name or id, or several
  1  other failure                      6  Webex is unreachable or rate limiting
  2  bad arguments, time or settings    7  a message needs attention
  3  not logged in                      130  interrupted
  4  keyring unreachable or locked

Environment:
  MINDFUL_HOME, MINDFUL_API_URL, MINDFUL_CLIENT_ID, MINDFUL_CLIENT_SECRET, MINDFUL_ACCESS_TOKEN,
  WEBEX_ACCESS_TOKEN, MINDFUL_TOKEN_STORE, MINDFUL_LOG, BROWSER, EDITOR, VISUAL, NO_COLOR, TZ,
  TZDIR, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE, SSL_CERT_DIR";

/// Send Webex messages when the other person is at work
#[derive(Parser)]
#[command(name = "mindful", version, propagate_version = true, max_term_width = 100)]
#[command(help_template = PAGE, before_help = COMMANDS, after_help = FOOT)]
#[command(disable_help_flag = true, disable_version_flag = true)]
pub struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Args)]
#[command(next_help_heading = "Global options")]
struct GlobalArgs {
    /// Suppress informational output
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Increase verbosity (repeatable)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// When to use colour: auto, always or never
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        hide_possible_values = true,
        hide_default_value = true
    )]
    color: Color,
    /// Print help
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Print version
    #[arg(short = 'V', long, global = true, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Subcommand)]
enum Command {
    Login(login::Login),
    Logout(logout::Logout),
    Forget(forget::Forget),
    Whoami(whoami::Whoami),
    Schedule(Box<schedule::Schedule>),
    List(list::List),
    Show(show::Show),
    Edit(edit::Edit),
    Move(move_to::Move),
    Cancel(cancel::Cancel),
    Restore(restore::Restore),
    Send(send::Send),
    Retry(retry::Retry),
    Confirm(confirm::Confirm),
    Recall(recall::Recall),
    Purge(purge::Purge),
    Skip(series::Skip),
    Pause(series::Pause),
    Resume(series::Resume),
    SendDue(send_due::SendDue),
    When(when::When),
    People(people::People),
    Spaces(spaces::Spaces),
    Timer(timer::Timer),
    Doctor(doctor::Doctor),
    Config(config::Config),
    Completions(completions::Completions),
    #[command(hide = true)]
    Man(man::Man),
}

/// Returns the definition of the command line.
#[must_use]
pub fn cli() -> clap::Command {
    Cli::command()
}

/// Runs what the command line asks and returns the exit code.
#[must_use]
pub fn main() -> u8 {
    if complete::answered() {
        return 0;
    }
    let cli = match read() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout with 0, errors of usage to stderr with 2.
            terminal::usage(&error);
            return delivered(u8::try_from(error.exit_code()).unwrap_or(2), "");
        }
    };
    let code = match run(&cli) {
        Ok(()) => 0,
        Err(failure) => {
            terminal::failure(&failure);
            failure.kind.code()
        }
    };
    delivered(code, cli.command.as_ref().map_or("", Command::carried_out))
}

/// Ends a run that went well with 1 if its output did not arrive. A reader that left early, as `head` does, has
/// what it wanted and is not told why.
fn delivered(code: u8, hint: &str) -> u8 {
    let Some(error) = terminal::lost_output().filter(|_| code == 0) else { return code };
    if error.kind() != std::io::ErrorKind::BrokenPipe {
        let failure = Failure::other("cannot write to stdout").because(&error);
        terminal::failure(&if hint.is_empty() { failure } else { failure.hint(hint) });
    }
    Kind::Other.code()
}

/// Reads the command line. Its definition is left for the system to clear away: taking it apart would be a sixth of
/// what an idle `send-due` computes.
fn read() -> Result<Cli, clap::Error> {
    let mut definition = std::mem::ManuallyDrop::new(Cli::command());
    let matches = definition.try_get_matches_from_mut(std::env::args_os()).map_err(suggest_one)?;
    blank::check(&mut definition, &matches)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut definition))
}

/// A shorter word is near to too many commands for a guess to help.
const SHORTEST_GUESSED: usize = 4;

/// Suggests the one command that was probably meant, where clap lists each that begins alike.
fn suggest_one(mut error: clap::Error) -> clap::Error {
    use clap::error::{ContextKind, ContextValue};
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    let Some(ContextValue::Strings(similar)) = error.get(ContextKind::SuggestedSubcommand) else {
        return error;
    };
    let is_long_enough = typed.chars().count() >= SHORTEST_GUESSED;
    let near = suggest::nearest(typed, similar.iter().map(String::as_str)).filter(|_| is_long_enough);
    let near = near.map(str::to_owned);
    error.remove(ContextKind::SuggestedSubcommand);
    error.remove(ContextKind::Suggested);
    if let Some(near) = near {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::String(near));
    }
    error
}

fn run(cli: &Cli) -> Result<(), Failure> {
    let always = cli.global.color == Color::Always;
    terminal::set_manners(cli.global.quiet, always, always);
    let context = &Context::read()?;
    terminal::fold_remarks();
    if context.stderr_is_terminal {
        let folder = context.paths.queue();
        let ids = move || view::Ids::of(crate::queue::Queue::existing(&folder).ok().flatten().as_ref(), true);
        terminal::shorten_ids(move |text| view::shorten(text, &ids));
    }
    let colored = |is_terminal| colored(cli.global.color, is_terminal, context);
    terminal::set_manners(
        cli.global.quiet,
        colored(context.stderr_is_terminal),
        colored(context.stdout_is_terminal),
    );
    crate::http::log(context.variable("MINDFUL_LOG"), cli.global.verbose);
    // Settings that cannot be read stop everything but what looks at them.
    match (&context.unread_settings, &cli.command) {
        (
            Some(_),
            Some(Command::Config(_) | Command::Doctor(_) | Command::Completions(_) | Command::Man(_)),
        ) => {}
        (Some(failure), _) => return Err(failure.clone()),
        (None, _) => {}
    }
    let Some(command) = &cli.command else { return alone(context) };
    let end = limit::told(dispatch(command, cli.global.quiet, cli.global.verbose > 0, context), context);
    limit::keep(context);
    if command.reminds() {
        remind::remind(context);
    }
    end
}

impl Command {
    /// Tells whether a person who types this wants to know what waits for them elsewhere.
    const fn reminds(&self) -> bool {
        !matches!(
            self,
            Self::SendDue(_) | Self::Doctor(_) | Self::Timer(_) | Self::Completions(_) | Self::Man(_)
        )
    }
}

/// Shows the status to a person, and how to call it to a script.
fn alone(context: &Context) -> Result<(), Failure> {
    if context.stdout_is_terminal {
        return status::run(context);
    }
    terminal::must_see(&Cli::command().render_help().to_string());
    Err(Failure::silent(Kind::Usage))
}

fn dispatch(command: &Command, quiet: bool, verbose: bool, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Login(args) => login::run(args, context),
        Command::Logout(args) => logout::run(args, context),
        Command::Forget(args) => forget::run(args, context),
        Command::Whoami(args) => whoami::run(args, context),
        Command::Schedule(args) => schedule::run(args, quiet, context),
        Command::List(args) => list::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::Edit(args) => edit::run(args, context),
        Command::Move(args) => move_to::run(args, context),
        Command::Cancel(args) => cancel::run(args, context),
        Command::Restore(args) => restore::run(args, context),
        Command::Retry(args) => retry::run(args, context),
        Command::Confirm(args) => confirm::run(args, context),
        Command::Recall(args) => recall::run(args, context),
        Command::Purge(args) => purge::run(args, context),
        Command::Skip(args) => series::skip(args, context),
        Command::Pause(args) => series::pause(args, context),
        Command::Resume(args) => series::resume(args, context),
        Command::Send(args) => send::run(args, context),
        Command::SendDue(args) => send_due::run(args, verbose, context),
        Command::When(args) => when::run(args, context),
        Command::People(args) => people::run(args, context),
        Command::Spaces(args) => spaces::run(args, context),
        Command::Doctor(args) => doctor::run(args, context),
        Command::Config(args) => config::run(args, context),
        Command::Timer(args) => timer::run(args, context),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}

fn colored(wish: Color, is_terminal: bool, context: &Context) -> bool {
    match wish {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let dumb = context.variable("TERM").is_none_or(|term| term == "dumb");
            is_terminal && !dumb && context.variable("NO_COLOR").is_none()
        }
    }
}

/// What to say where only the output of a command is lost.
impl Command {
    /// Returns where to see what a command did, if it did something that must not be repeated.
    const fn carried_out(&self) -> &'static str {
        match self {
            Self::Schedule(_) => "the messages were scheduled; `mindful list` shows them",
            Self::Move(_) | Self::Skip(_) | Self::Resume(_) | Self::SendDue(_) => {
                "only the output is lost; `mindful list --all` shows what was done"
            }
            _ => "",
        }
    }
}

/// Opens the queue; where nothing was ever scheduled there is nothing by any name.
fn queue(context: &Context) -> Result<crate::queue::Queue, Failure> {
    crate::queue::Queue::existing(&context.paths.queue())?.ok_or_else(|| {
        Failure::new(Kind::Unknown, "nothing was ever scheduled")
            .hint("`mindful schedule --to WHO --at WHEN TEXT` schedules a message")
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_of_the_command_line_holds_together() {
        super::cli().debug_assert();
    }

    #[test]
    fn the_groups_of_help_hold_each_command_once_and_in_its_words() {
        let listed: Vec<(&str, &str)> = super::COMMANDS
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split_once(' '))
            .map(|(name, about)| (name, about.trim_start()))
            .filter(|(name, _)| *name != "help")
            .collect();
        let cli = super::cli();
        let visible = || cli.get_subcommands().filter(|command| !command.is_hide_set());
        assert_eq!(listed.len(), visible().count());
        for command in visible() {
            let about = command.get_about().unwrap().to_string();
            assert!(listed.contains(&(command.get_name(), &about)), "{}: {about}", command.get_name());
        }
    }
}

//! `mindful schedule`: everything is checked now, so that nothing is refused tomorrow at nine.

mod again;
mod body;
mod confirm;
mod report;
mod sender;
mod when;

use std::path::PathBuf;

use clap::Args;

use crate::account::{self, Facts};
use crate::config::OffHours;
use crate::context::Context;
use crate::delivery::presence;
use crate::failure::Failure;
use crate::message::{Body, Id, Message, Series, Wall};
use crate::queue::{Entry, KeyLock, Name, Queue, State, Unreadable};
use crate::schedule::SendAt;
use crate::schedule::zone::{self, Zone};
use crate::terminal;

use super::clock::{At, whose_clock};
use super::outlook;
use super::recipients::{self, Addressee, Named};
use super::text::Words;
use sender::Sender;

pub(super) use body::note;
pub(super) use when::{preview, seconds};

const EXAMPLES: &str = concat!(
    "\
Examples:
  $ mindful schedule --to ada@example.com \"see you at eleven\"
  $ mindful schedule --to ada@example.com --at \"tomorrow 9am\" --tz theirs --file notes.md --markdown
  $ mindful schedule --to @team --at 9am --tz theirs --every \"mon,thu\" --until \"1 mar\" \"the board, please\"
  $ mindful schedule --to @team \"Good morning {first_name}, the room is free until {time}.\"

{first_name}, {name}, {day}, {date} and {time} are filled in as it is sent, on their clock; {{ is a brace.
",
    whose_clock!()
);

/// Schedule a message
///
/// Without --at or --in it goes now if they are at work, else when they next start.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
#[command(group(clap::ArgGroup::new("whom").required(true).args(["to", "space"])))]
pub(super) struct Schedule {
    /// Person: e-mail address, name, or @group (repeatable)
    #[arg(long, value_name = "WHO", num_args = 1)]
    to: Vec<String>,
    /// Space: title, id, link copied from Webex, or a name from the address book (repeatable)
    #[arg(long, value_name = "SPACE", num_args = 1)]
    space: Vec<String>,
    #[command(flatten)]
    at: At,
    /// Message text; `-` reads stdin
    #[arg(value_name = "TEXT", conflicts_with = "file")]
    text: Option<String>,
    /// Read the text from a file
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    /// Treat the text as Markdown
    #[arg(long)]
    markdown: bool,
    /// Don't expand placeholders such as {first_name}
    #[arg(long)]
    literal: bool,
    /// Attach a file (copied now)
    #[arg(long, value_name = "FILE", conflicts_with = "card")]
    attach: Option<PathBuf>,
    /// Send an adaptive card (JSON file)
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
    /// Reply to this message, in its thread: id, or a link copied from Webex
    #[arg(long, value_name = "MESSAGE")]
    reply_to: Option<String>,
    /// Send even outside working hours
    #[arg(long)]
    any_time: bool,
    /// Expire if not sent by this time
    #[arg(long, value_name = "WHEN")]
    not_after: Option<String>,
    /// Hold while their status is one of these, such as DoNotDisturb,meeting
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    hold_while: Vec<String>,
    /// Hold if they write to you first (needs the scope spark:messages_read)
    #[arg(long)]
    unless_reply: bool,
    #[command(flatten)]
    again: again::Again,
    /// Idempotency key: the same key schedules nothing a second time
    #[arg(long, value_name = "KEY")]
    id: Option<String>,
    /// Preview without scheduling
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Schedule, quiet: bool, context: &Context) -> Result<(), Failure> {
    let facts = account::facts(&context.paths)?;
    let mine = recipients::my_zone(context)?;
    if args.unless_reply {
        may_read(facts.as_ref(), context)?;
    }
    // Everything that was typed is checked before a taken key ends the run, and before an editor opens.
    let opens_editor = body::opens_editor(args, context);
    let words = if opens_editor { Words::none() } else { body::words(args)? };
    let body = if opens_editor { body::outline(args)? } else { body::read(args, words.text.clone())? };
    let named = Named { to: &args.to, spaces: &args.space, by_name: body.placeholders };
    let addressees = recipients::find(&named, context, facts.as_ref())?;
    if args.id.is_some() && addressees.len() > 1 {
        return Err(Failure::usage("--id names one message, and there are several recipients"));
    }
    let write = |body: &Body, sender: &Sender| {
        let each = addressees.iter();
        let each = each.map(|addressee| message(args, addressee, body, sender, &mine, context));
        each.collect::<Result<Vec<_>, Failure>>()
    };
    let mut outline = Vec::new();
    if opens_editor || args.id.is_some() {
        outline = write(&body, &Sender::unknown(context.now))?;
    }
    let _alone = alone(args, context)?;
    if let Some(old) = already(args, context)? {
        terminal::say(&format!(
            "nothing was scheduled: the key `{}` is taken",
            terminal::escape(args.id.as_deref().unwrap_or(""))
        ));
        return report::show(&[old], args, quiet, &mine, context);
    }
    let sender = sender::find(args.unless_reply, facts.as_ref(), context)?;
    let (words, written) = if opens_editor {
        let words = body::edited(&body::notes(&outline, &mine, context), context)?;
        let written = body::read(args, words.text.clone()).and_then(|body| write(&body, &sender));
        (words, written)
    } else {
        (words, write(&body, &sender))
    };
    let stored = written.and_then(|written| store_all(args, written, &mine, context));
    let (messages, notes) = words.settled(stored)?;
    for note in notes.iter().flatten().chain(&sender.notes) {
        terminal::say(&format!("note: {}", terminal::escape(note)));
    }
    let shown: Vec<_> = messages.into_iter().map(|message| (entry(&message), message)).collect();
    report::show(&shown, args, quiet, &mine, context)?;
    if args.dry_run {
        terminal::say("This was a dry run: nothing is scheduled.");
    } else if !quiet {
        outlook::tell(shown.iter().map(|(_, message)| message.due).min(), context);
    }
    Ok(())
}

/// Asks before many are written to, and enqueues all or none.
fn store_all(
    args: &Schedule,
    written: Vec<(Message, Vec<String>)>,
    mine: &Zone,
    context: &Context,
) -> Result<(Vec<Message>, Vec<Vec<String>>), Failure> {
    let (mut messages, notes): (Vec<_>, Vec<_>) = written.into_iter().unzip();
    if !args.dry_run {
        confirm::agreed(&messages, mine, context)?;
        store(args, &mut messages, context)?;
    }
    Ok((messages, notes))
}

/// Whether they wrote can only be seen with a scope; better refused now than not looked at tomorrow.
fn may_read(facts: Option<&Facts>, context: &Context) -> Result<(), Failure> {
    let scopes = match (&context.config.access_token, facts) {
        (Some(_), _) => return Ok(()), // What it may is not known; Webex will say.
        (None, Some(facts)) => &facts.scopes,
        (None, None) => &context.config.scopes, // Those of the login to come.
    };
    if account::allows(scopes, "spark:messages_read") {
        return Ok(());
    }
    Err(Failure::usage("--unless-reply needs the scope spark:messages_read, and the login has it not")
        .hint("tick it with your integration, add it to `webex.scopes` in config.toml, and `mindful login`"))
}

fn entry(message: &Message) -> Entry {
    Entry { state: State::Scheduled, name: Name::new(message.due, message.id.clone()) }
}

/// With a key, one `schedule` waits for the other: both would find it free.
fn alone(args: &Schedule, context: &Context) -> Result<Option<KeyLock>, Failure> {
    if args.id.is_none() || args.dry_run {
        return Ok(None);
    }
    Queue::open(&context.paths.queue())?.lock_keys().map(Some)
}

/// Finds the message an earlier run enqueued under the same key.
fn already(args: &Schedule, context: &Context) -> Result<Option<(Entry, Message)>, Failure> {
    let Some(key) = &args.id else { return Ok(None) };
    let Some(queue) = Queue::existing(&context.paths.queue())? else { return Ok(None) };
    let mut found = Vec::new();
    for (entry, message) in queue.messages(&State::ALL)? {
        match message {
            Ok(message) if message.key.as_ref() == Some(key) => found.push((entry, message)),
            Ok(_) | Err(Unreadable::Gone | Unreadable::Bad(_) | Unreadable::Newer(_)) => {}
            Err(Unreadable::NotNow(why)) => {
                let what = format!("it cannot be seen whether the key `{key}` is taken");
                return Err(Failure::other(what).cause(format!("`{}` cannot be read: {why}", entry.name)));
            }
        }
    }
    // A series that a killed run began and the next delivery takes up.
    let begun = queue.series()?.into_iter().filter_map(|reached| queue.first_of(&reached).ok());
    let begun = begun.filter(|first| first.key.as_ref() == Some(key)).map(|first| (entry(&first), first));
    // Of a series the latest is the one that counts.
    let number = |message: &Message| message.series.as_ref().map(|series| series.number);
    Ok(begun.chain(found).max_by_key(|(_, message)| number(message)))
}

fn message(
    args: &Schedule,
    addressee: &Addressee,
    body: &Body,
    sender: &Sender,
    mine: &Zone,
    context: &Context,
) -> Result<(Message, Vec<String>), Failure> {
    let any_time = args.any_time || addressee.any_time;
    let id = Id::random()
        .map_err(|error| Failure::other("the operating system has no randomness").because(&error))?;
    let (at, series, clock) = due(args, &id, addressee, any_time, mine, context)?;
    let mut notes = at.notes;
    notes.extend(when::assumed_zone(addressee, mine));
    let message = Message {
        id,
        created: sender.created,
        due: seconds(at.at),
        wall: at.wall.and_then(|time| Wall::of(time, at.zone.name(), at.at)),
        at_given: args.at.phrase().is_some(),
        to: addressee.recipient.clone(),
        any_time,
        not_after: when::not_after(args, addressee, mine, context, at.at, &clock)?,
        hold_while: args.hold_while.iter().map(|word| presence(word)).collect::<Result<_, _>>()?,
        unless_reply: args.unless_reply,
        account: sender.account.clone(),
        key: args.id.clone(),
        series,
        body: body.clone(),
    };
    message.check_filling(addressee.is_named)?;
    Ok((message, notes))
}

/// Finds when it goes, and whether it comes again.
fn due(
    args: &Schedule,
    id: &Id,
    addressee: &Addressee,
    any_time: bool,
    mine: &Zone,
    context: &Context,
) -> Result<(SendAt, Option<Series>, Zone), Failure> {
    let off_hours = context.config.off_hours;
    let phrase = args.at.phrase();
    let asked = when::asked(phrase.as_deref(), &args.at.clock, addressee, any_time, mine, context)?;
    let clock = asked.zone.clone();
    let first = again::First {
        id,
        addressee,
        at: asked,
        at_given: phrase.is_some(),
        any_time,
        within_hours: off_hours == OffHours::Move,
        until: when::until(args, addressee, mine, context, &clock)?,
    };
    let (at, series) = again::first(&args.again, first)?;
    if any_time || phrase.is_none() {
        return Ok((at, series, clock));
    }
    Ok((when::outside_their_hours(at, addressee, off_hours)?, series, clock))
}

fn store(args: &Schedule, messages: &mut [Message], context: &Context) -> Result<(), Failure> {
    let queue = Queue::open(&context.paths.queue())?;
    if let Some(path) = &args.attach {
        queue.attach(path, messages)?;
    }
    let _ = queue.begin_with_rules(&zone::release()); // Without, the next run looks whether the rules have changed.
    queue.enqueue(messages)
}

//! `mindful schedule`: everything is checked now, so that nothing is refused tomorrow at nine.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;

use crate::account::{self, Facts};
use crate::config::OffHours;
use crate::context::Context;
use crate::delivery::presence;
use crate::failure::Failure;
use crate::message::{Attachment, Body, Format, Id, Message, Receipt, Wall, check_text};
use crate::queue::{Entry, Name, Queue, State};
use crate::schedule::{self, Asked, SendAt, zone::Zone};
use crate::terminal;

use super::recipients::{self, Addressee};
use super::{text, view};

const EXAMPLES: &str = "\
Examples:
  $ mindful schedule --to ada@example.com \"see you at eleven\"
  $ mindful schedule --to ada@example.com --at \"tomorrow 9am\" --tz theirs --file notes.md --markdown";

/// Schedule a message for their working hours or a time of your choice
#[derive(Args)]
#[command(after_help = EXAMPLES)]
#[command(group(clap::ArgGroup::new("whom").required(true).args(["to", "space"])))]
pub(super) struct Schedule {
    /// Person: e-mail address, name or @group of the address book (can be repeated)
    #[arg(long, value_name = "WHO", num_args = 1)]
    to: Vec<String>,
    /// Space: its id, or a name of the address book (can be repeated)
    #[arg(long, value_name = "SPACE", num_args = 1)]
    space: Vec<String>,
    /// When to send; without it: now if they are at work, else the start of their next working hours
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Whose clock WHEN is on: mine, theirs or an IANA zone
    #[arg(long, value_name = "ZONE", default_value = "mine")]
    tz: String,
    /// Message; `-` reads stdin
    #[arg(value_name = "TEXT", conflicts_with = "file")]
    text: Option<String>,
    /// Read the message from a file
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    /// The message is Webex's Markdown
    #[arg(long)]
    markdown: bool,
    /// Send this file along; it is copied now
    #[arg(long, value_name = "FILE", conflicts_with = "card")]
    attach: Option<PathBuf>,
    /// Send this adaptive card (JSON)
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
    /// Answer this message, in its thread
    #[arg(long, value_name = "MESSAGE_ID")]
    reply_to: Option<String>,
    /// Their working hours do not matter
    #[arg(long)]
    any_time: bool,
    /// Do not send it later than this
    #[arg(long, value_name = "WHEN")]
    not_after: Option<String>,
    /// Hold it while they are this, such as DoNotDisturb,meeting
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    hold_while: Vec<String>,
    /// Hold it if they write before it goes (needs the scope spark:messages_read)
    #[arg(long)]
    unless_reply: bool,
    /// The same key again schedules nothing
    #[arg(long, value_name = "KEY")]
    id: Option<String>,
    /// Show what would be stored and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the messages as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Schedule, quiet: bool, context: &Context) -> Result<(), Failure> {
    let facts = account::facts(&context.paths)?;
    let mine = recipients::my_zone(context)?;
    if let Some(old) = already(args, context)? {
        terminal::say(&format!(
            "nothing was scheduled: the key `{}` is taken",
            args.id.as_deref().unwrap_or("")
        ));
        return show(&[old], args.json, quiet, &mine, context);
    }
    if args.unless_reply {
        may_read(facts.as_ref())?;
    }
    let addressees = recipients::find(&args.to, &args.space, context, facts.as_ref())?;
    if args.id.is_some() && addressees.len() > 1 {
        return Err(Failure::usage("--id names one message, and there are several recipients"));
    }
    let body = body(args, context)?;
    let written = addressees
        .iter()
        .map(|addressee| message(args, addressee, &body, facts.as_ref(), &mine, context))
        .collect::<Result<Vec<_>, Failure>>()?;
    let (mut messages, notes): (Vec<_>, Vec<_>) = written.into_iter().unzip();
    if !args.dry_run {
        store(args, &mut messages, context)?;
    }
    for note in notes.iter().flatten() {
        terminal::say(&format!("note: {}", terminal::escape(note)));
    }
    let shown: Vec<_> = messages.into_iter().map(|message| (entry(&message), message)).collect();
    show(&shown, args.json, quiet, &mine, context)
}

/// Whether they wrote can only be seen with a scope; better refused now than not looked at tomorrow.
fn may_read(facts: Option<&Facts>) -> Result<(), Failure> {
    match facts {
        Some(facts) if !facts.allows("spark:messages_read") => Err(Failure::usage(
            "--unless-reply needs the scope spark:messages_read, and the login has it not",
        )
        .hint("tick it with your integration, add it to `webex.scopes` in config.toml, and `mindful login`")),
        _ => Ok(()),
    }
}

fn entry(message: &Message) -> Entry {
    Entry { state: State::Scheduled, name: Name::new(message.due, message.id.clone()) }
}

/// Finds the message an earlier run enqueued under the same key.
fn already(args: &Schedule, context: &Context) -> Result<Option<(Entry, Message)>, Failure> {
    let Some(key) = &args.id else { return Ok(None) };
    let Some(queue) = Queue::existing(&context.paths.queue())? else { return Ok(None) };
    for entry in queue.entries(&State::ALL)? {
        match queue.read(&entry) {
            Ok(message) if message.key.as_ref() == Some(key) => return Ok(Some((entry, message))),
            _ => {}
        }
    }
    Ok(None)
}

fn body(args: &Schedule, context: &Context) -> Result<Body, Failure> {
    let beside = args.attach.is_some() || args.card.is_some();
    let text = text::read(args.text.as_deref(), args.file.as_deref(), beside, context)?;
    check_text(&text, beside)?;
    let attachment = args.attach.as_deref().map(attachment).transpose()?;
    Ok(Body {
        text,
        format: if args.markdown { Format::Markdown } else { Format::Text },
        attachment,
        card: args.card.as_deref().map(card).transpose()?,
        reply_to: args.reply_to.clone(),
    })
}

fn attachment(path: &std::path::Path) -> Result<Attachment, Failure> {
    let bad = || Failure::usage(format!("cannot attach `{}`", path.display()));
    let facts = path.metadata().map_err(|error| bad().because(&error))?;
    if !facts.is_file() {
        return Err(bad().cause("it is no plain file"));
    }
    if facts.len() == 0 || facts.len() > crate::message::MAX_ATTACHMENT {
        return Err(bad()
            .cause(format!("it has {} bytes", facts.len()))
            .hint("Webex takes files of 1 byte to 100 MB"));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Attachment { name: name.ok_or_else(bad)?, bytes: facts.len() })
}

fn card(path: &std::path::Path) -> Result<String, Failure> {
    let bad = || Failure::usage(format!("cannot use the card `{}`", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| bad().because(&error))?;
    let card: serde_json::Value = serde_json::from_str(&text).map_err(|error| bad().because(&error))?;
    if card.get("type").and_then(|kind| kind.as_str()) != Some("AdaptiveCard") {
        return Err(bad().cause("its `type` is not `AdaptiveCard`"));
    }
    Ok(card.to_string())
}

fn message(
    args: &Schedule,
    addressee: &Addressee,
    body: &Body,
    facts: Option<&Facts>,
    mine: &Zone,
    context: &Context,
) -> Result<(Message, Vec<String>), Failure> {
    let any_time = args.any_time || addressee.any_time;
    let at = when(args, addressee, any_time, mine, context)?;
    let id = Id::random().map_err(|error| Failure::other("there is no randomness").because(&error))?;
    let mut notes = at.notes;
    if addressee.recipient.zone_assumed {
        let label = addressee.recipient.label();
        notes.push(format!("the time zone of {label} is not known; {} is assumed", mine.name()));
    }
    let message = Message {
        id,
        created: context.now,
        due: seconds(at.at),
        wall: at.wall.map(|time| Wall { time, zone: at.zone.name().to_owned() }),
        at_given: args.at.is_some(),
        to: addressee.recipient.clone(),
        any_time,
        not_after: not_after(args, addressee, mine, context, at.at)?,
        hold_while: args.hold_while.iter().map(|word| presence(word)).collect::<Result<_, _>>()?,
        unless_reply: args.unless_reply,
        account: facts.map(|facts| facts.person_id.clone()),
        key: args.id.clone(),
        body: body.clone(),
    };
    Ok((message, notes))
}

/// Cuts off what no file name and no clock on a wall shows.
pub(super) fn seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}

/// Reads a phrase as it is meant for one recipient.
fn read(
    phrase: &str,
    args: &Schedule,
    addressee: &Addressee,
    mine: &Zone,
    context: &Context,
) -> Result<SendAt, Failure> {
    let theirs = &addressee.calendar;
    let clock = recipients::clock(&args.tz, &theirs.zone, mine)?;
    schedule::read(phrase, &Asked { now: context.now, clock: &clock, mine, theirs })
}

fn when(
    args: &Schedule,
    addressee: &Addressee,
    any_time: bool,
    mine: &Zone,
    context: &Context,
) -> Result<SendAt, Failure> {
    match &args.at {
        Some(phrase) => {
            let at = read(phrase, args, addressee, mine, context)?;
            if any_time { Ok(at) } else { outside_their_hours(at, addressee, context.config.off_hours) }
        }
        None => {
            recipients::clock(&args.tz, &addressee.calendar.zone, mine)?; // A wrong name is wrong even unused.
            next_hours(addressee, any_time, context.now)
        }
    }
}

fn next_hours(addressee: &Addressee, any_time: bool, now: DateTime<Utc>) -> Result<SendAt, Failure> {
    let calendar = &addressee.calendar;
    let at = if any_time { Some(now) } else { calendar.next_opening(now) };
    let at = at.ok_or_else(|| {
        Failure::usage(format!("{} is not at work in the next two years", addressee.recipient.label()))
            .hint("give a time with --at, or look at their days off")
    })?;
    let wall = (at > now).then(|| calendar.zone.local(at).naive_local());
    Ok(SendAt { at, zone: calendar.zone.clone(), wall, notes: Vec::new() })
}

fn outside_their_hours(at: SendAt, addressee: &Addressee, rule: OffHours) -> Result<SendAt, Failure> {
    let calendar = &addressee.calendar;
    if calendar.is_open(at.at) {
        return Ok(at);
    }
    let label = addressee.recipient.label();
    let clock = terminal::moment::on_clock(at.at, &calendar.zone);
    let outside = format!("{clock} is outside the hours of {label}");
    match rule {
        OffHours::Warn => {
            let mut at = at;
            at.notes.push(format!("{outside}; it goes then all the same"));
            Ok(at)
        }
        OffHours::Refuse => {
            Err(Failure::usage(outside)
                .hint("leave --at away for their next working hours, or add --any-time"))
        }
        OffHours::Move => {
            let mut moved = next_hours(addressee, false, at.at)?;
            moved.notes = at.notes;
            moved.notes.push(format!("{outside}; moved to their next working hours"));
            Ok(moved)
        }
    }
}

fn not_after(
    args: &Schedule,
    addressee: &Addressee,
    mine: &Zone,
    context: &Context,
    due: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(phrase) = &args.not_after else { return Ok(None) };
    let limit = read(phrase, args, addressee, mine, context)?.at;
    if limit < due {
        return Err(Failure::usage("--not-after is before the message is due")
            .hint(format!("it is due {}", terminal::moment::on_clock(due, mine))));
    }
    Ok(Some(seconds(limit)))
}

fn store(args: &Schedule, messages: &mut [Message], context: &Context) -> Result<(), Failure> {
    let queue = Queue::open(&context.paths.queue())?;
    if let Some(path) = &args.attach {
        for message in messages.iter_mut() {
            let bytes = queue.copy_attachment(path, &message.id)?;
            if let Some(attachment) = &mut message.body.attachment {
                attachment.bytes = bytes;
            }
        }
    }
    queue.enqueue(messages)
}

fn show(
    messages: &[(Entry, Message)],
    as_json: bool,
    quiet: bool,
    mine: &Zone,
    context: &Context,
) -> Result<(), Failure> {
    if as_json {
        let values: Vec<_> = messages
            .iter()
            .map(|(entry, message)| view::as_json(entry, message, &Receipt::default(), mine))
            .collect();
        terminal::json(&values);
        return Ok(());
    }
    if quiet {
        messages.iter().for_each(|(_, message)| terminal::out(message.id.as_str()));
        return Ok(());
    }
    let all = all_ids(context)?;
    for (_, message) in messages {
        let id = view::short(message.id.as_str(), &all);
        let theirs = Zone::named(&message.to.zone)?;
        let clocks = terminal::moment::both_clocks(message.due, &theirs, mine, context.now);
        terminal::out(&format!("{id}  {}  {clocks}", terminal::escape(message.to.label())));
    }
    Ok(())
}

fn all_ids(context: &Context) -> Result<Vec<String>, Failure> {
    let Some(queue) = Queue::existing(&context.paths.queue())? else { return Ok(Vec::new()) };
    Ok(queue.entries(&State::ALL)?.into_iter().map(|entry| entry.name.id.to_string()).collect())
}

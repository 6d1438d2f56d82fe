//! `mindful list`: what waits, and what became of the rest.

use std::collections::HashSet;

use clap::Args;
use serde::{Serialize, Serializer};

use crate::context::Context;
use crate::failure::Failure;
use crate::message::{Message, Recipient};
use crate::queue::{Entry, Queue, State, Unreadable};
use crate::schedule::zone::Zone;
use crate::terminal::{self, table};

use super::rows::Rows;
use super::select::Whom;
use super::strays::{self, Remark};
use super::view::view;
use super::{recipients, select};

const EXAMPLES: &str = "\
Examples:
  $ mindful list
  $ mindful list --state sent,failed --json";

/// What is shown without a wish: whatever may still go, or needs a person.
const PENDING: [State; 5] =
    [State::Scheduled, State::Sending, State::Held, State::Unconfirmed, State::Failed];

/// List messages
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct List {
    /// Only these states: scheduled, held, sending, sent, failed, expired, unconfirmed, cancelled
    #[arg(long, value_name = "STATE", value_delimiter = ',', value_parser = state, conflicts_with = "all")]
    state: Vec<State>,
    /// Include messages in every state
    #[arg(long)]
    all: bool,
    /// Only messages to WHO: a person, @group or space, or the beginning of a name
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn state(word: &str) -> Result<State, String> {
    State::parse(word).ok_or_else(|| {
        let words: Vec<_> = State::ALL.map(State::as_str).to_vec();
        match terminal::nearest::nearest(word, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the states are {}", words.join(", ")),
        }
    })
}

pub(super) fn run(args: &List, context: &Context) -> Result<(), Failure> {
    let mine = recipients::my_zone(context)?;
    let queue = Queue::existing(&context.paths.queue())?;
    let messages = queue.as_ref().map_or(Ok(Vec::new()), |queue| messages(args, queue, context))?;
    match &queue {
        _ if args.json => terminal::json(&Views { messages: &messages, queue: queue.as_ref(), mine: &mine }),
        Some(queue) if !messages.is_empty() => terminal::out(&shown(&messages, queue, &mine, context)),
        Some(_) | None => terminal::say("no messages"),
    }
    Ok(())
}

fn messages(args: &List, queue: &Queue, context: &Context) -> Result<Vec<(Entry, Message)>, Failure> {
    let states = match (args.all, args.state.is_empty()) {
        (true, _) => State::ALL.to_vec(),
        (false, true) => PENDING.to_vec(),
        (false, false) => args.state.clone(),
    };
    let mut messages = Vec::new();
    for (entry, message) in queue.messages(&states)? {
        match message {
            Ok(message) => messages.push((entry, message)),
            Err(Unreadable::Gone) => {}
            Err(Unreadable::Bad(why) | Unreadable::NotNow(why)) => {
                Remark::unreadable(&queue.file_of(&entry), &why).warn();
            }
            Err(Unreadable::Newer(why)) => Remark::newer(&queue.file_of(&entry), &why).warn(),
        }
    }
    if let Some(who) = &args.to {
        messages = to(who, messages, queue, context)?;
    }
    super::kept_alive::warn(context);
    strays::among(queue)?.iter().chain(&strays::set_aside(queue)?).for_each(Remark::warn);
    messages.sort_by_cached_key(|(_, message)| message.order());
    Ok(messages)
}

/// Keeps the messages to one person, group or space; where it may be several people, to each of them.
fn to(
    who: &str,
    messages: Vec<(Entry, Message)>,
    queue: &Queue,
    context: &Context,
) -> Result<Vec<(Entry, Message)>, Failure> {
    let recipients: Vec<_> = messages.iter().map(|(_, message)| &message.to).collect();
    let known: HashSet<String> = match select::meant(who, queue, context)? {
        Whom::These(known) => known,
        Whom::Several(people) | Whom::Part(people) => {
            people.iter().flat_map(Recipient::conversations).collect()
        }
        Whom::Nobody => HashSet::new(),
    };
    let places: HashSet<usize> = select::among(&known, &recipients).into_iter().collect();
    let messages = messages.into_iter().enumerate().filter(|(place, _)| places.contains(place));
    Ok(messages.map(|(_, message)| message).collect())
}

/// Messages that become JSON one after the other, so that only one is in memory twice.
struct Views<'a> {
    messages: &'a [(Entry, Message)],
    queue: Option<&'a Queue>,
    mine: &'a Zone,
}

impl Serialize for Views<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let receipt = |id| self.queue.map(|queue| queue.receipt(id)).unwrap_or_default();
        let messages = self.messages.iter();
        serializer.collect_seq(
            messages.map(|(entry, message)| view(entry, message, receipt(&message.id), self.mine)),
        )
    }
}

fn shown(messages: &[(Entry, Message)], queue: &Queue, mine: &Zone, context: &Context) -> String {
    let rows = Rows::new(queue, mine, context.now);
    match table::width(context.stdout_is_terminal) {
        Some(width) => rows.for_person(messages, width),
        None => rows.for_pipe(messages),
    }
}

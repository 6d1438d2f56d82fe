//! Messages as rows of a table: kind to a person, exact for a pipe.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::message::Message;
use crate::queue::{Entry, Queue, State};
use crate::schedule::zone::Zone;
use crate::terminal::{moment, table};

use super::standing::Waiting;
use super::view::{self, Ids};

const HEADINGS: [&str; 6] = ["id", "to", "theirs", "yours", "due", "state"];

/// What a row needs beside its message.
pub(super) struct Rows<'a> {
    queue: &'a Queue,
    mine: &'a Zone,
    now: DateTime<Utc>,
    waiting: Waiting<'a>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(queue: &'a Queue, mine: &'a Zone, now: DateTime<Utc>) -> Self {
        Self { queue, mine, now, waiting: Waiting::look(queue, mine, now) }
    }

    /// Shows who, both clocks, how far away and the state; under each the words, and why it waits.
    pub(super) fn for_person(&self, messages: &[(Entry, Message)], width: u16) -> String {
        let ids = Ids::of(Some(self.queue), true);
        let rows: Vec<_> = messages.iter().map(|(entry, message)| self.row(entry, message, &ids)).collect();
        table::annotated(&HEADINGS, &rows, width)
    }

    fn row(&self, entry: &Entry, message: &Message, ids: &Ids) -> table::Row {
        let theirs = Zone::named(&message.to.zone).unwrap_or_else(|_| self.mine.clone());
        let (state, why) = self.waiting.standing(entry, message);
        let cells = vec![
            ids.shown(message.id.as_str()).to_owned(),
            message.to.label().to_owned(),
            moment::there(message.due, &theirs, self.mine, self.now),
            moment::here(message.due, &theirs, self.mine).unwrap_or_default(),
            moment::away(message.due - self.now),
            state.to_owned(),
        ];
        let clocks = moment::both_clocks(message.due, &theirs, self.mine, self.now);
        let sentence = format!("{clocks} · {state}");
        let every = message.series.as_ref().map(|series| format!("every {}", series.recurrence.rule));
        let notes = why.into_iter().chain(every).chain([said(entry, message)]).collect();
        table::Row { cells, sentence, notes, colour: colour(entry.state, state) }
    }

    /// Gives whole ids, RFC 3339 and the state's own word; why it waits comes last.
    pub(super) fn for_pipe(&self, messages: &[(Entry, Message)]) -> String {
        let row = |(entry, message): &(Entry, Message)| {
            vec![
                message.id.to_string(),
                message.to.label().to_owned(),
                message.due.to_rfc3339_opts(SecondsFormat::Secs, true),
                entry.state.as_str().to_owned(),
                view::text(entry, message).into_owned(),
                self.waiting.standing(entry, message).1.unwrap_or_default(),
            ]
        };
        table::table(&[], &messages.iter().map(row).collect::<Vec<_>>(), None)
    }
}

/// Returns the colour of a state: red for what failed, yellow for what waits for a person or a condition, green for sent.
fn colour(state: State, word: &str) -> &'static str {
    match state {
        State::Failed => "31",
        State::Unconfirmed | State::Held | State::Expired => "33",
        State::Sent => "32",
        State::Sending => "36",
        State::Cancelled => "2",
        State::Scheduled if word == State::Scheduled.as_str() => "",
        State::Scheduled => "36",
    }
}

/// Returns how the message begins, or what it carries where it has no words.
fn said(entry: &Entry, message: &Message) -> String {
    match (&message.body.attachment, message.body.text.is_empty()) {
        (Some(file), true) => format!("[{}]", file.name),
        (None, true) => "[card]".to_owned(),
        (_, false) => beginning(&view::text(entry, message)),
    }
}

/// Returns the first line of a text; a terminal's width and a few lines are enough for a table.
fn beginning(text: &str) -> String {
    const SHOWN: usize = 70;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if line.len() < text.trim_end().len() => format!("{line} …"),
        None => line.to_owned(),
    }
}

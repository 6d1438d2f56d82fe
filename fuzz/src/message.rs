//! A message file: what is read is one message, can be sent, and is written and read again as the same one.

use chrono::Datelike;
use mindful::message::{Message, To, parse, render};
use mindful::queue::Name;
use mindful::schedule::recurrence::Against;
use mindful::schedule::{Calendar, DaysOff, WorkingHours, Zone};

/// Webex takes no more bytes.
const LONGEST: usize = 7439;

/// A file is read or refused.
pub(super) fn message_file(text: &str) {
    let Ok(message) = parse(text) else { return };
    let written = render(&message).expect("what was read can be written");
    let again = parse(&written).expect("what was written can be read");
    assert_eq!(again, message);
    assert_eq!(render(&again).expect("it was written before"), written);
    can_be_sent(&message);
    can_be_named(&message);
    comes_again(&message);
    // A file that was cut somewhere is no other message.
    let cut = super::cut(&written, text.len() * 31 % written.len());
    assert!(parse(cut).map_or(true, |cut| cut == message), "cut behind {cut:?}");
}

fn can_be_sent(message: &Message) {
    let body = &message.body;
    let beside = body.attachment.is_some() || body.card.is_some();
    assert!(beside || !body.text.trim().is_empty(), "there is nothing to send");
    assert!(body.text.len() <= LONGEST && !body.text.contains('\0'));
    let (To::Email(address) | To::PersonId(address) | To::Space(address)) = &message.to.to;
    assert!(!address.trim().is_empty(), "nobody to send it to");
    let card = body.card.as_deref().map(serde_json::from_str::<serde_json::Value>);
    assert!(card.is_none_or(|card| card.is_ok_and(|card| card.is_object())), "a card that is none");
    assert!(message.filled(message.due).text_at(message.due).len() >= body.text.len().min(1) || beside);
}

/// The moments of a message stand in names of files, which have four digits for a year.
fn can_be_named(message: &Message) {
    for at in [Some(message.due), Some(message.created), message.not_after].into_iter().flatten() {
        assert!((1..=9999).contains(&at.year()), "{at}");
        let name = Name::new(at, message.id.clone()).to_string();
        assert_eq!(Name::parse(&name).expect("a name").to_string(), name);
    }
    if let Some(wall) = &message.wall {
        assert!(Zone::named(&wall.zone).is_err() || wall.at() == Some(message.due));
    }
}

fn comes_again(message: &Message) {
    let Some(series) = &message.series else { return };
    assert!(series.number >= 1, "the first is 1");
    let zone = Zone::named(&series.recurrence.zone).or_else(|_| Zone::named("UTC")).expect("a zone");
    let hours = WorkingHours::parse("Mon-Fri 09:00-17:00").expect("hours");
    let theirs = Calendar { zone: zone.clone(), hours, off: DaysOff::default() };
    let against = Against { clock: &zone, theirs: &theirs };
    if let Some(next) = series.recurrence.next(series.day, message.created, against) {
        assert!(next.at > message.created && next.day >= series.recurrence.first);
        assert!(series.recurrence.until.is_none_or(|until| next.at <= until));
    }
}

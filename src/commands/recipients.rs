//! WHO and SPACE as people type them, turned into recipients with their calendars.

use crate::account::Facts;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::message::{Recipient, To};
use crate::people::{Book, Person, is_email};
use crate::schedule::{Calendar, DaysOff, WorkingHours, zone::Zone};
use crate::terminal::nearest;

use super::directory::Directory;

/// Somebody to write to, and when they work.
#[derive(Debug, Clone)]
pub(super) struct Addressee {
    /// To whom.
    pub(super) recipient: Recipient,
    /// Their hours.
    pub(super) calendar: Calendar,
    /// The address book says that hours do not matter.
    pub(super) any_time: bool,
}

/// Finds everybody named, each once.
pub(super) fn find(
    to: &[String],
    spaces: &[String],
    context: &Context,
    facts: Option<&Facts>,
) -> Result<Vec<Addressee>, Failure> {
    let book = Book::read(&context.paths.people_file())?;
    let mine = my_zone(context)?;
    let mut directory = Directory::new(context, facts);
    let mut found: Vec<Addressee> = Vec::new();
    for who in to {
        for person in people(who, &book, &mut directory)? {
            let person = directory.completed(person);
            found.push(addressee(&person, &mine, context)?);
        }
    }
    for space in spaces {
        found.push(addressee(&in_space(space, &book, &mut directory)?, &mine, context)?);
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|addressee| seen.insert(addressee.recipient.to.conversation()));
    found.iter().try_for_each(|addressee| allowed(addressee, &context.config.allowed_domains))?;
    Ok(found)
}

/// Returns the zone of the person at this terminal.
pub(super) fn my_zone(context: &Context) -> Result<Zone, Failure> {
    Zone::named(&context.my_zone_name())
}

/// Returns the clock that `--tz` names: `mine`, `theirs` or an IANA zone.
pub(super) fn clock(tz: &str, theirs: &Zone, mine: &Zone) -> Result<Zone, Failure> {
    match tz {
        "mine" => Ok(mine.clone()),
        "theirs" => Ok(theirs.clone()),
        name => Zone::named(name),
    }
}

/// Returns the hours of whom a waiting message is for: the address book's today, else those of its zone.
pub(super) fn calendar(book: &Book, recipient: &Recipient, default_hours: &str) -> Result<Calendar, Failure> {
    let person = match &recipient.to {
        To::Email(email) => book.by_email(email),
        To::Space(space) => book.by_space(space),
        To::PersonId(_) => None,
    };
    let zone = Zone::named(&recipient.zone)?;
    match person {
        Some(person) => Ok(person.calendar(&zone, default_hours)?.0),
        None => Ok(Calendar { zone, hours: hours(default_hours)?, off: DaysOff::default() }),
    }
}

fn hours(text: &str) -> Result<WorkingHours, Failure> {
    WorkingHours::parse(text).map_err(|why| Failure::usage("`hours.work` cannot be read").cause(why))
}

fn people(who: &str, book: &Book, directory: &mut Directory<'_>) -> Result<Vec<Person>, Failure> {
    if let Some(group) = who.strip_prefix('@') {
        return book.group(group).unwrap_or_else(|| Err(unknown(who, book)));
    }
    if let Some(person) = book.find(who) {
        return match person.email.is_some() || person.person_id.is_some() || person.space.is_some() {
            true => Ok(vec![person.clone()]),
            false => Err(Failure::usage(format!("`{who}` has no address in the address book"))),
        };
    }
    if is_email(who) {
        let stranger = Person { email: Some(who.to_owned()), ..Person::default() };
        return Ok(vec![book.by_email(who).cloned().unwrap_or(stranger)]);
    }
    match directory.search(who)? {
        Some(known) => {
            let (email, name) = (Some(known.email), Some(known.name));
            Ok(vec![Person { email, name, timezone: known.timezone, ..Person::default() }])
        }
        None => Err(unknown(who, book)),
    }
}

fn in_space(space: &str, book: &Book, directory: &mut Directory<'_>) -> Result<Person, Failure> {
    let known = book.find(space).filter(|person| person.space.is_some()).or_else(|| book.by_space(space));
    if let Some(person) = known {
        return Ok(person.clone());
    }
    let (id, name) = match directory.space(space)? {
        Some(found) => (found.id, Some(found.title)),
        None => (space.to_owned(), None),
    };
    Ok(Person { space: Some(id), name, ..Person::default() })
}

fn unknown(who: &str, book: &Book) -> Failure {
    let mut names = book.aliases();
    names.extend(book.groups().into_iter().map(|group| format!("@{group}")));
    let failure = Failure::new(Kind::Unknown, format!("nobody is called `{who}`"));
    match nearest::nearest(who, names.iter().map(String::as_str)) {
        Some(name) => failure.hint(format!("did you mean `{name}`?")),
        None => failure.hint("give an e-mail address, or a name or @group of your people.toml"),
    }
}

fn addressee(person: &Person, mine: &Zone, context: &Context) -> Result<Addressee, Failure> {
    let (calendar, assumed) = person.calendar(mine, &context.config.work)?;
    let to = match (&person.email, &person.person_id, &person.space) {
        (Some(email), _, _) => To::Email(email.clone()),
        (None, Some(id), _) => To::PersonId(id.clone()),
        (None, None, Some(space)) => To::Space(space.clone()),
        (None, None, None) => return Err(Failure::usage("somebody in the address book has no address")),
    };
    let recipient = Recipient {
        to,
        name: person.name.clone().or_else(|| person.alias.clone()),
        zone: calendar.zone.name().to_owned(),
        zone_assumed: assumed,
    };
    Ok(Addressee { recipient, calendar, any_time: person.any_time })
}

fn allowed(addressee: &Addressee, domains: &[String]) -> Result<(), Failure> {
    let To::Email(email) = &addressee.recipient.to else { return Ok(()) };
    let domain = email.rsplit('@').next().unwrap_or_default();
    if domains.is_empty() || domains.iter().any(|allowed| allowed.eq_ignore_ascii_case(domain)) {
        return Ok(());
    }
    Err(Failure::usage(format!("`{email}` is not in an allowed domain"))
        .hint(format!("`delivery.allowed_domains` in config.toml allows {}", domains.join(", "))))
}

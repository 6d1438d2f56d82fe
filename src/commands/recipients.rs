//! WHO and SPACE as people type them, turned into recipients with their calendars.

use crate::account::Facts;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::ids::{self, Given};
use crate::message::{Message, Recipient, To};
use crate::people::{Book, Person, is_email};
use crate::schedule::{Calendar, DaysOff, WorkingHours, zone::Zone};
use crate::terminal::nearest;

use super::directory::{Directory, of_another_kind, usable_zone};

/// Somebody to write to, and when they work.
#[derive(Debug, Clone)]
pub(super) struct Addressee {
    /// To whom.
    pub(super) recipient: Recipient,
    /// Their hours.
    pub(super) calendar: Calendar,
    /// The address book says that hours do not matter.
    pub(super) any_time: bool,
    /// Their name is known; what the address book calls them is nobody else's business.
    pub(super) is_named: bool,
}

/// Whom a person named, as they typed it.
pub(super) struct Named<'a> {
    /// People and groups.
    pub(super) to: &'a [String],
    /// Spaces.
    pub(super) spaces: &'a [String],
    /// The text calls them by their names.
    pub(super) by_name: bool,
}

/// Finds everybody named, each once.
pub(super) fn find(
    named: &Named<'_>,
    context: &Context,
    facts: Option<&Facts>,
) -> Result<Vec<Addressee>, Failure> {
    let book = Book::read(&context.paths.people_file())?;
    let mine = my_zone(context)?;
    let domains = &context.config.allowed_domains;
    let mut directory = Directory::new(context, facts);
    let mut found: Vec<Addressee> = Vec::new();
    for who in named.to {
        for person in people(who, &book, &mut directory)? {
            let person = found_space(person, &mut directory)?;
            if person.email.is_some() {
                allowed(&person, domains)?; // Before anybody is asked for them.
            }
            let by_id = person.person_id.is_some() && (person.alias.is_some() || person.email.is_none());
            let person = known(directory.completed(person, named.by_name), &book);
            found.push(addressee(&person, by_id, &mine, domains, context)?);
        }
    }
    for space in named.spaces {
        found.push(addressee(&in_space(space, &book, &mut directory)?, false, &mine, domains, context)?);
    }
    Ok(each_once(found))
}

/// Keeps the first of those that are one conversation, whether by address or by id.
fn each_once(found: Vec<Addressee>) -> Vec<Addressee> {
    let mut seen = std::collections::HashSet::new();
    let mut is_new = |addressee: &Addressee| {
        let names = addressee.recipient.conversations();
        let is_new = names.iter().all(|name| !seen.contains(name));
        seen.extend(names);
        is_new
    };
    found.into_iter().filter(|addressee| is_new(addressee)).collect()
}

/// Whom the directory found may be somebody the address book knows more of.
fn known(person: Person, book: &Book) -> Person {
    let known =
        person.email.as_deref().filter(|_| person.alias.is_none()).and_then(|email| book.by_email(email));
    match known.cloned() {
        Some(known) => {
            let (name, timezone) = (known.name.or(person.name), known.timezone.or(person.timezone));
            Person { name, timezone, person_id: person.person_id.or(known.person_id), ..known }
        }
        None => person,
    }
}

/// Returns the zone of the person at this terminal.
pub(super) fn my_zone(context: &Context) -> Result<Zone, Failure> {
    Zone::named(&context.my_zone_name()?)
}

/// Returns the clock that `--tz` names: `mine`, `theirs`, an IANA zone or a city.
pub(super) fn clock(tz: &str, theirs: &Zone, mine: &Zone) -> Result<Zone, Failure> {
    match tz {
        "mine" => Ok(mine.clone()),
        "theirs" => Ok(theirs.clone()),
        name => Zone::typed(name),
    }
}

/// Returns the hours of whom a waiting message is for: the address book's today, else those of its zone.
pub(super) fn calendar(book: &Book, recipient: &Recipient, default_hours: &str) -> Result<Calendar, Failure> {
    let named = [recipient.person_id(), recipient.email()];
    named.into_iter().flatten().try_for_each(|who| book.check(who))?;
    let person = match &recipient.to {
        To::Space(space) => {
            book.check(space)?;
            book.by_space(space)
        }
        To::Email(_) | To::PersonId(_) => {
            let by_id = recipient.person_id().and_then(|id| book.by_person_id(id));
            by_id.or_else(|| recipient.email().and_then(|email| book.by_email(email)))
        }
    };
    let zone = person.and_then(|person| person.timezone.as_ref()).unwrap_or(&recipient.zone);
    let zone = Zone::named(zone)?;
    match person {
        Some(person) => Ok(person.calendar(&zone, default_hours)?.0),
        None => Ok(Calendar { zone, hours: hours(default_hours)?, off: DaysOff::default() }),
    }
}

/// Tells whether a waiting message knows their name, and not only what the address book calls them.
pub(super) fn is_named(book: &Book, recipient: &Recipient) -> bool {
    let alias_alone = |name: &String| book.find(name).is_some_and(|person| person.name.is_none());
    recipient.name.as_ref().is_some_and(|name| !alias_alone(name))
}

/// Returns the hours of whom messages are for, by the address book as it is now.
pub(super) fn calendars(
    context: &Context,
) -> Result<impl Fn(&Message) -> Result<Calendar, Failure>, Failure> {
    let book = Book::read(&context.paths.people_file())?;
    Ok(move |message: &Message| calendar(&book, &message.to, &context.config.work))
}

fn hours(text: &str) -> Result<WorkingHours, Failure> {
    WorkingHours::parse(text).map_err(|why| Failure::usage("`hours.work` cannot be read").cause(why))
}

fn people(who: &str, book: &Book, directory: &mut Directory<'_>) -> Result<Vec<Person>, Failure> {
    book.check(who)?;
    if let Some(group) = who.strip_prefix('@') {
        return group_of(group, book);
    }
    if let Some(person) = entry(who, book)? {
        return match person.email.is_some() || person.person_id.is_some() || person.space.is_some() {
            true => Ok(vec![person.clone()]),
            false => Err(Failure::usage(format!("`{who}` has no address in the address book"))),
        };
    }
    if is_email(who) {
        let stranger = Person { email: Some(who.to_owned()), ..Person::default() };
        return Ok(vec![book.by_email(who).cloned().unwrap_or(stranger)]);
    }
    match ids::parse(who).map(|id| id.kind) {
        Some(ids::Kind::Person) => {
            let stranger = Person { person_id: Some(who.to_owned()), ..Person::default() };
            return Ok(vec![book.by_person_id(who).cloned().unwrap_or(stranger)]);
        }
        Some(kind) => return Err(of_another_kind(who, &kind)),
        None => {}
    }
    if let Given::Id(_) = ids::given(who, &ids::Kind::Space) {
        return Err(Failure::usage(format!("`{who}` names a space")).hint("name a space with --space"));
    }
    if let Some(person) = book.by_name(who) {
        return Ok(vec![person.clone()]);
    }
    match directory.search(who)? {
        Some(known) => {
            let timezone = known.timezone.and_then(|zone| usable_zone(&zone, &known.email));
            let (email, person_id, name) = (Some(known.email), Some(known.id), Some(known.name));
            Ok(vec![Person { email, person_id, name, timezone, ..Person::default() }])
        }
        None => Err(unknown(who, book)),
    }
}

/// Returns the addresses that WHO stands for, from local files alone; none where it may be part of a name.
pub(super) fn addresses(who: &str, book: &Book, facts: Option<&Facts>) -> Result<Vec<To>, Failure> {
    if let Some(group) = who.strip_prefix('@') {
        return Ok(group_of(group, book)?.iter().flat_map(of).collect());
    }
    if let Some(person) = entry(who, book)? {
        return Ok(of(person));
    }
    if let Some(facts) = facts.filter(|_| who == "me") {
        return Ok(vec![To::Email(facts.email.clone()), To::PersonId(facts.person_id.clone())]);
    }
    if is_email(who) {
        let known = book.by_email(who).map(of).unwrap_or_default();
        return Ok(std::iter::once(To::Email(who.to_owned())).chain(known).collect());
    }
    if ids::parse(who).is_some_and(|id| id.kind == ids::Kind::Person) {
        return Ok(vec![To::PersonId(who.to_owned())]);
    }
    if let Given::Id(space) = ids::given(who, &ids::Kind::Space) {
        return Ok(vec![To::Space(space)]);
    }
    Ok(Vec::new())
}

/// Returns the members of a group; one without members is an error, since nothing would be done for anyone.
fn group_of(group: &str, book: &Book) -> Result<Vec<Person>, Failure> {
    let members = book.group(group).unwrap_or_else(|| Err(unknown(&format!("@{group}"), book)))?;
    if members.is_empty() {
        return Err(Failure::new(Kind::Unknown, format!("the group `@{group}` has no members"))
            .hint(format!("`mindful people add @{group} NAME` adds one")));
    }
    Ok(members)
}

/// Finds the entry of the address book that has this name, in any case.
fn entry<'a>(who: &str, book: &'a Book) -> Result<Option<&'a Person>, Failure> {
    let found = book.called(who);
    if let [_, _, ..] = found.as_slice() {
        let names = found.iter().filter_map(|person| person.alias.clone());
        let failure = Failure::new(Kind::Unknown, format!("`{who}` could be several people"));
        return Err(names.fold(failure, Failure::cause).hint("write the name as the address book does"));
    }
    Ok(found.first().copied())
}

/// Returns everyone in the address book as a recipient.
pub(super) fn of_the_book(book: &Book) -> Vec<Recipient> {
    book.people().iter().filter_map(as_recipient).collect()
}

fn as_recipient(person: &Person) -> Option<Recipient> {
    let mut addresses = of(person).into_iter();
    let to = addresses.next()?;
    Some(Recipient {
        to,
        other: addresses.next().map(|other| other.address().to_owned()),
        name: person.name.clone().or_else(|| person.alias.clone()),
        zone: person.timezone.clone().unwrap_or_default(),
        zone_assumed: person.timezone.is_none(),
    })
}

/// Returns every address of an entry.
fn of(person: &Person) -> Vec<To> {
    let email = person.email.clone().map(To::Email);
    let id = person.person_id.clone().map(To::PersonId);
    let space = person.space.clone().map(|space| match ids::given(&space, &ids::Kind::Space) {
        Given::Id(id) => To::Space(id),
        Given::Another(_) | Given::Words => To::Space(space),
    });
    email.into_iter().chain(id).chain(space).collect()
}

fn in_space(space: &str, book: &Book, directory: &mut Directory<'_>) -> Result<Person, Failure> {
    book.check(space)?;
    let known = book.find(space).filter(|person| person.space.is_some()).or_else(|| book.by_space(space));
    if let Some(person) = known {
        return found_space(person.clone(), directory);
    }
    let found = directory.space(space)?;
    let stranger = Person { name: found.title, space: Some(found.id.clone()), ..Person::default() };
    Ok(book.by_space(&found.id).cloned().unwrap_or(stranger))
}

/// Makes an id of whatever the address book has for a space: nothing else can be sent to.
fn found_space(person: Person, directory: &mut Directory<'_>) -> Result<Person, Failure> {
    match (&person.email, &person.person_id, &person.space) {
        (None, None, Some(space)) => {
            let found = directory.space(space).map_err(|failure| in_the_book(failure, &person))?;
            Ok(Person { space: Some(found.id), ..person })
        }
        (None, Some(id), _) | (_, Some(id), _) => match ids::parse(id).map(|id| id.kind) {
            None | Some(ids::Kind::Person) => Ok(person),
            Some(kind) => Err(in_the_book(of_another_kind(id, &kind), &person)),
        },
        _ => Ok(person),
    }
}

fn in_the_book(failure: Failure, person: &Person) -> Failure {
    match &person.alias {
        Some(alias) => failure.cause(format!("`{alias}` in the address book names it")),
        None => failure,
    }
}

fn unknown(who: &str, book: &Book) -> Failure {
    let mut names = book.aliases();
    names.extend(book.groups().into_iter().map(|group| format!("@{group}")));
    let failure = Failure::new(Kind::Unknown, format!("no one found for `{who}`"));
    match nearest::nearest(who, names.iter().map(String::as_str)) {
        Some(name) => failure.hint(format!("did you mean `{name}`?")),
        None => failure.hint("give an e-mail address, or a name or @group of your people.toml"),
    }
}

fn addressee(
    person: &Person,
    by_id: bool,
    mine: &Zone,
    domains: &[String],
    context: &Context,
) -> Result<Addressee, Failure> {
    allowed(person, domains)?;
    let (calendar, assumed) = person.calendar(mine, &context.config.work)?;
    // An id that was given is kept: it stays theirs when their address changes, and the address may become another's.
    let (to, other) = match (person.email.clone(), person.person_id.clone(), person.space.clone()) {
        (email, Some(id), _) if by_id => (To::PersonId(id), email),
        (Some(email), id, _) => (To::Email(email), id),
        (None, Some(id), _) => (To::PersonId(id), None),
        (None, None, Some(space)) => (To::Space(space), None),
        (None, None, None) => return Err(Failure::usage("an entry in the address book has no address")),
    };
    let recipient = Recipient {
        to,
        other,
        name: person.name.clone().or_else(|| person.alias.clone()),
        zone: calendar.zone.name().to_owned(),
        zone_assumed: assumed,
    };
    Ok(Addressee { recipient, calendar, any_time: person.any_time, is_named: person.name.is_some() })
}

/// Refuses a person elsewhere; who is in a space is the space's affair.
fn allowed(person: &Person, domains: &[String]) -> Result<(), Failure> {
    if domains.is_empty() || (person.email.is_none() && person.space.is_some()) {
        return Ok(());
    }
    let hint = format!("`delivery.allowed_domains` in config.toml allows {}", domains.join(", "));
    let Some(email) = &person.email else {
        return Err(Failure::usage("the domain of a person id is not known").hint(hint));
    };
    let domain = email.rsplit('@').next().unwrap_or_default();
    match domains.iter().any(|allowed| allowed.eq_ignore_ascii_case(domain)) {
        true => Ok(()),
        false => Err(Failure::usage(format!("`{email}` is not in an allowed domain")).hint(hint)),
    }
}

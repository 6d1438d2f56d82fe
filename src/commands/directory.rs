//! The Webex directory and the list of spaces, asked only where the address book does not know.
//!
//! Not being logged in or offline is no obstacle to writing to an e-mail address: then nothing is asked.

use std::time::{Duration, Instant};

use crate::account::{Account, Facts, Patience, allows};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::http::Budget;
use crate::ids::{self, Given};
use crate::people::{Memory, Person, Remembered};
use crate::schedule::Zone;
use crate::terminal::{self, nearest};
use crate::webex::{Error, Known, List, Space, Webex};

use super::limit;

/// Upper bound for what a person asked for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Upper bound for what only adds to an e-mail address, which works offline too.
const COURTESY: Duration = Duration::from_secs(3);

/// The scope that lists spaces.
const ROOMS: &str = "spark:rooms_read";
/// How to name a space without its title.
const BY_ID: &str =
    "give its id, or a link to it copied from Webex, such as https://web.webex.com/spaces/UUID";

/// Of so many people of one name each is shown.
const SHOWN: usize = 20;

/// The directory, opened when it is first asked.
pub(super) struct Directory<'a> {
    context: &'a Context,
    scopes: Option<Vec<String>>,
    memory: Option<Memory>,
    /// It did not answer; asking for each of twenty people would take twenty times as long.
    silent: bool,
}

impl<'a> Directory<'a> {
    pub(super) fn new(context: &'a Context, facts: Option<&Facts>) -> Self {
        let scopes = match (&context.config.access_token, facts) {
            (Some(_), _) => Some(vec!["spark:all".to_owned()]), // What it may is not known; Webex will say.
            (None, facts) => facts.map(|facts| facts.scopes.clone()),
        };
        Self { context, scopes, memory: None, silent: false }
    }

    fn may(&self, scope: &str) -> bool {
        let granted = self.scopes.as_deref().unwrap_or_default();
        !self.silent && allows(granted, scope)
    }

    /// Adds to somebody what the directory knows of them: their zone, their name, the address behind a person id.
    pub(super) fn completed(&mut self, person: Person, by_name: bool) -> Person {
        let knows_all =
            person.timezone.is_some() && (person.name.is_some() || !by_name) && person.email.is_some();
        // Beside an id in the address book, the address may be an old one.
        let id = person.person_id.as_ref();
        let address = id.filter(|_| person.alias.is_some()).or(person.email.as_ref()).or(id);
        let Some(address) = address.filter(|_| !knows_all).cloned() else { return person };
        let now = self.context.now;
        let path = self.context.paths.directory_file();
        let memory = self.memory.get_or_insert_with(|| Memory::read(&path));
        let known = match memory.of(&address, now).cloned() {
            Some(known) => Some(known),
            None => self.asked(&address),
        };
        match known {
            Some(known) => Person {
                email: person.email.or(known.email),
                person_id: person.person_id.or(known.person_id),
                name: person.name.or(known.name),
                timezone: person.timezone.or(known.timezone),
                ..person
            },
            None => person,
        }
    }

    /// Asks for an e-mail address or a person id, and remembers the answer.
    fn asked(&mut self, address: &str) -> Option<Remembered> {
        if !self.may("spark:people_read") {
            return None;
        }
        let found = match crate::people::is_email(address) {
            true => {
                let ask = async |webex: &Webex| webex.people("email", address).await.map(|found| found.items);
                self.ask_within(COURTESY, ask)
            }
            false => self
                .ask_within(COURTESY, async |webex: &Webex| webex.person(address).await.map(Vec::from_iter)),
        };
        let Ok(found) = found else {
            self.silent = true;
            return None;
        };
        let same = |known: &Known| known.id == address || known.email.eq_ignore_ascii_case(address);
        let known = found.into_iter().find(same);
        let timezone = known.as_ref().and_then(|known| known.timezone.clone());
        let by_email = crate::people::is_email(address);
        let person = Remembered {
            email: known.as_ref().map(|known| known.email.clone()).filter(|_| !by_email),
            person_id: known.as_ref().map(|known| known.id.clone()).filter(|_| by_email),
            name: known.map(|known| known.name),
            timezone: timezone.and_then(|zone| usable_zone(&zone, address)),
            asked: self.context.now,
        };
        if let Some(memory) = &mut self.memory {
            memory.remember(address, person.clone());
        }
        Some(person)
    }

    /// Finds somebody by the beginning of their name; `None` when nobody may be asked.
    pub(super) fn search(&mut self, name: &str) -> Result<Option<Known>, Failure> {
        // Webex refuses to look for fewer than three letters.
        if !self.may("spark:people_read") || name.starts_with('@') || name.chars().count() < 3 {
            return Ok(None);
        }
        let List { items: mut found, cut, .. } = self.people(name)?;
        if let Some(why) = cut {
            let what = format!("it can't be told who `{name}` is: the list of people isn't complete");
            return Err(Failure::new(Kind::Unknown, what).cause(why).hint("give the e-mail address"));
        }
        match found.len() {
            0 => Err(Failure::new(Kind::Unknown, format!("no one found for `{name}`"))
                .hint("neither your people.toml nor the Webex directory knows them; give an e-mail address")),
            1 => Ok(found.pop()),
            _ if self.context.stdin_is_terminal && self.context.stderr_is_terminal => chosen(name, found),
            _ => Err(several(name, &found)),
        }
    }

    /// Lists the people whose names begin so, or who have that e-mail address.
    pub(super) fn people(&self, name: &str) -> Result<List<Known>, Failure> {
        let by = if crate::people::is_email(name) { "email" } else { "displayName" };
        let found = self
            .ask(async |webex: &Webex| webex.people(by, name).await)
            .map_err(|why| why.failure("can't search the Webex directory", "spark:people_read"))?;
        warn_of_odd(&found, "people");
        Ok(found)
    }

    /// Lists the spaces one is in.
    pub(super) fn spaces(&self) -> Result<List<Space>, Failure> {
        let found = self
            .ask(async |webex: &Webex| webex.spaces().await)
            .map_err(|why| why.failure("can't list your spaces", "spark:rooms_read"))?;
        warn_of_odd(&found, "spaces");
        Ok(found)
    }

    /// Finds a space by id, UUID, link or title.
    pub(super) fn space(&mut self, wanted: &str) -> Result<Found, Failure> {
        match ids::given(wanted, &ids::Kind::Space) {
            Given::Id(id) => self.space_of(wanted, id),
            Given::Another(kind) => Err(of_another_kind(wanted, &kind)),
            Given::Words => self.space_called(wanted).map(Found::of),
        }
    }

    /// Looks up the space with an id. Without the scope, or offline, the id is taken as it is, like an e-mail address.
    fn space_of(&mut self, wanted: &str, id: String) -> Result<Found, Failure> {
        if !self.may(ROOMS) {
            return Ok(Found { id, title: None });
        }
        match self.ask_within(COURTESY, async |webex: &Webex| webex.space(&id).await) {
            Ok(space) => Ok(Found::of(space)),
            Err(Why::Refused(error)) if is_unknown(&error) => self.space_elsewhere(wanted, &id),
            Err(_) => {
                self.silent = true;
                Ok(Found { id, title: None })
            }
        }
    }

    /// Finds a space whose UUID was given and that is in another of Webex's clusters: its id is in the list.
    fn space_elsewhere(&self, wanted: &str, id: &str) -> Result<Found, Failure> {
        let spaces = if id == wanted {
            Vec::new()
        } else {
            self.spaces().map_or_else(|_| Vec::new(), |list| list.items)
        };
        spaces.into_iter().find(|space| ids::same(&space.id, id)).map(Found::of).ok_or_else(|| {
            Failure::new(Kind::Unknown, format!("you are in no space with the id `{wanted}`"))
                .hint("`mindful spaces` lists those you are in")
        })
    }

    /// Looks up the one space with a title.
    fn space_called(&self, wanted: &str) -> Result<Space, Failure> {
        let cannot = |why: String| {
            Failure::new(
                Kind::Unknown,
                format!("`{wanted}` isn't the id of a space, and its title can't be looked up"),
            )
            .cause(why)
        };
        if let Some((why, hint)) = self.rooms_unread() {
            return Err(cannot(why).hint(hint).hint(BY_ID));
        }
        let List { items: spaces, cut, .. } = match self.spaces() {
            Ok(list) => list,
            Err(why) => {
                let failure = why.causes.iter().fold(cannot(why.what), Failure::cause);
                let hints =
                    if why.kind == Kind::Unreachable { vec!["try again".to_owned()] } else { why.hints };
                return Err(hints.into_iter().fold(failure, Failure::hint).hint(BY_ID));
            }
        };
        if let Some(why) = cut {
            let what =
                format!("it can't be told which space `{wanted}` is: the list of spaces isn't complete");
            return Err(Failure::new(Kind::Unknown, what).cause(why).hint(BY_ID));
        }
        let same = |space: &&Space| space.id == wanted || space.title.to_lowercase() == wanted.to_lowercase();
        let found: Vec<&Space> = spaces.iter().filter(same).collect();
        match found[..] {
            [one] => Ok(one.clone()),
            [] => Err(no_space(wanted, &spaces)),
            _ => Err(several_spaces(wanted, &found)),
        }
    }

    /// Says why the list of spaces can't be asked for, and the way out.
    fn rooms_unread(&self) -> Option<(String, String)> {
        match &self.scopes {
            None => Some(("you aren't logged in".to_owned(), "run `mindful login`".to_owned())),
            Some(granted) if !allows(granted, ROOMS) => {
                Some((format!("the login doesn't have the scope {ROOMS}"), missing(ROOMS)))
            }
            Some(_) if self.silent => Some(("Webex can't be reached".to_owned(), "try again".to_owned())),
            Some(_) => None,
        }
    }

    fn ask<T>(&self, question: impl AsyncFn(&Webex) -> Result<T, Error>) -> Result<T, Why> {
        self.ask_within(PATIENCE, question)
    }

    /// Asks; renewing the token, finding the address and all pages share one bound.
    fn ask_within<T>(
        &self,
        bound: Duration,
        question: impl AsyncFn(&Webex) -> Result<T, Error>,
    ) -> Result<T, Why> {
        let context = self.context;
        limit::check(context).map_err(Why::NotAsked)?;
        let runtime = crate::http::runtime().map_err(Why::NotAsked)?;
        runtime.block_on(async {
            let http = crate::http::client(context).map_err(Why::NotAsked)?;
            let http = http.within(Budget::of(bound, Instant::now()));
            let account = Account::open(context, Patience::Unattended);
            let token = account.token(&http, context.now).await.map_err(Why::NotAsked)?.token;
            let webex = Webex::new(http, &context.config.api_url, token);
            question(&webex).await.map_err(Why::Refused)
        })
    }
}

/// Returns the name of the zone that the directory gives for somebody, if it is one; else says why it isn't used.
pub(super) fn usable_zone(zone: &str, whose: &str) -> Option<String> {
    let found = Zone::typed(zone).map(|zone| zone.name().to_owned());
    if let (Err(failure), false) = (&found, zone.trim().is_empty()) {
        let hints = failure.hints.join("; ");
        terminal::say(&format!(
            "note: the Webex directory gives {} a time zone that can't be used: {}; {hints}, with \
             `mindful people add NAME {} --timezone ZONE`",
            terminal::escape(whose),
            terminal::escape(&failure.what),
            terminal::escape(whose)
        ));
    }
    found.ok()
}

/// Why there is no answer.
enum Why {
    NotAsked(Failure),
    Refused(Error),
}

impl Why {
    /// Says why there is no answer; without `scope` Webex answers 403.
    fn failure(self, what: &str, scope: &str) -> Failure {
        let error = match self {
            Self::NotAsked(failure) => return failure,
            Self::Refused(error) => error,
        };
        let (kind, hint) = match error.status().map(|status| status.as_u16()) {
            Some(401) => (Kind::Login, "run `mindful login`".to_owned()),
            Some(403) => (Kind::Other, missing(scope)),
            Some(408 | 423 | 425 | 429) => (Kind::Unreachable, "try again later".to_owned()),
            Some(400..=499) => (Kind::Other, "give an e-mail address or an id".to_owned()),
            _ => (Kind::Unreachable, "try again, or give an e-mail address or an id".to_owned()),
        };
        Failure::new(kind, what).because(&error).hint(hint)
    }
}

/// Says how to get a scope that is missing.
fn missing(scope: &str) -> String {
    format!(
        "the scope {scope} is missing: add it to your integration at https://developer.webex.com/my-apps and to `webex.scopes` in config.toml, then run `mindful login`"
    )
}

/// Names what could not be read in a list; what was read is good.
fn warn_of_odd<T>(list: &List<T>, what: &str) {
    for odd in list.odd.iter().take(SHOWN) {
        terminal::warn(&format!("one of the {what} is left out: {}", terminal::escape(odd)));
    }
    if let Some(more) = list.odd.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        terminal::warn(&format!("{more} more of the {what} are left out"));
    }
}

/// Warns that there may be more than a list shows.
pub(super) fn warn_of_more<T>(list: &List<T>, what: &str) {
    if let Some(why) = &list.cut {
        terminal::warn(&format!("the list of {what} isn't complete: {}", terminal::escape(why)));
    }
}

/// A space that was found.
pub(super) struct Found {
    /// Webex's id of it.
    pub(super) id: String,
    /// Its title, if Webex told it.
    pub(super) title: Option<String>,
}

impl Found {
    fn of(space: Space) -> Self {
        Self { id: space.id, title: Some(space.title) }
    }
}

/// Tells whether Webex says that it has nothing of that id.
fn is_unknown(error: &Error) -> bool {
    error.status().is_some_and(|status| matches!(status.as_u16(), 400 | 404))
}

/// Says that an id is of another kind than what it was given for.
pub(super) fn of_another_kind(id: &str, kind: &ids::Kind) -> Failure {
    let failure = Failure::usage(format!("`{id}` is the id of {}", kind.called()));
    match kind {
        ids::Kind::Space => failure.hint("name a space with --space"),
        ids::Kind::Person => failure.hint("name a person with --to"),
        ids::Kind::Message => failure.hint("name a message to answer with --reply-to"),
        ids::Kind::Other(_) => failure.hint("`mindful spaces` lists the ids of your spaces"),
    }
}

fn several_spaces(wanted: &str, found: &[&Space]) -> Failure {
    let failure = Failure::new(Kind::Unknown, format!("{} spaces are called `{wanted}`", found.len()));
    let ids = found.iter().take(SHOWN).map(|space| space.id.clone());
    ids.fold(failure, Failure::cause).hint(BY_ID)
}

fn chosen(name: &str, mut found: Vec<Known>) -> Result<Option<Known>, Failure> {
    let lines: Vec<_> =
        found.iter().map(|known| terminal::escape(&format!("{} <{}>", known.name, known.email))).collect();
    let picked = terminal::ask::which(&format!("Who is {}?", terminal::escape(name)), lines)?;
    Ok(Some(found.swap_remove(picked)))
}

fn several(name: &str, found: &[Known]) -> Failure {
    let failure = Failure::new(Kind::Unknown, format!("{} people are called `{name}`", found.len()));
    let lines = found.iter().take(SHOWN).map(|known| format!("{} <{}>", known.name, known.email));
    let failure = lines.fold(failure, |failure, line| failure.cause(line));
    let failure = match found.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => failure.cause(format!("and {more} more")),
        _ => failure,
    };
    failure.hint("give the e-mail address")
}

fn no_space(wanted: &str, spaces: &[Space]) -> Failure {
    let failure = Failure::new(Kind::Unknown, format!("no space is called `{wanted}`"));
    match nearest::nearest(wanted, spaces.iter().map(|space| space.title.as_str())) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint("`mindful spaces` lists those you are in"),
    }
}

//! `people.toml`: names, addresses, hours, days off and groups.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::failure::{Failure, Kind};
use crate::ids;
use crate::schedule::{Calendar, DaysOff, WorkingHours, Zone};

/// Somebody, or a space, as the address book knows them.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// The name of the entry.
    pub alias: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Webex's id of the person.
    pub person_id: Option<String>,
    /// Webex's id of the space.
    pub space: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// IANA name of their zone.
    pub timezone: Option<String>,
    /// Their week.
    pub hours: Option<WorkingHours>,
    /// Days they do not work.
    pub off: DaysOff,
    /// Hours do not matter.
    pub any_time: bool,
}

impl Person {
    /// Returns when they work, and whether their zone is only assumed to be `fallback`.
    ///
    /// # Errors
    /// A zone or hours that cannot be read.
    pub fn calendar(&self, fallback: &Zone, default_hours: &str) -> Result<(Calendar, bool), Failure> {
        let zone = self.timezone.as_deref().map(Zone::named).transpose()?;
        let assumed = zone.is_none() && self.space.is_none();
        let hours = match &self.hours {
            Some(hours) => hours.clone(),
            None => WorkingHours::parse(default_hours)
                .map_err(|why| Failure::usage("`hours.work` cannot be read").cause(why))?,
        };
        let zone = zone.unwrap_or_else(|| fallback.clone());
        Ok((Calendar { zone, hours, off: self.off.clone() }, assumed))
    }
}

/// The address book.
#[derive(Debug, Clone, Default)]
pub struct Book {
    people: Vec<Person>,
    groups: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    groups: BTreeMap<String, Vec<String>>,
    #[serde(flatten)]
    people: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    email: Option<String>,
    person_id: Option<String>,
    space: Option<String>,
    name: Option<String>,
    timezone: Option<String>,
    hours: Option<String>,
    #[serde(default)]
    off: Vec<String>,
    #[serde(default)]
    any_time: bool,
}

impl Book {
    /// Reads the address book; an absent file is an empty one.
    ///
    /// # Errors
    /// Names the file, the line and what is wrong there: exit code 2.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        match crate::disk::read_settings(path)? {
            Some(text) => Self::parse(path, &text),
            None => Ok(Self::default()),
        }
    }

    /// Reads the text of an address book; `path` is where it stands or will stand.
    ///
    /// # Errors
    /// Names the file, the line and what is wrong there: exit code 2.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let file: File =
            toml::from_str(text).map_err(|error| crate::config::unreadable(path, text, &error))?;
        let people = file.people.into_iter().map(|(alias, value)| person(&alias, value, path, text));
        Ok(Self { people: people.collect::<Result<_, _>>()?, groups: file.groups })
    }

    /// Returns everybody and every space, by their names.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Returns whom the address book names in a group, as it names them.
    #[must_use]
    pub fn members(&self, group: &str) -> Option<&[String]> {
        self.groups.get(group).map(Vec::as_slice)
    }

    /// Returns the groups that name this entry.
    #[must_use]
    pub fn groups_of(&self, alias: &str) -> Vec<&str> {
        let naming = self.groups.iter().filter(|(_, members)| members.iter().any(|member| member == alias));
        naming.map(|(group, _)| group.as_str()).collect()
    }

    /// Finds an entry by its name.
    #[must_use]
    pub fn find(&self, alias: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.alias.as_deref() == Some(alias))
    }

    /// Finds a person by e-mail address.
    #[must_use]
    pub fn by_email(&self, email: &str) -> Option<&Person> {
        let same = |known: &String| known.eq_ignore_ascii_case(email);
        self.people.iter().find(|person| person.email.as_ref().is_some_and(same))
    }

    /// Finds a person by Webex's id.
    #[must_use]
    pub fn by_person_id(&self, id: &str) -> Option<&Person> {
        self.people
            .iter()
            .find(|person| person.person_id.as_deref().is_some_and(|known| ids::same(known, id)))
    }

    /// Finds the one entry with this full name, in any case.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Person> {
        let called = |known: &String| known.to_lowercase() == name.to_lowercase();
        let mut found = self.people.iter().filter(|person| person.name.as_ref().is_some_and(called));
        found.next().filter(|_| found.next().is_none())
    }

    /// Finds a space by Webex's id.
    #[must_use]
    pub fn by_space(&self, id: &str) -> Option<&Person> {
        let same = |known: &str| match ids::given(known, &ids::Kind::Space) {
            ids::Given::Id(known) => ids::same(&known, id),
            ids::Given::Another(_) | ids::Given::Words => known == id,
        };
        self.people.iter().find(|person| person.space.as_deref().is_some_and(same))
    }

    /// Returns everybody in a group; `None` when there is no such group.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<Result<Vec<Person>, Failure>> {
        let members = self.groups.get(name)?;
        Some(members.iter().map(|member| self.member(member, name)).collect())
    }

    /// Returns the names of all entries.
    #[must_use]
    pub fn aliases(&self) -> Vec<String> {
        self.people.iter().filter_map(|person| person.alias.clone()).collect()
    }

    /// Returns the names of all groups.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        self.groups.keys().cloned().collect()
    }

    fn member(&self, member: &str, group: &str) -> Result<Person, Failure> {
        let known = self.find(member).or_else(|| self.by_email(member)).cloned();
        let stranger = || Person { email: Some(member.to_owned()), ..Person::default() };
        known.or_else(|| super::is_email(member).then(stranger)).ok_or_else(|| {
            Failure::new(Kind::Unknown, format!("no one found for `{member}`"))
                .cause(format!("the group `@{group}` names them"))
                .hint("correct the group in people.toml")
        })
    }
}

fn person(alias: &str, value: toml::Value, path: &Path, text: &str) -> Result<Person, Failure> {
    let place = Place { path, text, alias };
    let key = culprit(&value);
    let entry: Entry =
        value.try_into().map_err(|error: toml::de::Error| place.unreadable(&key, error.message()))?;
    let zone = entry.timezone.as_deref().map(Zone::typed).transpose();
    let zone =
        zone.map_err(|unknown| Failure { hints: unknown.hints, ..place.bad("timezone", &unknown.what) })?;
    if let Some(email) = entry.email.as_deref().filter(|email| !super::is_email(email)) {
        return Err(place.bad("email", &format!("`{email}` isn't an e-mail address")));
    }
    for (key, id) in [("person_id", &entry.person_id), ("space", &entry.space)] {
        if id.as_deref().is_some_and(|id| id.trim().is_empty()) {
            return Err(place.bad(key, "an id that is empty names nothing"));
        }
    }
    let hours = entry.hours.as_deref().map(WorkingHours::parse).transpose();
    Ok(Person {
        alias: Some(alias.to_owned()),
        email: entry.email,
        person_id: entry.person_id,
        space: entry.space,
        name: entry.name,
        timezone: zone.map(|zone| zone.name().to_owned()),
        hours: hours.map_err(|why| place.bad("hours", &why))?,
        off: DaysOff::parse(&entry.off).map_err(|why| place.bad("off", &why))?,
        any_time: entry.any_time,
    })
}

/// Returns the key of an entry that cannot be read, if it is one: each is tried alone.
fn culprit(entry: &toml::Value) -> String {
    let alone = |(key, value): &(&String, &toml::Value)| {
        toml::Table::from_iter([((*key).clone(), (*value).clone())]).try_into::<Entry>().is_err()
    };
    let found = entry.as_table().into_iter().flatten().find(alone);
    found.map(|(key, _)| key.clone()).unwrap_or_default()
}

/// Where an entry stands.
struct Place<'a> {
    path: &'a Path,
    text: &'a str,
    alias: &'a str,
}

impl Place<'_> {
    /// Names the nearest key too, where one is misspelt.
    fn unreadable(&self, key: &str, why: &str) -> Failure {
        let failure = self.bad(key, why);
        match crate::terminal::nearest::suggestion(why) {
            Some(near) => Failure { hints: vec![format!("did you mean `{near}`?")], ..failure },
            None => failure,
        }
    }

    fn bad(&self, key: &str, why: &str) -> Failure {
        let line = self.line(key).unwrap_or(1);
        Failure::usage(format!("cannot read `{}` in `{}`, line {line}", self.alias, self.path.display()))
            .cause(why)
            .hint("correct that entry; nothing was changed")
    }

    /// Finds the line of a key of the entry, else of the entry.
    fn line(&self, key: &str) -> Option<usize> {
        let document = toml_edit::Document::parse(self.text).ok()?;
        let (name, entry) = document.as_table().get_key_value(self.alias)?;
        let key = entry.as_table_like().and_then(|table| table.get_key_value(key)).map(|(key, _)| key);
        let start = key.unwrap_or(name).span()?.start;
        Some(self.text.get(..start)?.matches('\n').count() + 1)
    }
}

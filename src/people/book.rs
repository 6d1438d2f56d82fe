//! `people.toml`: names, addresses, hours, days off and groups.

use std::collections::{BTreeMap, HashMap};
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
    broken: Vec<Broken>,
    index: Index,
}

/// An entry or a group that can't be read. It stops only the commands that need it.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Its name in the address book, or `@group`.
    pub name: String,
    /// What else it may be asked for by: addresses, ids, a full name.
    also: Vec<String>,
    /// Where and why.
    pub failure: Failure,
}

/// Where an entry stands among the people, by each thing it can be found by: a group may have 100,000 members.
#[derive(Debug, Clone, Default)]
struct Index {
    alias: HashMap<String, usize>,
    email: HashMap<String, usize>,
    person_id: HashMap<String, usize>,
    space: HashMap<String, usize>,
    /// `None` where several have that name.
    name: HashMap<String, Option<usize>>,
    groups: HashMap<String, Vec<String>>,
}

impl Index {
    fn of(people: &[Person], groups: &BTreeMap<String, Vec<String>>) -> Self {
        let mut index = Self::default();
        for (place, person) in people.iter().enumerate() {
            let mut add = |map: fn(&mut Self) -> &mut HashMap<String, usize>, key: Option<String>| {
                if let Some(key) = key {
                    map(&mut index).entry(key).or_insert(place);
                }
            };
            add(|index| &mut index.alias, person.alias.clone());
            add(|index| &mut index.email, person.email.as_ref().map(|email| email.to_ascii_lowercase()));
            add(|index| &mut index.person_id, person.person_id.clone());
            add(|index| &mut index.space, person.space.clone());
            if let Some(name) = &person.name {
                let several = |known: &mut Option<usize>| *known = None;
                index.name.entry(name.to_lowercase()).and_modify(several).or_insert(Some(place));
            }
        }
        for (group, members) in groups {
            for member in members {
                let of_member = index.groups.entry(member.clone()).or_default();
                if of_member.last() != Some(group) {
                    of_member.push(group.clone());
                }
            }
        }
        index
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    groups: BTreeMap<String, toml::Value>,
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
        let mut book = Self::default();
        for (alias, value) in file.people {
            let also = strings(&value);
            match person(&alias, value, path, text) {
                Ok(person) => book.people.push(person),
                Err(failure) => book.broken.push(Broken { name: alias, also, failure }),
            }
        }
        for (group, members) in file.groups {
            match members.try_into::<Vec<String>>() {
                Ok(members) => drop(book.groups.insert(group, members)),
                Err(error) => {
                    let place = Place { path, text, alias: "groups" };
                    let failure =
                        place.bad(&group, &format!("the group `@{group}`: {}", error.message().trim()));
                    book.broken.push(Broken { name: format!("@{group}"), also: Vec::new(), failure });
                }
            }
        }
        book.index = Index::of(&book.people, &book.groups);
        Ok(book)
    }

    /// Returns the entries and groups that can't be read.
    #[must_use]
    pub fn broken(&self) -> &[Broken] {
        &self.broken
    }

    /// Checks that what is asked for is not an entry that can't be read: its hours are not known then.
    ///
    /// # Errors
    /// Names the file, the line and what is wrong there: exit code 2.
    pub fn check(&self, who: &str) -> Result<(), Failure> {
        let names_it = |also: &String| also.eq_ignore_ascii_case(who);
        match self.broken.iter().find(|entry| entry.name == who || entry.also.iter().any(names_it)) {
            Some(entry) => Err(entry.failure.clone()),
            None => Ok(()),
        }
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
        self.index.groups.get(alias).into_iter().flatten().map(String::as_str).collect()
    }

    /// Finds an entry by its name.
    #[must_use]
    pub fn find(&self, alias: &str) -> Option<&Person> {
        self.index.alias.get(alias).map(|place| &self.people[*place])
    }

    /// Finds the entry with this name as it is written, else those with it in another case.
    #[must_use]
    pub fn called(&self, alias: &str) -> Vec<&Person> {
        if let Some(person) = self.find(alias) {
            return vec![person];
        }
        if super::is_email(alias) {
            return Vec::new(); // Found by the address, and without a look at everyone.
        }
        let alias = alias.to_lowercase();
        let is_same =
            |person: &&Person| person.alias.as_ref().is_some_and(|known| known.to_lowercase() == alias);
        self.people.iter().filter(is_same).collect()
    }

    /// Finds a person by e-mail address.
    #[must_use]
    pub fn by_email(&self, email: &str) -> Option<&Person> {
        self.index.email.get(&email.to_ascii_lowercase()).map(|place| &self.people[*place])
    }

    /// Finds a person by Webex's id.
    #[must_use]
    pub fn by_person_id(&self, id: &str) -> Option<&Person> {
        let is_same = |known: &str| ids::same(known, id);
        self.listed(&self.index.person_id, id, is_same)
    }

    /// Finds an id as it is written, else among the few that are written in another form.
    fn listed(
        &self,
        ids: &HashMap<String, usize>,
        id: &str,
        is_same: impl Fn(&str) -> bool,
    ) -> Option<&Person> {
        let exact = || ids.get(id).copied();
        let other = || ids.iter().filter(|(known, _)| is_same(known)).map(|(_, place)| *place).min();
        exact().or_else(other).map(|place| &self.people[place])
    }

    /// Finds the one entry with this full name, in any case.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Person> {
        let place = self.index.name.get(&name.to_lowercase()).copied().flatten()?;
        self.people.get(place)
    }

    /// Finds a space by Webex's id.
    #[must_use]
    pub fn by_space(&self, id: &str) -> Option<&Person> {
        let is_same = |known: &str| match ids::given(known, &ids::Kind::Space) {
            ids::Given::Id(known) => ids::same(&known, id),
            ids::Given::Another(_) | ids::Given::Words => known == id,
        };
        self.listed(&self.index.space, id, is_same)
    }

    /// Returns everybody in a group; `None` when there is no such group.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<Result<Vec<Person>, Failure>> {
        if let Err(failure) = self.check(&format!("@{name}")) {
            return Some(Err(failure));
        }
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
        self.check(member)?;
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
    if entry.space.is_some() && (entry.email.is_some() || entry.person_id.is_some()) {
        return Err(place.bad("space", "an entry is either a person or a space, and this one is both"));
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

/// Returns the texts of an entry that it may be asked for by.
fn strings(entry: &toml::Value) -> Vec<String> {
    let text = |key| entry.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    ["email", "person_id", "space", "name"].into_iter().filter_map(text).collect()
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
            .hint("`mindful people edit` opens the file; nothing was changed")
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

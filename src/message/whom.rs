//! Which of many recipients a person means by an address, a name or part of one.

use super::{Recipient, To};

/// The fewest characters of a name that may stand for the whole.
const SHORTEST: usize = 3;

/// A person, group or space, as somebody typed it.
#[derive(Debug, Clone)]
pub struct Who<'a> {
    /// What was typed.
    pub typed: &'a str,
    /// The addresses it stands for, where it is one itself or the address book knows it.
    pub addresses: Vec<To>,
}

/// What was meant, as places in the list of recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// These recipients: one person or space, or the members of one group.
    These(Vec<usize>),
    /// These recipients, who are different people: it isn't known which of them was meant.
    Several(Vec<usize>),
    /// These recipients, whose names or addresses only begin so: enough to show them, not to act on them.
    Part(Vec<usize>),
    /// None of them.
    Nobody,
}

impl Who<'_> {
    /// Finds out who is meant: by address, else by the whole name, else by the beginning of a name or an address.
    #[must_use]
    pub fn among(&self, recipients: &[&Recipient]) -> Meant {
        let known: Vec<String> = self.addresses.iter().map(To::conversation).collect();
        let by_address =
            places(recipients, |one| one.conversations().iter().any(|name| known.contains(name)));
        if !by_address.is_empty() {
            return Meant::These(by_address);
        }
        let typed = self.typed.to_lowercase();
        // An address, or a name of the address book, never stands for another person.
        if !known.is_empty() {
            return Meant::Nobody;
        }
        let by_name = places(recipients, |one| names(one).contains(&typed));
        if !by_name.is_empty() || typed.chars().count() < SHORTEST {
            return one_person(by_name, recipients);
        }
        match places(recipients, |one| names(one).iter().any(|name| begins(name, &typed))) {
            part if part.is_empty() => Meant::Nobody,
            part => Meant::Part(part),
        }
    }
}

fn places(recipients: &[&Recipient], fits: impl Fn(&Recipient) -> bool) -> Vec<usize> {
    (0..recipients.len()).filter(|place| fits(recipients[*place])).collect()
}

/// Returns the names of a recipient in lower case: the one people see, and the address.
fn names(recipient: &Recipient) -> Vec<String> {
    let email = recipient.email().map(str::to_lowercase);
    let label = recipient.label().to_lowercase();
    let address = matches!(recipient.to, To::PersonId(_) | To::Space(_));
    let address = address.then(|| recipient.to.address().to_lowercase());
    [label].into_iter().chain(email).chain(address).collect()
}

/// Checks whether a word of a name begins so; the domain of an address names nobody.
fn begins(name: &str, typed: &str) -> bool {
    let name = if typed.contains('@') { name } else { name.split('@').next().unwrap_or(name) };
    let at_word = |at: usize| !name[..at].ends_with(char::is_alphanumeric);
    name.match_indices(typed).any(|(at, _)| at_word(at))
}

/// Answers with one person's messages, or says that these are different people.
fn one_person(found: Vec<usize>, recipients: &[&Recipient]) -> Meant {
    match distinct(&found, recipients).len() {
        0 => Meant::Nobody,
        1 => Meant::These(found),
        _ => Meant::Several(found),
    }
}

/// Returns one place for each person among these.
#[must_use]
pub fn distinct(places: &[usize], recipients: &[&Recipient]) -> Vec<usize> {
    let mut people: Vec<(usize, Vec<String>)> = Vec::new();
    for place in places {
        let names = recipients[*place].conversations();
        match people.iter_mut().find(|(_, known)| known.iter().any(|name| names.contains(name))) {
            Some((_, known)) => known.extend(names),
            None => people.push((*place, names)),
        }
    }
    people.into_iter().map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(name: Option<&str>, email: &str) -> Recipient {
        Recipient {
            to: To::Email(email.to_owned()),
            other: None,
            name: name.map(str::to_owned),
            zone: "UTC".to_owned(),
            zone_assumed: false,
        }
    }

    fn meant(typed: &str, addresses: &[&str]) -> Meant {
        let people = [
            to(Some("Ada Lovelace"), "ada@example.com"),
            to(Some("Ada Byron"), "byron@example.com"),
            to(None, "adam.smith@example.com"),
            to(Some("Ada Lovelace"), "ADA@example.com"),
            to(Some("ada"), "old@example.com"),
        ];
        let addresses = addresses.iter().map(|email| To::Email((*email).to_owned())).collect();
        Who { typed, addresses }.among(&people.each_ref().map(|one| one))
    }

    #[test]
    fn an_address_means_nobody_else() {
        assert_eq!(meant("ada@example.com", &["ada@example.com"]), Meant::These(vec![0, 3]));
        assert_eq!(meant("a@example.com", &["a@example.com"]), Meant::Nobody);
        // The address book's `ada` without a message is not the beginning of somebody else's name.
        assert_eq!(meant("lov", &["lov@example.com"]), Meant::Nobody);
    }

    #[test]
    fn a_whole_name_comes_before_the_beginning_of_one() {
        assert_eq!(meant("ADA", &[]), Meant::These(vec![4]));
        assert_eq!(meant("ada lovelace", &[]), Meant::These(vec![0, 3]));
    }

    #[test]
    fn the_beginning_of_a_name_is_never_the_whole() {
        assert_eq!(meant("ada ", &[]), Meant::Part(vec![0, 1, 3]));
        assert_eq!(meant("smith", &[]), Meant::Part(vec![2]));
        assert_eq!(meant("lovel", &[]), Meant::Part(vec![0, 3]));
        for typed in ["a", "da", "ad", "example", "com", "velace", "@", "@example.com", ""] {
            assert_eq!(meant(typed, &[]), Meant::Nobody, "{typed}");
        }
    }
}

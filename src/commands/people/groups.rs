//! Groups: several people under one name.

use toml_edit::{Array, Item, Value};

use crate::failure::{Failure, Kind};
use crate::people::is_email;
use crate::terminal;

use super::draft::Draft;

/// Adds members; a group that is not there yet is made.
pub(super) fn add(draft: &mut Draft, group: &str, members: &[String], no_flags: bool) -> Result<(), Failure> {
    if !no_flags || members.is_empty() || group.trim().is_empty() {
        return Err(Failure::usage(format!("a group has members and nothing else: `@{group}`"))
            .hint("such as: mindful people add @team ada grace@example.com"));
    }
    draft.book.check(&format!("@{group}"))?;
    let known: std::collections::HashSet<&String> =
        draft.book.members(group).unwrap_or_default().iter().collect();
    let stranger = members.iter().find(|member| draft.book.find(member).is_none() && !is_email(member));
    if let Some(member) = stranger {
        return Err(super::find(&draft.book, member).map_or_else(
            |failure| failure,
            |person| {
                let alias = person.alias.as_deref().unwrap_or_default();
                Failure::new(Kind::Unknown, format!("the address book has no `{member}`"))
                    .hint(format!("did you mean `{alias}`?"))
            },
        ));
    }
    let new: Vec<_> = members.iter().filter(|member| !known.contains(member)).collect();
    let array = array(draft, group)?;
    new.iter().for_each(|member| array.push(member.as_str()));
    draft.keep()?;
    terminal::say(&format!("@{} has {} more", terminal::escape(group), new.len()));
    Ok(())
}

/// Removes members, or the group.
pub(super) fn remove(draft: &mut Draft, group: &str, members: &[String]) -> Result<(), Failure> {
    let is_broken = draft.book.check(&format!("@{group}")).is_err() && members.is_empty();
    let known = match draft.book.members(group) {
        None if is_broken => &[],
        known => known.ok_or_else(|| super::no_group(&draft.book, group))?,
    };
    if let Some(member) = members.iter().find(|member| !known.contains(member)) {
        return Err(Failure::new(Kind::Unknown, format!("`{member}` is not in `@{group}`"))
            .hint(format!("it has {}", known.join(", "))));
    }
    match members.is_empty() {
        true => drop(draft.table("groups")?.remove(group)),
        false => {
            array(draft, group)?.retain(|member| !members.iter().any(|gone| member.as_str() == Some(gone)))
        }
    }
    draft.keep()?;
    let what =
        if members.is_empty() { "is removed".to_owned() } else { format!("has {} fewer", members.len()) };
    terminal::say(&format!("@{} {what}", terminal::escape(group)));
    Ok(())
}

fn array<'a>(draft: &'a mut Draft, group: &str) -> Result<&'a mut Array, Failure> {
    let groups = draft.table("groups")?;
    if groups.get(group).is_none() {
        groups.insert(group, toml_edit::value(Value::Array(Array::new())));
    }
    let array = groups.get_mut(group).and_then(Item::as_array_mut);
    array.ok_or_else(|| Failure::usage(format!("the group `@{group}` isn't a list")))
}

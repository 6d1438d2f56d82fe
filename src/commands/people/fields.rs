//! What can be said of somebody: flags, or a key and its values, checked before anything is written.

use clap::Args;
use toml_edit::{Array, Value};

use crate::failure::Failure;
use crate::ids;
use crate::people::is_email;
use crate::schedule::{DaysOff, WorkingHours, Zone};
use crate::terminal::nearest;

/// Every key of an entry.
pub(super) const KEYS: [&str; 8] =
    ["email", "person_id", "space", "name", "timezone", "hours", "off", "any_time"];

/// A key of an entry and what it shall hold.
pub(super) type Change = (&'static str, Value);

/// What can be said of somebody.
#[derive(Args)]
pub(super) struct Fields {
    /// E-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Webex id of the person
    #[arg(long, value_name = "ID")]
    person_id: Option<String>,
    /// Space: Webex id, or a link copied from Webex
    #[arg(long, value_name = "SPACE")]
    space: Option<String>,
    /// Full name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Their time zone: an IANA name or a city, such as Europe/London
    #[arg(long, visible_alias = "tz", value_name = "ZONE")]
    timezone: Option<String>,
    /// Working hours, such as "Mon-Fri 09:00-17:00"
    #[arg(long, value_name = "HOURS")]
    hours: Option<String>,
    /// Days off: 2026-12-24, or 2026-12-24..2027-01-02 (repeatable)
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    off: Vec<String>,
    /// Ignore their working hours
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    any_time: Option<String>,
}

impl Fields {
    /// Returns what the flags say.
    pub(super) fn changes(&self) -> Result<Vec<Change>, Failure> {
        let one = |key, value: &Option<String>| value.clone().map(|value| (key, vec![value]));
        let said = [
            one("email", &self.email),
            one("person_id", &self.person_id),
            one("space", &self.space),
            one("name", &self.name),
            one("timezone", &self.timezone),
            one("hours", &self.hours),
            (!self.off.is_empty()).then(|| ("off", self.off.clone())),
            one("any_time", &self.any_time),
        ];
        said.into_iter().flatten().map(|(key, values)| change(key, &values)).collect()
    }
}

/// Reads a key and its values.
pub(super) fn change(key: &str, values: &[String]) -> Result<Change, Failure> {
    let key = known(key)?;
    let one = || match values {
        [one] if !one.trim().is_empty() => Ok(one.trim().to_owned()),
        [_] => Err(Failure::usage(format!("`{key}` is empty")).hint(format!("remove it with --unset {key}"))),
        _ => Err(Failure::usage(format!("`{key}` holds one value"))),
    };
    let bad = |why: String| Failure::usage(format!("`{key}` cannot be read")).cause(why);
    let value = match key {
        "off" => {
            DaysOff::parse(values).map_err(bad)?;
            Value::from(values.iter().collect::<Array>())
        }
        // Nobody quotes what has blanks if it can be understood without.
        "name" => Value::from(values.join(" ")),
        "hours" => {
            let hours = values.join(" ");
            let hint = "write them like `Mon-Fri 09:00-17:00`";
            WorkingHours::parse(&hours).map_err(|why| bad(why).hint(hint))?;
            Value::from(hours)
        }
        "timezone" => Value::from(Zone::typed(&one()?)?.name()),
        "email" => {
            let email = one()?;
            match is_email(&email) {
                true => Value::from(email),
                false => return Err(bad(format!("`{email}` isn't an e-mail address"))),
            }
        }
        "any_time" => {
            let word = one()?;
            let yes = word.parse::<bool>().map_err(|_| bad(format!("`{word}` is neither true nor false")))?;
            Value::from(yes)
        }
        "person_id" | "space" => Value::from(of_kind(key, one()?)?),
        _ => Value::from(one()?),
    };
    Ok((key, value))
}

/// Refuses an id of something else.
fn of_kind(key: &str, id: String) -> Result<String, Failure> {
    let wanted = if key == "space" { ids::Kind::Space } else { ids::Kind::Person };
    match ids::parse(&id).map(|id| id.kind) {
        Some(kind) if kind != wanted => {
            let what = format!("`{key}` can't be `{id}`, which is the id of {}", kind.called());
            Err(Failure::usage(what)
                .hint("`mindful spaces` and `mindful people search NAME --json` show ids"))
        }
        Some(_) | None => Ok(id),
    }
}

/// Returns a key as it is spelled.
pub(super) fn known(key: &str) -> Result<&'static str, Failure> {
    if let Some(known) = KEYS.into_iter().find(|known| *known == key) {
        return Ok(known);
    }
    let failure = Failure::usage(format!("unknown field `{key}`"));
    Err(match nearest::nearest(key, KEYS) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint(format!("it has {}", KEYS.join(", "))),
    })
}

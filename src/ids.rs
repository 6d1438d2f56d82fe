//! Webex's ids, as they are written by its API, its clients and people: what kind of thing each names.
//!
//! The API's id is base64 of `ciscospark://us/ROOM/<UUID>`, of another cluster `ciscospark://urn:TEAM:us-west-2_r/ROOM/<UUID>`.
//! Clients copy links, and those hold the UUID.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::BASE64_STANDARD_NO_PAD;
use url::Url;

/// Webex writes ids without padding; other programs add it.
const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// What an id names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A space.
    Space,
    /// A person.
    Person,
    /// A message.
    Message,
    /// Something else, in Webex's word for it.
    Other(String),
}

impl Kind {
    fn of(word: &str) -> Self {
        match word {
            "ROOM" => Self::Space,
            "PEOPLE" => Self::Person,
            "MESSAGE" => Self::Message,
            other => Self::Other(other.to_owned()),
        }
    }

    const fn word(&self) -> Option<&'static str> {
        match self {
            Self::Space => Some("ROOM"),
            Self::Person => Some("PEOPLE"),
            Self::Message => Some("MESSAGE"),
            Self::Other(_) => None,
        }
    }

    /// Calls it as people do.
    #[must_use]
    pub fn called(&self) -> String {
        match self {
            Self::Space => "a space".to_owned(),
            Self::Person => "a person".to_owned(),
            Self::Message => "a message".to_owned(),
            Self::Other(word) => format!("something else ({word})"),
        }
    }
}

/// An id of the API, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Id {
    /// What it names.
    pub kind: Kind,
    /// Which one: a UUID, as a rule.
    pub name: String,
}

/// Reads an id of the API; `None` if the text is none.
#[must_use]
pub fn parse(text: &str) -> Option<Id> {
    let text = text.trim();
    let bytes = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()?;
    let address = String::from_utf8(bytes).ok()?;
    let mut parts = address.strip_prefix("ciscospark://")?.splitn(3, '/');
    let (_cluster, kind, name) = (parts.next()?, parts.next()?, parts.next()?);
    (!kind.is_empty() && !name.is_empty()).then(|| Id { kind: Kind::of(kind), name: name.to_owned() })
}

/// Tells whether two texts name the same thing: the same id, however each is written.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    one == other || parse(one).is_some_and(|id| parse(other).is_some_and(|other| id == other))
}

/// Makes the API's id from a UUID.
fn made(kind: &Kind, uuid: &str) -> Option<String> {
    let word = kind.word()?;
    Some(BASE64_STANDARD_NO_PAD.encode(format!("ciscospark://us/{word}/{uuid}")))
}

/// What a person gave to name a space or a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// An id of the right kind, as the API takes it.
    Id(String),
    /// An id of something else.
    Another(Kind),
    /// No id, no UUID and no link.
    Words,
}

/// Reads what names a space or a message: an id, a UUID, or a link copied from Webex.
#[must_use]
pub fn given(text: &str, wanted: &Kind) -> Given {
    let text = text.trim();
    if let Some(id) = parse(text) {
        return if id.kind == *wanted { Given::Id(text.to_owned()) } else { Given::Another(id.kind) };
    }
    let uuid = match link(text) {
        Some(link) => match (wanted, link.space, link.message) {
            (Kind::Message, _, Some(uuid)) | (Kind::Space, Some(uuid), _) => Some(uuid),
            (Kind::Message, Some(_), None) => return Given::Another(Kind::Space),
            _ => None,
        },
        None => is_uuid(text).then(|| text.to_lowercase()),
    };
    uuid.and_then(|uuid| made(wanted, &uuid)).map_or(Given::Words, Given::Id)
}

/// What a link copied from Webex leads to.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    space: Option<String>,
    message: Option<String>,
}

/// Reads `webexteams://im?space=UUID&message=UUID`, `https://web.webex.com/spaces/UUID` and their like.
fn link(text: &str) -> Option<Link> {
    let url = Url::parse(text).ok()?;
    let host = url.host_str().unwrap_or_default();
    let is_webex = matches!(url.scheme(), "webexteams" | "webex" | "ciscospark")
        || (matches!(url.scheme(), "http" | "https")
            && (host == "webex.com" || host.ends_with(".webex.com")));
    if !is_webex {
        return None;
    }
    let asked =
        |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let parts: Vec<&str> = url.path_segments().map(Iterator::collect).unwrap_or_default();
    let behind = |names: &[&str]| {
        let at = parts.iter().position(|part| names.contains(part))?;
        parts.get(at + 1).map(|part| (*part).to_owned())
    };
    // An address in angle brackets of the id itself: ciscospark://us/ROOM/UUID.
    let uuid = |found: Option<String>| found.map(|text| text.to_lowercase()).filter(|text| is_uuid(text));
    let space = uuid(asked("space").or_else(|| behind(&["spaces", "rooms", "space", "ROOM"])));
    let message = uuid(asked("message").or_else(|| behind(&["messages", "message", "MESSAGE"])));
    Some(Link { space, message })
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};

    const UUID: &str = "bbceb1ad-43f1-3b58-9147-f14bb0c4d154";

    #[test]
    fn an_id_is_known_in_every_spelling_and_by_its_kind() {
        for address in
            [format!("ciscospark://us/ROOM/{UUID}"), format!("ciscospark://urn:TEAM:us-west-2_r/ROOM/{UUID}")]
        {
            for text in [
                BASE64_STANDARD.encode(&address),
                BASE64_STANDARD_NO_PAD.encode(&address),
                BASE64_URL_SAFE.encode(&address),
                BASE64_URL_SAFE_NO_PAD.encode(&address),
            ] {
                assert_eq!(parse(&text), Some(Id { kind: Kind::Space, name: UUID.to_owned() }), "{text}");
                assert_eq!(given(&text, &Kind::Space), Given::Id(text.clone()));
                assert_eq!(given(&text, &Kind::Message), Given::Another(Kind::Space));
            }
        }
        assert!(same(
            &BASE64_STANDARD.encode(format!("ciscospark://us/PEOPLE/{UUID}")),
            &BASE64_URL_SAFE_NO_PAD.encode(format!("ciscospark://urn:TEAM:eu/PEOPLE/{UUID}"))
        ));
        for no_id in ["", "room-1", "Project Apollo", "Y2lzY29zcGFyazovL", "aGVsbG8", "Y2lzY29zcGFyazovL3Vz"]
        {
            assert_eq!(parse(no_id), None, "{no_id}");
        }
    }

    #[test]
    fn uuids_and_links_copied_from_webex_name_a_space_or_a_message() {
        let space = Given::Id(made(&Kind::Space, UUID).unwrap());
        for text in [
            UUID.to_owned(),
            UUID.to_uppercase(),
            format!(" {UUID}\n"),
            format!("webexteams://im?space={UUID}"),
            format!("webexteams://im?space={UUID}&message=aaaaaaaa-43f1-3b58-9147-f14bb0c4d154"),
            format!("https://web.webex.com/spaces/{UUID}"),
            format!("https://web.webex.com/spaces/{UUID}/"),
            format!("https://teams.webex.com/spaces/{UUID}/chat"),
            format!("https://teams.webex.com/spaces/{}/chat?x=y#z", UUID.to_uppercase()),
        ] {
            assert_eq!(given(&text, &Kind::Space), space, "{text}");
        }
        let message = Given::Id(made(&Kind::Message, UUID).unwrap());
        for text in [
            UUID.to_owned(),
            format!("webexteams://im?space=aaaaaaaa-43f1-3b58-9147-f14bb0c4d154&message={UUID}"),
            format!("https://web.webex.com/spaces/aaaaaaaa-43f1-3b58-9147-f14bb0c4d154/messages/{UUID}"),
        ] {
            assert_eq!(given(&text, &Kind::Message), message, "{text}");
        }
        assert_eq!(
            given(&format!("webexteams://im?space={UUID}"), &Kind::Message),
            Given::Another(Kind::Space)
        );
        for words in [
            "Project Apollo".to_owned(),
            "webexteams://im?space=apollo".to_owned(),
            "https://web.webex.com/".to_owned(),
            format!("https://example.com/spaces/{UUID}"),
            format!("https://webex.com.example.com/spaces/{UUID}"),
            format!("{UUID}0"),
        ] {
            assert_eq!(given(&words, &Kind::Space), Given::Words, "{words}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC*|[A-Za-z0-9+/=_-]{0,80}") {
            let _ = (parse(&text), given(&text, &Kind::Space), given(&text, &Kind::Message));
        }
    }
}

//! How Webex shows what was posted: trimmed, with mentions, links and entities rewritten, and Markdown sometimes missing.
//!
//! Attested by recorded answers; no test may be green because a stand-in echoes.

use pulldown_cmark::{Event, Parser, Tag, TagEnd, html};

use crate::directory::Person;
use crate::messages::Message;

/// Whether a message that was posted in Markdown is listed with its Markdown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Markdown {
    /// Every second message is.
    #[default]
    Sometimes,
    /// Each is.
    Always,
    /// None is.
    Never,
}

/// What is listed of a message.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) text: Option<String>,
    pub(crate) markdown: Option<String>,
    pub(crate) html: Option<String>,
}

impl Shown {
    /// Spoils what is shown: fields are missing, and signs are left out, exchanged or added.
    pub(crate) fn garbled(self, seed: u64) -> Self {
        let mut chance = Chance(seed);
        let mut spoil = |text: Option<String>| match chance.below(4) {
            0 => None,
            1 => text,
            _ => text.map(|text| text.chars().flat_map(|sign| chance.spoiled(sign)).collect()),
        };
        Self { text: spoil(self.text), markdown: spoil(self.markdown), html: spoil(self.html) }
    }
}

/// Numbers by a seed (splitmix64), so that what went wrong goes wrong again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn spoiled(&mut self, sign: char) -> Vec<char> {
        match self.below(12) {
            0 => Vec::new(),
            1 => vec!['<', sign, '>'],
            2 => sign.to_uppercase().collect(),
            3 => vec![sign, '\u{fffd}'],
            _ => vec![sign],
        }
    }
}

/// Shows a message; `number` is its place among all of them.
pub(crate) fn shown(message: &Message, number: usize, markdown: Markdown, people: &[Person]) -> Shown {
    let Some(posted) = &message.markdown else {
        let text = message.text.as_deref().map(trimmed).filter(|text| !text.is_empty());
        return Shown { text, ..Shown::default() };
    };
    let rewritten = trimmed(&mentioned(posted, people));
    let mut formatted = String::new();
    html::push_html(&mut formatted, Parser::new(&rewritten));
    let listed = match markdown {
        Markdown::Sometimes => number.is_multiple_of(2),
        Markdown::Always => true,
        Markdown::Never => false,
    };
    Shown {
        text: Some(plain(&rewritten)),
        markdown: listed.then_some(rewritten),
        html: Some(formatted.trim().to_owned()),
    }
}

fn trimmed(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Rewrites mentions: `<@personEmail:ada@example.com|Ada>` becomes an element with the person's id.
fn mentioned(posted: &str, people: &[Person]) -> String {
    let (mut rewritten, mut rest) = (String::new(), posted);
    while let Some((before, after)) = rest.split_once("<@") {
        rewritten.push_str(before);
        let element =
            after.split_once('>').and_then(|(inside, after)| Some((element(inside, people)?, after)));
        match element {
            Some((element, after)) => {
                rewritten.push_str(&element);
                rest = after;
            }
            None => {
                rewritten.push_str("<@");
                rest = after;
            }
        }
    }
    rewritten + rest
}

fn element(inside: &str, people: &[Person]) -> Option<String> {
    if inside == "all" {
        let kind = "data-object-type=\"groupMention\" data-group-type=\"all\"";
        return Some(format!("<spark-mention {kind}>All</spark-mention>"));
    }
    let (whom, name) = inside.split_once('|').map_or((inside, None), |(whom, name)| (whom, Some(name)));
    let person = match whom.split_once(':')? {
        ("personEmail", email) => people.iter().find(|person| person.email == email)?,
        ("personId", id) => people.iter().find(|person| person.id == id)?,
        _ => return None,
    };
    let name = name.unwrap_or(&person.name);
    let id = &person.id;
    Some(format!("<spark-mention data-object-type=\"person\" data-object-id=\"{id}\">{name}</spark-mention>"))
}

/// Leaves what a client without formatting shows.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => {
                text.push('\n');
            }
            Event::Start(Tag::Item) => text.push_str("• "),
            _ => {}
        }
    }
    text.trim().to_owned()
}

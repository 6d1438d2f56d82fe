//! Whether a listed message is the one that was posted, although Webex shows it in another way.
//!
//! Webex trims texts, rewrites mentions (`<@personEmail:ada@example.com|Ada>` comes back as `<spark-mention …>Ada</spark-mention>`),
//! links and entities, and sometimes lists no Markdown. What is compared is therefore what a reader sees. Equal is
//! evidence; different proves nothing.

use serde_json::Value;

use crate::message::{Format, Message};
use crate::webex::Listed;

/// Stands for a mention; no text that is posted holds it, for it is whitespace to Webex and left out of what is compared.
const MENTION: char = '\u{1}';

/// Tells whether a listed message says, carries and answers what was posted.
pub(super) fn is_it(item: &Listed, message: &Message) -> bool {
    let body = &message.body;
    let same_file = item.files == usize::from(body.attachment.is_some());
    // A reply to a reply is listed under the root of the thread.
    let same_place = item.parent_id.is_some() == body.reply_to.is_some();
    let card = body.card.as_deref().map(serde_json::from_str::<Value>);
    let same_card = match (&card, &item.attachments[..]) {
        (None, []) => true,
        (Some(Ok(card)), [listed]) => listed["content"] == *card,
        _ => false,
    };
    // Beside a card Webex may list words that nobody wrote.
    let only_a_card = card.is_some() && body.text.trim().is_empty();
    same_file && same_place && same_card && (only_a_card || says(item, &body.text, body.format))
}

fn says(item: &Listed, posted: &str, format: Format) -> bool {
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    if posted.trim().is_empty() {
        return blank(&item.text) && blank(&item.markdown);
    }
    let [text, markdown, html] = [&item.text, &item.markdown, &item.html].map(Option::as_deref);
    match format {
        Format::Text => text.is_some_and(|text| same_words(text, posted)),
        Format::Markdown => {
            let formatted = [markdown, html].into_iter().flatten();
            [markdown, text].into_iter().flatten().any(|text| same_words(text, posted))
                || formatted.into_iter().any(|text| same_signs(&seen(posted), &seen(text)))
                || text.is_some_and(|text| bare(&seen(posted)).is_some_and(|bare| bare == seen(text).signs))
        }
    }
}

/// Tells whether two texts have the same words: Webex trims, and may fold what is between them or write entities.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let plain = |text: &str| decoded(text).split_whitespace().collect::<Vec<_>>().join(" ");
    plain(one) == plain(other)
}

/// What a reader sees of a formatted text.
#[derive(Debug, Default)]
struct Seen {
    /// Its signs, without blanks and whatever Markdown or HTML may add or take away; [`MENTION`] stands for each mention.
    signs: String,
    /// Whom it mentions.
    mentions: Vec<Mention>,
}

/// A mention, as far as it says whom.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mention {
    id: Option<String>,
    name: Option<String>,
}

impl Mention {
    /// Tells whether nothing that both say differs.
    fn may_be(&self, other: &Self) -> bool {
        let agree = |one: &Option<String>, two: &Option<String>| {
            one.as_ref().zip(two.as_ref()).is_none_or(|(one, two)| one == two)
        };
        let ids = self.id.is_some() && self.id == other.id;
        ids || (agree(&self.id, &other.id) && agree(&self.name, &other.name))
    }
}

fn same_signs(posted: &Seen, listed: &Seen) -> bool {
    let pairs = posted.mentions.iter().zip(&listed.mentions);
    !posted.signs.is_empty()
        && posted.signs == listed.signs
        && posted.mentions.len() == listed.mentions.len()
        && pairs.into_iter().all(|(one, two)| one.may_be(two))
}

/// Returns what a text without formatting shows of what was posted, in which a mention is a bare name; `None` where a
/// name is not known.
fn bare(posted: &Seen) -> Option<String> {
    let mut names = posted.mentions.iter().map(|mention| mention.name.as_deref().map(signs));
    let mut bare = String::new();
    for (index, part) in posted.signs.split(MENTION).enumerate() {
        if index > 0 {
            bare.push_str(&names.next()??);
        }
        bare.push_str(part);
    }
    Some(bare).filter(|bare| !bare.is_empty())
}

/// Returns what a reader sees of Markdown, of HTML, or of the text that Webex makes of either.
fn seen(text: &str) -> Seen {
    let mut seen = Seen::default();
    let mut fenced = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
            continue; // What stands behind it is the language.
        }
        let line = if fenced { trimmed } else { without_number(trimmed) };
        seen.add(line);
    }
    seen
}

impl Seen {
    fn add(&mut self, line: &str) {
        let mut rest = line;
        while let Some(sign) = rest.chars().next() {
            if let Some((mention, after)) = mention(rest) {
                self.signs.push(MENTION);
                self.mentions.push(mention);
                rest = after;
            } else if let Some(after) = rest.strip_prefix("](").and_then(target_end) {
                rest = after;
            } else if let Some(after) = tag_end(rest) {
                rest = after;
            } else if let Some((sign, after)) = entity(rest) {
                self.signs.extend(visible(sign));
                rest = after;
            } else {
                self.signs.extend(visible(sign));
                rest = &rest[sign.len_utf8()..];
            }
        }
    }
}

fn signs(text: &str) -> String {
    text.chars().filter_map(visible).collect()
}

/// Leaves out blanks, what formats, and the signs that Webex may put before an item of a list.
fn visible(sign: char) -> Option<char> {
    let formats = "*_~`#>[]()|\\-+=<•◦▪‣".contains(sign);
    let unseen = matches!(sign, '\u{200b}'..='\u{200f}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}');
    (!sign.is_whitespace() && !sign.is_control() && !formats && !unseen).then_some(sign)
}

/// Takes the number from an item of a list, for a text may show it or not.
fn without_number(line: &str) -> &str {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = &line[digits..];
    match digits {
        1..=9 if after.starts_with(". ") || after.starts_with(") ") => &after[1..],
        _ => line,
    }
}

/// Reads a mention at the beginning of a text, as it is posted and as it is listed; returns what is behind it.
fn mention(text: &str) -> Option<(Mention, &str)> {
    if let Some(posted) = text.strip_prefix("<@") {
        let (inside, after) = posted.split_once('>')?;
        let (whom, name) = inside.split_once('|').map_or((inside, None), |(whom, name)| (whom, Some(name)));
        let (kind, id) = whom.split_once(':').map_or((whom, None), |(kind, id)| (kind, Some(id)));
        if !["all", "personEmail", "personId"].contains(&kind) {
            return None;
        }
        let id = id.filter(|_| kind == "personId").map(str::to_owned);
        let name = if kind == "all" { Some("All") } else { name };
        return Some((Mention { id, name: name.map(str::to_owned) }, after));
    }
    let (tag, inside) = text.strip_prefix("<spark-mention")?.split_once('>')?;
    let (name, after) = inside.split_once("</spark-mention>")?;
    let id = tag.split_once("data-object-id=\"").and_then(|(_, id)| id.split_once('"'));
    let name = decoded(name);
    Some((Mention { id: id.map(|(id, _)| id.to_owned()), name: Some(name) }, after))
}

/// Skips the target of a link, whose brackets may be nested.
fn target_end(target: &str) -> Option<&str> {
    let mut depth = 1;
    for (at, sign) in target.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&target[at + 1..]);
        }
    }
    None
}

/// Skips a tag of HTML. An address in angle brackets is none.
fn tag_end(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('<')?;
    let begins = inside.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '/' || sign == '!');
    let (tag, after) = inside.split_once('>').filter(|_| begins)?;
    let name = tag.trim_start_matches('/').split([' ', '/', '\t']).next().unwrap_or_default();
    (!name.contains([':', '@'])).then_some(after)
}

/// Reads an entity of HTML at the beginning of a text.
fn entity(text: &str) -> Option<(char, &str)> {
    let (name, after) = text.strip_prefix('&')?.split_once(';')?;
    let number = |text: &str, base| u32::from_str_radix(text, base).ok().and_then(char::from_u32);
    let sign = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16)?,
            decimal => number(decimal, 10)?,
        },
    };
    Some((sign, after))
}

fn decoded(text: &str) -> String {
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(sign) = rest.chars().next() {
        let (sign, after) = entity(rest).unwrap_or((sign, &rest[sign.len_utf8()..]));
        plain.push(sign);
        rest = after;
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Attachment;

    const ID: &str = "Y2lzY29zcGFyazovL3VzL1BFT1BMRS9hZGE";

    fn posted(text: &str, format: Format) -> Message {
        let mut message = Message::sample();
        text.clone_into(&mut message.body.text);
        message.body.format = format;
        message
    }

    fn listed(text: Option<&str>, markdown: Option<&str>, html: Option<&str>) -> Listed {
        let [text, markdown, html] = [text, markdown, html].map(|text| text.map(str::to_owned));
        Listed { text, markdown, html, ..Listed::default() }
    }

    fn spark(name: &str) -> String {
        format!("<spark-mention data-object-type=\"person\" data-object-id=\"{ID}\">{name}</spark-mention>")
    }

    #[test]
    fn a_text_is_known_again_trimmed_folded_and_with_entities() {
        let message = posted("  a <b> & \"c\"\r\nd 👍 ", Format::Text);
        for text in
            ["a <b> & \"c\"\nd 👍", "a &lt;b&gt; &amp; &quot;c&#34; d 👍", "a <b> & \"c\"\r\n\r\nd\u{a0}👍"]
        {
            assert!(is_it(&listed(Some(text), None, None), &message), "{text}");
        }
        for text in ["a b & \"c\" d 👍", "a <b> & \"c\" d", "a <b> & \"c\" d 👎", ""] {
            assert!(!is_it(&listed(Some(text), None, None), &message), "{text}");
        }
        assert!(!is_it(&listed(None, None, None), &message));
    }

    #[test]
    fn markdown_is_known_again_by_its_markdown_its_html_or_its_text() {
        for (text, markdown, html) in [
            ("**Hello** _world_", None, "<p><strong>Hello</strong> <em>world</em></p>"),
            (
                "see [the docs](https://x.y/a_(b)?c=d&e)",
                None,
                "see <a href=\"https://x.y/a_(b)?c=d&amp;e\">the docs</a>",
            ),
            (
                "<https://x.y/z?a=b> & more",
                None,
                "<a href=\"https://x.y/z?a=b\">https://x.y/z?a=b</a> &amp; more",
            ),
            ("1. one\n2. two\n\n- three", None, "<ol><li>one</li><li>two</li></ol><ul><li>three</li></ul>"),
            ("```rust\nlet a = 1;\n```", None, "<pre><code class=\"lang-rust\">let a = 1;</code></pre>"),
            ("a\r\n\r\nb 👍🏽", Some("a\n\nb 👍🏽"), "<p>a</p><p>b 👍🏽</p>"),
        ] {
            let message = posted(text, Format::Markdown);
            assert!(is_it(&listed(None, markdown.or(Some(text)), None), &message), "{text}");
            assert!(is_it(&listed(None, None, Some(html)), &message), "{text} as {html}");
            let other = html.replace('o', "0").replace('a', "4").replace('b', "6");
            assert!(!is_it(&listed(None, None, Some(&other)), &message), "{text} as {other}");
        }
        let message = posted("1. [one](https://x.y)\n2. **two**", Format::Markdown);
        for text in ["1. one\n2. two", "• one\n• two", "one two"] {
            assert!(is_it(&listed(Some(text), None, None), &message), "{text}");
        }
    }

    #[test]
    fn a_mention_is_known_again_by_id_or_name_and_another_is_not_taken_for_it() {
        for whom in [
            "personEmail:ada@example.com|Ada".to_owned(),
            format!("personId:{ID}|Ada"),
            format!("personId:{ID}"),
        ] {
            let message = posted(&format!("Hi <@{whom}>, look"), Format::Markdown);
            let rewritten = format!("Hi {}, look", spark("Ada"));
            assert!(is_it(&listed(None, Some(&rewritten), None), &message), "{whom}");
            assert!(is_it(&listed(None, None, Some(&format!("<p>{rewritten}</p>"))), &message), "{whom}");
            let named = whom.contains('|');
            assert_eq!(is_it(&listed(Some("Hi Ada, look"), None, None), &message), named, "{whom}");
            assert!(!is_it(&listed(Some("Hi Ada, look there"), None, None), &message), "{whom}");
            let other = rewritten.replace(ID, "other").replace("Ada", "Bob");
            assert!(!is_it(&listed(None, Some(&other), None), &message), "{whom}");
        }
        let all = posted("<@all> stand-up now", Format::Markdown);
        let group = "<spark-mention data-object-type=\"groupMention\" data-group-type=\"all\">All</spark-mention> stand-up now";
        assert!(is_it(&listed(None, Some(group), None), &all));
        assert!(is_it(&listed(Some("All stand-up now"), None, None), &all));
        // A bare name might be anything.
        let only = posted("<@personEmail:ada@example.com>", Format::Markdown);
        assert!(!is_it(&listed(Some("anything at all"), None, None), &only));
        assert!(is_it(&listed(None, Some(&spark("Ada")), None), &only));
    }

    #[test]
    fn punctuation_alone_is_compared_as_it_stands() {
        let message = posted("***", Format::Markdown);
        assert!(is_it(&listed(Some("***"), None, None), &message));
        assert!(!is_it(&listed(Some("---"), None, Some("<hr>")), &message));
        let asked = posted("ok?", Format::Markdown);
        assert!(!is_it(&listed(Some("ok!"), Some("ok!"), None), &asked));
    }

    #[test]
    fn files_cards_and_replies_are_known_by_what_a_list_shows_of_them() {
        let mut file = posted("", Format::Text);
        file.body.attachment = Some(Attachment { name: "a.pdf".to_owned(), bytes: 3 });
        let with_file = |files| Listed { files, ..Listed::default() };
        assert!(is_it(&with_file(1), &file));
        assert!(!is_it(&with_file(0), &file) && !is_it(&with_file(2), &file));
        assert!(!is_it(&Listed { text: Some("more".to_owned()), ..with_file(1) }, &file));
        "see".clone_into(&mut file.body.text);
        assert!(is_it(&Listed { text: Some("see".to_owned()), ..with_file(1) }, &file));
        assert!(!is_it(&Listed { text: Some("see".to_owned()), ..with_file(0) }, &file));

        let mut card = posted("", Format::Text);
        card.body.card = Some(r#"{"type": "AdaptiveCard", "version": "1.3"}"#.to_owned());
        let content =
            |version: &str| serde_json::json!({ "content": { "version": version, "type": "AdaptiveCard" } });
        let with_card = |version| Listed { attachments: vec![content(version)], ..Listed::default() };
        assert!(is_it(&with_card("1.3"), &card));
        assert!(is_it(&Listed { text: Some("a card".to_owned()), ..with_card("1.3") }, &card));
        assert!(!is_it(&with_card("1.2"), &card) && !is_it(&Listed::default(), &card));

        let mut reply = posted("hello", Format::Text);
        reply.body.reply_to = Some("parent".to_owned());
        let plain = listed(Some("hello"), None, None);
        assert!(is_it(&Listed { parent_id: Some("its root".to_owned()), ..plain.clone() }, &reply));
        assert!(!is_it(&plain, &reply) && is_it(&plain, &posted("hello", Format::Text)));
        assert!(!is_it(&Listed { parent_id: Some("x".to_owned()), ..plain }, &posted("hello", Format::Text)));
    }

    proptest::proptest! {
        #[test]
        fn any_two_texts_are_compared_without_a_panic(one in "[<>@|:;&#()\\]\\[`. a1é👍\n-]{0,60}", two in "\\PC{0,40}") {
            for (posted, other) in [(&one, &two), (&two, &one), (&one, &one)] {
                let listed = listed(Some(other), Some(other), Some(other));
                let _ = says(&listed, posted, Format::Markdown);
                proptest::prop_assert!(says(&listed, other, Format::Text));
            }
        }
    }
}

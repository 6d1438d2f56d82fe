//! Lists: read page by page and item by item. What cannot be read is left out and named, and a list that ends before
//! its end says so.

use std::collections::HashSet;

use reqwest::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use crate::http::Request;

use super::{Error, MAX_ANSWER, Webex, body, good};

/// Upper bound of the pages that are read; a thousand spaces or fifty messages are on each.
const MAX_PAGES: usize = 20;

/// A list, as far as Webex showed it.
#[derive(Debug, Clone)]
pub struct List<T> {
    /// What could be read, each once.
    pub items: Vec<T>,
    /// What could not be read, each in words.
    pub odd: Vec<String>,
    /// Why there may be more, if there may.
    pub cut: Option<String>,
    /// How many items the last page had, odd ones included.
    pub(super) last_page: usize,
    /// Whether the caller had enough before the end.
    pub(super) had_enough: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), odd: Vec::new(), cut: None, last_page: 0, had_enough: false }
    }
}

impl<T> List<T> {
    /// Turns every item into another; `Err` says in words why one is left out.
    pub(super) fn filtered<U>(self, each: impl Fn(T) -> Result<U, String>) -> List<U> {
        let Self { items, mut odd, cut, last_page, had_enough } = self;
        let items = items.into_iter().filter_map(|item| each(item).map_err(|why| odd.push(why)).ok());
        List { items: items.collect(), odd, cut, last_page, had_enough }
    }
}

/// One answer of a list.
#[derive(Debug)]
pub struct Page<T> {
    /// What could be read.
    pub items: Vec<T>,
    /// What could not be read, each in words.
    pub odd: Vec<String>,
}

#[derive(Deserialize)]
struct Raw {
    items: Vec<Box<RawValue>>,
}

/// Reads one answer of a list. One item that is odd costs that item alone.
///
/// # Errors
/// The answer is not a list.
pub fn page<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<Page<T>> {
    let Raw { items } = crate::http::object(body)?;
    let mut page = Page { items: Vec::new(), odd: Vec::new() };
    for item in items {
        match crate::http::object(item.get().as_bytes()) {
            Ok(item) => page.items.push(item),
            Err(why) => page.odd.push(odd(&item, &why)),
        }
    }
    Ok(page)
}

/// Names an item that cannot be read: by its id if it has one.
fn odd(item: &RawValue, why: &serde_json::Error) -> String {
    let value: Value = serde_json::from_str(item.get()).unwrap_or_default();
    let why = why.to_string();
    let why = why.split(" at line ").next().unwrap_or_default();
    format!("{}: {why}", value["id"].as_str().map_or_else(|| "an item without an id".to_owned(), named))
}

/// Names an item by its id.
pub(super) fn named(id: &str) -> String {
    format!("`{id}`")
}

impl Webex {
    /// Reads a list page by page (<https://developer.webex.com/docs/basics>, pagination) until the caller has enough;
    /// a page may be empty and still have a next one. An item that comes twice is one.
    pub(super) async fn list<T: DeserializeOwned>(
        &self,
        first: Request,
        id: impl Fn(&T) -> &str,
        enough: impl Fn(&[T]) -> bool,
    ) -> Result<List<T>, Error> {
        let (mut list, mut seen, mut asked) = (List::default(), HashSet::new(), HashSet::new());
        let mut request = first;
        for _ in 0..MAX_PAGES {
            let answer = good(request).await?;
            let next = self.next(&answer);
            let body = body(answer, MAX_ANSWER).await?;
            let page: Page<T> = page(&body).map_err(|error| Error::Unexpected(error.to_string()))?;
            list.last_page = page.items.len() + page.odd.len();
            list.had_enough = enough(&page.items);
            list.odd.extend(page.odd);
            list.items.extend(page.items.into_iter().filter(|item| seen.insert(id(item).to_owned())));
            if list.had_enough {
                return Ok(list);
            }
            match next {
                Next::None => return Ok(list),
                Next::Elsewhere(why) => return Ok(List { cut: Some(why), ..list }),
                Next::At(next) if asked.insert(next.clone()) => {
                    request = self.authorized(self.http.get(next));
                }
                Next::At(_) => {
                    return Ok(List { cut: Some("a page names itself as the next one".to_owned()), ..list });
                }
            }
        }
        Ok(List { cut: Some(format!("there are more than {MAX_PAGES} pages")), ..list })
    }

    /// Returns where the next page is (RFC 8288).
    fn next(&self, answer: &Response) -> Next {
        let headers = answer.headers().get_all(reqwest::header::LINK);
        let headers = headers.iter().map(|header| String::from_utf8_lossy(header.as_bytes()));
        let Some(target) = headers.into_iter().find_map(|header| next_of(&header)) else {
            return Next::None;
        };
        let base = Url::parse(&self.base).ok();
        match answer.url().join(&target) {
            // The token goes to no other host, whatever a header says.
            Ok(next) if base.is_some_and(|base| base.origin() == next.origin()) => Next::At(repaired(next)),
            Ok(next) => Next::Elsewhere(format!(
                "its next page is at another host, {}",
                next.host_str().unwrap_or("which has no name")
            )),
            Err(_) => Next::Elsewhere("the address of its next page can't be read".to_owned()),
        }
    }
}

/// Where a list goes on.
enum Next {
    /// It ends here.
    None,
    /// There.
    At(Url),
    /// Where this program does not follow, in words.
    Elsewhere(String),
}

/// Leaves out `max=null`, which Webex puts into addresses and refuses
/// (<https://github.com/WebexCommunity/WebexPythonSDK>, `_fix_next_url`).
fn repaired(mut next: Url) -> Url {
    let kept: Vec<(String, String)> =
        next.query_pairs().into_owned().filter(|(name, value)| !(name == "max" && value == "null")).collect();
    if kept.len() < next.query_pairs().count() {
        next.query_pairs_mut().clear().extend_pairs(kept);
    }
    next
}

/// Finds the target of `rel=next` in a `Link` header: quoted or not, in any case, among several relations and links.
fn next_of(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, link)) = rest.split_once('<') {
        let (target, after) = link.split_once('>')?;
        let (parameters, others) = parameters(after);
        if is_next(&parameters) {
            return Some(target.trim().to_owned());
        }
        rest = others;
    }
    None
}

/// Splits the parameters of one link from the links behind it: a comma within quotes separates nothing.
fn parameters(text: &str) -> (Vec<&str>, &str) {
    let (mut found, mut quoted, mut begin) = (Vec::new(), false, 0);
    for (at, sign) in text.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            ';' if !quoted => {
                found.push(&text[begin..at]);
                begin = at + 1;
            }
            ',' if !quoted => {
                found.push(&text[begin..at]);
                return (found, &text[at + 1..]);
            }
            _ => {}
        }
    }
    found.push(&text[begin..]);
    (found, "")
}

fn is_next(parameters: &[&str]) -> bool {
    let mut pairs = parameters.iter().filter_map(|parameter| parameter.split_once('='));
    // Only the first `rel` of a link counts (RFC 8288, section 3.3).
    let relations = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("rel"));
    relations.is_some_and(|(_, value)| {
        let mut words = value.trim().trim_matches('"').split_whitespace();
        words.any(|word| word.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_in_every_spelling_of_a_link() {
        for header in [
            "<https://x.y/v1/rooms?cursor=2>; rel=\"next\"",
            "<https://x.y/v1/rooms?cursor=2>;rel=next",
            "<https://x.y/v1/rooms?cursor=2> ; REL = \"Next\"",
            "<https://x.y/first>; rel=\"first\", <https://x.y/v1/rooms?cursor=2>; rel=\"next\"",
            "<https://x.y/first,second>; rel=first; title=\"a, <b>; rel=next\", <https://x.y/v1/rooms?cursor=2>; rel=next",
            "<https://x.y/v1/rooms?cursor=2>; title=\"x\"; rel=\"last next\"",
        ] {
            assert_eq!(next_of(header).as_deref(), Some("https://x.y/v1/rooms?cursor=2"), "{header}");
        }
        assert_eq!(next_of("<https://x.y/a,b?c=d>; rel=next").as_deref(), Some("https://x.y/a,b?c=d"));
        assert_eq!(next_of("</v1/rooms?cursor=2>; rel=next").as_deref(), Some("/v1/rooms?cursor=2"));
        for header in [
            "",
            "<x",
            "<x>",
            "<x>; rel=prev",
            "x; rel=next",
            "<x>; rel=prev; rel=next",
            "<x>; title=\"rel=next\"",
        ] {
            assert_eq!(next_of(header), None, "{header}");
        }
    }

    #[test]
    fn only_a_max_that_is_null_is_left_out_of_an_address() {
        let repaired = |text: &str| repaired(Url::parse(text).unwrap()).to_string();
        assert_eq!(
            repaired("https://x.y/v1/rooms?max=null&cursor=a%2Fb"),
            "https://x.y/v1/rooms?cursor=a%2Fb"
        );
        assert_eq!(
            repaired("https://x.y/v1/rooms?max=5&c=null%20x"),
            "https://x.y/v1/rooms?max=5&c=null%20x"
        );
    }

    #[test]
    fn an_odd_item_is_left_out_and_named_and_nothing_else_is_lost() {
        #[derive(Deserialize)]
        struct Item {
            id: String,
        }
        let body =
            br#"{"items": [{"id": "a"}, {"id": null}, 7, null, [], {"id": "b", "size": 1e999}, {"id": 3}]}"#;
        let page: Page<Item> = page(body).unwrap();
        assert_eq!(page.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(page.odd.len(), 5, "{:?}", page.odd);
        for no_list in ["", "[]", "{}", "{\"items\": null}", "{\"items\": {}}"] {
            assert!(super::page::<Item>(no_list.as_bytes()).is_err(), "{no_list}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_header_is_read_without_a_panic(header in "[<>;,\" =a-zé]{0,40}|\\PC*") {
            let _ = next_of(&header);
        }
    }
}

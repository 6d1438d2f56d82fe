//! Everything this Webex knows, and which handler answers what.

use std::collections::{HashMap, HashSet, VecDeque};

use chrono::{DateTime, Utc};

use crate::answer::Answer;
use crate::device::Grants;
use crate::directory::{self, Person, Space};
use crate::messages::Message;
use crate::oauth::{self, Code};
use crate::reply::{Reply, uuid};
use crate::request::Request;
use crate::settings::Settings;
use crate::{device, messages, people, rooms};

/// A token that is always good.
const STANDING: &str = "sandbox-token";

/// An access and a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Good for calls.
    pub access: String,
    /// Good for another access token.
    pub refresh: String,
}

/// What a token allows.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) refresh: bool,
    pub(crate) scopes: Vec<String>,
    pub(crate) ends: DateTime<Utc>,
}

/// Everything there is.
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) port: u16,
    pub(crate) verbose: bool,
    pub(crate) requests: Vec<Request>,
    pub(crate) scripts: HashMap<String, VecDeque<Answer>>,
    pub(crate) people: Vec<Person>,
    pub(crate) spaces: Vec<Space>,
    pub(crate) messages: Vec<Message>,
    pub(crate) tokens: HashMap<String, Token>,
    pub(crate) codes: HashMap<String, Code>,
    /// Refresh tokens that were rotated away.
    pub(crate) spent: HashSet<String>,
    pub(crate) grants: Grants,
}

impl State {
    pub(crate) fn new(settings: Settings, port: u16, verbose: bool) -> Self {
        Self {
            settings,
            port,
            verbose,
            requests: Vec::new(),
            scripts: HashMap::new(),
            people: directory::people(),
            spaces: directory::spaces(),
            messages: Vec::new(),
            tokens: HashMap::new(),
            codes: HashMap::new(),
            spent: HashSet::new(),
            grants: Grants::default(),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.settings.date_skew
    }

    pub(crate) fn me(&self) -> &Person {
        &self.people[0]
    }

    /// Issues tokens with the lives of the settings.
    pub(crate) fn issue(&mut self, scopes: &[String]) -> Tokens {
        let (access, refresh) = (format!("access-{}", uuid()), format!("refresh-{}", uuid()));
        self.keep(&access, false, scopes);
        if self.settings.refresh_token_life.is_some() {
            self.keep(&refresh, true, scopes);
        }
        Tokens { access, refresh }
    }

    pub(crate) fn keep(&mut self, token: &str, refresh: bool, scopes: &[String]) {
        let access_life = self.settings.access_token_life;
        let life =
            if refresh { self.settings.refresh_token_life.unwrap_or(access_life) } else { access_life };
        let token_facts = Token { refresh, scopes: scopes.to_vec(), ends: Utc::now() + life };
        self.tokens.insert(token.to_owned(), token_facts);
    }

    /// Lets nobody by without a good token that allows this.
    pub(crate) fn admit(&self, request: &Request, scope: &str) -> Result<(), Reply> {
        let refused = Reply::error(
            401,
            "The request requires a valid access token set in the Authorization request header.",
        );
        let Some(given) = request.bearer() else { return Err(refused) };
        if given == STANDING {
            return Ok(());
        }
        match self.tokens.get(given) {
            Some(token) if !token.refresh && token.ends > Utc::now() => {
                let allowed = token.scopes.iter().any(|known| known == scope || known == "spark:all");
                let words = "The request is understood, but it has been refused or access is not allowed.";
                if allowed { Ok(()) } else { Err(Reply::error(403, words)) }
            }
            _ => Err(refused),
        }
    }

    /// Takes the script for a request, if there is one.
    pub(crate) fn scripted(&mut self, request: &Request) -> Option<Answer> {
        let recipient = request.is_post().then(|| messages::recipient_of(request)).flatten();
        let keys =
            [recipient.map(|to| format!("to {to}")), Some(format!("{} {}", request.method, request.path))];
        let scripted = keys.into_iter().flatten().find_map(|key| self.scripts.get_mut(&key)?.pop_front());
        scripted.or_else(|| request.is_post().then(|| self.in_turn()).flatten())
    }

    fn in_turn(&mut self) -> Option<Answer> {
        let answer = self.settings.posts.first()?.clone();
        self.settings.posts.rotate_left(1);
        Some(answer)
    }

    pub(crate) fn unused(&self) -> Vec<String> {
        let left = self.scripts.iter().filter(|(_, answers)| !answers.is_empty());
        left.map(|(key, answers)| format!("{key} ({})", answers.len())).collect()
    }

    /// Does what is asked.
    pub(crate) fn answer(&mut self, request: &Request) -> Reply {
        let path = request.path.strip_prefix("/v1").unwrap_or_default();
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["authorize"]) => oauth::authorize(self, request),
            ("POST", ["authorize", "consent"]) => oauth::consent(self, request),
            ("POST", ["access_token"]) => oauth::access_token(self, request),
            ("POST", ["revoke"]) => oauth::revoke(self, request),
            ("POST", ["device", "authorize"]) => device::authorize(self, request),
            ("POST", ["device", "token"]) => device::token(self, request),
            ("GET", ["people", ..]) => people::answer(self, request, &parts[1..]),
            ("POST", ["messages"]) => messages::create(self, request),
            ("GET", ["messages", ..]) => messages::read(self, request, &parts[1..]),
            ("PUT", ["messages", id]) => messages::update(self, request, id),
            ("DELETE", ["messages", id]) => messages::delete(self, request, id),
            ("GET", ["rooms", ..]) => rooms::answer(self, request, &parts[1..]),
            _ => Reply::error(404, "The requested resource could not be found."),
        }
    }

    /// Returns the address of the next page, if there is more.
    pub(crate) fn link(&self, request: &Request, next: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(request.query.iter().filter(|(name, _)| name != "cursor"));
        query.append_pair("cursor", &next.to_string());
        format!("<http://127.0.0.1:{}{}?{}>; rel=\"next\"", self.port, request.path, query.finish())
    }
}

/// Cuts a page out of a list: from the cursor on, `max` items; tells where the next one begins.
pub(crate) fn page<T>(items: Vec<T>, request: &Request, default: usize) -> (Vec<T>, Option<usize>) {
    let number = |name: &str| request.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let (from, max) = (number("cursor").unwrap_or(0), number("max").unwrap_or(default).clamp(1, 1000));
    let more = items.len() > from + max;
    (items.into_iter().skip(from).take(max).collect(), more.then_some(from + max))
}

//! A message as it is asked for: JSON, a form or multipart, read into one shape.

use serde_json::Value;

use crate::messages::File;
use crate::request::{Part, Request};

/// What a post asks for.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) room_id: Option<String>,
    pub(crate) person_id: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) parent_id: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) markdown: Option<String>,
    pub(crate) files: Vec<File>,
    pub(crate) cards: Vec<Value>,
}

impl Draft {
    /// Reads a request; `None` if it is in no known shape.
    pub(crate) fn read(request: &Request) -> Option<Self> {
        let media = request.header("content-type").unwrap_or_default();
        if media.starts_with("multipart/form-data") {
            return Some(Self::of_parts(&request.parts));
        }
        if media.starts_with("application/x-www-form-urlencoded") {
            return Some(Self::of_fields(|name| request.field(name)));
        }
        let body: Value = serde_json::from_slice(&request.body).ok()?;
        let mut draft = Self::of_fields(|name| body[name].as_str().map(str::to_owned));
        let list = |name: &str| body[name].as_array().cloned().unwrap_or_default();
        draft.files = list("files").iter().filter_map(Value::as_str).map(File::linked).collect();
        draft.cards = list("attachments");
        Some(draft)
    }

    fn of_fields(field: impl Fn(&str) -> Option<String>) -> Self {
        let field = |name: &str| field(name).filter(|text| !text.is_empty());
        Self {
            room_id: field("roomId"),
            person_id: field("toPersonId"),
            email: field("toPersonEmail"),
            parent_id: field("parentId"),
            text: field("text"),
            markdown: field("markdown"),
            files: field("files").iter().map(|address| File::linked(address)).collect(),
            cards: Vec::new(),
        }
    }

    fn of_parts(parts: &[Part]) -> Self {
        let text = |name: &str| {
            let part = parts.iter().find(|part| part.name == name && part.file.is_none())?;
            String::from_utf8(part.bytes.clone()).ok()
        };
        let mut draft = Self::of_fields(text);
        draft.files.extend(parts.iter().filter(|part| part.name == "files").filter_map(|part| {
            let (name, media) = part.file.clone()?;
            Some(File { name, media, bytes: part.bytes.clone() })
        }));
        draft
    }

    /// Returns whom it is for, if that is one destination.
    pub(crate) fn recipient(&self) -> Option<&str> {
        match (&self.room_id, &self.person_id, &self.email) {
            (Some(to), None, None) | (None, Some(to), None) | (None, None, Some(to)) => Some(to),
            _ => None,
        }
    }
}

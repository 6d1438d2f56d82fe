//! Spaces, by id and by title.

use serde::Deserialize;

use crate::lenient::text;

use super::list::{List, named};
use super::{Error, Webex, good, read};

/// A space one is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    /// Webex's id of it.
    pub id: String,
    /// Its title.
    pub title: String,
}

#[derive(Deserialize)]
struct Room {
    #[serde(deserialize_with = "super::id")]
    id: String,
    #[serde(default, deserialize_with = "text")]
    title: Option<String>,
}

impl Room {
    fn space(self) -> Result<Space, String> {
        let untitled = format!("{} has no title", named(&self.id));
        Ok(Space { title: self.title.ok_or(untitled)?, id: self.id })
    }
}

impl Webex {
    /// Lists the spaces one is in.
    ///
    /// # Errors
    /// Anything but a list.
    pub async fn spaces(&self) -> Result<List<Space>, Error> {
        let first = self.get("/rooms").query(&[("type", "group"), ("max", "1000")]);
        let rooms: List<Room> = self.list(first, |room: &Room| &room.id, |_| false).await?;
        Ok(rooms.filtered(Room::space))
    }

    /// Looks up a space by Webex's id of it. One without a title is called by its id.
    ///
    /// # Errors
    /// Anything but a space.
    pub async fn space(&self, id: &str) -> Result<Space, Error> {
        let room: Room = read(good(self.get(&format!("/rooms/{id}"))).await?).await?;
        Ok(Space { title: room.title.unwrap_or_else(|| room.id.clone()), id: room.id })
    }
}

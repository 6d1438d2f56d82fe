//! Spaces by their titles.

use serde::Deserialize;

use super::{Error, Webex};

/// A space one is in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Space {
    /// Webex's id of it.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Its title.
    pub title: String,
}

#[derive(Deserialize)]
struct Rooms {
    #[serde(deserialize_with = "crate::http::objects")]
    items: Vec<Space>,
}

impl Webex {
    /// Lists the spaces one is in.
    ///
    /// # Errors
    /// Anything but a list.
    pub async fn spaces(&self) -> Result<Vec<Space>, Error> {
        let first = self.get("/rooms").query(&[("type", "group"), ("max", "1000")]);
        let rooms: Vec<Rooms> = self.pages(first, |_| false).await?;
        Ok(rooms.into_iter().flat_map(|page| page.items).collect())
    }
}

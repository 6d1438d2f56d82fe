//! A notification on the desktop: for what needs a person while nobody looks at a terminal.

use std::sync::mpsc;
use std::time::Duration;

/// A desktop that does not answer holds up nobody.
const PATIENCE: Duration = Duration::from_secs(2);

/// Shows a notification if the desktop has a service for them; tells whether one was shown.
pub fn notify(title: &str, words: &str) -> bool {
    let mut notification = notify_rust::Notification::new();
    notification.appname("mindful").summary(title).body(&plain(words)).icon("mail-unread");
    let (tell, shown) = mpsc::channel();
    let shows = std::thread::Builder::new().spawn(move || tell.send(notification.show().is_ok()));
    shows.is_ok() && shown.recv_timeout(PATIENCE).unwrap_or(false)
}

/// Some desktops read the words as markup.
/// <https://specifications.freedesktop.org/notification-spec/latest/markup.html>
fn plain(words: &str) -> String {
    super::escape(words).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

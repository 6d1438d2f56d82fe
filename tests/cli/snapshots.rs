//! Texts that people read, kept in `tests/snapshots` so that a change of words is reviewed like a change of code.
//!
//! `SNAPSHOTS=overwrite cargo test --test cli -- snapshots::` accepts the present texts.

use std::fmt::Write;

use snapbox::{Data, assert_data_eq};

use crate::home::Home;
use crate::house::helps;

fn kept(name: &str) -> Data {
    Data::read_from(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name),
        Some(snapbox::data::DataFormat::Text),
    )
}

/// Returns the help of each command, one after another.
fn all_help() -> String {
    let home = Home::new("http://127.0.0.1:1/v1");
    let mut text = String::new();
    for (command, help) in helps(&home, &[]) {
        let _ = writeln!(text, "$ mindful {command} --help\n{help}");
    }
    text.replace("mindful  --help", "mindful --help")
}

#[test]
fn help_is_what_is_kept() {
    assert_data_eq!(all_help(), kept("help.txt").raw());
}

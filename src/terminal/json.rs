//! JSON that means the same and steers no terminal: what JSON itself lets through is escaped as it is written.
//!
//! Nothing is gathered first: a hundred thousand messages are a hundred megabytes of text.

use std::io::{self, Write};

use serde_json::ser::{CharEscape, Formatter, PrettyFormatter, Serializer};

use super::escape::is_hostile;

/// Writes one indented document and ends its line.
pub(super) fn write(out: impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(64 * 1024, out);
    let mut serializer = Serializer::with_formatter(&mut out, Safe(PrettyFormatter::new()));
    value.serialize(&mut serializer)?;
    writeln!(out)?;
    out.flush()
}

/// Indents as [`PrettyFormatter`] does, and escapes what is hostile.
struct Safe<'a>(PrettyFormatter<'a>);

impl Formatter for Safe<'_> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // What is plain is told so eight bytes at a time; JSON escapes every control character but this one itself.
        if fragment.is_ascii() && !fragment.contains('\u{7f}') {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, sign)) = rest.char_indices().find(|(_, sign)| is_hostile(*sign)) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in sign.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + sign.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, out: &mut W, escape: CharEscape) -> io::Result<()> {
        self.0.write_char_escape(out, escape)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &impl serde::Serialize) -> String {
        let mut out = Vec::new();
        write(&mut out, value).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_means_the_same_after_escaping() {
        let texts = ["\u{9b}2J\u{202e}x\u{1f600}\u{e0001}\u{7f}\u{1b}\"\\\n", "plain but for \u{7f}"];
        let safe = written(&texts);
        assert!(safe.chars().all(|sign| sign == '\n' || !is_hostile(sign)), "{safe:?}");
        assert!(safe.contains('\u{1f600}'));
        assert_eq!(serde_json::from_str::<[String; 2]>(&safe).unwrap(), texts);
    }

    #[test]
    fn json_is_indented_as_serde_json_does() {
        let value = serde_json::json!({ "a": [1, {}, [], { "b": null }], "c": "d" });
        assert_eq!(written(&value), serde_json::to_string_pretty(&value).unwrap() + "\n");
    }
}

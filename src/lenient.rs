//! Fields of answers that may be odd: what isn't as it should be is as good as missing, and costs nothing else.

use serde::de::{Deserialize, Deserializer, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

/// Reads a text.
pub(crate) fn text<'de, D: Deserializer<'de>>(answer: D) -> Result<Option<String>, D::Error> {
    let value = Box::<RawValue>::deserialize(answer)?;
    Ok(serde_json::from_str(value.get()).ok())
}

/// Reads the texts of a list, and leaves out what is none.
pub(crate) fn texts<'de, D: Deserializer<'de>>(answer: D) -> Result<Vec<String>, D::Error> {
    let value = Box::<RawValue>::deserialize(answer)?;
    let values: Vec<Box<RawValue>> = serde_json::from_str(value.get()).unwrap_or_default();
    Ok(values.iter().filter_map(|value| serde_json::from_str(value.get()).ok()).collect())
}

/// Reads a number, also one in quotes.
pub(crate) fn number<'de, D: Deserializer<'de>>(answer: D) -> Result<Option<f64>, D::Error> {
    let value = Box::<RawValue>::deserialize(answer)?;
    let quoted = || serde_json::from_str::<String>(value.get()).ok()?.trim().parse().ok();
    Ok(serde_json::from_str(value.get()).ok().or_else(quoted))
}

/// Counts the items of a list.
pub(crate) fn count<'de, D: Deserializer<'de>>(answer: D) -> Result<usize, D::Error> {
    let value = Box::<RawValue>::deserialize(answer)?;
    Ok(serde_json::from_str::<Vec<IgnoredAny>>(value.get()).map_or(0, |items| items.len()))
}

/// Reads the items of a list, whatever they are.
pub(crate) fn values<'de, D: Deserializer<'de>>(answer: D) -> Result<Vec<Value>, D::Error> {
    let value = Box::<RawValue>::deserialize(answer)?;
    Ok(serde_json::from_str(value.get()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    #[serde(default)]
    struct Odd {
        #[serde(deserialize_with = "text")]
        text: Option<String>,
        #[serde(deserialize_with = "texts")]
        texts: Vec<String>,
        #[serde(deserialize_with = "number")]
        number: Option<f64>,
        #[serde(deserialize_with = "count")]
        count: usize,
        #[serde(deserialize_with = "values")]
        values: Vec<Value>,
    }

    #[test]
    fn an_odd_field_is_as_good_as_missing_and_the_others_are_read() {
        let all = r#"{"text": "a", "texts": ["b", null, 7, "c"], "number": "60", "count": [1, {}], "values": [null]}"#;
        let read: Odd = serde_json::from_str(all).unwrap();
        assert_eq!(
            (read.text.as_deref(), read.number, read.count, read.values.len()),
            (Some("a"), Some(60.0), 2, 1)
        );
        assert_eq!(read.texts, ["b", "c"]);
        for key in ["text", "texts", "number", "count", "values"] {
            for value in ["null", "{}", "true", "\"\"", "[]", "-1e999", "[[[]]]"] {
                let odd = format!(
                    "{{\"{key}\": {value}, \"{}\": \"a\"}}",
                    if key == "text" { "other" } else { "text" }
                );
                let read: Odd = serde_json::from_str(&odd).unwrap();
                assert_eq!(read.text.is_some(), key != "text" || value == "\"\"", "{odd}");
            }
        }
    }
}

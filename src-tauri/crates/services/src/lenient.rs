//! Reading what a service answered when it does not keep to its own types.
//!
//! Numbers arrive as text, switches as words, dates without a zone, and a field
//! under another name. Every function answers nothing where there is nothing of
//! use; none of them fails.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::Value;

/// The first of several fields that is there and not null. A name may lead into
/// objects with dots: `media.id`.
pub(crate) fn field<'a>(value: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| {
        let mut found = value;
        for part in name.split('.') {
            found = found.get(part)?;
        }
        (!found.is_null()).then_some(found)
    })
}

/// A text, without white space around it; a number is as good. Empty is nothing.
pub(crate) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The text of the first of several fields that has one.
pub(crate) fn text_at(value: &Value, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| field(value, &[name]).and_then(text))
}

/// A whole number that is not negative, as number or text; `7.0` is 7.
pub(crate) fn whole(value: &Value) -> Option<u64> {
    if let Some(number) = value.as_u64() {
        return Some(number);
    }
    let text = text(value)?;
    let digits = text.strip_suffix(".0").unwrap_or(&text);
    digits.parse().ok()
}

/// The whole number of the first of several fields that has one.
pub(crate) fn whole_at(value: &Value, names: &[&str]) -> Option<u64> {
    names
        .iter()
        .find_map(|name| field(value, &[name]).and_then(whole))
}

/// A length in seconds as whole milliseconds, rounded; from a number or text.
pub(crate) fn millis(value: &Value) -> Option<u64> {
    let seconds: f64 = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    let millis = (seconds * 1000.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is looked at first"
    )]
    (0.0..=1.0e15).contains(&millis).then_some(millis as u64)
}

/// A switch, as `true`, `"True"`, `1` or `"yes"`.
pub(crate) fn flag(value: &Value) -> Option<bool> {
    match text(value)?.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

/// The switch of the first of several fields that has one.
pub(crate) fn flag_at(value: &Value, names: &[&str]) -> Option<bool> {
    names
        .iter()
        .find_map(|name| field(value, &[name]).and_then(flag))
}

/// A date and time in ISO 8601. Without a zone it is UTC; without a time it is
/// midnight.
pub(crate) fn date(value: &Value) -> Option<DateTime<Utc>> {
    let text = text(value)?;
    if let Ok(date) = DateTime::parse_from_rfc3339(&text) {
        return Some(date.with_timezone(&Utc));
    }
    let offset = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f %z"];
    if let Some(date) = offset
        .iter()
        .find_map(|form| DateTime::parse_from_str(&text, form).ok())
    {
        return Some(date.with_timezone(&Utc));
    }
    let bare = text.trim_end_matches(" UTC").trim_end_matches(['Z', 'z']);
    let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    local
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(bare, form).ok())
        .or_else(|| {
            let day = NaiveDate::parse_from_str(bare, "%Y-%m-%d").ok()?;
            day.and_hms_opt(0, 0, 0)
        })
        .map(|date| date.and_utc())
}

/// The date of the first of several fields that has one.
pub(crate) fn date_at(value: &Value, names: &[&str]) -> Option<DateTime<Utc>> {
    names
        .iter()
        .find_map(|name| field(value, &[name]).and_then(date))
}

/// The members of a list, which may be an array, a single member, or (as XML
/// has it) an object around either whose one key names the members.
pub(crate) fn list<'a>(value: Option<&'a Value>, member: &str) -> Vec<&'a Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(members)) => members.iter().collect(),
        Some(Value::Object(object)) if object.contains_key(member) => {
            list(object.get(member), member)
        }
        Some(Value::String(text)) if text.trim().is_empty() => Vec::new(),
        Some(single) => vec![single],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_field_that_says_something_is_taken() {
        let value = json!({"a": null, "b": {"c": 7}, "d": "x"});
        assert_eq!(field(&value, &["a", "b.c", "d"]), Some(&json!(7)));
        assert_eq!(field(&value, &["b.c.e", "d.f", "g"]), None);
    }

    #[test]
    fn numbers_and_switches_are_read_in_every_spelling() {
        let numbers = [
            (json!(7), Some(7)),
            (json!("7"), Some(7)),
            (json!(" 7 "), Some(7)),
            (json!(7.0), Some(7)),
            (json!(-7), None),
            (json!(7.5), None),
            (json!({}), None),
        ];
        for (value, expected) in numbers {
            assert_eq!(whole(&value), expected, "{value}");
        }
        let switches = [
            (json!(true), Some(true)),
            (json!("True"), Some(true)),
            (json!("false"), Some(false)),
            (json!(0), Some(false)),
            (json!("maybe"), None),
            (json!([]), None),
        ];
        for (value, expected) in switches {
            assert_eq!(flag(&value), expected, "{value}");
        }
        let lengths = [
            (json!(1830.5), Some(1_830_500)),
            (json!("12"), Some(12_000)),
            (json!(-1), None),
            (json!("NaN"), None),
            (json!(1e300), None),
        ];
        for (value, expected) in lengths {
            assert_eq!(millis(&value), expected, "{value}");
        }
    }

    #[test]
    fn dates_are_read_with_and_without_a_zone() {
        let dates = [
            ("2018-05-16T03:52:36.91Z", Some("2018-05-16T03:52:36.910Z")),
            ("2013-09-06T20:05:29.663", Some("2013-09-06T20:05:29.663Z")),
            (
                "2026-11-20T10:00:00+02:00",
                Some("2026-11-20T08:00:00.000Z"),
            ),
            ("2026-11-20T10:00:00+0200", Some("2026-11-20T08:00:00.000Z")),
            ("2026-11-20 10:00:00 UTC", Some("2026-11-20T10:00:00.000Z")),
            ("2026-11-20", Some("2026-11-20T00:00:00.000Z")),
            ("yesterday", None),
            ("", None),
        ];
        for (text, expected) in dates {
            let read = date(&json!(text))
                .map(|date| date.to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_list_is_read_however_it_is_wrapped() {
        let one = json!({"id": 1});
        let two = json!([{"id": 1}, {"id": 2}]);
        assert_eq!(list(Some(&two), "order").len(), 2);
        assert_eq!(list(Some(&json!({"order": two})), "order").len(), 2);
        assert_eq!(list(Some(&json!({"order": one})), "order"), vec![&one]);
        assert_eq!(list(Some(&one), "order"), vec![&one]);
        assert!(list(Some(&json!("")), "order").is_empty());
        assert!(list(Some(&Value::Null), "order").is_empty());
        assert!(list(None, "order").is_empty());
    }
}

//! Event lines.

use captions::{Cue, Position, Time};

use crate::clock::{digits, fraction_millis};
use crate::text_source::{Line, Lines};

use super::script::{Field, Script};
use super::text;

/// A line that is an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct EventLine<'a> {
    pub(super) line: Line<'a>,
    comment: bool,
    /// What follows the word for its kind.
    fields: &'a str,
}

/// The lines of a script that are events.
pub(super) fn lines(text: &str) -> impl Iterator<Item = EventLine<'_>> {
    let mut in_events = false;
    Lines::new(text).filter_map(move |line| {
        let trimmed = line.text.trim_ascii_start();
        if trimmed.starts_with('[') {
            in_events = trimmed.trim_end().eq_ignore_ascii_case("[events]");
        }
        let (comment, fields) = kind(trimmed).filter(|_| in_events)?;
        Some(EventLine {
            line,
            comment,
            fields,
        })
    })
}

/// Whether a line is a comment, and its fields; `None` for other lines.
fn kind(line: &str) -> Option<(bool, &str)> {
    let (key, value) = line.split_once(':')?;
    if key.eq_ignore_ascii_case("dialogue") {
        Some((false, value))
    } else if key.eq_ignore_ascii_case("comment") {
        Some((true, value))
    } else {
        None
    }
}

/// One event.
#[derive(Clone, Debug)]
pub(super) struct Event<'a> {
    pub(super) start: Time,
    pub(super) end: Time,
    comment: bool,
    style: &'a str,
    name: &'a str,
    text: &'a str,
    /// Other fields that say something, as name and value.
    others: Vec<(&'a str, &'a str)>,
}

impl<'a> Event<'a> {
    /// Reads an event line; `None` where it has no times.
    pub(super) fn parse(line: &EventLine<'a>, script: &'a Script<'_>) -> Option<Self> {
        let value = line.fields.strip_prefix(' ').unwrap_or(line.fields);
        let [mut start, mut end, mut style, mut name, mut actor, mut text] = [None; 6];
        let mut others = Vec::new();
        for (field, value) in script.fields.iter().zip(values(value, script.fields.len())) {
            let first = match field {
                Field::Start => &mut start,
                Field::End => &mut end,
                Field::Style => &mut style,
                Field::Name => &mut name,
                Field::Actor => &mut actor,
                Field::Text => &mut text,
                Field::Other(field) => {
                    let value = value.trim();
                    if !says_nothing(value) {
                        others.push((field.as_str(), value));
                    }
                    continue;
                }
            };
            first.get_or_insert(value);
        }
        Some(Self {
            start: read_time(start?)?,
            end: read_time(end?)?,
            comment: line.comment,
            style: style.unwrap_or("Default").trim(),
            name: name.or(actor).unwrap_or("").trim(),
            text: text.unwrap_or(""),
            others,
        })
    }

    /// Puts what the event says into a cue.
    pub(super) fn fill(&self, cue: &mut Cue, script: &Script<'_>, id: &str) {
        let base = script.base(self.style);
        let content = text::read(self.text, &base.style);
        cue.rows = content.rows;
        cue.comment = self.comment;
        if let Some(place) = content.place.or(base.place.filter(|place| *place != 2)) {
            cue.position = Position::Numpad(place);
        }
        if !self.name.is_empty() {
            cue.speaker = Some(self.name.to_owned());
        }
        if self.style != "Default" {
            cue.settings
                .insert(format!("{id}.style"), self.style.to_owned());
        }
        for (name, value) in &self.others {
            cue.settings
                .insert(format!("{id}.{name}"), (*value).to_owned());
        }
    }
}

/// What stands between the commas of an event, in so many fields: the last of
/// them may hold commas itself.
fn values(text: &str, fields: usize) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    (1..=fields).map_while(move |number| {
        let text = rest?;
        let comma = memchr::memchr(b',', text.as_bytes()).filter(|_| number < fields);
        rest = comma.map(|at| &text[at + 1..]);
        Some(&text[..comma.unwrap_or(text.len())])
    })
}

/// Whether a field holds what it holds when nobody touched it.
fn says_nothing(value: &str) -> bool {
    value.is_empty() || value.bytes().all(|byte| byte == b'0') || value == "Marked=0"
}

/// Reads `h:mm:ss.cc`.
fn read_time(value: &str) -> Option<Time> {
    let (hours, _, rest) = digits(value.trim().as_bytes(), 6)?;
    let (minutes, _, rest) = digits(rest.strip_prefix(b":")?, 4)?;
    let (seconds, _, rest) = digits(rest.strip_prefix(b":")?, 4)?;
    let mut millis = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    if let Some(rest) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b":")) {
        let (fraction, count, _) = digits(rest, 9)?;
        millis += fraction_millis(fraction, count);
    }
    Some(Time::from_millis(millis))
}

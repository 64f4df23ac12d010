//! Where each way of writing a transcript keeps its times and words.

use captions::{Row, Time};
use serde_json::Value;

use crate::rows::{self, Rows};

use super::{Collector, time};

/// A cue of a Rev transcript ends after so many characters at the latest.
const LONGEST: usize = 84;

/// A row of a Rev transcript ends after so many characters at the latest.
const ROW: usize = 42;

/// A pause that ends a cue.
const PAUSE: Time = Time::from_millis(1500);

/// `events[]` of `tStartMs`, `dDurationMs` and `segs[]` of `utf8`, `tOffsetMs`.
pub(super) fn youtube(value: &Value, collector: &mut Collector<'_>) {
    for event in array(value, "events") {
        if event.get("segs").is_none() {
            continue;
        }
        let field = |name: &str| {
            event
                .get(name)
                .and_then(|value| time(value, Time::MILLISECOND))
        };
        let Some(start) = field("tStartMs") else {
            collector.without_time("An event");
            continue;
        };
        let mut rows = Rows::default();
        for segment in array(event, "segs") {
            let mut style = captions::Style::default();
            let offset = segment.get("tOffsetMs");
            let offset = offset.and_then(|value| time(value, Time::MILLISECOND));
            if let Some(offset) = offset.filter(|offset| *offset > Time::ZERO) {
                style.detail_mut().appears = Some(start + offset);
            }
            let text = segment.get("utf8").and_then(Value::as_str);
            rows.push_lines(text.unwrap_or_default(), &style);
        }
        let end = field("dDurationMs").map(|duration| start + duration);
        collector.put((start, end), rows.finish(), None);
    }
}

/// `segments[]` of `start`, `end`, `text` and perhaps `speaker`.
pub(super) fn whisper(value: &Value, collector: &mut Collector<'_>) {
    for segment in array(value, "segments") {
        let field = |name: &str| {
            segment
                .get(name)
                .and_then(|value| time(value, Time::SECOND))
        };
        let Some(start) = field("start") else {
            collector.without_time("A segment");
            continue;
        };
        let text = segment.get("text").and_then(Value::as_str);
        let speaker = segment.get("speaker").and_then(Value::as_str);
        collector.put(
            (start, field("end")),
            rows::plain(text.unwrap_or_default().trim()),
            speaker.map(str::to_owned),
        );
    }
}

/// Words of one speaker that will become a cue.
#[derive(Default)]
struct Phrase {
    text: String,
    start: Option<Time>,
    end: Option<Time>,
}

/// `monologues[]` of `speaker` and `elements[]` of `type`, `value`, `ts`,
/// `end_ts`. A monologue is cut at the ends of sentences, at pauses, and where
/// it would be too long for a cue.
pub(super) fn rev(value: &Value, collector: &mut Collector<'_>) {
    for monologue in array(value, "monologues") {
        let speaker = match monologue.get("speaker") {
            Some(Value::Number(number)) => Some(format!("Speaker {number}")),
            Some(Value::String(name)) => Some(name.clone()),
            _ => None,
        };
        let mut phrase = Phrase::default();
        for element in array(monologue, "elements") {
            let field = |name: &str| {
                element
                    .get(name)
                    .and_then(|value| time(value, Time::SECOND))
            };
            let text = element
                .get("value")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let paused = match (phrase.end, field("ts")) {
                (Some(end), Some(start)) => start - end > PAUSE,
                _ => false,
            };
            let length = phrase.text.chars().count() + text.chars().count();
            let is_word = element.get("type").and_then(Value::as_str) != Some("punct");
            if paused || is_word && (length > LONGEST || ends_sentence(&phrase.text)) {
                flush(&mut phrase, speaker.as_ref(), collector);
            }
            phrase.text.push_str(text);
            phrase.start = phrase.start.or(field("ts"));
            phrase.end = field("end_ts").or(phrase.end);
        }
        flush(&mut phrase, speaker.as_ref(), collector);
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '?', '!', '\u{2026}'])
}

fn flush(phrase: &mut Phrase, speaker: Option<&String>, collector: &mut Collector<'_>) {
    let phrase = std::mem::take(phrase);
    if phrase.text.trim().is_empty() {
        return;
    }
    match phrase.start {
        Some(start) => {
            let rows = broken(phrase.text.trim());
            collector.put((start, phrase.end), rows, speaker.cloned());
        }
        None => collector.without_time("A phrase"),
    }
}

/// Text in rows, broken between words.
fn broken(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = String::new();
    for word in text.split_whitespace() {
        let length = row.chars().count() + 1 + word.chars().count();
        if !row.is_empty() && length > ROW {
            rows.push(Row::plain(std::mem::take(&mut row)));
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
    }
    rows.push(Row::plain(row));
    rows
}

fn array<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

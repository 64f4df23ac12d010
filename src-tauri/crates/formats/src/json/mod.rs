//! Transcripts in JSON, which are read and not written: `YouTube` json3, whisper,
//! and the transcripts of Rev.

mod dialects;

use captions::{Cue, Ids, Row, Settings, Time, Timebase};
use serde_json::Value;

use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source};
use crate::text_source::TextSource;
use crate::{Feature, ReadOptions, Support};

/// `YouTube` json3: `events` of `segs`.
pub(crate) static YOUTUBE: Format = Format {
    info: &JSON3,
    detect: |probe| detect(probe, "\"events\""),
    read: |source, options, ids| read(source, options, ids, &JSON3, dialects::youtube),
    write: None,
};

/// Whisper: `segments` with `start`, `end` and `text`.
pub(crate) static WHISPER: Format = Format {
    info: &WHISPER_INFO,
    detect: |probe| detect(probe, "\"segments\""),
    read: |source, options, ids| read(source, options, ids, &WHISPER_INFO, dialects::whisper),
    write: None,
};

/// Rev: `monologues` of `elements`.
pub(crate) static REV: Format = Format {
    info: &REV_INFO,
    detect: |probe| detect(probe, "\"monologues\""),
    read: |source, options, ids| read(source, options, ids, &REV_INFO, dialects::rev),
    write: None,
};

const FEATURES: &[(Feature, Support)] = &[
    (Feature::Times, Support::Full),
    (Feature::Speaker, Support::Full),
    (Feature::InlineTime, Support::Full),
    (Feature::LineBreak, Support::Full),
    (Feature::Characters, Support::Full),
    (Feature::Language, Support::Full),
];

static JSON3: Info = Info {
    id: "youtube-json3",
    name: "YouTube json3",
    extensions: &["json3"],
    media_type: "application/json",
    reads: true,
    writes: false,
    counts_frames: false,
    features: FEATURES,
};

static WHISPER_INFO: Info = Info {
    id: "whisper-json",
    name: "Whisper transcript",
    extensions: &["whisper.json"],
    ..JSON3
};

static REV_INFO: Info = Info {
    id: "rev-json",
    name: "Rev transcript",
    extensions: &["rev.json"],
    media_type: "application/vnd.rev.transcript.v1.0+json",
    ..JSON3
};

/// `mark` is a key that only this way of writing has, as it stands in the file.
fn detect(probe: &Probe<'_>, mark: &str) -> Confidence {
    if probe.text.trim_start().starts_with('{') && probe.text.contains(mark) {
        Confidence::Likely
    } else {
        Confidence::None
    }
}

fn read(
    source: &Source<'_>,
    options: &ReadOptions,
    ids: &mut Ids,
    info: &Info,
    cues: fn(&Value, &mut Collector<'_>),
) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let text = TextSource::open(source.bytes, options, &mut diagnostics);
    let mut collector = Collector {
        draft: Draft::new(info.id, ids),
        ids,
        diagnostics,
    };
    match serde_json::from_str::<Value>(text.text()) {
        Ok(value) => {
            if let Some(language) = value.get("language").and_then(Value::as_str) {
                language.clone_into(&mut collector.draft.track.language);
            }
            cues(&value, &mut collector);
        }
        Err(error) => {
            let place = Place {
                line: u32::try_from(error.line()).ok(),
                byte: None,
            };
            let message = format!("This is not JSON: {error}");
            collector.diagnostics.error("bad-json", place, message);
        }
    }
    let timebase = options.frame_rate.map(Timebase::non_drop);
    let settings = Settings {
        timebase: timebase.unwrap_or_default(),
        ..Settings::default()
    };
    collector
        .draft
        .finish(settings, collector.diagnostics, text.encoding())
}

/// Takes cues in as a dialect finds them.
pub(crate) struct Collector<'a> {
    draft: Draft,
    ids: &'a mut Ids,
    diagnostics: Diagnostics,
}

impl Collector<'_> {
    /// Puts a cue in; one without text is left out.
    fn put(&mut self, times: (Time, Option<Time>), rows: Vec<Row>, speaker: Option<String>) {
        if rows.iter().all(Row::is_empty) {
            return;
        }
        let mut cue: Cue = self.draft.cue(self.ids, times.0, times.1);
        cue.rows = rows;
        cue.speaker = speaker;
        self.draft.put(cue);
    }

    /// Says that a part of the document has no time.
    fn without_time(&mut self, what: &str) {
        let message = format!("{what} has no time that can be read and is left out");
        self.diagnostics
            .error("bad-time", Place::default(), message);
    }
}

/// The time that a JSON number of `unit`s stands for, exact to the flick: the
/// digits are read, not the floating-point value.
fn time(value: &Value, unit: Time) -> Option<Time> {
    let text = value.as_number()?.to_string();
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = &decimals[..decimals.len().min(9)];
    let number: i64 = format!("{whole}{decimals}").parse().ok()?;
    let places = i32::try_from(decimals.len()).ok()? - exponent;
    let power = 10_i64.checked_pow(places.unsigned_abs())?;
    if places >= 0 {
        unit.scaled(number, power)
    } else {
        unit.scaled(number.checked_mul(power)?, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_exact_times() {
        for (number, flicks) in [
            ("1.24", Time::from_millis(1240).flicks()),
            ("0", 0),
            ("3600", Time::from_seconds(3600).flicks()),
            ("0.1", Time::from_millis(100).flicks()),
            ("1e2", Time::from_seconds(100).flicks()),
            ("1.5e-3", Time::from_flicks(1_058_400).flicks()),
        ] {
            let value: Value = serde_json::from_str(number).expect("a number");
            assert_eq!(
                time(&value, Time::SECOND),
                Some(Time::from_flicks(flicks)),
                "{number}"
            );
        }
        for value in ["\"1\"", "null", "1e300", "[]"] {
            let value: Value = serde_json::from_str(value).expect("JSON");
            assert_eq!(time(&value, Time::SECOND), None);
        }
    }
}

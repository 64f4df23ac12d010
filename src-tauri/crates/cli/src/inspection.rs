//! The JSON form of what is in a caption file. Keys may be added, never renamed.

use captions::{Align, CaptionChannel, CaptionMode, Cue, Position, Row, Run, Settings, Time};
use formats::{Diagnostic, Reading, registry};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is in a file.
#[derive(Serialize)]
pub(crate) struct Inspection<'a> {
    format: &'a str,
    encoding: &'a str,
    language: &'a str,
    /// Absent where neither the file nor the caller says it.
    frame_rate: Option<String>,
    drop_frame: Option<bool>,
    programme_start: Option<String>,
    cues: Vec<CueForm<'a>>,
    diagnostics: &'a [Diagnostic],
}

#[derive(Serialize)]
struct CueForm<'a> {
    id: String,
    label: Option<&'a str>,
    #[serde(rename = "in")]
    in_time: TimeForm,
    out: Option<TimeForm>,
    rows: Vec<RowForm<'a>>,
    position: &'a Position,
    align: Align,
    writing: captions::Writing,
    mode: &'static str,
    channel: Option<String>,
    speaker: Option<&'a str>,
    comment: bool,
    forced: bool,
    settings: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct TimeForm {
    flicks: i64,
    /// Seconds as an exact ratio in lowest terms.
    seconds: String,
    /// The nearest millisecond.
    ms: i64,
    /// The frame label; absent where no frame rate is known.
    label: Option<String>,
}

#[derive(Serialize)]
struct RowForm<'a> {
    text: String,
    row: Option<u8>,
    column: Option<u8>,
    runs: Vec<RunForm<'a>>,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the published JSON form")]
struct RunForm<'a> {
    text: &'a str,
    italic: bool,
    bold: bool,
    underline: bool,
    strike: bool,
    color: Option<String>,
    background: Option<String>,
    voice: Option<&'a str>,
    lang: Option<&'a str>,
    ruby: Option<&'a str>,
}

impl<'a> Inspection<'a> {
    /// The form of a file that was read; `has_rate` where the caller named a
    /// frame rate.
    pub(crate) fn of(reading: &'a Reading, has_rate: bool) -> Self {
        let document = &reading.document;
        let settings = document.settings();
        let track = document.track(reading.track);
        let format = track.and_then(|t| t.format.as_deref()).unwrap_or_default();
        let counts_frames =
            registry::by_id(format).is_some_and(|format| format.info().counts_frames);
        let labels = (has_rate || counts_frames).then_some(settings);
        Self {
            format,
            encoding: reading.encoding,
            language: track.map_or("", |track| track.language.as_str()),
            frame_rate: labels.map(|settings| {
                let rate = settings.timebase.rate();
                format!("{}/{}", rate.numerator(), rate.denominator())
            }),
            drop_frame: labels.map(|settings| settings.timebase.drop_frame()),
            programme_start: labels.map(|settings| settings.label_at(Time::ZERO).to_string()),
            cues: document
                .cues(reading.track)
                .map(|cue| CueForm::of(cue, labels))
                .collect(),
            diagnostics: &reading.diagnostics,
        }
    }
}

impl<'a> CueForm<'a> {
    fn of(cue: &'a Cue, labels: Option<&Settings>) -> Self {
        Self {
            id: cue.id.to_string(),
            label: cue.label.as_deref(),
            in_time: TimeForm::of(cue.in_time, labels),
            out: cue.out_time.map(|time| TimeForm::of(time, labels)),
            rows: cue
                .rows
                .iter()
                .enumerate()
                .map(|(index, row)| RowForm::of(cue, index, row))
                .collect(),
            position: &cue.position,
            align: cue.align,
            writing: cue.writing,
            mode: match cue.mode {
                CaptionMode::PopOn => "pop-on",
                CaptionMode::RollUp { .. } => "roll-up",
                CaptionMode::PaintOn => "paint-on",
            },
            channel: cue.channel.map(|channel| match channel {
                CaptionChannel::Service(number) => format!("SERVICE{number}"),
                field => format!("{field:?}").to_uppercase(),
            }),
            speaker: cue.speaker.as_deref(),
            comment: cue.comment,
            forced: cue.forced,
            settings: &cue.settings,
        }
    }
}

impl TimeForm {
    fn of(time: Time, labels: Option<&Settings>) -> Self {
        let flicks = time.flicks();
        let divisor = gcd(
            flicks.unsigned_abs(),
            Time::FLICKS_PER_SECOND.unsigned_abs(),
        );
        let divisor = i64::try_from(divisor).unwrap_or(1).max(1);
        let (numerator, denominator) = (flicks / divisor, Time::FLICKS_PER_SECOND / divisor);
        Self {
            flicks,
            seconds: format!("{numerator}/{denominator}"),
            ms: time.round_millis(),
            label: labels.map(|settings| settings.label_at(time).to_string()),
        }
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl<'a> RowForm<'a> {
    fn of(cue: &'a Cue, index: usize, row: &'a Row) -> Self {
        let cell = match &cue.position {
            Position::Grid(cells) => cells.get(index),
            _ => None,
        };
        Self {
            text: row.text(),
            row: cell.map(|cell| cell.row),
            column: cell.map(|cell| cell.column),
            runs: row.0.iter().map(|run| RunForm::of(cue, run)).collect(),
        }
    }
}

impl<'a> RunForm<'a> {
    fn of(cue: &'a Cue, run: &'a Run) -> Self {
        let style = &run.style;
        Self {
            text: &run.text,
            italic: style.italic,
            bold: style.bold,
            underline: style.underline,
            strike: style.strike,
            color: style.color.map(|color| color.to_string()),
            background: style.background.map(|color| color.to_string()),
            voice: style.voice().or(cue.speaker.as_deref()),
            lang: style.lang(),
            ruby: style.ruby(),
        }
    }
}

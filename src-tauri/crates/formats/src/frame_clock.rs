//! Times that text formats write as frame labels without saying the rate.

use captions::{Cue, FrameRate, LabelError, Settings, Time, Timebase, Timecode};

use crate::diagnostic::{Diagnostics, Place};
use crate::loss::Losses;
use crate::{Feature, Question, ReadOptions, Severity};

/// A frame label as it is written: hours, minutes, seconds, frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    fields: [u32; 4],
    /// The mark before the frames is a semicolon.
    drops: bool,
}

impl Label {
    /// A label of hours, minutes, seconds and frames, as binary formats hold
    /// them.
    pub(crate) const fn of(fields: [u32; 4]) -> Self {
        Self {
            fields,
            drops: false,
        }
    }

    /// 00:00:00:00.
    pub(crate) const ZERO: Self = Self {
        fields: [0; 4],
        drops: false,
    };

    /// Hours, minutes, seconds and frames.
    pub(crate) const fn fields(self) -> [u32; 4] {
        self.fields
    }
}

/// Reads `hh:mm:ss:ff` from the front; the mark before the frames may be `;`,
/// `.` or `,` too.
pub(crate) fn label(text: &str) -> Option<(Label, &str)> {
    let mut fields = [0; 4];
    let mut rest = text.as_bytes();
    let mut drops = false;
    for (index, field) in fields.iter_mut().enumerate() {
        if index > 0 {
            let mark = *rest.first()?;
            let is_mark = mark == b':' || index == 3 && matches!(mark, b';' | b'.' | b',');
            if !is_mark {
                return None;
            }
            drops = mark == b';';
            rest = &rest[1..];
        }
        let (number, count, after) = crate::clock::digits(rest, 3)?;
        if count < 2 && index > 0 {
            return None;
        }
        *field = u32::try_from(number).ok()?;
        rest = after;
    }
    Some((Label { fields, drops }, &text[text.len() - rest.len()..]))
}

/// Labels of one file, and the frame the programme starts at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameClock {
    base: Timebase,
    start: i64,
}

impl FrameClock {
    /// A clock of these labels that shows `start` at the programme's first
    /// frame.
    pub(crate) const fn new(base: Timebase, start: i64) -> Self {
        Self { base, start }
    }

    /// The clock of a document.
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            base: settings.timebase,
            start: settings.programme_start,
        }
    }

    /// The clock of a file with these labels, in file order. Where the rate is
    /// not given, it is 29.97 if a label drops or counts to 25 and more, else
    /// 25. A first label of an hour or more puts the start of the programme at
    /// that hour.
    pub(crate) fn guess(
        labels: &[Label],
        options: &ReadOptions,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let drops = options
            .drop_frame
            .unwrap_or_else(|| labels.iter().any(|label| label.drops));
        let counts_far = labels.iter().any(|label| label.fields[3] >= 25);
        let rate = options.frame_rate.unwrap_or_else(|| {
            let rate = if drops || counts_far {
                FrameRate::NTSC
            } else {
                FrameRate::PAL
            };
            let message = format!("The file does not say its frame rate; {rate} is assumed");
            diagnostics.warn("frame-rate-assumed", Place::default(), message);
            diagnostics.ask(Question::FrameRate);
            rate
        });
        let base = Some(drops)
            .filter(|drops| *drops)
            .and_then(|_| Timebase::drop(rate).ok())
            .unwrap_or_else(|| Timebase::non_drop(rate));
        let start = start_of(base, labels, options, diagnostics);
        Self { base, start }
    }

    /// The settings of a document that was read by this clock.
    pub(crate) fn settings(self) -> Settings {
        Settings {
            timebase: self.base,
            programme_start: self.start,
            ..Settings::default()
        }
    }

    /// The time a label stands for, and what is wrong with the label. One that
    /// drop-frame counting leaves out stands for the next that exists.
    pub(crate) fn time(self, label: Label) -> (Option<Time>, Option<LabelError>) {
        let [hours, minutes, seconds, frames] = label.fields;
        let time = |frame: i64| self.base.rate().time_of(frame - self.start);
        match self.base.frame(hours, minutes, seconds, frames) {
            Ok(frame) => (Some(time(frame)), None),
            Err(error @ LabelError::Dropped { last, .. }) => {
                let next = self.base.frame(hours, minutes, seconds, last + 1);
                (next.ok().map(time), Some(error))
            }
            Err(error) => (None, Some(error)),
        }
    }

    /// The in and out times of a cue, with what is wrong with their labels;
    /// `None` where a label stands for no frame.
    pub(crate) fn times(
        self,
        labels: (Label, Label),
        place: Place,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Time, Time)> {
        let (start, start_error) = self.time(labels.0);
        let (end, end_error) = self.time(labels.1);
        for error in [start_error, end_error].into_iter().flatten() {
            diagnostics.error("bad-label", place, error.to_string());
        }
        let (start, end) = (start?, end?);
        if end < start {
            diagnostics.warn("out-before-in", place, "The cue ends before it starts");
        }
        Some((start, end))
    }

    /// A time moved to the nearest frame.
    pub(crate) fn snap(self, time: Time) -> Time {
        self.base.rate().snap(time)
    }

    /// The label of a time; declared where that is not exact.
    pub(crate) fn label(self, at: (&Cue, u32), time: Time, losses: &mut Losses) -> Timecode {
        let rate = self.base.rate();
        let frame = rate.nearest_frame(time);
        let shown = frame.saturating_add(self.start).max(0);
        let label = self.base.label(shown);
        if rate.time_of(shown - self.start) != time {
            let (from, to) = (time.to_string(), format!("frame {label}"));
            losses.of_cue(at, Feature::TimePrecision, Severity::Info, from, to);
        }
        label
    }

    /// Appends the label of a time, and declares where that is not exact.
    pub(crate) fn push(self, out: &mut String, at: (&Cue, u32), time: Time, losses: &mut Losses) {
        out.push_str(&self.label(at, time, losses).to_string());
    }
}

/// The frame the programme starts at as the options say, where they do.
pub(crate) fn asked_start(
    base: Timebase,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Option<i64> {
    let wanted = options.programme_start.as_deref()?;
    let fields = match label(wanted) {
        Some((label, "")) => label.fields,
        _ => [u32::MAX; 4],
    };
    let [hours, minutes, seconds, frames] = fields;
    let start = base.frame(hours, minutes, seconds, frames);
    if start.is_err() {
        let message = format!("\u{201c}{wanted}\u{201d} is no label at this frame rate");
        diagnostics.error("bad-programme-start", Place::default(), message);
    }
    start.ok()
}

/// The frame the programme starts at: as the options say, else the hour of the
/// first label.
fn start_of(
    base: Timebase,
    labels: &[Label],
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> i64 {
    if let Some(start) = asked_start(base, options, diagnostics) {
        return start;
    }
    let hour = labels.first().map_or(0, |label| label.fields[0]);
    let start = base.frame(hour, 0, 0, 0).unwrap_or(0);
    if start > 0 {
        let message = format!("The programme is taken to start at {}", base.label(start));
        diagnostics.info("programme-start-assumed", Place::default(), message);
        diagnostics.ask(Question::ProgrammeStart);
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_with_every_mark() {
        for (text, drops) in [
            ("01:00:10:00", false),
            ("01:00:10;00", true),
            ("01:00:10.00", false),
        ] {
            let (label, rest) = label(text).expect("a label");
            assert_eq!(
                (label.fields, label.drops, rest),
                ([1, 0, 10, 0], drops, "")
            );
        }
        for text in [
            "",
            "01:00:10",
            "01:00:10:",
            "a1:00:10:00",
            "01;00:10:00",
            "01:0:10:00",
        ] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn a_dropped_label_stands_for_the_next() {
        let drop = Timebase::drop(FrameRate::NTSC).expect("29.97 drops");
        let clock = FrameClock {
            base: drop,
            start: 0,
        };
        let (dropped, _) = label("00:01:00;00").expect("a label");
        let (next, _) = label("00:01:00;02").expect("a label");
        assert_eq!(clock.time(dropped).0, clock.time(next).0);
        assert!(clock.time(dropped).1.is_some());
    }
}

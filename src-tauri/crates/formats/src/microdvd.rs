//! `MicroDVD`: one line a cue, `{start}{end}row|row`, times in frames.
//!
//! The first line may say the frame rate: `{1}{1}23.976`.

mod codes;

use captions::{Cue, Document, FrameRate, Ids, Settings, Time, Timebase, Track};

use crate::clock::{digits, push_padded};
use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::loss::Losses;
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source, Written};
use crate::text_sink::TextSink;
use crate::text_source::{Lines, Mark, TextSource};
use crate::verbatim::{self, Frame, Span};
use crate::{Feature, ReadOptions, Severity, Support, WriteOptions};

const ID: &str = "microdvd";

/// Part of the file that a track keeps: the frame rate it was read at.
const RATE: &str = "frame-rate";

/// `MicroDVD`.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: Some(write),
};

static INFO: Info = Info {
    id: ID,
    name: "MicroDVD",
    extensions: &["sub"],
    media_type: "text/x-microdvd",
    reads: true,
    writes: true,
    counts_frames: true,
    features: &[
        (Feature::Italic, Support::Partial),
        (Feature::Bold, Support::Partial),
        (Feature::Underline, Support::Partial),
        (Feature::Strike, Support::Partial),
        (Feature::TextColor, Support::Partial),
        (Feature::Font, Support::Partial),
        (Feature::TextSize, Support::Partial),
        (Feature::Override, Support::Partial),
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Full),
        (Feature::Overlap, Support::Full),
        (Feature::LineBreak, Support::Full),
        (Feature::BlankRow, Support::Full),
        (Feature::Characters, Support::Partial),
    ],
};

fn detect(probe: &Probe<'_>) -> Confidence {
    if probe.lines().take(5).any(|line| frames(line).is_some()) {
        Confidence::Likely
    } else {
        Confidence::None
    }
}

/// Start and end of a cue, in frames, and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry<'a> {
    start: i64,
    end: Option<i64>,
    text: &'a str,
}

/// Reads `{start}{end}text`; `{start}{}text` has no end.
fn frames(line: &str) -> Option<Entry<'_>> {
    let rest = line.trim_ascii_start().as_bytes().strip_prefix(b"{")?;
    let (start, _, rest) = digits(rest, 12)?;
    let rest = rest.strip_prefix(b"}{")?;
    let (end, rest) = match digits(rest, 12) {
        Some((end, _, rest)) => (Some(end), rest),
        None => (None, rest),
    };
    let rest = rest.strip_prefix(b"}")?;
    Some(Entry {
        start,
        end,
        text: &line[line.len() - rest.len()..],
    })
}

/// The frame rate, where this is the first line that says it.
fn rate_line(line: &str) -> Option<FrameRate> {
    let entry = frames(line)?;
    let is_first = matches!((entry.start, entry.end), (0 | 1, Some(0 | 1)));
    is_first.then(|| entry.text.trim().replace(',', ".").parse().ok())?
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    let first = source.lines().find(|line| frames(line.text).is_some());
    let written = first.and_then(|line| rate_line(line.text));
    let rate = written
        .or(options.frame_rate)
        .unwrap_or(FrameRate::FILM_NTSC);
    report_rate(written, options, &mut diagnostics);
    let mut bounds: Option<(Mark, Mark)> = None;
    let skip = first.filter(|_| written.is_some()).map(|line| line.start);
    for line in source.lines().filter(|line| Some(line.start) != skip) {
        let Some(entry) = frames(line.text) else {
            if !line.is_blank() {
                let message = "This line has no frame numbers; it is kept as it stands";
                diagnostics.error("line-without-time", source.place(line.mark()), message);
            }
            continue;
        };
        let (_, piece) = *bounds.get_or_insert((line.mark(), line.mark()));
        if draft.count() > 0 {
            keep(&mut draft, options, &source, piece, line.mark());
            bounds = bounds.map(|(head_end, _)| (head_end, line.mark()));
        }
        let end = entry.end.map(|end| rate.time_of(end));
        let mut cue = draft.cue(ids, rate.time_of(entry.start), end);
        cue.rows = codes::read(entry.text);
        if entry.end.is_some_and(|end| end < entry.start) {
            let place = source.place(line.mark());
            diagnostics.warn("out-before-in", place, "The cue ends before it starts");
        }
        draft.put(cue);
    }
    let end = source.end();
    if let Some((_, piece)) = bounds {
        keep(&mut draft, options, &source, piece, end);
    }
    if options.keep_raw {
        let head_end = bounds.map_or(end, |(head_end, _)| head_end);
        verbatim::keep_frame(&mut draft.track, ID, &source, head_end, end, false);
        verbatim::put(&mut draft.track, ID, RATE, rate.to_string().into());
    }
    let settings = Settings {
        timebase: Timebase::non_drop(rate),
        ..Settings::default()
    };
    draft.finish(settings, diagnostics, source.encoding())
}

/// Gives the last cue its piece of the file: what follows it belongs to it.
fn keep(draft: &mut Draft, options: &ReadOptions, source: &TextSource<'_>, from: Mark, to: Mark) {
    if options.keep_raw
        && let Some(cue) = draft.last()
    {
        verbatim::keep_cue(cue, ID, source.raw_between(from, to));
    }
}

fn report_rate(written: Option<FrameRate>, options: &ReadOptions, diagnostics: &mut Diagnostics) {
    match (written, options.frame_rate) {
        (Some(written), Some(asked)) if written != asked => {
            let message = format!("The file says {written} frames a second, and that was used");
            diagnostics.warn("frame-rate-in-file", Place::default(), message);
        }
        (None, None) => {
            let message = "The file does not say its frame rate; 23.976 is assumed";
            diagnostics.warn("frame-rate-assumed", Place::default(), message);
        }
        _ => {}
    }
}

fn span(piece: &str) -> Option<Span> {
    let line = Lines::new(piece).find(|line| frames(line.text).is_some())?;
    Some(Span {
        start: line.start,
        end: line.start + line.text.len(),
    })
}

/// The rate the file counts at: its own, or the document's.
fn rate_of(document: &Document, track: &Track) -> FrameRate {
    let kept = match verbatim::get(track, ID, RATE) {
        Some(captions::RawBytes::Text(text)) => text.parse().ok(),
        _ => None,
    };
    kept.unwrap_or_else(|| document.settings().timebase.rate())
}

fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID).line_by_line();
    let rate = rate_of(document, track);
    let mut sink = frame.sink(options, document.cue_count(track.id) * 96);
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    frame.put_head(&mut sink, options);
    if frame.head.is_none() {
        sink.text(&format!("{{1}}{{1}}{}\n", rate_text(rate)));
    }
    for (number, cue) in (1..).zip(document.cues(track.id)) {
        frame.put_cue(&mut sink, cue, ID, span, |sink| {
            rewrite(sink, (cue, number), rate, &mut losses)
        });
    }
    frame.put_tail(&mut sink);
    Written {
        bytes: sink.finish(),
        losses: losses.finish(),
    }
}

/// A rate as the first line says it: with three decimals at most.
fn rate_text(rate: FrameRate) -> String {
    let thousandths = (u64::from(rate.numerator()) * 1000 + u64::from(rate.denominator()) / 2)
        / u64::from(rate.denominator());
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
}

fn rewrite(sink: &mut TextSink, at: (&Cue, u32), rate: FrameRate, losses: &mut Losses) -> bool {
    let cue = at.0;
    losses.declare_cue(at);
    losses.declare_foreign_overrides(at, '{');
    if cue.comment {
        return false;
    }
    let mut frame = |time: Time| {
        let frame = rate.nearest_frame(time).max(0);
        if rate.time_of(frame) != time {
            let (from, to) = (time.to_string(), format!("frame {frame}"));
            losses.of_cue(at, Feature::TimePrecision, Severity::Info, from, to);
        }
        frame.unsigned_abs()
    };
    let mut line = String::with_capacity(128);
    line.push('{');
    push_padded(&mut line, frame(cue.in_time), 1);
    line.push_str("}{");
    if let Some(out_time) = cue.out_time {
        push_padded(&mut line, frame(out_time), 1);
    }
    line.push('}');
    codes::write(&mut line, at, losses);
    sink.text(&line);
    losses.characters(at, &sink.take_unmappable(), "?");
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_the_rate() {
        assert_eq!(rate_line("{1}{1}23.976"), Some(FrameRate::FILM_NTSC));
        assert_eq!(rate_line("{0}{0}25"), Some(FrameRate::PAL));
        assert_eq!(rate_line("{1}{1}29,97"), Some(FrameRate::NTSC));
        assert_eq!(rate_line("{1}{1}Hello"), None);
        assert_eq!(rate_line("{10}{20}25"), None);
        for rate in [
            FrameRate::FILM_NTSC,
            FrameRate::PAL,
            FrameRate::NTSC,
            FrameRate::NTSC_60,
        ] {
            assert_eq!(
                rate_line(&format!("{{1}}{{1}}{}", rate_text(rate))),
                Some(rate)
            );
        }
    }
}

//! SBV, the plain caption format of YouTube: `h:mm:ss.mmm,h:mm:ss.mmm` and text
//! up to an empty line.

use captions::{Cue, Document, Ids, Settings, Time, Timebase, Track};

use crate::clock::{digits, fraction_millis, is_exact, push_padded};
use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::loss::Losses;
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source, Written};
use crate::text_sink::TextSink;
use crate::text_source::{Line, Lines, Mark, TextSource};
use crate::verbatim::{self, Frame, Span};
use crate::{Feature, ReadOptions, Severity, Support, WriteOptions, place, rows};

const ID: &str = "sbv";

/// SBV.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: Some(write),
};

static INFO: Info = Info {
    id: ID,
    name: "SBV (YouTube)",
    extensions: &["sbv"],
    media_type: "text/x-sbv",
    reads: true,
    writes: true,
    counts_frames: false,
    features: &[
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::Overlap, Support::Full),
        (Feature::LineBreak, Support::Full),
        (Feature::BlankRow, Support::Partial),
        (Feature::Characters, Support::Full),
    ],
};

fn detect(probe: &Probe<'_>) -> Confidence {
    if probe.lines().take(50).any(|line| times(line).is_some()) {
        Confidence::Likely
    } else {
        Confidence::None
    }
}

/// Reads `h:mm:ss.mmm,h:mm:ss.mmm`, the whole of a line.
fn times(line: &str) -> Option<(Time, Time)> {
    let line = line.trim();
    if !line.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (start, rest) = clock(line.as_bytes())?;
    let rest = rest.trim_ascii_start().strip_prefix(b",")?;
    let (end, rest) = clock(rest.trim_ascii_start())?;
    rest.is_empty().then_some((start, end))
}

fn clock(text: &[u8]) -> Option<(Time, &[u8])> {
    let (hours, _, rest) = digits(text, 6)?;
    let (minutes, _, rest) = digits(rest.strip_prefix(b":")?, 2)?;
    let (seconds, _, rest) = digits(rest.strip_prefix(b":")?, 2)?;
    let (fraction, count, rest) = digits(rest.strip_prefix(b".")?, 9)?;
    let whole = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    Some((
        Time::from_millis(whole + fraction_millis(fraction, count)),
        rest,
    ))
}

/// A cue's lines.
struct Block<'a> {
    line: Line<'a>,
    times: (Time, Time),
    /// Offsets of its text, without the end of its last line.
    text: (usize, usize),
    end: Mark,
}

/// Takes the next cue: up to an empty line that a time line or the end of the
/// file follows, since text with empty rows is met too.
fn next_block<'a>(lines: &mut Lines<'a>) -> Option<Block<'a>> {
    let (line, times) = lines
        .by_ref()
        .find_map(|line| times(line.text).map(|found| (line, found)))?;
    let mut text_end = line.end;
    let mut ahead = *lines;
    while let Some(next) = ahead.next() {
        if self::times(next.text).is_some() {
            break;
        }
        if !next.is_blank() {
            text_end = next.start + next.text.len();
        }
        *lines = ahead;
    }
    Some(Block {
        line,
        times,
        text: (line.end, text_end),
        end: lines.mark(),
    })
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    let mut lines = source.lines();
    let mut bounds: Option<(Mark, Mark)> = None;
    let mut dense = false;
    while let Some(block) = next_block(&mut lines) {
        let place = source.place(block.line.mark());
        let mut cue = draft.cue(ids, block.times.0, Some(block.times.1));
        let text = &source.text()[block.text.0..block.text.1];
        cue.rows = rows::plain(&text.trim_start_matches(['\n', '\r']).replace("[br]", "\n"));
        if block.times.1 < block.times.0 {
            diagnostics.warn("out-before-in", place, "The cue ends before it starts");
        }
        if options.keep_raw {
            let raw = source.raw_between(block.line.mark(), block.end);
            verbatim::keep_cue(&mut cue, ID, raw);
        }
        let before = bounds.map_or(0, |(_, end)| end.offset);
        let start = block.line.start;
        let head = &source.text()[before..start];
        dense |= bounds.is_none() && !head.trim().is_empty() && !ends_blank(head);
        let between = &source.text()[block.text.1..block.end.offset];
        dense |= block.end.offset < source.text().len() && verbatim::lacks_blank_line(between);
        let head_end = bounds.map_or(block.line.mark(), |(head_end, _)| head_end);
        bounds = Some((head_end, block.end));
        draft.put(cue);
    }
    let end = source.end();
    let (head_end, tail) = bounds.unwrap_or((end, end));
    report_rest(&source, head_end, &mut diagnostics);
    if options.keep_raw {
        verbatim::keep_frame(&mut draft.track, ID, &source, head_end, tail, dense);
    }
    let timebase = options.frame_rate.map(Timebase::non_drop);
    let settings = Settings {
        timebase: timebase.unwrap_or_default(),
        ..Settings::default()
    };
    draft.finish(settings, diagnostics, source.encoding())
}

fn ends_blank(text: &str) -> bool {
    Lines::new(text).last().is_some_and(|line| line.is_blank())
}

fn report_rest(source: &TextSource<'_>, head_end: Mark, diagnostics: &mut Diagnostics) {
    if source.text().trim().is_empty() {
        diagnostics.warn("empty-file", Place::default(), "The file holds no text");
    } else if !source.text()[..head_end.offset].trim().is_empty() {
        let message = "These lines stand before the first time line; they are kept as they stand";
        diagnostics.error("lines-without-time", source.place(Mark::START), message);
    }
}

/// Where the cue stands in its piece.
fn span(piece: &str) -> Option<Span> {
    let block = next_block(&mut Lines::new(piece))?;
    Some(Span {
        start: block.line.start,
        end: block.text.1.max(block.line.start + block.line.text.len()),
    })
}

fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID);
    let mut sink = frame.sink(options, document.cue_count(track.id) * 96);
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    frame.put_head(&mut sink, options);
    let mut cues = (1..).zip(document.cues(track.id)).peekable();
    while let Some((number, cue)) = cues.next() {
        let next_in = cues.peek().map(|(_, next)| next.in_time);
        frame.put_cue(&mut sink, cue, ID, span, |sink| {
            rewrite(sink, (cue, number), next_in, &mut losses)
        });
    }
    frame.put_tail(&mut sink);
    Written {
        bytes: sink.finish(),
        losses: losses.finish(),
    }
}

/// Writes a cue anew, without the end of its last line. False for a cue that
/// has no place in the file.
fn rewrite(
    sink: &mut TextSink,
    at: (&Cue, u32),
    next_in: Option<Time>,
    losses: &mut Losses,
) -> bool {
    let cue = at.0;
    losses.declare_cue(at);
    if cue.comment {
        return false;
    }
    let out_time = place::out_time(at, next_in, losses);
    let mut block = String::new();
    push_times(&mut block, cue.in_time);
    block.push(',');
    push_times(&mut block, out_time);
    let mut blank = false;
    for row in &cue.rows {
        let text = row.text();
        let is_blank = text.trim().is_empty();
        blank |= is_blank;
        block.push('\n');
        if is_blank {
            block.push('\u{a0}');
        } else if times(&text).is_some() {
            // Only a mark in front keeps such a row from being read as times.
            block.push('\u{2060}');
            block.push_str(&text);
            let (from, to) = ("a row that reads as times", "the row after a word joiner");
            losses.of_cue(at, Feature::Characters, Severity::Info, from, to);
        } else {
            block.push_str(&text);
        }
    }
    if blank {
        let (from, to) = ("a row without text", "a row of a no-break space");
        losses.of_cue(at, Feature::BlankRow, Severity::Info, from, to);
    }
    for time in [cue.in_time, out_time] {
        if !is_exact(time) {
            losses.rounded(at, time);
        }
    }
    sink.text(&block);
    losses.characters(at, &sink.take_unmappable(), "?");
    true
}

/// Hours need no second digit.
fn push_times(out: &mut String, time: Time) {
    let millis = time.round_millis().max(0).unsigned_abs();
    push_padded(out, millis / 3_600_000, 1);
    out.push(':');
    push_padded(out, millis / 60_000 % 60, 2);
    out.push(':');
    push_padded(out, millis / 1000 % 60, 2);
    out.push('.');
    push_padded(out, millis % 1000, 3);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_lines_are_told_from_text() {
        let line = times("0:00:01.000,0:00:02.5").expect("a time line");
        assert_eq!(line, (Time::from_millis(1000), Time::from_millis(2500)));
        for text in [
            "0:00:01.000",
            "1,2",
            "0:00:01.000,0:00:02.500 more",
            "Hello",
        ] {
            assert_eq!(times(text), None, "{text}");
        }
    }
}

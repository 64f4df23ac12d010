//! The caption file of Avid DS: `in out` as frame labels, text rows, an empty
//! line; all of it between `<begin subtitles>` and `<end subtitles>`.

use captions::{Cue, Document, Ids, Time, Track};

use crate::diagnostic::Diagnostics;
use crate::draft::Draft;
use crate::frame_clock::{FrameClock, Label, label};
use crate::loss::Losses;
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source, Written};
use crate::text_sink::TextSink;
use crate::text_source::{Line, Lines, Mark, TextSource};
use crate::verbatim::{self, Frame, Span};
use crate::{Feature, ReadOptions, Severity, Support, WriteOptions, place, rows};

const ID: &str = "avid-ds";

/// Avid DS.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: Some(write),
};

static INFO: Info = Info {
    id: ID,
    name: "Avid DS",
    extensions: &["avid.txt"],
    media_type: "text/vnd.avid-ds",
    reads: true,
    writes: true,
    counts_frames: true,
    features: &[
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::Overlap, Support::Partial),
        (Feature::LineBreak, Support::Full),
        (Feature::BlankRow, Support::Partial),
        (Feature::Characters, Support::Partial),
    ],
};

fn detect(probe: &Probe<'_>) -> Confidence {
    if probe.lines().take(200).any(is_begin) {
        Confidence::Certain
    } else {
        Confidence::None
    }
}

fn is_bracketed(line: &str, words: &str) -> bool {
    let inside = line
        .trim()
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    inside.is_some_and(|inside| {
        let found: Vec<&str> = inside.split_whitespace().collect();
        found.join(" ").eq_ignore_ascii_case(words)
    })
}

fn is_begin(line: &str) -> bool {
    is_bracketed(line, "begin subtitles")
}

fn is_end(line: &str) -> bool {
    is_bracketed(line, "end subtitles")
}

/// Reads `in out`, and the text after a tab that one dialect has.
fn times(line: &str) -> Option<((Label, Label), &str)> {
    let (start, rest) = label(line.trim_ascii_start())?;
    let after = rest.trim_ascii_start();
    let (end, text) = label(after).filter(|_| after.len() < rest.len())?;
    let is_whole = text.is_empty() || text.starts_with([' ', '\t']);
    is_whole.then(|| ((start, end), text.trim()))
}

/// A cue's lines.
struct Block<'a> {
    line: Line<'a>,
    labels: (Label, Label),
    inline_text: &'a str,
    /// Offsets of the lines after the first, without the end of the last.
    text: (usize, usize),
    end: Mark,
}

fn next_block<'a>(lines: &mut Lines<'a>) -> Option<Block<'a>> {
    let mut ahead = *lines;
    let (line, (labels, inline_text)) = ahead
        .by_ref()
        .take_while(|line| !is_end(line.text))
        .find_map(|line| times(line.text).map(|found| (line, found)))?;
    *lines = ahead;
    let mut text_end = line.start + line.text.len();
    while let Some(next) = ahead.next() {
        if times(next.text).is_some() || is_end(next.text) {
            break;
        }
        if !next.is_blank() {
            text_end = next.start + next.text.len();
        }
        *lines = ahead;
    }
    Some(Block {
        line,
        labels,
        inline_text,
        text: (line.end.min(text_end), text_end),
        end: lines.mark(),
    })
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let labels = source.lines().filter_map(|line| times(line.text));
    let labels: Vec<Label> = labels.flat_map(|((start, end), _)| [start, end]).collect();
    let clock = FrameClock::guess(&labels, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    let mut lines = source.lines();
    let mut bounds: Option<(Mark, Mark)> = None;
    let mut dense = false;
    while let Some(block) = next_block(&mut lines) {
        let place = source.place(block.line.mark());
        let Some((start, end)) = clock.times(block.labels, place, &mut diagnostics) else {
            continue;
        };
        let mut cue = draft.cue(ids, start, Some(end));
        let below = &source.text()[block.text.0..block.text.1];
        let below = below.trim_start_matches(['\n', '\r']);
        cue.rows = rows::plain(block.inline_text);
        cue.rows.extend(rows::plain(below));
        let (head_end, piece) = bounds.unwrap_or((block.line.mark(), block.line.mark()));
        if options.keep_raw {
            let raw = source.raw_between(piece, block.end);
            verbatim::keep_cue(&mut cue, ID, raw);
        }
        let between = &source.text()[block.text.1..block.end.offset];
        dense |= verbatim::lacks_blank_line(between);
        bounds = Some((head_end, block.end));
        draft.put(cue);
    }
    let end = source.end();
    let (head_end, tail) = bounds.unwrap_or((end, end));
    if options.keep_raw {
        verbatim::keep_frame(&mut draft.track, ID, &source, head_end, tail, dense);
    }
    draft.finish(clock.settings(), diagnostics, source.encoding())
}

/// The cue is the last block of its piece.
fn span(piece: &str) -> Option<Span> {
    let mut lines = Lines::new(piece);
    let mut last = None;
    while let Some(block) = next_block(&mut lines) {
        last = Some(Span {
            start: block.line.start,
            end: block.text.1,
        });
    }
    last
}

fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID);
    let clock = FrameClock::of(document.settings());
    let mut sink = frame.sink(options, document.cue_count(track.id) * 96);
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    frame.put_head(&mut sink, options);
    if frame.head.is_none() {
        sink.text("@ This file was written by Cuewright\n\n<begin subtitles>\n");
    }
    // The first cue follows the opening line without an empty one.
    sink.count_as_blank();
    let mut cues = (1..).zip(document.cues(track.id)).peekable();
    let mut before: Option<Time> = None;
    while let Some((number, cue)) = cues.next() {
        let next_in = cues.peek().map(|(_, next)| next.in_time);
        declare_overlap((cue, number), before, &mut losses);
        frame.put_cue(&mut sink, cue, ID, span, |sink| {
            rewrite(sink, (cue, number), next_in, clock, &mut losses)
        });
        if !cue.comment {
            before = cue.out_time.max(before);
        }
    }
    frame.put_tail(&mut sink);
    if frame.head.is_none() {
        sink.blank_line();
        sink.text("<end subtitles>\n");
    }
    Written {
        bytes: sink.finish(),
        losses: losses.finish(),
    }
}

/// Avid stops importing at a cue that starts before the one before it ends.
fn declare_overlap(at: (&Cue, u32), before: Option<Time>, losses: &mut Losses) {
    if !at.0.comment && before.is_some_and(|before| at.0.in_time < before) {
        let (from, to) = (
            "starts before the cue before it ends",
            "written as it is; Avid stops importing here",
        );
        losses.of_cue(at, Feature::Overlap, Severity::Error, from, to);
    }
}

/// Writes a cue anew, without the end of its last line.
fn rewrite(
    sink: &mut TextSink,
    at: (&Cue, u32),
    next_in: Option<Time>,
    clock: FrameClock,
    losses: &mut Losses,
) -> bool {
    let cue = at.0;
    losses.declare_cue(at);
    if cue.comment {
        return false;
    }
    let out_time = place::out_time(at, next_in, losses);
    let mut block = String::new();
    clock.push(&mut block, at, cue.in_time, losses);
    block.push(' ');
    clock.push(&mut block, at, out_time, losses);
    for row in &cue.rows {
        let text = row.text();
        block.push('\n');
        if text.trim().is_empty() {
            block.push('\u{a0}');
            let (from, to) = ("a row without text", "a row of a no-break space");
            losses.of_cue(at, Feature::BlankRow, Severity::Info, from, to);
        } else {
            if times(&text).is_some() || is_end(&text) {
                block.push('\u{2060}');
                let (from, to) = (text.clone(), "the row after a word joiner");
                losses.of_cue(at, Feature::Characters, Severity::Info, from, to);
            }
            block.push_str(&text.replace(['\n', '\r'], " "));
        }
    }
    sink.text(&block);
    losses.characters(at, &sink.take_unmappable(), "?");
    true
}

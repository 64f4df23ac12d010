//! The caption file of Avid DVD: number, in, out and text between tabs, rows
//! between bars; `$Italic = TRUE` holds for the cues after it.

use captions::{Cue, Document, Ids, Time, Track};

use crate::diagnostic::Diagnostics;
use crate::draft::Draft;
use crate::frame_clock::{FrameClock, Label, label};
use crate::loss::Losses;
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source, Written};
use crate::text_sink::TextSink;
use crate::text_source::{Lines, Mark, TextSource};
use crate::verbatim::{self, Frame, Span};
use crate::{Feature, ReadOptions, Severity, Support, WriteOptions, place, rows};

const ID: &str = "avid-dvd";

/// Avid DVD.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: Some(write),
};

static INFO: Info = Info {
    id: ID,
    name: "Avid DVD",
    extensions: &["dvd.txt"],
    media_type: "text/plain",
    reads: true,
    writes: true,
    counts_frames: true,
    features: &[
        (Feature::Italic, Support::Partial),
        (Feature::Label, Support::Partial),
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::Overlap, Support::Full),
        (Feature::LineBreak, Support::Full),
        (Feature::BlankRow, Support::Full),
        (Feature::Characters, Support::Partial),
    ],
};

fn detect(probe: &Probe<'_>) -> Confidence {
    if probe.lines().take(50).any(|line| entry(line).is_some()) {
        Confidence::Certain
    } else {
        Confidence::None
    }
}

/// The first line of a cue.
#[derive(Clone, Copy, Debug)]
struct Entry<'a> {
    number: &'a str,
    labels: (Label, Label),
    text: &'a str,
}

fn entry(line: &str) -> Option<Entry<'_>> {
    let (number, rest) = line.split_once('\t')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let (start, rest) = label(rest).filter(|_| is_number)?;
    let (end, rest) = label(rest.strip_prefix('\t')?)?;
    let text = rest
        .strip_prefix('\t')
        .or_else(|| rest.is_empty().then_some(""))?;
    Some(Entry {
        number,
        labels: (start, end),
        text,
    })
}

/// Reads `$Italic = TRUE` and `$Italic = FALSE`.
fn italic(line: &str) -> Option<bool> {
    let (name, value) = line.trim().split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("$italic") {
        return None;
    }
    match value.trim().to_ascii_uppercase().as_str() {
        "TRUE" => Some(true),
        "FALSE" => Some(false),
        _ => None,
    }
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let labels = source.lines().filter_map(|line| entry(line.text));
    let labels: Vec<Label> = labels.flat_map(|e| [e.labels.0, e.labels.1]).collect();
    let clock = FrameClock::guess(&labels, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    let mut is_italic = false;
    let mut piece = Mark::START;
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        let Some(entry) = entry(line.text) else {
            is_italic = italic(line.text).unwrap_or(is_italic);
            continue;
        };
        let place = source.place(line.mark());
        let Some((start, end)) = clock.times(entry.labels, place, &mut diagnostics) else {
            continue;
        };
        let mut cue = draft.cue(ids, start, Some(end));
        if entry.number.parse() != Ok(draft.count() + 1) {
            cue.label = Some(entry.number.to_owned());
        }
        let mut text = entry.text.replace('|', "\n");
        let mut ahead = lines;
        while let Some(more) = ahead.next().filter(|more| is_text(more.text)) {
            text.push('\n');
            text.push_str(more.text);
            lines = ahead;
        }
        cue.rows = rows::plain(&text);
        for run in cue.rows.iter_mut().flat_map(|row| &mut row.0) {
            run.style.italic = is_italic;
        }
        if options.keep_raw {
            let raw = source.raw_between(piece, lines.mark());
            verbatim::keep_cue(&mut cue, ID, raw);
        }
        piece = lines.mark();
        draft.put(cue);
    }
    if options.keep_raw {
        let empty = draft.count() == 0;
        let (head_end, tail) = if empty {
            (source.end(), source.end())
        } else {
            (Mark::START, piece)
        };
        // Empty lines belong to the piece of the cue after them.
        verbatim::keep_frame(&mut draft.track, ID, &source, head_end, tail, true);
    }
    draft.finish(clock.settings(), diagnostics, source.encoding())
}

/// Whether a line goes on with the text of the cue above it.
fn is_text(line: &str) -> bool {
    !line.trim().is_empty() && !line.trim_start().starts_with('$') && entry(line).is_none()
}

/// The cue is the last entry of its piece, with the lines after it.
fn span(piece: &str) -> Option<Span> {
    let start = Lines::new(piece)
        .filter(|line| entry(line.text).is_some())
        .last()?
        .start;
    Some(Span {
        start,
        end: start + piece[start..].trim_end_matches(['\n', '\r']).len(),
    })
}

fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID);
    let clock = FrameClock::of(document.settings());
    let mut sink = frame.sink(options, document.cue_count(track.id) * 96);
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    frame.put_head(&mut sink, options);
    sink.count_as_blank();
    let mut state = false;
    let mut cues = (1..).zip(document.cues(track.id)).peekable();
    while let Some((number, cue)) = cues.next() {
        let next_in = cues.peek().map(|(_, next)| next.in_time);
        let piece = frame.piece(cue, ID);
        let lead = piece
            .as_deref()
            .and_then(|piece| Some(&piece[..span(piece)?.start]));
        let set = lead.and_then(|lead| lead.split(['\n', '\r']).filter_map(italic).next_back());
        let before = set.unwrap_or(state);
        let wanted = is_italic(cue).unwrap_or(before);
        let toggle = before != wanted && !cue.comment;
        // Before a cue that goes out as it came, nothing else can say it; in
        // front of one written anew, what its lead says is overruled.
        let is_verbatim = piece.is_some() && cue.unedited(ID).is_some();
        if toggle && is_verbatim {
            sink.end_line();
            push_italic(&mut sink, wanted);
        }
        frame.put_cue(&mut sink, cue, ID, span, |sink| {
            if toggle {
                push_italic(sink, wanted);
            }
            rewrite(sink, (cue, number), next_in, clock, &mut losses)
        });
        state = if cue.comment { before } else { wanted };
    }
    frame.put_tail(&mut sink);
    Written {
        bytes: sink.finish(),
        losses: losses.finish(),
    }
}

/// Whether all of a cue is in italics; absent for one without text.
fn is_italic(cue: &Cue) -> Option<bool> {
    let mut runs = cue.rows.iter().flat_map(|row| &row.0).peekable();
    runs.peek()?;
    Some(runs.all(|run| run.style.italic))
}

fn push_italic(sink: &mut TextSink, on: bool) {
    let value = if on { "TRUE" } else { "FALSE" };
    sink.text(&format!("$Italic = {value}\n"));
}

/// Writes a cue anew, without the end of its line.
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
    let any_italic = cue
        .rows
        .iter()
        .flat_map(|row| &row.0)
        .any(|run| run.style.italic);
    if any_italic && is_italic(cue) == Some(false) {
        let (from, to) = ("italics in part of a cue", "a cue without italics");
        losses.of_cue(at, Feature::Italic, Severity::Warning, from, to);
    }
    let out_time = place::out_time(at, next_in, losses);
    let number = at.1.to_string();
    let mut line = cue
        .label
        .clone()
        .filter(|label| is_number(label))
        .unwrap_or(number);
    line.push('\t');
    clock.push(&mut line, at, cue.in_time, losses);
    line.push('\t');
    clock.push(&mut line, at, out_time, losses);
    line.push('\t');
    let mut replaced = Vec::new();
    for (index, row) in cue.rows.iter().enumerate() {
        if index > 0 {
            line.push('|');
        }
        let text = row.text();
        replaced.extend(text.chars().filter(|c| *c == '|'));
        line.push_str(&text.replace('|', "\u{a6}").replace(['\n', '\r'], " "));
    }
    sink.text(&line);
    if let Some(label) = cue.label.as_deref().filter(|label| !is_number(label)) {
        losses.of_cue(
            at,
            Feature::Label,
            Severity::Info,
            label.to_owned(),
            "the cue's number",
        );
    }
    losses.characters(at, &replaced, "\u{a6}");
    losses.characters(at, &sink.take_unmappable(), "?");
    true
}

fn is_number(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit())
}

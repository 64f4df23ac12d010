//! Transcripts: text for reading, without times.
//!
//! There is no standard. A paragraph is what one speaker says without a long
//! pause; a paragraph may open with a name (`Name:`) and with the time it
//! starts at (`(00:01:02)` or `[00:01:02]`).

use captions::{Cue, Document, Ids, Row, Settings, Time, Timebase, Track};

use crate::clock::digits;
use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::loss::Losses;
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source, Written};
use crate::text_sink::TextSink;
use crate::text_source::{Line, Lines, TextSource};
use crate::verbatim::{self, Frame, Span};
use crate::{Feature, ReadOptions, Severity, Support, WriteOptions};

const ID: &str = "transcript";

/// A pause that ends a paragraph.
const PAUSE: Time = Time::from_seconds(2);

/// Longest name before a colon that is taken for a speaker.
const LONGEST_NAME: usize = 40;

/// Transcript.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: Some(write),
};

static INFO: Info = Info {
    id: ID,
    name: "Transcript",
    extensions: &["txt"],
    media_type: "text/plain",
    reads: true,
    writes: true,
    counts_frames: false,
    features: &[
        (Feature::Speaker, Support::Partial),
        (Feature::LineBreak, Support::Partial),
        (Feature::Characters, Support::Full),
    ],
};

fn detect(_: &Probe<'_>) -> Confidence {
    Confidence::None
}

/// What opens a paragraph, and the text after it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Opening<'a> {
    speaker: Option<&'a str>,
    time: Option<Time>,
    text: &'a str,
}

/// Reads `Name (00:01:02):`, `[00:01:02] Name:`, `Name:` and the like.
fn opening(line: &str) -> Opening<'_> {
    let line = line.trim();
    let (time, rest) = match stamp(line) {
        Some((time, rest)) => (Some(time), rest.trim_start()),
        None => (None, line),
    };
    let plain = Opening {
        speaker: None,
        time,
        text: rest.strip_prefix(':').unwrap_or(rest).trim_start(),
    };
    let Some((name, text)) = rest.split_once(':') else {
        return plain;
    };
    // The colons of a stamp after the name come before the one that ends it.
    if let Some(at) = rest.find(['(', '['])
        && at < name.len()
        && let Some((after_name, text)) = stamp(&rest[at..])
        && let Some(text) = text.trim_start().strip_prefix(':')
        && is_name(rest[..at].trim())
    {
        return Opening {
            speaker: Some(rest[..at].trim()),
            time: Some(after_name),
            text: text.trim_start(),
        };
    }
    if is_name(name) && (text.is_empty() || text.starts_with(' ')) {
        return Opening {
            speaker: Some(name),
            time,
            text: text.trim_start(),
        };
    }
    plain
}

/// Whether this looks like who speaks: a few words, each with a capital or a
/// number in front.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= LONGEST_NAME
        && text.split(' ').count() <= 4
        && text.split(' ').all(|word| {
            let first = word.trim_start_matches('>').chars().next();
            first.is_some_and(|c| c.is_uppercase() || c.is_numeric())
        })
}

/// Reads `(hh:mm:ss)` or `[hh:mm:ss.mmm]`; hours may be missing.
fn stamp(text: &str) -> Option<(Time, &str)> {
    let close = match text.as_bytes().first()? {
        b'(' => b')',
        b'[' => b']',
        _ => return None,
    };
    let (first, _, rest) = digits(&text.as_bytes()[1..], 4)?;
    let (second, _, mut rest) = digits(rest.strip_prefix(b":")?, 2)?;
    let mut seconds = first * 60 + second;
    if let Some(after) = rest.strip_prefix(b":") {
        let (third, _, after) = digits(after, 2)?;
        seconds = seconds * 60 + third;
        rest = after;
    }
    let mut millis = seconds * 1000;
    if let Some(after) = rest.strip_prefix(b".") {
        let (fraction, count, after) = digits(after, 9)?;
        millis += crate::clock::fraction_millis(fraction, count);
        rest = after;
    }
    let rest = rest.strip_prefix(&[close])?;
    Some((Time::from_millis(millis), &text[text.len() - rest.len()..]))
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    let mut untimed = 0;
    let mut latest = Time::ZERO;
    let mut speaker: Option<String> = None;
    let mut after_blank = true;
    let mut lines = source.lines().peekable();
    let mut head_end = None;
    while let Some(line) = lines.next() {
        if line.is_blank() {
            continue;
        }
        head_end.get_or_insert(line.mark());
        let opening = opening(line.text);
        untimed += u32::from(opening.time.is_none());
        latest = opening.time.unwrap_or(latest);
        let mut cue = draft.cue(ids, latest, None);
        // Without a name, a line goes on in its paragraph.
        if opening.speaker.is_some() || after_blank {
            speaker = opening.speaker.map(str::to_owned);
        }
        cue.speaker.clone_from(&speaker);
        if !opening.text.is_empty() {
            cue.rows = vec![Row::plain(opening.text.replace('\0', ""))];
        }
        let mut end = line.end_mark();
        after_blank = false;
        while let Some(blank) = lines.next_if(Line::is_blank) {
            end = blank.end_mark();
            after_blank = true;
        }
        if options.keep_raw {
            verbatim::keep_cue(&mut cue, ID, source.raw_between(line.mark(), end));
        }
        draft.put(cue);
    }
    if untimed > 0 {
        let message = format!("{untimed} paragraphs have no time; they have to be aligned");
        diagnostics.warn("no-times", Place::default(), message);
    }
    if options.keep_raw {
        let end = source.end();
        let head_end = head_end.unwrap_or(end);
        verbatim::keep_frame(&mut draft.track, ID, &source, head_end, end, false);
    }
    let timebase = options.frame_rate.map(Timebase::non_drop);
    let settings = Settings {
        timebase: timebase.unwrap_or_default(),
        ..Settings::default()
    };
    draft.finish(settings, diagnostics, source.encoding())
}

fn span(piece: &str) -> Option<Span> {
    let line = Lines::new(piece).find(|line| !line.is_blank())?;
    Some(Span {
        start: line.start,
        end: line.start + line.text.len(),
    })
}

fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID).line_by_line();
    let mut sink = frame.sink(options, document.cue_count(track.id) * 64);
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    frame.put_head(&mut sink, options);
    let mut before: Option<&Cue> = None;
    for (number, cue) in (1..).zip(document.cues(track.id)) {
        let at = (cue, number);
        frame.put_cue(&mut sink, cue, ID, span, |sink| {
            rewrite(sink, at, before, &mut losses)
        });
        if !cue.comment && !is_silent(cue) {
            before = Some(cue);
        }
    }
    frame.put_tail(&mut sink);
    Written {
        bytes: sink.finish(),
        losses: losses.finish(),
    }
}

/// Writes what a cue says on a line, after an empty one where a paragraph
/// starts.
fn rewrite(
    sink: &mut TextSink,
    at: (&Cue, u32),
    before: Option<&Cue>,
    losses: &mut Losses,
) -> bool {
    let cue = at.0;
    losses.declare_cue(at);
    if cue.comment {
        return false;
    }
    if is_silent(cue) {
        let (from, to) = ("a cue without text", "left out");
        losses.of_cue(at, Feature::BlankRow, Severity::Info, from, to);
        return false;
    }
    let (from, to) = (cue.in_time.to_string(), "text without times");
    losses.of_cue(at, Feature::Times, Severity::Error, from, to);
    let rows: Vec<String> = cue.rows.iter().map(Row::text).collect();
    if rows.len() > 1 {
        let (from, to) = (format!("{} rows", rows.len()), "one line");
        losses.of_cue(at, Feature::LineBreak, Severity::Info, from, to);
    }
    let voice = voice(cue);
    let mut voices = cue.rows.iter().flat_map(|row| &row.0);
    if let Some(other) = voices.find_map(|run| run.style.voice().filter(|v| Some(*v) != voice)) {
        let (from, to) = (other.to_owned(), "left out: a paragraph has one speaker");
        losses.of_cue(at, Feature::Speaker, Severity::Error, from, to);
    }
    let new_speaker = voice != before.and_then(|before| self::voice(before));
    let paused = before.is_some_and(|before| {
        let end = before.out_time.unwrap_or(before.in_time);
        cue.in_time - end > PAUSE
    });
    if before.is_some() && (new_speaker || paused) {
        sink.blank_line();
    }
    let mut line = String::new();
    if let Some(voice) = voice.filter(|_| new_speaker || paused) {
        line.push_str(voice);
        line.push_str(": ");
    }
    line.push_str(&rows.join(" "));
    sink.text(&line.replace(['\n', '\r'], " "));
    losses.characters(at, &sink.take_unmappable(), "?");
    true
}

/// Whether there is nothing to be read.
fn is_silent(cue: &Cue) -> bool {
    cue.rows.iter().all(|row| row.text().trim().is_empty())
}

/// Who speaks a cue, or its first words.
fn voice(cue: &Cue) -> Option<&str> {
    let first = cue.rows.iter().flat_map(|row| &row.0).next();
    cue.speaker
        .as_deref()
        .or_else(|| first.and_then(|run| run.style.voice()))
        .filter(|voice| !voice.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_open_with_names_and_times() {
        let seconds = |seconds| Some(Time::from_seconds(seconds));
        for (line, speaker, time, text) in [
            ("Mary: Hello", Some("Mary"), None, "Hello"),
            (
                "Speaker 1 (00:01:02): Hi",
                Some("Speaker 1"),
                seconds(62),
                "Hi",
            ),
            ("[00:01:02] Hi", None, seconds(62), "Hi"),
            ("(01:02) Joe Doe: Hi", Some("Joe Doe"), seconds(62), "Hi"),
            ("It was noted: nothing", None, None, "It was noted: nothing"),
            ("At 10:30 we left", None, None, "At 10:30 we left"),
            ("Mary:", Some("Mary"), None, ""),
            ("plain", None, None, "plain"),
        ] {
            let expected = Opening {
                speaker,
                time,
                text,
            };
            assert_eq!(opening(line), expected, "{line}");
        }
    }
}

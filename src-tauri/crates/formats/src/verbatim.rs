//! What a file holds besides cues, kept so that it can go back out.
//!
//! A text file is cut into contiguous pieces: the head, one piece for each cue
//! (what stands between the cue before and this one, the cue itself, and the
//! empty lines after it), and the tail. Head and tail are kept in the track,
//! the others in their cues, so the pieces in order are the file.

use std::borrow::Cow;

use captions::{Cue, Document, Raw, RawBytes, Track};

use crate::loss::Losses;
use crate::text_sink::{TextSink, decode_piece};
use crate::text_source::{Lines, Mark, TextSource};
use crate::{Encoding, Feature, LineEnding, Severity, WriteOptions};

/// Parts of a file that a track keeps, as keys of [`Track::headers`].
pub(crate) const HEAD: &str = "head";
pub(crate) const TAIL: &str = "tail";
const ENCODING: &str = "encoding";
const LINE_ENDING: &str = "line-ending";
const DENSE: &str = "dense";
const COUNT: &str = "cues";
const DISORDER: &str = "disorder";

fn key(format: &str, part: &str) -> String {
    format!("{format}/{part}")
}

/// Keeps a part of a file in the track.
pub(crate) fn put(track: &mut Track, format: &str, part: &str, bytes: RawBytes) {
    track.headers.insert(key(format, part), bytes);
}

/// A part of a file, where the track keeps it.
pub(crate) fn get<'a>(track: &'a Track, format: &str, part: &str) -> Option<&'a RawBytes> {
    track.headers.get(&key(format, part))
}

/// Keeps how a file was written, its head and its tail.
pub(crate) fn keep_frame(
    track: &mut Track,
    format: &str,
    source: &TextSource<'_>,
    head_end: Mark,
    tail: Mark,
    dense: bool,
) {
    put(track, format, HEAD, source.bytes_before(head_end).into());
    let tail = source.bytes_after(tail);
    if !tail.is_empty() {
        put(track, format, TAIL, tail.into());
    }
    if source.encoding() != Encoding::UTF_8 {
        let name = source.encoding().name().to_owned();
        put(track, format, ENCODING, name.into());
    }
    let line_ending = match source.line_ending() {
        Some(LineEnding::Crlf) => Some("crlf"),
        Some(LineEnding::Cr) => Some("cr"),
        Some(LineEnding::Lf) | None => None,
    };
    if let Some(name) = line_ending {
        put(track, format, LINE_ENDING, name.to_owned().into());
    }
    if dense {
        put(track, format, DENSE, String::new().into());
    }
}

/// Gives a cue its piece of the file. To be called last: an edit is noticed by
/// the cue no longer being what it was here.
pub(crate) fn keep_cue(
    cue: &mut Cue,
    format: impl Into<Cow<'static, str>>,
    bytes: impl Into<RawBytes>,
) {
    cue.raw = Some(Box::new(Raw {
        format: format.into(),
        bytes: bytes.into(),
        digest: cue.digest(),
    }));
}

/// Keeps how many cues a file has, for [`is_untouched`].
pub(crate) fn keep_count(track: &mut Track, format: &str, count: u32) {
    put(track, format, COUNT, count.to_string().into());
}

/// How many cues the file of a track has.
pub(crate) fn count(track: &Track, format: &str) -> Option<usize> {
    match get(track, format, COUNT)? {
        RawBytes::Text(count) => count.parse().ok(),
        RawBytes::Bytes(_) => None,
    }
}

/// Whether a track still has every cue of its file, as it was, in its place:
/// then its pieces in order are the file, whatever each of them means.
pub(crate) fn is_untouched(document: &Document, track: &Track, format: &str) -> bool {
    let mut cues = (1..).zip(document.cues(track.id));
    count(track, format) == Some(document.cue_count(track.id))
        && cues.all(|(number, cue)| {
            let rank = Cue::RANK_STEP.saturating_mul(number);
            cue.rank == rank && cue.unedited(format).is_some()
        })
}

/// Notes that the cues of a file do not come in the order of their in times.
pub(crate) fn keep_disorder(track: &mut Track, format: &str) {
    put(track, format, DISORDER, String::new().into());
}

/// Puts cues in the order of their in times, for formats that know no other,
/// and declares that; but not those of a file that is in another order itself.
pub(crate) fn in_time_order(
    cues: &mut [(&Cue, u32)],
    track: &Track,
    format: &str,
    losses: &mut Losses,
) {
    let is_sorted = cues.is_sorted_by_key(|(cue, _)| cue.in_time);
    if is_sorted || get(track, format, DISORDER).is_some() {
        return;
    }
    cues.sort_by_key(|(cue, _)| cue.in_time);
    let (from, to) = ("an order of their own", "the order of their in times");
    losses.of_track(Feature::Times, Severity::Info, from, to);
}

/// Where a cue stands in its piece, from offset to offset, without the end of
/// its last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Whether no empty line stands between the end of one cue's last line and the
/// start of the next cue.
pub(crate) fn lacks_blank_line(between: &str) -> bool {
    Lines::new(between).count() < 2
}

/// How the track's own file was written, where it was of this format.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) head: Option<&'a RawBytes>,
    pub(crate) tail: Option<&'a RawBytes>,
    encoding: Encoding,
    line_ending: LineEnding,
    dense: bool,
    /// Whether cues of this format follow each other line by line.
    line_by_line: bool,
}

impl<'a> Frame<'a> {
    pub(crate) fn of(track: &'a Track, format: &str) -> Self {
        let text = |part: &str| match get(track, format, part) {
            Some(RawBytes::Text(text)) => text.as_str(),
            _ => "",
        };
        Self {
            head: get(track, format, HEAD),
            tail: get(track, format, TAIL),
            encoding: text(ENCODING).parse().unwrap_or(Encoding::UTF_8),
            line_ending: match text(LINE_ENDING) {
                "crlf" => LineEnding::Crlf,
                "cr" => LineEnding::Cr,
                _ => LineEnding::Lf,
            },
            dense: get(track, format, DENSE).is_some(),
            line_by_line: false,
        }
    }

    /// The encoding of the source file; UTF-8 where there is none.
    pub(crate) const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// For formats whose cues follow each other line by line.
    pub(crate) const fn line_by_line(mut self) -> Self {
        self.line_by_line = true;
        self
    }

    /// An empty file to be written as the source file was.
    pub(crate) fn sink(&self, options: &WriteOptions, capacity: usize) -> TextSink {
        let source = self.head.map(|_| (self.encoding, self.line_ending));
        TextSink::new(options, source, capacity)
    }

    /// The head as text, without a byte order mark; and whether there was one.
    pub(crate) fn head_text(&self) -> (Cow<'a, str>, bool) {
        let Some(head) = self.head else {
            return (Cow::Borrowed(""), false);
        };
        let text = decode_piece(head, self.encoding);
        match text.strip_prefix('\u{feff}') {
            Some(rest) => (Cow::Owned(rest.to_owned()), true),
            None => (text, false),
        }
    }

    /// The piece of the file a cue was read from, as text.
    pub(crate) fn piece(&self, cue: &'a Cue, format: &str) -> Option<Cow<'a, str>> {
        let raw = cue.raw.as_deref().filter(|raw| raw.format == format)?;
        Some(decode_piece(&raw.bytes, self.encoding))
    }

    /// Writes the head as it came, with another byte order mark or encoding
    /// where that is asked for.
    pub(crate) fn put_head(&self, sink: &mut TextSink, options: &WriteOptions) {
        let (text, marked) = self.head_text();
        let bom = options.bom.unwrap_or(marked);
        match self.head {
            Some(head) if bom == marked && options.encoding.is_none() => sink.verbatim(head),
            _ => {
                if bom {
                    sink.byte_order_mark();
                }
                sink.piece(&text);
            }
        }
    }

    /// Writes what stands after the last cue.
    pub(crate) fn put_tail(&self, sink: &mut TextSink) {
        if let Some(tail) = self.tail {
            sink.verbatim(tail);
        }
    }

    /// Writes a cue: as it came where nobody edited it, else by `rewrite`,
    /// which leaves the end of the last line open and answers whether it wrote
    /// anything. What stands around the cue in its piece stays.
    pub(crate) fn put_cue(
        &self,
        sink: &mut TextSink,
        cue: &'a Cue,
        format: &str,
        span: impl FnOnce(&str) -> Option<Span>,
        rewrite: impl FnOnce(&mut TextSink) -> bool,
    ) {
        let Some(piece) = self.piece(cue, format) else {
            self.separate(sink, false);
            if rewrite(sink) {
                sink.end_line();
            }
            return;
        };
        self.separate(sink, true);
        if cue.unedited(format).is_some() {
            if let Some(raw) = cue.raw.as_deref() {
                sink.verbatim(&raw.bytes);
            }
            return;
        }
        let span = span(&piece).unwrap_or(Span {
            start: 0,
            end: piece.len(),
        });
        sink.piece(&piece[..span.start]);
        if rewrite(sink) {
            let trail = &piece[span.end..];
            if trail.is_empty() {
                sink.end_line();
            } else {
                sink.piece(trail);
            }
        }
    }

    /// Sets the next cue apart from what stands before it. In a file that
    /// leaves out empty lines, pieces of that file only need a line of their own.
    pub(crate) fn separate(&self, sink: &mut TextSink, is_piece: bool) {
        if self.line_by_line || self.dense && is_piece {
            sink.end_line();
        } else {
            sink.blank_line();
        }
    }
}

/// Says that the file holds notes or metadata between its cues.
pub(crate) const NOTES: &str = "notes";

/// The key under which a track marks [`NOTES`] of the format it came from.
pub(crate) fn notes_key(track: &Track) -> String {
    key(track.format.as_deref().unwrap_or_default(), NOTES)
}

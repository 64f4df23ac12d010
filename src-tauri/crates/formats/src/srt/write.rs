//! Writing SubRip.

use captions::{Cue, Document, RawBytes, Time, Track};

use crate::clock::{is_exact, push_clock, push_padded};
use crate::loss::Losses;
use crate::registry::Written;
use crate::text_sink::TextSink;
use crate::verbatim::{self, Frame};
use crate::{Feature, Severity, WriteOptions, place};

use super::{ID, INFO, NUMBERING, blocks, text};

/// What the writer puts on index lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    /// Each cue's place in the track.
    Consecutive,
    /// Nothing: there are no index lines.
    Absent,
    /// The cue's label, or its place where it has none.
    Own,
}

impl Numbering {
    fn of(track: &Track) -> Self {
        match verbatim::get(track, ID, NUMBERING).map(RawBytes::as_bytes) {
            Some(b"none") => Self::Absent,
            Some(b"own") => Self::Own,
            _ => Self::Consecutive,
        }
    }

    /// Appends the index line of a new or rewritten cue, with its end.
    fn push_index(self, block: &mut String, cue: &Cue, number: u32) {
        match (self, &cue.label) {
            (Self::Absent, _) => return,
            (Self::Own, Some(label)) => block.push_str(&label.replace(['\n', '\r'], " ")),
            (Self::Own | Self::Consecutive, _) => push_padded(block, u64::from(number), 1),
        }
        block.push('\n');
    }
}

struct Writer<'a> {
    frame: Frame<'a>,
    numbering: Numbering,
    sink: TextSink,
    losses: Losses,
    /// What stands for a row without text.
    blank: &'static str,
    /// Kept from cue to cue, to be filled anew.
    block: String,
}

pub(crate) fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID);
    let sink = frame.sink(options, document.cue_count(track.id) * 96);
    let mut writer = Writer {
        blank: if sink.holds(text::BLANK) {
            text::BLANK
        } else {
            text::BLANK_IN_LEGACY
        },
        sink,
        numbering: Numbering::of(track),
        frame,
        losses: Losses::new(&INFO),
        block: String::new(),
    };
    writer.losses.declare_track(track);
    writer.frame.put_head(&mut writer.sink, options);
    let mut cues = (1..).zip(document.cues(track.id)).peekable();
    while let Some((number, cue)) = cues.next() {
        writer.cue((cue, number), cues.peek().map(|(_, next)| next.in_time));
    }
    writer.frame.put_tail(&mut writer.sink);
    Written {
        bytes: writer.sink.finish(),
        losses: writer.losses.finish(),
    }
}

impl<'a> Writer<'a> {
    fn cue(&mut self, at: (&'a Cue, u32), next_in: Option<Time>) {
        let (cue, number) = at;
        let Some(piece) = self.frame.piece(cue, ID) else {
            if cue.comment {
                self.losses.declare_cue(at);
                return;
            }
            self.frame.separate(&mut self.sink, false);
            self.rewrite(at, next_in);
            self.sink.end_line();
            return;
        };
        self.frame.separate(&mut self.sink, true);
        let label = cue.label.as_deref();
        let unedited = cue.unedited(ID).is_some();
        if unedited
            && (self.numbering != Numbering::Consecutive || has_index(&piece, label, number))
        {
            if let Some(raw) = cue.raw.as_deref() {
                self.sink.verbatim(&raw.bytes);
            }
            return;
        }
        let Some(parts) = blocks::parts(&piece, label) else {
            self.rewrite(at, next_in);
            self.sink.end_line();
            return;
        };
        self.sink.piece(&piece[..parts.block]);
        if unedited {
            let mut index = String::new();
            self.numbering.push_index(&mut index, cue, number);
            self.sink.text(&index);
            self.sink.piece(&piece[parts.time_line..]);
            return;
        }
        if cue.comment {
            self.losses.declare_cue(at);
            return;
        }
        self.rewrite(at, next_in);
        let trail = &piece[parts.trail..];
        if trail.is_empty() {
            self.sink.end_line();
        } else {
            self.sink.piece(trail);
        }
    }

    /// Writes a cue anew, without the end of its last line.
    fn rewrite(&mut self, at: (&Cue, u32), next_in: Option<Time>) {
        let (cue, number) = at;
        let mut block = std::mem::take(&mut self.block);
        block.clear();
        self.numbering.push_index(&mut block, cue, number);
        self.time_line(&mut block, at, next_in);
        let place = place::nearest_key(at, &mut self.losses);
        if !cue.rows.is_empty() {
            block.push('\n');
            if let Some(place) = place {
                block.push_str("{\\an");
                block.push(char::from(b'0' + place));
                block.push('}');
            }
            text::write(&mut block, &cue.rows, self.blank);
        } else if let Some(place) = place {
            let from = format!("place {place} of the keypad");
            let to = "left out: there is no text that could stand there";
            self.losses
                .of_cue(at, Feature::Place, Severity::Info, from, to);
        }
        self.sink.text(&block);
        self.block = block;
        self.declare(at);
    }

    fn time_line(&mut self, block: &mut String, at: (&Cue, u32), next_in: Option<Time>) {
        let cue = at.0;
        let out_time = place::out_time(at, next_in, &mut self.losses);
        push_clock(block, cue.in_time, ',');
        block.push_str(" --> ");
        push_clock(block, out_time, ',');
        for name in ["srt.coordinates", "srt.settings"] {
            if let Some(value) = cue.settings.get(name) {
                block.push(' ');
                block.push_str(&value.replace(['\n', '\r'], " "));
            }
        }
        for time in [cue.in_time, out_time] {
            if !is_exact(time) {
                self.losses.rounded(at, time);
            }
        }
    }

    /// Names what a rewritten cue loses besides its place.
    fn declare(&mut self, at: (&Cue, u32)) {
        let cue = at.0;
        self.losses.declare_cue(at);
        self.losses.declare_foreign_overrides(at, '\\');
        if let Some(label) = &cue.label
            && self.numbering != Numbering::Own
        {
            let (from, to) = (label.clone(), "the cue's number");
            self.losses
                .of_cue(at, Feature::Label, Severity::Info, from, to);
        }
        self.declare_blank_rows(at);
        let unmappable = self.sink.take_unmappable();
        self.losses.characters(at, &unmappable, "?");
    }

    /// Names rows without text that come back as something else.
    fn declare_blank_rows(&mut self, at: (&Cue, u32)) {
        let is_legacy = self.blank != text::BLANK;
        for row in &at.0.rows {
            let says = |what: &str| {
                row.0
                    .iter()
                    .flat_map(|run| run.text.chars())
                    .eq(what.chars())
            };
            let mut runs = row.0.iter();
            let is_blank = runs.all(|run| run.text.trim_start().is_empty());
            let (from, to) = if is_blank && is_legacy {
                ("a row without text", "a row of a no-break space")
            } else if is_blank && !row.is_empty() || says(text::BLANK) {
                ("a row of spaces", "a row without text")
            } else {
                continue;
            };
            let (feature, severity) = (Feature::BlankRow, Severity::Info);
            return self.losses.of_cue(at, feature, severity, from, to);
        }
    }
}

/// Whether the cue in a piece has this number already.
fn has_index(piece: &str, label: Option<&str>, number: u32) -> bool {
    let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
    if matches!(piece.as_bytes().get(digits), Some(b'\n' | b'\r')) {
        return piece[..digits].parse() == Ok(number);
    }
    blocks::parts(piece, label).is_none_or(|parts| {
        let index = piece[parts.block..parts.time_line].trim();
        blocks::number(index) == Some(u64::from(number))
    })
}

//! Reading SubRip.

use captions::{Cue, FrameRate, Ids, Position, Settings, Time, Timebase};

use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::registry::{Reading, Source};
use crate::text_source::{Mark, TextSource};
use crate::{ReadOptions, verbatim};

use super::blocks::{Block, Blocks};
use super::{ID, NUMBERING, text, timing};

/// How the cues of a file are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    /// From 1, one by one.
    Consecutive,
    /// Not at all.
    Absent,
    /// In some other way.
    Own,
}

struct Reader<'a> {
    source: &'a TextSource<'a>,
    frame_rate: Option<FrameRate>,
    keep_raw: bool,
    diagnostics: Diagnostics,
    draft: Draft,
    /// Where the cue before ends, or starts if it is open.
    before: Option<Time>,
    /// Where the piece of the next cue starts.
    piece: Mark,
    numbering: Option<Numbering>,
    dense: bool,
}

pub(super) fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    draft.reserve(memchr::memmem::find_iter(source.text().as_bytes(), b"-->").count());
    let frame_rate = frames_in(&source, options).then(|| {
        diagnostics.info(
            "frames-for-milliseconds",
            Place::default(),
            "The last field of every time is read as frames, not as milliseconds",
        );
        options.frame_rate.unwrap_or(FrameRate::PAL)
    });
    let mut reader = Reader {
        source: &source,
        frame_rate,
        keep_raw: options.keep_raw,
        diagnostics,
        draft,
        before: None,
        piece: Mark::START,
        numbering: None,
        dense: false,
    };
    let mut head_end = None;
    for block in Blocks::new(source.lines()) {
        let start = *head_end.get_or_insert_with(|| block.start());
        if reader.draft.count() == 0 {
            reader.piece = start;
        }
        reader.cue(&block, ids);
    }
    reader.finish(head_end, options)
}

/// Whether the last fields are frames: two digits after a colon in every time,
/// and none as large as a second has frames.
fn frames_in(source: &TextSource<'_>, options: &ReadOptions) -> bool {
    let nominal = i64::from(options.frame_rate.unwrap_or(FrameRate::THIRTY).nominal());
    let mut any = false;
    for line in source.lines() {
        let Some(timing) = timing::parse(line.text).filter(timing::Timing::is_whole) else {
            continue;
        };
        let sides = [timing.start, timing.end];
        let counts = sides.map(|side| side.and_then(timing::Stamp::frame_count));
        if !counts
            .iter()
            .all(|count| count.is_some_and(|count| count < nominal))
        {
            return false;
        }
        any = true;
    }
    any
}

impl Reader<'_> {
    fn cue(&mut self, block: &Block<'_>, ids: &mut Ids) {
        let (in_time, out_time) = self.times(block);
        let mut cue = self.draft.cue(ids, in_time, out_time);
        let number = self.draft.count() + 1;
        self.number(&mut cue, block, number);
        let body = trim_blank_lines(&self.source.text()[block.text.0..block.text.1]);
        let content = text::read(body);
        cue.rows = content.rows;
        if let Some(place) = content.place {
            cue.position = Position::Numpad(place);
        }
        if cue.rows.is_empty() {
            let place = self.source.place(block.line.mark());
            self.diagnostics
                .info("empty-cue", place, format!("Cue {number} has no text"));
        }
        if block.timing.end.is_some() && !block.timing.rest.is_empty() {
            let name = if block.timing.rest.starts_with(['X', 'x']) {
                "srt.coordinates"
            } else {
                "srt.settings"
            };
            let value = block.timing.rest.to_owned();
            cue.settings.insert(name.to_owned(), value);
        }
        self.dense |= block.glued;
        self.report_garbage(block);
        if self.keep_raw {
            let raw = self.source.raw_between(self.piece, block.end);
            verbatim::keep_cue(&mut cue, ID, raw);
        }
        self.piece = block.end;
        self.before = Some(out_time.unwrap_or(in_time));
        self.draft.put(cue);
    }

    fn times(&mut self, block: &Block<'_>) -> (Time, Option<Time>) {
        let place = self.source.place(block.line.mark());
        let timing = &block.timing;
        let rate = self.frame_rate;
        let in_time = timing.start.map(|stamp| stamp.time(rate));
        let out_time = timing.end.map(|stamp| stamp.time(rate));
        if in_time.is_none() || out_time.is_none() {
            let message = match (in_time, out_time) {
                (Some(_), _) => "The out time cannot be read; the cue is left open",
                (_, Some(_)) => "The in time cannot be read; the end of the cue before is used",
                _ => "The times cannot be read; the end of the cue before is used",
            };
            self.diagnostics.error("bad-time", place, message);
        }
        let odd = [timing.start, timing.end]
            .into_iter()
            .flatten()
            .any(|s| !s.in_range);
        if odd {
            let message = "Minutes or seconds of 60 or more; they were added up";
            self.diagnostics.warn("time-out-of-range", place, message);
        }
        let fallback = self.before.unwrap_or(Time::ZERO);
        let in_time = in_time.unwrap_or_else(|| out_time.map_or(fallback, |out| out.min(fallback)));
        if in_time < Time::ZERO {
            let message = "The cue starts before the programme";
            self.diagnostics.warn("negative-time", place, message);
        }
        if out_time.is_some_and(|out| out < in_time) {
            let message = "The cue ends before it starts";
            self.diagnostics.warn("out-before-in", place, message);
        }
        (in_time, out_time)
    }

    fn number(&mut self, cue: &mut Cue, block: &Block<'_>, number: u32) {
        let label = block.index.map(|line| line.text.trim());
        let kind = match label {
            None => Numbering::Absent,
            Some(label) if label.parse() == Ok(number) && !label.starts_with('0') => {
                Numbering::Consecutive
            }
            Some(label) => {
                cue.label = Some(label.to_owned());
                Numbering::Own
            }
        };
        self.numbering = match self.numbering {
            None => Some(kind),
            Some(before) if before == kind => Some(kind),
            Some(_) => Some(Numbering::Own),
        };
    }

    /// Names lines that stand between cues and belong to none.
    fn report_garbage(&mut self, block: &Block<'_>) {
        let start = block.start();
        if self.piece.offset >= start.offset {
            return;
        }
        let between = &self.source.text()[self.piece.offset..start.offset];
        if !trim_blank_lines(between).is_empty() {
            let message = "These lines belong to no cue; they are kept as they stand";
            self.diagnostics
                .error("lines-without-time", self.source.place(self.piece), message);
        }
    }

    fn finish(mut self, head_end: Option<Mark>, options: &ReadOptions) -> Reading {
        let end = self.source.end();
        let head_end = head_end.unwrap_or(end);
        let empty = self.draft.count() == 0;
        let tail = if empty { end } else { self.piece };
        let leftover = if empty { Mark::START } else { self.piece };
        if self.source.text().trim().is_empty() {
            let message = "The file holds no text";
            self.diagnostics
                .warn("empty-file", Place::default(), message);
        } else if !trim_blank_lines(&self.source.text()[leftover.offset..]).is_empty() {
            let message = "These lines have no time line; they are kept as they stand";
            self.diagnostics
                .error("lines-without-time", self.source.place(leftover), message);
        }
        if !empty && !trim_blank_lines(&self.source.text()[..head_end.offset]).is_empty() {
            let message = "These lines stand before the first cue; they are kept as they stand";
            self.diagnostics.warn(
                "lines-without-time",
                self.source.place(Mark::START),
                message,
            );
        }
        if self.keep_raw {
            let source = self.source;
            verbatim::keep_frame(
                &mut self.draft.track,
                ID,
                source,
                head_end,
                tail,
                self.dense,
            );
        }
        let numbering = match self.numbering {
            Some(Numbering::Absent) => Some("none"),
            Some(Numbering::Own) => Some("own"),
            Some(Numbering::Consecutive) | None => None,
        };
        if let Some(numbering) = numbering {
            verbatim::put(
                &mut self.draft.track,
                ID,
                NUMBERING,
                numbering.to_owned().into(),
            );
        }
        let timebase = options
            .frame_rate
            .map(Timebase::non_drop)
            .unwrap_or_default();
        let settings = Settings {
            timebase,
            ..Settings::default()
        };
        self.draft
            .finish(settings, self.diagnostics, self.source.encoding())
    }
}

/// Without the blank lines at both ends; spaces that start or end a row of text
/// stay.
fn trim_blank_lines(text: &str) -> &str {
    let ends = (text.as_bytes().first(), text.as_bytes().last());
    if let (Some(first), Some(last)) = ends
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return text;
    }
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\0' | '\x0b' | '\x0c');
    let lead = text.len() - text.trim_start_matches(blank).len();
    let start = text[..lead].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = text.trim_end_matches(blank).len();
    if end <= start {
        return "";
    }
    let tail = text[end..]
        .find(['\n', '\r'])
        .map_or(text.len(), |at| end + at);
    &text[start..tail]
}

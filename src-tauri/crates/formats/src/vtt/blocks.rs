//! Which lines of a WebVTT file make up which block (WebVTT section 6.1,
//! "collect a WebVTT block").

use captions::Time;

use crate::srt::timing as srt_timing;
use crate::text_source::{Line, Lines, Mark, find_arrow};

use super::timing::{self, Timing};

/// A run of lines between empty ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    pub(super) kind: Kind<'a>,
    /// Its first line.
    pub(super) first: Line<'a>,
    /// Where the first line after it stands that is not empty.
    pub(super) end: Mark,
    /// Its lines from the second on (cues: after the time line), from offset
    /// to offset, row ends as they stand.
    pub(super) body: (usize, usize),
    /// Whether no empty line sets it apart from the block before.
    pub(super) glued: bool,
}

/// What a block is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
    /// A cue: its time line, and its id where it has one.
    Cue {
        id: Option<&'a str>,
        line: Line<'a>,
        timing: Timing<'a>,
    },
    /// A line with an arrow that is no time line, so that a player leaves the
    /// whole block out.
    Untimed,
    /// A style sheet.
    Style,
    /// A region definition.
    Region,
    /// A comment.
    Note,
    /// Anything else, which players leave out.
    Other,
}

/// Walks over the blocks after the header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocks<'a> {
    lines: Lines<'a>,
    seen_cue: bool,
    glued: bool,
    /// Takes time lines in every dialect of SubRip too.
    lenient: bool,
}

impl<'a> Blocks<'a> {
    pub(super) const fn new(lines: Lines<'a>, lenient: bool) -> Self {
        Self {
            lines,
            seen_cue: false,
            glued: false,
            lenient,
        }
    }

    /// The lines that are left.
    pub(super) const fn lines(&self) -> Lines<'a> {
        self.lines
    }

    /// Takes the lines of a block up to an empty line or one with an arrow,
    /// which is left; gives the offset after the last one.
    fn take_body(&mut self, start: usize) -> usize {
        let mut end = start;
        let mut ahead = self.lines;
        while let Some(line) = ahead.next() {
            if line.text.is_empty() {
                break;
            }
            if has_arrow(line.text) {
                self.glued = true;
                break;
            }
            end = line.start + line.text.len();
            self.lines = ahead;
        }
        end
    }

    fn skip_empty(&mut self) -> Mark {
        let mut ahead = self.lines;
        while ahead.next().is_some_and(|line| line.text.is_empty()) {
            self.lines = ahead;
            self.glued = false;
        }
        self.lines.mark()
    }

    fn timing(&self, line: Line<'a>) -> Option<Timing<'a>> {
        let strict = timing::parse(line.text);
        if strict.is_some() || !self.lenient {
            return strict;
        }
        let loose = srt_timing::parse(line.text)?;
        Some(Timing {
            start: loose.start?.time(None).max(Time::ZERO),
            end: loose.end?.time(None).max(Time::ZERO),
            settings: loose.rest,
        })
    }

    fn timed(&mut self, id: Option<&'a str>, line: Line<'a>) -> (Kind<'a>, (usize, usize)) {
        let timing = self.timing(line);
        let end = self.take_body(line.end);
        let kind = match timing {
            Some(timing) => {
                self.seen_cue = true;
                Kind::Cue { id, line, timing }
            }
            None => Kind::Untimed,
        };
        (kind, (line.end, end))
    }

    fn untimed_kind(&self, first: &str) -> Kind<'a> {
        let is = |word: &str| first.trim_ascii_end() == word;
        if is("STYLE") && !self.seen_cue {
            Kind::Style
        } else if is("REGION") && !self.seen_cue {
            Kind::Region
        } else if is_note(first) {
            Kind::Note
        } else {
            Kind::Other
        }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        self.skip_empty();
        let glued = std::mem::take(&mut self.glued);
        let first = self.lines.next()?;
        let (kind, body) = if has_arrow(first.text) {
            self.timed(None, first)
        } else {
            let mut ahead = self.lines;
            match ahead.next() {
                Some(second) if has_arrow(second.text) => {
                    self.lines = ahead;
                    self.timed(Some(first.text), second)
                }
                _ => {
                    let end = self.take_body(first.end);
                    (self.untimed_kind(first.text), (first.end, end))
                }
            }
        };
        let end = self.skip_empty();
        Some(Block {
            kind,
            first,
            end,
            body,
            glued,
        })
    }
}

/// Whether a line has the arrow that no other line may have.
pub(super) fn has_arrow(line: &str) -> bool {
    find_arrow(line).is_some()
}

fn is_note(first: &str) -> bool {
    first
        .strip_prefix("NOTE")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Where the parts of one kept piece stand: see [`crate::verbatim`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) id: Option<&'a str>,
    /// Offset of the first line of the cue's block.
    pub(super) block: usize,
    /// Offset after the last line that is not empty, without its end.
    pub(super) trail: usize,
}

/// Finds the cue in the piece it was read from.
pub(super) fn parts(piece: &str) -> Option<Parts<'_>> {
    let find = |lenient| {
        Blocks::new(Lines::new(piece), lenient).find_map(|block| match block.kind {
            Kind::Cue { id, line, .. } => Some(Parts {
                id,
                block: block.first.start,
                trail: block.body.1.max(line.start + line.text.len()),
            }),
            _ => None,
        })
    };
    find(false).or_else(|| find(true))
}

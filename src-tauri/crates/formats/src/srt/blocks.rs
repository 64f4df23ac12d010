//! Which lines of a SubRip file make up which cue.

use crate::text_source::{Line, Lines, Mark};

use super::timing::{self, Timing};

/// A cue's place in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    /// The index line, where there is one.
    pub(super) index: Option<Line<'a>>,
    /// The time line.
    pub(super) line: Line<'a>,
    pub(super) timing: Timing<'a>,
    /// Its text, rows and row ends as they stand, from offset to offset.
    pub(super) text: (usize, usize),
    /// Where the first line after it stands that is not blank.
    pub(super) end: Mark,
    /// Whether no empty line sets it apart from the cue before.
    pub(super) glued: bool,
}

impl Block<'_> {
    /// Where the block starts.
    pub(super) const fn start(&self) -> Mark {
        match &self.index {
            Some(line) => line.mark(),
            None => self.line.mark(),
        }
    }
}

/// The last line that is not blank, and what stands around it.
#[derive(Clone, Copy, Debug)]
struct Last<'a> {
    line: Line<'a>,
    /// A blank line, or nothing, stands before it.
    blank_before: bool,
    /// A blank line stands right before it.
    after_blank: bool,
    /// A blank line stands after it.
    blank_after: bool,
    /// Where the text before it ends, were it not part of that text.
    text_end: usize,
}

/// A line that numbers the next cue, though no time line follows it.
#[derive(Clone, Copy, Debug)]
struct Lost {
    start: Mark,
    text_end: usize,
}

/// A time line that is found but whose text still goes on.
#[derive(Clone, Copy, Debug)]
struct Open<'a> {
    index: Option<Line<'a>>,
    line: Line<'a>,
    timing: Timing<'a>,
    glued: bool,
}

/// Walks over the blocks of a file in one pass.
///
/// A cue's text goes on over empty lines until the next time line, less the
/// index before that, because text with empty rows is common and a lost cue
/// is worse than an odd row.
#[derive(Debug)]
pub(super) struct Blocks<'a> {
    lines: Lines<'a>,
    open: Option<Open<'a>>,
    last: Option<Last<'a>>,
    lost: Option<Lost>,
    numbered: bool,
    /// The line just read was blank, or there was none.
    after_blank: bool,
    done: bool,
}

impl<'a> Blocks<'a> {
    pub(super) const fn new(lines: Lines<'a>) -> Self {
        Self {
            lines,
            open: None,
            last: None,
            lost: None,
            numbered: false,
            after_blank: true,
            done: false,
        }
    }

    fn note_line(&mut self, line: Line<'a>) {
        let after_blank = std::mem::replace(&mut self.after_blank, line.is_blank());
        if self.after_blank {
            if let Some(last) = &mut self.last {
                last.blank_after = true;
            }
            return;
        }
        let before = self.last;
        let text_end = before.map_or(0, |last| last.line.start + last.line.text.len());
        let blank_before = before.is_none_or(|last| last.blank_after);
        if self.lost.is_none() && blank_before && before.is_some() && self.numbers_next(line.text) {
            self.lost = Some(Lost {
                start: line.mark(),
                text_end,
            });
        }
        self.last = Some(Last {
            line,
            blank_before,
            after_blank,
            blank_after: false,
            text_end,
        });
    }

    /// Whether a line is the number that the cue after the open one would have.
    fn numbers_next(&self, text: &str) -> bool {
        let Some(current) = self.open.and_then(|open| number(open.index?.text)) else {
            return false;
        };
        number(text) == current.checked_add(1)
    }

    /// Whether a line with an arrow is a time line, given what stands before it.
    fn accepts(&self, timing: &Timing<'_>) -> bool {
        if timing.is_whole() {
            return true;
        }
        let Some(last) = self.last else {
            return timing.start.is_some();
        };
        let after_index =
            last.blank_before && !last.blank_after && number(last.line.text).is_some();
        after_index || last.blank_after && timing.start.is_some()
    }

    /// The line before a time line, where it is an index.
    fn index(&self) -> Option<Last<'a>> {
        let last = self.last?;
        let first = self.open.is_none();
        let text = last.line.text.trim();
        let is_index = if is_numeric(text) {
            last.blank_before || !last.blank_after && (self.numbered || first)
        } else {
            let plausible = if first {
                text.len() <= 16
                    && !text.contains(char::is_whitespace)
                    && text.contains(|c: char| c.is_numeric())
            } else {
                self.numbered
            };
            last.blank_before && !last.blank_after && plausible && !text.contains("-->")
        };
        is_index.then_some(last)
    }

    /// Ends the open block before `next`, which starts the following one.
    fn close(&mut self, next: Mark, index: Option<Last<'a>>) -> Option<Block<'a>> {
        let open = self.open.take()?;
        let text_start = open.line.end;
        let last_end = self
            .last
            .map_or(0, |last| last.line.start + last.line.text.len());
        let (text_end, end) = match (self.lost, index) {
            (Some(lost), Some(index)) if lost.start == index.line.mark() => (lost.text_end, next),
            (Some(lost), _) => (lost.text_end, lost.start),
            (None, Some(index)) => (index.text_end, next),
            (None, None) => (last_end, next),
        };
        Some(Block {
            index: open.index,
            line: open.line,
            timing: open.timing,
            text: (text_start, text_end.max(text_start)),
            end,
            glued: open.glued,
        })
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        while let Some(line) = self.lines.next() {
            let timing = timing::parse(line.text).filter(|timing| self.accepts(timing));
            let Some(timing) = timing else {
                self.note_line(line);
                continue;
            };
            let index = self.index();
            let start = index.map_or(line.mark(), |last| last.line.mark());
            let glued = self.is_glued(index);
            let closed = self.close(start, index);
            self.numbered = index.is_some();
            self.open = Some(Open {
                index: index.map(|last| last.line),
                line,
                timing,
                glued,
            });
            self.lost = None;
            self.last = None;
            self.after_blank = false;
            if closed.is_some() {
                return closed;
            }
        }
        if self.done {
            return None;
        }
        self.done = true;
        let end = self.lines.mark();
        self.close(end, None)
    }
}

impl Blocks<'_> {
    /// Whether the piece that starts here follows what stands before it without
    /// an empty line between.
    fn is_glued(&self, index: Option<Last<'_>>) -> bool {
        match (self.lost, index) {
            (Some(lost), Some(index)) if lost.start == index.line.mark() => !index.after_blank,
            (Some(_), _) => false,
            (None, Some(index)) => !index.after_blank,
            (None, None) => !self.after_blank,
        }
    }
}

/// The number on an index line: digits, perhaps with a mark before or after.
pub(super) fn number(text: &str) -> Option<u64> {
    let is_number = |text: &str| {
        (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    // Nearly every index line is nothing but digits.
    if is_number(text) {
        return text.parse().ok();
    }
    if text.len() > 24 && text.trim().len() > 24 {
        return None;
    }
    let digits = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '#' | '.' | ':' | ')' | '\0' | '\u{feff}')
    });
    is_number(digits).then(|| digits.parse().ok())?
}

fn is_numeric(text: &str) -> bool {
    number(text).is_some()
}

/// Where the parts of one kept piece stand: see [`crate::verbatim`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// Offset of the index line, or of the time line where there is none.
    pub(super) block: usize,
    /// Offset of the time line.
    pub(super) time_line: usize,
    /// Offset after the last line that is not blank, without its end.
    pub(super) trail: usize,
}

/// Finds the cue in the piece it was read from. `label` is the cue's own.
pub(super) fn parts(piece: &str, label: Option<&str>) -> Option<Parts> {
    let mut before: Option<Line<'_>> = None;
    let mut found: Option<(bool, Parts)> = None;
    let mut trail = 0;
    for line in Lines::new(piece) {
        if line.is_blank() {
            continue;
        }
        trail = line.start + line.text.len();
        let timing = timing::parse(line.text);
        if let Some(whole) = timing.map(|timing| timing.is_whole())
            && found.is_none_or(|(found_whole, _)| whole && !found_whole)
        {
            let index = before.filter(|line| {
                number(line.text).is_some() || label.is_some_and(|label| label == line.text.trim())
            });
            let parts = Parts {
                block: index.map_or(line.start, |line| line.start),
                time_line: line.start,
                trail: 0,
            };
            found = Some((whole, parts));
        }
        before = Some(line);
    }
    found.map(|(_, parts)| Parts { trail, ..parts })
}

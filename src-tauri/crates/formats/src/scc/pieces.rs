//! A file cut into pieces, one for each caption, so that an edit leaves the
//! others as they came.
//!
//! A piece is what stands between the last word of one caption and the last
//! word of the next. It holds the words that erase the caption before it, and
//! may start in the middle of a line; the frame of its first word is then kept
//! in the track.

use std::collections::HashMap;

use captions::Timebase;

use super::line::{DataLine, Word, parse};
use super::read::{Sent, frame_of};
use crate::cea608::{Caption, Pair, is_start};
use crate::text_source::Lines;

/// One word of the file.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Where the word starts; where its line does for the first of a line.
    start: usize,
    frame: i64,
    opens_line: bool,
}

/// Where a file is to be cut.
#[derive(Debug)]
pub(super) struct Cuts {
    /// Where the first line of words starts.
    pub(super) head: usize,
    /// Where the piece of each caption ends, and what comes after it.
    ends: Vec<Place>,
}

impl Cuts {
    /// Cuts a file after the last word of each caption. `None` for files that
    /// are not sent line by line as they stand, whose words are damaged, or
    /// whose captions do not follow each other.
    pub(super) fn of(
        file: &[u8],
        text: &str,
        lines: &[Sent<'_>],
        base: Timebase,
        captions: &[Caption],
    ) -> Option<Self> {
        // Offsets in the text are those in the file, but for a byte order mark.
        let mark = file.len().checked_sub(text.len())?;
        if &file[mark..] != text.as_bytes() {
            return None;
        }
        let step = if base.rate().nominal() > 30 { 2 } else { 1 };
        let (mut words, mut starts) = (Vec::new(), Vec::new());
        let mut end = i64::MIN;
        for line in lines {
            let line_start = usize::try_from(line.place.byte?).ok()?;
            if frame_of(base, line.data.label).0 != line.frame
                || line.frame < end
                || words
                    .last()
                    .is_some_and(|word: &Place| word.start > line_start)
            {
                return None;
            }
            for (index, (frame, word)) in (line.frame..)
                .step_by(step)
                .zip(line.data.words())
                .enumerate()
            {
                if !word.good {
                    return None;
                }
                starts.push(word.pairs().any(is_start));
                words.push(Place {
                    start: if index > 0 {
                        mark + offset(text, word)?
                    } else {
                        line_start
                    },
                    frame,
                    opens_line: index == 0,
                });
                end = frame + i64::try_from(step).unwrap_or(1);
            }
        }
        let last = Place {
            start: file.len(),
            frame: end,
            opens_line: true,
        };
        let next = |caption: &Caption| {
            let index = usize::try_from(caption.last_pair).ok()?.checked_add(1)?;
            Some(words.get(index).copied().unwrap_or(last))
        };
        // A piece that counts on the mode of the one before it cannot stand alone.
        let mut from = 0;
        for caption in captions {
            let to = usize::try_from(caption.last_pair).ok()?.checked_add(1)?;
            if !starts.get(from..to)?.contains(&true) {
                return None;
            }
            from = to;
        }
        let ends: Vec<Place> = captions.iter().map(next).collect::<Option<_>>()?;
        Some(Self {
            head: words.first().map_or(file.len(), |word| word.start),
            ends,
        })
    }

    /// From where to where the piece of a caption goes, and the frame of its
    /// first word where that does not open a line.
    pub(super) fn piece(&self, index: usize) -> (std::ops::Range<usize>, Option<i64>) {
        let before = index.checked_sub(1).and_then(|index| self.ends.get(index));
        let start = before.map_or(self.head, |place| place.start);
        let frame = before
            .filter(|place| !place.opens_line)
            .map(|place| place.frame);
        (start..self.ends[index].start.max(start), frame)
    }

    /// Where the tail starts, and the frame of its first word where that does
    /// not open a line.
    pub(super) fn tail(&self) -> (usize, Option<i64>) {
        let last = self.ends.last();
        let start = last.map_or(self.head, |place| place.start);
        (
            start,
            last.filter(|place| !place.opens_line)
                .map(|place| place.frame),
        )
    }
}

/// Where a word stands in the text it was read from.
fn offset(text: &str, word: Word<'_>) -> Option<usize> {
    let (all, part) = (text.as_ptr() as usize, word.text.as_ptr() as usize);
    part.checked_sub(all).filter(|at| *at < text.len())
}

/// A piece and what is sent in it.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    /// The frame of its first word, where that does not open a line.
    pub(super) start: Option<i64>,
    /// Frames from the label 00:00:00:00.
    pub(super) pairs: Vec<(i64, Pair)>,
}

impl<'a> Piece<'a> {
    /// Reads a piece; `None` where it is not sent from front to back.
    pub(super) fn read(text: &'a str, start: Option<i64>, base: Timebase) -> Option<Self> {
        let step = if base.rate().nominal() > 30 { 2 } else { 1 };
        let mut pairs: Vec<(i64, Pair)> = Vec::new();
        for line in Lines::new(text) {
            let (frame, data) = match (parse(line.text), start) {
                (Some(data), _) => (frame_of(base, data.label).0, data),
                (None, Some(frame)) if line.start == 0 => (frame, DataLine::continued(line.text)),
                _ => continue,
            };
            if pairs.last().is_some_and(|(before, _)| frame <= *before) {
                return None;
            }
            let words = data.words().flat_map(Word::pairs);
            pairs.extend((frame..).step_by(step).zip(words));
        }
        Some(Self { text, start, pairs })
    }
}

/// The frames of first words by cue, as the track keeps them.
pub(super) fn starts(text: &str) -> HashMap<&str, i64> {
    let lines = text.lines();
    lines
        .filter_map(|line| {
            let (cue, frame) = line.split_once(' ')?;
            Some((cue, frame.parse().ok()?))
        })
        .collect()
}

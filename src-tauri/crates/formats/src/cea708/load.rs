//! A cue as the codes of its window.

use std::borrow::Cow;

use captions::{CaptionMode, Cue, Row, Run};

use crate::composed::{composed, is_composed};

use super::attributes::{Definition, Pen, WindowAttributes};
use super::charset::{Sent, encode};
use super::screen::{Layout, Placed, Screen, apply_look};
use super::service::{Shown, WindowMachine};
use super::style::pen;

/// The codes of a cue, and what a decoder makes of them.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    definition: Definition,
    attributes: WindowAttributes,
    body: Vec<u8>,
    /// Where each code of the body ends.
    ends: Vec<usize>,
    /// How many codes are sent while the cue comes onto the screen, the last of
    /// all. Of a pop-on cue, none is.
    live: usize,
    /// How many frames are needed before the cue is seen.
    pub(crate) lead: i64,
    /// How many frames it takes to come onto the screen.
    pub(crate) frames: i64,
    mode: CaptionMode,
    /// Characters that others stand for.
    pub(crate) replaced: Vec<char>,
    /// Characters sent as 16 bits, which few decoders show.
    pub(crate) wide: Vec<char>,
    /// Rows that found no room on the screen.
    pub(crate) rows_left_out: usize,
    /// What a decoder shows; absent where there is nothing to show.
    pub(crate) seen: Option<Placed>,
}

/// Codes that make the window: delete, define, attributes.
const WINDOW: [usize; 3] = [2, 7, 5];

const CARRIAGE_RETURN: u8 = 0x0d;

impl Load {
    /// The codes that load a cue into a hidden window, whatever its mode. `look`
    /// is what [`Placed::look`] was.
    pub(crate) fn of(cue: &Cue, screen: Screen, look: Option<&str>) -> Self {
        let (most_rows, most_columns) = screen.room(cue.writing);
        let mut rows = fitted(&whole_letters(&cue.rows), most_columns);
        let rows_left_out = rows.len().saturating_sub(most_rows);
        rows.truncate(most_rows);
        let lengths: Vec<u8> = rows.iter().map(|row| row.chars() as u8).collect();
        let layout = screen.lay_out(cue, &lengths);
        let mut load = Self::empty(&layout, look, CaptionMode::PopOn);
        load.rows_left_out = rows_left_out;
        load.write(&rows, &layout);
        load.live = 0;
        load.seen = (load.decoded(usize::MAX)).map(|shown| screen.place(&shown));
        load
    }

    /// The codes that bring a roll-up or paint-on cue onto the screen as it asks;
    /// absent where it asks for neither, or where a decoder would show anything
    /// else than of `loaded`, which are the codes of the same cue loaded first.
    /// Each frame has so much `room`.
    pub(crate) fn live(
        cue: &Cue,
        screen: Screen,
        look: Option<&str>,
        loaded: &Self,
        room: usize,
    ) -> Option<Self> {
        let (_, most_columns) = screen.room(cue.writing);
        let rows = fitted(&whole_letters(&cue.rows), most_columns);
        let mut layout = match cue.mode {
            CaptionMode::RollUp { rows: all @ 2..=4 } if !loaded.definition.relative => {
                screen.lay_out_rolling(cue, all)
            }
            CaptionMode::PaintOn => {
                let lengths: Vec<u8> = rows.iter().map(|row| row.chars() as u8).collect();
                screen.lay_out(cue, &lengths)
            }
            CaptionMode::RollUp { .. } | CaptionMode::PopOn => return None,
        };
        layout.definition.visible = true;
        let mut load = Self::empty(&layout, look, cue.mode);
        load.write(&rows, &layout);
        let shown = load.decoded(room)?;
        load.seen = Some(screen.place(&shown));
        let is_same = load.seen == loaded.seen && loaded.rows_left_out == 0;
        (shown.mode == cue.mode && is_same).then_some(load)
    }

    fn empty(layout: &Layout, look: Option<&str>, mode: CaptionMode) -> Self {
        let mut attributes = layout.attributes;
        if let Some(look) = look {
            apply_look(look, &mut attributes);
        }
        Self {
            definition: layout.definition,
            attributes,
            body: Vec::with_capacity(80),
            ends: Vec::with_capacity(80),
            live: 0,
            lead: 0,
            frames: 0,
            mode,
            replaced: Vec::new(),
            wide: Vec::new(),
            rows_left_out: 0,
            seen: None,
        }
    }

    /// Writes the text. Each row of a cue that rolls up starts with a carriage
    /// return in the last row of its window, and leaves the pen as it was.
    fn write(&mut self, rows: &[Row], layout: &Layout) {
        let mut current = Pen::PLAIN;
        let mut before = 0;
        if self.rolls() {
            let (row, column) = layout.starts[0];
            self.code(&[0x92, row, column]);
            before = 1;
            for row in rows {
                self.row(row, &[CARRIAGE_RETURN], &mut current);
            }
            self.change_pen(&mut current, Pen::PLAIN);
        } else {
            for (row, start) in rows.iter().zip(&layout.starts) {
                self.row(row, &[0x92, start.0, start.1], &mut current);
            }
        }
        self.code(&[0x03]);
        self.live = self.ends.len() - before;
    }

    fn code(&mut self, bytes: &[u8]) {
        self.body.extend_from_slice(bytes);
        self.ends.push(self.body.len());
    }

    fn row(&mut self, row: &Row, start: &[u8], current: &mut Pen) {
        if row.is_empty() {
            return;
        }
        self.code(start);
        for run in &row.0 {
            self.change_pen(current, pen(&run.style));
            for character in run.text.chars() {
                match encode(character, &mut self.body) {
                    Sent::Same => {}
                    Sent::Wide => self.wide.push(character),
                    Sent::Instead => self.replaced.push(character),
                }
                self.ends.push(self.body.len());
            }
        }
    }

    fn change_pen(&mut self, current: &mut Pen, pen: Pen) {
        if pen.attributes != current.attributes {
            let [first, second] = pen.attributes.bytes();
            self.code(&[0x90, first, second]);
        }
        if pen.color != current.color {
            let [text, behind, edge] = pen.color.bytes();
            self.code(&[0x91, text, behind, edge]);
        }
        *current = pen;
    }

    /// The codes one by one, for the window of this number.
    fn codes(&self, window: u8) -> impl Iterator<Item = Code<'_>> {
        let mut define = [0; 7];
        define[0] = 0x98 | window & 7;
        define[1..].copy_from_slice(&self.definition.bytes());
        let mut set = [0; 5];
        set[0] = 0x97;
        set[1..].copy_from_slice(&self.attributes.bytes());
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let body = starts
            .zip(&self.ends)
            .map(|(start, end)| Code::Body(&self.body[start..*end]));
        [
            Code::Delete([0x8c, 1 << (window & 7)]),
            Code::Define(define),
            Code::Set(set),
        ]
        .into_iter()
        .chain(body)
    }

    /// How long each code is.
    fn lengths(&self) -> impl DoubleEndedIterator<Item = usize> {
        let ends = self.ends.iter().enumerate();
        let body = ends.map(|(at, end)| match at.checked_sub(1) {
            Some(before) => end - self.ends[before],
            None => *end,
        });
        WINDOW.into_iter().chain(body)
    }

    fn before(&self) -> usize {
        WINDOW.len() + self.ends.len() - self.live
    }

    /// The codes that are sent before the cue is seen.
    pub(crate) fn codes_before(&self, window: u8) -> impl Iterator<Item = Code<'_>> {
        self.codes(window).take(self.before())
    }

    /// How long each of these is, the last one first.
    pub(crate) fn lengths_before(&self) -> impl Iterator<Item = usize> {
        self.lengths().rev().skip(self.live)
    }

    /// The codes that bring the cue onto the screen, from its first frame on.
    pub(crate) fn codes_live(&self) -> impl Iterator<Item = Code<'_>> {
        self.codes(0).skip(self.before())
    }

    /// Whether the cue comes onto the screen bit by bit.
    pub(crate) const fn is_live(&self) -> bool {
        self.live > 0
    }

    /// Whether its rows roll up.
    pub(crate) const fn rolls(&self) -> bool {
        matches!(self.mode, CaptionMode::RollUp { .. })
    }

    /// Whether it rolls up in the same window as another.
    pub(crate) fn shares_window(&self, other: &Self) -> bool {
        self.rolls()
            && other.rolls()
            && (self.definition, self.attributes) == (other.definition, other.attributes)
    }

    /// What a decoder shows where everything is sent in time, in frames of so
    /// much room each. Absent where that is nothing, or more than one caption.
    fn decoded(&mut self, room: usize) -> Option<Shown> {
        let mut service = WindowMachine::new(1);
        let mut lead = 0;
        for (frame, code) in by_frame(self.codes_before(0), room) {
            service.push(frame, code.bytes());
            lead = frame + 1;
        }
        let mut last = lead;
        for (frame, code) in by_frame(self.codes_live(), room) {
            last = lead + frame;
            service.push(last, code.bytes());
        }
        service.push(last, &[0x89, 1]);
        (self.lead, self.frames) = (lead, last - lead + 1);
        let mut shown = service.finish().into_iter();
        let first = shown.next().filter(|shown| shown.in_frame == lead)?;
        shown.next().is_none().then_some(first)
    }
}

/// Codes with the frames they are sent in, counted from zero, where each has so
/// much room.
fn by_frame<'c>(
    codes: impl Iterator<Item = Code<'c>>,
    room: usize,
) -> impl Iterator<Item = (i64, Code<'c>)> {
    let (mut frame, mut left) = (0, room);
    codes.map(move |code| {
        let length = code.bytes().len();
        if length > left {
            (frame, left) = (frame + 1, room);
        }
        left -= length;
        (frame, code)
    })
}

/// One code with its parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Code<'a> {
    Delete([u8; 2]),
    Define([u8; 7]),
    Set([u8; 5]),
    Body(&'a [u8]),
}

impl Code<'_> {
    pub(crate) const fn bytes(&self) -> &[u8] {
        match self {
            Self::Delete(bytes) => bytes,
            Self::Define(bytes) => bytes,
            Self::Set(bytes) => bytes,
            Self::Body(bytes) => bytes,
        }
    }
}

/// Rows whose letters are composed with their marks, for which there are codes;
/// a mark by itself takes a cell.
fn whole_letters(rows: &[Row]) -> Cow<'_, [Row]> {
    let runs = || rows.iter().flat_map(|row| &row.0);
    if runs().all(|run| is_composed(&run.text)) {
        return Cow::Borrowed(rows);
    }
    let run = |run: &Run| Run {
        text: composed(&run.text).into(),
        style: run.style.clone(),
    };
    let row = |row: &Row| Row(row.0.iter().map(run).collect());
    Cow::Owned(rows.iter().map(row).collect())
}

/// Rows of so many characters at most: longer ones break at a space.
fn fitted(rows: &[Row], most: usize) -> Vec<Row> {
    let mut fitted = Vec::with_capacity(rows.len());
    for row in rows {
        let mut rest = row.clone();
        while rest.chars() > most {
            let text: Vec<char> = rest.text().chars().take(most + 1).collect();
            let space = text.iter().rposition(|character| *character == ' ');
            let at = space.filter(|at| *at > 0).unwrap_or(most);
            fitted.push(split_off(&mut rest, at));
            if space == Some(at) {
                split_off(&mut rest, 1);
            }
        }
        // Nothing is left of a row that ended in the space it broke at.
        if row.is_empty() || !rest.is_empty() {
            fitted.push(rest);
        }
    }
    fitted
}

/// Takes so many characters off the front of a row.
fn split_off(row: &mut Row, count: usize) -> Row {
    let mut taken = Row::default();
    let mut left = count;
    while left > 0 && !row.0.is_empty() {
        let run = &mut row.0[0];
        let at = run.text.char_indices().nth(left).map(|(at, _)| at);
        match at {
            Some(at) => {
                let rest = run.text.split_off(at);
                let text = std::mem::replace(&mut run.text, rest);
                let style = run.style.clone();
                taken.0.push(Run { text, style });
                return taken;
            }
            None => {
                left -= run.text.chars().count();
                taken.0.push(row.0.remove(0));
            }
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_rows_break_at_a_space_and_keep_every_other_character() {
        let long = Row::plain("one two three");
        let texts = |most| -> Vec<String> {
            let rows = fitted(std::slice::from_ref(&long), most);
            rows.iter().map(Row::text).collect()
        };
        assert_eq!(texts(13), ["one two three"]);
        assert_eq!(texts(8), ["one two", "three"]);
        assert_eq!(texts(7), ["one two", "three"]);
        assert_eq!(texts(2), ["on", "e", "tw", "o", "th", "re", "e"]);
    }
}

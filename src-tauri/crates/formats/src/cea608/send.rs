//! From a row of styled text to the codes that write it.

use super::charset::{Sent, TRANSPARENT, encode};
use super::code::{Control, Lane, MidRow, Pair, Preamble, with_parity};
use super::screen::{Background, COLUMNS, Ink, Pen};

/// A pair, or a code that is sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) pair: Pair,
    pub(super) twice: bool,
    /// It writes to a cell.
    pub(super) writes: bool,
}

impl Unit {
    /// A code that writes nothing.
    pub(super) const fn control(pair: Pair) -> Self {
        Self {
            pair,
            twice: true,
            writes: false,
        }
    }

    const fn code(pair: Pair) -> Self {
        Self {
            pair,
            twice: true,
            writes: true,
        }
    }

    /// How many frames it takes.
    pub(super) const fn frames(self) -> i64 {
        if self.twice { 2 } else { 1 }
    }
}

/// A character and the pen it is written in.
pub(super) type Inked = (char, Pen);

/// Where a row of text is to stand, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) row: usize,
    pub(super) column: usize,
}

/// A code that takes a cell and changes the pen from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Ink(Ink, bool),
    Italic(bool),
    Flash,
    Background(Background),
}

/// The codes that lead from one pen to another.
fn changes(from: Pen, to: Pen) -> Vec<Change> {
    let mut out = Vec::new();
    if from.background != to.background {
        out.push(Change::Background(to.background));
    }
    let same_look = (from.ink, from.italic, from.underline) == (to.ink, to.italic, to.underline);
    let mid_row = !same_look || from.flash && !to.flash;
    if mid_row {
        // Italics keep the colour; a colour ends italics.
        if !to.italic || from.ink != to.ink {
            out.push(Change::Ink(to.ink, to.underline));
        }
        if to.italic {
            out.push(Change::Italic(to.underline));
        }
    }
    if to.flash && (mid_row || !from.flash) {
        out.push(Change::Flash);
    }
    out
}

/// Gives every word one pen, that of most of its characters: a change takes a
/// cell, which only the space between words has.
pub(super) fn snap_to_words(text: &mut [Inked]) {
    let is_gap = |inked: &Inked| inked.0 == ' ';
    for word in text.chunk_by_mut(|a, b| is_gap(a) == is_gap(b)) {
        if word.first().is_none_or(is_gap) {
            continue;
        }
        let count = |pen: Pen| word.iter().filter(|inked| inked.1 == pen).count();
        let pens = word.iter().rev().map(|inked| inked.1);
        let most = pens.max_by_key(|pen| count(*pen)).unwrap_or_default();
        for inked in word {
            inked.1 = most;
        }
    }
}

/// How a row starts: its preamble, the columns after it, and the codes before
/// the first character.
struct Opening {
    preamble: Preamble,
    tabs: u8,
    changes: Vec<Change>,
}

/// The shortest way to the first character of a row at `spot` in `pen`. Where
/// there is no room for its codes before it, it moves to the right as far as
/// `length` cells fit, and beyond that codes are left out.
fn opening(spot: Spot, pen: Pen, length: usize) -> Opening {
    let indented = |start: usize, changes: Vec<Change>| Opening {
        preamble: Preamble {
            row: small(spot.row),
            indent: small(start / 4 * 4),
            ink: Ink::White,
            italic: false,
            underline: pen.underline,
        },
        tabs: small(start % 4),
        changes,
    };
    let white = Pen {
        underline: pen.underline,
        ..Pen::default()
    };
    let mut from_white = changes(white, pen);
    let styled = Preamble {
        row: small(spot.row),
        indent: 0,
        ink: if pen.ink == Ink::Black {
            Ink::White
        } else {
            pen.ink
        },
        italic: pen.italic && pen.ink == Ink::White,
        underline: pen.underline,
    };
    let from_styled = changes(styled.pen(), pen);
    let start = spot.column.checked_sub(from_styled.len());
    if from_styled.len() < from_white.len()
        && let Some(start) = start.filter(|start| *start < 4)
    {
        return Opening {
            preamble: styled,
            tabs: small(start),
            changes: from_styled,
        };
    }
    let room = COLUMNS.saturating_sub(length);
    from_white.truncate(room);
    let start = spot.column.saturating_sub(from_white.len());
    indented(start, from_white)
}

fn small(value: usize) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

/// Collects the pairs of a row: characters two by two, codes each in its own.
pub(super) struct Sender {
    lane: Lane,
    units: Vec<Unit>,
    half: Option<u8>,
}

impl Sender {
    pub(super) const fn new(lane: Lane) -> Self {
        Self {
            lane,
            units: Vec::new(),
            half: None,
        }
    }

    /// Adds the row that starts at `spot`. Its words must have one pen each.
    pub(super) fn row(&mut self, spot: Spot, text: &[Inked]) {
        let first = text.iter().find(|inked| inked.0 != ' ');
        let pen = first.map_or(Pen::default(), |inked| inked.1);
        let opening = opening(spot, pen, text.len());
        let mut now = opening.preamble.pen();
        self.code(Unit::control(self.lane.preamble(opening.preamble)));
        if opening.tabs > 0 {
            self.code(Unit::control(self.lane.tab(opening.tabs)));
        }
        for change in opening.changes {
            self.change(change);
            now = after(now, change);
        }
        let mut rest = text;
        while let Some(at) = rest.iter().position(|inked| inked.0 != ' ') {
            let (gap, words) = rest.split_at(at);
            let end = words.iter().position(|inked| inked.0 == ' ');
            let (word, after_word) = words.split_at(end.unwrap_or(words.len()));
            let mut wanted = changes(now, word[0].1);
            wanted.truncate(gap.len());
            for _ in wanted.len()..gap.len() {
                self.byte(b' ');
            }
            for change in wanted {
                self.change(change);
                now = after(now, change);
            }
            for (character, _) in word {
                self.character(*character);
            }
            rest = after_word;
        }
        for _ in rest {
            self.byte(b' ');
        }
        self.flush();
    }

    pub(super) fn finish(self) -> Vec<Unit> {
        self.units
    }

    fn change(&mut self, change: Change) {
        let lane = self.lane;
        let pair = match change {
            Change::Ink(Ink::Black, underline) => {
                // Takes the place of the cell before, as backgrounds do.
                self.byte(b' ');
                lane.black_text(underline)
            }
            Change::Ink(ink, underline) => lane.mid_row(MidRow::Ink(ink), underline),
            Change::Italic(underline) => lane.mid_row(MidRow::Italic, underline),
            Change::Flash => lane.control(Control::FlashOn),
            Change::Background(background) => {
                self.byte(b' ');
                lane.background(background)
            }
        };
        self.code(Unit::code(pair));
    }

    fn character(&mut self, character: char) {
        match encode(character) {
            Some(Sent::Basic(byte)) => self.byte(byte),
            Some(Sent::Special(code)) => self.code(Unit::code(self.lane.special(code))),
            Some(Sent::Extended {
                fallback,
                set,
                code,
            }) => {
                self.byte(fallback);
                self.code(Unit::code(self.lane.extended(set, code)));
            }
            None => debug_assert!(false, "{character} was not substituted"),
        }
    }

    fn byte(&mut self, byte: u8) {
        match self.half.take() {
            None => self.half = Some(byte),
            Some(first) => self.pair(first, byte),
        }
    }

    fn pair(&mut self, first: u8, second: u8) {
        self.units.push(Unit {
            pair: [with_parity(first), with_parity(second)],
            twice: false,
            writes: true,
        });
    }

    fn code(&mut self, unit: Unit) {
        self.flush();
        self.units.push(unit);
    }

    fn flush(&mut self) {
        if let Some(first) = self.half.take() {
            self.pair(first, 0);
        }
    }
}

/// The pen after a change.
fn after(pen: Pen, change: Change) -> Pen {
    match change {
        Change::Ink(ink, underline) => Pen {
            ink,
            italic: false,
            underline,
            flash: pen.flash && ink == Ink::Black,
            ..pen
        },
        Change::Italic(underline) => Pen {
            italic: true,
            underline,
            flash: false,
            ..pen
        },
        Change::Flash => Pen { flash: true, ..pen },
        Change::Background(background) => Pen { background, ..pen },
    }
}

/// Whether a character can be sent.
pub(crate) fn can_send(character: char) -> bool {
    character == TRANSPARENT || encode(character).is_some()
}

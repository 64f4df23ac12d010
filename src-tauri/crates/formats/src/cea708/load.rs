//! A cue as the codes that load it into a hidden window.

use std::borrow::Cow;

use captions::{Cue, Row, Run};

use crate::composed::{composed, is_composed};

use super::attributes::{Definition, Pen, WindowAttributes};
use super::charset::{Sent, encode};
use super::screen::{Placed, Screen, apply_look};
use super::service::WindowMachine;
use super::style::pen;

/// The codes of a cue, and what a decoder makes of them.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    definition: Definition,
    attributes: WindowAttributes,
    body: Vec<u8>,
    /// Where each code of the body ends.
    ends: Vec<usize>,
    /// Characters that others stand for.
    pub(crate) replaced: Vec<char>,
    /// Characters sent as 16 bits, which few decoders show.
    pub(crate) wide: Vec<char>,
    /// Rows that found no room on the screen.
    pub(crate) rows_left_out: usize,
    /// What a decoder shows; absent where there is nothing to show.
    pub(crate) seen: Option<Placed>,
}

impl Load {
    /// The codes for a cue. `look` is what [`Placed::look`] was.
    pub(crate) fn of(cue: &Cue, screen: Screen, look: Option<&str>) -> Self {
        let (most_rows, most_columns) = screen.room(cue.writing);
        let mut rows = fitted(&whole_letters(&cue.rows), most_columns);
        let rows_left_out = rows.len().saturating_sub(most_rows);
        rows.truncate(most_rows);
        let lengths: Vec<u8> = rows.iter().map(|row| row.chars() as u8).collect();
        let layout = screen.lay_out(cue, &lengths);
        let mut load = Self {
            definition: layout.definition,
            attributes: layout.attributes,
            body: Vec::with_capacity(80),
            ends: Vec::with_capacity(80),
            replaced: Vec::new(),
            wide: Vec::new(),
            rows_left_out,
            seen: None,
        };
        if let Some(look) = look {
            apply_look(look, &mut load.attributes);
        }
        let mut current = Pen::PLAIN;
        for (row, start) in rows.iter().zip(layout.starts) {
            load.row(row, start, &mut current);
        }
        load.code(&[0x03]);
        load.seen = load.decoded(screen);
        load
    }

    fn code(&mut self, bytes: &[u8]) {
        self.body.extend_from_slice(bytes);
        self.ends.push(self.body.len());
    }

    fn row(&mut self, row: &Row, start: (u8, u8), current: &mut Pen) {
        if row.is_empty() {
            return;
        }
        self.code(&[0x92, start.0, start.1]);
        for run in &row.0 {
            let pen = pen(&run.style);
            if pen.attributes != current.attributes {
                let [first, second] = pen.attributes.bytes();
                self.code(&[0x90, first, second]);
            }
            if pen.color != current.color {
                let [text, behind, edge] = pen.color.bytes();
                self.code(&[0x91, text, behind, edge]);
            }
            *current = pen;
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

    /// The codes one by one, for the window of this number.
    pub(crate) fn codes(&self, window: u8) -> impl Iterator<Item = Code<'_>> {
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
    pub(crate) fn lengths(&self) -> impl DoubleEndedIterator<Item = usize> {
        let ends = self.ends.iter().enumerate();
        let body = ends.map(|(at, end)| match at.checked_sub(1) {
            Some(before) => end - self.ends[before],
            None => *end,
        });
        [2, 7, 5].into_iter().chain(body)
    }

    fn decoded(&self, screen: Screen) -> Option<Placed> {
        let mut service = WindowMachine::new(1);
        for code in self.codes(0) {
            service.push(0, code.bytes());
        }
        service.push(0, &[0x89, 1]);
        service.finish().first().map(|shown| screen.place(shown))
    }
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
        text: composed(&run.text).into_owned(),
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

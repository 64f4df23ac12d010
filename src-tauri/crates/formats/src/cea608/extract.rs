//! From cells to rows of styled text.

use captions::{GridCell, Row, Run};

use super::charset::TRANSPARENT;
use super::screen::{Glyph, Pen, Placed};

/// The rows that written cells show, and where each starts. `cells` are in the
/// order of their places.
pub(super) fn rows_of(cells: &[Placed]) -> (Vec<Row>, Vec<GridCell>) {
    let rows = cells.chunk_by(|a, b| a.row == b.row);
    rows.filter_map(row_of).unzip()
}

/// One row. What is clear at its ends is no part of it, nor are the cells of
/// the codes that set its first style. Clear cells between words are
/// transparent spaces.
fn row_of(cells: &[Placed]) -> Option<(Row, GridCell)> {
    let is_set_up = |placed: &&Placed| {
        matches!(
            placed.cell.glyph,
            Glyph::Attribute | Glyph::Transparent | Glyph::Empty
        )
    };
    let start = cells.iter().take_while(is_set_up).count();
    let is_clear =
        |placed: &&Placed| matches!(placed.cell.glyph, Glyph::Transparent | Glyph::Empty);
    let end = cells.len() - cells.iter().rev().take_while(is_clear).count();
    let cells = cells.get(start..end).filter(|cells| !cells.is_empty())?;
    let first = cells[0];
    let mut text = Text::default();
    let mut column = first.column;
    for placed in cells {
        for _ in column..placed.column {
            text.push(TRANSPARENT, Pen::default());
        }
        text.put(placed);
        column = placed.column + 1;
    }
    let cell = GridCell {
        row: first.row + 1,
        column: first.column + 1,
    };
    Some((text.finish(), cell))
}

/// Text in the pen of the moment.
#[derive(Default)]
struct Text {
    runs: Vec<(String, Pen)>,
}

impl Text {
    /// The cell of a style code is a space. It goes with the text beside it
    /// that has less of a style, so that words are styled and spaces are not.
    fn put(&mut self, placed: &Placed) {
        let pen = placed.cell.pen;
        match placed.cell.glyph {
            Glyph::Char(character) => self.push(character, pen),
            Glyph::Attribute => {
                let before = self.runs.last().map_or(pen, |(_, pen)| *pen);
                self.push(' ', if pen.is_plain() { pen } else { before });
            }
            Glyph::Empty | Glyph::Transparent => self.push(TRANSPARENT, Pen::default()),
        }
    }

    fn push(&mut self, character: char, pen: Pen) {
        match self.runs.last_mut() {
            Some((text, last)) if *last == pen => text.push(character),
            _ => self.runs.push((character.to_string(), pen)),
        }
    }

    fn finish(self) -> Row {
        let runs = self.runs.into_iter().map(|(text, pen)| Run {
            text: text.into(),
            style: pen.style(),
        });
        Row(runs.collect())
    }
}

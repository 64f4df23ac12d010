//! The caption grid of 15 rows and 32 columns, as these files place rows on it:
//! by a column that the text starts at, is centred on, or ends at.

use captions::{Align, Cue, GridCell, Position, Row};

use crate::composed::composed;
use crate::place;

/// The last row.
pub(super) const LAST_ROW: u8 = 15;
/// The column in the middle.
pub(super) const MIDDLE: u8 = 16;
const LEFT: u8 = 2;
const RIGHT: u8 = 30;
const LAST_COLUMN: u8 = 32;

/// Which part of a row stands at its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Justify {
    Left,
    Center,
    Right,
}

impl Justify {
    pub(super) const fn align(self) -> Align {
        match self {
            Self::Left => Align::Left,
            Self::Center => Align::Center,
            Self::Right => Align::Right,
        }
    }

    /// The number of a way to justify, as binary files have it.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Left => 1,
            Self::Right => 2,
            Self::Center => 3,
        }
    }

    const fn of(align: Align) -> Self {
        match align {
            Align::Start | Align::Left => Self::Left,
            Align::Center => Self::Center,
            Align::End | Align::Right => Self::Right,
        }
    }
}

/// Where a row stands: its number and the column it is justified at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) row: u8,
    pub(super) column: u8,
}

/// How many cells a row takes: an accent stands in the cell of its letter.
pub(super) fn cells(row: &Row) -> usize {
    let runs = row.0.iter();
    runs.map(|run| composed(&run.text).chars().count()).sum()
}

fn length(row: &Row) -> u8 {
    u8::try_from(cells(row).max(1)).unwrap_or(LAST_COLUMN)
}

/// The first cell of a row that stands at a spot.
fn cell(spot: Spot, justify: Justify, row: &Row) -> GridCell {
    let before = match justify {
        Justify::Left => 0,
        Justify::Center => (length(row) - 1) / 2,
        Justify::Right => length(row) - 1,
    };
    GridCell {
        row: spot.row.clamp(1, LAST_ROW),
        column: spot.column.saturating_sub(before).clamp(1, LAST_COLUMN),
    }
}

/// The spot of a row whose first cell is given.
fn spot(cell: GridCell, justify: Justify, row: &Row) -> Spot {
    let before = match justify {
        Justify::Left => 0,
        Justify::Center => (length(row) - 1) / 2,
        Justify::Right => length(row) - 1,
    };
    Spot {
        row: cell.row.clamp(1, LAST_ROW),
        column: cell.column.saturating_add(before).clamp(1, LAST_COLUMN - 1),
    }
}

/// The position of rows at spots: rows centred at the bottom stand where
/// captions stand anyway.
pub(super) fn position(spots: &[Spot], justify: Justify, rows: &[Row]) -> Position {
    let last = usize::from(LAST_ROW);
    let is_usual = justify == Justify::Center
        && (0..).zip(spots).all(|(index, spot)| {
            spot.column == MIDDLE && usize::from(spot.row) + spots.len() == last + 1 + index
        });
    if is_usual {
        return Position::Auto;
    }
    let cells = spots.iter().zip(rows);
    Position::Grid(cells.map(|(at, row)| cell(*at, justify, row)).collect())
}

/// Where the rows of a cue go.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) justify: Justify,
    /// One for each row.
    pub(super) spots: Vec<Spot>,
    /// Whether that is exactly where the cue says.
    pub(super) exact: bool,
}

/// The layout of a cue. A position that is no grid cell becomes the nearest of
/// nine places.
pub(super) fn layout(cue: &Cue) -> Layout {
    let justify = Justify::of(cue.align);
    match &cue.position {
        Position::Grid(cells) => on_cells(cue, cells, justify),
        position => {
            let key = place::keypad(cue).unwrap_or(2);
            let is_plain = place::is_own(position) && cue.align == Align::Center;
            Layout {
                exact: is_plain,
                ..at_key(cue, key, justify)
            }
        }
    }
}

fn on_cells(cue: &Cue, cells: &[GridCell], justify: Justify) -> Layout {
    let mut spots: Vec<Spot> = Vec::with_capacity(cue.rows.len());
    let mut given = cells.iter();
    let mut last = Spot {
        row: LAST_ROW,
        column: MIDDLE,
    };
    for row in &cue.rows {
        last = match given.next() {
            Some(cell) => spot(*cell, justify, row),
            None => Spot {
                row: (last.row + 1).min(LAST_ROW),
                ..last
            },
        };
        spots.push(last);
    }
    let exact =
        cue.align == justify.align() && position(&spots, justify, &cue.rows) == cue.position;
    Layout {
        justify,
        spots,
        exact,
    }
}

/// The rows at one of nine places, one below the other.
fn at_key(cue: &Cue, key: u8, aligned: Justify) -> Layout {
    let count = u8::try_from(cue.rows.len())
        .unwrap_or(LAST_ROW)
        .clamp(1, LAST_ROW);
    let first = match (key - 1) / 3 {
        0 => LAST_ROW + 1 - count,
        1 => 8_u8.saturating_sub(count / 2).max(1),
        _ => 1,
    };
    let by_key = match (key - 1) % 3 {
        0 => (Justify::Left, LEFT),
        1 => (Justify::Center, MIDDLE),
        _ => (Justify::Right, RIGHT),
    };
    let widest = cue
        .rows
        .iter()
        .map(length)
        .max()
        .unwrap_or(1)
        .min(LAST_COLUMN);
    let (justify, column) = match (by_key.0, aligned) {
        (Justify::Center, Justify::Left) => (
            Justify::Left,
            MIDDLE.saturating_sub((widest - 1) / 2).max(1),
        ),
        (Justify::Center, Justify::Right) => {
            (Justify::Right, (MIDDLE + widest / 2).min(LAST_COLUMN - 1))
        }
        _ => by_key,
    };
    let rows = (0..).zip(&cue.rows);
    let spots = rows.map(|(index, _): (u8, _)| Spot {
        row: first.saturating_add(index).min(LAST_ROW),
        column,
    });
    Layout {
        justify,
        spots: spots.collect(),
        exact: false,
    }
}

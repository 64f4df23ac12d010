//! Where the rows of a cue go on the grid, and what of it the grid cannot show.

use captions::{Align, Anchor, BlockOffset, BoxPosition, CaptionMode, Cue, Percent, Position};

use crate::composed::composed;

use super::charset::substitute;
use super::code::Lane;
use super::screen::{COLUMNS, Pen, ROWS};
use super::send::{Inked, Sender, Spot, Unit, can_send, snap_to_words};

/// A row as it is to be sent.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) spot: Spot,
    pub(super) text: Vec<Inked>,
    /// The styles that were asked for, character by character.
    pub(super) styles: Vec<captions::Style>,
}

/// A cue on the grid.
#[derive(Clone, Debug, Default)]
pub(super) struct Laid {
    pub(super) lines: Vec<Line>,
    /// Characters that have no code, and those with one that looks the same.
    pub(super) replaced: Vec<char>,
    pub(super) similar: Vec<char>,
    /// Rows had to be broken.
    pub(super) wrapped: bool,
    /// Rows for which the grid has no room.
    pub(super) left_out: Vec<String>,
}

/// Lays a cue out.
pub(super) fn lay(cue: &Cue) -> Laid {
    let mut laid = Laid::default();
    let mut rows: Vec<(usize, Vec<Inked>, Vec<captions::Style>)> = Vec::new();
    for (index, row) in cue.rows.iter().enumerate() {
        if row.text().trim().is_empty() {
            continue;
        }
        let (text, styles) = laid.inked(row);
        let pieces = wrap(&text);
        laid.wrapped |= pieces.len() > 1;
        for piece in pieces {
            rows.push((index, text[piece.clone()].to_vec(), styles[piece].to_vec()));
        }
    }
    let surplus = rows.len().saturating_sub(ROWS);
    for (_, text, _) in rows.drain(rows.len() - surplus..) {
        laid.left_out
            .push(text.iter().map(|inked| inked.0).collect());
    }
    let lengths: Vec<(usize, usize)> = rows
        .iter()
        .map(|(index, text, _)| (*index, text.len()))
        .collect();
    let spots = spots(cue, &lengths, laid.wrapped);
    for ((_, mut text, styles), spot) in rows.into_iter().zip(spots) {
        snap_to_words(&mut text);
        laid.lines.push(Line { spot, text, styles });
    }
    laid
}

impl Laid {
    /// The characters of a row with their pens, and with the styles they have.
    fn inked(&mut self, row: &captions::Row) -> (Vec<Inked>, Vec<captions::Style>) {
        let room = row.chars();
        let (mut text, mut styles) = (Vec::with_capacity(room), Vec::with_capacity(room));
        for run in &row.0 {
            let pen = Pen::of(&run.style);
            let mut push = |character: char| {
                text.push((character, pen));
                styles.push(run.style.clone());
            };
            // Accents have codes with their letters only.
            for character in composed(&run.text).chars() {
                if can_send(character) {
                    push(character);
                    continue;
                }
                let instead = substitute(character);
                if matches!(character, '\u{2019}') || instead.is_empty() {
                    self.similar.push(character);
                } else {
                    self.replaced.push(character);
                }
                instead.chars().for_each(&mut push);
            }
        }
        (text, styles)
    }

    /// The rows as they roll up: each on the base row, where the last stands.
    pub(super) fn rolled(&self) -> Self {
        let mut rolled = self.clone();
        let base = self.lines.last().map_or(0, |line| line.spot.row);
        for line in &mut rolled.lines {
            line.spot.row = base;
        }
        rolled
    }

    /// The units that write every row.
    pub(super) fn units(&self, lane: Lane) -> Vec<Vec<Unit>> {
        let send = |line: &Line| {
            let mut sender = Sender::new(lane);
            sender.row(line.spot, &line.text);
            sender.finish()
        };
        self.lines.iter().map(send).collect()
    }
}

/// The pieces of a row that fit into the grid, broken at spaces where there are
/// any.
fn wrap(text: &[Inked]) -> Vec<std::ops::Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while text.len() - start > COLUMNS {
        let window = &text[start..=start + COLUMNS];
        let space = window.iter().rposition(|inked| inked.0 == ' ');
        let (end, next) = match space {
            Some(at) if at > 0 => (start + at, start + at + 1),
            _ => (start + COLUMNS, start + COLUMNS),
        };
        pieces.push(start..end);
        start = next;
    }
    if start < text.len() {
        pieces.push(start..text.len());
    }
    pieces
}

/// Where each row goes; rows are given by their index in the cue and length.
fn spots(cue: &Cue, rows: &[(usize, usize)], wrapped: bool) -> Vec<Spot> {
    let count = rows.len();
    let columns = |length: usize| column(cue, length);
    let first = match &cue.position {
        Position::Grid(cells) if !wrapped && cells.len() >= cue.rows.len() => {
            return grid_spots(cue, cells, rows);
        }
        Position::Grid(cells) => {
            let last = cells.last().map_or(ROWS, |cell| usize::from(cell.row));
            last.saturating_sub(count)
        }
        Position::Numpad(7..=9) => 0,
        Position::Numpad(4..=6) => (ROWS - count) / 2,
        Position::Box(place) => first_row(place, count),
        Position::Auto | Position::Numpad(_) => ROWS - count,
    };
    let first = first.max(top(cue)).min(ROWS - count);
    let spot = |(index, length): (usize, usize)| Spot {
        row: first + index,
        column: columns(length),
    };
    let lengths = rows.iter().map(|(_, length)| *length);
    lengths.enumerate().map(spot).collect()
}

/// The highest base row that a cue can have: a window keeps its rows on the grid.
fn top(cue: &Cue) -> usize {
    match cue.mode {
        CaptionMode::RollUp { rows } => usize::from(rows.clamp(2, 4)) - 1,
        _ => 0,
    }
}

/// Rows where their cells say, as far as the grid goes; each below the last.
fn grid_spots(cue: &Cue, cells: &[captions::GridCell], rows: &[(usize, usize)]) -> Vec<Spot> {
    let mut next = top(cue);
    let mut spots: Vec<Spot> = Vec::new();
    for (index, length) in rows {
        let cell = cells[*index];
        let row = usize::from(cell.row).saturating_sub(1).max(next);
        let column = usize::from(cell.column).saturating_sub(1);
        spots.push(Spot {
            row,
            column: column.min(COLUMNS.saturating_sub(*length)),
        });
        next = row + 1;
    }
    let mut limit = ROWS;
    for spot in spots.iter_mut().rev() {
        spot.row = spot.row.min(limit - 1);
        limit = spot.row;
    }
    spots
}

/// The part of the picture that the grid covers, in percent of the picture.
const SAFE: (i64, i64) = (10, 80);

/// The cell that a percentage falls on, of so many across the safe area.
fn cell_at(percent: Percent, cells: usize) -> i64 {
    let unit = i64::from(Percent::ONE);
    let offset = i64::from(percent.0) - SAFE.0 * unit;
    let cells = i64::try_from(cells).unwrap_or(0);
    (offset * cells + SAFE.1 * unit / 2).div_euclid(SAFE.1 * unit)
}

fn clamp(value: i64, most: usize) -> usize {
    usize::try_from(value.max(0)).unwrap_or(0).min(most)
}

fn first_row(place: &BoxPosition, count: usize) -> usize {
    let rows = i64::try_from(count).unwrap_or(0);
    let all = i64::try_from(ROWS).unwrap_or(0);
    let row = match place.block {
        BlockOffset::Auto => all - rows,
        BlockOffset::Row(row) if row < 0 => all + i64::from(row) - (rows - 1),
        BlockOffset::Row(row) => i64::from(row),
        BlockOffset::Percent(percent) => {
            let edge = cell_at(percent, ROWS);
            match place.block_anchor {
                Anchor::Auto | Anchor::Start => edge,
                Anchor::Center => edge - rows / 2,
                Anchor::End => edge - rows,
            }
        }
    };
    clamp(row, ROWS - count)
}

fn column(cue: &Cue, length: usize) -> usize {
    let room = COLUMNS - length;
    if let Position::Box(place) = &cue.position
        && let Some(inline) = place.inline
    {
        let edge = cell_at(inline, COLUMNS);
        let length = i64::try_from(length).unwrap_or(0);
        let column = match (place.inline_anchor, cue.align) {
            (Anchor::Start, _) | (Anchor::Auto, Align::Start | Align::Left) => edge,
            (Anchor::End, _) | (Anchor::Auto, Align::End | Align::Right) => edge - length,
            (Anchor::Center, _) | (Anchor::Auto, Align::Center) => edge - length / 2,
        };
        return clamp(column, room);
    }
    let is_roll_up = matches!(cue.mode, CaptionMode::RollUp { .. });
    match (&cue.position, cue.align) {
        (Position::Numpad(1 | 4 | 7), _) | (_, Align::Start | Align::Left) => 0,
        (Position::Numpad(3 | 6 | 9), _) | (_, Align::End | Align::Right) => room,
        (Position::Auto, Align::Center) if is_roll_up => 0,
        _ => room / 2,
    }
}

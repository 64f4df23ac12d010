//! Where the rows of a cue go on the screen.

use captions::{Align, Anchor, BlockOffset, Cue, GridCell, Percent, Position};

use crate::loss::{Losses, describe_align, describe_place};
use crate::place::{self, Grid};
use crate::{Feature, Severity};

use super::characters::Table;
use super::pen::Standard;
use super::screen::{COLUMNS, ROWS, Screen};

/// Codes of the field JC.
const AS_IT_STANDS: u8 = 0;
const LEFT: u8 = 1;
const CENTER: u8 = 2;
const RIGHT: u8 = 3;

/// Where rows go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Screen rows at which they start.
    pub(super) starts: Vec<u16>,
    /// Columns at which they start, where they are not justified.
    pub(super) columns: Option<Vec<u8>>,
    /// The code of the field JC.
    pub(super) justification: u8,
}

/// The screen that rows are laid out on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stage {
    pub(super) screen: Screen,
    pub(super) table: Table,
    /// The grid that cells count on.
    pub(super) grid: Grid,
}

impl Stage {
    /// Lays out rows that take so many screen rows each; there is at least one.
    pub(super) fn layout(self, heights: &[u8], at: (&Cue, u32), losses: &mut Losses) -> Layout {
        match &at.0.position {
            Position::Auto => Layout {
                starts: self.screen.bottom(heights),
                columns: None,
                justification: self.side(at, losses),
            },
            Position::Grid(cells) => match self.grid {
                Grid::Teletext => self.on_page(cells, heights, at, losses),
                Grid::Cea608 => self.of_cea_grid(cells, heights, at, losses),
            },
            Position::Numpad(_) | Position::Box(_) => self.freely(heights, at, losses),
        }
    }

    /// The code of the side that text is aligned to.
    fn side(self, at: (&Cue, u32), losses: &mut Losses) -> u8 {
        let from_right = matches!(self.table, Table::Arabic | Table::Hebrew);
        let right = match at.0.align {
            Align::Left => return LEFT,
            Align::Center => return CENTER,
            Align::Right => return RIGHT,
            Align::Start => from_right,
            Align::End => !from_right,
        };
        let from = describe_align(at.0.align);
        let to = if right { "right" } else { "left" };
        losses.of_cue(at, Feature::Align, Severity::Info, from, to);
        if right { RIGHT } else { LEFT }
    }

    /// Rows that follow each other from a row on, or from further up where the
    /// screen ends.
    fn stacked(self, first: u16, heights: &[u8]) -> Vec<u16> {
        let total: u16 = heights.iter().map(|height| u16::from(*height)).sum();
        let lowest = (u16::from(self.screen.rows) + 1).saturating_sub(total);
        let mut next = first.min(lowest).max(1);
        let starts = heights.iter().map(|height| {
            let start = next;
            next += u16::from(*height);
            start
        });
        starts.collect()
    }

    /// Rows at the cells of the cue. In open subtitling only the first row is
    /// placed, and the others follow it.
    fn on_page(
        self,
        cells: &[GridCell],
        heights: &[u8],
        at: (&Cue, u32),
        losses: &mut Losses,
    ) -> Layout {
        let first = cells
            .first()
            .map_or(1, |cell| self.screen.of_grid(cell.row));
        let mut starts = self.stacked(first, heights);
        if self.screen.standard == Standard::Teletext && cells.len() >= heights.len() {
            let last = u16::from(ROWS);
            let mut next = 1;
            for ((start, height), cell) in starts.iter_mut().zip(heights).zip(cells) {
                *start = u16::from(cell.row).clamp(next.min(last), last);
                next = *start + u16::from(*height);
            }
        }
        let seen = starts.iter().map(|start| self.screen.to_grid(*start));
        if !seen.eq(cells.iter().map(|cell| cell.row)) {
            let from = "rows placed on the caption grid";
            let to = format!("rows from row {} on", starts[0]);
            losses.of_cue(at, Feature::RowPosition, Severity::Warning, from, to);
        }
        if self.grid.justifies(cells) {
            return Layout {
                starts,
                columns: None,
                justification: self.side(at, losses),
            };
        }
        if at.0.align != Align::Left {
            let from = describe_align(at.0.align);
            let to = "rows that start at their columns";
            losses.of_cue(at, Feature::Align, Severity::Info, from, to);
        }
        Layout {
            starts,
            columns: Some(cells.iter().map(|cell| cell.column).collect()),
            justification: AS_IT_STANDS,
        }
    }

    /// Rows at the place on this screen of cells on the other grid: from the
    /// upper half downwards, from the lower half up from the bottom.
    fn of_cea_grid(
        self,
        cells: &[GridCell],
        heights: &[u8],
        at: (&Cue, u32),
        losses: &mut Losses,
    ) -> Layout {
        let rows = u16::from(self.screen.rows);
        let (grid_rows, grid_columns) = self.grid.size();
        let first = cells.first().map_or(grid_rows, |cell| cell.row.max(1));
        let last = cells
            .last()
            .map_or(grid_rows, |cell| cell.row.min(grid_rows));
        let scaled = |row: u8| u16::from(row) * rows / u16::from(grid_rows);
        let total: u16 = heights.iter().map(|height| u16::from(*height)).sum();
        let start = if first <= grid_rows / 2 {
            scaled(first - 1) + 1
        } else {
            (scaled(last) + 1).saturating_sub(total)
        };
        let starts = self.stacked(start, heights);
        let column = |cell: &GridCell| {
            let before = u16::from(cell.column.clamp(1, grid_columns)) - 1;
            let before = before * u16::from(COLUMNS) / u16::from(grid_columns);
            u8::try_from(before + 1).unwrap_or(COLUMNS)
        };
        let from = "rows placed on the caption grid";
        let to = format!("rows from row {} of {rows} on", starts[0]);
        losses.of_cue(at, Feature::RowPosition, Severity::Warning, from, to);
        Layout {
            starts,
            columns: Some(cells.iter().map(column).collect()),
            justification: AS_IT_STANDS,
        }
    }

    /// Rows at a place of the keypad or in a box.
    fn freely(self, heights: &[u8], at: (&Cue, u32), losses: &mut Losses) -> Layout {
        let key = place::keypad(at.0).unwrap_or(2);
        let total: u16 = heights.iter().map(|height| u16::from(*height)).sum();
        let starts = match edge(&at.0.position, key, self.screen.rows) {
            Some((row, Anchor::End)) => self.stacked(row.saturating_sub(total), heights),
            Some((row, Anchor::Center)) => self.stacked(row.saturating_sub(total / 2), heights),
            Some((row, Anchor::Start | Anchor::Auto)) => self.stacked(row, heights),
            None => self.screen.bottom(heights),
        };
        let justification = [LEFT, CENTER, RIGHT][usize::from((key - 1) % 3)];
        let side = ["left", "centred", "right"][usize::from(justification - 1)];
        let to = format!("row {} of {}, {side}", starts[0], self.screen.rows);
        if let Some((feature, from)) = describe_place(&at.0.position) {
            losses.of_cue(at, feature, Severity::Warning, from, to);
        }
        let aligned = [Align::Left, Align::Center, Align::Right][usize::from(justification - 1)];
        if aligned != at.0.align {
            let from = describe_align(at.0.align);
            losses.of_cue(at, Feature::Align, Severity::Info, from, side);
        }
        Layout {
            starts,
            columns: None,
            justification,
        }
    }
}

/// The screen row at an edge of the text, and which edge; `None` for text that
/// stands where subtitles do.
fn edge(position: &Position, key: u8, rows: u8) -> Option<(u16, Anchor)> {
    let rows = i64::from(rows);
    let row = |row: i64| u16::try_from(row.clamp(1, rows + 1)).unwrap_or(1);
    let by_key = match key {
        1..=3 => None,
        4..=6 => Some((row(rows / 2 + 1), Anchor::Center)),
        _ => Some((1, Anchor::Start)),
    };
    let Position::Box(place) = position else {
        return by_key;
    };
    match place.block {
        BlockOffset::Auto => by_key,
        BlockOffset::Percent(percent) => {
            let down = i64::from(percent.0) * rows / i64::from(Percent::HUNDRED.0);
            Some((row(1 + down), place.block_anchor))
        }
        BlockOffset::Row(line) if line < 0 => {
            Some((row(rows + 3 + 2 * i64::from(line)), Anchor::End))
        }
        BlockOffset::Row(line) => Some((row(1 + 2 * i64::from(line)), Anchor::Start)),
    }
}

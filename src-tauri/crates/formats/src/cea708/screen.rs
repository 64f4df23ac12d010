//! Windows as places of cues, and places of cues as windows.
//!
//! The screen is 75 units high and 160 or, on wide pictures, 210 units wide
//! (CTA-708-E section 8.2): 15 rows of 32 or 42 cells, 5 units each way.

use captions::{
    Align, Anchor, BlockOffset, BoxPosition, Cue, GridCell, Percent, Position, Row, Writing,
};

use super::attributes::{
    Definition, JUSTIFY_CENTER, JUSTIFY_LEFT, JUSTIFY_RIGHT, LEFT_TO_RIGHT, RIGHT_TO_LEFT,
    TOP_TO_BOTTOM, WindowAttributes,
};
use super::service::Shown;
use crate::place::is_own;

const ROWS: u8 = 15;
const CELL: i32 = 5;
/// Row and column lock: letters stay in the cells they are put in.
const LOCKED: u8 = 0x18;
/// Keys of the numeric keypad by anchor point.
const KEYS: [u8; 9] = [7, 8, 9, 4, 5, 6, 1, 2, 3];
const JUSTIFY: [u8; 3] = [JUSTIFY_LEFT, JUSTIFY_CENTER, JUSTIFY_RIGHT];
/// Full height of a relative screen: an anchor reaches 99 percent of it.
const LAST_PERCENT: u8 = 99;

/// The shape of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// 4:3.
    Standard,
    /// 16:9.
    Wide,
}

/// A cue as a window shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) rows: Vec<Row>,
    pub(crate) position: Position,
    pub(crate) align: Align,
    pub(crate) writing: Writing,
    /// Fill, border and effects in hexadecimal, where there are any.
    pub(crate) look: Option<String>,
}

/// A window made for a cue, and where each row starts in it.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) definition: Definition,
    pub(super) attributes: WindowAttributes,
    /// Row and column, as pens are placed.
    pub(super) starts: Vec<(u8, u8)>,
}

impl Screen {
    /// Cells in a row.
    pub(crate) const fn columns(self) -> u8 {
        match self {
            Self::Standard => 32,
            Self::Wide => 42,
        }
    }

    const fn last_h(self) -> u8 {
        match self {
            Self::Standard => 159,
            Self::Wide => 209,
        }
    }

    /// The anchor that puts a window to an edge or into the middle.
    const fn anchor(self, point: u8) -> (u8, u8) {
        let v = [0, 37, 74][(point / 3) as usize];
        let h = [0, self.last_h() / 2 + 1, self.last_h()][(point % 3) as usize];
        (v, h)
    }

    /// The cue that a window shows.
    pub(crate) fn place(self, shown: &Shown) -> Placed {
        let (d, a) = (shown.definition, shown.attributes);
        let align = match a.justify {
            JUSTIFY_LEFT => Align::Left,
            JUSTIFY_RIGHT => Align::Right,
            JUSTIFY_CENTER => Align::Center,
            _ => Align::Start,
        };
        let writing = match (a.is_vertical(), a.scroll) {
            (false, _) => Writing::Horizontal,
            (true, RIGHT_TO_LEFT) => Writing::VerticalRl,
            (true, _) => Writing::VerticalLr,
        };
        let own = self.own_place(shown, align);
        let cells = if a.is_vertical() || own.is_some() {
            None
        } else {
            self.cells(shown)
        };
        let (position, align) = match (own, cells) {
            (Some(own), _) => own,
            (None, Some(cells)) => (Position::Grid(cells), Align::Center),
            (None, None) => (self.free(d, align), align),
        };
        let rows = if matches!(position, Position::Grid(_)) {
            shown.lines.iter().map(|line| line.text.clone()).collect()
        } else {
            rows_with_gaps(shown)
        };
        Placed {
            rows,
            position,
            align,
            writing,
            look: look(a),
        }
    }

    /// The place that a window as wide as the screen stands for.
    fn own_place(self, shown: &Shown, align: Align) -> Option<(Position, Align)> {
        let (d, a) = (shown.definition, shown.attributes);
        if d.relative || d.locks & LOCKED != 0 {
            return None;
        }
        if a.is_vertical() {
            let corner = if a.scroll == RIGHT_TO_LEFT { 2 } else { 0 };
            let own = d.rows == ROWS && d.anchor_point == corner;
            let at = (d.anchor_v, d.anchor_h) == self.anchor(corner);
            return (own && at).then_some((Position::Auto, align));
        }
        let first = shown.lines.first()?.line;
        let fills_bottom = shown.lines.last()?.line + 1 == usize::from(d.rows);
        let indented = shown.lines.iter().any(|line| line.place > 0);
        if d.columns != self.columns() || !fills_bottom || a.justify == JUSTIFY_LEFT && indented {
            return None;
        }
        let top = ROWS.checked_sub(d.rows)? * CELL as u8;
        if (d.anchor_point, d.anchor_v, d.anchor_h) == (0, top, 0) {
            return Some((Position::Auto, align));
        }
        let key = KEYS.get(usize::from(d.anchor_point))?;
        let justify = JUSTIFY[usize::from(d.anchor_point % 3)];
        let at = (d.anchor_v, d.anchor_h) == self.anchor(d.anchor_point);
        let is_key = at && a.justify == justify && first == 0;
        is_key.then_some((Position::Numpad(*key), Align::Center))
    }

    /// The cell each line starts in, where the window stands on the grid.
    fn cells(self, shown: &Shown) -> Option<Vec<GridCell>> {
        let (d, a) = (shown.definition, shown.attributes);
        if d.relative || d.anchor_point > 8 {
            return None;
        }
        let (v, h) = (i32::from(d.anchor_v), i32::from(d.anchor_h));
        // The last unit stands for the edge behind it.
        let bottom = if v >= 74 { 75 } else { v };
        let right = if d.anchor_h >= self.last_h() {
            h + 1
        } else {
            h
        };
        let (rows, columns) = (i32::from(d.rows), i32::from(d.columns));
        let top = match d.anchor_point / 3 {
            0 => 2 * v,
            1 => 2 * v - rows * CELL,
            _ => 2 * (bottom - rows * CELL),
        };
        let left = match d.anchor_point % 3 {
            0 => 2 * h,
            1 => 2 * h - columns * CELL,
            _ => 2 * (right - columns * CELL),
        };
        let (top, left) = (whole_cells(top)?, whole_cells(left)?);
        let cell = |line: &super::window::WindowLine| {
            let length = i32::try_from(line.text.chars()).ok()?;
            let place = match a.justify {
                JUSTIFY_CENTER => (columns - length) / 2,
                JUSTIFY_RIGHT => columns - length,
                _ => i32::try_from(line.place).ok()?,
            };
            let row = top + i32::try_from(line.line).ok()? + 1;
            let column = left + place + 1;
            let fits = (1..=i32::from(ROWS)).contains(&row)
                && column >= 1
                && column + length - 1 <= i32::from(self.columns());
            fits.then_some(GridCell {
                row: row as u8,
                column: column as u8,
            })
        };
        shown.lines.iter().map(cell).collect()
    }

    /// A box in percent of the picture.
    fn free(self, d: Definition, align: Align) -> Position {
        let (height, width) = if d.relative {
            (100, 100)
        } else {
            (75, i32::from(self.last_h()) + 1)
        };
        let percent = |units: u8, of: i32| Percent(i32::from(units) * Percent::HUNDRED.0 / of);
        let (v, h) = (d.anchor_v.min(LAST_PERCENT), d.anchor_h);
        let vertical = d.anchor_point.min(8) / 3;
        let horizontal = d.anchor_point.min(8) % 3;
        let at_bottom = d.relative && v == LAST_PERCENT && vertical == 2;
        let as_aligned = horizontal == side(align);
        let at_side = d.relative && as_aligned && h == [0, 50, LAST_PERCENT][horizontal as usize];
        Position::of_box(BoxPosition {
            block: if at_bottom {
                BlockOffset::Auto
            } else {
                BlockOffset::Percent(percent(v, height))
            },
            block_anchor: match vertical {
                1 => Anchor::Center,
                2 if !at_bottom => Anchor::End,
                _ => Anchor::Auto,
            },
            inline: (!at_side).then(|| percent(h, width).min(Percent::HUNDRED)),
            inline_anchor: if as_aligned {
                Anchor::Auto
            } else {
                [Anchor::Start, Anchor::Center, Anchor::End][horizontal as usize]
            },
            ..BoxPosition::default()
        })
    }

    /// The window for rows of these lengths at the place of a cue.
    pub(super) fn lay_out(self, cue: &Cue, lengths: &[u8]) -> Layout {
        if cue.writing != Writing::Horizontal {
            return self.lay_out_columns(cue, lengths);
        }
        let rows = (lengths.len().max(1) as u8).min(ROWS);
        let width = lengths.iter().copied().max().unwrap_or(0).max(1);
        let definition = Definition {
            visible: false,
            locks: 0,
            relative: false,
            anchor_v: (ROWS - rows) * CELL as u8,
            anchor_h: 0,
            anchor_point: 0,
            rows,
            columns: self.columns(),
            window_style: 1,
            pen_style: 1,
        };
        let attributes = WindowAttributes {
            justify: JUSTIFY[usize::from(side(cue.align))],
            ..WindowAttributes::PLAIN
        };
        let mut layout = Layout {
            definition,
            attributes,
            starts: (0..rows).map(|row| (row, 0)).collect(),
        };
        match &cue.position {
            Position::Numpad(key) => self.to_key(*key, &mut layout),
            Position::Grid(cells) if !cells.is_empty() => {
                self.to_cells(cells, lengths, &mut layout);
            }
            Position::Box(place) if !is_own(&cue.position) => {
                layout.definition.columns = width;
                to_box(place, cue.align, &mut layout.definition);
            }
            _ => {}
        }
        layout
    }

    /// The window of so many rows that a cue rolls up in, with its last row where
    /// the cue has its own. It is as wide as the rows of other cues may need.
    pub(super) fn lay_out_rolling(self, cue: &Cue, rows: u8) -> Layout {
        let mut cue = cue.clone();
        if let Position::Grid(cells) = &mut cue.position {
            cells.drain(..cells.len().saturating_sub(1));
        }
        let mut layout = self.lay_out(&cue, &[1]);
        let definition = &mut layout.definition;
        if definition.locks & LOCKED != 0 {
            definition.columns = self.columns() - definition.anchor_h / CELL as u8;
        }
        let above = rows.saturating_sub(definition.rows) * CELL as u8;
        definition.anchor_v = definition.anchor_v.saturating_sub(above);
        definition.rows = rows;
        layout.starts = vec![(rows - 1, 0)];
        layout
    }

    fn to_key(self, key: u8, layout: &mut Layout) {
        let point = KEYS.iter().position(|known| *known == key).unwrap_or(7) as u8;
        let (v, h) = self.anchor(point);
        let definition = &mut layout.definition;
        (definition.anchor_v, definition.anchor_h) = (v, h);
        definition.anchor_point = point;
        layout.attributes.justify = JUSTIFY[usize::from(point % 3)];
    }

    /// A window around cells; rows without one stand below the one before.
    fn to_cells(self, cells: &[GridCell], lengths: &[u8], layout: &mut Layout) {
        let mut starts: Vec<(u8, u8)> = Vec::with_capacity(lengths.len());
        for (number, length) in lengths.iter().take(usize::from(ROWS)).enumerate() {
            let below = starts
                .last()
                .map_or((1, 1), |(row, column)| (row + 1, *column));
            let (row, column) = cells
                .get(number)
                .map_or(below, |cell| (cell.row, cell.column));
            let last = self.columns() + 1 - (*length).clamp(1, self.columns());
            starts.push((row.clamp(1, ROWS), column.clamp(1, last)));
        }
        let (Some(top), Some(left)) = (
            starts.iter().map(|start| start.0).min(),
            starts.iter().map(|start| start.1).min(),
        ) else {
            return;
        };
        let bottom = starts.iter().map(|start| start.0).max().unwrap_or(top);
        let ends = starts.iter().zip(lengths);
        let right = ends
            .map(|((_, column), length)| column + (*length).max(1) - 1)
            .max()
            .unwrap_or(left);
        let definition = &mut layout.definition;
        definition.locks = LOCKED;
        definition.anchor_v = (top - 1) * CELL as u8;
        definition.anchor_h = (left - 1) * CELL as u8;
        definition.rows = bottom - top + 1;
        definition.columns = right.min(self.columns()) - left + 1;
        layout.attributes.justify = JUSTIFY_LEFT;
        layout.starts = starts
            .iter()
            .map(|(row, column)| (row - top, column - left))
            .collect();
    }

    /// A window as high as the screen whose columns are the rows of a cue.
    fn lay_out_columns(self, cue: &Cue, lengths: &[u8]) -> Layout {
        let columns = (lengths.len().max(1) as u8).min(self.columns());
        let to_left = cue.writing == Writing::VerticalRl;
        let point = if to_left { 2 } else { 0 };
        let (anchor_v, anchor_h) = self.anchor(point);
        let place = |line: u8| if to_left { columns - 1 - line } else { line };
        Layout {
            definition: Definition {
                visible: false,
                locks: 0,
                relative: false,
                anchor_v,
                anchor_h,
                anchor_point: point,
                rows: ROWS,
                columns,
                window_style: 1,
                pen_style: 1,
            },
            attributes: WindowAttributes {
                print: TOP_TO_BOTTOM,
                scroll: if to_left {
                    RIGHT_TO_LEFT
                } else {
                    LEFT_TO_RIGHT
                },
                justify: JUSTIFY[usize::from(side(cue.align))],
                ..WindowAttributes::PLAIN
            },
            starts: (0..columns).map(|line| (0, place(line))).collect(),
        }
    }

    /// Most rows, and most characters in a row, of a cue on this screen.
    pub(super) const fn room(self, writing: Writing) -> (usize, usize) {
        let (rows, columns) = (ROWS as usize, self.columns() as usize);
        match writing {
            Writing::Horizontal => (rows, columns),
            _ => (columns, rows),
        }
    }
}

/// Half units as whole cells, one unit off at most.
fn whole_cells(half_units: i32) -> Option<i32> {
    let cells = (half_units + CELL).div_euclid(2 * CELL);
    ((half_units - cells * 2 * CELL).abs() <= 2).then_some(cells)
}

/// The side rows stand at: 0 left, 1 middle, 2 right.
const fn side(align: Align) -> u8 {
    match align {
        Align::Start | Align::Left => 0,
        Align::Center => 1,
        Align::End | Align::Right => 2,
    }
}

fn to_box(place: &BoxPosition, align: Align, definition: &mut Definition) {
    let whole = |percent: Percent| {
        let rounded = (percent.0 + Percent::ONE / 2).div_euclid(Percent::ONE);
        rounded.clamp(0, i32::from(LAST_PERCENT)) as u8
    };
    let row = |row: i32| whole(Percent(row.clamp(0, 14) * Percent::HUNDRED.0 / 15));
    let (v, vertical) = match (place.block, place.block_anchor) {
        (BlockOffset::Auto, _) => (LAST_PERCENT, 2),
        (BlockOffset::Row(number), _) if number < 0 => (row(15_i32.saturating_add(number)), 0),
        (BlockOffset::Row(number), _) => (row(number), 0),
        (BlockOffset::Percent(percent), Anchor::Center) => (whole(percent), 1),
        (BlockOffset::Percent(percent), Anchor::End) => (whole(percent), 2),
        (BlockOffset::Percent(percent), _) => (whole(percent), 0),
    };
    let horizontal = match place.inline_anchor {
        Anchor::Auto => side(align),
        Anchor::Start => 0,
        Anchor::Center => 1,
        Anchor::End => 2,
    };
    let h = match place.inline {
        Some(percent) => whole(percent),
        None => [0, 50, LAST_PERCENT][usize::from(horizontal)],
    };
    definition.relative = true;
    (definition.anchor_v, definition.anchor_h) = (v, h);
    definition.anchor_point = vertical * 3 + horizontal;
}

/// The rows of a window, empty ones between them included.
fn rows_with_gaps(shown: &Shown) -> Vec<Row> {
    let mut rows = Vec::with_capacity(shown.lines.len());
    let mut next = shown.lines.first().map_or(0, |line| line.line);
    for line in &shown.lines {
        while next < line.line {
            rows.push(Row::default());
            next += 1;
        }
        next = line.line + 1;
        rows.push(line.text.clone());
    }
    rows
}

/// What of a window's attributes the model has no place for.
fn look(attributes: WindowAttributes) -> Option<String> {
    let bare = |attributes: WindowAttributes| {
        WindowAttributes {
            print: 0,
            scroll: 0,
            justify: 0,
            ..attributes
        }
        .bytes()
    };
    let bytes = bare(attributes);
    (bytes != bare(WindowAttributes::PLAIN))
        .then(|| bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Gives attributes the look that was read from another window.
pub(super) fn apply_look(look: &str, attributes: &mut WindowAttributes) {
    let Ok(bytes) = u32::from_str_radix(look, 16) else {
        return;
    };
    let meant = WindowAttributes::from_bytes(bytes.to_be_bytes());
    *attributes = WindowAttributes {
        print: attributes.print,
        scroll: attributes.scroll,
        justify: attributes.justify,
        ..meant
    };
}

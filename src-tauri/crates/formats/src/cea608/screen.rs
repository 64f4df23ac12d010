//! The caption grid and what stands in its cells.

use captions::{Color, Style};
use serde::Serialize;

/// Rows of the grid.
pub const ROWS: usize = 15;
/// Columns of the grid.
pub const COLUMNS: usize = 32;

/// Colours of text (CTA-608-E section 6.2); black only by an extended code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Ink {
    /// White, which text has of its own accord.
    #[default]
    White,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Cyan.
    Cyan,
    /// Red.
    Red,
    /// Yellow.
    Yellow,
    /// Magenta.
    Magenta,
    /// Black.
    Black,
}

impl Ink {
    const ALL: [Self; 8] = [
        Self::White,
        Self::Green,
        Self::Blue,
        Self::Cyan,
        Self::Red,
        Self::Yellow,
        Self::Magenta,
        Self::Black,
    ];

    /// The colour it is shown in.
    #[must_use]
    pub const fn color(self) -> Color {
        match self {
            Self::White => Color::rgb(255, 255, 255),
            Self::Green => Color::rgb(0, 255, 0),
            Self::Blue => Color::rgb(0, 0, 255),
            Self::Cyan => Color::rgb(0, 255, 255),
            Self::Red => Color::rgb(255, 0, 0),
            Self::Yellow => Color::rgb(255, 255, 0),
            Self::Magenta => Color::rgb(255, 0, 255),
            Self::Black => Color::rgb(0, 0, 0),
        }
    }

    /// The ink nearest to a colour.
    #[must_use]
    pub fn nearest(color: Color) -> Self {
        let distance = |ink: &Self| {
            let other = ink.color();
            let part = |a: u8, b: u8| i32::from(a.abs_diff(b)).pow(2);
            part(color.red, other.red)
                + part(color.green, other.green)
                + part(color.blue, other.blue)
        };
        Self::ALL
            .into_iter()
            .min_by_key(distance)
            .unwrap_or_default()
    }
}

/// What stands behind a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Background {
    /// A colour.
    Colored {
        /// Which.
        ink: Ink,
        /// Half clear.
        translucent: bool,
    },
    /// The picture.
    Transparent,
}

impl Default for Background {
    /// Solid black.
    fn default() -> Self {
        Self::Colored {
            ink: Ink::Black,
            translucent: false,
        }
    }
}

impl Background {
    /// The colour it is shown in.
    #[must_use]
    pub const fn color(self) -> Color {
        match self {
            Self::Colored { ink, translucent } => {
                let mut color = ink.color();
                if translucent {
                    color.alpha = 128;
                }
                color
            }
            Self::Transparent => Color {
                red: 0,
                green: 0,
                blue: 0,
                alpha: 0,
            },
        }
    }

    /// The background nearest to a colour.
    #[must_use]
    pub fn nearest(color: Color) -> Self {
        if color.alpha < 64 {
            return Self::Transparent;
        }
        Self::Colored {
            ink: Ink::nearest(color),
            translucent: color.alpha < 192,
        }
    }
}

/// How a cell is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Pen {
    /// Colour of the text.
    pub ink: Ink,
    /// Italics.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Flashing.
    pub flash: bool,
    /// Behind the text.
    pub background: Background,
}

impl Pen {
    /// Whether nothing is set.
    #[must_use]
    pub fn is_plain(self) -> bool {
        self == Self::default()
    }

    /// The pen that comes nearest to a style.
    #[must_use]
    pub fn of(style: &Style) -> Self {
        Self {
            ink: style.color.map_or(Ink::White, Ink::nearest),
            italic: style.italic,
            underline: style.underline,
            flash: style.flash,
            background: style
                .background
                .map_or(Background::default(), Background::nearest),
        }
    }

    /// The style it stands for; what text has of its own accord is left out.
    #[must_use]
    pub fn style(self) -> Style {
        Style {
            italic: self.italic,
            underline: self.underline,
            flash: self.flash,
            color: (self.ink != Ink::White).then(|| self.ink.color()),
            background: (self.background != Background::default()).then(|| self.background.color()),
            ..Style::default()
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "value", rename_all = "lowercase")]
pub enum Glyph {
    /// Nothing was written: the picture shows.
    #[default]
    Empty,
    /// A transparent space: the picture shows.
    Transparent,
    /// A mid-row, flash or background code, drawn as a space.
    Attribute,
    /// A character.
    Char(char),
}

/// One cell of the grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Cell {
    /// What stands in it.
    pub glyph: Glyph,
    /// How it is drawn.
    pub pen: Pen,
}

/// The grid of a CEA-608 decoder: [`ROWS`] rows of [`COLUMNS`] cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Screen {
    /// Row by row from the top, cell by cell from the left.
    #[cfg_attr(feature = "specta", specta(type = Vec<Vec<Cell>>))]
    cells: Vec<[Cell; COLUMNS]>,
    #[serde(skip)]
    used: [bool; ROWS],
}

impl Default for Screen {
    fn default() -> Self {
        Self {
            cells: vec![[Cell::default(); COLUMNS]; ROWS],
            used: [false; ROWS],
        }
    }
}

impl Screen {
    /// The cells of a row, counted from 0.
    ///
    /// # Panics
    /// For a row of [`ROWS`] or more.
    #[must_use]
    pub fn row(&self, row: usize) -> &[Cell] {
        &self.cells[row]
    }

    /// Whether nothing is written anywhere.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        !self.used.contains(&true)
    }

    /// The rows in which something is written, from 0.
    pub fn used_rows(&self) -> impl Iterator<Item = usize> {
        (0..ROWS).filter(|row| self.used[*row])
    }

    pub(crate) fn put(&mut self, row: usize, column: usize, cell: Cell) {
        self.cells[row][column] = cell;
        self.used[row] |= cell.glyph != Glyph::Empty;
    }

    /// Empties a row from a column on.
    pub(crate) fn erase(&mut self, row: usize, from: usize) {
        if self.used[row] {
            self.cells[row][from..].fill(Cell::default());
            self.used[row] = self.cells[row]
                .iter()
                .any(|cell| cell.glyph != Glyph::Empty);
        }
    }

    pub(crate) fn clear(&mut self) {
        for row in 0..ROWS {
            self.erase(row, 0);
        }
    }

    /// Moves rows `first` to `last` up by one; what stood in `first` goes.
    pub(crate) fn roll_up(&mut self, first: usize, last: usize) {
        self.cells[first..=last].rotate_left(1);
        self.used[first..=last].rotate_left(1);
        self.erase(last, 0);
    }

    /// Moves the `depth` rows that end at `from` so that they end at `to`;
    /// everything else goes.
    pub(crate) fn move_window(&mut self, from: usize, to: usize, depth: usize) {
        let mut moved = Self::default();
        for offset in 0..depth.min(from + 1).min(to + 1) {
            std::mem::swap(
                &mut moved.cells[to - offset],
                &mut self.cells[from - offset],
            );
            moved.used[to - offset] = self.used[from - offset];
        }
        *self = moved;
    }

    /// Puts what is written on another screen over this one.
    pub(crate) fn overlay(&mut self, other: &Self) {
        for placed in other.written() {
            self.put(
                usize::from(placed.row),
                usize::from(placed.column),
                placed.cell,
            );
        }
    }

    /// Every written cell, row by row.
    pub(crate) fn written(&self) -> Vec<Placed> {
        let mut out = Vec::new();
        for row in self.used_rows() {
            for (column, cell) in self.cells[row].iter().enumerate() {
                if cell.glyph != Glyph::Empty {
                    out.push(Placed::at(row, column, *cell));
                }
            }
        }
        out
    }
}

/// A cell and where it stands, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) row: u8,
    pub(crate) column: u8,
    pub(crate) cell: Cell,
}

impl Placed {
    pub(crate) fn at(row: usize, column: usize, cell: Cell) -> Self {
        let small = |value: usize| u8::try_from(value).unwrap_or(u8::MAX);
        Self {
            row: small(row),
            column: small(column),
            cell,
        }
    }

    pub(crate) const fn place(&self) -> (u8, u8) {
        (self.row, self.column)
    }
}

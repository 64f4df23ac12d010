//! One window of a caption service: its text, its pen, and when it is seen.

use captions::{Row, Run};

use super::attributes::{
    BOTTOM_TO_TOP, Definition, Pen, RIGHT_TO_LEFT, TOP_TO_BOTTOM, WindowAttributes,
};
use super::style::style;

/// A character and the pen it was written with.
pub(super) type Cell = Option<(char, Pen)>;

/// Since when a window shows text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Showing {
    pub(super) since: i64,
    /// Whether text came while the window was seen.
    pub(super) live: bool,
}

/// A window.
///
/// Text is kept in lines in the order in which they follow each other: rows
/// from top to bottom where text runs across, columns where it runs down.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pub(super) definition: Definition,
    pub(super) attributes: WindowAttributes,
    pub(super) pen: Pen,
    pub(super) visible: bool,
    pub(super) visible_since: i64,
    pub(super) showing: Option<Showing>,
    /// How many windows were defined before this one.
    pub(super) number: u64,
    /// Whether rows have rolled up.
    pub(super) rolls: bool,
    /// The first line that belongs to the cue that is shown.
    pub(super) first_line: usize,
    lines: Vec<Vec<Cell>>,
    line: usize,
    place: usize,
}

/// A line of a window: its number, the place of its first character, its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WindowLine {
    pub(crate) line: usize,
    pub(crate) place: usize,
    pub(crate) text: Row,
}

impl Window {
    /// Longest line that is kept, the most columns that a window can have.
    const MOST_PLACES: usize = 64;

    pub(super) fn new(definition: Definition, number: u64) -> Self {
        let mut window = Self {
            definition,
            attributes: WindowAttributes::predefined(definition.window_style),
            pen: Pen::predefined(definition.pen_style),
            visible: false,
            visible_since: 0,
            showing: None,
            number,
            rolls: false,
            first_line: 0,
            lines: Vec::new(),
            line: 0,
            place: 0,
        };
        window.lines = vec![Vec::new(); window.line_count()];
        window
    }

    /// Takes on another size or place; text that still fits stays.
    pub(super) fn redefine(&mut self, definition: Definition) {
        if definition.window_style != 0 {
            self.attributes = WindowAttributes::predefined(definition.window_style);
        }
        if definition.pen_style != 0 {
            self.pen = Pen::predefined(definition.pen_style);
        }
        self.definition = definition;
        self.fit();
    }

    pub(super) fn set_attributes(&mut self, attributes: WindowAttributes) {
        self.attributes = attributes;
        self.fit();
    }

    fn fit(&mut self) {
        self.lines.resize(self.line_count(), Vec::new());
        self.line = self.line.min(self.lines.len() - 1);
        self.first_line = self.first_line.min(self.lines.len() - 1);
    }

    fn line_count(&self) -> usize {
        let count = if self.attributes.is_vertical() {
            self.definition.columns
        } else {
            self.definition.rows
        };
        usize::from(count.max(1))
    }

    /// Whether lines follow each other from bottom to top or right to left.
    fn is_mirrored(&self) -> bool {
        if self.attributes.is_vertical() {
            self.attributes.scroll == RIGHT_TO_LEFT
        } else {
            self.attributes.scroll == TOP_TO_BOTTOM
        }
    }

    pub(super) fn has_text(&self) -> bool {
        let mut cells = self.lines[self.first_line..].iter().flatten().flatten();
        cells.any(|(character, _)| !character.is_whitespace())
    }

    pub(super) fn clear(&mut self) {
        self.lines.iter_mut().for_each(Vec::clear);
        self.first_line = 0;
    }

    pub(super) fn home(&mut self) {
        (self.line, self.place) = (0, 0);
    }

    pub(super) fn locate(&mut self, row: u8, column: u8) {
        let (line, place) = if self.attributes.is_vertical() {
            (column, row)
        } else {
            (row, column)
        };
        let last = self.lines.len() - 1;
        let line = usize::from(line).min(last);
        self.line = if self.is_mirrored() {
            last - line
        } else {
            line
        };
        self.place = usize::from(place);
    }

    /// Whether a character here replaces another one.
    pub(super) fn replaces(&self, cell: Cell) -> bool {
        let there = self.lines[self.line].get(self.place);
        there.is_some_and(|there| there.is_some() && *there != cell)
    }

    /// Writes one cell and moves on. A line that is full breaks where the
    /// window wraps words; elsewhere it grows, so that nothing is lost.
    pub(super) fn put(&mut self, cell: Cell) {
        if self.attributes.word_wrap && self.place >= self.places() {
            self.wrap();
        }
        if self.place >= Self::MOST_PLACES {
            return;
        }
        let line = &mut self.lines[self.line];
        if line.len() <= self.place {
            line.resize(self.place + 1, None);
        }
        line[self.place] = cell;
        self.place += 1;
    }

    fn places(&self) -> usize {
        usize::from(if self.attributes.is_vertical() {
            self.definition.rows
        } else {
            self.definition.columns
        })
    }

    /// Breaks the line before its last word.
    fn wrap(&mut self) {
        let line = &mut self.lines[self.line];
        let is_space = |cell: &Cell| cell.is_none_or(|(character, _)| character == ' ');
        let word = match line.iter().rposition(is_space) {
            Some(space) => line.split_off(space + 1),
            None => Vec::new(),
        };
        self.next_line();
        self.place = word.len();
        self.lines[self.line] = word;
    }

    pub(super) fn backspace(&mut self) {
        self.place = self.place.saturating_sub(1);
        if let Some(cell) = self.lines[self.line].get_mut(self.place) {
            *cell = None;
        }
    }

    pub(super) fn clear_line(&mut self) {
        self.lines[self.line].clear();
        self.place = 0;
    }

    /// Whether the line is the last, so that the next one makes rows roll.
    pub(super) fn is_last_line(&self) -> bool {
        self.line + 1 == self.lines.len()
    }

    /// Goes to the start of the next line; below the last one rows roll up.
    pub(super) fn next_line(&mut self) {
        self.place = 0;
        if self.is_last_line() {
            self.lines.rotate_left(1);
            self.lines[self.line].clear();
            self.first_line = self.first_line.saturating_sub(1);
            self.rolls = true;
        } else {
            self.line += 1;
        }
    }

    /// Starts a new cue at the line of the pen.
    pub(super) fn start_at_line(&mut self) {
        self.first_line = self.line;
    }

    /// The lines with text in them, those of a vertical window in the order
    /// they are read.
    pub(super) fn text(&self) -> Vec<WindowLine> {
        let mirrored = self.is_mirrored() && !self.attributes.is_vertical();
        let last = self.lines.len() - 1;
        let lines = self.lines.iter().enumerate().skip(self.first_line);
        let mut text: Vec<WindowLine> = lines
            .filter_map(|(number, cells)| {
                let number = if mirrored { last - number } else { number };
                line(number, cells)
            })
            .collect();
        if mirrored {
            text.reverse();
        }
        text
    }

    /// Whether the window is made for rows that roll up.
    pub(super) fn is_roll_up(&self) -> bool {
        self.rolls || matches!(self.definition.window_style, 4 | 5)
    }

    /// Whether text runs across and rows move up, as captions do.
    pub(super) fn runs_plainly(&self) -> bool {
        !self.attributes.is_vertical() && self.attributes.scroll == BOTTOM_TO_TOP
    }
}

/// A line without the empty cells around its text; gaps in it are spaces.
fn line(number: usize, cells: &[Cell]) -> Option<WindowLine> {
    let first = cells.iter().position(Option::is_some)?;
    let last = cells.iter().rposition(Option::is_some)?;
    let cells = &cells[first..=last];
    let is_space = |cell: &Cell| cell.is_none_or(|(character, _)| character.is_whitespace());
    if cells.iter().all(is_space) {
        return None;
    }
    let mut runs: Vec<(Pen, Run)> = Vec::new();
    for cell in cells {
        let last_pen = runs.last().map_or(Pen::PLAIN, |(pen, _)| *pen);
        let (character, pen) = cell.unwrap_or((' ', last_pen));
        match runs.last_mut() {
            Some((of, run)) if *of == pen => run.text.push(character),
            _ => {
                let style = style(pen);
                let text = character.to_string().into();
                runs.push((pen, Run { text, style }));
            }
        }
    }
    let mut text = Row(runs.into_iter().map(|(_, run)| run).collect());
    text.normalise();
    Some(WindowLine {
        line: number,
        place: first,
        text,
    })
}

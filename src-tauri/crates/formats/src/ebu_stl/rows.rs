//! Rows of glyphs: how many cells they take, where they have to be broken, and
//! the bytes they become.

use std::ops::Range;

use super::glyphs::Glyph;
use super::pen::{Pen, Standard};
use super::screen::COLUMNS;

const START_BOX: u8 = 0x0b;
const END_BOX: u8 = 0x0a;

/// A row without the spaces around it.
pub(super) fn trim(row: &[Glyph]) -> &[Glyph] {
    let is_text = |glyph: &Glyph| !glyph.is_space();
    let start = row.iter().position(is_text).unwrap_or(row.len());
    let end = row.iter().rposition(is_text).map_or(start, |last| last + 1);
    &row[start..end]
}

/// Rows of a teletext page that a row of text takes.
pub(super) fn height(row: &[Glyph]) -> u8 {
    let heights = row.iter().map(|glyph| glyph.pen.size.rows());
    heights.max().unwrap_or(1)
}

/// Codes from 20 up take no cell.
fn cells(codes: &[u8]) -> usize {
    codes.iter().filter(|code| **code < 0x20).count()
}

/// Writes the text of a row. A code that takes a cell stands for the space
/// before it; inside a word it adds one.
#[derive(Debug)]
pub(super) struct RowWriter {
    standard: Standard,
    pen: Pen,
    /// Pens of the spaces since the last character.
    spaces: Vec<Pen>,
    started: bool,
    pub(super) bytes: Vec<u8>,
    /// Cells so far.
    pub(super) cells: usize,
    /// Those of them before the first character.
    pub(super) lead: usize,
    /// A space was added inside a word.
    pub(super) parted: bool,
}

impl RowWriter {
    /// A writer that takes up the pen where the row before left it.
    pub(super) fn new(standard: Standard, pen: Pen) -> Self {
        Self {
            standard,
            pen: match standard {
                Standard::Open => pen,
                Standard::Teletext => Pen::START,
            },
            spaces: Vec::new(),
            started: false,
            bytes: Vec::with_capacity(usize::from(COLUMNS)),
            cells: 0,
            lead: 0,
            parted: false,
        }
    }

    pub(super) fn push(&mut self, glyph: &Glyph) {
        if glyph.is_space() {
            if self.started {
                self.spaces.push(glyph.pen);
            }
            return;
        }
        let takes_cell = self.pen != glyph.pen && cells(&self.pen.codes_to(glyph.pen)) > 0;
        if !self.started {
            self.turn(glyph.pen);
            if self.standard == Standard::Teletext {
                self.put(&[START_BOX, START_BOX]);
            }
            self.lead = self.cells;
        } else {
            let spaces = std::mem::take(&mut self.spaces);
            self.parted |= takes_cell && spaces.is_empty();
            if !takes_cell || spaces.len() > 1 {
                for pen in spaces {
                    self.turn(self.pen.with_marks(pen));
                    self.put(b" ");
                }
            }
            self.turn(glyph.pen);
        }
        self.started = true;
        self.bytes.extend_from_slice(glyph.bytes.as_bytes());
        self.cells += 1;
    }

    fn turn(&mut self, pen: Pen) {
        if self.pen == pen {
            return;
        }
        let codes = self.pen.codes_to(pen);
        self.cells += cells(&codes);
        self.bytes.extend(codes);
        self.pen = pen;
    }

    fn put(&mut self, bytes: &[u8]) {
        self.cells += bytes.len();
        self.bytes.extend_from_slice(bytes);
    }

    /// Ends the row, and gives back the pen that the next one starts with.
    pub(super) fn end(&mut self) -> Pen {
        match self.standard {
            Standard::Open => self.turn(self.pen.with_marks(Pen::START)),
            Standard::Teletext if self.started && self.cells + 2 <= usize::from(COLUMNS) => {
                self.put(&[END_BOX, END_BOX]);
            }
            Standard::Teletext => {}
        }
        self.pen
    }
}

/// The rows that a row has to be broken into to fit into so many cells: between
/// words where that can be.
pub(super) fn broken(standard: Standard, row: &[Glyph], room: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut word = 0;
    let mut writer = RowWriter::new(standard, Pen::START);
    let mut at = 0;
    while at < row.len() {
        if at > start && row[at - 1].is_space() && !row[at].is_space() {
            word = at;
        }
        writer.push(&row[at]);
        if writer.cells > room && at > start {
            let end = if word > start { word } else { at };
            ranges.push(start..end);
            (start, word, at) = (end, end, end);
            writer = RowWriter::new(standard, Pen::START);
        } else {
            at += 1;
        }
    }
    ranges.push(start..row.len());
    ranges
}

//! What a text field says and where it stands (EBU Tech 3264-E, section 4.3,
//! fields VP, JC and TF).

use captions::{Align, GridCell, Position, Row, Run, Style};

use super::characters::Characters;
use super::pen::{Effect, Pen, Size, Standard};
use super::screen::{COLUMNS, Screen};
use super::tti::{Block, Subtitle, UNUSED};
use super::utf16::{Coding, Utf16};

/// A new row.
pub(super) const NEW_ROW: u8 = 0x8a;

/// How the text fields of a file are to be read and written.
#[derive(Clone, Debug)]
pub(super) struct Dialect {
    pub(super) screen: Screen,
    pub(super) coding: Coding,
    pub(super) characters: Characters,
    /// The size of most of the text, which goes without saying.
    pub(super) usual: Size,
}

impl Dialect {
    /// Screen rows that a row of text of the usual size takes.
    pub(super) fn row_height(&self) -> u8 {
        match self.screen.standard {
            Standard::Teletext => self.usual.rows(),
            Standard::Open => self.screen.pitch(),
        }
    }
}

/// Screen rows from the start of one row of text to the next, where a row
/// without text stands between them on a teletext page.
pub(super) const BLANK_GAP: u16 = 4;

/// What a subtitle shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) rows: Vec<Row>,
    pub(super) position: Position,
    pub(super) align: Align,
}

/// What was noticed in a text field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Remarks {
    /// Bytes that stand for nothing.
    pub(super) unknown: bool,
    /// Block graphics, which were left out.
    pub(super) graphics: bool,
    /// The byte of the currency sign, which some write for a dollar.
    pub(super) currency: bool,
    /// Unused space with text behind it.
    pub(super) unused: bool,
}

impl Remarks {
    /// What was noticed in either of two texts.
    pub(super) const fn or(self, other: Self) -> Self {
        Self {
            unknown: self.unknown || other.unknown,
            graphics: self.graphics || other.graphics,
            currency: self.currency || other.currency,
            unused: self.unused || other.unused,
        }
    }
}

/// Where the fields VP and JC put a subtitle.
#[derive(Clone, Copy, Debug)]
struct Placing {
    vertical: u8,
    justification: u8,
}

impl Placing {
    /// Where a block puts it. Row 0 is none; the first is meant.
    fn of(block: Block<'_>) -> Self {
        Self {
            vertical: block.vertical().max(1),
            justification: block.justification(),
        }
    }
}

/// Reads the text of a subtitle, all its blocks joined.
pub(super) fn read(dialect: &Dialect, subtitle: &Subtitle<'_>) -> (Content, Remarks) {
    let placing = Placing::of(subtitle.block);
    if let Coding::Utf16(coding) = dialect.coding {
        let (lines, remarks) = lines_of_utf16(coding, subtitle);
        let placed = open(lines.into_iter(), placing.vertical, dialect.screen.pitch());
        return (placed.content(dialect, placing), remarks);
    }
    let mut reader = Reader {
        dialect,
        pen: Pen::START,
        style: Style::default(),
        graphics: false,
        remarks: Remarks::default(),
    };
    reader.restart();
    let lines = subtitle.text.split(|byte| *byte == NEW_ROW);
    let lines = lines.map(|bytes| reader.line(bytes));
    let placed = match dialect.screen.standard {
        Standard::Teletext => teletext(lines, placing.vertical),
        Standard::Open => open(lines, placing.vertical, dialect.screen.pitch()),
    };
    (placed.content(dialect, placing), reader.remarks)
}

fn lines_of_utf16(coding: Utf16, subtitle: &Subtitle<'_>) -> (Vec<Line>, Remarks) {
    let plain = Style::default();
    let mut remarks = Remarks::default();
    let line = |row: String| {
        let mut line = Line::default();
        for character in row.chars() {
            remarks.unknown |= character == '\u{fffd}';
            match character {
                ' ' => line.space(&plain),
                _ => line.text(character.encode_utf8(&mut [0; 4]), &plain),
            }
        }
        line.trim();
        line
    };
    let lines = coding.rows(subtitle).into_iter().map(line).collect();
    (lines, remarks)
}

/// A row of a text field.
#[derive(Debug, Default)]
struct Line {
    runs: Vec<Run>,
    /// Cells so far.
    cells: u16,
    /// The column of the first character.
    column: u16,
    /// A space stands last.
    spaced: bool,
    /// A code that takes a cell stands last.
    coded: bool,
    is_tall: bool,
}

impl Line {
    fn text(&mut self, text: &str, style: &Style) {
        self.cells += 1;
        match self.runs.last_mut() {
            None => self.column = self.cells,
            Some(last) if self.coded && !self.spaced => last.text.push(' '),
            Some(_) => {}
        }
        self.push(text, style);
        (self.spaced, self.coded) = (false, false);
    }

    /// Spaces before the text only say where it starts.
    fn space(&mut self, style: &Style) {
        self.cells += 1;
        if !self.runs.is_empty() {
            self.push(" ", style);
            self.spaced = true;
        }
    }

    fn push(&mut self, text: &str, style: &Style) {
        match self.runs.last_mut() {
            Some(last) if last.style == *style => last.text.push_str(text),
            _ => self.runs.push(Run {
                text: text.into(),
                style: style.clone(),
            }),
        }
    }

    fn trim(&mut self) {
        while let Some(last) = self.runs.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
            if !last.text.is_empty() {
                break;
            }
            self.runs.pop();
        }
    }

    fn is_blank(&self) -> bool {
        self.runs.is_empty()
    }
}

struct Reader<'a> {
    dialect: &'a Dialect,
    pen: Pen,
    /// What the pen writes in.
    style: Style,
    graphics: bool,
    remarks: Remarks,
}

impl Reader<'_> {
    fn restart(&mut self) {
        self.pen = Pen::START;
        self.graphics = false;
        self.restyle();
    }

    fn restyle(&mut self) {
        let screen = self.dialect.screen;
        self.style = self.pen.style(screen.standard, self.dialect.usual);
    }

    fn line(&mut self, bytes: &[u8]) -> Line {
        if self.dialect.screen.standard == Standard::Teletext {
            self.restart();
        }
        let mut line = Line::default();
        let mut at = 0;
        while at < bytes.len() {
            at += self.take(bytes, at, &mut line);
        }
        line.trim();
        line
    }

    /// Takes in what stands at an offset, and says how many bytes that were.
    fn take(&mut self, bytes: &[u8], at: usize, line: &mut Line) -> usize {
        let characters = &self.dialect.characters;
        let byte = bytes[at];
        match byte {
            UNUSED => self.remarks.unused = true,
            b' ' => line.space(&self.style),
            0x00..=0x1f | 0x80..=0x9f => self.code(byte, line),
            0x21..=0x3f | 0x60..=0x7f if self.graphics => {
                self.remarks.graphics = true;
                line.space(&self.style);
            }
            0xa0.. if self.dialect.coding == Coding::Unknown => self.text("\u{fffd}", line),
            _ if characters.is_accent(byte) => {
                let letter = bytes.get(at + 1).filter(|next| matches!(next, b' '..=b'~'));
                let text = letter.map(|letter| characters.decode_accented(byte, *letter));
                self.text(text.as_deref().unwrap_or("\u{fffd}"), line);
                return 1 + usize::from(letter.is_some());
            }
            _ => {
                let character = self.character(bytes, at);
                self.text(character.encode_utf8(&mut [0; 4]), line);
            }
        }
        1
    }

    fn text(&mut self, text: &str, line: &mut Line) {
        self.remarks.unknown |= text == "\u{fffd}";
        line.is_tall |= self.pen.size.rows() > 1;
        line.text(text, &self.style);
    }

    /// The character of one byte. Many files have a dollar sign where the
    /// table has a currency sign; beside a number, it is one.
    fn character(&mut self, bytes: &[u8], at: usize) -> char {
        let table = &self.dialect.characters;
        if bytes[at] != b'$' || table.decode(0xa4) != '$' {
            return table.decode(bytes[at]);
        }
        self.remarks.currency = true;
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let beside = [before, bytes.get(at + 1)];
        if beside.into_iter().flatten().any(u8::is_ascii_digit) {
            '$'
        } else {
            '\u{a4}'
        }
    }

    fn code(&mut self, code: u8, line: &mut Line) {
        let effect = self.pen.take(code);
        match effect {
            Effect::Graphics => self.graphics = true,
            Effect::Letters => self.graphics = false,
            Effect::Unknown => self.remarks.unknown = true,
            Effect::Cell | Effect::NoCell => {}
        }
        if !matches!(effect, Effect::NoCell | Effect::Unknown) {
            line.cells += 1;
            line.coded = true;
        }
        self.restyle();
    }
}

/// Rows of text with the screen rows they start at.
#[derive(Debug, Default)]
struct Placed {
    rows: Vec<Row>,
    starts: Vec<u16>,
    columns: Vec<u16>,
    heights: Vec<u8>,
}

impl Placed {
    fn push(&mut self, row: Row, start: u16, column: u16, height: u8) {
        self.rows.push(row);
        self.starts.push(start);
        self.columns.push(column);
        self.heights.push(height);
    }

    /// Where it stands at the bottom of the screen and is justified, nothing
    /// has to be said of its place.
    fn content(mut self, dialect: &Dialect, placing: Placing) -> Content {
        let screen = dialect.screen;
        if self.rows.is_empty() {
            self.starts = vec![u16::from(placing.vertical)];
            (self.columns, self.heights) = (vec![1], vec![dialect.row_height()]);
        }
        let align = match placing.justification {
            2 => Align::Center,
            3 => Align::Right,
            _ => Align::Left,
        };
        let as_it_stands = !matches!(placing.justification, 1..=3);
        let by_column = as_it_stands && self.columns.iter().any(|column| *column > 1);
        if !by_column && screen.standard == Standard::Teletext {
            self.spread(screen);
        }
        let position = if !by_column && self.starts == screen.bottom(&self.heights) {
            Position::Auto
        } else {
            let cells = self.starts.iter().zip(&self.columns);
            let cell = |(start, column): (&u16, &u16)| GridCell {
                row: screen.to_grid(*start),
                column: match u8::try_from(*column) {
                    Ok(column) if by_column => column.clamp(1, COLUMNS),
                    _ if by_column => COLUMNS,
                    _ => 1,
                },
            };
            Position::Grid(cells.map(cell).collect())
        };
        Content {
            rows: self.rows,
            position,
            align,
        }
    }

    /// Takes gaps in text at the bottom of a page for rows without text, where
    /// that explains where the text stands.
    fn spread(&mut self, screen: Screen) {
        let Some(first) = self.starts.first().copied() else {
            return;
        };
        let widest = self.starts.windows(2).map(|pair| pair[1] - pair[0]).max();
        let wide = widest.is_some_and(|gap| gap > 2 && gap <= BLANK_GAP);
        let even = self.starts.iter().all(|start| (start - first) % 2 == 0);
        let last = self.starts.last().copied().unwrap_or(first);
        if !wide || !even || self.rows.is_empty() || last + 1 != u16::from(screen.rows) {
            return;
        }
        let mut rows = std::mem::take(&mut self.rows).into_iter();
        let starts = std::mem::take(&mut self.starts);
        (self.columns, self.heights) = (Vec::new(), Vec::new());
        for start in (first..=last).step_by(2) {
            let row = starts.contains(&start).then(|| rows.next()).flatten();
            self.push(row.unwrap_or_default(), start, 1, 2);
        }
    }
}

/// On a teletext page each new row is one row further down.
fn teletext(lines: impl Iterator<Item = Line>, vertical: u8) -> Placed {
    let mut placed = Placed::default();
    let mut row = u16::from(vertical);
    for line in lines {
        if !line.is_blank() {
            let height = if line.is_tall { 2 } else { 1 };
            placed.push(Row::from(line.runs), row, line.column, height);
        }
        row = row.saturating_add(1);
    }
    placed
}

/// In open subtitling each new row is the next row of text.
fn open(lines: impl Iterator<Item = Line>, vertical: u8, pitch: u8) -> Placed {
    const MOST_BLANK: usize = 99;
    let mut placed = Placed::default();
    let mut row = u16::from(vertical);
    let mut blank = Vec::new();
    for line in lines {
        if !line.is_blank() {
            for row in blank.drain(..) {
                placed.push(Row::default(), row, 1, pitch);
            }
            placed.push(Row::from(line.runs), row, line.column, pitch);
        } else if !placed.rows.is_empty() && blank.len() < MOST_BLANK {
            blank.push(row);
        }
        row = row.saturating_add(u16::from(pitch));
    }
    placed
}

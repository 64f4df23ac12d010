//! Writing the text field of a subtitle and its place.

use captions::{Cue, Position, Row};

use crate::loss::Losses;
use crate::place::Grid;
use crate::{Feature, Severity};

use super::glyphs::{self, Glyph};
use super::layout::{Layout, Stage};
use super::pen::{Pen, Size, Standard};
use super::rows::{RowWriter, broken, height, trim};
use super::screen::{COLUMNS, ROWS};
use super::text_field::{Dialect, NEW_ROW};
use super::utf16::{Coding, Utf16};

/// How text fields are written.
#[derive(Debug)]
pub(super) struct Composer {
    pub(super) dialect: Dialect,
    /// Cells in a row (field MNC, or a teletext page).
    pub(super) room: usize,
    /// The grid that cells count on.
    pub(super) grid: Grid,
}

/// A text field with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Composed {
    pub(super) text: Vec<u8>,
    pub(super) vertical: u8,
    pub(super) justification: u8,
}

type Rows = Vec<Vec<Glyph>>;

impl Composer {
    pub(super) fn compose(&self, at: (&Cue, u32), losses: &mut Losses) -> Composed {
        if let Coding::Utf16(coding) = self.dialect.coding {
            return self.compose_utf16(coding, at, losses);
        }
        let rows = glyphs::of_cue(&self.dialect, at, losses);
        let rows = self.fitting(rows, at, losses);
        let layout = self.stage().layout(&self.heights(&rows), at, losses);
        Composed {
            text: self.text(&rows, &layout, at, losses),
            vertical: u8::try_from(layout.starts[0]).unwrap_or(ROWS),
            justification: layout.justification,
        }
    }

    fn stage(&self) -> Stage {
        Stage {
            screen: self.dialect.screen,
            table: self.dialect.characters.table,
            grid: self.grid,
        }
    }

    /// Rows as they are, without the blank ones around them and without styles.
    fn compose_utf16(&self, coding: Utf16, at: (&Cue, u32), losses: &mut Losses) -> Composed {
        let is_text = |row: &Row| !row.text().trim_matches(' ').is_empty();
        let rows = &at.0.rows;
        let start = rows.iter().position(is_text).unwrap_or(rows.len());
        let end = rows
            .iter()
            .rposition(is_text)
            .map_or(start, |last| last + 1);
        if end - start < rows.len() {
            let (from, to) = ("rows without text", "rows closed up");
            losses.of_cue(at, Feature::BlankRow, Severity::Info, from, to);
        }
        let rows = &rows[start..end];
        glyphs::declare_styles(&self.dialect, at, losses);
        losses.characters(at, &coding.unsafe_characters(rows), "new rows");
        if rows
            .iter()
            .any(|row| row.text().trim_matches(' ') != row.text())
        {
            let (from, to) = ("spaces around a row", "left out");
            losses.of_cue(at, Feature::LineBreak, Severity::Info, from, to);
        }
        let heights = vec![self.dialect.row_height(); rows.len().max(1)];
        let layout = self.stage().layout(&heights, at, losses);
        let column = |index: usize| Some(*layout.columns.as_ref()?.get(index)?);
        let spaces = |index| usize::from(column(index).unwrap_or(1).max(1)) - 1;
        Composed {
            text: coding.encode(rows, spaces),
            vertical: u8::try_from(layout.starts[0]).unwrap_or(ROWS),
            justification: layout.justification,
        }
    }

    fn standard(&self) -> Standard {
        self.dialect.screen.standard
    }

    /// Rows that fit on the screen: without blank ones around the text, broken
    /// where they are too long.
    fn fitting(&self, rows: Rows, at: (&Cue, u32), losses: &mut Losses) -> Rows {
        let mut fitting: Rows = Vec::with_capacity(rows.len());
        let (mut trimmed, mut wrapped) = (false, false);
        for row in &rows {
            let text = trim(row);
            let ranges = broken(self.standard(), text, self.room);
            trimmed |= text.len() < row.len();
            wrapped |= ranges.len() > 1;
            fitting.extend(ranges.into_iter().map(|range| trim(&text[range]).to_vec()));
        }
        if trimmed {
            let (from, to) = ("spaces around a row", "left out");
            losses.of_cue(at, Feature::LineBreak, Severity::Info, from, to);
        }
        if wrapped {
            let from = "a row too long for the screen";
            let to = "two rows or more";
            losses.of_cue(at, Feature::LineBreak, Severity::Warning, from, to);
        }
        if self.drop_blank_rows(&mut fitting, at.0) {
            let (from, to) = ("rows without text", "rows closed up");
            losses.of_cue(at, Feature::BlankRow, Severity::Info, from, to);
        }
        self.limit(&mut fitting, at, losses);
        fitting
    }

    /// Takes out the blank rows that would not come back: those around the text
    /// and, on a teletext page, all but single ones in a subtitle that stands
    /// where subtitles do.
    fn drop_blank_rows(&self, rows: &mut Rows, cue: &Cue) -> bool {
        let before = rows.len();
        while rows.last().is_some_and(Vec::is_empty) {
            rows.pop();
        }
        let lead = rows.iter().take_while(|row| row.is_empty()).count();
        rows.drain(..lead);
        if self.standard() == Standard::Teletext {
            let can_stay = cue.position == Position::Auto && rows.len() * 2 < usize::from(ROWS);
            let mut after_blank = false;
            rows.retain(|row| {
                let keep = !row.is_empty() || can_stay && !after_blank;
                after_blank = row.is_empty();
                keep
            });
        }
        rows.len() < before
    }

    /// Rows that are too many become smaller, or are left out.
    fn limit(&self, rows: &mut Rows, at: (&Cue, u32), losses: &mut Losses) {
        let screen = self.dialect.screen;
        let needed: usize = rows.iter().map(|row| usize::from(height(row))).sum();
        if screen.standard == Standard::Teletext && needed > usize::from(ROWS).max(rows.len()) {
            let glyphs = rows.iter_mut().flatten();
            glyphs.for_each(|glyph| glyph.pen.size = Size::Normal);
            let (from, to) = ("double height", "single height, for the rows to fit");
            losses.of_cue(at, Feature::TextSize, Severity::Warning, from, to);
        }
        let most = usize::from(screen.rows);
        if rows.len() > most {
            let from = format!("{} rows", rows.len());
            let to = format!("the first {most}");
            losses.of_cue(at, Feature::LineBreak, Severity::Error, from, to);
            rows.truncate(most);
        }
    }

    /// Screen rows that each row takes.
    fn heights(&self, rows: &Rows) -> Vec<u8> {
        if rows.is_empty() {
            return vec![self.dialect.row_height()];
        }
        match self.standard() {
            Standard::Open => vec![self.dialect.screen.pitch(); rows.len()],
            Standard::Teletext if rows.iter().any(Vec::is_empty) => vec![2; rows.len()],
            Standard::Teletext => rows.iter().map(|row| height(row)).collect(),
        }
    }

    /// The bytes of the text field.
    fn text(&self, rows: &Rows, layout: &Layout, at: (&Cue, u32), losses: &mut Losses) -> Vec<u8> {
        let mut text = Vec::new();
        let mut pen = Pen::START;
        let mut last: Option<usize> = None;
        let (mut parted, mut shifted) = (false, false);
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let breaks = last.map_or(0, |last| self.breaks(layout, last, index));
            text.extend(std::iter::repeat_n(NEW_ROW, breaks));
            let mut writer = RowWriter::new(self.standard(), pen);
            row.iter().for_each(|glyph| writer.push(glyph));
            if let Some(columns) = &layout.columns {
                let column = columns.get(index).or(columns.last()).copied().unwrap_or(1);
                let wanted = usize::from(column) - 1;
                let room = usize::from(COLUMNS).saturating_sub(writer.cells);
                let pad = wanted.saturating_sub(writer.lead).min(room);
                shifted |= pad + writer.lead != wanted;
                text.extend(std::iter::repeat_n(b' ', pad));
                writer.cells += pad;
            }
            parted |= writer.parted;
            pen = writer.end();
            text.append(&mut writer.bytes);
            last = Some(index);
        }
        if parted {
            let (from, to) = ("a colour that changes inside a word", "a space before it");
            losses.of_cue(at, Feature::Characters, Severity::Warning, from, to);
        }
        if shifted && self.grid == Grid::Teletext {
            let (from, to) = ("the column of a row", "the nearest that codes leave free");
            losses.of_cue(at, Feature::RowPosition, Severity::Warning, from, to);
        }
        text
    }

    /// How many new rows lead from one row of text to a later one.
    fn breaks(&self, layout: &Layout, from: usize, to: usize) -> usize {
        match self.standard() {
            Standard::Open => to - from,
            Standard::Teletext => {
                let gap = layout.starts[to].saturating_sub(layout.starts[from]);
                usize::from(gap.max(1))
            }
        }
    }
}

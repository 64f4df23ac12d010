//! Rows of text as characters of a table, each with the pen that writes it.

use captions::{Cue, Row, Run, Style};
use unicode_normalization::char::decompose_canonical;

use crate::composed::{composed, is_composed};
use crate::loss::Losses;
use crate::{Feature, Severity};

use super::characters::{Characters, Encoded};
use super::pen::{Pen, Size, Standard};
use super::text_field::Dialect;
use super::utf16::Coding;

/// A character in its cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) bytes: Encoded,
    pub(super) pen: Pen,
}

impl Glyph {
    pub(super) fn is_space(&self) -> bool {
        self.bytes.as_bytes() == b" "
    }
}

/// What stands for a character that a table lacks. Marks without width go.
fn substitute(character: char) -> Option<&'static str> {
    Some(match character {
        '\t' | '\u{2000}'..='\u{200a}' | '\u{202f}' => " ",
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => "",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{2018}'..='\u{201b}' => "'",
        '\u{201c}'..='\u{201f}' => "\"",
        '\u{2026}' => "...",
        '\u{2022}' => "-",
        '\u{2039}' => "<",
        '\u{203a}' => ">",
        '\u{20ac}' => "EUR",
        '\u{266b}' => "\u{266a}",
        _ => return None,
    })
}

/// Turns the rows of one cue into glyphs and declares what they cannot show.
pub(super) fn of_cue(dialect: &Dialect, at: (&Cue, u32), losses: &mut Losses) -> Vec<Vec<Glyph>> {
    let mut glyphs = Glyphs {
        dialect,
        similar: Vec::new(),
        missing: Vec::new(),
    };
    let rows: Vec<Vec<Glyph>> = at.0.rows.iter().map(|row| glyphs.row(row)).collect();
    let mut runs = at.0.rows.iter().flat_map(|row| &row.0);
    if let Some(run) = runs.find(|run| !is_composed(&run.text)) {
        let (from, to) = (run.text.clone(), "letters with their marks composed");
        losses.of_cue(at, Feature::Characters, Severity::Info, from, to);
    }
    losses.characters(at, &glyphs.similar, "similar characters");
    losses.characters(at, &glyphs.missing, "?");
    declare_styles(dialect, at, losses);
    rows
}

struct Glyphs<'a> {
    dialect: &'a Dialect,
    similar: Vec<char>,
    missing: Vec<char>,
}

impl Glyphs<'_> {
    fn row(&mut self, row: &Row) -> Vec<Glyph> {
        let mut glyphs = Vec::with_capacity(row.chars());
        for run in &row.0 {
            self.run(run, &mut glyphs);
        }
        glyphs
    }

    fn run(&mut self, run: &Run, glyphs: &mut Vec<Glyph>) {
        let screen = self.dialect.screen;
        let pen = Pen::of(&run.style, screen.standard, self.dialect.usual);
        let table = &self.dialect.characters;
        let mut push = |bytes| glyphs.push(Glyph { bytes, pen });
        for character in composed(&run.text).chars() {
            if let Some(bytes) = table.encode(character) {
                push(bytes);
                continue;
            }
            let found = similar(table, character);
            match found {
                Some(_) => self.similar.push(character),
                None => self.missing.push(character),
            }
            found
                .unwrap_or_else(|| table.encode('?').into_iter().collect())
                .into_iter()
                .for_each(&mut push);
        }
    }
}

/// The bytes of what stands for a character that the table lacks: a sign that
/// looks like it, or a letter without its accent.
fn similar(table: &Characters, character: char) -> Option<Vec<Encoded>> {
    if let Some(text) = substitute(character) {
        return text.chars().map(|c| table.encode(c)).collect();
    }
    let mut base = None;
    decompose_canonical(character, |part| base = base.or(Some(part)));
    let base = base.filter(|base| *base != character)?;
    table.encode(base).map(|bytes| vec![bytes])
}

/// Declares the styles that are carried in part or not in this dialect.
pub(super) fn declare_styles(dialect: &Dialect, at: (&Cue, u32), losses: &mut Losses) {
    let mut declared = Vec::new();
    for run in at.0.rows.iter().flat_map(|row| &row.0) {
        for (feature, from, to) in style_losses(dialect, &run.style) {
            if !declared.contains(&feature) {
                declared.push(feature);
                let from = from.unwrap_or_else(|| run.text.to_string());
                losses.of_cue(at, feature, Severity::Warning, from, to);
            }
        }
    }
}

/// What of a style is lost: the feature, what was there where it can be said
/// without the text, and what becomes of it.
type StyleLoss = (Feature, Option<String>, String);

fn style_losses(dialect: &Dialect, style: &Style) -> Vec<StyleLoss> {
    if style.is_plain() {
        return Vec::new();
    }
    let standard = dialect.screen.standard;
    let pen = match dialect.coding {
        Coding::Utf16(_) => Pen::START,
        Coding::Table | Coding::Unknown => Pen::of(style, standard, dialect.usual),
    };
    let carried = pen.style(standard, dialect.usual);
    let mut lost = Vec::new();
    for (feature, had, has) in [
        (Feature::Italic, style.italic, carried.italic),
        (Feature::Underline, style.underline, carried.underline),
        (Feature::Flash, style.flash, carried.flash),
    ] {
        if had && !has {
            lost.push((feature, None, "left out".to_owned()));
        }
    }
    for (feature, had, has) in [
        (Feature::TextColor, style.color, carried.color),
        (
            Feature::BackgroundColor,
            style.background,
            carried.background,
        ),
    ] {
        if let Some(color) = had.filter(|_| had != has) {
            let usual = || "the usual colour".to_owned();
            let to = has.map_or_else(usual, |color| color.to_string());
            lost.push((feature, Some(color.to_string()), to));
        }
    }
    let size = style.detail.as_deref().and_then(|d| d.size.as_deref());
    if let Some(size) = size
        && !is_size(size, pen.size, standard)
    {
        let to = "the usual size".to_owned();
        lost.push((Feature::TextSize, Some(size.to_owned()), to));
    }
    lost
}

fn is_size(name: &str, size: Size, standard: Standard) -> bool {
    standard == Standard::Teletext && size.name() == name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ebu_stl::characters::Table;

    #[test]
    fn what_a_table_lacks_is_replaced_by_what_looks_like_it() {
        for (table, character, text) in [
            (Table::Latin, '\u{2026}', Some("...")),
            (Table::Latin, '\u{1ebd}', Some("e")),
            (Table::Greek, '\u{e9}', Some("e")),
            (Table::Greek, '\u{201c}', Some("\"")),
            (Table::Latin, '\u{6f22}', None),
            (Table::Greek, '\u{266b}', None),
        ] {
            let table = Characters::of(table);
            let bytes = similar(&table, character).map(|parts| {
                let bytes = parts.iter().flat_map(|part| part.as_bytes().to_vec());
                bytes.collect::<Vec<u8>>()
            });
            assert_eq!(bytes.as_deref(), text.map(str::as_bytes), "{character}");
        }
    }
}

//! Rows as characters in their styles, so that text can be cut and joined
//! without losing either.

use captions::{Row, Run, Style};

/// One character of a row and the style it stands in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph<'a> {
    /// The character.
    pub(crate) character: char,
    /// Its style.
    pub(crate) style: &'a Style,
    /// Whether a run starts with it.
    opens: bool,
}

impl<'a> Glyph<'a> {
    /// A character put into a text by an edit.
    pub(crate) const fn new(character: char, style: &'a Style) -> Self {
        Self {
            character,
            style,
            opens: false,
        }
    }

    /// Another character in its place.
    pub(crate) const fn saying(self, character: char) -> Self {
        Self { character, ..self }
    }

    /// Whether the base of a ruby text starts here.
    pub(crate) fn opens_ruby(self) -> bool {
        self.opens && self.style.ruby().is_some()
    }

    /// Whether a row may break here.
    pub(crate) fn is_space(self) -> bool {
        // Spaces that forbid a break belong to their word.
        self.character.is_whitespace() && !matches!(self.character, '\u{a0}' | '\u{202f}')
    }
}

/// The characters of a row.
pub(crate) fn glyphs(row: &Row) -> Vec<Glyph<'_>> {
    let mut all = Vec::new();
    for run in &row.0 {
        let characters = run.text.chars().enumerate();
        all.extend(characters.map(|(at, character)| Glyph {
            character,
            style: &run.style,
            opens: at == 0,
        }));
    }
    all
}

/// The row that characters make. A ruby text stays with the first character of
/// its base; where a base was cut, what follows the cut loses it.
pub(crate) fn row_of(glyphs: &[Glyph<'_>]) -> Row {
    let mut row = Row::default();
    let mut last: Option<&Style> = None;
    for glyph in glyphs {
        let is_ruby = glyph.style.ruby().is_some();
        let continues = last.is_some_and(|style| {
            (std::ptr::eq(style, glyph.style) || style == glyph.style) && !(is_ruby && glyph.opens)
        });
        match row.0.last_mut() {
            Some(run) if continues => run.text.push(glyph.character),
            _ => row.0.push(Run {
                text: glyph.character.to_string().into(),
                style: if is_ruby && !glyph.opens {
                    without_ruby(glyph.style)
                } else {
                    glyph.style.clone()
                },
            }),
        }
        last = Some(glyph.style);
    }
    row.normalise();
    row
}

/// A style for text that is not the base of a ruby text.
pub(crate) fn without_ruby(style: &Style) -> Style {
    let mut style = style.clone();
    if let Some(detail) = &mut style.detail {
        detail.ruby = None;
    }
    style.normalise();
    style
}

/// The same characters without space at the start.
pub(crate) fn trim_start<'g, 'a>(glyphs: &'g [Glyph<'a>]) -> &'g [Glyph<'a>] {
    let first = glyphs.iter().position(|glyph| !glyph.is_space());
    &glyphs[first.unwrap_or(glyphs.len())..]
}

/// The same characters without space at the end.
pub(crate) fn trim_end<'g, 'a>(glyphs: &'g [Glyph<'a>]) -> &'g [Glyph<'a>] {
    let last = glyphs.iter().rposition(|glyph| !glyph.is_space());
    &glyphs[..last.map_or(0, |last| last + 1)]
}

/// Rows as a document keeps them: no line break inside a row, no control
/// characters but tabs, no empty runs, equal neighbours joined, and no rows at
/// all where there is no text.
pub(crate) fn tidy(rows: &[Row]) -> Vec<Row> {
    let mut tidied = Vec::with_capacity(rows.len());
    for row in rows {
        let mut current = Row::default();
        for run in &row.0 {
            let text = run.text.replace("\r\n", "\n");
            for (at, piece) in text.split(is_line_break).enumerate() {
                if at > 0 {
                    tidied.push(std::mem::take(&mut current));
                }
                let mut style = run.style.clone();
                style.normalise();
                let allowed = |c: &char| !c.is_control() || *c == '\t';
                let text = piece.chars().filter(allowed).collect();
                current.0.push(Run { text, style });
            }
        }
        tidied.push(current);
    }
    tidied.iter_mut().for_each(Row::normalise);
    if tidied.iter().all(Row::is_empty) {
        tidied.clear();
    }
    tidied
}

/// The mandatory breaks of Unicode Standard Annex 14 (BK, CR, LF, NL).
const fn is_line_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

//! Text of events: override blocks and escapes.

use std::fmt::Write as _;

use captions::{Row, Style};

use crate::overrides::{self, Code};
use crate::rows::Rows;

/// What the text of an event says.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) rows: Vec<Row>,
    pub(super) place: Option<u8>,
}

/// The style of the moment, and the rows so far.
struct Pen<'a> {
    rows: Rows,
    base: &'a Style,
    style: Style,
    extra: String,
    place: Option<u8>,
    /// Between `\p1` and `\p0` stand drawing commands, not words.
    drawing: bool,
}

/// Reads text in the style `base`.
pub(super) fn read(text: &str, base: &Style) -> Content {
    let mut pen = Pen {
        rows: Rows::default(),
        base,
        style: base.clone(),
        extra: String::new(),
        place: None,
        drawing: false,
    };
    let mut rest = text;
    let last_brace = memchr::memrchr(b'}', text.as_bytes());
    let last_brace = last_brace.map_or(usize::MAX, |at| text.len() - at);
    while let Some(at) = memchr::memchr2(b'{', b'\\', rest.as_bytes()) {
        pen.push(&rest[..at]);
        rest = &rest[at..];
        let can_close = rest.len() > last_brace;
        let block = (can_close && rest.starts_with('{'))
            .then(|| memchr::memchr(b'}', rest.as_bytes()))
            .flatten();
        if let Some(end) = block {
            pen.take_block(&rest[1..end]);
            rest = &rest[end + 1..];
        } else {
            rest = pen.take_escape(rest);
        }
    }
    pen.push(rest);
    Content {
        rows: pen.rows.finish(),
        place: pen.place,
    }
}

impl Pen<'_> {
    fn push(&mut self, text: &str) {
        if text.is_empty() || self.drawing {
            return;
        }
        if self.extra.is_empty() {
            self.rows.push(text, &self.style);
            return;
        }
        let mut style = self.style.clone();
        style.detail_mut().extra = Some(std::mem::take(&mut self.extra));
        self.rows.push(text, &style);
    }

    /// Takes an escape, or the one character that is none, off the front.
    fn take_escape<'a>(&mut self, text: &'a str) -> &'a str {
        match text.as_bytes().get(..2) {
            Some(b"\\N" | b"\\n") => self.rows.break_row(),
            Some(b"\\h") => self.push("\u{a0}"),
            Some(b"\\{") => self.push("{"),
            Some(b"\\}") => self.push("}"),
            _ => {
                self.push(&text[..1]);
                return &text[1..];
            }
        }
        &text[2..]
    }

    fn take_block(&mut self, block: &str) {
        for code in overrides::codes(block) {
            match code {
                Code::Italic(on) => self.style.italic = on,
                Code::Bold(on) => self.style.bold = on,
                Code::Underline(on) => self.style.underline = on,
                Code::Strike(on) => self.style.strike = on,
                Code::Color(color) => self.style.color = color.or(self.base.color),
                Code::Font(face) => self.style.detail_mut().font = Some(face.to_owned()),
                Code::Size(size) => self.style.detail_mut().size = Some(size.to_owned()),
                Code::Place(place) => {
                    self.place.get_or_insert(place);
                }
                Code::Other("r") => self.style = self.base.clone(),
                Code::Other(code) => {
                    let number = code.strip_prefix('p').and_then(|n| n.parse::<u8>().ok());
                    self.drawing = number.map_or(self.drawing, |number| number > 0);
                    let _ = write!(self.extra, "\\{code}");
                }
            }
        }
    }
}

/// Appends rows as an event has them, in the style `base` where nothing else is
/// said. Gives the characters that had to be changed.
pub(super) fn write(out: &mut String, rows: &[Row], base: &Style) -> Vec<char> {
    let mut current = base.clone();
    let mut changed = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            out.push_str("\\N");
        }
        for run in &row.0 {
            push_codes(out, &mut current, &run.style, base);
            push_text(out, &run.text, &mut changed);
        }
    }
    changed
}

/// Appends the codes that lead from one style to another.
fn push_codes(out: &mut String, current: &mut Style, wanted: &Style, base: &Style) {
    let part = |style: &Style| {
        let detail = style.detail.as_deref();
        let font = detail.and_then(|detail| detail.font.clone());
        (font, detail.and_then(|detail| detail.size.clone()))
    };
    let mut codes = String::new();
    let (font, size) = part(current);
    let (wanted_font, wanted_size) = part(wanted);
    // A typeface or size is taken back only by starting the style anew.
    if font.is_some() && wanted_font.is_none() || size.is_some() && wanted_size.is_none() {
        codes.push_str("\\r");
        *current = base.clone();
    }
    for (name, on, was) in [
        ('i', wanted.italic, current.italic),
        ('b', wanted.bold, current.bold),
        ('u', wanted.underline, current.underline),
        ('s', wanted.strike, current.strike),
    ] {
        if on != was {
            codes.extend(['\\', name, if on { '1' } else { '0' }]);
        }
    }
    if wanted.color != current.color {
        codes.push_str("\\c");
        if let Some(color) = wanted.color {
            let _ = write!(
                codes,
                "&H{:02X}{:02X}{:02X}&",
                color.blue, color.green, color.red
            );
        }
    }
    let (font, size) = part(current);
    let clean = |value: &str| value.replace(['{', '}', '\\', '\n', '\r'], "");
    if let Some(face) = wanted_font.filter(|face| font.as_ref() != Some(face)) {
        let _ = write!(codes, "\\fn{}", clean(&face));
    }
    if let Some(number) = wanted_size.filter(|number| size.as_ref() != Some(number)) {
        let _ = write!(codes, "\\fs{}", clean(&number));
    }
    let extra = wanted
        .detail
        .as_deref()
        .and_then(|detail| detail.extra.as_deref());
    if let Some(extra) = extra.filter(|extra| extra.starts_with('\\')) {
        codes.push_str(&extra.replace(['{', '}', '\n', '\r'], ""));
    }
    if !codes.is_empty() {
        out.push('{');
        out.push_str(&codes);
        out.push('}');
    }
    current.clone_from(wanted);
}

/// A backslash before a letter that would make it an escape gets a word joiner
/// behind it; braces are written as escapes, which older renderers do not know.
fn push_text(out: &mut String, text: &str, changed: &mut Vec<char>) {
    let telling = |byte: u8| matches!(byte, b'{' | b'}' | b'\\' | b'\n' | b'\r' | 0xc2);
    if !text.bytes().any(telling) {
        out.push_str(text);
        return;
    }
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '{' | '}' => {
                changed.push(character);
                out.push('\\');
                out.push(character);
            }
            '\u{a0}' => out.push_str("\\h"),
            '\\' => {
                out.push('\\');
                if matches!(characters.peek(), None | Some('N' | 'n' | 'h' | '{' | '}')) {
                    changed.push(character);
                    out.push('\u{2060}');
                }
            }
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_back_as_it_was_written() {
        let base = Style {
            italic: true,
            ..Style::default()
        };
        for text in [
            "one\\Ntwo",
            "{\\i0}plain{\\i1} italic",
            "{\\pos(1,2)}placed",
            "{\\fnArial\\fs20}font{\\r} none",
            "{\\c&H0000FF&}red",
            "a\\hb \\{c\\}",
            "one\\N\\Nthree",
        ] {
            let content = read(text, &base);
            let mut out = String::new();
            write(&mut out, &content.rows, &base);
            assert_eq!(out, text);
        }
    }

    #[test]
    fn drawings_are_no_words() {
        let content = read("{\\p1}m 0 0 l 10 10{\\p0}word", &Style::default());
        assert_eq!(content.rows[0].text(), "word");
    }
}

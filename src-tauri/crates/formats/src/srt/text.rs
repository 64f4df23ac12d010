//! Inline markup of SubRip: HTML-like tags, braces, and override codes.

use std::fmt::Write as _;

use captions::{Color, Row, Run, Style};

use crate::overrides::{self, Code};
use crate::rows::{self, Rows};
use crate::{colors, entities};

/// What the text of a cue says.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) rows: Vec<Row>,
    /// The keypad place that an override asks for.
    pub(super) place: Option<u8>,
}

/// What an opening tag changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change<'a> {
    Bold,
    Italic,
    Underline,
    Strike,
    Font {
        color: Option<Color>,
        face: Option<&'a str>,
        size: Option<&'a str>,
    },
}

impl Change<'_> {
    fn apply(self, style: &mut Style) {
        match self {
            Self::Bold => style.bold = true,
            Self::Italic => style.italic = true,
            Self::Underline => style.underline = true,
            Self::Strike => style.strike = true,
            Self::Font { color, face, size } => {
                if color.is_some() {
                    style.color = color;
                }
                if let Some(face) = face {
                    style.detail_mut().font = Some(face.to_owned());
                }
                if let Some(size) = size {
                    style.detail_mut().size = Some(size.to_owned());
                }
            }
        }
    }

    fn is_same_kind(self, other: Change<'_>) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// A piece of markup at the front of a text.
#[derive(Debug, PartialEq, Eq)]
enum Markup<'a> {
    Open(Change<'a>),
    Close(Change<'a>),
    Break,
    Overrides(&'a str),
    /// `{Y:ib}` of `MicroDVD`, which holds for the rest of the cue.
    Letters(&'a str),
    Character(char),
}

/// The markup at the front of `text`, which starts with `<`, `{` or `&`, and
/// its length; `None` where that character only stands for itself.
fn markup(text: &str) -> Option<(Markup<'_>, usize)> {
    match text.as_bytes().first()? {
        b'<' => tag(text),
        b'{' => brace(text),
        b'&' => entities::small(text).map(|(c, length)| (Markup::Character(c), length)),
        _ => None,
    }
}

/// Longest tag that is looked for; a `<` without its end costs no more.
const LONGEST_TAG: usize = 512;

/// A tag of one letter, as nearly all are.
fn letter_tag(text: &str) -> Option<(Markup<'_>, usize)> {
    let (letter, closes, length) = match text.as_bytes() {
        [b'<', letter, b'>', ..] => (letter, false, 3),
        [b'<', b'/', letter, b'>', ..] => (letter, true, 4),
        _ => return None,
    };
    let change = match letter.to_ascii_lowercase() {
        b'b' => Change::Bold,
        b'i' => Change::Italic,
        b'u' => Change::Underline,
        b's' => Change::Strike,
        _ => return None,
    };
    let markup = if closes {
        Markup::Close(change)
    } else {
        Markup::Open(change)
    };
    Some((markup, length))
}

fn tag(text: &str) -> Option<(Markup<'_>, usize)> {
    let letter = letter_tag(text);
    if letter.is_some() {
        return letter;
    }
    let window = &text.as_bytes()[1..text.len().min(LONGEST_TAG)];
    let end = window
        .iter()
        .position(|byte| matches!(byte, b'>' | b'<' | b'\n' | b'\r'))?;
    if window[end] != b'>' {
        return None;
    }
    let inside = text[1..=end].trim();
    let length = end + 2;
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, inside),
    };
    let name_end = inside
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(name_end);
    if name.eq_ignore_ascii_case("br") && matches!(attributes.trim(), "" | "/") {
        return Some((Markup::Break, length));
    }
    let change = if name.eq_ignore_ascii_case("font") {
        font(attributes)
    } else if attributes.is_empty() {
        named_change(name)?
    } else {
        return None;
    };
    let markup = if closing {
        Markup::Close(change)
    } else {
        Markup::Open(change)
    };
    Some((markup, length))
}

fn named_change(name: &str) -> Option<Change<'static>> {
    let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
    if is(&["b", "bold", "strong"]) {
        Some(Change::Bold)
    } else if is(&["i", "italic", "em"]) {
        Some(Change::Italic)
    } else if is(&["u", "underline"]) {
        Some(Change::Underline)
    } else if is(&["s", "strike", "del"]) {
        Some(Change::Strike)
    } else {
        None
    }
}

/// The attributes of `<font>`, quoted in any way or not at all.
fn font(attributes: &str) -> Change<'_> {
    let (mut color, mut face, mut size) = (None, None, None);
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                let inside = &after[1..];
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "color" => color = colors::parse(value),
            "face" => face = Some(value),
            "size" => size = Some(value),
            _ => {}
        }
        rest = after;
    }
    Change::Font { color, face, size }
}

fn brace(text: &str) -> Option<(Markup<'_>, usize)> {
    if let Some((codes, length)) = overrides::block(text) {
        return Some((Markup::Overrides(codes), length));
    }
    let window = &text.as_bytes()[1..text.len().min(16)];
    let end = window.iter().position(|byte| *byte == b'}')?;
    let inside = text.get(1..=end)?;
    let length = end + 2;
    let (closing, name) = match inside.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, inside),
    };
    if name.len() == 1 {
        let change = named_change(name)?;
        let markup = if closing {
            Markup::Close(change)
        } else {
            Markup::Open(change)
        };
        return Some((markup, length));
    }
    let letters = name
        .strip_prefix("Y:")
        .or_else(|| name.strip_prefix("y:"))?;
    let known = |letter: u8| matches!(letter, b'i' | b'b' | b'u' | b's' | b',');
    letters
        .bytes()
        .all(known)
        .then_some((Markup::Letters(letters), length))
}

/// Stands for a row without text, since an empty line would end the cue. Unlike
/// a no-break space it is no white space, which some readers take for nothing.
pub(super) const BLANK: &str = "\u{200b}";
/// The same for encodings that lack it.
pub(super) const BLANK_IN_LEGACY: &str = "\u{a0}";

/// Reads the text of a cue: rows and row ends as they stand in the file.
pub(super) fn read(text: &str) -> Content {
    let mut content = parse(text);
    for row in &mut content.rows {
        if matches!(row.0.as_slice(), [run] if run.text == BLANK) {
            row.0.clear();
        }
    }
    content
}

fn parse(text: &str) -> Content {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return parse(&text.replace('\0', ""));
    }
    if memchr::memchr3(b'<', b'{', b'&', text.as_bytes()).is_none() {
        return Content {
            rows: rows::plain(text),
            place: None,
        };
    }
    let mut pen = Pen::default();
    let mut rest = text;
    // After the last closing brace, an opening one is only a character.
    let last_brace = memchr::memrchr(b'}', text.as_bytes());
    let last_brace = last_brace.map_or(usize::MAX, |at| text.len() - at);
    while let Some(at) = memchr::memchr3(b'<', b'{', b'&', rest.as_bytes()) {
        pen.push(&rest[..at]);
        rest = &rest[at..];
        let can_close = !rest.starts_with('{') || rest.len() > last_brace;
        if let Some((markup, length)) = can_close.then(|| markup(rest)).flatten() {
            pen.take(markup);
            rest = &rest[length..];
        } else {
            pen.push(&rest[..1]);
            rest = &rest[1..];
        }
    }
    pen.push(rest);
    Content {
        rows: pen.rows.finish(),
        place: pen.place,
    }
}

/// The style of the moment, and the rows so far.
#[derive(Debug, Default)]
struct Pen<'a> {
    rows: Rows,
    /// What overrides set; tags come on top.
    base: Style,
    open: Vec<Change<'a>>,
    style: Style,
    extra: String,
    place: Option<u8>,
}

impl<'a> Pen<'a> {
    /// Tags nest no deeper than this in sense; deeper ones are noise.
    const DEEPEST: usize = 32;

    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.extra.is_empty() {
            self.rows.push_lines(text, &self.style);
            return;
        }
        let mut style = self.style.clone();
        style.detail_mut().extra = Some(std::mem::take(&mut self.extra));
        self.rows.push_lines(text, &style);
    }

    fn take(&mut self, markup: Markup<'a>) {
        match markup {
            Markup::Open(change) => {
                if self.open.len() < Self::DEEPEST {
                    change.apply(&mut self.style);
                    self.open.push(change);
                }
            }
            Markup::Close(change) => {
                let at = self.open.iter().rposition(|open| open.is_same_kind(change));
                if let Some(at) = at {
                    self.open.remove(at);
                    self.restyle();
                }
            }
            Markup::Break => self.rows.break_row(),
            Markup::Overrides(block) => {
                for code in overrides::codes(block) {
                    self.take_code(code);
                }
                self.restyle();
            }
            Markup::Letters(letters) => {
                self.base.italic |= letters.contains('i');
                self.base.bold |= letters.contains('b');
                self.base.underline |= letters.contains('u');
                self.base.strike |= letters.contains('s');
                self.restyle();
            }
            Markup::Character(character) => self.push(character.encode_utf8(&mut [0; 4])),
        }
    }

    fn take_code(&mut self, code: Code<'_>) {
        match code {
            Code::Italic(on) => self.base.italic = on,
            Code::Bold(on) => self.base.bold = on,
            Code::Underline(on) => self.base.underline = on,
            Code::Strike(on) => self.base.strike = on,
            Code::Color(color) => self.base.color = color,
            Code::Font(face) => self.base.detail_mut().font = Some(face.to_owned()),
            Code::Size(size) => self.base.detail_mut().size = Some(size.to_owned()),
            Code::Place(place) => {
                self.place.get_or_insert(place);
            }
            Code::Other(code) => {
                self.extra.push('\\');
                self.extra.push_str(code);
            }
        }
    }

    fn restyle(&mut self) {
        self.style = self.base.clone();
        for change in &self.open {
            change.apply(&mut self.style);
        }
    }
}

/// Writes rows; line feeds stand between them, and `blank` for each without
/// text.
pub(super) fn write(out: &mut String, rows: &[Row], blank: &str) {
    let mut open: Vec<Change<'_>> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            let next = row.0.first().map(|run| changes(&run.style));
            close_tags(out, &mut open, &next.unwrap_or_default());
            out.push('\n');
        }
        let start = out.len();
        for (at, run) in row.0.iter().enumerate() {
            open_tags(out, &mut open, &changes(&run.style));
            write_run(out, run, at + 1 == row.0.len());
        }
        if out[start..].trim().is_empty() {
            out.truncate(start);
            out.push_str(blank);
        } else if super::timing::parse(&out[start..]).is_some() {
            let row = out.split_off(start).replace("->", "-&gt;");
            out.push_str(&row.replace('\u{2192}', "&#8594;"));
        }
    }
    open_tags(out, &mut open, &[]);
}

fn changes(style: &Style) -> Vec<Change<'_>> {
    let mut changes = Vec::new();
    let detail = style.detail.as_deref();
    let face = detail.and_then(|detail| detail.font.as_deref());
    let size = detail.and_then(|detail| detail.size.as_deref());
    if style.color.is_some() || face.is_some() || size.is_some() {
        let color = style.color;
        changes.push(Change::Font { color, face, size });
    }
    for (on, change) in [
        (style.bold, Change::Bold),
        (style.italic, Change::Italic),
        (style.underline, Change::Underline),
        (style.strike, Change::Strike),
    ] {
        if on {
            changes.push(change);
        }
    }
    changes
}

/// Closes tags until only such are open as `wanted` starts with; gives how many.
fn close_tags(out: &mut String, open: &mut Vec<Change<'_>>, wanted: &[Change<'_>]) -> usize {
    let common = open
        .iter()
        .zip(wanted)
        .take_while(|(open, wanted)| open == wanted)
        .count();
    while open.len() > common {
        out.push_str(match open.pop() {
            Some(Change::Bold) => "</b>",
            Some(Change::Italic) => "</i>",
            Some(Change::Underline) => "</u>",
            Some(Change::Strike) => "</s>",
            Some(Change::Font { .. }) => "</font>",
            None => "",
        });
    }
    common
}

/// Closes and opens tags until exactly `wanted` are open, in that order.
fn open_tags<'a>(out: &mut String, open: &mut Vec<Change<'a>>, wanted: &[Change<'a>]) {
    let common = close_tags(out, open, wanted);
    for change in &wanted[common..] {
        match change {
            Change::Bold => out.push_str("<b>"),
            Change::Italic => out.push_str("<i>"),
            Change::Underline => out.push_str("<u>"),
            Change::Strike => out.push_str("<s>"),
            Change::Font { color, face, size } => {
                out.push_str("<font");
                if let Some(color) = color {
                    let _ = write!(out, " color=\"{color}\"");
                }
                if let Some(face) = face {
                    let _ = write!(out, " face=\"{}\"", attribute(face));
                }
                if let Some(size) = size {
                    let _ = write!(out, " size=\"{}\"", attribute(size));
                }
                out.push('>');
            }
        }
        open.push(*change);
    }
}

/// A value without the characters that would end its attribute or tag.
fn attribute(value: &str) -> String {
    value.replace(['"', '<', '>', '\n', '\r'], "")
}

fn write_run(out: &mut String, run: &Run, is_last: bool) {
    let extra = run.style.detail.as_deref().and_then(|d| d.extra.as_deref());
    if let Some(extra) = extra.filter(|extra| extra.starts_with('\\')) {
        let _ = write!(out, "{{{}}}", extra.replace(['{', '}', '\n', '\r'], ""));
    }
    let mut rest = run.text.as_str();
    while let Some(at) = memchr::memchr3(b'<', b'{', b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_markup = markup(rest).is_some() || !is_last && could_go_on(rest);
        out.push_str(match (is_markup, rest.as_bytes()[0]) {
            (false, _) => &rest[..1],
            (true, b'<') => "&lt;",
            (true, b'{') => "&#123;",
            (true, _) => "&amp;",
        });
        rest = &rest[1..];
    }
    out.push_str(rest);
}

/// Whether markup might start here and end in the next run.
fn could_go_on(rest: &str) -> bool {
    match rest.as_bytes()[0] {
        b'<' => !rest.contains('>') && !rest[1..].starts_with(char::is_whitespace),
        b'{' => !rest.contains('}'),
        _ => rest.len() < 10 && !rest.contains(';'),
    }
}

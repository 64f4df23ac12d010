//! Control codes of `MicroDVD`: small letters hold for a row, capitals for the
//! whole cue, and a slash in front makes a row italic.

use std::fmt::Write as _;

use captions::{Color, Cue, Row, Style};

use crate::loss::Losses;
use crate::{Feature, Severity};

/// Reads the text of a line.
pub(super) fn read(text: &str) -> Vec<Row> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut whole = Style::default();
    let mut rows = Vec::with_capacity(2);
    for row in text.split('|') {
        let mut style = Style::default();
        let mut rest = row;
        while let Some((code, after)) = code(rest) {
            apply(code, &mut whole, &mut style);
            rest = after;
        }
        if let Some(after) = rest.strip_prefix('/') {
            style.italic = true;
            rest = after;
        }
        let mut row = Row::plain(rest);
        if let Some(run) = row.0.first_mut() {
            run.style = style;
        }
        rows.push(row);
    }
    // A capital holds for the rows before it too.
    if !whole.is_plain() {
        for run in rows.iter_mut().flat_map(|row| &mut row.0) {
            add_whole(&mut run.style, &whole);
        }
    }
    rows
}

/// A code at the front: its letter and value, and what follows.
fn code(text: &str) -> Option<((char, &str), &str)> {
    let inside = text.strip_prefix('{')?;
    let letter = inside.chars().next().filter(char::is_ascii_alphabetic)?;
    let rest = inside[1..].strip_prefix(':')?;
    let end = rest.find('}')?;
    Some(((letter, &rest[..end]), &rest[end + 1..]))
}

fn apply((letter, value): (char, &str), whole: &mut Style, own: &mut Style) {
    let style = if letter.is_ascii_uppercase() {
        whole
    } else {
        own
    };
    match letter.to_ascii_lowercase() {
        'y' => {
            style.italic |= value.contains('i');
            style.bold |= value.contains('b');
            style.underline |= value.contains('u');
            style.strike |= value.contains('s');
        }
        'c' if color(value).is_some() => style.color = color(value),
        'f' => style.detail_mut().font = Some(value.to_owned()),
        's' => style.detail_mut().size = Some(value.to_owned()),
        _ => {
            let extra = style.detail_mut().extra.get_or_insert_default();
            let _ = write!(extra, "{{{letter}:{value}}}");
        }
    }
}

/// A colour written `$BBGGRR`.
fn color(value: &str) -> Option<Color> {
    let digits = value.strip_prefix('$').filter(|digits| digits.len() <= 6)?;
    let [_, blue, green, red] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some(Color::rgb(red, green, blue))
}

/// Adds what holds for the whole cue to the style of a row.
fn add_whole(style: &mut Style, whole: &Style) {
    style.italic |= whole.italic;
    style.bold |= whole.bold;
    style.underline |= whole.underline;
    style.strike |= whole.strike;
    style.color = style.color.or(whole.color);
    if let Some(detail) = whole.detail.as_deref() {
        let own = style.detail_mut();
        own.font = own.font.take().or_else(|| detail.font.clone());
        own.size = own.size.take().or_else(|| detail.size.clone());
        own.extra = own.extra.take().or_else(|| detail.extra.clone());
    }
}

/// Writes the rows of a cue; a style that holds for part of a row only is
/// declared as lost.
pub(super) fn write(line: &mut String, at: (&Cue, u32), losses: &mut Losses) {
    for (index, row) in at.0.rows.iter().enumerate() {
        if index > 0 {
            line.push('|');
        }
        let style = common_style(row, at, losses);
        push_codes(line, &style);
        match row.0.as_slice() {
            [run] => push_text(line, &run.text, at, losses),
            _ => push_text(line, &row.text(), at, losses),
        }
    }
}

/// What all runs of a row have in common.
fn common_style(row: &Row, at: (&Cue, u32), losses: &mut Losses) -> Style {
    let mut styles = row.0.iter().map(|run| &run.style);
    let Some(first) = styles.next() else {
        return Style::default();
    };
    let mut common = first.clone();
    let mut lost: Vec<Feature> = Vec::new();
    for style in styles {
        let mut keep = |feature, same: bool| {
            if !same && !lost.contains(&feature) {
                lost.push(feature);
            }
            same
        };
        common.italic &= keep(Feature::Italic, common.italic == style.italic);
        common.bold &= keep(Feature::Bold, common.bold == style.bold);
        common.underline &= keep(Feature::Underline, common.underline == style.underline);
        common.strike &= keep(Feature::Strike, common.strike == style.strike);
        if !keep(Feature::TextColor, common.color == style.color) {
            common.color = None;
        }
        let part = |style: &Style| {
            style
                .detail
                .as_deref()
                .map(|d| (d.font.clone(), d.size.clone()))
        };
        if !keep(Feature::Font, part(&common) == part(style)) {
            common.detail = None;
        }
    }
    for feature in lost {
        let (from, to) = ("part of a row", "the row without it");
        losses.of_cue(at, feature, Severity::Warning, from, to);
    }
    common
}

fn push_codes(line: &mut String, style: &Style) {
    let detail = style.detail.as_deref();
    let letters: Vec<&str> = [
        (style.italic, "i"),
        (style.bold, "b"),
        (style.underline, "u"),
        (style.strike, "s"),
    ]
    .into_iter()
    .filter(|(on, _)| *on)
    .map(|(_, letter)| letter)
    .collect();
    if !letters.is_empty() {
        let _ = write!(line, "{{y:{}}}", letters.join(","));
    }
    if let Some(color) = style.color {
        let _ = write!(
            line,
            "{{c:${:02X}{:02X}{:02X}}}",
            color.blue, color.green, color.red
        );
    }
    let clean = |value: &str| value.replace(['{', '}', '|', '\n', '\r'], "");
    if let Some(font) = detail.and_then(|detail| detail.font.as_deref()) {
        let _ = write!(line, "{{f:{}}}", clean(font));
    }
    if let Some(size) = detail.and_then(|detail| detail.size.as_deref()) {
        let _ = write!(line, "{{s:{}}}", clean(size));
    }
    // Codes of this format only: those of another open with a backslash.
    let extra = detail.and_then(|detail| detail.extra.as_deref());
    line.push_str(
        extra
            .filter(|extra| extra.starts_with('{'))
            .unwrap_or_default(),
    );
}

/// Text, less what would be read as something else.
fn push_text(line: &mut String, text: &str, at: (&Cue, u32), losses: &mut Losses) {
    let mut replaced: Vec<char> = Vec::new();
    let opens = code(text).is_some() || text.starts_with('/');
    if !opens && memchr::memchr3(b'|', b'\n', b'\r', text.as_bytes()).is_none() {
        line.push_str(text);
        return;
    }
    if opens {
        replaced.extend(text.chars().next());
    }
    for (index, character) in text.chars().enumerate() {
        let instead = match character {
            '/' if index == 0 => '\u{2044}',
            '{' if index == 0 && opens => '(',
            '|' => '\u{a6}',
            '\n' | '\r' => ' ',
            other => other,
        };
        if instead != character && index > 0 {
            replaced.push(character);
        }
        line.push(instead);
    }
    losses.characters(at, &replaced, "a similar character");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_hold_for_a_row_and_capitals_for_all() {
        let rows = read("{y:i}one|{Y:b}{c:$0000FF}two|/three");
        let styles: Vec<(bool, bool, Option<Color>)> = rows
            .iter()
            .map(|row| &row.0[0].style)
            .map(|style| (style.italic, style.bold, style.color))
            .collect();
        assert_eq!(
            styles,
            [
                (true, true, None),
                (false, true, Some(Color::rgb(255, 0, 0))),
                (true, true, None)
            ]
        );
        assert_eq!(rows[2].text(), "three");
    }
}

//! The binary `.cap` of `CapMaker` Plus: captions that start with a byte 0B and a
//! label in ASCII, and stay until the next.

use captions::{Ids, Row, Style};

use crate::diagnostic::Diagnostics;
use crate::encoding::Encoding;
use crate::frame_clock::{Label, label};
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source};
use crate::rows::Rows;
use crate::{Feature, ReadOptions, Support};

use super::screen::Screen;
use super::{clock, place};

const ID: &str = "capmaker";

/// `CapMaker` Plus.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: None,
};

static INFO: Info = Info {
    id: ID,
    name: "CapMaker Plus",
    extensions: &["cap"],
    media_type: "application/octet-stream",
    reads: true,
    writes: false,
    counts_frames: true,
    features: &[
        (Feature::Italic, Support::Full),
        (Feature::Times, Support::Full),
        (Feature::OpenEnd, Support::Partial),
        (Feature::LineBreak, Support::Full),
        (Feature::Characters, Support::Partial),
    ],
};

const HEADER: usize = 128;
/// The byte in front of a label.
const MARK: u8 = 0x0b;
const LABEL: usize = 11;
/// Where a caption says its style, and where its text starts.
const STYLE: usize = 22;
const TEXT: usize = 25;
const ITALIC: u8 = 3;

fn detect(probe: &Probe<'_>) -> Confidence {
    let is_one = probe.bytes.first() == Some(&b'+') && captions_of(probe.bytes).next().is_some();
    if is_one {
        Confidence::Certain
    } else {
        Confidence::None
    }
}

/// Where captions start, with their labels.
fn captions_of(bytes: &[u8]) -> impl Iterator<Item = (usize, Label)> {
    let marks = memchr::memchr_iter(MARK, bytes).filter(|at| *at >= HEADER);
    marks.filter_map(|at| {
        let digits = bytes.get(at + 1..at + 1 + LABEL)?;
        let (found, rest) = label(std::str::from_utf8(digits).ok()?)?;
        rest.is_empty().then_some((at, found))
    })
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let encoding = options
        .encoding
        .filter(|encoding| encoding.has_byte_lines())
        .unwrap_or(Encoding::of(encoding_rs::WINDOWS_1252));
    let labels: Vec<Label> = captions_of(file.bytes).map(|(_, label)| label).collect();
    let clock = clock(&labels, options, &mut diagnostics);
    if labels.is_empty() {
        let message = "There is no caption in this file";
        diagnostics.error("no-record", place(0), message);
    }
    let mut screen = Screen::new(ID, ids);
    let mut found = captions_of(file.bytes).peekable();
    while let Some((at, label)) = found.next() {
        let next = found.peek().map_or(file.bytes.len(), |(next, _)| *next);
        let (time, error) = clock.time(label);
        if let Some(error) = error {
            diagnostics.error("bad-label", place(at), error.to_string());
        }
        let Some(time) = time else {
            continue;
        };
        let rows = rows(&file.bytes[at..next], encoding);
        if rows.iter().all(Row::is_empty) {
            screen.clear(time);
            continue;
        }
        let mut cue = screen.next(ids, time, None);
        cue.rows = rows;
        screen.show(cue);
    }
    let settings = clock.settings();
    screen.finish().finish(settings, diagnostics, encoding)
}

/// The rows of a caption.
fn rows(caption: &[u8], encoding: Encoding) -> Vec<Row> {
    let style = Style {
        italic: caption.get(STYLE) == Some(&ITALIC),
        ..Style::default()
    };
    let rest = caption.get(TEXT..).unwrap_or_default();
    let bytes = &rest[..memchr::memchr(0, rest).unwrap_or(rest.len())];
    let (text, _) = encoding.codec().decode_without_bom_handling(bytes);
    let mut rows = Rows::default();
    if text.trim_start().starts_with("{\\rtf") {
        rich_text(&text, style, encoding, &mut rows);
    } else {
        rows.push_lines(text.trim_end(), &style);
    }
    let mut rows = rows.finish();
    while rows.last().is_some_and(|row| row.text().trim().is_empty()) {
        rows.pop();
    }
    rows
}

/// Groups of rich text that hold no text.
const SILENT: [&str; 6] = ["fonttbl", "colortbl", "stylesheet", "info", "pict", "*"];

/// Takes the text, the rows and the italics out of rich text.
fn rich_text(text: &str, style: Style, encoding: Encoding, rows: &mut Rows) {
    let mut groups: Vec<(Style, bool)> = Vec::new();
    let (mut style, mut silent) = (style, false);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = &rest[first.len_utf8()..];
        match first {
            '{' if groups.len() < 100 => groups.push((style.clone(), silent)),
            '{' | '\n' | '\r' => {}
            '}' => (style, silent) = groups.pop().unwrap_or_default(),
            '\\' => {
                let (word, number, after) = control(rest);
                rest = after;
                match word {
                    "par" | "line" if !silent => rows.break_row(),
                    "i" => style.italic = number != Some(0),
                    "tab" if !silent => rows.push(" ", &style),
                    "'" if !silent => {
                        let byte = number.and_then(|number| u8::try_from(number).ok());
                        let bytes = byte.map_or(Vec::new(), |byte| vec![byte]);
                        let (found, _) = encoding.codec().decode_without_bom_handling(&bytes);
                        rows.push(&found, &style);
                    }
                    "\\" | "{" | "}" if !silent => rows.push(word, &style),
                    word => silent |= SILENT.contains(&word),
                }
            }
            _ if silent => {}
            other => rows.push(other.encode_utf8(&mut [0; 4]), &style),
        }
    }
}

/// A control word after its backslash: the word, its number and what follows.
fn control(text: &str) -> (&str, Option<i32>, &str) {
    let letters = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    if letters == 0 {
        let length = text.chars().next().map_or(0, char::len_utf8);
        let (symbol, rest) = text.split_at(length);
        return match rest.split_at_checked(2) {
            Some((digits, after)) if symbol == "'" => {
                (symbol, i32::from_str_radix(digits, 16).ok(), after)
            }
            _ => (symbol, None, rest),
        };
    }
    let (word, rest) = text.split_at(letters);
    let sign = usize::from(rest.starts_with('-'));
    let digits = rest[sign..]
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len() - sign);
    let (number, rest) = rest.split_at(if digits == 0 { 0 } else { sign + digits });
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    (word, number.parse().ok(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_gives_rows_and_italics() {
        let text = r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 One\par {\i two} \'e9\{x\}\i0 }";
        let mut rows = Rows::default();
        let encoding = Encoding::of(encoding_rs::WINDOWS_1252);
        rich_text(text, Style::default(), encoding, &mut rows);
        let rows = rows.finish();
        let texts: Vec<String> = rows.iter().map(Row::text).collect();
        assert_eq!(texts, ["One", "two \u{e9}{x}"]);
        assert!(rows[1].0[0].style.italic && !rows[1].0[1].style.italic);
    }
}

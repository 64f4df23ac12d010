//! The screens of a CEA-608 decoder beside those that GStreamer's made of the
//! same SCC file.
//!
//! Where GStreamer is known to be wrong, that is said here by name: it has no
//! sign for the transparent space, draws circled letters for the registered
//! and copyright signs, leaves the fallback of characters it has no sign for,
//! and drops rows of a roll-up window that moves or becomes less deep
//! (47 CFR 15.119(f)(1)(x) keeps them). Italics there have no colour.

use captions::{CaptionChannel, FrameRate, Timebase};
use formats::cea608::{Cell, Decoder, Field, Glyph, Ink, Screen};
use serde_json::Value;

/// The screens after which GStreamer has dropped rows of the window: the base
/// row moves from 501 to 526, the depth changes from 554 to 576.
const DROPS_ROWS: [std::ops::RangeInclusive<usize>; 2] = [501..=526, 554..=576];

/// How many screens agree, of how many; and the first that does not.
pub fn compare(file: &[u8], golden: &[u8]) -> (usize, usize, Option<String>) {
    let screens = screens(&String::from_utf8_lossy(file));
    let golden = serde_json::Deserializer::from_slice(golden).into_iter::<Value>();
    let golden: Vec<Value> = golden.filter_map(Result::ok).collect();
    let (mut from, mut agreeing, mut first) = (0, 0, None);
    for (index, wanted) in golden.iter().enumerate() {
        let found = screens[from..]
            .iter()
            .position(|screen| agrees(screen, wanted, index));
        match found {
            Some(at) => {
                from += at;
                agreeing += 1;
            }
            None if first.is_none() => first = Some(format!("screen {index}: {wanted}")),
            None => {}
        }
    }
    (agreeing, golden.len(), first)
}

/// The screens of CC1, one after each pair that changes it.
fn screens(file: &str) -> Vec<Screen> {
    let base = Timebase::drop(FrameRate::NTSC).expect("29.97 drops");
    let mut decoder = Decoder::new(Field::Coded);
    let mut screens = vec![Screen::default()];
    for line in file.lines() {
        let Some((label, words)) = line.split_once('\t') else {
            continue;
        };
        let start = base.parse(label).expect("a label that exists");
        for (frame, word) in (start..).zip(words.split_whitespace()) {
            let word = u16::from_str_radix(word, 16).expect("a word");
            decoder.push(frame, word.to_be_bytes());
            if let Some(screen) = decoder.screen(CaptionChannel::Cc1)
                && screens.last() != Some(screen)
            {
                screens.push(screen.clone());
            }
        }
    }
    screens
}

fn agrees(screen: &Screen, wanted: &Value, index: usize) -> bool {
    let empty = Vec::new();
    let lines = wanted["lines"].as_array().unwrap_or(&empty);
    let row_of = |line: &Value| usize::try_from(line["row"].as_u64().unwrap_or(99)).unwrap_or(99);
    let rows: Vec<usize> = lines.iter().map(row_of).collect();
    let painted = wanted["mode"] == "PaintOn" && !lines.is_empty();
    let may_have_more = painted || DROPS_ROWS.iter().any(|range| range.contains(&index));
    let shown = |row: &usize| !cells(screen, *row).is_empty();
    let others = (0..15)
        .filter(shown)
        .filter(|row| !rows.contains(row))
        .count();
    (may_have_more || others == 0)
        && lines
            .iter()
            .zip(&rows)
            .all(|(line, row)| row_agrees(&cells(screen, *row), line, painted))
}

/// The cells of a row that show a character, with their columns.
fn cells(screen: &Screen, row: usize) -> Vec<(usize, char, Cell)> {
    let cells = screen.row(row).iter().enumerate();
    let mut cells: Vec<(usize, char, Cell)> = cells
        .filter_map(|(column, cell)| match cell.glyph {
            Glyph::Char(character) => Some((column, character, *cell)),
            Glyph::Attribute => Some((column, ' ', *cell)),
            Glyph::Empty | Glyph::Transparent => None,
        })
        .collect();
    let is_set_up = |cell: &&(usize, char, Cell)| cell.2.glyph == Glyph::Attribute;
    let set_up = cells.iter().take_while(is_set_up).count();
    cells.drain(..set_up);
    while cells.last().is_some_and(|cell| cell.1 == ' ') {
        cells.pop();
    }
    cells
}

fn row_agrees(cells: &[(usize, char, Cell)], line: &Value, painted: bool) -> bool {
    let column = usize::try_from(line["column"].as_u64().unwrap_or(99)).unwrap_or(99);
    let empty = Vec::new();
    let chunks = line["chunks"].as_array().unwrap_or(&empty);
    let mut wanted: Vec<(char, &Value)> = chunks
        .iter()
        .flat_map(|chunk| {
            let text = chunk["text"].as_str().unwrap_or_default();
            text.chars().map(move |character| (character, chunk))
        })
        .collect();
    while wanted
        .last()
        .is_some_and(|(character, _)| *character == ' ')
    {
        wanted.pop();
    }
    let from = cells.iter().position(|cell| cell.0 >= column);
    let cells = &cells[from.unwrap_or(cells.len())..];
    let starts = wanted.is_empty() || cells.first().is_some_and(|cell| cell.0 == column);
    starts
        && (cells.len() == wanted.len() || painted && cells.len() > wanted.len())
        && cells.iter().zip(&wanted).all(|(cell, (character, chunk))| {
            is_same(cell.1, *character) && (cell.1 == ' ' || style_agrees(&cell.2, chunk))
        })
}

fn is_same(seen: char, wanted: char) -> bool {
    let known_wrong = match seen {
        '\u{ae}' => '\u{24c7}',
        '\u{a9}' => '\u{24b8}',
        '\'' => '\u{2019}',
        '\u{2022}' | '\u{250c}' | '\u{2510}' | '\u{2514}' | '\u{2518}' => 'x',
        other => other,
    };
    seen == wanted || known_wrong == wanted
}

fn style_agrees(cell: &Cell, chunk: &Value) -> bool {
    let style = chunk["style"].as_str().unwrap_or_default();
    let underline = chunk["underline"].as_bool() == Some(cell.pen.underline);
    let look = if cell.pen.italic {
        "ItalicWhite"
    } else {
        match cell.pen.ink {
            Ink::White => "White",
            Ink::Green => "Green",
            Ink::Blue => "Blue",
            Ink::Cyan => "Cyan",
            Ink::Red => "Red",
            Ink::Yellow => "Yellow",
            Ink::Magenta => "Magenta",
            Ink::Black => "Black",
        }
    };
    underline && style == look
}

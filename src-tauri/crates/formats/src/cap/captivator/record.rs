//! Records: a length, flags, labels, attributes and rows.

use captions::{Position, Row};

use crate::cap::binary_label;
use crate::cap::characters;
use crate::cap::grid::{self, Justify, LAST_ROW, MIDDLE, Spot};
use crate::frame_clock::Label;

/// The flag of a record that says when it goes.
pub(super) const HAS_END: u8 = 0x20;
/// A flag that every known record has.
pub(super) const USUAL: u8 = 0x40;
/// The part of the flags that counts rows.
pub(super) const ROWS: u8 = 0x1f;
/// The bit of the first attribute that goes with [`HAS_END`].
pub(super) const ENDS: u8 = 0x10;
/// What the attributes are besides that.
pub(super) const ATTRIBUTES: [u8; 6] = [0x02, 0x01, 0, 0, 0, 0];
/// The longest record.
pub(super) const LONGEST: usize = 255;
/// Justification, row and column in front of a row's text.
const SPOT: usize = 3;
/// Length byte, flags and label.
const FIXED: usize = 6;

/// One record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    /// Where it stands.
    pub(super) from: usize,
    /// Where it ends.
    pub(super) to: usize,
    pub(super) flags: u8,
    pub(super) start: Label,
    pub(super) end: Option<Label>,
    pub(super) attributes: [u8; 6],
    /// The rows, each with its spot in front.
    body: &'a [u8],
}

/// The rows of a record, and where they stand.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) rows: Vec<Row>,
    pub(super) position: Position,
    pub(super) justify: Justify,
}

/// What stands in a file after its header.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item<'a> {
    Record(Record<'a>),
    /// Bytes that are no record.
    Junk {
        from: usize,
        to: usize,
    },
}

/// Walks over the records from `at` on. Bytes that cannot be a record are
/// passed over up to the next that looks like one.
pub(super) fn items(bytes: &[u8], at: usize) -> impl Iterator<Item = Item<'_>> {
    let mut at = at;
    std::iter::from_fn(move || {
        while bytes.get(at) == Some(&0) {
            at += 1;
        }
        if at >= bytes.len() {
            return None;
        }
        if let Some(record) = record(bytes, at) {
            at = record.to;
            return Some(Item::Record(record));
        }
        let from = at;
        at = next_likely(bytes, from + 1, bytes.len()).unwrap_or(bytes.len());
        Some(Item::Junk { from, to: at })
    })
}

/// The record at `at`. Where its length is wrong, which shows in that it does
/// not end in a zero or holds what looks like another record, it ends where the
/// next one seems to start, or with the file.
fn record(bytes: &[u8], at: usize) -> Option<Record<'_>> {
    let said = at + usize::from(bytes[at]);
    let longest = bytes.len().min(at + LONGEST);
    let flags = *bytes.get(at + 1)?;
    let labels = if flags & HAS_END == 0 { 0 } else { 4 };
    let shortest = at + FIXED + labels + ATTRIBUTES.len();
    let ends_well = (shortest + 1..=longest).contains(&said) && bytes[said - 1] == 0;
    let limit = if ends_well { said } else { longest };
    let last = (bytes.len() <= longest).then_some(bytes.len());
    let to = next_likely(bytes, shortest, limit).unwrap_or_else(|| {
        if ends_well {
            said
        } else {
            last.unwrap_or_else(|| said.min(longest))
        }
    });
    let start = binary_label(bytes.get(at + 2..at + FIXED)?)?;
    let mut rest = bytes.get(at + FIXED..to)?;
    // Attributes read as a label would be 02:01:00:00, which some tools that
    // set the flag without an end have.
    let has_end = flags & HAS_END != 0 && !rest.starts_with(&ATTRIBUTES[..4]);
    let end = if has_end {
        let end = binary_label(rest)?;
        rest = &rest[4..];
        Some(end)
    } else {
        None
    };
    let (attributes, body) = rest.split_first_chunk::<6>()?;
    Some(Record {
        from: at,
        to,
        flags,
        start,
        end,
        attributes: *attributes,
        body,
    })
}

/// Where a record starts between two places, judged by its flags, labels and
/// attributes.
fn next_likely(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    (from..to.min(bytes.len())).find(|at| is_likely(&bytes[*at..]))
}

fn is_likely(bytes: &[u8]) -> bool {
    let [length, flags, label @ ..] = bytes else {
        return false;
    };
    let has_end = flags & HAS_END != 0;
    let attributes = if has_end { 8 } else { 4 };
    let shortest = 2 + attributes + ATTRIBUTES.len();
    let known = label
        .get(attributes..attributes + 6)
        .is_some_and(|found| found[0] & !ENDS == ATTRIBUTES[0] && found[1..] == ATTRIBUTES[1..]);
    flags & !(HAS_END | ROWS) == USUAL
        && usize::from(*length) >= shortest
        && known
        && binary_label(label).is_some()
        && (!has_end || binary_label(&label[4..]).is_some())
}

impl Record<'_> {
    /// The attributes without the bit that goes with the end.
    pub(super) fn bare_attributes(&self) -> [u8; 6] {
        let mut attributes = self.attributes;
        attributes[0] &= !ENDS;
        attributes
    }

    /// The rows that have text; `None` where the record only clears the screen.
    pub(super) fn text(&self) -> Option<Text> {
        let (head, mut rest) = self.body.split_first_chunk::<SPOT>()?;
        let justify = match head[0] {
            1 => Justify::Left,
            2 => Justify::Right,
            _ => Justify::Center,
        };
        let mut spot = Spot {
            row: head[1],
            column: head[2],
        };
        let (mut rows, mut spots) = (Vec::new(), Vec::new());
        loop {
            let end = memchr::memchr(0, rest).unwrap_or(rest.len());
            let row = characters::row(&rest[..end]);
            if !row.is_empty() {
                rows.push(row);
                spots.push(spot);
            }
            rest = rest.get(end + 1..).unwrap_or_default();
            if rest.iter().all(|byte| *byte == 0) {
                break;
            }
            (spot, rest) = next_spot(spot, rest);
        }
        if rows.is_empty() {
            return None;
        }
        let last = spots.last().map_or(LAST_ROW, |spot| spot.row);
        for spot in &mut spots {
            spot.row = spot.row.saturating_sub(last.saturating_sub(LAST_ROW));
        }
        Some(Text {
            position: grid::position(&spots, justify, &rows),
            justify,
            rows,
        })
    }
}

/// The spot of the row below. Three zeros leave it one row further down, and
/// some files have no spot there at all.
fn next_spot(above: Spot, rest: &[u8]) -> (Spot, &[u8]) {
    let below = Spot {
        row: above.row.saturating_add(1),
        ..above
    };
    match rest {
        [0, 0, 0, rest @ ..] => (below, rest),
        [justify, row, column, rest @ ..]
            if *justify <= 3 && *row <= LAST_ROW && *column <= 2 * MIDDLE =>
        {
            let spot = Spot {
                row: *row,
                column: *column,
            };
            (spot, rest)
        }
        rest => (below, rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(records: &[&[u8]]) -> Vec<u8> {
        records.concat()
    }

    const ENDED: &[u8] =
        b"\x19\x61\x01\x00\x00\x0a\x01\x00\x02\x05\x12\x01\x00\x00\x00\x00\x03\x0f\x10Hello\x00";
    const CLEAR: &[u8] = b"\x10\x40\x01\x00\x05\x00\x02\x01\x00\x00\x00\x00\x03\x0f\x10\x00";

    fn texts(bytes: &[u8]) -> Vec<String> {
        let found = items(bytes, 0).map(|item| match item {
            Item::Record(record) => record.text().map_or("(clear)".to_owned(), |text| {
                let rows: Vec<String> = text.rows.iter().map(Row::text).collect();
                rows.join("|")
            }),
            Item::Junk { .. } => "(junk)".to_owned(),
        });
        found.collect()
    }

    #[test]
    fn records_are_found_among_zeros_and_damage() {
        let mut short = ENDED.to_vec();
        short[0] = 0x12;
        let mut long = ENDED.to_vec();
        long[0] = 0x30;
        let mut odd = ENDED.to_vec();
        odd[2] = 0xff;
        for (bytes, expected) in [
            (file(&[ENDED, CLEAR]), vec!["Hello", "(clear)"]),
            (
                file(&[b"\0\0", ENDED, b"\0\0\0", CLEAR]),
                vec!["Hello", "(clear)"],
            ),
            (file(&[&short, ENDED]), vec!["Hello", "Hello"]),
            (
                file(&[&long, ENDED, CLEAR]),
                vec!["Hello", "Hello", "(clear)"],
            ),
            (file(&[&odd, ENDED]), vec!["(junk)", "Hello"]),
            (file(&[ENDED, &ENDED[..22]]), vec!["Hello", "Hel"]),
            (file(&[b"\x05abcdefghi", ENDED]), vec!["(junk)", "Hello"]),
        ] {
            assert_eq!(texts(&bytes), expected, "{bytes:x?}");
        }
    }

    #[test]
    fn rows_below_may_have_a_spot_of_their_own() {
        let head = b"\x41\x01\x00\x00\x0a\x02\x01\x00\x00\x00\x00";
        for (body, expected) in [
            (&b"\x03\x0e\x10one\0\0\0\0two\0"[..], Position::Auto),
            (b"\x03\x0e\x10one\0two\0", Position::Auto),
            (b"\x03\x0f\x10one\0\0\0\0two\0", Position::Auto),
            (
                b"\x01\x02\x05one\0\x01\x0e\x07two\0",
                Position::Grid(vec![
                    captions::GridCell { row: 2, column: 5 },
                    captions::GridCell { row: 14, column: 7 },
                ]),
            ),
        ] {
            let length = u8::try_from(1 + head.len() + body.len()).expect("short");
            let bytes = [&[length][..], head, body].concat();
            let Some(Item::Record(record)) = items(&bytes, 0).next() else {
                panic!("a record");
            };
            let text = record.text().expect("text");
            assert_eq!(text.position, expected, "{body:x?}");
            let rows: Vec<String> = text.rows.iter().map(Row::text).collect();
            assert_eq!(rows, ["one", "two"]);
        }
    }
}

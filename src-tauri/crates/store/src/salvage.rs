//! Rows found without `SQLite`'s help, where it cannot find its way any more.
//!
//! A row proves itself by its checksum, its table included, so it does not
//! matter how its bytes were come by: every page of the file and of its journal
//! that looks like a leaf of a table is taken apart.
//! Format: <https://www.sqlite.org/fileformat2.html#b_tree_pages>.

use uuid::Uuid;

use crate::project::record::{self, Found, Key, Record};

/// What this program writes.
const USUAL_PAGE: usize = 4096;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const TABLE_LEAF: u8 = 0x0d;
const LEAF_HEADER: usize = 8;

/// Something in the form of a row.
#[derive(Debug)]
pub(crate) struct Loose {
    key: Key,
    body: String,
    sum: u64,
}

impl Loose {
    /// The record it is, if it is one of that kind and as it was written.
    pub(crate) fn prove<R: Record>(&self) -> Option<R> {
        let found = Found {
            key: self.key,
            body: &self.body,
            sum: self.sum,
        };
        record::check(found).ok().map(|(record, _)| record)
    }

    /// Its key, body and checksum, where the key is one that is known outside
    /// the file too.
    pub(crate) fn parts(&self) -> Option<(Uuid, &str, u64)> {
        match self.key {
            Key::Id(id) => Some((id, &self.body, self.sum)),
            Key::Number(_) => None,
        }
    }
}

/// Everything in the form of a row, older before newer as far as that can be
/// told. Most of it may be out of date.
pub(crate) fn rows(file: &[u8], log: &[u8]) -> Vec<Loose> {
    let size = page_size(file);
    let pages: Vec<&[u8]> = file.chunks_exact(size).collect();
    let frames = log.get(LOG_HEADER..).unwrap_or_default();
    let frames = frames.chunks_exact(FRAME_HEADER + size);
    let logged = frames.map(|frame| &frame[FRAME_HEADER..]);
    let leaves = pages.iter().copied().chain(logged);
    leaves.flat_map(|page| leaf(page, &pages)).collect()
}

fn page_size(file: &[u8]) -> usize {
    let named = short(file, 16).unwrap_or(0);
    if named.is_power_of_two() && named >= 512 {
        named
    } else {
        USUAL_PAGE
    }
}

fn leaf(page: &[u8], pages: &[&[u8]]) -> Vec<Loose> {
    if page.first() != Some(&TABLE_LEAF) {
        return Vec::new();
    }
    let count = short(page, 3).unwrap_or(0);
    let cell = |number| {
        let at = short(page, LEAF_HEADER + 2 * number)?;
        let mut rest = page.get(at..)?;
        let length = usize::try_from(varint(&mut rest)?).ok()?;
        let rowid = varint(&mut rest)?.cast_signed();
        row(&payload(rest, length, page.len(), pages)?, rowid)
    };
    (0..count).filter_map(cell).collect()
}

/// The whole of a row, what does not fit its page included.
fn payload(rest: &[u8], length: usize, page: usize, pages: &[&[u8]]) -> Option<Vec<u8>> {
    let (most, least) = (page - 35, (page - 12) * 32 / 255 - 23);
    if length <= most {
        return rest.get(..length).map(<[u8]>::to_vec);
    }
    if length > page * pages.len() {
        return None;
    }
    let fitting = least + (length - least) % (page - 4);
    let here = if fitting <= most { fitting } else { least };
    let mut whole = rest.get(..here)?.to_vec();
    let mut next = long(rest, here)?;
    while whole.len() < length {
        let more = pages.get(next.checked_sub(1)?)?;
        let wanted = (length - whole.len()).min(page - 4);
        whole.extend_from_slice(&more[4..4 + wanted]);
        next = long(more, 0)?;
    }
    Some(whole)
}

/// A record whose first columns are `id, body, sum`.
fn row(payload: &[u8], rowid: i64) -> Option<Loose> {
    let mut head = payload;
    let header = usize::try_from(varint(&mut head)?).ok()?;
    let kinds = [varint(&mut head)?, varint(&mut head)?, varint(&mut head)?];
    let mut rest = payload.get(header..)?;
    let mut column = |kind| {
        let (value, after) = rest.split_at_checked(width(kind)?)?;
        rest = after;
        Some(value)
    };
    let (id, body) = (column(kinds[0])?, column(kinds[1])?);
    let sum = column(kinds[2])?;
    let key = match kinds[0] {
        // The number of a row stands for its key.
        0 => Key::Number(rowid),
        44 => Key::Id(Uuid::from_slice(id).ok()?),
        _ => return None,
    };
    if kinds[1] < 13 || kinds[1].is_multiple_of(2) {
        return None;
    }
    Some(Loose {
        key,
        body: String::from_utf8(body.to_vec()).ok()?,
        sum: integer(kinds[2], sum)?.cast_unsigned(),
    })
}

/// Bytes that a value of a kind takes.
fn width(kind: u64) -> Option<usize> {
    match kind {
        0 | 8 | 9 => Some(0),
        1..=4 => usize::try_from(kind).ok(),
        5 => Some(6),
        6 | 7 => Some(8),
        10 | 11 => None,
        _ => usize::try_from((kind - 12) / 2).ok(),
    }
}

fn integer(kind: u64, bytes: &[u8]) -> Option<i64> {
    match kind {
        8 => Some(0),
        9 => Some(1),
        1..=6 => {
            let negative = bytes[0] & 0x80 != 0;
            let start = if negative { -1 } else { 0 };
            let next = |sum: i64, byte: &u8| (sum << 8) | i64::from(*byte);
            Some(bytes.iter().fold(start, next))
        }
        _ => None,
    }
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for place in 0..9 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        if place == 8 {
            return Some((number << 8) | u64::from(*byte));
        }
        number = (number << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let two = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_be_bytes([two[0], two[1]])))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at + 4)?;
    usize::try_from(u32::from_be_bytes([four[0], four[1], four[2], four[3]])).ok()
}

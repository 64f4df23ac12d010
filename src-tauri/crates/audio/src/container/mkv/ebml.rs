//! EBML elements (RFC 8794), read with as few bytes as the walk needs.

use std::io;

use crate::input::Input;

/// Bytes fetched after a jump: a few block headers and a small packet.
const SMALL: usize = 4 << 10;
/// Bytes fetched while reading on in sequence.
const LARGE: usize = 256 << 10;

/// A forward reader that fetches little after a jump and much in sequence.
pub(super) struct Window {
    input: Input,
    position: u64,
    start: u64,
    bytes: Vec<u8>,
}

/// An element's id and the length of its body; `None` for an unknown length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub id: u32,
    pub len: Option<u64>,
}

impl Window {
    pub(super) fn new(input: Input) -> Self {
        Self {
            input,
            position: 0,
            start: 0,
            bytes: Vec::new(),
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    pub(super) fn len(&self) -> u64 {
        self.input.len()
    }

    pub(super) fn seek(&mut self, position: u64) {
        self.position = position;
    }

    /// Up to `want` bytes at the position, which does not move.
    fn peek(&mut self, want: usize) -> io::Result<&[u8]> {
        let end = self.start + self.bytes.len() as u64;
        let inside = self.position >= self.start && self.position + want as u64 <= end;
        if !inside {
            let in_sequence = self.position >= self.start && self.position <= end && end > 0;
            let length = want.max(if in_sequence { LARGE } else { SMALL });
            self.bytes.resize(length, 0);
            let count = self.input.read_at(self.position, &mut self.bytes)?;
            self.bytes.truncate(count);
            self.start = self.position;
        }
        let from = (self.position - self.start) as usize;
        let to = (from + want).min(self.bytes.len());
        Ok(&self.bytes[from..to])
    }

    /// The next `len` bytes, or `None` where the file ends before.
    pub(super) fn take(&mut self, len: usize) -> io::Result<Option<&[u8]>> {
        if self
            .position
            .checked_add(len as u64)
            .is_none_or(|end| end > self.input.len())
        {
            return Ok(None);
        }
        self.peek(len)?;
        let from = (self.position - self.start) as usize;
        self.position += len as u64;
        Ok(self.bytes.get(from..from + len))
    }

    /// The header of the element at the position, which moves to its body.
    pub(super) fn element(&mut self) -> io::Result<Option<Element>> {
        let bytes = self.peek(12)?;
        let Some((element, length)) = element(bytes) else {
            return Ok(None);
        };
        self.position += length as u64;
        Ok(Some(element))
    }
}

/// An element header at the start of `bytes`, and how long it is.
pub(super) fn element(bytes: &[u8]) -> Option<(Element, usize)> {
    let id_len = bytes.first()?.leading_zeros() as usize + 1;
    if id_len > 4 {
        return None;
    }
    let id = bytes
        .get(..id_len)?
        .iter()
        .fold(0, |id, &byte| id << 8 | u32::from(byte));
    let (len, len_len) = vint(bytes.get(id_len..)?)?;
    Some((Element { id, len }, id_len + len_len))
}

/// A variable-size integer (RFC 8794, 4) and how long it is; the value is
/// `None` where all its bits are set, which means unknown.
pub(super) fn vint(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let first = *bytes.first()?;
    let len = first.leading_zeros() as usize + 1;
    if len > 8 {
        return None;
    }
    let mask = if len == 8 {
        0
    } else {
        u64::from(first) & (0xff >> len)
    };
    let value = bytes
        .get(1..len)?
        .iter()
        .fold(mask, |value, &byte| value << 8 | u64::from(byte));
    let unknown = value == (1 << (7 * len)) - 1;
    Some(((!unknown).then_some(value), len))
}

/// The elements that follow one another in `bytes`, as id and body.
pub(super) fn children(mut bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    std::iter::from_fn(move || {
        let (element, header) = element(bytes)?;
        let len = usize::try_from(element.len?).ok()?;
        let body = bytes.get(header..header.checked_add(len)?)?;
        bytes = &bytes[header + len..];
        Some((element.id, body))
    })
}

/// An unsigned integer body.
pub(super) fn unsigned(body: &[u8]) -> Option<u64> {
    (body.len() <= 8).then(|| {
        body.iter()
            .fold(0, |value, &byte| value << 8 | u64::from(byte))
    })
}

/// A signed integer body.
pub(super) fn signed(body: &[u8]) -> Option<i64> {
    let shift = 64
        - 8 * u32::try_from(body.len())
            .ok()
            .filter(|len| (1..=8).contains(len))?;
    Some((unsigned(body)? << shift).cast_signed() >> shift)
}

/// A float body.
pub(super) fn float(body: &[u8]) -> Option<f64> {
    match body.len() {
        4 => Some(f64::from(f32::from_be_bytes(*body.first_chunk()?))),
        8 => Some(f64::from_be_bytes(*body.first_chunk()?)),
        _ => None,
    }
}

/// A string body, without the padding it may have.
pub(super) fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body)
        .trim_end_matches('\0')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_size_read_as_the_standard_says() {
        assert_eq!(vint(&[0x81]), Some((Some(1), 1)));
        assert_eq!(vint(&[0x40, 0x02]), Some((Some(2), 2)));
        assert_eq!(vint(&[0xff]), Some((None, 1)));
        assert_eq!(
            vint(&[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
            Some((None, 8))
        );
        assert_eq!(vint(&[0x00, 0x80]), None);
        assert_eq!(vint(&[0x40]), None);
        assert_eq!(signed(&[0xff]), Some(-1));
        assert_eq!(signed(&[0x00, 0x80]), Some(128));
        assert_eq!(signed(&[]), None);
    }
}

//! Box structure of ISO base media files (ISO/IEC 14496-12, 4.2).

use std::io;

use crate::input::Input;

/// A box inside a buffer: its type and its body.
pub(super) type Child<'a> = ([u8; 4], &'a [u8]);

/// The boxes that follow one another in `bytes`; stops at the first that does not fit.
pub(super) fn children(mut bytes: &[u8]) -> impl Iterator<Item = Child<'_>> {
    std::iter::from_fn(move || {
        let (kind, header, size) = header(bytes, bytes.len() as u64)?;
        let size = usize::try_from(size).ok()?;
        let body = bytes.get(header..size)?;
        bytes = &bytes[size..];
        Some((kind, body))
    })
}

/// The body of the first box of type `kind` in `bytes`.
pub(super) fn child<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    children(bytes)
        .find(|(found, _)| found == kind)
        .map(|(_, body)| body)
}

/// The body of the box at the end of a path of types.
pub(super) fn descend<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter()
        .try_fold(bytes, |inside, kind| child(inside, kind))
}

/// Type, header length and whole size of the box that `bytes` start with;
/// `rest` is how much is left to the end of what contains it.
fn header(bytes: &[u8], rest: u64) -> Option<([u8; 4], usize, u64)> {
    let size = u64::from(be32(bytes, 0)?);
    let kind = *bytes.get(4..)?.first_chunk()?;
    let (header, size) = match size {
        0 => (8, rest),
        1 => (16, be64(bytes, 8)?),
        size => (8, size),
    };
    (size >= header as u64).then_some((kind, header, size))
}

/// A top-level box of a file.
pub(super) struct TopLevel {
    pub kind: [u8; 4],
    /// Offset of the box's first byte.
    pub start: u64,
    /// Offset of its body.
    pub body: u64,
    /// Offset after it; past the end of a truncated file.
    pub end: u64,
}

/// The top-level box at `offset`, or `None` at the end or where no box is.
pub(super) fn top_level(input: &Input, offset: u64) -> io::Result<Option<TopLevel>> {
    let mut bytes = [0; 16];
    let count = input.read_at(offset, &mut bytes)?;
    let rest = input.len().saturating_sub(offset);
    let Some((kind, header, size)) = header(&bytes[..count], rest) else {
        return Ok(None);
    };
    let Some(end) = offset.checked_add(size) else {
        return Ok(None);
    };
    Ok(Some(TopLevel {
        kind,
        start: offset,
        body: offset + header as u64,
        end,
    }))
}

pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A body's version byte and what follows its version and flags.
pub(super) fn versioned(body: &[u8]) -> Option<(u8, &[u8])> {
    Some((*body.first()?, body.get(4..)?))
}

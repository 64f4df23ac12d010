//! Text and Timing Information blocks, 128 bytes each, and the subtitles they
//! make up (EBU Tech 3264-E, section 4.3).

use std::ops::Range;

use crate::diagnostic::{Diagnostics, Place};

use super::gsi::Gsi;

/// Bytes of a block.
pub(super) const LENGTH: usize = 128;

/// Bytes of its text field.
pub(super) const TEXT: usize = 112;

/// Where the parts of a block stand in it.
pub(super) const EBN: usize = 3;
pub(super) const CS: usize = 4;
pub(super) const TCI: usize = 5;
pub(super) const TCO: usize = 9;

/// Extension block numbers of blocks that hold no text, user data among them.
const NO_TEXT: Range<u8> = 0xf0..0xff;

/// The number of a subtitle's only or last block.
pub(super) const LAST: u8 = 0xff;

/// Unused space in a text field.
pub(super) const UNUSED: u8 = 0x8f;

/// A block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a>(&'a [u8]);

impl<'a> Block<'a> {
    /// The blocks that bytes hold; a rest shorter than a block is none.
    pub(super) fn all(bytes: &'a [u8]) -> impl Iterator<Item = Self> {
        bytes.chunks_exact(LENGTH).map(Self)
    }

    /// Subtitle group number.
    pub(super) fn group(self) -> u8 {
        self.0[0]
    }

    /// Subtitle number.
    pub(super) fn number(self) -> u16 {
        u16::from_le_bytes([self.0[1], self.0[2]])
    }

    /// Extension block number.
    fn extension(self) -> u8 {
        self.0[EBN]
    }

    /// Whether a tool only filled up the file with it.
    pub(super) fn is_filling(self) -> bool {
        self.0.iter().all(|byte| *byte == self.0[0])
    }

    /// Whether it belongs to a subtitle's text: user data and reserved blocks do
    /// not.
    pub(super) fn is_text(self) -> bool {
        !NO_TEXT.contains(&self.extension()) && !self.is_filling()
    }

    /// Whether it is the only or the last block of a subtitle.
    pub(super) fn is_last(self) -> bool {
        self.extension() == LAST
    }

    /// Whether it holds data of its maker's own.
    pub(super) fn is_user_data(self) -> bool {
        self.extension() == 0xfe
    }

    /// Cumulative status.
    pub(super) fn cumulative(self) -> u8 {
        self.0[CS]
    }

    /// Hours, minutes, seconds and frames of the in time.
    pub(super) fn time_in(self) -> [u8; 4] {
        [5, 6, 7, 8].map(|at| self.0[at])
    }

    /// Hours, minutes, seconds and frames of the out time.
    pub(super) fn time_out(self) -> [u8; 4] {
        [9, 10, 11, 12].map(|at| self.0[at])
    }

    /// Vertical position.
    pub(super) fn vertical(self) -> u8 {
        self.0[13]
    }

    /// Justification code.
    pub(super) fn justification(self) -> u8 {
        self.0[14]
    }

    /// Whether it is a comment, not to be shown.
    pub(super) fn is_comment(self) -> bool {
        self.0[15] == 1
    }

    fn text(self) -> &'a [u8] {
        let text = &self.0[LENGTH - TEXT..];
        let end = text.iter().rposition(|byte| *byte != UNUSED);
        &text[..end.map_or(0, |last| last + 1)]
    }
}

/// A subtitle: the blocks of its text, and the bytes from the end of the one
/// before to its own.
#[derive(Clone, Debug)]
pub(super) struct Subtitle<'a> {
    /// Its first block, which says when and where.
    pub(super) block: Block<'a>,
    /// Offsets of the blocks of its text.
    pub(super) blocks: Vec<usize>,
    /// All it says, its blocks joined.
    pub(super) text: Vec<u8>,
    /// From where to where it stands, with blocks without text before it.
    pub(super) piece: Range<usize>,
    /// The row of blocks that it is in.
    source: &'a [u8],
}

impl<'a> Subtitle<'a> {
    /// The text fields of its blocks, unused space included.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'a [u8]> {
        let ends = self.blocks.iter().map(|offset| offset + LENGTH);
        ends.map(|end| &self.source[end - TEXT..end])
    }
}

/// The subtitles in a row of blocks. Offsets count from the first block.
pub(super) fn subtitles<'a>(bytes: &'a [u8], diagnostics: &mut Diagnostics) -> Vec<Subtitle<'a>> {
    let mut found = Vec::with_capacity(bytes.len() / LENGTH);
    let mut open: Option<Subtitle<'a>> = None;
    let mut from = 0;
    for (index, block) in Block::all(bytes).enumerate() {
        let offset = index * LENGTH;
        if !block.is_text() {
            continue;
        }
        if let Some(mut cut) = open.take_if(|open| open.block.number() != block.number()) {
            cut.piece.end = offset;
            from = offset;
            unfinished(&cut, diagnostics);
            found.push(cut);
        }
        let subtitle = open.get_or_insert_with(|| Subtitle {
            block,
            blocks: Vec::new(),
            text: Vec::new(),
            piece: from..from,
            source: bytes,
        });
        subtitle.blocks.push(offset);
        subtitle.text.extend_from_slice(block.text());
        if block.is_last()
            && let Some(mut whole) = open.take()
        {
            from = offset + LENGTH;
            whole.piece.end = from;
            found.push(whole);
        }
    }
    if let Some(mut cut) = open {
        cut.piece.end = cut.blocks.last().map_or(from, |last| last + LENGTH);
        unfinished(&cut, diagnostics);
        found.push(cut);
    }
    found
}

/// Most blocks that a subtitle's text can have: extension block numbers go up
/// to EF, and the last block has a number of its own.
pub(super) const MOST_PARTS: usize = 0xf1;

/// Cuts text into parts that fit into blocks, one at least. A letter stays with
/// its accent, which most readers expect in one block.
pub(super) fn parts(text: &[u8], is_accent: impl Fn(u8) -> bool) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > TEXT {
        let at = if is_accent(rest[TEXT - 1]) {
            TEXT - 1
        } else {
            TEXT
        };
        let (part, after) = rest.split_at(at);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

fn unfinished(subtitle: &Subtitle<'_>, diagnostics: &mut Diagnostics) {
    let place = subtitle.blocks.first().map_or(0, |first| *first);
    let message = format!("Subtitle {} has no last block", subtitle.block.number());
    diagnostics.warn("no-last-block", place_of(place), message);
}

/// The place in the file of an offset that counts from the first block.
pub(super) fn place_of(offset: usize) -> Place {
    Place {
        line: None,
        byte: Some((Gsi::LENGTH + offset) as u64),
    }
}

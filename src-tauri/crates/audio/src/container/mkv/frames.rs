//! How many samples a packet holds, from its first bytes.

use crate::asc::Bits;

/// How to tell a packet's length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frames {
    /// Always the same.
    Fixed(u32),
    /// One frame for so many bytes.
    Bytes(u32),
    Opus,
    Mpeg,
    Flac,
    Vorbis(VorbisModes),
    Unknown,
}

impl Frames {
    /// Samples per channel that `packet` decodes to; `previous` is the block
    /// size of the Vorbis packet before it and is replaced by this one's.
    pub(super) fn count(&self, packet: &[u8], previous: &mut Option<u32>) -> Option<u32> {
        match self {
            Self::Fixed(frames) => Some(*frames),
            Self::Bytes(size) => Some(packet.len() as u32 / (*size).max(1)),
            Self::Opus => opus(packet),
            Self::Mpeg => mpeg(packet),
            Self::Flac => flac(packet),
            Self::Vorbis(modes) => {
                let block = modes.block(packet)?;
                let before = previous.replace(block);
                Some(before.map_or(0, |before| (before + block) / 4))
            }
            Self::Unknown => None,
        }
    }
}

/// RFC 6716, 3.1 and 3.2: the table of contents byte, at 48 kHz.
fn opus(packet: &[u8]) -> Option<u32> {
    let toc = *packet.first()?;
    let config = toc >> 3;
    let frame = match config {
        0..=11 => [480, 960, 1920, 2880][usize::from(config & 3)],
        12..=15 => [480, 960][usize::from(config & 1)],
        _ => [120, 240, 480, 960][usize::from(config & 3)],
    };
    let count = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u32::from(packet.get(1)? & 63),
    };
    Some(frame * count)
}

/// ISO/IEC 11172-3, 2.4.1.3: layer I has 384, layer III of the low rates 576, the rest 1152.
fn mpeg(packet: &[u8]) -> Option<u32> {
    let second = *packet.get(1)?;
    let version_one = second & 0x18 == 0x18;
    match second >> 1 & 3 {
        3 => Some(384),
        2 => Some(1152),
        1 => Some(if version_one { 1152 } else { 576 }),
        _ => None,
    }
}

/// RFC 9639, 9.1.1: the block size bits of a frame header.
fn flac(packet: &[u8]) -> Option<u32> {
    let code = packet.get(2)? >> 4;
    match code {
        1 => Some(192),
        2..=5 => Some(576 << (code - 2)),
        8..=15 => Some(256 << (code - 8)),
        6 | 7 => {
            // The coded number before it is as long as its leading ones say.
            let ones = packet.get(4)?.leading_ones() as usize;
            let at = 4 + ones.max(1);
            let high = u32::from(*packet.get(at)?);
            if code == 6 {
                return Some(high + 1);
            }
            Some((high << 8 | u32::from(*packet.get(at + 1)?)) + 1)
        }
        _ => None,
    }
}

/// Which of a Vorbis stream's modes use the long block (Vorbis I, 4.2.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VorbisModes {
    short: u32,
    long: u32,
    uses_long: Vec<bool>,
}

impl VorbisModes {
    fn block(&self, packet: &[u8]) -> Option<u32> {
        let first = *packet.first()?;
        let bits = usize::BITS - (self.uses_long.len() - 1).leading_zeros();
        let mode = usize::from(first >> 1) & ((1 << bits) - 1);
        let audio = first & 1 == 0;
        let long = *self.uses_long.get(mode).filter(|_| audio)?;
        Some(if long { self.long } else { self.short })
    }
}

/// Reads the modes from the end of the setup header: they are its last part,
/// 41 bits each (flag, two zero words of 16 bits, mapping), before one framing
/// bit, so they are found without decoding the code books before them.
pub(super) fn vorbis_modes(ident: &[u8], setup: &[u8]) -> Option<VorbisModes> {
    let sizes = *ident.get(28)?;
    // Vorbis packs from the least significant bit: backwards, and each byte as
    // it stands, the bits come in reading order.
    let reversed: Vec<u8> = setup.iter().rev().copied().collect();
    let mut bits = Bits {
        bytes: &reversed,
        position: 0,
    };
    while bits.take(1)? == 0 {}
    let mut modes = bits;
    let mut uses_long = Vec::new();
    let mut found = None;
    while uses_long.len() < 64
        && let Some(long) = mode(&mut modes)
    {
        uses_long.push(long);
        let mut count = modes.clone();
        if count
            .take(6)
            .is_some_and(|count| count as usize + 1 == uses_long.len())
        {
            found = Some(uses_long.len());
        }
    }
    uses_long.truncate(found?);
    uses_long.reverse();
    Some(VorbisModes {
        short: 1 << (sizes & 15),
        long: 1 << (sizes >> 4),
        uses_long,
    })
}

/// The next mode backwards: whether it uses the long block.
fn mode(bits: &mut Bits<'_>) -> Option<bool> {
    let (mapping, transform, window) = (bits.take(8)?, bits.take(16)?, bits.take(16)?);
    let plausible = mapping < 64 && transform == 0 && window == 0;
    let long = bits.take(1)? == 1;
    plausible.then_some(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packet_lengths_follow_their_standards() {
        let cases: &[(Frames, &[u8], Option<u32>)] = &[
            (Frames::Opus, &[0xfc], Some(960)),
            (Frames::Opus, &[0x0b, 0x02], Some(1920)),
            (Frames::Opus, &[0x80], Some(120)),
            (Frames::Opus, &[], None),
            (Frames::Mpeg, &[0xff, 0xfb], Some(1152)),
            (Frames::Mpeg, &[0xff, 0xf3], Some(576)),
            (Frames::Flac, &[0xff, 0xf8, 0xc9, 0x18, 0x00], Some(4096)),
            (
                Frames::Flac,
                &[0xff, 0xf8, 0x79, 0x18, 0xc2, 0x80, 0x0f, 0xff],
                Some(4096),
            ),
            (Frames::Bytes(4), &[0; 16], Some(4)),
        ];
        for (frames, packet, expected) in cases {
            assert_eq!(
                frames.count(packet, &mut None),
                *expected,
                "{frames:?} {packet:?}"
            );
        }
    }
}

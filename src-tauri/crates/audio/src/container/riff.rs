//! WAV with its large kin: RIFF, RF64/BW64 (EBU Tech 3306) and Sony Wave64.

use std::io;

use super::pcm::Layout as PcmLayout;
use crate::input::Input;
use crate::pcm::{Encoding, PcmFormat};

/// What a WAV file holds.
pub(super) enum Wave {
    Pcm(PcmLayout),
    /// Compressed: the format tag.
    Tagged {
        tag: u16,
        channels: u16,
        rate: u32,
    },
    /// No format, or no data.
    Damaged,
}

const PCM: u16 = 1;
const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
const EXTENSIBLE: u16 = 0xfffe;

/// Reads a RIFF or RF64 file's chunks.
pub(super) fn read_wave(input: &Input) -> io::Result<Wave> {
    let mut found = Chunks::default();
    let mut long_data = None;
    let mut at = 12u64;
    while let Some(head) = input.read_vec(at, 8)? {
        let stated = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let body = at + 8;
        match &head[..4] {
            b"ds64" => {
                let sizes = input.read_vec(body, 16)?.unwrap_or_default();
                long_data = sizes
                    .get(8..)
                    .and_then(|raw| Some(u64::from_le_bytes(*raw.first_chunk()?)));
            }
            b"fmt " => found.format = input.read_vec(body, stated.min(64) as usize)?,
            b"data" => {
                let size = match long_data {
                    Some(size) if stated == u64::from(u32::MAX) => size,
                    _ => stated,
                };
                found.data = Some((body, size));
                break;
            }
            _ => {}
        }
        at = body + stated + stated % 2;
    }
    Ok(found.finish(input))
}

/// Reads a Wave64 file's chunks: 16-byte ids, sizes that include the header, aligned to 8.
pub(super) fn read_wave64(input: &Input) -> io::Result<Wave> {
    let mut found = Chunks::default();
    let mut at = 40u64;
    while let Some(head) = input.read_vec(at, 24)? {
        let size = head[16..]
            .first_chunk()
            .map_or(0, |raw| u64::from_le_bytes(*raw));
        let body = at + 24;
        let length = size.saturating_sub(24);
        match &head[..4] {
            b"fmt " => found.format = input.read_vec(body, length.min(64) as usize)?,
            b"data" => {
                found.data = Some((body, length));
                break;
            }
            _ => {}
        }
        let Some(next) = at.checked_add(size.max(24).next_multiple_of(8)) else {
            break;
        };
        at = next;
    }
    Ok(found.finish(input))
}

#[derive(Default)]
struct Chunks {
    format: Option<Vec<u8>>,
    data: Option<(u64, u64)>,
}

impl Chunks {
    fn finish(self, input: &Input) -> Wave {
        let (Some(format), Some((offset, stated))) = (self.format, self.data) else {
            return Wave::Damaged;
        };
        let word = |at: usize| {
            format
                .get(at..at + 2)
                .map_or(0, |raw| u16::from_le_bytes([raw[0], raw[1]]))
        };
        let rate = u32::from(word(4)) | u32::from(word(6)) << 16;
        let (channels, align, bits) = (word(2), word(12), word(14));
        let tag = if word(0) == EXTENSIBLE {
            word(24)
        } else {
            word(0)
        };
        let encoding = match tag {
            PCM => Encoding::integer(
                container_bits(align, channels, bits),
                container_bits(align, channels, bits) > 8,
            ),
            FLOAT => Encoding::float(u32::from(bits)),
            A_LAW => Some(Encoding::ALaw),
            MU_LAW => Some(Encoding::MuLaw),
            _ => None,
        };
        match encoding {
            Some(encoding) if channels > 0 && rate > 0 => Wave::Pcm(PcmLayout::new(
                PcmFormat {
                    encoding,
                    big_endian: false,
                    channels,
                    rate,
                },
                offset,
                stated,
                input.len(),
            )),
            _ if channels > 0 && rate > 0 => Wave::Tagged {
                tag,
                channels,
                rate,
            },
            _ => Wave::Damaged,
        }
    }
}

/// Samples stand left-justified in whole bytes: the block says how many.
fn container_bits(align: u16, channels: u16, bits: u16) -> u32 {
    let bytes = align.checked_div(channels).filter(|bytes| *bytes > 0);
    bytes.map_or(u32::from(bits), |bytes| u32::from(bytes) * 8)
}

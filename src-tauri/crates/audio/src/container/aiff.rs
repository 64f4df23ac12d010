//! AIFF and AIFF-C with uncompressed audio.

use std::io;

use super::pcm::Layout as PcmLayout;
use crate::input::Input;
use crate::pcm::{Encoding, PcmFormat};

/// What an AIFF file holds.
pub(super) enum Aiff {
    Pcm(PcmLayout),
    /// Compressed: the compression type.
    Compressed(String),
    Damaged,
}

/// Reads a `FORM` file's chunks.
pub(super) fn read(input: &Input) -> io::Result<Aiff> {
    let (mut common, mut sound) = (None, None);
    let mut at = 12u64;
    while let Some(head) = input.read_vec(at, 8)? {
        let size = u64::from(u32::from_be_bytes([head[4], head[5], head[6], head[7]]));
        let body = at + 8;
        match &head[..4] {
            b"COMM" => common = input.read_vec(body, size.min(64) as usize)?,
            b"SSND" => {
                let skip = input.read_vec(body, 4)?.map_or(0, |raw| {
                    u32::from_be_bytes([raw[0], raw[1], raw[2], raw[3]])
                });
                sound = Some((
                    body + 8 + u64::from(skip),
                    size.saturating_sub(8 + u64::from(skip)),
                ));
            }
            _ => {}
        }
        at = body + size + size % 2;
    }
    let (Some(common), Some((offset, size))) = (common, sound) else {
        return Ok(Aiff::Damaged);
    };
    Ok(describe(&common, offset, size, input.len()).unwrap_or(Aiff::Damaged))
}

fn describe(common: &[u8], offset: u64, size: u64, file_len: u64) -> Option<Aiff> {
    let channels = u16::from_be_bytes(*common.first_chunk()?);
    let bits = u32::from(u16::from_be_bytes(*common.get(6..)?.first_chunk()?));
    let rate = extended(common.get(8..)?.first_chunk()?)?;
    let kind: [u8; 4] = common
        .get(18..)
        .and_then(|raw| raw.first_chunk().copied())
        .unwrap_or(*b"NONE");
    let (encoding, big_endian) = match &kind {
        b"NONE" | b"twos" | b"in24" | b"in32" => (Encoding::integer(bits, true)?, true),
        b"sowt" => (Encoding::integer(bits, true)?, false),
        b"raw " => (Encoding::U8, true),
        b"fl32" | b"FL32" => (Encoding::F32, true),
        b"fl64" | b"FL64" => (Encoding::F64, true),
        b"ulaw" | b"ULAW" => (Encoding::MuLaw, true),
        b"alaw" | b"ALAW" => (Encoding::ALaw, true),
        _ => {
            return Some(Aiff::Compressed(
                String::from_utf8_lossy(&kind).trim().to_owned(),
            ));
        }
    };
    let format = PcmFormat {
        encoding,
        big_endian,
        channels,
        rate,
    };
    (channels > 0).then(|| Aiff::Pcm(PcmLayout::new(format, offset, size, file_len)))
}

/// An 80-bit IEEE 754 extended float as a whole number of samples a second.
fn extended(raw: &[u8; 10]) -> Option<u32> {
    let exponent = i32::from(u16::from_be_bytes([raw[0], raw[1]]) & 0x7fff) - 16383;
    let mantissa = u64::from_be_bytes(*raw[2..].first_chunk()?);
    let shift = u32::try_from(63 - exponent)
        .ok()
        .filter(|shift| *shift < 64)?;
    u32::try_from(mantissa >> shift)
        .ok()
        .filter(|rate| *rate > 0)
}

#[cfg(test)]
mod tests {
    use super::extended;

    #[test]
    fn sample_rates_read_from_extended_floats() {
        assert_eq!(
            extended(&[0x40, 0x0e, 0xbb, 0x80, 0, 0, 0, 0, 0, 0]),
            Some(48000)
        );
        assert_eq!(
            extended(&[0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]),
            Some(44100)
        );
        assert_eq!(extended(&[0; 10]), None);
    }
}

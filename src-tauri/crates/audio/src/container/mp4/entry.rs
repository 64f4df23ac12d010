//! Sample entries: which codec a track is in (ISO/IEC 14496-12, 8.5.2; QuickTime File Format, "Sound sample descriptions").

use super::boxes::{be16, be32, be64, child, children};
use crate::codec::Codec;
use crate::pcm::{Encoding, PcmFormat};

/// An audio sample entry.
pub(super) struct AudioEntry {
    pub codec: Codec,
    pub channels: u16,
    pub rate: u32,
}

struct Sound<'a> {
    format: [u8; 4],
    channels: u16,
    bits: u16,
    rate: u32,
    /// Format flags of a version 2 description.
    flags: u32,
    extensions: &'a [u8],
}

/// Reads the first entry of an `stsd` body.
pub(super) fn audio_entry(stsd: &[u8], quicktime: bool) -> Option<AudioEntry> {
    let (format, body) = children(stsd.get(8..)?).next()?;
    let sound = sound(format, body, quicktime)?;
    Some(AudioEntry {
        codec: codec(&sound),
        channels: sound.channels,
        rate: sound.rate,
    })
}

/// Codec name, width and height of the first entry of a video `stsd` body.
pub(super) fn video_entry(stsd: &[u8]) -> Option<(String, u32, u32)> {
    let (format, body) = children(stsd.get(8..)?).next()?;
    let size = (u32::from(be16(body, 24)?), u32::from(be16(body, 26)?));
    Some((four_cc(format), size.0, size.1))
}

pub(super) fn four_cc(format: [u8; 4]) -> String {
    format
        .iter()
        .map(|&b| {
            if b.is_ascii_graphic() {
                char::from(b)
            } else {
                ' '
            }
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

fn sound(format: [u8; 4], body: &[u8], quicktime: bool) -> Option<Sound<'_>> {
    let version = be16(body, 8)?;
    let common = Sound {
        format,
        channels: be16(body, 16)?,
        bits: be16(body, 18)?,
        rate: be32(body, 24)? >> 16,
        flags: 0,
        extensions: body.get(28..)?,
    };
    match version {
        1 if quicktime || child(common.extensions, b"esds").is_none() => Some(Sound {
            extensions: body.get(44..).unwrap_or_default(),
            ..common
        }),
        2 => Some(Sound {
            rate: f64::from_bits(be64(body, 32)?) as u32,
            channels: u16::try_from(be32(body, 40)?).ok()?,
            bits: u16::try_from(be32(body, 48)?).ok()?,
            flags: be32(body, 52)?,
            extensions: body.get(64..).unwrap_or_default(),
            ..common
        }),
        _ => Some(common),
    }
}

fn codec(sound: &Sound<'_>) -> Codec {
    // QuickTime wraps the codec's own boxes in `wave`.
    let find = |kind| {
        child(sound.extensions, kind).or_else(|| child(child(sound.extensions, b"wave")?, kind))
    };
    match &sound.format {
        b"mp4a" => find(b"esds").map_or_else(|| Codec::unknown("AAC"), mpeg4_audio),
        b"alac" => find(b"alac")
            .and_then(|body| body.get(4..))
            .map_or_else(|| Codec::unknown("ALAC"), Codec::alac),
        b"fLaC" => find(b"dfLa")
            .and_then(|body| body.get(8..42))
            .map_or_else(|| Codec::unknown("FLAC"), Codec::flac),
        b"Opus" => {
            let channels = find(b"dOps")
                .and_then(|body| body.get(1))
                .map(|&count| u16::from(count));
            Codec::opus(channels.unwrap_or(sound.channels))
        }
        b".mp3" | b"ms\0\x55" => Codec::mp3(),
        b"ac-3" => Codec::unknown("AC-3"),
        b"ec-3" => Codec::unknown("E-AC-3"),
        b"ac-4" => Codec::unknown("AC-4"),
        b"dtsc" | b"dtsh" | b"dtsl" | b"dtse" => Codec::unknown("DTS"),
        b"mlpa" => Codec::unknown("TrueHD"),
        b"samr" | b"sawb" => Codec::unknown("AMR"),
        _ => {
            let little = find(b"enda").and_then(|body| be16(body, 0)) == Some(1);
            let pcmc = find(b"pcmC");
            uncompressed(sound, little, pcmc)
                .map_or_else(|| Codec::unknown(four_cc(sound.format)), Codec::pcm)
        }
    }
}

fn uncompressed(sound: &Sound<'_>, little: bool, pcmc: Option<&[u8]>) -> Option<PcmFormat> {
    let bits = u32::from(sound.bits);
    let (encoding, big_endian) = match &sound.format {
        b"sowt" => (Encoding::integer(bits, true)?, false),
        b"twos" => (Encoding::integer(bits, true)?, true),
        b"raw " | b"NONE" => (Encoding::integer(bits, bits > 8)?, true),
        b"in24" => (Encoding::S24, !little),
        b"in32" => (Encoding::S32, !little),
        b"fl32" => (Encoding::F32, !little),
        b"fl64" => (Encoding::F64, !little),
        b"ulaw" => (Encoding::MuLaw, true),
        b"alaw" => (Encoding::ALaw, true),
        b"lpcm" => linear(bits, sound.flags)?,
        // ISO/IEC 23003-5: version and flags, then format flags and sample size.
        b"ipcm" => (
            Encoding::integer(u32::from(*pcmc?.get(5)?), true)?,
            pcmc?.get(4)? & 1 == 0,
        ),
        b"fpcm" => (
            Encoding::float(u32::from(*pcmc?.get(5)?))?,
            pcmc?.get(4)? & 1 == 0,
        ),
        _ => return None,
    };
    (sound.channels > 0 && sound.rate > 0).then_some(PcmFormat {
        encoding,
        big_endian,
        channels: sound.channels,
        rate: sound.rate,
    })
}

/// Core Audio's format flags: 1 float, 2 big endian, 4 signed, 8 packed.
fn linear(bits: u32, flags: u32) -> Option<(Encoding, bool)> {
    let encoding = if flags & 1 != 0 {
        Encoding::float(bits)?
    } else {
        Encoding::integer(bits, flags & 4 != 0)?
    };
    let packed = flags & 8 != 0 || bits.is_multiple_of(8);
    packed.then_some((encoding, flags & 2 != 0))
}

/// An `esds` body (ISO/IEC 14496-1, 7.2.6.5): the object type and its configuration.
fn mpeg4_audio(esds: &[u8]) -> Codec {
    let parsed = esds.get(4..).and_then(elementary_stream);
    match parsed {
        Some((0x40 | 0x66..=0x68, config)) => Codec::aac(config),
        Some((0x69 | 0x6b, _)) => Codec::mp3(),
        Some((0xa5, _)) => Codec::unknown("AC-3"),
        Some((0xa6, _)) => Codec::unknown("E-AC-3"),
        Some((0xa9..=0xac, _)) => Codec::unknown("DTS"),
        _ => Codec::unknown("MPEG-4 audio of an unusual kind"),
    }
}

fn elementary_stream(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (tag, stream) = descriptor(bytes)?;
    let flags = *stream.get(2)?;
    let mut skip = 3;
    if flags & 0x80 != 0 {
        skip += 2;
    }
    if flags & 0x40 != 0 {
        skip += 1 + usize::from(*stream.get(skip)?);
    }
    if flags & 0x20 != 0 {
        skip += 2;
    }
    let (decoder_tag, decoder) = descriptor(stream.get(skip..)?)?;
    if tag != 3 || decoder_tag != 4 {
        return None;
    }
    let object_type = *decoder.first()?;
    let config = decoder.get(13..).and_then(descriptor);
    Some((
        object_type,
        config
            .filter(|(tag, _)| *tag == 5)
            .map_or(&[], |(_, body)| body),
    ))
}

fn descriptor(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let tag = *bytes.first()?;
    let mut length = 0usize;
    for (index, byte) in bytes.get(1..)?.iter().take(4).enumerate() {
        length = length << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            let body = bytes.get(index + 2..)?;
            return Some((tag, body.get(..length).unwrap_or(body)));
        }
    }
    None
}

//! Segment information and track entries (RFC 9559, 5.1.2 and 5.1.4).

use captions::Time;

use super::ebml::{children, float, text, unsigned};
use super::frames::{Frames, vorbis_modes};
use crate::codec::Codec;
use crate::pcm::{Encoding, PcmFormat};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Video,
    Audio,
    Other,
}

/// One track.
#[derive(Clone, Debug)]
pub(super) struct TrackEntry {
    pub number: u64,
    pub kind: Kind,
    pub codec_id: String,
    pub language: Option<String>,
    pub channels: u16,
    pub rate: u32,
    pub default_duration: Option<u64>,
    /// Nanoseconds of decoder output before the first that is heard.
    pub codec_delay: u64,
    pub width: u32,
    pub height: u32,
    pub codec: Codec,
    /// How many samples a packet holds.
    pub frames: Frames,
    /// Bytes that were cut from the start of every packet.
    pub prefix: Vec<u8>,
}

/// Nanoseconds of a tick, and the duration.
pub(super) fn info(body: &[u8]) -> (u64, Option<Time>) {
    let (mut tick, mut ticks) = (1_000_000, None);
    for (id, body) in children(body) {
        match id {
            0x2a_d7b1 => tick = unsigned(body).filter(|tick| *tick > 0).unwrap_or(tick),
            0x4489 => ticks = float(body),
            _ => {}
        }
    }
    let nanos = ticks
        .map(|ticks| ticks * tick as f64)
        .filter(|nanos| (1.0..1e18).contains(nanos));
    (
        tick,
        nanos.and_then(|nanos| Time::from_ratio(nanos as i64, 1, 1_000_000_000)),
    )
}

/// The entries of a `Tracks` body.
pub(super) fn tracks(body: &[u8]) -> Vec<TrackEntry> {
    children(body)
        .filter(|(id, _)| *id == 0xae)
        .map(|(_, entry)| track(entry))
        .collect()
}

#[derive(Default)]
struct Raw<'a> {
    number: u64,
    kind: u64,
    codec_id: String,
    private: &'a [u8],
    language: Option<String>,
    bcp47: Option<String>,
    default_duration: Option<u64>,
    codec_delay: u64,
    rate: f64,
    channels: u16,
    bits: u32,
    width: u32,
    height: u32,
    prefix: Vec<u8>,
    opaque: bool,
}

fn track(entry: &[u8]) -> TrackEntry {
    let mut raw = Raw {
        rate: 8000.0,
        channels: 1,
        ..Raw::default()
    };
    for (id, body) in children(entry) {
        let number = unsigned(body).unwrap_or(0);
        match id {
            0xd7 => raw.number = number,
            0x83 => raw.kind = number,
            0x86 => raw.codec_id = text(body),
            0x63a2 => raw.private = body,
            0x22_b59c => raw.language = Some(text(body)),
            0x22_b59d => raw.bcp47 = Some(text(body)),
            0x23_e383 => raw.default_duration = Some(number),
            0x56aa => raw.codec_delay = number,
            0xe1 => audio(body, &mut raw),
            0xe0 => video(body, &mut raw),
            0x6d80 => encodings(body, &mut raw),
            _ => {}
        }
    }
    finish(raw)
}

fn audio(body: &[u8], raw: &mut Raw<'_>) {
    for (id, body) in children(body) {
        match id {
            0xb5 => raw.rate = float(body).unwrap_or(raw.rate),
            0x9f => {
                raw.channels = unsigned(body)
                    .and_then(|n| u16::try_from(n).ok())
                    .unwrap_or(1)
            }
            0x6264 => {
                raw.bits = unsigned(body)
                    .and_then(|n| u32::try_from(n).ok())
                    .unwrap_or(0)
            }
            _ => {}
        }
    }
}

fn video(body: &[u8], raw: &mut Raw<'_>) {
    for (id, body) in children(body) {
        let number = unsigned(body)
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(0);
        match id {
            0xb0 => raw.width = number,
            0xba => raw.height = number,
            _ => {}
        }
    }
}

/// Content encodings (RFC 9559, 5.1.4.1.31): header stripping is undone,
/// anything else leaves the track to ffmpeg.
fn encodings(body: &[u8], raw: &mut Raw<'_>) {
    for (_, encoding) in children(body).filter(|(id, _)| *id == 0x6240) {
        let mut stripped = None;
        for (id, body) in children(encoding) {
            if id == 0x5034 {
                let algorithm = children(body)
                    .find(|(id, _)| *id == 0x4254)
                    .and_then(|(_, body)| unsigned(body));
                let settings = children(body)
                    .find(|(id, _)| *id == 0x4255)
                    .map(|(_, body)| body);
                stripped = (algorithm == Some(3)).then(|| settings.unwrap_or_default().to_vec());
            }
        }
        match stripped {
            Some(prefix) => raw.prefix = prefix,
            None => raw.opaque = true,
        }
    }
}

fn finish(raw: Raw<'_>) -> TrackEntry {
    let kind = match raw.kind {
        1 => Kind::Video,
        2 => Kind::Audio,
        _ => Kind::Other,
    };
    let rate = if (1.0..=768_000.0).contains(&raw.rate) {
        raw.rate.round() as u32
    } else {
        48000
    };
    let (codec, frames) = if kind == Kind::Audio && !raw.opaque {
        codec(&raw, rate)
    } else {
        (
            Codec::unknown(raw.codec_id.trim_start_matches("A_")),
            Frames::Unknown,
        )
    };
    // The default of `Language` is English; without the element nobody said so.
    let language = raw.bcp47.or(raw.language).filter(|tag| tag != "und");
    TrackEntry {
        number: raw.number,
        kind,
        codec_id: raw.codec_id,
        language,
        channels: raw.channels,
        rate,
        default_duration: raw.default_duration,
        codec_delay: raw.codec_delay.min(10_000_000_000),
        width: raw.width,
        height: raw.height,
        codec,
        frames,
        prefix: raw.prefix,
    }
}

fn codec(raw: &Raw<'_>, rate: u32) -> (Codec, Frames) {
    let id = raw.codec_id.as_str();
    match id {
        "A_OPUS" => (Codec::opus(raw.channels), Frames::Opus),
        "A_MPEG/L3" => (Codec::mp3(), Frames::Mpeg),
        "A_VORBIS" => match laced_headers(raw.private) {
            Some((ident, setup)) => {
                let frames = vorbis_modes(ident, setup).map_or(Frames::Unknown, Frames::Vorbis);
                (Codec::vorbis(&[ident, setup].concat()), frames)
            }
            None => (Codec::unknown("Vorbis"), Frames::Unknown),
        },
        "A_FLAC" => match raw.private.get(8..42) {
            Some(info) => (Codec::flac(info), Frames::Flac),
            None => (Codec::unknown("FLAC"), Frames::Unknown),
        },
        "A_ALAC" => {
            let frames = raw
                .private
                .first_chunk::<4>()
                .map_or(4096, |bytes| u32::from_be_bytes(*bytes));
            (Codec::alac(raw.private), Frames::Fixed(frames))
        }
        "A_PCM/INT/LIT" | "A_PCM/INT/BIG" | "A_PCM/FLOAT/IEEE" => pcm(raw, rate, id),
        _ if id.starts_with("A_AAC") => (Codec::aac(raw.private), Frames::Fixed(1024)),
        "A_AC3" => (Codec::unknown("AC-3"), Frames::Unknown),
        "A_EAC3" => (Codec::unknown("E-AC-3"), Frames::Unknown),
        _ => (Codec::unknown(id.trim_start_matches("A_")), Frames::Unknown),
    }
}

fn pcm(raw: &Raw<'_>, rate: u32, id: &str) -> (Codec, Frames) {
    let encoding = if id.contains("FLOAT") {
        Encoding::float(raw.bits)
    } else {
        Encoding::integer(raw.bits, raw.bits > 8)
    };
    match encoding {
        Some(encoding) if raw.channels > 0 => {
            let format = PcmFormat {
                encoding,
                big_endian: id.contains("BIG"),
                channels: raw.channels,
                rate,
            };
            (
                Codec::pcm(format),
                Frames::Bytes(format.frame_bytes() as u32),
            )
        }
        _ => (Codec::unknown("PCM of an unusual width"), Frames::Unknown),
    }
}

/// The identification and setup headers of three Xiph-laced ones.
fn laced_headers(private: &[u8]) -> Option<(&[u8], &[u8])> {
    if *private.first()? != 2 {
        return None;
    }
    let mut at = 1;
    let mut length = || {
        let mut total = 0usize;
        loop {
            let byte = *private.get(at)?;
            at += 1;
            total += usize::from(byte);
            if byte < 255 {
                return Some(total);
            }
        }
    };
    let (ident, comment) = (length()?, length()?);
    let ident_end = at.checked_add(ident)?;
    let setup_start = ident_end.checked_add(comment)?;
    Some((private.get(at..ident_end)?, private.get(setup_start..)?))
}

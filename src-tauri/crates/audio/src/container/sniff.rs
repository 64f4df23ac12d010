//! The allow-list: which file is what, by its first bytes.

use std::io;

use super::mpeg;
use super::reader::{Kind, Layout};
use crate::input::Input;

/// What a file is.
pub(super) enum Magic {
    Mp4,
    Matroska,
    Wave,
    Wave64,
    Aiff,
    Reader(Layout),
    /// Known, but only to ffmpeg.
    Foreign(&'static str),
    Nothing,
}

/// Kinds that only ffmpeg opens: offset, bytes, name.
const FOREIGN: &[(usize, &[u8], &str)] = &[
    (0, b"FLV", "FLV"),
    (0, &[0x00, 0x00, 0x01, 0xba], "MPEG program stream"),
    (
        0,
        &[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11],
        "ASF (WMA, WMV)",
    ),
    (0, &[0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01], "MXF"),
    (0, b"wvpk", "WavPack"),
    (0, b"TTA1", "True Audio"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"MPCK", "Musepack"),
    (0, b"#!AMR", "AMR"),
    (0, &[0x0b, 0x77], "AC-3"),
    (0, &[0x7f, 0xfe, 0x80, 0x01], "DTS"),
    (0, b".snd", "AU"),
    (0, b".RMF", "RealMedia"),
    (8, b"AVI ", "AVI"),
];

const MP4_FIRST_BOXES: [&[u8; 4]; 8] = [
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp",
];
const WAVE64_ID: &[u8] = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb";

/// Looks at the start of a file.
pub(super) fn sniff(input: &Input) -> io::Result<Magic> {
    let mut head = [0; 1024];
    let count = input.read_at(0, &mut head)?;
    let head = &head[..count];
    let at = |offset: usize, magic: &[u8]| {
        head.get(offset..)
            .is_some_and(|rest| rest.starts_with(magic))
    };
    let wave = (at(0, b"RIFF") || at(0, b"RF64") || at(0, b"BW64")) && at(8, b"WAVE");
    let whole = |kind| Magic::Reader(Layout { kind, base: 0 });
    Ok(if MP4_FIRST_BOXES.iter().any(|kind| at(4, *kind)) {
        Magic::Mp4
    } else if at(0, &[0x1a, 0x45, 0xdf, 0xa3]) {
        Magic::Matroska
    } else if wave {
        Magic::Wave
    } else if at(0, WAVE64_ID) {
        Magic::Wave64
    } else if at(0, b"FORM") && (at(8, b"AIFF") || at(8, b"AIFC")) {
        Magic::Aiff
    } else if at(0, b"OggS") {
        whole(Kind::Ogg)
    } else if at(0, b"fLaC") {
        whole(Kind::Flac)
    } else if at(0, b"caff") {
        whole(Kind::Caf)
    } else if let Some((_, _, name)) = FOREIGN.iter().find(|(offset, magic, _)| at(*offset, magic))
    {
        Magic::Foreign(name)
    } else if transport_stream(head) {
        Magic::Foreign("MPEG transport stream")
    } else {
        bare_stream(input, head)?
    })
}

/// Sync bytes at the start of five packets of 188 bytes, or of 192 with a time code before each.
fn transport_stream(head: &[u8]) -> bool {
    let synced = |first: usize, step: usize| {
        (0..5).all(|packet| head.get(first + packet * step) == Some(&0x47))
    };
    synced(0, 188) || synced(4, 192)
}

/// FLAC or MPEG frames after any number of ID3v2 tags (id3.org, ID3v2.4, 3.1).
fn bare_stream(input: &Input, head: &[u8]) -> io::Result<Magic> {
    let mut base = 0;
    let mut start = head.get(..10).unwrap_or_default().to_vec();
    while start.starts_with(b"ID3") {
        let size = start[6..10]
            .iter()
            .fold(0, |size, &byte| size << 7 | u64::from(byte & 0x7f));
        base += 10 + size + if start[5] & 0x10 != 0 { 10 } else { 0 };
        start = input.read_vec(base, 10)?.unwrap_or_default();
    }
    if start.starts_with(b"fLaC") {
        return Ok(Magic::Reader(Layout {
            kind: Kind::Flac,
            base,
        }));
    }
    first_frame(input, base)
}

/// The first place from `base` on where two frames follow one another.
fn first_frame(input: &Input, base: u64) -> io::Result<Magic> {
    /// Padding and leftovers before the first frame are common; more is something else.
    const SEARCH: usize = 64 << 10;
    let mut bytes = vec![0; SEARCH];
    let count = input.read_at(base, &mut bytes)?;
    let bytes = &bytes[..count];
    let leading_zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let tagged = base > 0;
    let last = if tagged {
        bytes.len()
    } else {
        leading_zeros + 1
    };
    for at in leading_zeros..last {
        if adts_pair(&bytes[at..]) {
            return Ok(Magic::Reader(Layout {
                kind: Kind::Adts,
                base: base + at as u64,
            }));
        }
        if mpeg_pair(&bytes[at..]) {
            return Ok(Magic::Reader(Layout {
                kind: Kind::MpegAudio,
                base: base + at as u64,
            }));
        }
    }
    Ok(Magic::Nothing)
}

fn mpeg_pair(bytes: &[u8]) -> bool {
    let frame_at = |at: usize| mpeg::frame(*bytes.get(at..)?.first_chunk()?);
    frame_at(0).is_some_and(|first| frame_at(first.bytes as usize).is_some())
}

/// Two ADTS headers (ISO/IEC 13818-7, 6.2), the second where the first says.
fn adts_pair(bytes: &[u8]) -> bool {
    let length_at = |at: usize| {
        let head = bytes.get(at..)?.first_chunk::<7>()?;
        let synced = head[0] == 0xff && head[1] & 0xf6 == 0xf0;
        let length =
            usize::from(head[3] & 3) << 11 | usize::from(head[4]) << 3 | usize::from(head[5] >> 5);
        (synced && length > 7).then_some(length)
    };
    length_at(0).is_some_and(|length| length_at(length).is_some())
}

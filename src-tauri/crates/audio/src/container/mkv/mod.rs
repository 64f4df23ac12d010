//! Matroska and `WebM` (RFC 9559), walked in sequence.
//!
//! symphonia 0.6 seeks past its target in these files, so they are demuxed
//! here. Time stamps are whole milliseconds: positions are counted in samples
//! from block to block, and a stamp only decides where there is a gap.

mod ebml;
mod frames;
mod header;
mod source;

use std::io;

use captions::Time;

use self::ebml::Window;
use self::header::{Kind, TrackEntry};
use super::{Layout, Media};
use crate::codec::Codec;
use crate::error::AudioError;
use crate::info::{AudioTrack, Container, MediaInfo, Notice, VideoTrack};
use crate::input::Input;
pub(crate) use source::open;

/// Where the clusters start, and the tracks that matter.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    /// Offset of the first element after the tracks.
    first_cluster: u64,
    segment_end: u64,
    /// Nanoseconds of one tick of a block's time stamp.
    tick_nanos: u64,
    audio: Vec<TrackEntry>,
}

/// Level 1 elements (RFC 9559, 5.1).
mod id {
    pub(super) const SEGMENT: u32 = 0x1853_8067;
    pub(super) const INFO: u32 = 0x1549_a966;
    pub(super) const TRACKS: u32 = 0x1654_ae6b;
    pub(super) const CLUSTER: u32 = 0x1f43_b675;
}

/// A header element larger than this belongs to no real file.
const LARGEST_HEADER: u64 = 16 << 20;

/// Opens a file that starts with an EBML header.
pub(super) fn read(input: &Input) -> Result<Media, AudioError> {
    let damaged = |reason: String| AudioError::Damaged {
        container: "Matroska".to_owned(),
        reason,
    };
    let head = header(input).map_err(|error| damaged(error.to_string()))?;
    let Some(head) = head else {
        return Err(damaged("it ends before its track list".to_owned()));
    };
    let layer = Layer {
        first_cluster: head.first_cluster,
        segment_end: head.segment_end,
        tick_nanos: head.tick_nanos,
        audio: head
            .tracks
            .iter()
            .filter(|track| track.kind == Kind::Audio)
            .cloned()
            .collect(),
    };
    let mut info = MediaInfo {
        container: if head.webm {
            Container::WebM
        } else {
            Container::Matroska
        },
        duration: head.duration,
        audio: (0u32..)
            .zip(&layer.audio)
            .map(|(number, entry)| audio_track(number, entry, head.duration))
            .collect(),
        video: None,
        notices: Vec::new(),
    };
    if let Some(track) = head.tracks.iter().find(|track| track.kind == Kind::Video) {
        let start = source::first_time(input, &layer, track.number)
            .map_err(|error| damaged(error.to_string()))?;
        info.video = Some(VideoTrack {
            codec: track.codec_id.trim_start_matches("V_").to_owned(),
            frame_rate: frame_rate(track.default_duration),
            start: start.unwrap_or(Time::ZERO),
            width: track.width,
            height: track.height,
        });
    }
    if head.truncated {
        info.notices.push(Notice::Truncated);
    }
    let codecs: Vec<Codec> = layer
        .audio
        .iter()
        .map(|track| track.codec.clone())
        .collect();
    Ok(Media {
        input: input.clone(),
        info,
        codecs,
        layout: Layout::Matroska(layer),
    })
}

fn audio_track(number: u32, entry: &TrackEntry, duration: Option<Time>) -> AudioTrack {
    AudioTrack {
        number,
        id: entry.number,
        codec: entry.codec.name.clone(),
        language: entry.language.clone(),
        channels: entry.channels,
        rate: entry.rate,
        duration,
    }
}

/// A frame rate from nanoseconds a frame: only the rates that programmes have,
/// since the nanoseconds are rounded.
fn frame_rate(nanos: Option<u64>) -> Option<(u32, u32)> {
    const WHOLE: [u32; 11] = [24, 25, 30, 48, 50, 60, 12, 15, 20, 100, 120];
    let nanos = nanos?;
    let near = |numerator: u32, denominator: u32| {
        let exact = 1_000_000_000 * u64::from(denominator);
        (nanos * u64::from(numerator)).abs_diff(exact) <= u64::from(numerator)
    };
    let whole = WHOLE.iter().map(|&rate| (rate, 1));
    let slowed = WHOLE.iter().map(|&rate| (rate * 1000, 1001));
    whole
        .chain(slowed)
        .find(|&(numerator, denominator)| near(numerator, denominator))
}

struct Head {
    webm: bool,
    duration: Option<Time>,
    tick_nanos: u64,
    tracks: Vec<TrackEntry>,
    first_cluster: u64,
    segment_end: u64,
    truncated: bool,
}

fn header(input: &Input) -> io::Result<Option<Head>> {
    let mut window = Window::new(input.clone());
    let Some(first) = window.element()? else {
        return Ok(None);
    };
    let length = first.len.filter(|len| *len <= LARGEST_HEADER).unwrap_or(0) as usize;
    let webm = match window.take(length)? {
        Some(body) => {
            ebml::children(body).any(|(id, body)| id == 0x4282 && ebml::text(body) == "webm")
        }
        None => return Ok(None),
    };
    let segment = loop {
        match window.element()? {
            Some(element) if element.id == id::SEGMENT => break element,
            Some(element) if element.len.is_some() => {
                let next = window.position().saturating_add(element.len.unwrap_or(0));
                window.seek(next);
            }
            _ => return Ok(None),
        }
    };
    let stated_end = segment.len.map(|len| window.position().saturating_add(len));
    let mut head = Head {
        webm,
        duration: None,
        tick_nanos: 1_000_000,
        tracks: Vec::new(),
        first_cluster: 0,
        segment_end: stated_end.unwrap_or(u64::MAX).min(window.len()),
        truncated: stated_end.is_some_and(|end| end > window.len()),
    };
    while let Some(element) = window.element()? {
        let body = window.position();
        match (element.id, element.len) {
            (id::CLUSTER, _) => {
                head.first_cluster = body;
                break;
            }
            (id::INFO | id::TRACKS, Some(len)) if len <= LARGEST_HEADER => {
                let Some(bytes) = window.take(len as usize)? else {
                    break;
                };
                if element.id == id::INFO {
                    (head.tick_nanos, head.duration) = header::info(bytes);
                } else {
                    head.tracks = header::tracks(bytes);
                }
            }
            _ => {}
        }
        let Some(len) = element.len else {
            break;
        };
        window.seek(body.saturating_add(len));
    }
    Ok((!head.tracks.is_empty()).then_some(head))
}

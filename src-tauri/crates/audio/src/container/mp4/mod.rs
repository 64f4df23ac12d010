//! ISO base media and `QuickTime` files: own index, edit lists applied.
//!
//! symphonia 0.6 drops edit lists, reads the interleaved video and makes one
//! packet of every uncompressed sample; here only the index and the audio's own
//! bytes are read, and every position is on the player's clock.

mod boxes;
mod entry;
mod fragment;
mod source;
mod table;

use std::io;
use std::sync::Arc;

use captions::Time;

use self::boxes::{be16, be32, be64, child, children, descend, versioned};
use self::entry::AudioEntry;
use self::fragment::Defaults;
use self::table::{Edit, SampleTable};
use super::{Layout, Media};
use crate::codec::{Codec, Decoding};
use crate::error::AudioError;
use crate::info::{AudioTrack, Container, MediaInfo, Notice, VideoTrack};
use crate::input::Input;
pub(crate) use source::open;

/// An index larger than this belongs to no real programme.
const LARGEST_INDEX: u64 = 128 << 20;
/// More edits than this are left to ffmpeg.
const MOST_EDITS: usize = 1000;

/// The parts of a movie that its sources share.
#[derive(Debug)]
pub(crate) struct Movie {
    timescale: u32,
    tracks: Vec<Track>,
    /// Indices into `tracks` of the audio tracks.
    audio: Vec<usize>,
}

#[derive(Debug)]
struct Track {
    id: u32,
    handler: [u8; 4],
    timescale: u32,
    duration: u64,
    language: Option<String>,
    codec: Codec,
    channels: u16,
    rate: u32,
    picture: Option<(String, u32, u32)>,
    edits: Vec<Edit>,
    table: SampleTable,
    defaults: Defaults,
}

/// Opens a file whose magic is that of this family.
pub(super) fn read(input: &Input) -> Result<Media, AudioError> {
    let failed = |error: io::Error| AudioError::Damaged {
        container: "MP4".to_owned(),
        reason: error.to_string(),
    };
    let top = scan(input).map_err(failed)?;
    let quicktime = top.quicktime;
    let Some(moov) = top.moov else {
        return Err(AudioError::Damaged {
            container: "MP4".to_owned(),
            reason: "it has no index (moov); the recording was probably not finished".to_owned(),
        });
    };
    let mut movie = movie(&moov, quicktime);
    drop(moov);
    for track in &mut movie.tracks {
        track.table.limit(input.len());
    }
    for (start, moof) in top.fragments {
        let body = input.read_vec(moof.0, moof.1).map_err(failed)?;
        if let Some(body) = body {
            fragment::add_fragment(&body, start, &mut movie.tracks);
        }
    }
    let fragmented = movie.tracks.iter().any(|track| track.defaults_used());
    Ok(media(input, movie, quicktime, top.truncated, fragmented))
}

#[derive(Default)]
struct Top {
    quicktime: bool,
    moov: Option<Vec<u8>>,
    /// Start of each `moof` and the place of its body.
    fragments: Vec<(u64, (u64, usize))>,
    truncated: bool,
}

fn scan(input: &Input) -> io::Result<Top> {
    let mut top = Top {
        quicktime: true,
        ..Top::default()
    };
    let mut offset = 0;
    while let Some(found) = boxes::top_level(input, offset)? {
        let length = found.end - found.body;
        match &found.kind {
            b"ftyp" => {
                let brand = input.read_vec(found.body, 4)?;
                top.quicktime = brand.as_deref() == Some(b"qt  ");
            }
            b"moov" if length <= LARGEST_INDEX && top.moov.is_none() => {
                top.moov = input.read_vec(found.body, length as usize)?;
            }
            b"moof" if length <= LARGEST_INDEX => {
                top.fragments
                    .push((found.start, (found.body, length as usize)));
            }
            _ => {}
        }
        if found.end > input.len() {
            top.truncated = true;
            break;
        }
        if found.end <= offset {
            break;
        }
        offset = found.end;
    }
    Ok(top)
}

fn movie(moov: &[u8], quicktime: bool) -> Movie {
    let timescale = child(moov, b"mvhd")
        .and_then(timescale_and_duration)
        .map_or(1000, |found| found.0);
    let mut tracks: Vec<Track> = children(moov)
        .filter(|(kind, _)| kind == b"trak")
        .filter_map(|(_, trak)| track(trak, quicktime))
        .collect();
    let defaults = child(moov, b"mvex").into_iter().flat_map(children);
    for (_, trex) in defaults.filter(|(kind, _)| kind == b"trex") {
        if let Some((id, defaults)) = fragment::track_defaults(trex)
            && let Some(track) = tracks.iter_mut().find(|track| track.id == id)
        {
            track.defaults = defaults;
        }
    }
    let audio = (0..tracks.len())
        .filter(|&index| &tracks[index].handler == b"soun")
        .collect();
    Movie {
        timescale: timescale.max(1),
        tracks,
        audio,
    }
}

/// Of an `mvhd` or `mdhd` body.
fn timescale_and_duration(body: &[u8]) -> Option<(u32, u64)> {
    let (version, fields) = versioned(body)?;
    if version == 1 {
        Some((be32(fields, 16)?, be64(fields, 20)?))
    } else {
        Some((be32(fields, 8)?, u64::from(be32(fields, 12)?)))
    }
}

fn track(trak: &[u8], quicktime: bool) -> Option<Track> {
    let (version, header) = versioned(child(trak, b"tkhd")?)?;
    let id = be32(header, if version == 1 { 16 } else { 8 })?;
    let mdia = child(trak, b"mdia")?;
    let mdhd = child(mdia, b"mdhd")?;
    let (timescale, duration) = timescale_and_duration(mdhd)?;
    let handler = *child(mdia, b"hdlr")?.get(8..)?.first_chunk()?;
    let stbl = descend(mdia, &[b"minf", b"stbl"])?;
    let stsd = child(stbl, b"stsd");
    let sound = (&handler == b"soun")
        .then(|| entry::audio_entry(stsd?, quicktime))
        .flatten();
    let sound = sound.unwrap_or_else(|| AudioEntry {
        codec: Codec::unknown("audio of an unknown kind"),
        channels: 0,
        rate: 0,
    });
    Some(Track {
        id,
        handler,
        timescale: timescale.max(1),
        duration,
        language: language(mdhd),
        picture: (&handler == b"vide")
            .then(|| entry::video_entry(stsd?))
            .flatten(),
        codec: sound.codec,
        channels: sound.channels,
        rate: sound.rate,
        edits: descend(trak, &[b"edts", b"elst"])
            .map(table::edits)
            .unwrap_or_default(),
        table: SampleTable::read(stbl),
        defaults: Defaults::default(),
    })
}

/// ISO 639-2/T in three times five bits (ISO/IEC 14496-12, 8.4.2).
fn language(mdhd: &[u8]) -> Option<String> {
    let at = if mdhd.first() == Some(&1) { 32 } else { 20 };
    let packed = be16(mdhd, at)?;
    let letters = [10, 5, 0].map(|shift| (packed >> shift & 31) as u8 + 0x60);
    let tag = std::str::from_utf8(&letters).ok()?.to_owned();
    (letters.iter().all(u8::is_ascii_lowercase) && tag != "und").then_some(tag)
}

impl Track {
    fn defaults_used(&self) -> bool {
        self.defaults.duration > 0 || self.defaults.size > 0
    }

    /// Length in the media's own time scale.
    fn media_length(&self) -> i64 {
        let stated = i64::try_from(self.duration).unwrap_or(0);
        if self.table.end_time > 0 {
            self.table.end_time
        } else {
            stated
        }
    }

    fn stated_duration(&self, movie_scale: u32) -> Option<Time> {
        let edited: u64 = self
            .edits
            .iter()
            .fold(0, |sum, edit| sum.saturating_add(edit.length));
        let (length, scale) = if edited > 0 {
            (i64::try_from(edited).ok()?, movie_scale)
        } else if self.duration > 0 && self.duration < u64::from(u32::MAX) << 16 {
            (i64::try_from(self.duration).ok()?, self.timescale)
        } else {
            (self.table.end_time, self.timescale)
        };
        Time::from_ratio(length, 1, i64::from(scale)).filter(|time| *time > Time::ZERO)
    }

    /// Stretches of media in the order they play, or one over all of it.
    fn segments(&self, movie_scale: u32) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut start = 0i64;
        for edit in &self.edits {
            let length = i64::try_from(edit.length).unwrap_or(i64::MAX);
            if edit.media_time >= 0 {
                let open_ended = length == 0 || self.reaches_end(edit, movie_scale);
                segments.push(Segment {
                    start,
                    media_time: edit.media_time,
                    length: (!open_ended).then_some(length),
                });
            }
            start = start.saturating_add(length);
        }
        if segments.is_empty() {
            segments.push(Segment {
                start: if self.edits.is_empty() { 0 } else { start },
                media_time: 0,
                length: None,
            });
        }
        segments
    }

    /// Whether an edit ends where the media does, to the tick of the movie's clock.
    fn reaches_end(&self, edit: &Edit, movie_scale: u32) -> bool {
        let media = i128::from(self.media_length() - edit.media_time) * i128::from(movie_scale);
        let edit = i128::from(edit.length) * i128::from(self.timescale);
        edit + i128::from(self.timescale) > media
    }

    /// Whether the edits do more than skip the encoder's delay at the start.
    fn edits_matter(&self, movie_scale: u32) -> bool {
        let segments = self.segments(movie_scale);
        let skip_limit = i64::from(self.timescale) / 10;
        segments.len() > 1
            || segments
                .first()
                .is_some_and(|only| only.start > 0 || only.media_time > skip_limit)
    }
}

/// A stretch of media on the programme's time line.
#[derive(Clone, Copy, Debug)]
struct Segment {
    /// In the movie's time scale.
    start: i64,
    /// In the media's time scale.
    media_time: i64,
    /// In the movie's time scale; to the end of the media where `None`.
    length: Option<i64>,
}

fn media(
    input: &Input,
    mut movie: Movie,
    quicktime: bool,
    truncated: bool,
    fragmented: bool,
) -> Media {
    let mut notices = Vec::new();
    let video = movie.tracks.iter().find(|track| track.picture.is_some());
    let video = video.map(|track| video_track(track, movie.timescale, &mut notices));
    for track in &mut movie.tracks {
        if track.handler != *b"soun" {
            track.table = SampleTable::default();
        }
        if track.edits.len() > MOST_EDITS {
            track.codec.decoding = Decoding::Unknown;
        }
    }
    let mut audio = Vec::new();
    let mut codecs = Vec::new();
    for (number, &index) in (0u32..).zip(&movie.audio) {
        let track = &movie.tracks[index];
        audio.push(AudioTrack {
            number,
            id: u64::from(track.id),
            codec: track.codec.name.clone(),
            language: track.language.clone(),
            channels: track.channels,
            rate: track.rate,
            duration: track.stated_duration(movie.timescale),
        });
        codecs.push(track.codec.clone());
        if track.edits_matter(movie.timescale) {
            let segments = track.segments(movie.timescale).len() as u32;
            notices.push(Notice::EditListApplied { segments });
        }
    }
    if truncated {
        notices.push(Notice::Truncated);
    }
    let stated = movie
        .tracks
        .iter()
        .filter_map(|track| track.stated_duration(movie.timescale))
        .max();
    let info = MediaInfo {
        container: if quicktime {
            Container::QuickTime
        } else {
            Container::Mp4
        },
        duration: if fragmented {
            audio.iter().filter_map(|track| track.duration).max()
        } else {
            stated
        },
        audio,
        video,
        notices,
    };
    Media {
        input: input.clone(),
        info,
        codecs,
        layout: Layout::Mp4(Arc::new(movie)),
    }
}

fn video_track(track: &Track, movie_scale: u32, notices: &mut Vec<Notice>) -> VideoTrack {
    let (codec, width, height) = track.picture.clone().unwrap_or_default();
    let spacing = spacing(&track.table);
    if spacing == Spacing::Uneven {
        notices.push(Notice::VariableFrameRate);
    }
    let frame_rate = match spacing {
        Spacing::Even(delta) => reduce(track.timescale, delta),
        _ => None,
    };
    let first = track.segments(movie_scale).first().copied();
    let start = first.and_then(|segment| {
        let begins = Time::from_ratio(segment.start, 1, i64::from(movie_scale))?;
        let shown = track.table.first_offset.checked_sub(segment.media_time)?;
        Some(begins + Time::from_ratio(shown, 1, i64::from(track.timescale))?)
    });
    VideoTrack {
        codec,
        frame_rate,
        start: start.unwrap_or(Time::ZERO),
        width,
        height,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spacing {
    Even(u32),
    /// Even but for the rounding of a coarse time scale.
    Rounded,
    Uneven,
}

fn spacing(table: &SampleTable) -> Spacing {
    // The last frame's duration is often only what was left over.
    let runs = match table.times.as_slice() {
        [all @ .., last] if !all.is_empty() && table.count - last.first_sample <= 1 => all,
        all => all,
    };
    let least = runs.iter().map(|run| run.delta).min().unwrap_or(0);
    let most = runs.iter().map(|run| run.delta).max().unwrap_or(0);
    match most - least {
        0 if most > 0 => Spacing::Even(most),
        0 | 1 => Spacing::Rounded,
        _ => Spacing::Uneven,
    }
}

fn reduce(numerator: u32, denominator: u32) -> Option<(u32, u32)> {
    let (mut a, mut b) = (numerator, denominator);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (a != 0 && denominator != 0).then(|| (numerator / a, denominator / a))
}

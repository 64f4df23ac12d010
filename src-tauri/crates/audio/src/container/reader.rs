//! Containers that symphonia's readers walk: FLAC, Ogg, MPEG audio, ADTS, CAF, compressed WAV.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use captions::Time;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::errors::{Error, Result as SymphoniaResult};
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, Track};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::units::Timestamp;
use symphonia::default::formats::{
    AdtsReader, CafReader, FlacReader, MpaReader, OggReader, WavReader,
};

use crate::codec::Codec;
use crate::info::AudioTrack;
use crate::input::{Cursor, Input};
use crate::source::{Packet, Payload, Source};

/// Which reader, chosen by our own look at the file and never by symphonia's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Adts,
    Caf,
    Flac,
    MpegAudio,
    Ogg,
    Wav,
}

/// A file from `base` on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub kind: Kind,
    pub base: u64,
}

type Reader = Box<dyn FormatReader>;

fn reader(input: &Input, layout: Layout) -> Result<Reader, String> {
    let cursor = Cursor::new(input.clone(), layout.base);
    let options = MediaSourceStreamOptions {
        buffer_len: 256 << 10,
    };
    let stream = MediaSourceStream::new(Box::new(cursor), options);
    let formats = FormatOptions::default();
    let made = catch_unwind(AssertUnwindSafe(|| -> SymphoniaResult<Reader> {
        Ok(match layout.kind {
            Kind::Adts => Box::new(AdtsReader::try_new(stream, formats)?),
            Kind::Caf => Box::new(CafReader::try_new(stream, formats)?),
            Kind::Flac => Box::new(FlacReader::try_new(stream, formats)?),
            Kind::MpegAudio => Box::new(MpaReader::try_new(stream, formats)?),
            Kind::Ogg => Box::new(OggReader::try_new(stream, formats)?),
            Kind::Wav => Box::new(WavReader::try_new(stream, formats)?),
        })
    }));
    match made {
        Ok(Ok(reader)) => Ok(reader),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the reader failed on damaged data".to_owned()),
    }
}

/// The audio tracks of a file, in order.
pub(super) fn tracks(input: &Input, layout: Layout) -> Result<Vec<(AudioTrack, Codec)>, String> {
    let reader = reader(input, layout)?;
    let audio = reader.tracks().iter().filter(|track| is_audio(track));
    Ok((0u32..)
        .zip(audio)
        .map(|(number, track)| describe(number, track, layout.kind))
        .collect())
}

fn is_audio(track: &Track) -> bool {
    matches!(track.codec_params, Some(CodecParameters::Audio(_)))
}

fn describe(number: u32, track: &Track, kind: Kind) -> (AudioTrack, Codec) {
    let params = track.codec_params.as_ref().and_then(CodecParameters::audio);
    let codec = params.map_or_else(
        || Codec::unknown("audio of an unknown kind"),
        Codec::from_reader,
    );
    let rate = params.and_then(|params| params.sample_rate).unwrap_or(0);
    // Without a header that counts them, the length of a bare MPEG stream is a guess.
    let frames = track.num_frames.filter(|_| kind != Kind::Adts);
    let info = AudioTrack {
        number,
        id: u64::from(track.id),
        codec: codec.name.clone(),
        language: track.language.clone().filter(|tag| tag != "und"),
        channels: params
            .and_then(|params| params.channels.as_ref())
            .map_or(0, |channels| channels.count() as u16),
        rate,
        duration: frames.and_then(|frames| Time::from_samples(i64::try_from(frames).ok()?, rate)),
    };
    (info, codec)
}

/// A source of audio track `number`.
pub(super) fn open(
    input: &Input,
    layout: Layout,
    number: usize,
) -> Result<Box<dyn Source>, String> {
    let reader = reader(input, layout)?;
    let track = reader
        .tracks()
        .iter()
        .filter(|track| is_audio(track))
        .nth(number);
    let track = track.ok_or("no such track")?.clone();
    Ok(Box::new(ReaderSource {
        input: input.clone(),
        layout,
        reader,
        scale: scale(&track),
        delay: counted_delay(&track),
        track,
    }))
}

/// Ticks to samples, as a fraction; `prepare` corrects the rate.
fn scale(track: &Track) -> (i64, i64) {
    track.time_base.map_or((1, 1), |base| {
        (i64::from(base.numer.get()), i64::from(base.denom.get()))
    })
}

/// Ogg stamps of Opus start at zero with the pre-skip (RFC 7845, 4.3); the
/// other readers' stamps are negative for what is not heard.
fn counted_delay(track: &Track) -> i64 {
    let codec = track
        .codec_params
        .as_ref()
        .and_then(CodecParameters::audio)
        .map(|params| params.codec);
    track
        .delay
        .filter(|_| codec == Some(CODEC_ID_OPUS))
        .map_or(0, i64::from)
}

struct ReaderSource {
    input: Input,
    layout: Layout,
    reader: Reader,
    track: Track,
    /// Samples of one tick, as numerator and denominator.
    scale: (i64, i64),
    /// Ticks before the first that is heard and that the stamps count in.
    delay: i64,
}

impl ReaderSource {
    fn samples(&self, ticks: i64) -> i64 {
        let (numerator, denominator) = self.scale;
        let scaled = i128::from(ticks.saturating_sub(self.delay)) * i128::from(numerator) * 2
            + i128::from(denominator);
        i64::try_from(scaled.div_euclid(i128::from(denominator.max(1)) * 2)).unwrap_or(i64::MAX)
    }

    fn ticks(&self, samples: i64) -> i64 {
        let (numerator, denominator) = self.scale;
        let ticks = i128::from(samples) * i128::from(denominator) / i128::from(numerator.max(1));
        i64::try_from(ticks)
            .unwrap_or(i64::MAX)
            .saturating_add(self.delay)
    }

    /// Position after the last sample of a packet that is not padding.
    fn heard_until(&self, packet: &symphonia::core::packet::Packet) -> i64 {
        let start = packet.pts.get();
        if self.layout.kind == Kind::MpegAudio {
            // symphonia trims at a length that may be an estimate; only a LAME
            // tag's padding is real, and nothing behind it is.
            let length = self
                .track
                .num_frames
                .and_then(|frames| i64::try_from(frames).ok());
            let padding = self.track.padding.map(i64::from);
            return match (length, padding) {
                (Some(length), Some(padding)) if start < length.saturating_add(padding) => {
                    self.samples(length)
                }
                _ => i64::MAX,
            };
        }
        if packet.trim_end.is_zero() {
            return i64::MAX;
        }
        let heard = packet.block_dur().saturating_sub(packet.trim_end).get();
        self.samples(start.saturating_add(i64::try_from(heard).unwrap_or(0)))
    }

    /// Runs a call into symphonia; damage, panics included, ends the stream.
    fn guarded<T>(
        &mut self,
        call: impl FnOnce(&mut dyn FormatReader) -> SymphoniaResult<T>,
    ) -> io::Result<Option<T>> {
        let reader = self.reader.as_mut();
        match catch_unwind(AssertUnwindSafe(|| call(reader))) {
            Ok(Ok(value)) => Ok(Some(value)),
            Ok(Err(Error::IoError(error))) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Err(error)
            }
            Ok(Err(_)) | Err(_) => Ok(None),
        }
    }
}

impl Source for ReaderSource {
    fn prepare(&mut self, rate: u32) {
        let (numerator, denominator) = scale(&self.track);
        self.scale = (numerator * i64::from(rate), denominator);
    }

    fn next_packet(&mut self) -> io::Result<Option<Packet>> {
        loop {
            let Some(Some(packet)) = self.guarded(|reader| reader.next_packet())? else {
                return Ok(None);
            };
            if packet.track_id != self.track.id {
                continue;
            }
            let end = self.heard_until(&packet);
            return Ok(Some(Packet {
                position: self.samples(packet.pts.get()),
                frames: u32::try_from(packet.block_dur().get()).unwrap_or(0),
                payload: Payload::Bytes(packet.data),
                keep: (0, end),
            }));
        }
    }

    fn rewind(&mut self) -> io::Result<()> {
        self.reader = reader(&self.input, self.layout).map_err(io::Error::other)?;
        Ok(())
    }

    fn seek(&mut self, position: i64) -> io::Result<bool> {
        let to = SeekTo::Timestamp {
            ts: Timestamp::new(self.ticks(position.max(0))),
            track_id: self.track.id,
        };
        let wanted = position.max(0);
        match self.guarded(|reader| reader.seek(SeekMode::Accurate, to))? {
            Some(found) => Ok(self.samples(found.actual_ts.get()) <= wanted),
            None => Ok(false),
        }
    }

    fn seekable(&self) -> bool {
        matches!(self.layout.kind, Kind::Flac | Kind::MpegAudio | Kind::Ogg)
    }

    fn expected_len(&self) -> Option<i64> {
        let frames = self
            .track
            .num_frames
            .filter(|_| self.layout.kind != Kind::Adts)?;
        Some(self.samples(i64::try_from(frames).ok()?))
    }
}

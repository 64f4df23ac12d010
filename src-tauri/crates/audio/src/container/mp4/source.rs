//! Packets of one track of a movie, segment by segment of its edit list.

use std::io;
use std::sync::Arc;

use super::table::{SampleTable, Walk};
use super::{Movie, Segment, Track};
use crate::codec::{Codec, Decoding};
use crate::pcm::PcmFormat;
use crate::source::{Packet, Payload, Source};

/// Frames of one read of uncompressed audio; a divisor of the engine's chunk.
const PCM_PACKET: i64 = 16384;

/// A source of audio track `number`, counted among the audio tracks.
pub(crate) fn open(movie: &Arc<Movie>, number: usize, file_len: u64) -> Option<Box<dyn Source>> {
    let track = *movie.audio.get(number)?;
    let codec = &movie.tracks[track].codec;
    let view = View {
        movie: Arc::clone(movie),
        track,
        rate: 0,
        file_len,
        missing: false,
        spans: Vec::new(),
    };
    Some(match codec.decoding {
        Decoding::Pcm(format) => Box::new(PcmSource {
            view,
            format,
            span: 0,
            next: 0,
        }),
        _ => Box::new(PacketSource {
            view,
            span: 0,
            walk: None,
        }),
    })
}

/// A segment in samples: media position `p` plays at `p + shift`, and only
/// what falls into `keep` is heard.
#[derive(Clone, Copy, Debug)]
struct Span {
    shift: i64,
    keep: (i64, i64),
}

struct View {
    movie: Arc<Movie>,
    track: usize,
    rate: u32,
    file_len: u64,
    missing: bool,
    spans: Vec<Span>,
}

impl View {
    fn track(&self) -> &Track {
        &self.movie.tracks[self.track]
    }

    fn table(&self) -> &SampleTable {
        &self.track().table
    }

    fn codec(&self) -> &Codec {
        &self.track().codec
    }

    fn prepare(&mut self, rate: u32) {
        self.rate = rate;
        let (movie_scale, scale) = (self.movie.timescale, self.track().timescale);
        let samples = |ticks: i64, per_second: u32| scale_round(ticks, rate, per_second);
        let span = |segment: &Segment| {
            let start = samples(segment.start, movie_scale);
            let end = segment.length.map_or(i64::MAX, |length| {
                start.saturating_add(samples(length, movie_scale))
            });
            Span {
                shift: start.saturating_sub(samples(segment.media_time, scale)),
                keep: (start, end),
            }
        };
        self.spans = self
            .track()
            .segments(movie_scale)
            .iter()
            .map(span)
            .collect();
    }

    /// Media position in samples of a time in the media's own scale.
    fn media_position(&self, time: i64) -> i64 {
        let exact = scale_round(time, self.rate, self.track().timescale);
        let Some(frames) = self.codec().packet_frames.map(i64::from) else {
            return exact;
        };
        // A coarse time scale rounds; packets of equal length stand on a grid.
        let tick = 1 + i64::from(self.rate / self.track().timescale);
        let nearest = exact.saturating_add(frames / 2).div_euclid(frames) * frames;
        if self.track().timescale != self.rate && (nearest - exact).abs() < tick {
            nearest
        } else {
            exact
        }
    }

    /// The media time at which sample position `position` of span `index` plays.
    fn media_time(&self, index: usize, position: i64) -> i64 {
        let media = self
            .spans
            .get(index)
            .map_or(0, |span| position.saturating_sub(span.shift));
        scale_floor(media.max(0), self.track().timescale, self.rate)
    }

    fn span_at(&self, position: i64) -> usize {
        self.spans
            .partition_point(|span| span.keep.0 <= position)
            .saturating_sub(1)
    }

    fn expected_len(&self) -> Option<i64> {
        let last = self.spans.last()?;
        let media_end = self
            .media_position(self.table().end_time)
            .saturating_add(last.shift);
        (self.rate > 0).then_some(last.keep.1.min(media_end))
    }
}

struct PacketSource {
    view: View,
    span: usize,
    walk: Option<Walk>,
}

impl PacketSource {
    /// Starts span `index` at `position`, early enough for the decoder to settle.
    fn enter(&mut self, index: usize, position: i64) {
        self.span = index;
        let preroll = i64::from(self.view.codec().preroll);
        let time = self
            .view
            .media_time(index, position.saturating_sub(preroll));
        self.walk = Some(self.view.table().walk(self.view.table().sample_at(time)));
    }
}

impl Source for PacketSource {
    fn prepare(&mut self, rate: u32) {
        self.view.prepare(rate);
    }

    fn next_packet(&mut self) -> io::Result<Option<Packet>> {
        loop {
            let Some(walk) = self.walk.as_mut() else {
                let start = self.view.spans.get(self.span).map_or(0, |span| span.keep.0);
                self.enter(self.span, start);
                continue;
            };
            let movie = Arc::clone(&self.view.movie);
            let found = movie.tracks[self.view.track].table.step(walk);
            let span = self.view.spans.get(self.span).copied();
            let span = span.unwrap_or(Span {
                shift: 0,
                keep: Packet::EVERYTHING,
            });
            let found = found.map(|sample| {
                let position = self
                    .view
                    .media_position(sample.time)
                    .saturating_add(span.shift);
                (sample, position)
            });
            match found {
                Some((sample, position)) if position < span.keep.1 => {
                    if sample.offset.saturating_add(u64::from(sample.size)) > self.view.file_len {
                        self.view.missing = true;
                        continue;
                    }
                    if sample.size == 0 {
                        continue;
                    }
                    return Ok(Some(Packet {
                        position,
                        payload: Payload::Span {
                            offset: sample.offset,
                            len: sample.size,
                        },
                        frames: 0,
                        keep: (span.keep.0.max(0), span.keep.1),
                    }));
                }
                _ if self.span + 1 < self.view.spans.len() => {
                    self.span += 1;
                    self.walk = None;
                }
                _ => return Ok(None),
            }
        }
    }

    fn rewind(&mut self) -> io::Result<()> {
        self.span = 0;
        self.walk = None;
        Ok(())
    }

    fn seek(&mut self, position: i64) -> io::Result<bool> {
        let index = self.view.span_at(position);
        self.enter(index, position);
        Ok(true)
    }

    fn seekable(&self) -> bool {
        true
    }

    fn expected_len(&self) -> Option<i64> {
        self.view.expected_len()
    }

    fn truncated(&self) -> bool {
        self.view.missing
    }
}

/// Uncompressed audio: runs of the sample table as large reads.
struct PcmSource {
    view: View,
    format: PcmFormat,
    span: usize,
    /// Media position of the next frame to give.
    next: i64,
}

impl PcmSource {
    fn enter(&mut self, index: usize, position: i64) {
        self.span = index;
        self.next = self
            .view
            .spans
            .get(index)
            .map_or(0, |span| position.saturating_sub(span.shift).max(0));
    }
}

impl Source for PcmSource {
    fn prepare(&mut self, rate: u32) {
        self.view.prepare(rate);
        self.enter(0, self.view.spans.first().map_or(0, |span| span.keep.0));
    }

    fn next_packet(&mut self) -> io::Result<Option<Packet>> {
        let bytes = self.format.frame_bytes() as u64;
        loop {
            let span = self.view.spans.get(self.span).copied();
            let span = span.unwrap_or(Span {
                shift: 0,
                keep: Packet::EVERYTHING,
            });
            let table = self.view.table();
            let position = self.next.saturating_add(span.shift);
            let sample = u32::try_from(self.next)
                .ok()
                .filter(|sample| *sample < table.count);
            let run = sample.and_then(|sample| table.run_of(sample));
            let (Some(sample), Some(run), true) = (sample, run, position < span.keep.1) else {
                if self.span + 1 >= self.view.spans.len() {
                    return Ok(None);
                }
                let start = self.view.spans[self.span + 1].keep.0;
                self.enter(self.span + 1, start);
                continue;
            };
            let to_grid = PCM_PACKET - position.rem_euclid(PCM_PACKET);
            let mut frames = i64::from(table.run_end(run).min(table.count) - sample).min(to_grid);
            let into_run = u64::from(sample - table.runs[run].first_sample) * bytes;
            let offset = table.runs[run].offset.saturating_add(into_run);
            let available = self.view.file_len.saturating_sub(offset) / bytes;
            self.next += frames;
            if (available as i64) < frames {
                self.view.missing = true;
                frames = available as i64;
            }
            if frames == 0 {
                continue;
            }
            return Ok(Some(Packet {
                position,
                payload: Payload::Span {
                    offset,
                    len: (frames as u64 * bytes) as u32,
                },
                frames: 0,
                keep: (span.keep.0.max(0), span.keep.1),
            }));
        }
    }

    fn rewind(&mut self) -> io::Result<()> {
        self.enter(0, self.view.spans.first().map_or(0, |span| span.keep.0));
        Ok(())
    }

    fn seek(&mut self, position: i64) -> io::Result<bool> {
        let index = self.view.span_at(position);
        self.enter(index, position);
        Ok(true)
    }

    fn seekable(&self) -> bool {
        true
    }

    fn expected_len(&self) -> Option<i64> {
        self.view.expected_len()
    }

    fn truncated(&self) -> bool {
        self.view.missing
    }
}

/// `value * to / from`, to the nearest.
fn scale_round(value: i64, to: u32, from: u32) -> i64 {
    let doubled = i128::from(value) * i128::from(to) * 2 + i128::from(from);
    saturate(doubled.div_euclid(i128::from(from.max(1)) * 2))
}

/// `value * to / from`, downwards.
fn scale_floor(value: i64, to: u32, from: u32) -> i64 {
    saturate((i128::from(value) * i128::from(to)).div_euclid(i128::from(from.max(1))))
}

fn saturate(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

//! Packets of one track, cluster after cluster.

use std::collections::VecDeque;
use std::io;

use captions::Time;

use super::ebml::{self, Window};
use super::header::TrackEntry;
use super::{Layer, id};
use crate::input::Input;
use crate::source::{Packet, Payload, Source};

const TIMESTAMP: u32 = 0xe7;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const DISCARD_PADDING: u32 = 0x75a2;

/// A block larger than this is damage.
const LARGEST_BLOCK: u64 = 32 << 20;
/// How many blocks are looked through for the first picture.
const BLOCKS_TO_FIRST_PICTURE: usize = 2000;

/// A source of audio track `number`, counted among the audio tracks.
pub(crate) fn open(input: &Input, layer: &Layer, number: usize) -> Option<Box<dyn Source>> {
    let track = layer.audio.get(number)?.clone();
    Some(Box::new(BlockSource {
        blocks: Blocks::new(input.clone(), layer, track.number),
        layer: layer.clone(),
        input: input.clone(),
        clock: Clock::new(&track, layer.tick_nanos),
        track,
        ready: VecDeque::new(),
    }))
}

/// The time of the first block of a track.
pub(super) fn first_time(input: &Input, layer: &Layer, track: u64) -> io::Result<Option<Time>> {
    let mut blocks = Blocks::new(input.clone(), layer, track);
    blocks.patience = BLOCKS_TO_FIRST_PICTURE;
    let first = blocks.next()?;
    Ok(first.and_then(|block| {
        let nanos = i128::from(block.ticks) * i128::from(layer.tick_nanos);
        Time::from_ratio(i64::try_from(nanos).ok()?, 1, 1_000_000_000)
    }))
}

/// A block of the wanted track.
struct Block {
    ticks: i64,
    frames: Vec<Box<[u8]>>,
    /// Nanoseconds to drop at its end.
    discard: i64,
}

/// Walks the clusters of a segment for the blocks of one track.
struct Blocks {
    window: Window,
    segment_end: u64,
    cluster_ticks: i64,
    track: u64,
    /// Blocks of other tracks to pass before giving up.
    patience: usize,
    truncated: bool,
}

impl Blocks {
    fn new(input: Input, layer: &Layer, track: u64) -> Self {
        let mut window = Window::new(input);
        window.seek(layer.first_cluster);
        Self {
            window,
            segment_end: if layer.first_cluster == 0 {
                0
            } else {
                layer.segment_end
            },
            cluster_ticks: 0,
            track,
            patience: usize::MAX,
            truncated: false,
        }
    }

    fn next(&mut self) -> io::Result<Option<Block>> {
        while self.window.position() < self.segment_end && self.patience > 0 {
            let Some(element) = self.window.element()? else {
                self.truncated = true;
                return Ok(None);
            };
            let body = self.window.position();
            // A cluster is entered, so that its length need not be known.
            if element.id == id::CLUSTER {
                continue;
            }
            let Some(len) = element.len else {
                self.truncated = true;
                return Ok(None);
            };
            let end = body.saturating_add(len);
            let found = match element.id {
                TIMESTAMP if len <= 8 => {
                    let ticks = self.window.take(len as usize)?.and_then(ebml::unsigned);
                    self.cluster_ticks = ticks.and_then(|t| i64::try_from(t).ok()).unwrap_or(0);
                    None
                }
                SIMPLE_BLOCK => self.block(len)?,
                BLOCK_GROUP => self.group(len)?,
                _ => None,
            };
            if end > self.window.len() {
                self.truncated = true;
            }
            self.window.seek(end);
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// A block whose body, `len` bytes, starts at the position.
    fn block(&mut self, len: u64) -> io::Result<Option<Block>> {
        self.patience = self.patience.saturating_sub(1);
        let start = self.window.position();
        let head = self.window.take(len.min(12) as usize)?.unwrap_or_default();
        let Some((Some(track), skip)) = ebml::vint(head) else {
            return Ok(None);
        };
        if track != self.track || len > LARGEST_BLOCK {
            return Ok(None);
        }
        self.window.seek(start);
        let Some(bytes) = self.window.take(len as usize)? else {
            self.truncated = true;
            return Ok(None);
        };
        Ok(block(&bytes[skip.min(bytes.len())..], self.cluster_ticks))
    }

    fn group(&mut self, len: u64) -> io::Result<Option<Block>> {
        let end = self.window.position().saturating_add(len);
        let (mut found, mut discard) = (None, 0);
        while self.window.position() < end {
            let Some(element) = self.window.element()? else {
                break;
            };
            let Some(len) = element.len else {
                break;
            };
            let next = self.window.position().saturating_add(len);
            match element.id {
                BLOCK => found = self.block(len)?,
                DISCARD_PADDING if len <= 8 => {
                    discard = self
                        .window
                        .take(len as usize)?
                        .and_then(ebml::signed)
                        .unwrap_or(0);
                }
                _ => {}
            }
            self.window.seek(next);
        }
        if let Some(block) = &mut found {
            block.discard = discard;
        }
        Ok(found)
    }
}

/// A block's time stamp, flags and laced frames (RFC 9559, 10.3).
fn block(bytes: &[u8], cluster_ticks: i64) -> Option<Block> {
    let relative = i16::from_be_bytes(*bytes.first_chunk()?);
    let flags = *bytes.get(2)?;
    let data = bytes.get(3..)?;
    let frames = match flags >> 1 & 3 {
        0 => vec![data.into()],
        lacing => unlace(data, lacing)?,
    };
    Some(Block {
        ticks: cluster_ticks.saturating_add(i64::from(relative)),
        frames,
        discard: 0,
    })
}

fn unlace(data: &[u8], lacing: u8) -> Option<Vec<Box<[u8]>>> {
    let count = usize::from(*data.first()?) + 1;
    let mut rest = data.get(1..)?;
    let sizes = match lacing {
        1 => xiph_sizes(&mut rest, count)?,
        2 => vec![rest.len() / count; count - 1],
        _ => ebml_sizes(&mut rest, count)?,
    };
    let mut frames = Vec::with_capacity(count);
    for size in sizes {
        let (frame, after) = rest.split_at_checked(size)?;
        frames.push(frame.into());
        rest = after;
    }
    frames.push(rest.into());
    Some(frames)
}

fn xiph_sizes(rest: &mut &[u8], count: usize) -> Option<Vec<usize>> {
    let mut sizes = Vec::with_capacity(count);
    while sizes.len() + 1 < count {
        let mut size = 0;
        loop {
            let (&byte, after) = rest.split_first()?;
            *rest = after;
            size += usize::from(byte);
            if byte < 255 {
                break;
            }
        }
        sizes.push(size);
    }
    Some(sizes)
}

/// The first size as it is, then signed differences.
fn ebml_sizes(rest: &mut &[u8], count: usize) -> Option<Vec<usize>> {
    let mut sizes = Vec::with_capacity(count);
    let mut size = 0i64;
    while sizes.len() + 1 < count {
        let (value, length) = ebml::vint(rest)?;
        let value = i64::try_from(value?).ok()?;
        let half = (1i64 << (7 * length - 1)) - 1;
        size = if sizes.is_empty() {
            value
        } else {
            size.checked_add(value - half)?
        };
        *rest = rest.get(length..)?;
        sizes.push(usize::try_from(size).ok()?);
    }
    Some(sizes)
}

/// Turns millisecond stamps into sample positions.
struct Clock {
    rate: u32,
    tick_nanos: u64,
    delay_nanos: u64,
    /// Position after the last packet.
    expected: Option<i64>,
    /// Position of the first sample that is heard.
    first_heard: i64,
    previous_block: Option<u32>,
}

impl Clock {
    fn new(track: &TrackEntry, tick_nanos: u64) -> Self {
        Self {
            rate: track.rate,
            tick_nanos,
            delay_nanos: track.codec_delay,
            expected: None,
            first_heard: 0,
            previous_block: None,
        }
    }

    fn samples(&self, nanos: i128) -> i64 {
        let doubled = nanos * i128::from(self.rate) * 2 + 1_000_000_000;
        i64::try_from(doubled.div_euclid(2_000_000_000)).unwrap_or(i64::MAX / 4)
    }

    /// The position of a block with this stamp: the end of the one before,
    /// unless the stamp is further away than its rounding explains.
    fn place(&mut self, ticks: i64) -> i64 {
        let nanos = i128::from(ticks) * i128::from(self.tick_nanos) - i128::from(self.delay_nanos);
        let stamped = self.samples(nanos).clamp(i64::MIN / 4, i64::MAX / 4);
        let Some(expected) = self.expected else {
            self.first_heard = stamped.saturating_add(self.samples(i128::from(self.delay_nanos)));
            return stamped;
        };
        let rounding = self.samples(i128::from(self.tick_nanos) * 3 / 2) + 1;
        if (stamped - expected).abs() <= rounding {
            expected
        } else {
            stamped
        }
    }
}

struct BlockSource {
    blocks: Blocks,
    layer: Layer,
    input: Input,
    track: TrackEntry,
    clock: Clock,
    ready: VecDeque<Packet>,
}

impl BlockSource {
    fn queue(&mut self, block: Block) {
        let mut position = self.clock.place(block.ticks);
        let last = block.frames.len() - 1;
        for (index, frame) in block.frames.into_iter().enumerate() {
            let bytes = if self.track.prefix.is_empty() {
                frame
            } else {
                [&self.track.prefix, &*frame].concat().into()
            };
            let frames = self
                .track
                .frames
                .count(&bytes, &mut self.clock.previous_block);
            let end = position.saturating_add(i64::from(frames.unwrap_or(0)));
            let mut keep = (self.clock.first_heard.max(0), i64::MAX);
            if index == last && block.discard > 0 {
                keep.1 = end.saturating_sub(self.clock.samples(i128::from(block.discard)));
            }
            self.ready.push_back(Packet {
                position,
                payload: Payload::Bytes(bytes),
                frames: 0,
                keep,
            });
            position = end;
        }
        self.clock.expected = Some(position);
    }
}

impl Source for BlockSource {
    fn prepare(&mut self, rate: u32) {
        self.clock.rate = rate;
    }

    fn next_packet(&mut self) -> io::Result<Option<Packet>> {
        loop {
            if let Some(packet) = self.ready.pop_front() {
                return Ok(Some(packet));
            }
            match self.blocks.next()? {
                Some(block) => self.queue(block),
                None => return Ok(None),
            }
        }
    }

    fn rewind(&mut self) -> io::Result<()> {
        let rate = self.clock.rate;
        self.blocks = Blocks::new(self.input.clone(), &self.layer, self.track.number);
        self.clock = Clock::new(&self.track, self.layer.tick_nanos);
        self.clock.rate = rate;
        self.ready.clear();
        Ok(())
    }

    fn seek(&mut self, _position: i64) -> io::Result<bool> {
        Ok(false)
    }

    fn seekable(&self) -> bool {
        false
    }

    fn expected_len(&self) -> Option<i64> {
        None
    }

    fn truncated(&self) -> bool {
        self.blocks.truncated
    }
}

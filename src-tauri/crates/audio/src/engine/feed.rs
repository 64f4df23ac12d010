//! Cuts the packets of a source into chunks.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Control;
use super::grid::{CHUNK, ChunkSet, MOST_CHUNKS};
use super::work::Batch;
use crate::codec::Codec;
use crate::source::{Packet, Source};

pub(super) struct Feed {
    source: Box<dyn Source>,
    preroll: i64,
    rate: u32,
    /// Chunks that need no more work.
    settled: ChunkSet,
    /// The chunk that the source stands before, with the packets read so far
    /// that belong to it.
    at: u64,
    ahead: Vec<Packet>,
    /// Number of chunks, once the end was seen.
    end: Option<u64>,
    seekable: bool,
    broken: bool,
}

impl Feed {
    pub(super) fn new(source: Box<dyn Source>, codec: &Codec, rate: u32, known: ChunkSet) -> Self {
        let seekable = source.seekable();
        Self {
            source,
            preroll: i64::from(codec.preroll),
            rate,
            settled: known,
            at: 0,
            ahead: Vec::new(),
            end: None,
            seekable,
            broken: false,
        }
    }

    pub(super) fn truncated(&self) -> bool {
        self.broken || self.source.truncated()
    }

    /// The next chunk to decode, or `None` when all is done or cancelled.
    pub(super) fn next_batch(&mut self, control: &Control) -> Option<Batch> {
        loop {
            let wanted = self.choose(control)?;
            if wanted != self.at && !self.go_to(wanted) {
                continue;
            }
            let packets = self.gather(control)?;
            let known = self.settled.contains(wanted);
            self.settled.insert(wanted);
            if !known && !packets.is_empty() {
                return Some(Batch {
                    index: wanted,
                    packets,
                });
            }
        }
    }

    /// The chunk on screen first, then in order; in order only where the
    /// source cannot seek.
    fn choose(&self, control: &Control) -> Option<u64> {
        let end = self.end.unwrap_or(MOST_CHUNKS);
        if control.is_cancelled() {
            return None;
        }
        if !self.seekable {
            return (self.at < end).then_some(self.at);
        }
        if let Some((from, to)) = control.priority(self.rate) {
            let known_end = self
                .source
                .expected_len()
                .map_or(i64::MAX, |length| length - 1);
            let last = to.min(known_end) / CHUNK;
            let urgent = self.settled.first_missing((from.max(0) / CHUNK) as u64);
            if urgent as i64 <= last && urgent < end {
                return Some(urgent);
            }
        }
        let next = self.settled.first_missing(self.at);
        let next = if next < end {
            next
        } else {
            self.settled.first_missing(0)
        };
        (next < end).then_some(next)
    }

    /// Moves the source before chunk `wanted`; `false` where it has to start
    /// over because it cannot.
    fn go_to(&mut self, wanted: u64) -> bool {
        let start = wanted as i64 * CHUNK - self.preroll;
        let source = &mut self.source;
        let moved = catch_unwind(AssertUnwindSafe(|| {
            if start <= 0 {
                source.rewind().map(|()| true)
            } else {
                source.seek(start)
            }
        }));
        self.ahead.clear();
        self.at = wanted;
        if matches!(moved, Ok(Ok(true))) {
            return true;
        }
        // In order from the start; what is settled is read past.
        self.seekable = false;
        self.at = 0;
        if !matches!(self.source.rewind(), Ok(())) {
            self.broken = true;
            self.end = Some(0);
        }
        false
    }

    /// Reads to the end of the current chunk and answers its packets.
    fn gather(&mut self, control: &Control) -> Option<Vec<Packet>> {
        let start = self.at as i64 * CHUNK - self.preroll;
        let end = (self.at + 1) as i64 * CHUNK;
        let mut packets = std::mem::take(&mut self.ahead);
        packets.retain(|packet| packet.position >= start);
        // The last packet ahead may already lie in a later chunk.
        let beyond = packets.pop_if(|packet| packet.position >= end);
        let next = match beyond {
            Some(packet) => Some(packet),
            None => self.read_until(end, start, &mut packets, control)?,
        };
        let next_start = end - self.preroll;
        self.ahead = packets
            .iter()
            .filter(|packet| packet.position >= next_start)
            .cloned()
            .collect();
        match next {
            Some(packet) => {
                self.at = self.following(packet.position);
                self.ahead.push(packet);
            }
            None => {
                self.at += 1;
                self.end = Some(self.end.map_or(self.at, |end| end.min(self.at)));
            }
        }
        Some(packets)
    }

    /// Reads packets into `packets` up to the first at or after `end`, which is
    /// answered inside; the outer `None` means cancelled.
    fn read_until(
        &mut self,
        end: i64,
        start: i64,
        packets: &mut Vec<Packet>,
        control: &Control,
    ) -> Option<Option<Packet>> {
        while !control.is_cancelled() {
            let source = &mut self.source;
            let read = catch_unwind(AssertUnwindSafe(|| source.next_packet()));
            match read {
                Ok(Ok(Some(packet))) if packet.position >= MOST_CHUNKS as i64 * CHUNK => {
                    self.broken = true;
                    return Some(None);
                }
                Ok(Ok(Some(packet))) if packet.position >= end => return Some(Some(packet)),
                Ok(Ok(Some(packet))) => {
                    if packet.position >= start {
                        packets.push(packet);
                    }
                }
                Ok(Ok(None)) => return Some(None),
                Ok(Err(_)) | Err(_) => {
                    self.broken = true;
                    return Some(None);
                }
            }
        }
        None
    }

    /// The chunk after the current one that a packet at `position` calls for;
    /// a gap of whole chunks is passed over.
    fn following(&mut self, position: i64) -> u64 {
        let next = self.at + 1;
        let needed = ((position / CHUNK) as u64).max(next);
        for skipped in next..needed {
            self.settled.insert(skipped);
        }
        needed
    }
}

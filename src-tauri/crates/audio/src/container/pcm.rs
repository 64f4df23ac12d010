//! One stretch of uncompressed audio in a file.

use std::io;

use crate::pcm::PcmFormat;
use crate::source::{Packet, Payload, Source};

/// Frames of one read; a divisor of the engine's chunk.
const PACKET: u64 = 16384;

/// Where uncompressed audio stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub format: PcmFormat,
    pub offset: u64,
    /// Frames that are there.
    pub frames: u64,
    /// Frames that the header promises; 0 where it does not know.
    pub stated: u64,
}

impl Layout {
    /// `stated` bytes from `offset` on, as far as the file goes; a length of
    /// nothing or of all ones means that the writer did not come back to fill it in.
    pub(super) fn new(format: PcmFormat, offset: u64, stated: u64, file_len: u64) -> Self {
        let frame = format.frame_bytes() as u64;
        let known = stated != 0 && stated != u64::from(u32::MAX);
        let there = file_len.saturating_sub(offset);
        Self {
            format,
            offset,
            frames: if known { there.min(stated) } else { there } / frame,
            stated: if known { stated / frame } else { 0 },
        }
    }

    pub(super) fn source(self) -> Box<dyn Source> {
        Box::new(Flat {
            layout: self,
            next: 0,
        })
    }
}

struct Flat {
    layout: Layout,
    next: u64,
}

impl Source for Flat {
    fn prepare(&mut self, _rate: u32) {}

    fn next_packet(&mut self) -> io::Result<Option<Packet>> {
        let frames = (self.layout.frames - self.next).min(PACKET - self.next % PACKET);
        if frames == 0 {
            return Ok(None);
        }
        let bytes = self.layout.format.frame_bytes() as u64;
        let packet = Packet {
            position: self.next as i64,
            payload: Payload::Span {
                offset: self.layout.offset + self.next * bytes,
                len: (frames * bytes) as u32,
            },
            frames: 0,
            keep: Packet::EVERYTHING,
        };
        self.next += frames;
        Ok(Some(packet))
    }

    fn rewind(&mut self) -> io::Result<()> {
        self.next = 0;
        Ok(())
    }

    fn seek(&mut self, position: i64) -> io::Result<bool> {
        self.next = u64::try_from(position).unwrap_or(0).min(self.layout.frames);
        Ok(true)
    }

    fn seekable(&self) -> bool {
        true
    }

    fn expected_len(&self) -> Option<i64> {
        i64::try_from(self.layout.frames).ok()
    }

    fn truncated(&self) -> bool {
        self.layout.frames < self.layout.stated
    }
}

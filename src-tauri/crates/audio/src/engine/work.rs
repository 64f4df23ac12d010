//! Decodes one chunk.

use super::Control;
use super::grid::CHUNK;
use crate::accumulate::{Accumulator, Cells, Shape};
use crate::codec::{Codec, Decoder};
use crate::input::Input;
use crate::source::{Packet, Payload};

/// The packets of one chunk, pre-roll included.
pub(super) struct Batch {
    pub index: u64,
    pub packets: Vec<Packet>,
}

/// What a chunk gave.
pub(super) struct Outcome {
    pub cells: Cells,
    pub packets: u64,
    pub damaged: u64,
    pub gaps: u32,
}

/// What all chunks of a run share.
pub(super) struct Worker<'a> {
    pub codec: &'a Codec,
    pub input: &'a Input,
    pub shape: Shape,
    /// Rate and channels.
    pub expected: (u32, usize),
    pub control: &'a Control,
}

impl Worker<'_> {
    /// Decodes a batch; `None` when cancelled.
    pub(super) fn decode(
        &self,
        batch: Batch,
        decoder: Option<&mut Decoder>,
        reader: &mut SpanReader,
    ) -> Option<Outcome> {
        let start = batch.index as i64 * CHUNK;
        let mut cells = Accumulator::new(self.shape, (start, start + CHUNK));
        let (mut total, mut damaged) = (0, 0);
        if let Some(decoder) = decoder {
            let fresh = decoder.renew();
            for (index, packet) in batch.packets.iter().enumerate() {
                if self.control.is_cancelled() {
                    return None;
                }
                let decoded = fresh.clone().and_then(|()| {
                    let bytes = reader.bytes(&batch.packets, index)?;
                    decoder.decode_into(bytes, packet, &mut cells, self.expected)
                });
                // What fails before the chunk begins is counted with the chunk before.
                if packet.position >= start {
                    total += 1;
                    damaged += u64::from(decoded.is_err());
                }
            }
        }
        let cells = cells.finish();
        Some(Outcome {
            gaps: gaps(&cells),
            cells,
            packets: total,
            damaged,
        })
    }
}

/// Runs of empty cells with sound on both sides.
fn gaps(cells: &Cells) -> u32 {
    let (mut gaps, mut heard, mut silent) = (0, false, false);
    for cell in cells.cells.iter().step_by(cells.channels.max(1)) {
        if cell.count == 0 {
            silent = heard;
        } else {
            gaps += u32::from(silent);
            (heard, silent) = (true, false);
        }
    }
    gaps
}

/// Reads packets that lie next to one another with one call.
pub(crate) struct SpanReader {
    input: Input,
    start: u64,
    bytes: Vec<u8>,
}

impl SpanReader {
    /// Most bytes of one read.
    const MOST: u64 = 256 << 10;
    /// Bytes between two packets that are cheaper read than skipped.
    const CLOSE: u64 = 512;

    pub(crate) fn new(input: Input) -> Self {
        Self {
            input,
            start: 0,
            bytes: Vec::new(),
        }
    }

    /// The bytes of packet `index` of `packets`.
    pub(crate) fn bytes<'a>(
        &'a mut self,
        packets: &'a [Packet],
        index: usize,
    ) -> Result<&'a [u8], String> {
        match &packets[index].payload {
            Payload::Bytes(bytes) => Ok(bytes),
            Payload::Span { offset, len } => {
                let end = offset.saturating_add(u64::from(*len));
                if *offset < self.start || end > self.start + self.bytes.len() as u64 {
                    self.fill(packets, index, *offset, end)?;
                }
                let from = (*offset - self.start) as usize;
                self.bytes
                    .get(from..from + *len as usize)
                    .ok_or_else(|| "the file ends here".to_owned())
            }
        }
    }

    fn fill(
        &mut self,
        packets: &[Packet],
        index: usize,
        start: u64,
        mut end: u64,
    ) -> Result<(), String> {
        for packet in &packets[index + 1..] {
            let Payload::Span { offset, len } = packet.payload else {
                break;
            };
            let next_end = offset.saturating_add(u64::from(len));
            let close = offset >= end && offset - end <= Self::CLOSE;
            if !close || next_end - start > Self::MOST {
                break;
            }
            end = next_end;
        }
        let length = (end - start).min(self.input.len().saturating_sub(start));
        self.bytes.resize(length as usize, 0);
        self.start = start;
        let count = self
            .input
            .read_at(start, &mut self.bytes)
            .map_err(|error| error.to_string())?;
        self.bytes.truncate(count);
        Ok(())
    }
}

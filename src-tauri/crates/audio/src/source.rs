//! What every container gives the engine: packets with exact positions.

use std::io;

/// Where a packet's bytes are.
#[derive(Clone, Debug)]
pub(crate) enum Payload {
    /// Already read.
    Bytes(Box<[u8]>),
    /// Still in the file: the worker that decodes it reads it.
    Span { offset: u64, len: u32 },
}

/// One packet of coded audio.
#[derive(Clone, Debug)]
pub(crate) struct Packet {
    /// Position of the first decoded sample on the player's clock, in samples
    /// at the decoder's rate. Negative before the programme starts.
    pub position: i64,
    pub payload: Payload,
    /// Samples per channel that the container says it holds, where its decoder
    /// has to be told; else 0.
    pub frames: u32,
    /// What of the decoded samples is heard, as positions; empty for a packet
    /// that is there to bring the decoder into step.
    pub keep: (i64, i64),
}

impl Packet {
    pub(crate) const EVERYTHING: (i64, i64) = (0, i64::MAX);
}

/// Packets of one audio track in file order.
///
/// After [`prepare`](Source::prepare) positions are in samples; before it they
/// mean nothing.
pub(crate) trait Source: Send {
    /// Says at which rate the decoder turned out to work.
    fn prepare(&mut self, rate: u32);

    /// The next packet, or `None` at the end.
    fn next_packet(&mut self) -> io::Result<Option<Packet>>;

    /// Goes back to the first packet.
    fn rewind(&mut self) -> io::Result<()>;

    /// Goes to the last packet that starts at or before `position`, or to the
    /// start. Answers `false` where this file cannot do it; the place is then
    /// unknown until `rewind`.
    fn seek(&mut self, position: i64) -> io::Result<bool>;

    /// Whether `seek` can work at all.
    fn seekable(&self) -> bool;

    /// The track's length in samples as far as its index tells.
    fn expected_len(&self) -> Option<i64>;

    /// Whether the file ended before its structure did.
    fn truncated(&self) -> bool {
        false
    }
}

//! A level for every packet without decoding it: ink for the first second.
//!
//! AAC and MP3 say their `global_gain` in the first bits of a packet; for the
//! others the size of a packet follows its loudness. Good enough to see speech
//! and pauses; replaced by exact peaks as they come.

use std::time::{Duration, Instant};

use crate::asc::Bits;
use crate::container::Media;
use crate::engine::{Control, SpanReader};
use crate::peaks::COLUMN;
use crate::source::{Packet, Payload};

/// How a packet's level is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clue {
    AacGain,
    Mp3Gain,
    /// The size follows the loudness by ratio.
    LossySize,
    /// The size follows the decibels.
    LosslessSize,
}

fn clue(codec: &str) -> Option<Clue> {
    match codec {
        "AAC" => Some(Clue::AacGain),
        "MP3" => Some(Clue::Mp3Gain),
        "Opus" => Some(Clue::LossySize),
        "FLAC" | "ALAC" => Some(Clue::LosslessSize),
        _ => None,
    }
}

/// How often levels are handed on.
const EVERY: Duration = Duration::from_millis(40);
/// Packets gathered for one read.
const TOGETHER: usize = 64;

/// Walks the packets of a track and hands on levels of columns, as the first
/// column's number and one byte each, until the end or cancellation.
pub(crate) fn estimate(
    media: &Media,
    number: usize,
    rate: u32,
    control: &Control,
    mut sink: impl FnMut(usize, &[u8]),
) {
    let Some(clue) = media.codecs.get(number).and_then(|codec| clue(&codec.name)) else {
        return;
    };
    let Ok(mut source) = media.source(number) else {
        return;
    };
    source.prepare(rate);
    let mut reader = SpanReader::new(media.input.clone());
    let mut columns = Columns::default();
    let mut handed = Instant::now();
    let mut together: Vec<Packet> = Vec::with_capacity(TOGETHER);
    let mut previous: Option<(i64, u64, u8)> = None;
    loop {
        together.clear();
        while together.len() < TOGETHER
            && let Ok(Some(packet)) = source.next_packet()
        {
            together.push(packet);
        }
        if together.is_empty() || control.is_cancelled() {
            break;
        }
        for (index, packet) in together.iter().enumerate() {
            // A packet's length is known when the next one starts.
            if let Some((position, bytes, gain)) = previous {
                let samples = packet.position.saturating_sub(position);
                columns.raise(position, samples, level(clue, gain, bytes, samples));
            }
            let (bytes, gain) = measure(clue, &mut reader, &together, index);
            previous = Some((packet.position, bytes, gain));
        }
        if handed.elapsed() >= EVERY {
            columns.hand_on(&mut sink);
            handed = Instant::now();
        }
    }
    columns.hand_on(&mut sink);
}

fn measure(clue: Clue, reader: &mut SpanReader, packets: &[Packet], index: usize) -> (u64, u8) {
    let size = match &packets[index].payload {
        Payload::Bytes(bytes) => bytes.len() as u64,
        Payload::Span { len, .. } => u64::from(*len),
    };
    if matches!(clue, Clue::LossySize | Clue::LosslessSize) {
        return (size, 0);
    }
    let bytes = reader.bytes(packets, index).unwrap_or_default();
    let gain = match clue {
        Clue::AacGain => aac_gain(bytes),
        _ => mp3_gain(bytes),
    };
    (size, gain.unwrap_or(0))
}

/// A level of 1 to 255 of full scale; the lines were fitted once to speech.
fn level(clue: Clue, gain: u8, bytes: u64, samples: i64) -> u8 {
    let density = bytes.max(1) as f64 / samples.max(1) as f64;
    let gain = f64::from(gain);
    let decibels = match clue {
        Clue::AacGain => 1.2 * (gain - 167.0),
        Clue::Mp3Gain => 0.6 * (gain - 188.0),
        Clue::LossySize => 9.0 * density.log2() - 2.0,
        Clue::LosslessSize => 14.0 * density - 32.0,
    };
    (255.0 * 10f64.powf(decibels / 20.0)).clamp(1.0, 255.0) as u8
}

/// The gain of the first channel element of an AAC packet (ISO/IEC 14496-3, 4.4.2).
fn aac_gain(bytes: &[u8]) -> Option<u8> {
    let mut bits = Bits { bytes, position: 0 };
    let element = bits.take(3)?;
    bits.take(4)?;
    if element == 1 && bits.take(1)? == 1 {
        skip_common_window(&mut bits)?;
    } else if element > 1 {
        return None;
    }
    u8::try_from(bits.take(8)?).ok()
}

fn skip_common_window(bits: &mut Bits<'_>) -> Option<()> {
    bits.take(1)?;
    let short = bits.take(2)? == 2;
    bits.take(1)?;
    let (bands, groups) = if short {
        let bands = bits.take(4)?;
        let grouping = bits.take(7)?;
        (bands, 8 - grouping.count_ones())
    } else {
        let bands = bits.take(6)?;
        if bits.take(1)? == 1 {
            return None;
        }
        (bands, 1)
    };
    if bits.take(2)? == 1 {
        bits.position += (bands * groups) as usize;
    }
    Some(())
}

/// The gain of the first granule and channel of an MP3 frame (ISO/IEC 11172-3, 2.4.1.7).
fn mp3_gain(bytes: &[u8]) -> Option<u8> {
    let (second, fourth) = (*bytes.get(1)?, *bytes.get(3)?);
    let header = if second & 1 == 0 { 48 } else { 32 };
    let (low, mono) = (second & 0x18 != 0x18, fourth >> 6 == 3);
    let shared = match (low, mono) {
        (false, false) => 9 + 3 + 8,
        (false, true) => 9 + 5 + 4,
        (true, false) => 8 + 2,
        (true, true) => 8 + 1,
    };
    let mut bits = Bits {
        bytes,
        position: header + shared + 12 + 9,
    };
    u8::try_from(bits.take(8)?).ok()
}

/// Levels gathered since they were last handed on.
#[derive(Default)]
struct Columns {
    first: usize,
    levels: Vec<u8>,
    /// Whether anything rose since.
    risen: bool,
}

impl Columns {
    fn raise(&mut self, position: i64, samples: i64, level: u8) {
        /// A packet that claims to last longer tells nothing.
        const LONGEST: i64 = 1 << 17;
        if position < 0 || !(1..=LONGEST).contains(&samples) {
            return;
        }
        let (from, to) = (
            (position / COLUMN) as usize,
            (position.saturating_add(samples - 1) / COLUMN) as usize,
        );
        if self.levels.is_empty() {
            self.first = from;
        }
        /// Columns further on than this come after a jump.
        const FAR: usize = 1 << 20;
        if from < self.first || to - self.first > FAR {
            return;
        }
        if self.levels.len() <= to - self.first {
            self.levels.resize(to - self.first + 1, 0);
        }
        for column in &mut self.levels[from - self.first..=to - self.first] {
            *column = (*column).max(level);
        }
        self.risen = true;
    }

    fn hand_on(&mut self, sink: &mut impl FnMut(usize, &[u8])) {
        if !std::mem::take(&mut self.risen) {
            return;
        }
        sink(self.first, &self.levels);
        // The last column may still grow.
        if let Some(last) = self.levels.pop() {
            self.first += self.levels.len();
            self.levels.clear();
            self.levels.push(last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_grow_across_hand_overs() {
        let mut columns = Columns::default();
        let mut seen = Vec::new();
        columns.raise(0, 4096, 10);
        columns.raise(4096, 1000, 20);
        columns.hand_on(&mut |first, levels| seen.push((first, levels.to_vec())));
        columns.raise(5096, 4000, 30);
        columns.hand_on(&mut |first, levels| seen.push((first, levels.to_vec())));
        assert_eq!(seen, [(0, vec![10, 20]), (1, vec![30, 30])]);
    }

    #[test]
    fn gains_are_read_from_their_bits() {
        // Single channel element, tag 0, gain 0x8c.
        assert_eq!(aac_gain(&[0b0000_0001, 0b0001_1000]), Some(0x8c));
        assert_eq!(aac_gain(&[]), None);
        // MPEG-1 stereo without CRC: gain stands after 32 + 20 + 21 bits.
        let mut frame = [0u8; 12];
        (frame[0], frame[1]) = (0xff, 0xfb);
        frame[9] = 0b0111_1111;
        frame[10] = 0b1000_0000;
        assert_eq!(mp3_gain(&frame), Some(0xff));
    }
}

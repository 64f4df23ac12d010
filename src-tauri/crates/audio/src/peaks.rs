//! The waveform in memory: a pyramid of minimum, maximum and RMS.

use captions::Time;

use crate::accumulate::Cells;
use crate::engine::CHUNK;

/// Samples of one pair at the lowest level.
pub(crate) const BASE: i64 = 256;
/// Samples of one provisional column: a pair of level 2.
pub(crate) const COLUMN: i64 = 4096;

/// Minimum, maximum and RMS of a stretch of one channel, on the 16-bit scale.
/// Where there is no audio the minimum is above the maximum.
pub(crate) type Triple = [i16; 3];

/// What a gap looks like: minimum above maximum.
pub(crate) const GAP: Triple = [i16::MAX, i16::MIN, 0];

/// Peaks of one audio track, chunk by chunk as they become known.
///
/// Level 0 has one triple for each 256 samples per channel, counted from the
/// zero of the player's clock; each level above covers four of the one below.
/// Values at level 0 are those of audiowaveform at 256 samples per pixel.
#[derive(Clone, Debug)]
pub struct Peaks {
    rate: u32,
    channels: usize,
    chunks: Vec<Option<Box<Chunk>>>,
    provisional: Vec<u8>,
    end: i64,
    complete: bool,
}

#[derive(Clone, Debug)]
struct Chunk {
    levels: [Vec<Triple>; Peaks::LEVELS],
}

impl Peaks {
    /// Levels of the pyramid; the highest has one triple for 2^20 samples.
    pub const LEVELS: usize = 7;

    pub(crate) fn new(rate: u32, channels: usize) -> Self {
        Self {
            rate,
            channels,
            chunks: Vec::new(),
            provisional: Vec::new(),
            end: 0,
            complete: false,
        }
    }

    /// Samples a second of the decoded audio.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Channels of the decoded audio.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Samples per channel that one triple of `level` covers.
    #[must_use]
    pub fn samples_per_pair(level: usize) -> u64 {
        (BASE as u64) << (2 * level.min(Self::LEVELS - 1))
    }

    /// Where the audio decoded so far ends.
    #[must_use]
    pub fn end(&self) -> Time {
        self.time(self.end)
    }

    /// Whether everything that decodes has been decoded.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Up to where peaks are exact without a hole, from the start on.
    #[must_use]
    pub fn complete_up_to(&self) -> Time {
        if self.complete {
            return self.end();
        }
        let known = self
            .chunks
            .iter()
            .take_while(|chunk| chunk.is_some())
            .count();
        self.time((known as i64 * CHUNK).min(self.end))
    }

    /// The stretches whose peaks are exact, in order and not touching.
    #[must_use]
    pub fn exact_ranges(&self) -> Vec<(Time, Time)> {
        if self.complete {
            return vec![(Time::ZERO, self.end())];
        }
        let mut ranges: Vec<(i64, i64)> = Vec::new();
        for (index, _) in self
            .chunks
            .iter()
            .enumerate()
            .filter(|(_, chunk)| chunk.is_some())
        {
            let (start, end) = (index as i64 * CHUNK, (index as i64 + 1) * CHUNK);
            match ranges.last_mut() {
                Some(last) if last.1 == start => last.1 = end,
                _ => ranges.push((start, end)),
            }
        }
        ranges
            .into_iter()
            .map(|(start, end)| (self.time(start), self.time(end)))
            .collect()
    }

    /// `count` triples of every channel from pair `from` of `level` on, as
    /// little-endian 16-bit minimum, maximum and RMS, pair after pair and in
    /// each pair channel after channel: `count * channels * 6` bytes. What is
    /// not known, or has no audio, has a minimum above its maximum.
    #[must_use]
    pub fn slice(&self, level: usize, from: u64, count: usize) -> Vec<u8> {
        let level = level.min(Self::LEVELS - 1);
        let mut bytes = Vec::with_capacity(count * self.channels * 6);
        let per_chunk = CHUNK as u64 / Self::samples_per_pair(level);
        for pair in from..from.saturating_add(count as u64) {
            let chunk = usize::try_from(pair / per_chunk)
                .ok()
                .and_then(|index| self.chunks.get(index)?.as_ref());
            let first = (pair % per_chunk) as usize * self.channels;
            for channel in 0..self.channels {
                let triple = chunk.map_or(&GAP, |chunk| &chunk.levels[level][first + channel]);
                for value in triple {
                    bytes.extend_from_slice(&value.to_le_bytes());
                }
            }
        }
        bytes
    }

    /// `count` provisional levels from column `from` on, one for each 4096
    /// samples (a pair of level 2): an estimate of the loudest sample of all
    /// channels, 0 to 255 of full scale; 0 where nothing is estimated.
    #[must_use]
    pub fn provisional(&self, from: u64, count: usize) -> Vec<u8> {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        (0..count)
            .map(|offset| {
                from.checked_add(offset)
                    .and_then(|at| self.provisional.get(at))
                    .copied()
                    .unwrap_or(0)
            })
            .collect()
    }

    fn time(&self, sample: i64) -> Time {
        Time::from_samples(sample, self.rate).unwrap_or(Time::ZERO)
    }

    /// Takes in the base level of one chunk; `end` is the position after its
    /// last sample. Answers `false` for data of the wrong shape.
    pub(crate) fn insert(&mut self, index: u64, base: Vec<Triple>, end: i64) -> bool {
        let expected = (CHUNK / BASE) as usize * self.channels;
        let Ok(index) = usize::try_from(index) else {
            return false;
        };
        if base.len() != expected || index as u64 >= crate::engine::MOST_CHUNKS {
            return false;
        }
        if self.chunks.len() <= index {
            self.chunks.resize_with(index + 1, || None);
        }
        self.chunks[index] = Some(Box::new(Chunk::new(base, self.channels)));
        self.end = self.end.max(end);
        true
    }

    pub(crate) fn insert_provisional(&mut self, first: usize, levels: &[u8]) {
        const MOST_COLUMNS: usize = (crate::engine::MOST_CHUNKS as i64 * CHUNK / COLUMN) as usize;
        let Some(end) = first
            .checked_add(levels.len())
            .filter(|end| *end <= MOST_COLUMNS)
        else {
            return;
        };
        if self.provisional.len() < end {
            self.provisional.resize(end, 0);
        }
        self.provisional[first..end].copy_from_slice(levels);
    }

    pub(crate) fn set_complete(&mut self) {
        self.complete = true;
    }

    pub(crate) fn end_sample(&self) -> i64 {
        self.end
    }

    pub(crate) fn set_end_sample(&mut self, end: i64) {
        self.end = end;
    }

    /// The chunks that are known, with their base level.
    pub(crate) fn known(&self) -> impl Iterator<Item = (u64, &[Triple])> {
        let chunks = (0u64..).zip(&self.chunks);
        chunks.filter_map(|(index, chunk)| Some((index, chunk.as_ref()?.levels[0].as_slice())))
    }
}

impl Chunk {
    fn new(base: Vec<Triple>, channels: usize) -> Self {
        let mut levels: [Vec<Triple>; Peaks::LEVELS] = Default::default();
        levels[0] = base;
        for level in 1..Peaks::LEVELS {
            levels[level] = reduce(&levels[level - 1], channels);
        }
        Self { levels }
    }
}

/// Four pairs to one.
fn reduce(below: &[Triple], channels: usize) -> Vec<Triple> {
    let mut above = Vec::with_capacity(below.len() / 4);
    for pairs in below.chunks_exact(4 * channels) {
        for channel in 0..channels {
            above.push(merge(pairs[channel..].iter().step_by(channels)));
        }
    }
    above
}

fn merge<'a>(triples: impl Iterator<Item = &'a Triple>) -> Triple {
    let (mut merged, mut energy, mut count) = (GAP, 0.0f32, 0.0f32);
    for [min, max, rms] in triples.filter(|[min, max, _]| min <= max) {
        merged[0] = merged[0].min(*min);
        merged[1] = merged[1].max(*max);
        energy += f32::from(*rms) * f32::from(*rms);
        count += 1.0;
    }
    if count > 0.0 {
        merged[2] = (energy / count).sqrt().round() as i16;
    }
    merged
}

/// The base level of a chunk from what was accumulated.
pub(crate) fn triples(cells: &Cells) -> Vec<Triple> {
    cells
        .cells
        .iter()
        .map(|cell| [cell.min, cell.max, cell.rms()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(bytes: &[u8]) -> Vec<i16> {
        bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|raw| i16::from_le_bytes(*raw))
            .collect()
    }

    #[test]
    fn each_level_covers_four_of_the_one_below_and_gaps_stay_gaps() {
        let mut base = vec![GAP; 4096 * 2];
        base[0] = [-5, 7, 3];
        base[6] = [-9, 1, 5];
        base[1] = [-1, 1, 1];
        let mut peaks = Peaks::new(48000, 2);
        assert!(peaks.insert(1, base, CHUNK + 1000));
        assert_eq!(values(&peaks.slice(0, 4096, 1)), [-5, 7, 3, -1, 1, 1]);
        assert_eq!(values(&peaks.slice(1, 1024, 2))[..6], [-9, 7, 4, -1, 1, 1]);
        assert_eq!(values(&peaks.slice(1, 1025, 1))[..2], [i16::MAX, i16::MIN]);
        assert_eq!(values(&peaks.slice(6, 1, 1))[..3], [-9, 7, 4]);
        assert_eq!(values(&peaks.slice(6, 0, 1))[..3], GAP);
        assert_eq!(peaks.complete_up_to(), Time::ZERO);
        assert_eq!(peaks.exact_ranges().len(), 1);
    }

    #[test]
    fn a_chunk_of_the_wrong_shape_is_refused() {
        let mut peaks = Peaks::new(48000, 1);
        assert!(!peaks.insert(0, vec![GAP; 5], 5));
        assert!(!peaks.insert(u64::MAX, vec![GAP; 4096], 5));
    }

    #[test]
    fn provisional_levels_outside_what_is_known_are_nothing() {
        let mut peaks = Peaks::new(48000, 1);
        peaks.insert_provisional(2, &[9, 8]);
        assert_eq!(peaks.provisional(1, 4), [0, 9, 8, 0]);
        assert_eq!(peaks.provisional(u64::MAX, 2), [0, 0]);
    }
}

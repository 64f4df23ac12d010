//! Where the samples of a track are and when they play (ISO/IEC 14496-12, 8.6 and 8.7).

use super::boxes::{be32, be64, child, versioned};

/// Sample sizes in bytes.
#[derive(Debug)]
pub(super) enum Sizes {
    Fixed(u32),
    Each(Vec<u32>),
}

/// A run of samples of equal duration.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeRun {
    pub first_sample: u32,
    pub first_time: i64,
    pub delta: u32,
}

/// Samples that stand one after the other in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub first_sample: u32,
    pub offset: u64,
}

/// All samples of a track, in runs, so that hours of audio take little memory.
#[derive(Debug)]
pub(super) struct SampleTable {
    pub count: u32,
    pub sizes: Sizes,
    pub times: Vec<TimeRun>,
    pub runs: Vec<Run>,
    /// Time after the last sample.
    pub end_time: i64,
    /// Composition offset of the first sample.
    pub first_offset: i64,
    /// More samples than this cannot be in the file.
    most: u32,
}

impl Default for SampleTable {
    fn default() -> Self {
        Self {
            count: 0,
            sizes: Sizes::Each(Vec::new()),
            times: Vec::new(),
            runs: Vec::new(),
            end_time: 0,
            first_offset: 0,
            most: u32::MAX,
        }
    }
}

/// One sample: its number, place, size and time.
#[derive(Clone, Copy, Debug)]
pub(super) struct SampleAt {
    pub offset: u64,
    pub size: u32,
    pub time: i64,
}

impl SampleTable {
    /// Reads an `stbl` body; what is missing in it is empty.
    pub(super) fn read(stbl: &[u8]) -> Self {
        let (sizes, count) = sizes(stbl);
        let mut table = Self {
            count,
            sizes,
            first_offset: first_composition_offset(stbl),
            ..Self::default()
        };
        table.read_times(stbl);
        table.runs = runs(stbl, count).unwrap_or_default();
        table
    }

    fn read_times(&mut self, stbl: &[u8]) {
        let Some(body) = child(stbl, b"stts") else {
            return;
        };
        let (mut sample, mut time) = (0u32, 0i64);
        for entry in entries::<8>(body, 4) {
            let (count, delta) = (be32(entry, 0).unwrap_or(0), be32(entry, 4).unwrap_or(0));
            if count == 0 || sample >= self.count {
                continue;
            }
            self.times.push(TimeRun {
                first_sample: sample,
                first_time: time,
                delta,
            });
            let count = count.min(self.count - sample);
            sample += count;
            time = time.saturating_add(span(count, delta));
        }
        self.end_time = time;
    }

    /// Adds one run of a fragment: its samples' durations and sizes from
    /// `base_time` and `offset` on.
    pub(super) fn push_run(&mut self, offset: u64, base_time: i64, samples: &[(u32, u32)]) {
        let Sizes::Each(sizes) = &mut self.sizes else {
            return;
        };
        self.runs.push(Run {
            first_sample: self.count,
            offset,
        });
        let mut time = base_time;
        for &(delta, size) in samples {
            if self.count >= self.most {
                break;
            }
            let continues = self.times.last().is_some_and(|run| {
                let passed = span(self.count - run.first_sample, run.delta);
                run.delta == delta && run.first_time.saturating_add(passed) == time
            });
            if !continues {
                self.times.push(TimeRun {
                    first_sample: self.count,
                    first_time: time,
                    delta,
                });
            }
            sizes.push(size);
            self.count += 1;
            time = time.saturating_add(i64::from(delta));
        }
        self.end_time = self.end_time.max(time);
    }

    /// Takes no more samples than a file of `file_len` bytes can hold.
    pub(super) fn limit(&mut self, file_len: u64) {
        let smallest = match self.sizes {
            Sizes::Fixed(size) => u64::from(size.max(1)),
            Sizes::Each(_) => 1,
        };
        self.most = u32::try_from(file_len / smallest).unwrap_or(u32::MAX);
        self.count = self.count.min(self.most);
    }

    pub(super) fn size(&self, sample: u32) -> u32 {
        match &self.sizes {
            Sizes::Fixed(size) => *size,
            Sizes::Each(sizes) => sizes.get(sample as usize).copied().unwrap_or(0),
        }
    }

    /// The last sample that starts at or before `time`; the first where none does.
    pub(super) fn sample_at(&self, time: i64) -> u32 {
        let after = self.times.partition_point(|run| run.first_time <= time);
        let Some(run) = after.checked_sub(1).and_then(|index| self.times.get(index)) else {
            return 0;
        };
        let last = self
            .times
            .get(after)
            .map_or(self.count, |next| next.first_sample);
        let passed = (time - run.first_time) / i64::from(run.delta.max(1));
        let sample = i64::from(run.first_sample) + passed;
        sample.clamp(i64::from(run.first_sample), i64::from(last.max(1) - 1)) as u32
    }

    pub(super) fn time_of(&self, sample: u32) -> i64 {
        let after = self.times.partition_point(|run| run.first_sample <= sample);
        after
            .checked_sub(1)
            .and_then(|index| self.times.get(index))
            .map_or(0, |run| {
                run.first_time
                    .saturating_add(span(sample - run.first_sample, run.delta))
            })
    }

    /// Index of the run that holds `sample`.
    pub(super) fn run_of(&self, sample: u32) -> Option<usize> {
        self.runs
            .partition_point(|run| run.first_sample <= sample)
            .checked_sub(1)
    }

    /// The sample after the last of run `index`.
    pub(super) fn run_end(&self, index: usize) -> u32 {
        self.runs
            .get(index + 1)
            .map_or(self.count, |next| next.first_sample)
    }

    /// A walk through the samples from `sample` on.
    pub(super) fn walk(&self, sample: u32) -> Walk {
        let run = self.run_of(sample);
        let offset = run.map_or(0, |index| {
            let run = self.runs[index];
            (run.first_sample..sample).fold(run.offset, |offset, before| {
                offset.saturating_add(u64::from(self.size(before)))
            })
        });
        let times = self.times.partition_point(|run| run.first_sample <= sample);
        Walk {
            sample,
            run: run.unwrap_or(usize::MAX),
            offset,
            time: self.time_of(sample),
            time_run: times.saturating_sub(1),
        }
    }

    /// The sample that a walk stands on; moves it to the next.
    pub(super) fn step(&self, walk: &mut Walk) -> Option<SampleAt> {
        if walk.sample >= self.count || walk.run == usize::MAX {
            return None;
        }
        while walk.sample >= self.run_end(walk.run) {
            walk.run += 1;
            walk.offset = self.runs.get(walk.run)?.offset;
        }
        while let Some(next) = self.times.get(walk.time_run + 1)
            && walk.sample >= next.first_sample
        {
            walk.time_run += 1;
            walk.time = next.first_time;
        }
        let found = SampleAt {
            offset: walk.offset,
            size: self.size(walk.sample),
            time: walk.time,
        };
        walk.offset = walk.offset.saturating_add(u64::from(found.size));
        let delta = self.times.get(walk.time_run).map_or(0, |run| run.delta);
        walk.time = walk.time.saturating_add(i64::from(delta));
        walk.sample += 1;
        Some(found)
    }
}

/// How long `count` samples last; saturates.
fn span(count: u32, delta: u32) -> i64 {
    i64::from(count).saturating_mul(i64::from(delta))
}

/// A place in a [`SampleTable`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk {
    sample: u32,
    run: usize,
    offset: u64,
    time: i64,
    time_run: usize,
}

/// The entries of `N` bytes after a count that stands `at` bytes into a body.
fn entries<const N: usize>(body: &[u8], at: usize) -> impl Iterator<Item = &[u8; N]> {
    let count = be32(body, at).unwrap_or(0) as usize;
    let (entries, _) = body.get(at + 4..).unwrap_or_default().as_chunks::<N>();
    entries.iter().take(count)
}

fn sizes(stbl: &[u8]) -> (Sizes, u32) {
    if let Some(body) = child(stbl, b"stsz") {
        let (fixed, count) = (be32(body, 4).unwrap_or(0), be32(body, 8).unwrap_or(0));
        if fixed > 0 {
            return (Sizes::Fixed(fixed), count);
        }
        let sizes: Vec<u32> = entries::<4>(body, 8)
            .map(|raw| u32::from_be_bytes(*raw))
            .collect();
        let count = sizes.len() as u32;
        return (Sizes::Each(sizes), count);
    }
    let compact = child(stbl, b"stz2").map(compact_sizes).unwrap_or_default();
    let count = compact.len() as u32;
    (Sizes::Each(compact), count)
}

fn compact_sizes(body: &[u8]) -> Vec<u32> {
    let count = be32(body, 8).unwrap_or(0) as usize;
    let data = body.get(12..).unwrap_or_default();
    match body.get(7) {
        Some(4) => data
            .iter()
            .flat_map(|b| [u32::from(b >> 4), u32::from(b & 15)])
            .take(count)
            .collect(),
        Some(8) => data.iter().map(|&b| u32::from(b)).take(count).collect(),
        Some(16) => {
            let (pairs, _) = data.as_chunks::<2>();
            pairs
                .iter()
                .map(|&raw| u32::from(u16::from_be_bytes(raw)))
                .take(count)
                .collect()
        }
        _ => Vec::new(),
    }
}

fn runs(stbl: &[u8], count: u32) -> Option<Vec<Run>> {
    let offsets: Vec<u64> = match child(stbl, b"co64") {
        Some(body) => entries::<8>(body, 4)
            .map(|raw| u64::from_be_bytes(*raw))
            .collect(),
        None => entries::<4>(child(stbl, b"stco")?, 4)
            .map(|raw| u64::from(u32::from_be_bytes(*raw)))
            .collect(),
    };
    let mut per_chunk = entries::<12>(child(stbl, b"stsc")?, 4)
        .map(|entry| (be32(entry, 0).unwrap_or(0), be32(entry, 4).unwrap_or(0)))
        .peekable();
    let mut runs = Vec::with_capacity(offsets.len());
    let (mut sample, mut samples_here) = (0u32, 0u32);
    for (chunk, offset) in (1u32..).zip(offsets) {
        while let Some((_, samples)) = per_chunk.next_if(|(first, _)| *first <= chunk) {
            samples_here = samples;
        }
        if sample >= count {
            break;
        }
        if samples_here > 0 {
            runs.push(Run {
                first_sample: sample,
                offset,
            });
            sample = sample.saturating_add(samples_here);
        }
    }
    Some(runs)
}

fn first_composition_offset(stbl: &[u8]) -> i64 {
    let first = child(stbl, b"ctts").and_then(|body| {
        let (version, _) = versioned(body)?;
        let raw = be32(entries::<8>(body, 4).next()?, 4)?;
        Some(if version == 0 {
            i64::from(raw)
        } else {
            i64::from(raw.cast_signed())
        })
    });
    first.unwrap_or(0)
}

/// One entry of an edit list (ISO/IEC 14496-12, 8.6.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Length in the movie's time scale; 0 means to the end.
    pub length: u64,
    /// Start in the media's time scale; negative for an empty edit.
    pub media_time: i64,
}

/// The entries of an `elst` body.
pub(super) fn edits(elst: &[u8]) -> Vec<Edit> {
    let wide = elst.first() == Some(&1);
    if wide {
        entries::<20>(elst, 4)
            .filter_map(|entry| {
                Some(Edit {
                    length: be64(entry, 0)?,
                    media_time: be64(entry, 8)?.cast_signed(),
                })
            })
            .collect()
    } else {
        entries::<12>(elst, 4)
            .filter_map(|entry| {
                Some(Edit {
                    length: u64::from(be32(entry, 0)?),
                    media_time: i64::from(be32(entry, 4)?.cast_signed()),
                })
            })
            .collect()
    }
}

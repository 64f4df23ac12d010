//! Samples to minimum, maximum and energy per cell of the time line.

/// Minimum, maximum and energy of a run of samples of one channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cell {
    pub min: i16,
    pub max: i16,
    /// Sum of squares, in units of the 16-bit scale.
    pub energy: f32,
    pub count: u32,
}

impl Cell {
    /// No samples: the identity of [`merge`](Self::merge), and what a gap is.
    pub(crate) const EMPTY: Self = Self {
        min: i16::MAX,
        max: i16::MIN,
        energy: 0.0,
        count: 0,
    };

    pub(crate) fn merge(&mut self, other: &Self) {
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.energy += other.energy;
        self.count += other.count;
    }

    /// Root mean square on the 16-bit scale.
    pub(crate) fn rms(&self) -> i16 {
        if self.count == 0 {
            return 0;
        }
        let mean = self.energy / self.count as f32;
        mean.sqrt().round().min(f32::from(i16::MAX)) as i16
    }
}

/// A sample type that decoders give.
pub(crate) trait Level: Copy + PartialOrd {
    const LOWEST: Self;
    const HIGHEST: Self;
    /// The sample on the 16-bit scale; monotone, so it commutes with min and max.
    fn to_i16(self) -> i16;
    /// The sample on the 16-bit scale without rounding.
    fn to_f32(self) -> f32;
}

impl Level for i16 {
    const LOWEST: Self = i16::MIN;
    const HIGHEST: Self = i16::MAX;
    fn to_i16(self) -> i16 {
        self
    }
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
}

impl Level for i32 {
    const LOWEST: Self = i32::MIN;
    const HIGHEST: Self = i32::MAX;
    fn to_i16(self) -> i16 {
        (self >> 16) as i16
    }
    fn to_f32(self) -> f32 {
        self as f32 / 65536.0
    }
}

impl Level for f32 {
    const LOWEST: Self = f32::NEG_INFINITY;
    const HIGHEST: Self = f32::INFINITY;
    fn to_i16(self) -> i16 {
        // To the nearest, in a form that vectorises; a float-to-int cast
        // saturates, and takes NaN to 0.
        let scaled = self * 32768.0;
        (scaled + 0.5f32.copysign(scaled)) as i16
    }
    fn to_f32(self) -> f32 {
        self * 32768.0
    }
}

/// Lanes the fold keeps apart so that the compiler can vectorise it; part of
/// the result, since float sums depend on their order.
const LANES: usize = 16;

fn fold<S: Level>(samples: &[S]) -> Cell {
    let (mut low, mut high) = ([S::HIGHEST; LANES], [S::LOWEST; LANES]);
    let mut energy = [0.0f32; LANES];
    let (groups, rest) = samples.as_chunks::<LANES>();
    for group in groups {
        for lane in 0..LANES {
            let sample = group[lane];
            low[lane] = if sample < low[lane] {
                sample
            } else {
                low[lane]
            };
            high[lane] = if sample > high[lane] {
                sample
            } else {
                high[lane]
            };
            let level = sample.to_f32();
            energy[lane] += level * level;
        }
    }
    for (lane, &sample) in rest.iter().enumerate() {
        low[lane] = if sample < low[lane] {
            sample
        } else {
            low[lane]
        };
        high[lane] = if sample > high[lane] {
            sample
        } else {
            high[lane]
        };
        let level = sample.to_f32();
        energy[lane] += level * level;
    }
    let mut cell = Cell {
        count: samples.len() as u32,
        ..Cell::EMPTY
    };
    let lanes = samples.len().min(LANES);
    for lane in 0..lanes {
        // A lane that saw nothing comparable (NaN only) keeps its start values.
        let (least, most) = (low[lane], high[lane]);
        if least <= most {
            cell.min = cell.min.min(least.to_i16());
            cell.max = cell.max.max(most.to_i16());
        }
        cell.energy += if energy[lane].is_finite() {
            energy[lane]
        } else {
            0.0
        };
    }
    if cell.min > cell.max {
        (cell.min, cell.max) = (0, 0);
    }
    cell
}

/// How samples are gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Samples per channel in one cell.
    pub samples_per_cell: u32,
    /// Channels that come in.
    pub channels: usize,
    /// Whether they are averaged into one, as audiowaveform does by default.
    pub mix: bool,
}

impl Shape {
    pub(crate) fn output_channels(&self) -> usize {
        if self.mix { 1 } else { self.channels }
    }
}

/// Cells over one range of the time line, filled in any order.
pub(crate) struct Accumulator {
    shape: Shape,
    range: (i64, i64),
    first_cell: i64,
    cells: Vec<Cell>,
    mixed: Vec<i16>,
    end: i64,
}

impl Accumulator {
    /// Cells for positions `range.0..range.1`, which are not negative.
    pub(crate) fn new(shape: Shape, range: (i64, i64)) -> Self {
        let per_cell = i64::from(shape.samples_per_cell);
        let first_cell = range.0 / per_cell;
        let cells = (range.1 + per_cell - 1) / per_cell - first_cell;
        let total = usize::try_from(cells).unwrap_or(0) * shape.output_channels();
        Self {
            shape,
            range,
            first_cell,
            cells: vec![Cell::EMPTY; total],
            mixed: Vec::new(),
            end: range.0,
        }
    }

    /// Adds decoded samples whose first stands at `position`, as far as they
    /// fall into `keep` and this range. `plane` gives the samples of one channel.
    pub(crate) fn add<'a, S: Level + 'a>(
        &mut self,
        position: i64,
        frames: usize,
        keep: (i64, i64),
        plane: impl Fn(usize) -> &'a [S],
    ) {
        let end = position.saturating_add(frames as i64);
        let from = position.max(keep.0).max(self.range.0);
        let to = end.min(keep.1).min(self.range.1);
        if from >= to {
            return;
        }
        self.end = self.end.max(to);
        let window = (from - position) as usize..(to - position) as usize;
        if self.shape.mix && self.shape.channels > 1 {
            let planes: Vec<&[S]> = (0..self.shape.channels)
                .map(|channel| &plane(channel)[window.clone()])
                .collect();
            let mut mixed = std::mem::take(&mut self.mixed);
            mix(&planes, &mut mixed);
            self.add_channel(0, from, &mixed);
            self.mixed = mixed;
        } else {
            for channel in 0..self.shape.channels {
                self.add_channel(channel, from, &plane(channel)[window.clone()]);
            }
        }
    }

    fn add_channel<S: Level>(&mut self, channel: usize, mut position: i64, mut samples: &[S]) {
        let per_cell = i64::from(self.shape.samples_per_cell);
        let stride = self.shape.output_channels();
        while !samples.is_empty() {
            let cell = position / per_cell;
            let room = ((cell + 1) * per_cell - position) as usize;
            let (now, later) = samples.split_at(room.min(samples.len()));
            let index = (cell - self.first_cell) as usize * stride + channel;
            self.cells[index].merge(&fold(now));
            position += now.len() as i64;
            samples = later;
        }
    }

    /// The cells, interleaved by channel, and the position after the last sample.
    pub(crate) fn finish(self) -> Cells {
        Cells {
            first: self.first_cell,
            channels: self.shape.output_channels(),
            range: self.range,
            cells: self.cells,
            end: self.end,
        }
    }
}

/// What an [`Accumulator`] gathered.
pub(crate) struct Cells {
    /// Number of the first cell, counted from position 0.
    pub first: i64,
    pub channels: usize,
    pub range: (i64, i64),
    /// Interleaved by channel.
    pub cells: Vec<Cell>,
    /// Position after the last sample that came in; the range's start where none did.
    pub end: i64,
}

/// The mean of all channels as audiowaveform computes it: the integer sum,
/// divided towards zero.
fn mix<S: Level>(planes: &[&[S]], into: &mut Vec<i16>) {
    into.clear();
    if let [left, right] = planes {
        let sums = left
            .iter()
            .zip(*right)
            .map(|(&l, &r)| i32::from(l.to_i16()) + i32::from(r.to_i16()));
        into.extend(sums.map(|sum| (sum / 2) as i16));
        return;
    }
    let count = planes.len() as i32;
    let frames = planes.first().map_or(0, |plane| plane.len());
    into.extend((0..frames).map(|frame| {
        let sum: i32 = planes
            .iter()
            .map(|plane| i32::from(plane[frame].to_i16()))
            .sum();
        (sum / count) as i16
    }));
}

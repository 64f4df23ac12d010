//! Minimum and maximum pairs into a file, whatever the order of chunks.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::accumulate::{Cell, Cells, Shape};
use crate::error::AudioError;

pub(super) struct Spool {
    file: File,
    path: PathBuf,
    channels: usize,
    per_cell: i64,
    /// Cells at the edges of chunks, which two chunks may share.
    edges: HashMap<i64, Vec<Cell>>,
}

impl Spool {
    /// Starts an empty file; cells that never come are pairs of zero.
    pub(super) fn create(path: &Path, shape: Shape) -> Result<Self, AudioError> {
        Ok(Self {
            file: File::create(path).map_err(|error| AudioError::unwritable(path, &error))?,
            path: path.to_path_buf(),
            channels: shape.output_channels(),
            per_cell: i64::from(shape.samples_per_cell),
            edges: HashMap::new(),
        })
    }

    pub(super) fn take(&mut self, cells: &Cells) -> Result<(), AudioError> {
        let count = (cells.cells.len() / self.channels) as i64;
        // Only up to the last sample: what is behind belongs to nobody yet.
        let used = ((cells.end + self.per_cell - 1) / self.per_cell - cells.first).clamp(0, count);
        let starts_inside = cells.range.0 % self.per_cell != 0;
        let ends_inside = used == count && cells.range.1 % self.per_cell != 0;
        let from = i64::from(starts_inside).min(used);
        let to = (used - i64::from(ends_inside)).max(from);
        for cell in (0..from).chain(to..used) {
            self.merge_edge(cells, cell);
        }
        let inner = &cells.cells[from as usize * self.channels..to as usize * self.channels];
        self.write(cells.first + from, inner)
            .map_err(|error| AudioError::unwritable(&self.path, &error))
    }

    fn merge_edge(&mut self, cells: &Cells, cell: i64) {
        let edge = self
            .edges
            .entry(cells.first + cell)
            .or_insert_with(|| vec![Cell::EMPTY; self.channels]);
        let at = cell as usize * self.channels;
        for (whole, part) in edge.iter_mut().zip(&cells.cells[at..]) {
            whole.merge(part);
        }
    }

    fn write(&mut self, first: i64, cells: &[Cell]) -> io::Result<()> {
        if cells.is_empty() {
            return Ok(());
        }
        let pair = |cell: &Cell| {
            if cell.min <= cell.max {
                [cell.min, cell.max]
            } else {
                [0, 0]
            }
        };
        let bytes: Vec<u8> = cells
            .iter()
            .flat_map(|cell| pair(cell).into_iter().flat_map(i16::to_le_bytes))
            .collect();
        self.file
            .seek(SeekFrom::Start(first as u64 * self.channels as u64 * 4))?;
        self.file.write_all(&bytes)
    }

    /// Writes the shared cells; the file is then whole.
    pub(super) fn close(mut self) -> Result<(), AudioError> {
        for (first, cells) in std::mem::take(&mut self.edges) {
            self.write(first, &cells)
                .map_err(|error| AudioError::unwritable(&self.path, &error))?;
        }
        Ok(())
    }
}

//! Which captions there are, from what becomes visible and what goes.

use captions::{CaptionChannel, CaptionMode};

use super::decode::Caption;
use super::extract::rows_of;
use super::machine::At;
use super::screen::{Cell, Placed, Screen};

/// A cell that was written where viewers see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Painted {
    pub(super) mode: CaptionMode,
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) cell: Cell,
}

/// A caption that is on the screen.
#[derive(Debug)]
struct Open {
    mode: CaptionMode,
    start: i64,
    last_pair: u64,
    /// What was written of it, by row and column.
    cells: Vec<Placed>,
}

/// The captions of one channel.
#[derive(Debug)]
pub(super) struct Record {
    channel: CaptionChannel,
    /// Those that are gone, in the order in which they went.
    done: Vec<Caption>,
    /// Those that are on the screen, in the order in which they came.
    open: Vec<Open>,
    /// The last of them is being written to.
    writing: bool,
    /// The CR that made room for the row that comes.
    rolled: Option<At>,
}

impl Record {
    pub(super) const fn new(channel: CaptionChannel) -> Self {
        Self {
            channel,
            done: Vec::new(),
            open: Vec::new(),
            writing: false,
            rolled: None,
        }
    }

    /// A loaded caption is shown in the place of everything else.
    pub(super) fn show(&mut self, screen: &Screen, at: At) {
        self.erase(at);
        if !screen.is_blank() {
            self.open.push(Open {
                mode: CaptionMode::PopOn,
                start: at.frame,
                last_pair: at.pair,
                cells: screen.written(),
            });
        }
    }

    /// Everything goes.
    pub(super) fn erase(&mut self, at: At) {
        for open in std::mem::take(&mut self.open) {
            self.close(open, Some(at.frame));
        }
        self.writing = false;
        self.rolled = None;
    }

    /// What is written from here on is another caption.
    pub(super) fn stop_writing(&mut self) {
        self.writing = false;
        self.rolled = None;
    }

    /// The window rolls up; the row that was written last is done.
    pub(super) fn roll(&mut self, at: At) {
        for open in std::mem::take(&mut self.open) {
            self.close(open, Some(at.frame));
        }
        self.writing = false;
        self.rolled = Some(at);
    }

    /// Nothing came for a while: a row that comes now appears by itself.
    pub(super) fn pause(&mut self) {
        self.rolled = None;
    }

    /// The code of the pair before came again.
    pub(super) fn extend(&mut self, at: At) {
        if let Some(open) = self.open.last_mut()
            && open.last_pair + 1 == at.pair
        {
            open.last_pair = at.pair;
        }
    }

    /// A cell was written where viewers see it.
    pub(super) fn paint(&mut self, painted: Painted, at: At) {
        if !self.writing {
            let rolled = self.rolled.take();
            self.open.push(Open {
                mode: painted.mode,
                start: rolled.map_or(at.frame, |rolled| rolled.frame),
                last_pair: at.pair,
                cells: Vec::new(),
            });
            self.writing = true;
        }
        let Some(open) = self.open.last_mut() else {
            return;
        };
        open.last_pair = at.pair;
        let placed = Placed::at(painted.row, painted.column, painted.cell);
        if self.open.len() > 1 {
            self.paint_over(placed, at);
        }
        let Some(open) = self.open.last_mut() else {
            return;
        };
        match open
            .cells
            .binary_search_by_key(&placed.place(), Placed::place)
        {
            Ok(index) => open.cells[index] = placed,
            Err(index) => open.cells.insert(index, placed),
        }
    }

    /// A caption that is painted over is gone.
    fn paint_over(&mut self, placed: Placed, at: At) {
        let last = self.open.len() - 1;
        let covered = self.open[..last].iter().position(|open| {
            let place = |placed: &Placed| placed.place();
            open.cells.is_empty()
                || open
                    .cells
                    .binary_search_by_key(&placed.place(), place)
                    .is_ok()
        });
        if let Some(index) = covered {
            let open = self.open.remove(index);
            self.close(open, Some(at.frame));
        }
    }

    /// Cells that were written are empty again.
    pub(super) fn unpaint(&mut self, row: usize, from: usize, to: usize) {
        if let Some(open) = self.open.last_mut().filter(|_| self.writing) {
            open.cells.retain(|placed| {
                let (in_row, column) = (usize::from(placed.row) == row, usize::from(placed.column));
                !in_row || column < from || column >= to
            });
        }
    }

    /// The window of a roll-up moves.
    pub(super) fn move_rows(&mut self, from: usize, to: usize) {
        for open in &mut self.open {
            for placed in &mut open.cells {
                let row = (usize::from(placed.row) + to).saturating_sub(from);
                placed.row = u8::try_from(row).unwrap_or(placed.row);
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<Caption> {
        for open in std::mem::take(&mut self.open) {
            self.close(open, None);
        }
        self.done
    }

    /// A caption without a visible character is none.
    fn close(&mut self, open: Open, end: Option<i64>) {
        let (rows, cells) = rows_of(&open.cells);
        if rows.iter().all(|row| row.text().trim().is_empty()) {
            return;
        }
        self.done.push(Caption {
            channel: self.channel,
            mode: open.mode,
            rows,
            cells,
            in_frame: open.start,
            out_frame: end,
            last_pair: open.last_pair,
        });
    }
}

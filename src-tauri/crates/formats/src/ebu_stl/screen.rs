//! Where rows of text stand on the screen.

use super::pen::Standard;

/// Rows and columns of a teletext page that subtitles may use.
pub(super) const ROWS: u8 = 23;
pub(super) const COLUMNS: u8 = 40;

/// The screen that vertical positions count on. In teletext it has 23 rows; in
/// open subtitling as many as the field MNR says, and 99 of them are a way to
/// say percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Screen {
    pub(super) standard: Standard,
    pub(super) rows: u8,
}

impl Screen {
    /// The screen of a file; `rows` is what its field MNR says.
    pub(super) fn new(standard: Standard, rows: Option<u32>) -> Self {
        let open = rows.and_then(|rows| u8::try_from(rows).ok());
        let rows = match standard {
            Standard::Teletext => ROWS,
            Standard::Open => open.filter(|rows| (1..=99).contains(rows)).unwrap_or(ROWS),
        };
        Self { standard, rows }
    }

    /// Rows of an open screen that one row of text takes: about a dozen rows of
    /// text fit on a picture, however finely positions count.
    pub(super) fn pitch(self) -> u8 {
        self.rows.div_ceil(12)
    }

    /// The screen rows at which rows of text start that take so many screen
    /// rows each and end at the bottom.
    pub(super) fn bottom(self, heights: &[u8]) -> Vec<u16> {
        let mut below = u16::from(self.rows) + 1;
        let starts = heights.iter().rev().map(|height| {
            below = below.saturating_sub(u16::from(*height)).max(1);
            below
        });
        let mut starts: Vec<u16> = starts.collect();
        starts.reverse();
        starts
    }

    /// The row of the caption grid that a screen row is.
    pub(super) fn to_grid(self, row: u16) -> u8 {
        let row = row.clamp(1, u16::from(self.rows));
        u8::try_from(self.scaled(row, self.rows, ROWS)).unwrap_or(ROWS)
    }

    /// The screen row that a row of the caption grid is.
    pub(super) fn of_grid(self, row: u8) -> u16 {
        let row = u16::from(row.clamp(1, ROWS));
        self.scaled(row, ROWS, self.rows).min(u16::from(self.rows))
    }

    /// Screens of more rows than the grid are measured by it; on others, the
    /// rows are those of the grid.
    fn scaled(self, row: u16, from: u8, to: u8) -> u16 {
        if self.rows <= ROWS {
            return row;
        }
        let (from, to) = (u16::from(from) - 1, u16::from(to) - 1);
        1 + ((row - 1) * to * 2 + from) / (from * 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_ends_at_the_bottom() {
        let teletext = Screen::new(Standard::Teletext, Some(11));
        let open = |rows| Screen::new(Standard::Open, Some(rows));
        for (screen, heights, starts) in [
            (teletext, &[2_u8][..], &[22_u16][..]),
            (teletext, &[2, 2], &[20, 22]),
            (teletext, &[2, 2, 2], &[18, 20, 22]),
            (teletext, &[1, 1], &[22, 23]),
            (open(11), &[1, 1], &[10, 11]),
            (open(23), &[2, 2], &[20, 22]),
            (open(99), &[9, 9], &[82, 91]),
            (
                teletext,
                &[2; 12],
                &[1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22],
            ),
        ] {
            assert_eq!(screen.bottom(heights), starts);
            if screen.standard == Standard::Open {
                assert_eq!(screen.pitch(), heights[0]);
            }
        }
    }

    #[test]
    fn fine_positions_become_rows_of_the_grid() {
        let screen = Screen::new(Standard::Open, Some(99));
        for (row, grid) in [(0, 1), (1, 1), (50, 12), (99, 23), (120, 23)] {
            assert_eq!(screen.to_grid(row), grid, "{row}");
        }
        for grid in 1..=ROWS {
            assert_eq!(screen.to_grid(screen.of_grid(grid)), grid);
        }
        let screen = Screen::new(Standard::Open, Some(11));
        assert_eq!((screen.to_grid(8), screen.of_grid(20)), (8, 11));
    }
}

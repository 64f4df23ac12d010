//! Places on the picture, from one way of naming them to another.

use captions::{
    Align, Anchor, BlockOffset, BoxPosition, Cue, GridCell, Percent, Position, Time, Track,
};

use crate::loss::{Losses, describe_align, describe_place};
use crate::{Feature, Severity};

/// The grid that cells count on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grid {
    /// CEA-608: 15 rows of 32 columns. Cells say where text starts.
    Cea608,
    /// A page of teletext: 23 rows of 40 columns. Rows whose cells are all in
    /// the first column are justified, as the cue is aligned.
    Teletext,
}

impl Grid {
    /// The grid of a track.
    pub(crate) fn of(track: &Track) -> Self {
        match track.format.as_deref() {
            Some("ebu-stl") => Self::Teletext,
            _ => Self::Cea608,
        }
    }

    /// The smaller of the grids that have these cells.
    fn with(cells: &[GridCell]) -> Self {
        let (rows, columns) = Self::Cea608.size();
        if cells
            .iter()
            .all(|cell| cell.row <= rows && cell.column <= columns)
        {
            Self::Cea608
        } else {
            Self::Teletext
        }
    }

    /// Rows and columns.
    pub(crate) const fn size(self) -> (u8, u8) {
        match self {
            Self::Cea608 => (15, 32),
            Self::Teletext => (23, 40),
        }
    }

    /// Whether a cue is aligned within its rows, and not by its cells.
    pub(crate) fn justifies(self, cells: &[GridCell]) -> bool {
        self == Self::Teletext && cells.iter().all(|cell| cell.column == 1)
    }
}

/// The place on a numeric keypad nearest to where a cue stands; `None` where
/// it stands where players put cues anyway.
pub(crate) fn keypad(cue: &Cue) -> Option<u8> {
    let place = match &cue.position {
        Position::Numpad(place) => (*place).clamp(1, 9),
        Position::Auto => 2,
        Position::Grid(cells) => {
            let rows = Grid::with(cells).size().0;
            let row = cells.first().map_or(rows, |cell| cell.row.clamp(1, rows));
            [8, 5, 2][usize::from((row - 1) * 3 / rows)]
        }
        Position::Box(place) => row_of(place),
    };
    let place = if matches!(cue.position, Position::Numpad(_)) {
        place
    } else {
        match column_of(cue) {
            Column::Left => place - 1,
            Column::Middle => place,
            Column::Right => place + 1,
        }
    };
    let default = place == 2 && !matches!(cue.position, Position::Numpad(_));
    (!default).then_some(place)
}

/// The place on a numeric keypad for a format that knows no finer one, with
/// what that loses; `None` where players put cues anyway.
pub(crate) fn nearest_key(at: (&Cue, u32), losses: &mut Losses) -> Option<u8> {
    let cue = at.0;
    let key = keypad(cue);
    let is_exact = matches!(cue.position, Position::Auto | Position::Numpad(_));
    if is_exact && cue.align == Align::Center {
        return key;
    }
    let to = key.map_or_else(
        || "the player's own place".to_owned(),
        |key| format!("place {key} of the keypad"),
    );
    let lost = describe_place(&cue.position);
    if let Some((feature, from)) = lost.filter(|(feature, _)| *feature != Feature::Place) {
        losses.of_cue(at, feature, Severity::Warning, from, to.clone());
    }
    if cue.align != Align::Center {
        let from = describe_align(cue.align);
        losses.of_cue(at, Feature::Align, Severity::Warning, from, to);
    }
    key
}

/// Whether a cue stands where the player, or its region, puts it.
pub(crate) fn is_own(position: &Position) -> bool {
    match position {
        Position::Auto => true,
        Position::Box(place) => {
            let bare = BoxPosition {
                region: place.region.clone(),
                ..BoxPosition::default()
            };
            **place == bare
        }
        Position::Grid(_) | Position::Numpad(_) => false,
    }
}

/// The middle key of the row of keys a box lies in.
fn row_of(place: &BoxPosition) -> u8 {
    match place.block {
        BlockOffset::Auto => 2,
        BlockOffset::Row(row) if row < 0 => {
            if row < -10 {
                8
            } else {
                2
            }
        }
        BlockOffset::Row(0..=4) => 8,
        BlockOffset::Row(5..=9) => 5,
        BlockOffset::Row(_) => 2,
        BlockOffset::Percent(percent) if percent < Percent::whole(34) => 8,
        BlockOffset::Percent(percent) if percent < Percent::whole(67) => 5,
        BlockOffset::Percent(_) => 2,
    }
}

/// A third of the picture's width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Left,
    Middle,
    Right,
}

fn column_of(cue: &Cue) -> Column {
    if let Position::Box(place) = &cue.position
        && let Some(inline) = place.inline
        && place.inline_anchor != Anchor::Auto
    {
        if inline < Percent::whole(34) {
            return Column::Left;
        }
        if inline > Percent::whole(66) {
            return Column::Right;
        }
        return Column::Middle;
    }
    match cue.align {
        Align::Start | Align::Left => Column::Left,
        Align::Center => Column::Middle,
        Align::End | Align::Right => Column::Right,
    }
}

/// When a cue goes; where it does not say, that is assumed and declared.
pub(crate) fn out_time(at: (&Cue, u32), next_in: Option<Time>, losses: &mut Losses) -> Time {
    at.0.out_time.unwrap_or_else(|| {
        let out = assumed_out(at.0.in_time, next_in);
        let from = "stays until further notice";
        let to = format!("goes at {out}");
        losses.of_cue(at, Feature::OpenEnd, Severity::Warning, from, to);
        out
    })
}

/// When a cue without an out time goes: with the next cue, and after five
/// seconds at the latest.
fn assumed_out(in_time: Time, next_in: Option<Time>) -> Time {
    let latest = in_time + Time::from_seconds(5);
    match next_in {
        Some(next) if next > in_time => next.min(latest),
        _ => latest,
    }
}

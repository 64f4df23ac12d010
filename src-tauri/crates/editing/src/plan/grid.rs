//! Where cues stand on the picture.

use captions::{Align, Cue, CueId, Document, GridCell, Position, Writing};

use super::Draft;
use super::draft::editable;
use super::phrase::cues_phrase;
use crate::{Plan, Rejected, RejectedCode};

/// The last row of the CEA-608 grid, and of a teletext page.
const LAST_ROWS: [u8; 2] = [15, 23];

/// The last column of a teletext page, the wider of the two grids.
const LAST_COLUMN: u8 = 40;

/// Puts cues in a place. On the caption grid, rows beyond the cells given go
/// below the last one.
pub(super) fn set_position(
    document: &Document,
    ids: &[CueId],
    position: &Position,
    align: Option<Align>,
    writing: Option<Writing>,
) -> Result<Plan, Rejected> {
    check_position(position)?;
    let cues = editable(document, ids)?;
    let mut draft = Draft::new(document);
    for cue in &cues {
        draft.update(cue.id, |cue| {
            cue.position = position.clone();
            cue.align = align.unwrap_or(cue.align);
            cue.writing = writing.unwrap_or(cue.writing);
            fit_grid(cue);
        });
    }
    let label = format!("Set position of {}", cues_phrase(document, &cues));
    let mut plan = draft.finish(label, cues.iter().map(|cue| cue.id).collect())?;
    if let [cue] = cues[..] {
        plan.coalesce = Some(format!("position:{}", cue.id));
    }
    Ok(plan)
}

fn check_position(position: &Position) -> Result<(), Rejected> {
    let is_cell = |cell: &GridCell| {
        (1..=LAST_ROWS[1]).contains(&cell.row) && (1..=LAST_COLUMN).contains(&cell.column)
    };
    match position {
        Position::Numpad(key) if !(1..=9).contains(key) => Err(Rejected::new(
            RejectedCode::BadValue,
            "A place on the keypad is a digit from 1 to 9",
        )),
        Position::Grid(cells) if cells.is_empty() || !cells.iter().all(is_cell) => {
            Err(Rejected::new(
                RejectedCode::BadValue,
                "A place on the caption grid is a row from 1 to 23 and a column from 1 to 40",
            ))
        }
        _ => Ok(()),
    }
}

/// Gives every row of a cue on the caption grid its cell, and no cell to rows
/// that are gone. New rows keep the distance of those above; where the grid
/// ends, the block moves up.
pub fn fit_grid(cue: &mut Cue) {
    let Position::Grid(cells) = &mut cue.position else {
        return;
    };
    let wanted = cue.rows.len().max(1);
    cells.truncate(wanted);
    let Some(last) = cells.last().copied() else {
        cue.position = Position::Auto;
        return;
    };
    let spacing = match cells[..] {
        [.., above, below] => below.row.saturating_sub(above.row).max(1),
        _ => 1,
    };
    let mut row = last.row;
    while cells.len() < wanted {
        row = row.saturating_add(spacing);
        cells.push(GridCell {
            row,
            column: last.column,
        });
    }
    let end = LAST_ROWS.into_iter().find(|end| last.row <= *end);
    let excess = row.saturating_sub(end.unwrap_or(u8::MAX));
    for cell in cells {
        cell.row = cell.row.saturating_sub(excess).max(1);
    }
}

//! Neighbours become one cue.

use captions::{Cue, CueId, Document, Position, Row, Time};

use super::Draft;
use super::draft::editable;
use super::grid::fit_grid;
use crate::{Plan, Rejected, RejectedCode};

/// Joins neighbours into the first of them, which keeps its identity and all
/// that belongs to a cue as a whole: row after row, from the earliest in to
/// the latest out time, with the notes and the waivers of all.
pub(super) fn merge(document: &Document, ids: &[CueId]) -> Result<Plan, Rejected> {
    let mut cues = editable(document, ids)?;
    cues.sort_by_key(|cue| cue.order());
    let [first, rest @ ..] = cues.as_slice() else {
        return Err(too_few(&cues));
    };
    let Some(last) = rest.last() else {
        return Err(too_few(&cues));
    };
    let follows =
        |pair: &[&Cue]| document.cues_after(pair[0]).next().map(|c| c.id) == Some(pair[1].id);
    if !cues.windows(2).all(follows) {
        return Err(Rejected {
            code: RejectedCode::NotNeighbours,
            cues: cues.iter().map(|cue| cue.id).collect(),
            message: "Only neighbours in one track can be merged".to_owned(),
        });
    }
    let (from, to) = (document.number(first), document.number(last));
    let join = if to - from == 1 { "and" } else { "to" };
    let mut draft = Draft::new(document);
    draft.update(first.id, |cue| *cue = joined(&cues, first, last));
    for cue in rest {
        draft.remove(cue);
    }
    draft.finish(format!("Merge cues {from} {join} {to}"), vec![first.id])
}

fn too_few(cues: &[&Cue]) -> Rejected {
    Rejected {
        code: RejectedCode::NothingSelected,
        cues: cues.iter().map(|cue| cue.id).collect(),
        message: "Merging takes at least two cues".to_owned(),
    }
}

fn joined(cues: &[&Cue], first: &Cue, last: &Cue) -> Cue {
    let mut cue = first.clone();
    let ins = cues.iter().map(|cue| cue.in_time);
    cue.in_time = ins.fold(first.in_time, Time::min);
    // An open end of the last cue stays open.
    cue.out_time =
        (last.out_time).map(|out| cues.iter().filter_map(|c| c.out_time).fold(out, Time::max));
    cue.rows = joined_rows(cues);
    if cues.iter().any(|other| other.speaker != first.speaker) {
        cue.speaker = None;
    }
    cue.mark = first
        .mark
        .filter(|_| cues.iter().all(|other| other.mark == first.mark));
    cue.notes = cues.iter().flat_map(|cue| cue.notes.clone()).collect();
    cue.notes.sort_by_key(|note| (note.written_at, note.id));
    for waiver in cues.iter().flat_map(|cue| &cue.waivers) {
        if cue.waivers.iter().all(|known| known.rule != waiver.rule) {
            cue.waivers.push(waiver.clone());
        }
    }
    for (name, value) in cues.iter().flat_map(|cue| &cue.settings) {
        (cue.settings.entry(name.clone())).or_insert_with(|| value.clone());
    }
    cue.position = joined_position(cues, first);
    fit_grid(&mut cue);
    cue
}

/// All rows in order. Where the cues have different speakers, each row says
/// whose it is.
fn joined_rows(cues: &[&Cue]) -> Vec<Row> {
    let same_speaker = cues
        .windows(2)
        .all(|pair| pair[0].speaker == pair[1].speaker);
    let mut rows = Vec::new();
    for cue in cues {
        for row in &cue.rows {
            let mut row = row.clone();
            if let Some(speaker) = cue.speaker.as_ref().filter(|_| !same_speaker) {
                for run in row.0.iter_mut().filter(|run| run.style.voice().is_none()) {
                    run.style.detail_mut().voice = Some(speaker.clone());
                }
            }
            rows.push(row);
        }
    }
    rows
}

/// The first cue's place; on the caption grid, every row keeps its own cell.
fn joined_position(cues: &[&Cue], first: &Cue) -> Position {
    let mut cells = Vec::new();
    for cue in cues {
        match &cue.position {
            Position::Grid(own) if own.len() == cue.rows.len() => cells.extend_from_slice(own),
            _ => return first.position.clone(),
        }
    }
    let below = |pair: &[captions::GridCell]| pair[0].row < pair[1].row;
    if cells.windows(2).all(below) {
        Position::Grid(cells)
    } else {
        first.position.clone()
    }
}

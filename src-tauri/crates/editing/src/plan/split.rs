//! One cue becomes two.

use captions::{Cue, CueId, Document, GridCell, Ids, Notes, Position, Row, Time};

use super::Draft;
use super::cues::make_room;
use super::draft::editable_cue;
use super::rank::room_after;
use crate::styled::{glyphs, row_of, trim_end, trim_start};
use crate::{Plan, Rejected, RejectedCode};

/// Divides a cue at the caret; the second part follows the first without a
/// gap and takes over everything but its name, its review and its source.
pub(super) fn split(
    document: &Document,
    id: CueId,
    (row, character): (u32, u32),
    time: Option<Time>,
    ids: &mut Ids,
) -> Result<Plan, Rejected> {
    let cue = editable_cue(document, id)?;
    let (first, second) = divide_rows(document, cue, as_index(row), as_index(character))?;
    let end = cue.out_time.or_else(|| {
        let next = document.cues_after(cue).map(|next| next.in_time);
        next.into_iter().find(|time| *time > cue.in_time)
    });
    let time = match time {
        Some(time) => time,
        None => proportional(document, cue, end, first.length, second.length)?,
    };
    if time <= cue.in_time || cue.out_time.is_some_and(|out| time >= out) {
        return Err(refuse(
            document,
            cue,
            "can be split only between its in and out time",
        ));
    }
    let mut draft = Draft::new(document);
    let mut new = second_part(cue, ids.cue(), time);
    (new.rows, new.position) = (second.rows, second.position);
    draft.update(id, |cue| {
        cue.out_time = Some(time);
        (cue.rows, cue.position) = (first.rows, first.position);
    });
    let room = room_after(document, cue.track, Some(cue), 1);
    new.rank = make_room(&mut draft, &room);
    let selection = vec![new.id];
    draft.add(new);
    draft.finish(format!("Split cue {}", document.number(cue)), selection)
}

/// One side of the caret.
struct Part {
    rows: Vec<Row>,
    position: Position,
    /// Characters that are read.
    length: usize,
}

fn as_index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn divide_rows(
    document: &Document,
    cue: &Cue,
    row: usize,
    character: usize,
) -> Result<(Part, Part), Rejected> {
    let empty = cue.rows.iter().all(Row::is_empty);
    let Some(at) = cue.rows.get(row).map(glyphs) else {
        if empty {
            return Ok((part(cue, Vec::new()), part(cue, Vec::new())));
        }
        return Err(refuse(document, cue, "has no such row"));
    };
    if character > at.len() {
        return Err(refuse(document, cue, "has no such place in its row"));
    }
    let (left, right) = at.split_at(character);
    let mut first: Vec<(usize, Row)> = cue.rows[..row].iter().cloned().enumerate().collect();
    first.push((row, row_of(trim_end(left))));
    let mut second = vec![(row, row_of(trim_start(right)))];
    second.extend((row + 1..).zip(cue.rows[row + 1..].iter().cloned()));
    while first.last().is_some_and(|(_, row)| is_blank(row)) {
        first.pop();
    }
    let blank = second.iter().take_while(|(_, row)| is_blank(row)).count();
    second.drain(..blank);
    if !empty && (first.is_empty() || second.is_empty()) {
        return Err(refuse(document, cue, "can be split only inside its text"));
    }
    Ok((part(cue, first), part(cue, second)))
}

fn is_blank(row: &Row) -> bool {
    row.text().chars().all(char::is_whitespace)
}

/// Rows with the numbers they had in the whole cue, which is where their cells
/// of the caption grid are found.
fn part(cue: &Cue, rows: Vec<(usize, Row)>) -> Part {
    let position = match &cue.position {
        Position::Grid(cells) => {
            let of_row = |(row, _): &(usize, Row)| cells.get(*row).copied();
            let cells: Vec<GridCell> = rows.iter().filter_map(of_row).collect();
            Position::Grid(cells)
        }
        other => other.clone(),
    };
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    let length = rows.iter().map(Row::chars).sum();
    Part {
        rows,
        position,
        length,
    }
}

/// The time that divides the cue as the caret divides its text, on a frame
/// where there is one inside the cue.
fn proportional(
    document: &Document,
    cue: &Cue,
    end: Option<Time>,
    first: usize,
    second: usize,
) -> Result<Time, Rejected> {
    let Some(end) = end else {
        return Err(refuse(document, cue, "has no end, so a time is needed"));
    };
    let (part, whole) = match first + second {
        0 => (1, 2),
        total => (as_count(first), as_count(total)),
    };
    let inside = |time: &Time| *time > cue.in_time && *time < end;
    let exact = (end - cue.in_time).scaled(part, whole);
    let exact = exact.map(|length| cue.in_time + length);
    let rate = document.settings().timebase.rate();
    let frames = exact.map(|time| rate.nearest_frame(time));
    let near = frames
        .into_iter()
        .flat_map(|frame| [frame, frame + 1, frame - 1]);
    let snapped = near.map(|frame| rate.time_of(frame)).find(inside);
    snapped
        .or_else(|| exact.filter(inside))
        .ok_or_else(|| refuse(document, cue, "is too short to be split"))
}

fn as_count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The cue again from `time` on, without text. What it may break, both parts
/// may.
fn second_part(cue: &Cue, id: CueId, time: Time) -> Cue {
    Cue {
        id,
        in_time: time,
        rows: Vec::new(),
        label: None,
        mark: None,
        notes: Notes::new(),
        raw: None,
        ..cue.clone()
    }
}

fn refuse(document: &Document, cue: &Cue, what: &str) -> Rejected {
    Rejected {
        code: RejectedCode::CannotSplit,
        cues: vec![cue.id],
        message: format!("Cue {} {what}", document.number(cue)),
    }
}

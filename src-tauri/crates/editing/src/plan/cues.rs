//! Insert, delete and sort.

use std::collections::HashSet;

use captions::{Cue, CueId, Document, Ids, Row, Time, TrackId};

use super::Draft;
use super::draft::{check_times, editable, editable_track};
use super::phrase::cues_phrase;
use super::rank::{Room, room_after};
use super::timing::move_by;
use crate::styled::tidy;
use crate::{Plan, Rejected, RejectedCode};

/// A new cue after the last one that starts no later.
pub(super) fn insert(
    document: &Document,
    track: TrackId,
    (in_time, out_time): (Time, Option<Time>),
    rows: &[Row],
    ids: &mut Ids,
) -> Result<Plan, Rejected> {
    editable_track(document, track)?;
    let mut cue = Cue::new(ids.cue(), track, in_time, out_time);
    cue.rows = tidy(rows);
    check_times(document, &cue)?;
    let mut earlier = document.cues(track).rev();
    let before = earlier.find(|other| other.in_time <= in_time);
    let number = before.map_or(0, |before| document.number(before)) + 1;
    let mut draft = Draft::new(document);
    let room = room_after(document, track, before, 1);
    cue.rank = make_room(&mut draft, &room);
    let selection = vec![cue.id];
    draft.add(cue);
    draft.finish(format!("Insert cue {number}"), selection)
}

/// Moves the neighbours aside and gives the first rank that is free then.
pub(super) fn make_room(draft: &mut Draft<'_>, room: &Room) -> i64 {
    for (id, rank) in &room.moved {
        draft.update(*id, |cue| cue.rank = *rank);
    }
    room.ranks.first().copied().unwrap_or_default()
}

/// Takes cues out; what was said about them stays, about the moments where
/// they were. With `ripple`, the time they alone took goes with them:
/// later cues of the track come forward by it.
pub(super) fn delete(document: &Document, ids: &[CueId], ripple: bool) -> Result<Plan, Rejected> {
    let cues = editable(document, ids)?;
    let gone: HashSet<CueId> = cues.iter().map(|cue| cue.id).collect();
    let label = format!("Delete {}", cues_phrase(document, &cues));
    let mut draft = Draft::new(document);
    for cue in &cues {
        draft.let_go(cue);
    }
    if ripple {
        let mut tracks: Vec<TrackId> = cues.iter().map(|cue| cue.track).collect();
        tracks.sort_unstable();
        tracks.dedup();
        for track in tracks {
            close_gaps(document, track, &gone, &mut draft);
        }
    }
    let selection = neighbour(document, &cues, &gone);
    let label = if ripple {
        label + " and close the gap"
    } else {
        label
    };
    draft.finish(label, selection.into_iter().collect())
}

/// The cue to go on with: the next one that stays, else the one before.
fn neighbour(document: &Document, cues: &[&Cue], gone: &HashSet<CueId>) -> Option<CueId> {
    let last = cues.iter().max_by_key(|cue| cue.order())?;
    let stays = |cue: &&Cue| !gone.contains(&cue.id);
    let next = document.cues_after(last).find(stays);
    let cue = next.or_else(|| document.cues_before(last).rev().find(stays));
    cue.map(|cue| cue.id)
}

/// Brings every cue that stays forward by the time the deleted cues before it
/// took, never before the start of the cue that made room.
fn close_gaps(document: &Document, track: TrackId, gone: &HashSet<CueId>, draft: &mut Draft<'_>) {
    let mut closed = Time::ZERO;
    let mut run: Vec<&Cue> = Vec::new();
    let mut in_time: Vec<&Cue> = document.cues(track).collect();
    in_time.sort_by_key(|cue| cue.in_time);
    for cue in in_time {
        if gone.contains(&cue.id) {
            run.push(cue);
            continue;
        }
        closed += covered(&run, cue.in_time);
        run.clear();
        if closed > Time::ZERO {
            draft.update(cue.id, |cue| move_by(cue, -closed));
        }
    }
}

/// How much of the time before `limit` the cues of a run take together. A cue
/// without an end lasts until the next one.
fn covered(run: &[&Cue], limit: Time) -> Time {
    let mut spans: Vec<(Time, Time)> = Vec::with_capacity(run.len());
    for (at, cue) in run.iter().enumerate() {
        let next = run.get(at + 1).map_or(limit, |next| next.in_time);
        spans.push((cue.in_time, cue.out_time.unwrap_or(next).min(limit)));
    }
    spans.sort_unstable();
    let mut total = Time::ZERO;
    let mut reached = Time::from_flicks(i64::MIN);
    for (start, end) in spans {
        let start = start.max(reached);
        if end > start {
            total += end - start;
            reached = end;
        }
    }
    total
}

/// Orders a track by in time; cues that start together keep their order.
pub(super) fn sort(document: &Document, track: TrackId) -> Result<Plan, Rejected> {
    let name = super::quoted(&editable_track(document, track)?.name);
    let cues: Vec<&Cue> = document.cues(track).collect();
    if cues.is_sorted_by_key(|cue| cue.in_time) {
        return Err(Rejected::new(
            RejectedCode::NothingToDo,
            "The cues are in order of time already",
        ));
    }
    let mut sorted = cues.clone();
    sorted.sort_by_key(|cue| cue.in_time);
    let distinct = cues.windows(2).all(|pair| pair[0].rank < pair[1].rank);
    let mut draft = Draft::new(document);
    let mut rank = 0;
    for (old, cue) in cues.iter().zip(&sorted) {
        rank += Cue::RANK_STEP;
        let place = if distinct { old.rank } else { rank };
        if cue.rank != place {
            draft.update(cue.id, |cue| cue.rank = place);
        }
    }
    draft.finish(format!("Sort {name} by time"), Vec::new())
}

//! When cues stand.

use std::collections::BTreeMap;

use captions::{Cue, CueId, Document, Time, TrackId};

use super::Draft;
use super::draft::{check_times, editable, editable_in_scope};
use super::notes::move_moments;
use super::phrase::{cues_phrase, signed};
use crate::{Plan, Rejected, RejectedCode, Retime, Scope};

/// Gives cues the times named. With `ripple`, the cues after the last of them
/// move along with its end, or with its start where no end changes.
pub(super) fn retime(
    document: &Document,
    retimes: &[Retime],
    ripple: bool,
) -> Result<Plan, Rejected> {
    let ids: Vec<CueId> = retimes.iter().map(|retime| retime.cue).collect();
    let cues = editable(document, &ids)?;
    let mut draft = Draft::new(document);
    let mut last: BTreeMap<TrackId, (&Cue, Cue)> = BTreeMap::new();
    for retime in retimes {
        let Some(before) = document.cue(retime.cue) else {
            continue;
        };
        let mut after = before.clone();
        set_times(&mut after, retime.in_time, retime.out_time);
        check_times(document, &after)?;
        draft.update(retime.cue, |cue| cue.clone_from(&after));
        if (last.get(&before.track)).is_none_or(|(cue, _)| is_later(before, cue)) {
            last.insert(before.track, (before, after));
        }
    }
    let mut label = retime_label(document, &cues, retimes);
    if ripple {
        for (before, after) in last.values() {
            let by = ripple_distance(before, after);
            for cue in document
                .cues(before.track)
                .filter(|cue| is_later(cue, before))
            {
                draft.update(cue.id, |cue| move_by(cue, by));
            }
        }
        label += " with ripple";
    }
    let mut plan = draft.finish(label, ids)?;
    if let ([cue], [retime], false) = (&cues[..], retimes, ripple) {
        let kind = changed_times(cue, retime);
        plan.coalesce = Some(format!("{}:{}", kind.key(), cue.id));
    }
    Ok(plan)
}

/// Whether a cue comes after another in time; of those that start together,
/// the one further down does.
fn is_later(cue: &Cue, than: &Cue) -> bool {
    (cue.in_time, cue.order()) > (than.in_time, than.order())
}

/// How far the end of a cue moves, or its start where the end stays.
fn ripple_distance(before: &Cue, after: &Cue) -> Time {
    match (before.out_time, after.out_time) {
        (Some(old), Some(new)) if old != new => new - old,
        _ => after.in_time - before.in_time,
    }
}

/// Which of its times a retime changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Changed {
    In,
    Out,
    Both,
    /// Both by the same.
    Place,
}

impl Changed {
    const fn key(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Both => "times",
            Self::Place => "place",
        }
    }
}

fn changed_times(cue: &Cue, retime: &Retime) -> Changed {
    let length = retime.out_time.map(|out| out - retime.in_time);
    if retime.out_time == cue.out_time {
        Changed::In
    } else if retime.in_time == cue.in_time {
        Changed::Out
    } else if length == cue.duration() {
        Changed::Place
    } else {
        Changed::Both
    }
}

fn retime_label(document: &Document, cues: &[&Cue], retimes: &[Retime]) -> String {
    let same = |kind: Changed| {
        let is_kind = |(cue, retime): (&&Cue, &Retime)| changed_times(cue, retime) == kind;
        cues.len() == retimes.len() && cues.iter().zip(retimes).all(is_kind)
    };
    let phrase = cues_phrase(document, cues);
    if let ([first, second], [before, after]) = (cues, retimes)
        && changed_times(first, before) == Changed::Out
        && changed_times(second, after) == Changed::In
        && before.out_time == Some(after.in_time)
    {
        let (first, second) = (document.number(first), document.number(second));
        format!("Move boundary of cues {first} and {second}")
    } else if same(Changed::In) {
        format!("Set in time of {phrase}")
    } else if same(Changed::Out) {
        format!("Set out time of {phrase}")
    } else if same(Changed::Place) {
        format!("Move {phrase}")
    } else {
        format!("Set times of {phrase}")
    }
}

/// Gives a cue its times. Runs that appear later move with a cue that keeps
/// its length; where an edge is trimmed, they stay with the sound.
fn set_times(cue: &mut Cue, in_time: Time, out_time: Option<Time>) {
    let moved = in_time - cue.in_time;
    if out_time.map(|out| out - in_time) == cue.duration() {
        move_by(cue, moved);
    }
    cue.in_time = in_time;
    cue.out_time = out_time;
}

/// Moves everything in a cue that has a time.
pub(super) fn move_by(cue: &mut Cue, by: Time) {
    map_times(cue, |time| Some(time + by));
}

/// Puts every time of a cue through `map`; gives false, with the cue partly
/// changed, where that has no answer.
pub(super) fn map_times(cue: &mut Cue, map: impl Fn(Time) -> Option<Time>) -> bool {
    let mut all = true;
    let mut change = |time: &mut Time| match map(*time) {
        Some(mapped) => *time = mapped,
        None => all = false,
    };
    change(&mut cue.in_time);
    if let Some(out) = &mut cue.out_time {
        change(out);
    }
    let runs = cue.rows.iter_mut().flat_map(|row| &mut row.0);
    for detail in runs.filter_map(|run| run.style.detail.as_mut()) {
        if let Some(appears) = &mut detail.appears {
            change(appears);
        }
    }
    all
}

/// Moves cues in time; with a whole track, the moments that were spoken of too.
pub(super) fn shift(document: &Document, scope: &Scope, by: Time) -> Result<Plan, Rejected> {
    let cues = editable_in_scope(document, scope)?;
    let phrase = cues_phrase(document, &cues);
    let label = format!("Shift {phrase} by {}", signed(by));
    map_scope(document, &cues, scope, label, |time| Some(time + by))
}

/// Two-point synchronisation: exact, rounded once to the flick.
pub(super) fn stretch(
    document: &Document,
    scope: &Scope,
    from: (Time, Time),
    to: (Time, Time),
) -> Result<Plan, Rejected> {
    let (old, new) = (from.1 - from.0, to.1 - to.0);
    if old == Time::ZERO || new == Time::ZERO {
        return Err(Rejected::new(
            RejectedCode::SamePoint,
            "The two points must be at different times",
        ));
    }
    if (old < Time::ZERO) != (new < Time::ZERO) {
        return Err(Rejected::new(
            RejectedCode::BadValue,
            "The second point must stay on its side of the first",
        ));
    }
    let cues = editable_in_scope(document, scope)?;
    let label = format!("Stretch {}", cues_phrase(document, &cues));
    map_scope(document, &cues, scope, label, |time| {
        let distance = (time - from.0).scaled(new.flicks(), old.flicks())?;
        Some(to.0 + distance)
    })
}

fn map_scope(
    document: &Document,
    cues: &[&Cue],
    scope: &Scope,
    label: String,
    map: impl Fn(Time) -> Option<Time>,
) -> Result<Plan, Rejected> {
    let mut draft = Draft::new(document);
    for cue in cues {
        let mut fits = true;
        draft.update(cue.id, |cue| fits = map_times(cue, &map));
        if !fits {
            let mut refused = Rejected::new(RejectedCode::BadValue, String::new());
            refused.cues = vec![cue.id];
            refused.message = format!(
                "Cue {} would lie beyond the last time there is",
                document.number(cue)
            );
            return Err(refused);
        }
    }
    if let Scope::Track(track) = scope {
        draft.update_track(*track, |track| move_moments(track, &map));
    }
    draft.finish(label, scope_selection(scope))
}

/// What stays selected: the cues that were named, not a whole track.
pub(super) fn scope_selection(scope: &Scope) -> Vec<CueId> {
    match scope {
        Scope::Cues(ids) => ids.clone(),
        Scope::From(id) => vec![*id],
        Scope::Track(_) => Vec::new(),
    }
}

/// Moves in and out times to the nearest frame; a cue keeps at least one.
pub(super) fn snap(document: &Document, scope: &Scope) -> Result<Plan, Rejected> {
    let cues = editable_in_scope(document, scope)?;
    let rate = document.settings().timebase.rate();
    let mut draft = Draft::new(document);
    for cue in &cues {
        let first = rate.nearest_frame(cue.in_time);
        let end = cue.out_time.map(|out| {
            let end = rate.nearest_frame(out);
            // An end that lies before the start is for the captioner to mend.
            if out > cue.in_time {
                end.max(first + 1)
            } else {
                end
            }
        });
        draft.update(cue.id, |cue| {
            cue.in_time = rate.time_of(first);
            cue.out_time = end.map(|frame| rate.time_of(frame));
        });
    }
    let label = format!("Snap {} to frames", cues_phrase(document, &cues));
    draft.finish(label, scope_selection(scope))
}

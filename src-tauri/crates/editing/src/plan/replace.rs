//! A track's cues giving way to others.

use std::collections::HashMap;

use captions::{Cue, CueId, Document, Ids, Time, TrackId};

use super::draft::editable_track;
use super::{Draft, fit_grid, quoted};
use crate::styled::tidy;
use crate::{Plan, Rejected};

/// What it comes to that a track holds these cues from now on, in this order.
///
/// A cue that says the same at the same time stays as it is, with all that is
/// known of it here. One that differs from a cue that starts when it does
/// becomes that one; the rest go, all but what was said about them, and what is
/// left is new.
///
/// # Errors
/// Where the track is gone or a reference, or holds just these cues.
pub fn plan_replacement(
    document: &Document,
    track: TrackId,
    cues: &[Cue],
    ids: &mut Ids,
) -> Result<Plan, Rejected> {
    let of = editable_track(document, track)?;
    let matched = matched(document, track, cues);
    let mut draft = Draft::new(document);
    let mut rank = 0_i64;
    for (cue, before) in cues.iter().zip(&matched) {
        rank = rank.saturating_add(Cue::RANK_STEP);
        match before.and_then(|id| document.cue(id)) {
            Some(before) => draft.update(before.id, |now| become_like(now, before, cue, rank)),
            None => draft.add(Cue {
                id: ids.cue(),
                track,
                rank,
                rows: tidy(&cue.rows),
                raw: None,
                ..cue.clone()
            }),
        }
    }
    let gone = document
        .cues(track)
        .filter(|cue| !matched.contains(&Some(cue.id)));
    for cue in gone {
        draft.let_go(cue);
    }
    draft.finish(
        format!("Replace the cues of {}", quoted(&of.name)),
        Vec::new(),
    )
}

/// For each of `cues` the cue of the track that becomes it.
fn matched(document: &Document, track: TrackId, cues: &[Cue]) -> Vec<Option<CueId>> {
    let mut left: HashMap<Time, Vec<&Cue>> = HashMap::new();
    for cue in document.cues(track) {
        left.entry(cue.in_time).or_default().push(cue);
    }
    let mut take = |wanted: &Cue, exactly: bool| {
        let there = left.get_mut(&wanted.in_time)?;
        let fits = |cue: &&Cue| !exactly || says_the_same(cue, wanted);
        let at = there.iter().position(fits)?;
        Some(there.remove(at).id)
    };
    let mut matched: Vec<Option<CueId>> = cues.iter().map(|cue| take(cue, true)).collect();
    for (cue, found) in cues.iter().zip(&mut matched) {
        if found.is_none() {
            *found = take(cue, false);
        }
    }
    matched
}

fn says_the_same(a: &Cue, b: &Cue) -> bool {
    a.out_time == b.out_time && a.text() == b.text()
}

fn become_like(now: &mut Cue, before: &Cue, wanted: &Cue, rank: i64) {
    now.rank = rank;
    now.out_time = wanted.out_time;
    if before.text() != wanted.text() {
        now.rows = tidy(&wanted.rows);
        fit_grid(now);
    }
}

#[cfg(test)]
mod tests {
    use captions::{Row, Settings, Track};

    use super::*;

    fn cue(id: CueId, track: TrackId, second: i64, text: &str) -> Cue {
        let (start, end) = (Time::from_seconds(second), Time::from_seconds(second + 1));
        Cue {
            rank: second,
            rows: vec![Row::plain(text)],
            ..Cue::new(id, track, start, Some(end))
        }
    }

    #[test]
    fn what_stays_keeps_its_name_and_looks_and_the_rest_gives_way() {
        let mut ids = Ids::new(1, 1);
        let track = Track::new(ids.track(), "English", "en");
        let mut document = Document::new(Settings::default());
        document.put_track(track.clone());
        let mut same = cue(ids.cue(), track.id, 0, "Same");
        same.forced = true;
        let other = cue(ids.cue(), track.id, 2, "Before");
        let gone = cue(ids.cue(), track.id, 4, "Gone");
        for one in [&same, &other, &gone] {
            document.put_cue(one.clone()).expect("the track is there");
        }
        let given = [(0, "Same"), (2, "After"), (6, "New")];
        let given: Vec<Cue> = given
            .iter()
            .map(|(second, text)| cue(ids.cue(), track.id, *second, text))
            .collect();
        let plan = plan_replacement(&document, track.id, &given, &mut ids).expect("it differs");
        plan.patch.apply(&mut document).expect("it fits");
        let cues: Vec<&Cue> = document.cues(track.id).collect();
        let texts: Vec<String> = cues.iter().map(|cue| cue.text()).collect();
        assert_eq!(texts, ["Same", "After", "New"]);
        assert_eq!((cues[0].id, cues[1].id), (same.id, other.id));
        assert!(cues[0].forced);
        let again = plan_replacement(&document, track.id, &given, &mut ids);
        assert!(again.is_err(), "nothing is left to do");
    }
}

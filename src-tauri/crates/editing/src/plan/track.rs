//! Tracks and settings as a whole.

use std::collections::HashSet;

use captions::{Cue, CueId, Document, Ids, Limits, Settings, Time, Track, TrackId, TrackState};

use super::draft::existing_track;
use super::{Draft, notes, quoted};
use crate::styled::tidy;
use crate::{Plan, Rejected, RejectedCode};

/// Adds a track after those there are, with its cues in the order given and
/// with the times they have. Ids that are taken are replaced by fresh ones.
pub(super) fn add(
    document: &Document,
    track: &Track,
    cues: &[Cue],
    ids: &mut Ids,
) -> Result<Plan, Rejected> {
    check_track(track)?;
    let mut track = track.clone();
    if document.track(track.id).is_some() {
        track.id = ids.track();
    }
    let ranks: Vec<i64> = document.tracks().iter().map(|other| other.rank).collect();
    if ranks.contains(&track.rank) {
        let last = ranks.into_iter().max().unwrap_or_default();
        track.rank = last.saturating_add(1);
    }
    let label = format!("Add track {}", quoted(&track.name));
    let mut draft = Draft::new(document);
    let mut taken: HashSet<CueId> = HashSet::with_capacity(cues.len());
    let in_order = cues.windows(2).all(|pair| pair[0].rank < pair[1].rank);
    let mut rank = 0_i64;
    let id = track.id;
    let mut names = notes::note_names(document);
    notes::rename_taken(&mut track.notes, &mut names, ids);
    draft.add_track(track);
    for cue in cues {
        let mut cue = cue.clone();
        notes::rename_taken(&mut cue.notes, &mut names, ids);
        while document.cue(cue.id).is_some() || !taken.insert(cue.id) {
            cue.id = ids.cue();
        }
        cue.track = id;
        // What a reader gives stays as its bytes say.
        if cue.raw.is_none() {
            cue.rows = tidy(&cue.rows);
        }
        rank = rank.saturating_add(Cue::RANK_STEP);
        if !in_order {
            cue.rank = rank;
        }
        draft.add(cue);
    }
    draft.finish(label, Vec::new())
}

/// Changes what is said about a track. What a reviewer said stays: whoever
/// asks may not have heard it yet.
pub(super) fn set(document: &Document, track: &Track) -> Result<Plan, Rejected> {
    let before = existing_track(document, track.id)?;
    check_track(track)?;
    let label = if before.name != track.name {
        format!(
            "Rename track {} to {}",
            quoted(&before.name),
            quoted(&track.name)
        )
    } else if before.gate != track.gate {
        format!("Set profile of {}", quoted(&track.name))
    } else if (before.state, track.state) == (TrackState::Published, TrackState::Draft) {
        format!("Withdraw {}", quoted(&track.name))
    } else {
        format!("Change track {}", quoted(&track.name))
    };
    let mut draft = Draft::new(document);
    let (mark, notes) = (before.mark, before.notes.clone());
    draft.update_track(track.id, |now| {
        *now = Track {
            mark,
            notes,
            ..track.clone()
        };
    });
    draft.finish(label, Vec::new())
}

/// Takes a track and its cues out.
pub(super) fn remove(document: &Document, id: TrackId) -> Result<Plan, Rejected> {
    let track = existing_track(document, id)?;
    let mut draft = Draft::new(document);
    draft.remove_track(track);
    for cue in document.cues(id) {
        draft.remove(cue);
    }
    draft.finish(format!("Remove track {}", quoted(&track.name)), Vec::new())
}

fn check_track(track: &Track) -> Result<(), Rejected> {
    let bad = |message: String| Err(Rejected::new(RejectedCode::BadValue, message));
    if track.name.chars().count() > Track::MAX_NAME {
        let most = Track::MAX_NAME;
        return bad(format!(
            "A track\u{2019}s name has at most {most} characters"
        ));
    }
    if track.name.contains(char::is_control) {
        return bad("A track\u{2019}s name is one line of text".to_owned());
    }
    if !is_language_tag(&track.language) {
        return bad(format!("{} is not a language tag", quoted(&track.language)));
    }
    Ok(())
}

/// Whether a text has the shape of a BCP 47 tag (RFC 5646 section 2.1): parts
/// of one to eight letters and digits. An empty one says nothing.
fn is_language_tag(tag: &str) -> bool {
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    tag.is_empty() || tag.split('-').all(is_part)
}

/// Changes the document's settings but for the timebase, which stays.
pub(super) fn set_settings(document: &Document, settings: &Settings) -> Result<Plan, Rejected> {
    check_settings(settings)?;
    let before = document.settings();
    let mut after = settings.clone();
    after.timebase = before.timebase;
    after.shots.sort_unstable();
    after.shots.dedup();
    let label = settings_label(before, &after);
    let mut draft = Draft::new(document);
    draft.set_settings(after);
    draft.finish(label, Vec::new())
}

fn check_settings(settings: &Settings) -> Result<(), Rejected> {
    let bad = |message: &str| Err(Rejected::new(RejectedCode::BadValue, message));
    let Limits {
        row_length,
        rows,
        reading_speed,
        min_duration,
        max_duration,
        ..
    } = settings.limits;
    if settings.programme_start < 0 {
        return bad("The programme cannot start before the label 00:00:00:00");
    }
    if row_length == 0 || rows == 0 || reading_speed == 0 {
        return bad("A limit of row length, rows or reading speed must be at least 1");
    }
    if min_duration < Time::ZERO || max_duration < min_duration {
        return bad("The longest duration must not be shorter than the shortest");
    }
    if settings
        .speakers
        .iter()
        .any(|speaker| speaker.name.trim().is_empty())
    {
        return bad("A speaker needs a name");
    }
    if !is_language_tag(&settings.language) {
        return bad("The language is not a language tag");
    }
    Ok(())
}

/// Names the one setting that changes, where it is one.
fn settings_label(before: &Settings, after: &Settings) -> &'static str {
    let parts = [
        (before.title != after.title, "Set title"),
        (
            before.programme_start != after.programme_start,
            "Set programme start",
        ),
        (before.language != after.language, "Set language"),
        (before.media != after.media, "Set media"),
        (before.speakers != after.speakers, "Set speakers"),
        (before.glossary != after.glossary, "Set glossary"),
        (before.shots != after.shots, "Set shot marks"),
        (before.limits != after.limits, "Set limits"),
    ];
    let mut changed = parts.iter().filter(|(differs, _)| *differs);
    match (changed.next(), changed.next()) {
        (Some((_, label)), None) => label,
        _ => "Change settings",
    }
}

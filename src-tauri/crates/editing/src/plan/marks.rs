//! Who speaks, what a cue is, and what a reviewer decided.

use captions::{CueId, Document, ReviewMark, TrackId};

use super::Draft;
use super::draft::{editable, editable_track};
use super::phrase::{cues_phrase, quoted};
use crate::{Plan, Rejected, RejectedCode};

/// Longest name of a speaker, in characters.
const MAX_SPEAKER: usize = 200;

/// Says who speaks. A blank name is nobody.
pub(super) fn set_speaker(
    document: &Document,
    ids: &[CueId],
    speaker: Option<&str>,
) -> Result<Plan, Rejected> {
    let speaker = speaker.map(str::trim).filter(|name| !name.is_empty());
    let wrong = |name: &str| name.chars().count() > MAX_SPEAKER || name.contains(char::is_control);
    if speaker.is_some_and(wrong) {
        return Err(Rejected::new(
            RejectedCode::BadValue,
            format!("A speaker\u{2019}s name is one line of at most {MAX_SPEAKER} characters"),
        ));
    }
    let cues = editable(document, ids)?;
    let mut draft = Draft::new(document);
    for cue in &cues {
        draft.update(cue.id, |cue| cue.speaker = speaker.map(str::to_owned));
    }
    let label = format!("Set speaker of {}", cues_phrase(document, &cues));
    draft.finish(label, cues.iter().map(|cue| cue.id).collect())
}

/// Marks cues as comments or as forced, or takes the mark away.
pub(super) fn set_flags(
    document: &Document,
    ids: &[CueId],
    comment: Option<bool>,
    forced: Option<bool>,
) -> Result<Plan, Rejected> {
    let cues = editable(document, ids)?;
    let mut draft = Draft::new(document);
    for cue in &cues {
        draft.update(cue.id, |cue| {
            cue.comment = comment.unwrap_or(cue.comment);
            cue.forced = forced.unwrap_or(cue.forced);
        });
    }
    let phrase = cues_phrase(document, &cues);
    let label = match (comment, forced) {
        (Some(true), None) => format!("Mark {phrase} as comment"),
        (Some(false), None) => format!("Unmark {phrase} as comment"),
        (None, Some(true)) => format!("Mark {phrase} as forced"),
        (None, Some(false)) => format!("Unmark {phrase} as forced"),
        _ => format!("Set flags of {phrase}"),
    };
    draft.finish(label, cues.iter().map(|cue| cue.id).collect())
}

/// Approves cues, sends them back, or leaves them open.
pub(super) fn mark(
    document: &Document,
    ids: &[CueId],
    mark: Option<ReviewMark>,
) -> Result<Plan, Rejected> {
    let cues = editable(document, ids)?;
    let mut draft = Draft::new(document);
    for cue in &cues {
        draft.update(cue.id, |cue| cue.mark = mark);
    }
    let label = mark_label(mark, &cues_phrase(document, &cues));
    draft.finish(label, cues.iter().map(|cue| cue.id).collect())
}

/// Approves a track, sends it back, or leaves it open.
pub(super) fn mark_track(
    document: &Document,
    id: TrackId,
    mark: Option<ReviewMark>,
) -> Result<Plan, Rejected> {
    let track = editable_track(document, id)?;
    let mut draft = Draft::new(document);
    draft.update_track(id, |track| track.mark = mark);
    draft.finish(mark_label(mark, &quoted(&track.name)), Vec::new())
}

fn mark_label(mark: Option<ReviewMark>, what: &str) -> String {
    match mark {
        Some(ReviewMark::Approved) => format!("Approve {what}"),
        Some(ReviewMark::SentBack) => format!("Send back {what}"),
        None => format!("Take the mark off {what}"),
    }
}

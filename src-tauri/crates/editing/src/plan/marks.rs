//! Who speaks, and what a cue is.

use captions::{CueId, Document};

use super::draft::editable;
use super::phrase::cues_phrase;
use super::{Draft, refuse};
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
        return Err(refuse(
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

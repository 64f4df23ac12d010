//! Rules that a cue may break.

use captions::{CueId, Document, Waiver};

use super::Draft;
use super::draft::editable;
use super::phrase::cues_phrase;
use crate::{Plan, Rejected, RejectedCode};

/// Longest reason, in characters.
const MAX_REASON: usize = 1000;

/// Lets cues break a rule.
pub(super) fn waive(document: &Document, ids: &[CueId], waiver: &Waiver) -> Result<Plan, Rejected> {
    let length = waiver.reason.trim().chars().count();
    if length == 0 || length > MAX_REASON {
        let message = format!("A waiver needs a reason of at most {MAX_REASON} characters");
        return Err(Rejected::new(RejectedCode::BadValue, message));
    }
    let cues = editable(document, ids)?;
    let mut draft = Draft::new(document);
    for cue in &cues {
        draft.update(cue.id, |cue| {
            cue.waivers.retain(|known| known.rule != waiver.rule);
            cue.waivers.push(waiver.clone());
        });
    }
    let label = format!("Waive a finding in {}", cues_phrase(document, &cues));
    draft.finish(label, ids.to_vec())
}

/// Holds cues to a rule again.
pub(super) fn unwaive(document: &Document, ids: &[CueId], rule: &str) -> Result<Plan, Rejected> {
    let cues = editable(document, ids)?;
    let mut draft = Draft::new(document);
    for cue in &cues {
        draft.update(cue.id, |cue| cue.waivers.retain(|known| known.rule != rule));
    }
    let label = format!("Take back a waiver in {}", cues_phrase(document, &cues));
    draft.finish(label, ids.to_vec())
}

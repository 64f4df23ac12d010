//! From an edit to the patch that does it.

mod breaks;
mod cues;
mod draft;
mod grid;
mod language;
mod marks;
mod merge;
mod notes;
mod phrase;
mod rank;
mod replace;
mod split;
mod text;
mod timebase;
mod timing;
mod track;
mod waivers;

use captions::{Document, Ids};

use crate::{Edit, Plan, Rejected, search};

pub use breaks::{broken, leans};
pub use draft::editable_track;
pub(crate) use draft::{Draft, editable_in_scope, in_scope};
pub use grid::fit_grid;
pub use notes::{keep_notes, note_names};
pub(crate) use phrase::{cues_phrase, quoted};
pub use replace::plan_replacement;

/// What `edit` comes to in `document`: a patch that applies to it, with the
/// name of the step and what is to be selected afterwards. Changes nothing;
/// new records get their ids from `ids`.
///
/// Every cue whose times it changes keeps in >= 0 and out > in. Cues that a
/// file brought along in a worse state may be moved and edited otherwise.
///
/// # Errors
/// [`Rejected`] says why the edit cannot be done and which cues it is about.
pub fn plan(document: &Document, edit: &Edit, ids: &mut Ids) -> Result<Plan, Rejected> {
    match edit {
        Edit::InsertCue {
            track,
            in_time,
            out_time,
            rows,
        } => cues::insert(document, *track, (*in_time, *out_time), rows, ids),
        Edit::DeleteCues { cues, ripple } => cues::delete(document, cues, *ripple),
        Edit::SortCues { track } => cues::sort(document, *track),
        Edit::SplitCue {
            cue,
            row,
            character,
            time,
        } => split::split(document, *cue, (*row, *character), *time, ids),
        Edit::MergeCues { cues } => merge::merge(document, cues),
        Edit::SetText { cue, rows } => text::set_text(document, *cue, rows),
        Edit::SetStyle { cues, style } => text::set_style(document, cues, style),
        Edit::BreakRows { cues } => breaks::break_rows(document, cues),
        Edit::Replace {
            scope,
            query,
            replacement,
            only,
        } => search::replace(document, scope, query, replacement, only.as_ref()),
        Edit::SetPosition {
            cues,
            position,
            align,
            writing,
        } => grid::set_position(document, cues, position, *align, *writing),
        Edit::SetSpeaker { cues, speaker } => {
            marks::set_speaker(document, cues, speaker.as_deref())
        }
        Edit::SetFlags {
            cues,
            comment,
            forced,
        } => marks::set_flags(document, cues, *comment, *forced),
        Edit::Waive { cues, waiver } => waivers::waive(document, cues, waiver),
        Edit::Unwaive { cues, rule } => waivers::unwaive(document, cues, rule),
        Edit::Note { place, note } => notes::write(document, *place, note),
        Edit::ResolveNote { note, resolved } => notes::resolve(document, *note, *resolved),
        Edit::DeleteNote { note } => notes::delete(document, *note),
        Edit::TakeSuggestion { note } => notes::take(document, *note),
        Edit::Mark { cues, mark } => marks::mark(document, cues, *mark),
        Edit::MarkTrack { track, mark } => marks::mark_track(document, *track, *mark),
        Edit::RetimeCues { cues, ripple } => timing::retime(document, cues, *ripple),
        Edit::ShiftCues { scope, by } => timing::shift(document, scope, *by),
        Edit::StretchCues { scope, from, to } => timing::stretch(document, scope, *from, *to),
        Edit::SnapCues { scope } => timing::snap(document, scope),
        Edit::SetTimebase {
            timebase,
            keep_frames,
        } => timebase::set_timebase(document, *timebase, *keep_frames),
        Edit::SetSettings { settings } => track::set_settings(document, settings),
        Edit::AddTrack { track, cues } => track::add(document, track, cues, ids),
        Edit::SetTrack { track } => track::set(document, track),
        Edit::RemoveTrack { track } => track::remove(document, *track),
    }
}

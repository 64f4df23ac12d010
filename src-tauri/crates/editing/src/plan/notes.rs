//! What is said about cues and about moments of a track.

use std::collections::{HashMap, HashSet};

use captions::{Cue, CueId, Document, Ids, Note, NoteId, Notes, Row, Time, Track};

use super::draft::{LAST_TIME, editable_cue, editable_track};
use super::grid::fit_grid;
use super::{Draft, quoted};
use crate::styled::tidy;
use crate::{NotePlace, Patch, Plan, Record, Rejected, RejectedCode};

/// Where notes stand.
#[derive(Clone, Copy)]
enum Home<'a> {
    Cue(&'a Cue),
    Track(&'a Track),
}

impl<'a> Home<'a> {
    fn notes(self) -> &'a [Note] {
        match self {
            Self::Cue(cue) => &cue.notes,
            Self::Track(track) => &track.notes,
        }
    }

    /// `cue 12`, or the name of the track.
    fn phrase(self, document: &Document) -> String {
        match self {
            Self::Cue(cue) => format!("cue {}", document.number(cue)),
            Self::Track(track) => quoted(&track.name),
        }
    }

    fn change(self, draft: &mut Draft<'_>, change: impl FnOnce(&mut Notes)) {
        match self {
            Self::Cue(cue) => draft.update(cue.id, |cue| change(&mut cue.notes)),
            Self::Track(track) => draft.update_track(track.id, |track| change(&mut track.notes)),
        }
    }

    fn selection(self) -> Vec<CueId> {
        match self {
            Self::Cue(cue) => vec![cue.id],
            Self::Track(_) => Vec::new(),
        }
    }
}

/// Adds a note, to a thread or as the first of one.
pub(super) fn write(document: &Document, place: NotePlace, note: &Note) -> Result<Plan, Rejected> {
    let (home, at) = match place {
        NotePlace::Cue { cue } => (Home::Cue(editable_cue(document, cue)?), None),
        NotePlace::Moment { track, at } => {
            (Home::Track(editable_track(document, track)?), Some(at))
        }
    };
    let note = Note {
        text: note.text.trim().to_owned(),
        author: note.author.trim().to_owned(),
        suggestion: tidy(&note.suggestion),
        resolved: false,
        at: at.filter(|_| note.thread.is_none()),
        ..note.clone()
    };
    check(&note, home)?;
    if holders(document).any(|home| home.notes().iter().any(|known| known.id == note.id)) {
        let message = "A comment of this name is in the document already";
        return Err(Rejected::new(RejectedCode::Conflict, message));
    }
    let opens = |first: NoteId| {
        let is_first = |known: &Note| known.id == first && known.thread.is_none();
        home.notes().iter().any(is_first)
    };
    let (verb, is_there) = match note.thread {
        Some(first) => ("Answer", opens(first)),
        None => ("Comment", true),
    };
    if !is_there {
        return Err(no_such_note());
    }
    let mut draft = Draft::new(document);
    home.change(&mut draft, |notes| notes.push(note));
    let label = format!("{verb} on {}", home.phrase(document));
    draft.finish(label, home.selection())
}

/// Refuses what a note cannot say. It is text that anyone may have written.
fn check(note: &Note, home: Home<'_>) -> Result<(), Rejected> {
    let bad = |message: String| Err(Rejected::new(RejectedCode::BadValue, message));
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if note.text.is_empty() && note.suggestion.is_empty() {
        return bad("A comment needs a text".to_owned());
    }
    let length: usize = note.suggestion.iter().map(Row::chars).sum();
    if note.text.chars().count().max(length) > Note::MAX_TEXT {
        let most = Note::MAX_TEXT;
        return bad(format!("A comment has at most {most} characters"));
    }
    if note.text.contains(is_odd) {
        return bad("A comment is plain text without control characters".to_owned());
    }
    if note.author.chars().count() > Note::MAX_AUTHOR || note.author.contains(char::is_control) {
        let most = Note::MAX_AUTHOR;
        return bad(format!(
            "The name of who comments is one line of at most {most} characters"
        ));
    }
    if matches!(home, Home::Track(_)) && !note.suggestion.is_empty() {
        return bad("A text can be suggested for a cue only".to_owned());
    }
    match note.at {
        Some(at) if at < Time::ZERO || at > LAST_TIME => {
            bad("A comment must be about a moment of the programme".to_owned())
        }
        _ => Ok(()),
    }
}

/// Settles a thread, or takes it up again.
pub(super) fn resolve(document: &Document, id: NoteId, resolved: bool) -> Result<Plan, Rejected> {
    let (home, note) = find(document, id)?;
    let mut draft = Draft::new(document);
    home.change(&mut draft, |notes| settle(notes, note.first(), resolved));
    let verb = if resolved { "Resolve" } else { "Reopen" };
    let label = format!("{verb} a comment on {}", home.phrase(document));
    draft.finish(label, home.selection())
}

fn settle(notes: &mut [Note], first: NoteId, resolved: bool) {
    for note in notes.iter_mut().filter(|note| note.id == first) {
        note.resolved = resolved;
    }
}

/// Takes a note out, and where it opens a thread the others of it too.
pub(super) fn delete(document: &Document, id: NoteId) -> Result<Plan, Rejected> {
    let (home, _) = find(document, id)?;
    let mut draft = Draft::new(document);
    home.change(&mut draft, |notes| {
        notes.retain(|note| note.id != id && note.thread != Some(id));
    });
    let label = format!("Delete a comment on {}", home.phrase(document));
    draft.finish(label, home.selection())
}

/// Gives a cue the rows that a note proposes, and settles the thread.
pub(super) fn take(document: &Document, id: NoteId) -> Result<Plan, Rejected> {
    let (home, note) = find(document, id)?;
    let Home::Cue(cue) = home else {
        let message = "The cue that the comment was about is gone";
        return Err(Rejected::new(RejectedCode::NoSuchCue, message));
    };
    if note.suggestion.is_empty() {
        let message = "The comment suggests no text";
        return Err(Rejected::new(RejectedCode::NothingToDo, message));
    }
    let mut draft = Draft::new(document);
    draft.update(cue.id, |cue| {
        cue.rows = tidy(&note.suggestion);
        fit_grid(cue);
        settle(&mut cue.notes, note.first(), true);
    });
    let label = format!("Take the suggestion for cue {}", document.number(cue));
    draft.finish(label, vec![cue.id])
}

/// A note and where it stands, where it may be edited there.
fn find(document: &Document, id: NoteId) -> Result<(Home<'_>, &Note), Rejected> {
    let of = |home: Home<'_>| home.notes().iter().any(|note| note.id == id);
    let home = holders(document).find(|home| of(*home));
    match home {
        Some(Home::Cue(cue)) => _ = editable_cue(document, cue.id)?,
        Some(Home::Track(track)) => _ = editable_track(document, track.id)?,
        None => {}
    }
    let notes = home.map_or(&[][..], Home::notes);
    let note = notes.iter().find(|note| note.id == id);
    home.zip(note).ok_or_else(no_such_note)
}

fn no_such_note() -> Rejected {
    Rejected::new(
        RejectedCode::NoSuchNote,
        "The comment is no longer in the document",
    )
}

/// Everything in a document that notes may stand at.
fn holders(document: &Document) -> impl Iterator<Item = Home<'_>> {
    document.tracks().into_iter().flat_map(|track| {
        let cues = document.cues(track.id).map(Home::Cue);
        std::iter::once(Home::Track(track)).chain(cues)
    })
}

/// What was said about a cue, as it is said about the moment where it was.
pub(super) fn moments(cue: &Cue) -> impl Iterator<Item = Note> {
    let at = cue.in_time.clamp(Time::ZERO, LAST_TIME);
    cue.notes.iter().map(move |note| Note {
        at: note.thread.is_none().then_some(at),
        ..note.clone()
    })
}

/// Puts the moments of a track through `map`. Those that would leave the
/// programme stay.
pub(super) fn move_moments(track: &mut Track, map: impl Fn(Time) -> Option<Time>) {
    for at in track.notes.iter_mut().filter_map(|note| note.at.as_mut()) {
        let moved = map(*at).filter(|time| (Time::ZERO..=LAST_TIME).contains(time));
        *at = moved.unwrap_or(*at);
    }
}

/// The names that notes of a document have.
#[must_use]
pub fn note_names(document: &Document) -> HashSet<NoteId> {
    let notes = holders(document).flat_map(Home::notes);
    notes.map(|note| note.id).collect()
}

/// Gives notes that stand together fresh names for those that are taken.
pub(super) fn rename_taken(notes: &mut [Note], taken: &mut HashSet<NoteId>, ids: &mut Ids) {
    let mut renamed = HashMap::new();
    for note in notes.iter_mut().filter(|note| !taken.insert(note.id)) {
        let fresh = ids.note();
        renamed.insert(note.id, fresh);
        note.id = fresh;
    }
    for first in notes.iter_mut().filter_map(|note| note.thread.as_mut()) {
        *first = renamed.get(first).copied().unwrap_or(*first);
    }
}

/// Has a change that no edit planned lose nothing that was said: what was said
/// about cues that it takes out, and that it leaves to no other cue, stays with
/// their track.
pub fn keep_notes(document: &Document, patch: &mut Patch) {
    let cue_of = |record: &'_ Record| match record {
        Record::Cue(cue) => Some(cue.as_ref().clone()),
        Record::Track(_) | Record::Settings(_) => None,
    };
    let gone: Vec<Cue> = patch.removed.iter().filter_map(cue_of).collect();
    if gone.iter().all(|cue| cue.notes.is_empty()) {
        return;
    }
    let after = patch.updated.iter().map(|(_, after)| after);
    let after = after.chain(&patch.added).filter_map(cue_of);
    let kept: HashSet<NoteId> = after
        .flat_map(|cue| cue.notes)
        .map(|note| note.id)
        .collect();
    let mut draft = Draft::new(document);
    for cue in &gone {
        let left = moments(cue).filter(|note| !kept.contains(&note.id));
        draft.update_track(cue.track, |track| track.notes.extend(left));
    }
    patch.updated.extend(draft.tracks());
}

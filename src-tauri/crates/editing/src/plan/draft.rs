//! A patch in the making.

use std::collections::{HashMap, HashSet};

use captions::{Cue, CueId, Document, Settings, Time, Track, TrackId};

use super::notes::moments;
use super::phrase::cues_subject;
use crate::{Patch, Plan, Record, Rejected, RejectedCode, Scope};

/// The last time there is: above it, a JavaScript number is no longer exact.
pub(crate) const LAST_TIME: Time = Time::from_flicks((1 << 53) - 1);

/// Collects the records an edit changes. Each cue may be changed several
/// times on the way; the patch holds what it was and what it became.
pub(crate) struct Draft<'a> {
    document: &'a Document,
    updated: Vec<Cue>,
    places: HashMap<CueId, usize>,
    tracks: Vec<Track>,
    patch: Patch,
}

impl<'a> Draft<'a> {
    /// Nothing changed yet.
    pub(crate) fn new(document: &'a Document) -> Self {
        Self {
            document,
            updated: Vec::new(),
            places: HashMap::new(),
            tracks: Vec::new(),
            patch: Patch::default(),
        }
    }

    /// Changes a cue of the document; one that is not there is left alone.
    pub(crate) fn update(&mut self, id: CueId, change: impl FnOnce(&mut Cue)) {
        if let Some(place) = self.places.get(&id) {
            change(&mut self.updated[*place]);
        } else if let Some(cue) = self.document.cue(id) {
            let mut cue = cue.clone();
            change(&mut cue);
            self.places.insert(id, self.updated.len());
            self.updated.push(cue);
        }
    }

    /// Adds a cue.
    pub(crate) fn add(&mut self, cue: Cue) {
        self.patch.added.push(Record::Cue(Box::new(cue)));
    }

    /// Takes a cue out. What was said about it stays with its track.
    pub(crate) fn let_go(&mut self, cue: &Cue) {
        if !cue.notes.is_empty() {
            self.update_track(cue.track, |track| track.notes.extend(moments(cue)));
        }
        self.remove(cue);
    }

    /// Takes a cue out with all that was said about it.
    pub(crate) fn remove(&mut self, cue: &Cue) {
        self.patch.removed.push(Record::Cue(Box::new(cue.clone())));
    }

    /// Adds a track.
    pub(crate) fn add_track(&mut self, track: Track) {
        self.patch.added.push(Record::Track(Box::new(track)));
    }

    /// Takes a track out.
    pub(crate) fn remove_track(&mut self, track: &Track) {
        self.patch
            .removed
            .push(Record::Track(Box::new(track.clone())));
    }

    /// Changes what is said about a track of the document; one that is not
    /// there is left alone.
    pub(crate) fn update_track(&mut self, id: TrackId, change: impl FnOnce(&mut Track)) {
        if let Some(track) = self.tracks.iter_mut().find(|track| track.id == id) {
            change(track);
        } else if let Some(track) = self.document.track(id) {
            let mut track = track.clone();
            change(&mut track);
            self.tracks.push(track);
        }
    }

    /// Replaces the settings.
    pub(crate) fn set_settings(&mut self, after: Settings) {
        let before = self.document.settings();
        if *before != after {
            let before = Record::Settings(Box::new(before.clone()));
            let after = Record::Settings(Box::new(after));
            self.patch.updated.push((before, after));
        }
    }

    /// The cues that will differ, in the order they were touched.
    pub(crate) fn changed(&self) -> Vec<CueId> {
        let differs = |cue: &&Cue| self.document.cue(cue.id) != Some(*cue);
        let changed = self.updated.iter().filter(differs);
        changed.map(|cue| cue.id).collect()
    }

    /// The plan, where it changes something and leaves every cue it times in
    /// order.
    pub(crate) fn finish(
        mut self,
        label: impl Into<String>,
        selection: Vec<CueId>,
    ) -> Result<Plan, Rejected> {
        self.check_times()?;
        for after in self.updated {
            match self.document.cue(after.id) {
                Some(before) if *before != after => {
                    let before = Record::Cue(Box::new(before.clone()));
                    let after = Record::Cue(Box::new(after));
                    self.patch.updated.push((before, after));
                }
                _ => {}
            }
        }
        let tracks = std::mem::take(&mut self.tracks);
        self.patch.updated.extend(tracks_of(self.document, tracks));
        if self.patch.is_empty() {
            return Err(Rejected::new(
                RejectedCode::NothingToDo,
                "There is nothing to change",
            ));
        }
        Ok(Plan {
            patch: self.patch,
            label: label.into(),
            coalesce: None,
            selection,
        })
    }

    /// The tracks that differ, before and after.
    pub(crate) fn tracks(self) -> impl Iterator<Item = (Record, Record)> {
        tracks_of(self.document, self.tracks)
    }

    fn check_times(&self) -> Result<(), Rejected> {
        let updated = (self.updated.iter()).map(|cue| (self.document.cue(cue.id), cue));
        let mut early = Vec::new();
        let mut reversed = Vec::new();
        let mut far = Vec::new();
        for (before, after) in updated {
            if after.in_time < Time::ZERO && before.is_none_or(|b| after.in_time < b.in_time) {
                early.push(after.id);
            }
            if !is_forward(after) && before.is_none_or(is_forward) {
                reversed.push(after.id);
            }
            let end = after.out_time.unwrap_or(after.in_time).max(after.in_time);
            if end > LAST_TIME {
                far.push(after.id);
            }
        }
        reject_times(self.document, RejectedCode::BadValue, far)?;
        reject_times(self.document, RejectedCode::BeforeProgramme, early)?;
        reject_times(self.document, RejectedCode::EndsBeforeStart, reversed)
    }
}

fn tracks_of(document: &Document, tracks: Vec<Track>) -> impl Iterator<Item = (Record, Record)> {
    tracks.into_iter().filter_map(|after| {
        let before = document
            .track(after.id)
            .filter(|before| **before != after)?;
        let record = |track: Track| Record::Track(Box::new(track));
        Some((record(before.clone()), record(after)))
    })
}

/// Refuses times that a cue cannot have.
pub(crate) fn check_times(document: &Document, cue: &Cue) -> Result<(), Rejected> {
    let ids = |wrong: bool| if wrong { vec![cue.id] } else { Vec::new() };
    let end = cue.out_time.unwrap_or(cue.in_time).max(cue.in_time);
    reject_times(document, RejectedCode::BadValue, ids(end > LAST_TIME))?;
    let early = ids(cue.in_time < Time::ZERO);
    reject_times(document, RejectedCode::BeforeProgramme, early)?;
    let reversed = ids(!is_forward(cue));
    reject_times(document, RejectedCode::EndsBeforeStart, reversed)
}

fn is_forward(cue: &Cue) -> bool {
    cue.out_time.is_none_or(|out| out > cue.in_time)
}

fn reject_times(document: &Document, code: RejectedCode, cues: Vec<CueId>) -> Result<(), Rejected> {
    if cues.is_empty() {
        return Ok(());
    }
    let subject = cues_subject(document, &cues);
    let many = cues.len() > 1;
    // A cue that was to be new is none that anyone can be shown.
    let is_known = |id: &CueId| document.cue(*id).is_some();
    let cues = cues.into_iter().filter(is_known).collect();
    let what = match code {
        RejectedCode::BeforeProgramme => "would start before the programme",
        RejectedCode::EndsBeforeStart if many => "would end before they start",
        RejectedCode::EndsBeforeStart => "would end before it starts",
        _ => "would lie beyond the last time there is",
    };
    let message = format!("{subject} {what}");
    Err(Rejected {
        code,
        cues,
        message,
    })
}

/// The cues of these ids, each once, where all are there and may be edited.
pub(crate) fn editable<'a>(
    document: &'a Document,
    ids: &[CueId],
) -> Result<Vec<&'a Cue>, Rejected> {
    let cues = existing(document, ids)?;
    writable(document, cues)
}

/// One cue, where it is there and may be edited.
pub(crate) fn editable_cue(document: &Document, id: CueId) -> Result<&Cue, Rejected> {
    editable(document, &[id]).map(|cues| cues[0])
}

/// One track, where it is there.
pub(crate) fn existing_track(document: &Document, id: TrackId) -> Result<&Track, Rejected> {
    let missing = || {
        Rejected::new(
            RejectedCode::NoSuchTrack,
            "The track is no longer in the document",
        )
    };
    document.track(id).ok_or_else(missing)
}

/// One track, where it is there and its cues may be edited.
///
/// # Errors
/// Where it is gone, or is a reference.
pub fn editable_track(document: &Document, id: TrackId) -> Result<&Track, Rejected> {
    let track = existing_track(document, id)?;
    if track.reference {
        Err(read_only(track, Vec::new()))
    } else {
        Ok(track)
    }
}

/// The cues that a scope names, in the track's order where it names a track.
pub(crate) fn in_scope<'a>(
    document: &'a Document,
    scope: &Scope,
) -> Result<Vec<&'a Cue>, Rejected> {
    let cues = match scope {
        Scope::Cues(ids) => existing(document, ids)?,
        Scope::Track(track) => {
            existing_track(document, *track)?;
            document.cues(*track).collect()
        }
        Scope::From(id) => {
            let first = existing(document, &[*id])?[0];
            let later = document.cues_after(first);
            std::iter::once(first).chain(later).collect()
        }
    };
    if cues.is_empty() {
        Err(nothing_selected())
    } else {
        Ok(cues)
    }
}

/// The cues that a scope names, where they may be edited.
pub(crate) fn editable_in_scope<'a>(
    document: &'a Document,
    scope: &Scope,
) -> Result<Vec<&'a Cue>, Rejected> {
    writable(document, in_scope(document, scope)?)
}

fn existing<'a>(document: &'a Document, ids: &[CueId]) -> Result<Vec<&'a Cue>, Rejected> {
    if ids.is_empty() {
        return Err(nothing_selected());
    }
    let mut seen = HashSet::with_capacity(ids.len());
    let mut cues = Vec::with_capacity(ids.len());
    let mut missing = Vec::new();
    for id in ids.iter().filter(|id| seen.insert(**id)) {
        match document.cue(*id) {
            Some(cue) => cues.push(cue),
            None => missing.push(*id),
        }
    }
    if missing.is_empty() {
        Ok(cues)
    } else {
        let message = "A cue is no longer in the document".to_owned();
        Err(Rejected {
            code: RejectedCode::NoSuchCue,
            cues: missing,
            message,
        })
    }
}

fn writable<'a>(document: &'a Document, cues: Vec<&'a Cue>) -> Result<Vec<&'a Cue>, Rejected> {
    let reference = |cue: &&&Cue| document.track(cue.track).is_some_and(|t| t.reference);
    let locked: Vec<&Cue> = cues.iter().filter(reference).copied().collect();
    match locked.first().and_then(|cue| document.track(cue.track)) {
        Some(track) => Err(read_only(track, locked.iter().map(|cue| cue.id).collect())),
        None => Ok(cues),
    }
}

fn read_only(track: &Track, cues: Vec<CueId>) -> Rejected {
    let name = super::quoted(&track.name);
    Rejected {
        code: RejectedCode::ReadOnlyTrack,
        cues,
        message: format!("The track {name} is a reference and is not edited"),
    }
}

fn nothing_selected() -> Rejected {
    Rejected::new(RejectedCode::NothingSelected, "No cue is selected")
}

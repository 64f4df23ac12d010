//! The one form of change.

use std::collections::HashMap;

use captions::{Cue, CueId, Document, DocumentError, Settings, Track, TrackId};
use serde::{Deserialize, Serialize};

/// One record of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Record {
    /// A cue.
    Cue(Box<Cue>),
    /// A track.
    Track(Box<Track>),
    /// The document's settings.
    Settings(Box<Settings>),
}

/// Which record it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Cue(CueId),
    Track(TrackId),
    Settings,
}

impl Record {
    fn key(&self) -> Key {
        match self {
            Self::Cue(cue) => Key::Cue(cue.id),
            Self::Track(track) => Key::Track(track.id),
            Self::Settings(_) => Key::Settings,
        }
    }
}

/// A change of a document as whole records: what came, what became what, and
/// what went. Names each record at most once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Patch {
    /// Records that were not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Record>,
    /// Records that changed: before and after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub updated: Vec<(Record, Record)>,
    /// Records that went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Record>,
}

/// A patch that does not fit the document it is applied to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// A record is not what the patch says it was.
    #[error("a record has changed since: {0}")]
    Stale(String),
    /// The result would not be a document.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

impl Patch {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.updated.is_empty() && self.removed.is_empty()
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            added: self.removed,
            updated: self.updated.into_iter().map(|(a, b)| (b, a)).collect(),
            removed: self.added,
        }
    }

    /// The cues this touches, each once.
    pub fn cues(&self) -> impl Iterator<Item = CueId> + '_ {
        let updated = self.updated.iter().map(|(_, after)| after);
        let all = self.added.iter().chain(updated).chain(&self.removed);
        all.filter_map(|record| match record {
            Record::Cue(cue) => Some(cue.id),
            _ => None,
        })
    }

    /// Whether every record is still what the patch says it was.
    ///
    /// # Errors
    /// Names the first record that has moved on.
    pub fn check(&self, document: &Document) -> Result<(), PatchError> {
        for record in &self.added {
            if current(document, record).is_some() {
                return Err(stale(record));
            }
        }
        let befores = self.updated.iter().map(|(before, _)| before);
        for record in befores.chain(&self.removed) {
            if current(document, record).as_ref() != Some(record) {
                return Err(stale(record));
            }
        }
        Ok(())
    }

    /// Changes the document, or leaves it as it was.
    ///
    /// # Errors
    /// Where a record has moved on since, or the result would not be a document.
    pub fn apply(&self, document: &mut Document) -> Result<(), PatchError> {
        self.check(document)?;
        self.check_tracks(document)?;
        for record in &self.removed {
            if let Record::Cue(cue) = record {
                document.remove_cue(cue.id);
            }
        }
        for record in &self.removed {
            if let Record::Track(track) = record {
                document.remove_track(track.id)?;
            }
        }
        let afters = self.updated.iter().map(|(_, after)| after);
        let (cues, others): (Vec<_>, Vec<_>) = (self.added.iter())
            .chain(afters)
            .partition(|record| matches!(record, Record::Cue(_)));
        for record in others.into_iter().chain(cues) {
            match record {
                Record::Cue(cue) => drop(document.put_cue((**cue).clone())?),
                Record::Track(track) => drop(document.put_track((**track).clone())),
                Record::Settings(settings) => drop(document.set_settings((**settings).clone())),
            }
        }
        Ok(())
    }

    /// Refuses what would fail half way: cues without a track, and tracks that
    /// would leave cues behind.
    fn check_tracks(&self, document: &Document) -> Result<(), PatchError> {
        let removed_track = |id: TrackId| {
            let is_it = |record: &Record| matches!(record, Record::Track(t) if t.id == id);
            self.removed.iter().any(is_it)
        };
        let added_track = |id: TrackId| {
            let is_it = |record: &Record| matches!(record, Record::Track(t) if t.id == id);
            self.added.iter().any(is_it)
        };
        let afters = self.updated.iter().map(|(_, after)| after);
        for record in self.added.iter().chain(afters) {
            if let Record::Cue(cue) = record {
                let stays = document.track(cue.track).is_some() && !removed_track(cue.track);
                if !stays && !added_track(cue.track) {
                    let (cue, track) = (cue.id, cue.track);
                    return Err(DocumentError::NoSuchTrack { cue, track }.into());
                }
            }
        }
        for record in &self.removed {
            if let Record::Track(track) = record {
                let gone = |id: CueId| {
                    let goes = |r: &Record| matches!(r, Record::Cue(cue) if cue.id == id);
                    self.removed.iter().any(goes)
                };
                if document.cues(track.id).any(|cue| !gone(cue.id)) {
                    return Err(DocumentError::TrackNotEmpty(track.id).into());
                }
            }
        }
        Ok(())
    }

    /// The one patch that does what `self` and then `next` do.
    #[must_use]
    pub fn squash(self, next: Self) -> Self {
        let mut changes: HashMap<Key, (Option<Record>, Option<Record>)> = HashMap::new();
        let mut order = Vec::new();
        for (before, after) in self.into_changes().chain(next.into_changes()) {
            let Some(key) = before.as_ref().or(after.as_ref()).map(Record::key) else {
                continue;
            };
            match changes.get_mut(&key) {
                Some(change) => change.1 = after,
                None => {
                    order.push(key);
                    changes.insert(key, (before, after));
                }
            }
        }
        let mut squashed = Self::default();
        for key in order {
            match changes.remove(&key) {
                Some((None, Some(after))) => squashed.added.push(after),
                Some((Some(before), None)) => squashed.removed.push(before),
                Some((Some(before), Some(after))) if before != after => {
                    squashed.updated.push((before, after));
                }
                _ => {}
            }
        }
        squashed
    }

    fn into_changes(self) -> impl Iterator<Item = (Option<Record>, Option<Record>)> {
        let added = self.added.into_iter().map(|record| (None, Some(record)));
        let updated = self.updated.into_iter().map(|(a, b)| (Some(a), Some(b)));
        let removed = self.removed.into_iter().map(|record| (Some(record), None));
        added.chain(updated).chain(removed)
    }
}

fn current(document: &Document, record: &Record) -> Option<Record> {
    match record {
        Record::Cue(cue) => document.cue(cue.id).cloned().map(Box::new).map(Record::Cue),
        Record::Track(track) => {
            let track = document.track(track.id).cloned();
            track.map(Box::new).map(Record::Track)
        }
        Record::Settings(_) => Some(Record::Settings(Box::new(document.settings().clone()))),
    }
}

fn stale(record: &Record) -> PatchError {
    PatchError::Stale(match record {
        Record::Cue(cue) => format!("cue {}", cue.id),
        Record::Track(track) => format!("track {}", track.id),
        Record::Settings(_) => "the settings".to_owned(),
    })
}

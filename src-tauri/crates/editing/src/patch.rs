//! The one form of change.

use std::collections::{HashMap, HashSet};

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

    fn cue_id(&self) -> Option<CueId> {
        match self {
            Self::Cue(cue) => Some(cue.id),
            Self::Track(_) | Self::Settings(_) => None,
        }
    }

    fn track_id(&self) -> Option<TrackId> {
        match self {
            Self::Track(track) => Some(track.id),
            Self::Cue(_) | Self::Settings(_) => None,
        }
    }

    fn describe(&self) -> String {
        match self {
            Self::Cue(cue) => format!("cue {}", cue.id),
            Self::Track(track) => format!("track {}", track.id),
            Self::Settings(_) => "the settings".to_owned(),
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
    /// The patch names a record twice, or makes one record into another.
    #[error("the patch cannot be read: it is at odds with itself about {0}")]
    Malformed(String),
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
        all.filter_map(Record::cue_id)
    }

    /// How many records this touches.
    #[must_use]
    pub fn len(&self) -> usize {
        self.added.len() + self.updated.len() + self.removed.len()
    }

    /// Whether every record is still what the patch says it was.
    ///
    /// # Errors
    /// Names the first record that has moved on.
    pub fn check(&self, document: &Document) -> Result<(), PatchError> {
        for record in &self.added {
            if exists(document, record) {
                return Err(stale(record));
            }
        }
        let befores = self.updated.iter().map(|(before, _)| before);
        for record in befores.chain(&self.removed) {
            if !is_current(document, record) {
                return Err(stale(record));
            }
        }
        Ok(())
    }

    /// Whether [`Patch::apply`] would succeed.
    ///
    /// # Errors
    /// What `apply` would fail with.
    pub fn check_fits(&self, document: &Document) -> Result<(), PatchError> {
        self.check_records()?;
        self.check(document)?;
        self.check_tracks(document)
    }

    /// Whether both touch a record.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let keys: HashSet<Key> = self.keys().collect();
        other.keys().any(|key| keys.contains(&key))
    }

    /// The cues that both touch.
    #[must_use]
    pub fn cues_shared_with(&self, other: &Self) -> Vec<CueId> {
        let theirs: HashSet<CueId> = other.cues().collect();
        self.cues().filter(|id| theirs.contains(id)).collect()
    }

    fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        let updated = self.updated.iter().map(|(_, after)| after);
        let all = self.added.iter().chain(updated).chain(&self.removed);
        all.map(Record::key)
    }

    /// The cues whose record is no longer what the patch says it was.
    #[must_use]
    pub fn stale_cues(&self, document: &Document) -> Vec<CueId> {
        let added = (self.added.iter()).filter(|record| exists(document, record));
        let befores = self.updated.iter().map(|(before, _)| before);
        let changed = (befores.chain(&self.removed)).filter(|record| !is_current(document, record));
        added.chain(changed).filter_map(Record::cue_id).collect()
    }

    /// Changes the document, or leaves it as it was.
    ///
    /// # Errors
    /// Where a record has moved on since, or the result would not be a document.
    pub fn apply(&self, document: &mut Document) -> Result<(), PatchError> {
        self.check_fits(document)?;
        for record in &self.removed {
            if let Record::Cue(cue) = record {
                document.remove_cue(cue.id);
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
        // Last, when the cues that leave a track for another have left it.
        for record in &self.removed {
            if let Record::Track(track) = record {
                document.remove_track(track.id)?;
            }
        }
        Ok(())
    }

    /// Refuses a patch that names a record twice, or that makes one record
    /// into another: such a one came from a damaged file.
    fn check_records(&self) -> Result<(), PatchError> {
        let pairs = self.updated.iter();
        if let Some((before, _)) = pairs.clone().find(|(a, b)| a.key() != b.key()) {
            return Err(malformed(before));
        }
        let ends = self.added.iter().chain(&self.removed);
        if let Some(settings) = ends.clone().find(|r| r.key() == Key::Settings) {
            return Err(malformed(settings));
        }
        let mut seen = HashSet::with_capacity(self.len());
        let mut all = ends.chain(pairs.map(|(before, _)| before));
        all.find(|record| !seen.insert(record.key()))
            .map_or(Ok(()), |record| Err(malformed(record)))
    }

    /// Refuses what would fail half way: cues without a track, and tracks that
    /// would leave cues behind.
    fn check_tracks(&self, document: &Document) -> Result<(), PatchError> {
        let tracks = |records: &[Record]| -> HashSet<TrackId> {
            records.iter().filter_map(Record::track_id).collect()
        };
        let (added, removed) = (tracks(&self.added), tracks(&self.removed));
        let afters = self.updated.iter().map(|(_, after)| after);
        for record in self.added.iter().chain(afters.clone()) {
            if let Record::Cue(cue) = record {
                let stays = document.track(cue.track).is_some() && !removed.contains(&cue.track);
                if !stays && !added.contains(&cue.track) {
                    let (cue, track) = (cue.id, cue.track);
                    return Err(DocumentError::NoSuchTrack { cue, track }.into());
                }
            }
        }
        if removed.is_empty() {
            return Ok(());
        }
        // A cue that is updated has a track that stays, as was just seen.
        let leave = self.removed.iter().chain(afters);
        let leave: HashSet<CueId> = leave.filter_map(Record::cue_id).collect();
        for track in removed {
            if document.cues(track).any(|cue| !leave.contains(&cue.id)) {
                return Err(DocumentError::TrackNotEmpty(track).into());
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

fn exists(document: &Document, record: &Record) -> bool {
    match record {
        Record::Cue(cue) => document.cue(cue.id).is_some(),
        Record::Track(track) => document.track(track.id).is_some(),
        Record::Settings(_) => true,
    }
}

fn is_current(document: &Document, record: &Record) -> bool {
    match record {
        Record::Cue(cue) => document.cue(cue.id) == Some(&**cue),
        Record::Track(track) => document.track(track.id) == Some(&**track),
        Record::Settings(settings) => document.settings() == &**settings,
    }
}

fn stale(record: &Record) -> PatchError {
    PatchError::Stale(record.describe())
}

fn malformed(record: &Record) -> PatchError {
    PatchError::Malformed(record.describe())
}

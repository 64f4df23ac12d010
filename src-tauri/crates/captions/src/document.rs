//! Documents: settings, tracks and cues, indexed.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use crate::{Cue, CueId, Settings, Track, TrackId};

/// A whole project in memory.
///
/// Guarantees that every cue belongs to a track of the document, and that a
/// track's cues come in order of rank. Cloning is cheap for nobody: documents
/// are changed by patches, not by copies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "DocumentForm", into = "DocumentForm")]
pub struct Document {
    settings: Settings,
    tracks: BTreeMap<TrackId, Track>,
    /// Boxed, because the table is never full and a cue is large.
    cues: HashMap<CueId, Box<Cue>>,
    order: BTreeMap<TrackId, BTreeSet<(i64, CueId)>>,
}

/// The JSON form: records in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "Document")]
pub struct DocumentForm {
    /// What holds for the whole document.
    pub settings: Settings,
    /// The tracks, in order.
    pub tracks: Vec<Track>,
    /// The cues, track by track and in order.
    pub cues: Vec<Cue>,
}

/// A record that cannot stand in a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// A cue names a track that is not there.
    #[error("cue {cue} belongs to track {track}, which is not in the document")]
    NoSuchTrack {
        /// The cue.
        cue: CueId,
        /// The track it names.
        track: TrackId,
    },
    /// A track that still has cues cannot go.
    #[error("track {0} still has cues")]
    TrackNotEmpty(TrackId),
}

impl Document {
    /// An empty document with the given settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            ..Self::default()
        }
    }

    /// What holds for the whole document.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Replaces the settings and gives back the old ones.
    pub fn set_settings(&mut self, settings: Settings) -> Settings {
        std::mem::replace(&mut self.settings, settings)
    }

    /// The tracks in order of rank.
    #[must_use]
    pub fn tracks(&self) -> Vec<&Track> {
        let mut tracks: Vec<&Track> = self.tracks.values().collect();
        tracks.sort_by_key(|track| (track.rank, track.id));
        tracks
    }

    /// One track.
    #[must_use]
    pub fn track(&self, id: TrackId) -> Option<&Track> {
        self.tracks.get(&id)
    }

    /// One cue.
    #[must_use]
    pub fn cue(&self, id: CueId) -> Option<&Cue> {
        self.cues.get(&id).map(Box::as_ref)
    }

    /// The cues of a track, in order.
    pub fn cues(&self, track: TrackId) -> impl DoubleEndedIterator<Item = &Cue> {
        self.order
            .get(&track)
            .into_iter()
            .flatten()
            .map(|(_, id)| self.cues[id].as_ref())
    }

    /// The cues of a track that follow `cue`, in order.
    pub fn cues_after(&self, cue: &Cue) -> impl DoubleEndedIterator<Item = &Cue> {
        use std::ops::Bound::{Excluded, Unbounded};
        let range = (Excluded(cue.order()), Unbounded);
        self.order
            .get(&cue.track)
            .into_iter()
            .flat_map(move |order| order.range(range))
            .map(|(_, id)| self.cues[id].as_ref())
    }

    /// The cues of a track that come before `cue`, nearest last.
    pub fn cues_before(&self, cue: &Cue) -> impl DoubleEndedIterator<Item = &Cue> {
        self.order
            .get(&cue.track)
            .into_iter()
            .flat_map(|order| order.range(..cue.order()))
            .map(|(_, id)| self.cues[id].as_ref())
    }

    /// The number people call a cue by: its place in its track, counted from 1.
    ///
    /// Counts the cues before it without looking at them: about 30 µs in a
    /// track of 20 000.
    #[must_use]
    pub fn number(&self, cue: &Cue) -> usize {
        let order = self.order.get(&cue.track);
        1 + order.map_or(0, |order| order.range(..cue.order()).count())
    }

    /// Number of cues in a track.
    #[must_use]
    pub fn cue_count(&self, track: TrackId) -> usize {
        self.order.get(&track).map_or(0, BTreeSet::len)
    }

    /// Number of cues in all tracks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cues.len()
    }

    /// Whether there is no cue.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cues.is_empty()
    }

    /// Adds a track or replaces the one of the same id, which is given back.
    pub fn put_track(&mut self, track: Track) -> Option<Track> {
        self.order.entry(track.id).or_default();
        self.tracks.insert(track.id, track)
    }

    /// Adds a cue or replaces the one of the same id, which is given back.
    ///
    /// # Errors
    /// Where its track is not in the document; nothing is changed then.
    pub fn put_cue(&mut self, cue: Cue) -> Result<Option<Cue>, DocumentError> {
        if !self.tracks.contains_key(&cue.track) {
            return Err(DocumentError::NoSuchTrack {
                cue: cue.id,
                track: cue.track,
            });
        }
        let (track, order) = (cue.track, cue.order());
        let old = self.cues.insert(cue.id, Box::new(cue)).map(|old| *old);
        if let Some(old) = &old
            && let Some(places) = self.order.get_mut(&old.track)
        {
            places.remove(&old.order());
        }
        self.order.entry(track).or_default().insert(order);
        Ok(old)
    }

    /// Adds many cues, which costs less than adding them one at a time.
    ///
    /// # Errors
    /// Where the track of one is not in the document; nothing is changed then.
    pub fn put_cues(&mut self, cues: Vec<Box<Cue>>) -> Result<(), DocumentError> {
        let homeless = |cue: &&Cue| !self.tracks.contains_key(&cue.track);
        if let Some(cue) = cues.iter().map(Box::as_ref).find(homeless) {
            return Err(DocumentError::NoSuchTrack {
                cue: cue.id,
                track: cue.track,
            });
        }
        self.cues.reserve(cues.len());
        let mut orders: BTreeMap<TrackId, Vec<(i64, CueId)>> = BTreeMap::new();
        for cue in cues {
            if let Entry::Vacant(place) = self.cues.entry(cue.id) {
                orders.entry(cue.track).or_default().push(cue.order());
                place.insert(cue);
                continue;
            }
            self.place_in_order(&mut orders);
            self.put_cue(*cue)?;
        }
        self.place_in_order(&mut orders);
        Ok(())
    }

    /// A set that is made at once has no half-empty nodes.
    fn place_in_order(&mut self, orders: &mut BTreeMap<TrackId, Vec<(i64, CueId)>>) {
        for (track, order) in std::mem::take(orders) {
            let places = self.order.entry(track).or_default();
            places.append(&mut order.into_iter().collect());
        }
    }

    /// Takes a cue out.
    pub fn remove_cue(&mut self, id: CueId) -> Option<Cue> {
        let cue = *self.cues.remove(&id)?;
        if let Some(places) = self.order.get_mut(&cue.track) {
            places.remove(&cue.order());
        }
        Some(cue)
    }

    /// Takes a track out.
    ///
    /// # Errors
    /// Where it still has cues.
    pub fn remove_track(&mut self, id: TrackId) -> Result<Option<Track>, DocumentError> {
        if self.cue_count(id) > 0 {
            return Err(DocumentError::TrackNotEmpty(id));
        }
        self.order.remove(&id);
        Ok(self.tracks.remove(&id))
    }
}

impl From<Document> for DocumentForm {
    fn from(document: Document) -> Self {
        let tracks: Vec<Track> = document.tracks().into_iter().cloned().collect();
        let cues = tracks
            .iter()
            .flat_map(|track| document.cues(track.id))
            .cloned()
            .collect();
        Self {
            settings: document.settings,
            tracks,
            cues,
        }
    }
}

impl TryFrom<DocumentForm> for Document {
    type Error = DocumentError;

    fn try_from(form: DocumentForm) -> Result<Self, Self::Error> {
        let mut document = Self::new(form.settings);
        for track in form.tracks {
            document.put_track(track);
        }
        document.put_cues(form.cues.into_iter().map(Box::new).collect())?;
        Ok(document)
    }
}

//! What the house has to hold captions to, and what a track comes to under it.

use std::collections::BTreeMap;
use std::sync::Arc;

use captions::{Document, Time, TrackId};
use quality::{Checker, Dictionary};

use crate::engine::Engine;
use crate::watching::Watch;
use crate::{GateReport, Profiles, Result, WorkbenchError, dictionaries, gate, language_of};

/// Profiles, dictionaries and words.
pub(crate) struct House {
    pub(crate) profiles: Profiles,
    /// The languages that were looked for, each with its dictionary where there
    /// is one.
    dictionaries: BTreeMap<String, Option<Arc<Dictionary>>>,
    words: Vec<String>,
    /// Goes up with every change.
    pub(crate) version: u64,
}

impl House {
    pub(crate) const fn new(profiles: Profiles) -> Self {
        Self {
            profiles,
            dictionaries: BTreeMap::new(),
            words: Vec::new(),
            version: 0,
        }
    }

    /// How far a track passes what it is held to, where the programme ends then.
    pub(crate) fn gate(
        &self,
        document: &Document,
        track: TrackId,
        end: Option<Time>,
    ) -> Result<GateReport> {
        let found = document
            .track(track)
            .ok_or_else(WorkbenchError::no_such_track)?;
        let language = language_of(document, found);
        gate(document, track, &self.profiles, |checker| {
            self.prepare(checker, &language, end).0
        })
    }

    /// Gives a checker what is known besides the captions, and says whether it
    /// looks at spelling.
    pub(crate) fn prepare(
        &self,
        checker: Checker,
        language: &str,
        end: Option<Time>,
    ) -> (Checker, bool) {
        let checker = checker.with_end(end);
        match self.dictionaries.get(language) {
            Some(Some(dictionary)) => {
                let words = self.words.iter().cloned();
                (checker.with_dictionary(Arc::clone(dictionary), words), true)
            }
            _ => (checker, false),
        }
    }
}

impl Engine {
    /// The language a dictionary is wanted of for a track that is held to a
    /// profile, where that was not looked for yet.
    pub(crate) fn language_to_read(&mut self, track: TrackId) -> Result<Option<String>> {
        let wanted = self.with(|project| {
            let document = project.document();
            let held = document.track(track).filter(|track| track.gate.is_some());
            Ok(held.map(|track| language_of(document, track)))
        })?;
        Ok(wanted.filter(|language| !self.house.dictionaries.contains_key(language)))
    }

    /// How far a track passes what it is held to.
    pub(crate) fn gate(&self, track: TrackId) -> Result<GateReport> {
        let end = self.programme_end();
        let project = self
            .project
            .as_ref()
            .ok_or_else(WorkbenchError::no_project)?;
        self.house.gate(project.document(), track, end)
    }

    /// When the programme ends, where its media is known.
    pub(crate) fn programme_end(&self) -> Option<Time> {
        self.media.as_ref().and_then(|media| media.status.duration)
    }

    /// Takes the dictionary of a language, or that there is none, and the
    /// user's own words.
    pub(crate) fn use_dictionary(
        &mut self,
        language: String,
        dictionary: Option<Arc<Dictionary>>,
        words: Vec<String>,
    ) {
        self.house.dictionaries.insert(language, dictionary);
        self.house.words = words;
        self.house_changed();
    }

    /// Keeps a word among the user's own.
    pub(crate) fn add_word(&mut self, word: &str) -> Result<()> {
        self.house.words = dictionaries::add_word(&self.places.house, word)?;
        self.house_changed();
        Ok(())
    }

    /// What a word may be meant to be, by the dictionary of the watched
    /// track.
    pub(crate) fn suggest(&self, word: &str) -> Vec<String> {
        let language = self.watch.as_ref().and_then(Watch::language);
        let dictionary = language.and_then(|language| self.house.dictionaries.get(language));
        let dictionary = dictionary.and_then(Option::as_ref);
        dictionary.map_or_else(Vec::new, |dictionary| dictionary.suggestions(word))
    }

    /// Has what is watched held to what the house has now.
    pub(crate) fn house_changed(&mut self) {
        self.house.version += 1;
        if let Some(watch) = &mut self.watch {
            watch.doubt();
        }
    }
}

//! What captions are held to, through the handle.

use std::sync::Arc;

use captions::TrackId;
use editing::Retime;

use super::Workbench;
use crate::request::QualityRequest;
use crate::save::Existing;
use crate::{
    CueFindings, EditOutcome, FixPreview, Fixes, GateReport, ProfileList, ProfileOutcome, Result,
    dictionaries,
};

impl Workbench {
    /// Has the findings of a track told from now on, as [`Event::Findings`](crate::Event::Findings): first
    /// that nothing is known, then what is found, until all cues were looked at,
    /// and from then on what changes. `None` ends it. A track that is held to no
    /// profile has no findings.
    ///
    /// Reads the dictionary of the track's language, where this machine has one
    /// and it was not read before.
    ///
    /// # Errors
    /// Where no project is open or there is no such track. A dictionary that
    /// cannot be read is an error, too; all but the spelling is checked then.
    pub fn watch(&self, track: Option<TrackId>) -> Result<()> {
        self.ask(|reply| QualityRequest::Watch(track, reply))?;
        track.map_or(Ok(()), |track| self.read_dictionary(track))
    }

    /// What keeps a track from being published, by the profile it must pass, with
    /// all that its findings rest on while it is watched.
    ///
    /// # Errors
    /// Where no project is open, there is no such track, or its profile is not
    /// at this desk.
    pub fn gate(&self, track: TrackId) -> Result<GateReport> {
        self.prepare_gate(track);
        self.ask(|reply| QualityRequest::Gate(track, reply))
    }

    /// Has the dictionary at hand that a track is checked with. Where it cannot
    /// be read, spelling is not checked, as where the track is watched, which
    /// says so.
    pub(super) fn prepare_gate(&self, track: TrackId) {
        let _ = self.read_dictionary(track);
    }

    /// Reads the dictionary of a track's language, where that was not looked for
    /// yet and the track is held to a profile.
    fn read_dictionary(&self, track: TrackId) -> Result<()> {
        let Some(language) = self.ask(|reply| QualityRequest::Language(track, reply))? else {
            return Ok(());
        };
        let words = dictionaries::own_words(&self.house);
        let folders = dictionaries::folders(|name| std::env::var_os(name));
        let found = dictionaries::find(&language, &folders);
        let read = found.map(|path| dictionaries::load(&path)).transpose();
        let (dictionary, problem) = match read {
            Ok(dictionary) => (dictionary.map(Arc::new), Ok(())),
            Err(error) => (None, Err(error)),
        };
        self.ask(|reply| QualityRequest::UseDictionary(language, dictionary, words, reply))?;
        problem
    }

    /// What would be found in cues of the watched track, and in those beside
    /// them, if they had these times.
    ///
    /// # Errors
    /// Only through a defect.
    pub fn foresee(&self, times: Vec<Retime>) -> Result<Vec<CueFindings>> {
        self.ask(|reply| QualityRequest::Foresee(times, reply))
    }

    /// What mending findings of the watched track would change.
    ///
    /// # Errors
    /// Where no project is open.
    pub fn preview_fixes(&self, fixes: Fixes) -> Result<FixPreview> {
        self.ask(|reply| QualityRequest::PreviewFixes(fixes, reply))
    }

    /// Mends findings of the watched track, as one step, where the document is
    /// at the revision that the preview was about.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    pub fn apply_fixes(&self, fixes: Fixes, rev: u64) -> Result<EditOutcome> {
        self.ask(|reply| QualityRequest::ApplyFixes(fixes, rev, reply))
    }

    /// Keeps a word among the user's own, which are spelt right.
    ///
    /// # Errors
    /// Where the file of words cannot be written.
    pub fn add_word(&self, word: &str) -> Result<()> {
        self.ask(|reply| QualityRequest::AddWord(word.to_owned(), reply))
    }

    /// What a word may be meant to be, likeliest first, by the dictionary of the
    /// watched track.
    ///
    /// # Errors
    /// Only through a defect.
    pub fn suggest_words(&self, word: &str) -> Result<Vec<String>> {
        self.ask(|reply| QualityRequest::Suggest(word.to_owned(), reply))
    }

    /// The quality profiles there are.
    ///
    /// # Errors
    /// Only through a defect.
    pub fn profiles(&self) -> Result<ProfileList> {
        self.ask(QualityRequest::Profiles)
    }

    /// A quality profile as the text of a file.
    ///
    /// # Errors
    /// Where there is none of that identifier, or its file is no profile.
    pub fn profile_text(&self, id: &str) -> Result<String> {
        self.ask(|reply| QualityRequest::ProfileText(id.to_owned(), reply))
    }

    /// Keeps a quality profile among the house's own, as [`Profiles::keep`] says.
    ///
    /// # Errors
    /// As [`Profiles::keep`].
    ///
    /// [`Profiles::keep`]: crate::Profiles::keep
    pub fn keep_profile(
        &self,
        file: &str,
        text: &str,
        existing: Existing,
    ) -> Result<ProfileOutcome> {
        let (file, text) = (file.to_owned(), text.to_owned());
        self.ask(|reply| QualityRequest::KeepProfile(file, text, existing, reply))
    }

    /// Removes one of the house's own quality profiles.
    ///
    /// # Errors
    /// Where there is none of that identifier, or it cannot be removed.
    pub fn remove_profile(&self, id: &str) -> Result<()> {
        self.ask(|reply| QualityRequest::RemoveProfile(id.to_owned(), reply))
    }
}

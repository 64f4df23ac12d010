//! Revisions of tracks: freezing them, and which there are.

use captions::{Cue, RevisionId, TrackId, TrackState};
use editing::{Edit, Origin};

use super::{Done, Project, no_such_track};
use crate::{FindingCounts, Publication, Result, RevisionInfo};

/// A frozen revision with its cues.
pub(crate) type Frozen = (RevisionInfo, Vec<Cue>);

impl Project {
    /// Freezes a revision of a track under a name, with the count of what was
    /// found in it, and marks the track as published. Undo takes the mark back;
    /// the revision stays. Whether the track may be published is for the caller
    /// to ask ([`gate`](crate::gate())).
    ///
    /// # Errors
    /// Where the store cannot write it; nothing has changed then.
    pub fn publish(
        &mut self,
        track: TrackId,
        name: &str,
        findings: Option<FindingCounts>,
        now: i64,
    ) -> Result<Done> {
        let state = Some(TrackState::Published);
        self.freeze_revision(track, (name, findings), state, None, now)
    }

    /// Freezes a revision of a track, which is in that state from then on, or in
    /// the one it was in.
    pub(crate) fn freeze_revision(
        &mut self,
        track: TrackId,
        (name, findings): (&str, Option<FindingCounts>),
        state: Option<TrackState>,
        publication: Option<&mut Publication>,
        now: i64,
    ) -> Result<Done> {
        let Some(found) = self.document.track(track) else {
            return Ok(Done::rejected(no_such_track(track)));
        };
        let cues: Vec<Cue> = self.document.cues(track).cloned().collect();
        let revision = RevisionInfo {
            id: self.ids.revision(),
            track,
            name: name.to_owned(),
            made_at: now,
            cues: u32::try_from(cues.len()).unwrap_or(u32::MAX),
            findings,
            profile: findings
                .and(found.gate.as_ref())
                .map(|gate| gate.profile.clone()),
        };
        let mut published = found.clone();
        published.published = Some(revision.id);
        published.state = state.unwrap_or(found.state);
        let edit = Edit::SetTrack {
            track: Box::new(published),
        };
        let mut plan = match editing::plan(&self.document, &edit, &mut self.ids) {
            Ok(plan) => plan,
            Err(rejected) => return Ok(Done::rejected(rejected)),
        };
        plan.label = format!("Publish {name}");
        plan.coalesce = None;
        let selection = self.selection.clone();
        plan.selection.clone_from(&selection);
        let publication = publication.map(|publication| {
            publication.revision = revision.id;
            &*publication
        });
        let frozen = vec![(revision, cues)];
        self.carry_out(plan, &selection, now, Origin::Local, frozen, publication)
    }

    /// The frozen revisions of all tracks, in the order in which they came into
    /// the project.
    #[must_use]
    pub fn all_revisions(&self) -> &[RevisionInfo] {
        &self.revisions
    }

    /// The frozen revisions of a track, in the order in which they came into the
    /// project.
    #[must_use]
    pub fn revisions(&self, track: TrackId) -> Vec<RevisionInfo> {
        let of_track = |revision: &&RevisionInfo| revision.track == track;
        self.revisions.iter().filter(of_track).cloned().collect()
    }

    /// The cues of a frozen revision, in order.
    ///
    /// # Errors
    /// Where there is no such revision or it cannot be read.
    pub fn revision_cues(&mut self, revision: RevisionId) -> Result<Vec<Cue>> {
        self.store.revision_cues(revision)
    }

    /// The revisions that tracks name as published.
    pub(super) fn published(&self) -> Vec<Option<RevisionId>> {
        let tracks = self.document.tracks();
        tracks.iter().map(|track| track.published).collect()
    }
}

//! Holding a track to a profile.

use std::collections::BTreeSet;
use std::sync::Arc;

use captions::{CaptionChannel, Cue, CueId, Document, TrackId};
use editing::{Patch, Record};

use crate::dictionary::Dictionary;
use crate::finding::{Finding, Remark};
use crate::findings::Findings;
use crate::profile::Profile;
use crate::rules::Held;
use crate::scene::{Ground, Programme, Scene};

/// Checks tracks under one profile.
///
/// Comments are no captions and are passed over. A cue's neighbours are the
/// cues before and after it on the same channel.
#[derive(Clone, Debug)]
pub struct Checker {
    profile: Profile,
    programme: Programme,
    dictionary: Option<Arc<Dictionary>>,
}

impl Checker {
    /// Checks under `profile`, with nothing known of the programme.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            programme: Programme::default(),
            dictionary: None,
        }
    }

    /// The same with what is known of the programme. What was found before is
    /// to be found anew.
    #[must_use]
    pub fn with_programme(self, mut programme: Programme) -> Self {
        programme.shots.sort_unstable();
        Self { programme, ..self }
    }

    /// The same with a dictionary for the rule about spelling. What was found
    /// before is to be found anew.
    #[must_use]
    pub fn with_dictionary(self, dictionary: Arc<Dictionary>) -> Self {
        let dictionary = Some(dictionary);
        Self { dictionary, ..self }
    }

    /// The profile.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Where the limit of a rule is from, by the profile's word.
    #[must_use]
    pub fn source(&self, rule: &str) -> Option<&str> {
        let held = self.profile.rules.held();
        let found = held.iter().find(|held| held.rule.info().id == rule);
        found.map(|held| held.source)
    }

    /// All findings of a track; none where there is no such track.
    #[must_use]
    pub fn check(&self, document: &Document, track: TrackId) -> Findings {
        let ground = self.ground(document, track);
        let held = self.profile.rules.held();
        let cues: Vec<&Cue> = document.cues(track).filter(|cue| is_shown(cue)).collect();
        let neighbours = neighbours(&cues);
        let mut findings = Findings::new(track);
        for (cue, (previous, next)) in cues.iter().zip(neighbours) {
            let of = |at: Option<usize>| at.map(|at| cues[at]);
            let scene = Scene::new(&ground, cue, of(previous), of(next));
            findings.set(cue.id, found(&held, &scene));
        }
        findings
    }

    /// Brings `findings` up to date with `document`, which `patch` was just
    /// applied to, and gives the cues whose findings have changed.
    ///
    /// Looks at the cues the patch touched and at their neighbours, and at all
    /// cues only where the settings or the track itself have changed. The
    /// result is what [`Checker::check`] would give.
    pub fn refresh(
        &self,
        document: &Document,
        patch: &Patch,
        findings: &mut Findings,
    ) -> Vec<CueId> {
        let track = findings.track();
        if changes_ground(patch, track) {
            let fresh = self.check(document, track);
            let cues: BTreeSet<CueId> = findings.cues().chain(fresh.cues()).collect();
            let differs = |cue: &CueId| findings.of(*cue) != fresh.of(*cue);
            let changed = cues.into_iter().filter(differs).collect();
            *findings = fresh;
            return changed;
        }
        let ground = self.ground(document, track);
        let held = self.profile.rules.held();
        let mut changed = Vec::new();
        for id in affected(document, patch, track) {
            let cue = document
                .cue(id)
                .filter(|cue| cue.track == track && is_shown(cue));
            let found = cue.map_or(Vec::new(), |cue| {
                found(&held, &scene(&ground, document, cue))
            });
            if findings.set(id, found) {
                changed.push(id);
            }
        }
        changed
    }

    pub(crate) fn ground<'a>(&'a self, document: &'a Document, track: TrackId) -> Ground<'a> {
        let dictionary = self.dictionary.as_deref();
        Ground::new(document, track, &self.profile, &self.programme, dictionary)
    }

    /// The findings of some cues of a track.
    pub(crate) fn check_cues(
        &self,
        document: &Document,
        track: TrackId,
        cues: &[CueId],
    ) -> Vec<Finding> {
        let ground = self.ground(document, track);
        let held = self.profile.rules.held();
        let cues = cues.iter().filter_map(|id| document.cue(*id));
        let found = cues.map(|cue| found(&held, &scene(&ground, document, cue)));
        found.flatten().collect()
    }
}

fn is_shown(cue: &Cue) -> bool {
    !cue.comment
}

/// A cue with its neighbours in the document.
pub(crate) fn scene<'a>(ground: &'a Ground<'a>, document: &'a Document, cue: &'a Cue) -> Scene<'a> {
    let (previous, next) = (shown_before(document, cue), shown_after(document, cue));
    Scene::new(ground, cue, previous, next)
}

/// The shown cue before `cue` on its channel. The document need not hold `cue`
/// itself.
pub(crate) fn shown_before<'a>(document: &'a Document, cue: &Cue) -> Option<&'a Cue> {
    let before = document.cues_before(cue).rev();
    before.into_iter().find(|other| stands_with(other, cue))
}

/// The shown cue after `cue` on its channel.
pub(crate) fn shown_after<'a>(document: &'a Document, cue: &Cue) -> Option<&'a Cue> {
    document
        .cues_after(cue)
        .find(|other| stands_with(other, cue))
}

fn stands_with(other: &Cue, cue: &Cue) -> bool {
    is_shown(other) && other.channel == cue.channel
}

/// For each cue of a track in order, the places of its neighbours.
fn neighbours(cues: &[&Cue]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut neighbours = vec![(None, None); cues.len()];
    let mut last: Vec<(Option<CaptionChannel>, usize)> = Vec::new();
    for (at, cue) in cues.iter().enumerate() {
        match last.iter_mut().find(|(channel, _)| *channel == cue.channel) {
            Some((_, previous)) => {
                neighbours[at].0 = Some(*previous);
                neighbours[*previous].1 = Some(at);
                *previous = at;
            }
            None => last.push((cue.channel, at)),
        }
    }
    neighbours
}

fn found(held: &[Held<'_>], scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut remarks: Vec<Remark> = Vec::new();
    for held in held {
        held.rule.check(scene, &mut remarks);
        findings.extend(remarks.drain(..).map(|remark| Finding {
            rule: held.rule.info().id,
            cue: scene.cue.id,
            other: remark.other,
            severity: held.severity,
            place: remark.place,
            message: remark.message,
            excess: remark.excess,
        }));
    }
    findings
}

/// Whether a patch changes what every finding of a track rests on.
fn changes_ground(patch: &Patch, track: TrackId) -> bool {
    let updated = patch.updated.iter().map(|(_, after)| after);
    let mut all = patch.added.iter().chain(updated).chain(&patch.removed);
    all.any(|record| match record {
        Record::Settings(_) => true,
        Record::Track(changed) => changed.id == track,
        Record::Cue(_) => false,
    })
}

/// The cues that a patch touched, and those that are or were beside them.
///
/// A cue whose neighbour changed stands beside the place where a touched cue is
/// or was, and nothing that is shown is between them now.
fn affected(document: &Document, patch: &Patch, track: TrackId) -> BTreeSet<CueId> {
    let updated = patch
        .updated
        .iter()
        .flat_map(|(before, after)| [before, after]);
    let records = patch.added.iter().chain(updated).chain(&patch.removed);
    let mut affected = BTreeSet::new();
    for record in records {
        let Record::Cue(cue) = record else { continue };
        if cue.track != track {
            continue;
        }
        affected.insert(cue.id);
        let beside = [shown_before(document, cue), shown_after(document, cue)];
        affected.extend(beside.into_iter().flatten().map(|cue| cue.id));
    }
    affected
}

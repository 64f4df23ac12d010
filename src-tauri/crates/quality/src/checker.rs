//! Holding a track to a profile.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use captions::{CaptionChannel, Cue, CueId, Document, Time, TrackId};
use editing::{Patch, Record, Retime};

use crate::dictionary::{Dictionary, Speller};
use crate::finding::{Finding, Remark};
use crate::findings::Findings;
use crate::profile::Profile;
use crate::rules::Held;
use crate::scene::{Ground, Scene};

/// Fewer cues than this are checked sooner than a thread is started for them.
const LEAST_PART: usize = 1_000;

/// Checks tracks under one profile.
///
/// Comments are no captions and are passed over. A cue's neighbours are the
/// cues before and after it on the same channel.
#[derive(Clone, Debug)]
pub struct Checker {
    profile: Profile,
    end: Option<Time>,
    speller: Option<Speller>,
}

impl Checker {
    /// Checks under `profile`, with nothing known of the programme's end and no
    /// dictionary.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self {
            profile,
            end: None,
            speller: None,
        }
    }

    /// The same with the time the programme ends. What was found before is to
    /// be found anew.
    #[must_use]
    pub fn with_end(self, end: Option<Time>) -> Self {
        Self { end, ..self }
    }

    /// The same with a dictionary and the user's own words for the rule about
    /// spelling. What was found before is to be found anew.
    #[must_use]
    pub fn with_dictionary(
        self,
        dictionary: Arc<Dictionary>,
        own: impl IntoIterator<Item = String>,
    ) -> Self {
        let speller = Some(Speller::new(dictionary, own));
        Self { speller, ..self }
    }

    /// The profile.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Where the limit of a rule is from, by the profile's word.
    #[must_use]
    pub fn source(&self, rule: &str) -> Option<&str> {
        let mut held = self.profile.held();
        let found = held.find(|(info, ..)| info.id == rule);
        found.map(|(.., source)| source)
    }

    /// All findings of a track; none where there is no such track.
    #[must_use]
    pub fn check(&self, document: &Document, track: TrackId) -> Findings {
        let cues: Vec<&Cue> = document.cues(track).filter(|cue| is_shown(cue)).collect();
        let neighbours = neighbours(&cues);
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let parts = (cues.len() / LEAST_PART).clamp(1, cores);
        let part = |checker: &Self, part: usize| {
            let range = cues.len() * part / parts..cues.len() * (part + 1) / parts;
            checker.check_part(document, track, &cues, &neighbours, range)
        };
        let found = thread::scope(|scope| {
            // The words that a checker remembers are its own: each thread has one.
            let others: Vec<_> = (1..parts)
                .map(|at| (at, self.clone()))
                .map(|(at, own)| scope.spawn(move || part(&own, at)))
                .collect();
            let mut found = part(self, 0);
            for other in others {
                found.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            found
        });
        let mut findings = Findings::new(track);
        for (cue, found) in found {
            findings.add(cue, found);
        }
        findings
    }

    /// What is found in a range of the cues; nothing of those without findings.
    fn check_part(
        &self,
        document: &Document,
        track: TrackId,
        cues: &[&Cue],
        neighbours: &[(Option<usize>, Option<usize>)],
        range: Range<usize>,
    ) -> Vec<(CueId, Vec<Finding>)> {
        let ground = self.ground(document, track);
        let held = self.profile.rules.held();
        let of = |at: Option<usize>| at.map(|at| cues[at]);
        let found = range.map(|at| {
            let (previous, next) = neighbours[at];
            let scene = Scene::new(&ground, cues[at], of(previous), of(next));
            (cues[at].id, found(&held, &scene))
        });
        found.filter(|(_, found)| !found.is_empty()).collect()
    }

    /// Brings `findings` up to date with `document`, which `patch` was just
    /// applied to, and gives the cues whose findings have changed. The result is
    /// what [`Checker::check`] would give.
    pub fn refresh(
        &self,
        document: &Document,
        patch: &Patch,
        findings: &mut Findings,
    ) -> Vec<CueId> {
        let touched = touched(document, patch, findings.track());
        let cues = touched.unwrap_or_else(|| findings.all_cues(document));
        self.look_again(document, cues, findings)
    }

    /// Finds anew what there is to be found in some cues, and gives those whose
    /// findings have changed. What is found in a cue that is gone, goes.
    pub fn look_again(
        &self,
        document: &Document,
        cues: impl IntoIterator<Item = CueId>,
        findings: &mut Findings,
    ) -> Vec<CueId> {
        let track = findings.track();
        let ground = self.ground(document, track);
        let held = self.profile.rules.held();
        let mut changed = Vec::new();
        for id in cues {
            let cue = document.cue(id);
            let cue = cue.filter(|cue| cue.track == track && is_shown(cue));
            let found = cue.map(|cue| found(&held, &scene(&ground, document, cue)));
            if findings.set(id, found.unwrap_or_default()) {
                changed.push(id);
            }
        }
        changed
    }

    /// What would be found in cues of a track, and in their neighbours, if they
    /// had these times.
    #[must_use]
    pub fn foresee(
        &self,
        document: &Document,
        track: TrackId,
        times: &[Retime],
    ) -> Vec<(CueId, Vec<Finding>)> {
        let moved: HashMap<CueId, Cue> = times
            .iter()
            .filter_map(|times| {
                let mut cue = document
                    .cue(times.cue)
                    .filter(|cue| cue.track == track)?
                    .clone();
                (cue.in_time, cue.out_time) = (times.in_time, times.out_time);
                Some((cue.id, cue))
            })
            .collect();
        let mut cues: BTreeSet<CueId> = moved.keys().copied().collect();
        for cue in moved.values() {
            cues.extend(beside(document, cue));
        }
        let ground = self.ground(document, track);
        let held = self.profile.rules.held();
        let then = |cue: &'_ Cue| moved.get(&cue.id).cloned().unwrap_or_else(|| cue.clone());
        let shown = cues
            .into_iter()
            .filter_map(|id| document.cue(id))
            .filter(|cue| is_shown(cue));
        shown
            .map(|cue| {
                let (previous, next) = (shown_before(document, cue), shown_after(document, cue));
                let (cue, previous, next) = (then(cue), previous.map(then), next.map(then));
                let scene = Scene::new(&ground, &cue, previous.as_ref(), next.as_ref());
                (cue.id, found(&held, &scene))
            })
            .collect()
    }

    pub(crate) fn ground<'a>(&'a self, document: &'a Document, track: TrackId) -> Ground<'a> {
        Ground::new(
            document,
            track,
            &self.profile,
            self.end,
            self.speller.as_ref(),
        )
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
            waived: scene.is_waived(held.rule.info().id),
        }));
    }
    findings
}

/// The cues to look at again, now that `patch` was applied to `document`: those
/// it touched and their neighbours; `None` is all of the track, where its
/// settings or the document's have changed.
#[must_use]
pub fn touched(document: &Document, patch: &Patch, track: TrackId) -> Option<BTreeSet<CueId>> {
    let mut touched = BTreeSet::new();
    for record in records(patch) {
        match record {
            Record::Cue(cue) if cue.track == track => {
                touched.insert(cue.id);
                touched.extend(beside(document, cue));
            }
            Record::Track(changed) if changed.id == track => return None,
            Record::Settings(_) => return None,
            Record::Cue(_) | Record::Track(_) => {}
        }
    }
    Some(touched)
}

fn records(patch: &Patch) -> impl Iterator<Item = &Record> {
    let updated = patch.updated.iter();
    let updated = updated.flat_map(|(before, after)| [before, after]);
    patch.added.iter().chain(updated).chain(&patch.removed)
}

/// The neighbours of the place where a cue is or was: nothing that is shown is
/// between them now.
fn beside(document: &Document, cue: &Cue) -> impl Iterator<Item = CueId> {
    let beside = [shown_before(document, cue), shown_after(document, cue)];
    beside.into_iter().flatten().map(|cue| cue.id)
}

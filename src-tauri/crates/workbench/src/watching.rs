//! The findings of the track on show, kept up to date beside the document.
//!
//! Nothing is looked at before someone watches. After a change its cues and
//! their neighbours wait to be looked at again, which is done while no request
//! waits and a few cues at a time: no edit waits for it.

use std::collections::BTreeSet;

use captions::{Cue, CueId, Document, Time, Track, TrackId};
use editing::{Patch, Plan, Record, Rejected, RejectedCode, Retime};
use quality::{Checker, Finding, Findings, Fixed, TextPlace, touched};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::{Done, EditOutcome, Event, Notice, Result, WorkbenchError, language_of};

/// Cues that are looked at between two requests, about a millisecond's worth.
const AT_ONCE: usize = 200;
/// A change of more records than this has the whole track looked at again.
const MANY: usize = 500;

/// What changed about the findings of the watched track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FindingsChange {
    /// The track.
    pub track: TrackId,
    /// The profile it is held to; absent where it is held to none.
    pub profile: Option<String>,
    /// Why there is nothing to be found, where the profile cannot be had.
    pub problem: Option<String>,
    /// Whether there is a dictionary of the track's language.
    pub spelling: bool,
    /// The document's revision that was looked at.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub rev: u64,
    /// Whether everything that was told before is void.
    pub fresh: bool,
    /// The cues whose findings changed, each with all there are now.
    pub cues: Vec<CueFindings>,
    /// How many cues are still to be looked at.
    pub left: u32,
}

/// What is found in a cue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CueFindings {
    /// The cue.
    pub cue: CueId,
    /// Its findings, in the order of the rules.
    pub findings: Vec<Finding>,
}

/// Which findings of the watched track are to be mended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Fixes {
    /// One.
    One {
        /// The cue.
        cue: CueId,
        /// The identifier of the rule.
        rule: String,
        /// Where in the text, as the finding has it.
        place: Option<TextPlace>,
    },
    /// All of a rule that nobody waived.
    Rule {
        /// The identifier of the rule.
        rule: String,
    },
    /// All that nobody waived.
    All,
}

/// What mending would change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FixPreview {
    /// The document's revision that this is about.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub rev: u64,
    /// The name of the step; empty where nothing can be mended safely.
    pub label: String,
    /// What is mended.
    pub findings: Vec<Finding>,
    /// The cues that change.
    pub cues: Vec<FixedCue>,
    /// Findings that there is no safe way to mend.
    pub left: u32,
}

/// A cue before and after mending.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FixedCue {
    /// As it is.
    pub before: Cue,
    /// As it would be; absent where it would go.
    pub after: Option<Cue>,
}

/// What findings rest on besides cues and settings.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Basis {
    profile: Option<String>,
    language: String,
    end: Option<Time>,
    house: u64,
}

/// The track that is watched.
pub(crate) struct Watch {
    /// Absent before the first look.
    basis: Option<Basis>,
    /// Absent where the track is held to no profile.
    checker: Option<Checker>,
    problem: Option<String>,
    spelling: bool,
    findings: Findings,
    stale: BTreeSet<CueId>,
    /// Whether everything is stale.
    all: bool,
    /// How many cues were left to be looked at when that was last told.
    left: u32,
}

impl Watch {
    fn new(track: TrackId) -> Self {
        Self {
            basis: None,
            checker: None,
            problem: None,
            spelling: false,
            findings: Findings::new(track),
            stale: BTreeSet::new(),
            all: true,
            left: 0,
        }
    }

    pub(crate) fn has_work(&self) -> bool {
        self.all || !self.stale.is_empty()
    }

    /// The language whose dictionary it is checked with.
    pub(crate) fn language(&self) -> Option<&str> {
        self.basis.as_ref().map(|basis| basis.language.as_str())
    }

    /// Has everything looked at again.
    pub(crate) const fn doubt(&mut self) {
        self.all = true;
    }

    /// Takes note of a change that `document` holds already.
    fn note(&mut self, document: &Document, patch: &Patch) {
        let few = patch.len() <= MANY && !self.all;
        match few.then(|| touched(document, patch, self.findings.track())) {
            Some(Some(cues)) => self.stale.extend(cues),
            _ => self.all = true,
        }
    }

    /// Looks at up to so many cues.
    fn look(&mut self, document: &Document, most: usize) -> Vec<CueId> {
        if std::mem::take(&mut self.all) {
            self.stale = self.findings.all_cues(document);
        }
        let rest = self.stale.iter().nth(most).copied();
        let rest = rest.map_or_else(BTreeSet::new, |first| self.stale.split_off(&first));
        let now = std::mem::replace(&mut self.stale, rest);
        let checker = self.checker.as_ref();
        checker.map_or_else(Vec::new, |checker| {
            checker.look_again(document, now, &mut self.findings)
        })
    }

    /// What is to be told of cues that were looked at, where there is something.
    fn change(&mut self, rev: u64, fresh: bool, changed: &[CueId]) -> Option<FindingsChange> {
        let left = u32::try_from(self.stale.len()).unwrap_or(u32::MAX);
        let is_news = fresh || !changed.is_empty() || (left == 0) != (self.left == 0);
        self.left = left;
        let cues = changed.iter().map(|cue| CueFindings {
            cue: *cue,
            findings: self.findings.of(*cue).to_vec(),
        });
        is_news.then(|| FindingsChange {
            track: self.findings.track(),
            profile: self.basis.as_ref().and_then(|basis| basis.profile.clone()),
            problem: self.problem.clone(),
            spelling: self.spelling,
            rev,
            fresh,
            cues: cues.collect(),
            left,
        })
    }

    /// What mending comes to, and how many findings were to be mended.
    fn mend(&self, document: &Document, fixes: &Fixes) -> (Option<Fixed>, usize) {
        let Some(checker) = &self.checker else {
            return (None, 0);
        };
        let wanted = |finding: &Finding| match fixes {
            Fixes::One { cue, rule, place } => {
                (finding.cue, finding.rule, finding.place) == (*cue, rule.as_str(), *place)
            }
            Fixes::Rule { rule } => finding.rule == rule && !finding.waived,
            Fixes::All => !finding.waived,
        };
        let fixed = if let Fixes::One { cue, .. } = fixes {
            let finding = self
                .findings
                .of(*cue)
                .iter()
                .find(|finding| wanted(finding));
            finding.and_then(|finding| {
                let plan = checker.fix(document, finding)?;
                let findings = vec![finding.clone()];
                Some(Fixed { plan, findings })
            })
        } else {
            checker.fix_all(document, &self.findings, wanted)
        };
        let count = self
            .findings
            .in_order(document)
            .filter(|finding| wanted(finding));
        (fixed, count.count())
    }
}

impl Engine {
    /// Watches the findings of a track from now on, or of none.
    pub(crate) fn watch(&mut self, track: Option<TrackId>) -> Result<()> {
        self.watch = None;
        if let Some(track) = track {
            self.with(|project| {
                let found = project.document().track(track);
                found.map(|_| ()).ok_or_else(WorkbenchError::no_such_track)
            })?;
            self.watch = Some(Watch::new(track));
        }
        Ok(())
    }

    /// Takes note of a change of the open project.
    pub(crate) fn note_change(&mut self, patch: &Patch) {
        if let (Some(watch), Some(project)) = (&mut self.watch, &self.project) {
            watch.note(project.document(), patch);
        }
    }

    /// Whether cues wait to be looked at.
    pub(crate) fn has_to_look(&self) -> bool {
        self.watch.as_ref().is_some_and(Watch::has_work)
    }

    /// Looks at some of the cues that wait, and tells what changed.
    pub(crate) fn look(&mut self) {
        self.look_at(AT_ONCE);
    }

    fn look_at(&mut self, most: usize) {
        let (Some(mut watch), Some(project)) = (self.watch.take(), &self.project) else {
            return;
        };
        // A track that is gone is watched no more.
        let document = project.document();
        let Some(track) = document.track(watch.findings.track()) else {
            return;
        };
        let basis = self.basis(document, track);
        let fresh = watch.basis.as_ref() != Some(&basis);
        if fresh {
            watch = self.watch_on(basis, track.id);
        }
        let changed = watch.look(document, most);
        let change = watch.change(project.history().rev(), fresh, &changed);
        self.watch = Some(watch);
        if let Some(findings) = change {
            self.tell(Event::Findings { findings });
        }
    }

    fn basis(&self, document: &Document, track: &Track) -> Basis {
        Basis {
            profile: track.gate.as_ref().map(|gate| gate.profile.clone()),
            language: language_of(document, track),
            end: self.programme_end(),
            house: self.house.version,
        }
    }

    fn watch_on(&self, basis: Basis, track: TrackId) -> Watch {
        let mut watch = Watch::new(track);
        let profile = basis
            .profile
            .as_deref()
            .map(|id| self.house.profiles.find(id));
        match profile {
            Some(Ok(profile)) => {
                let checker = Checker::new(profile);
                let (checker, spelling) = self.house.prepare(checker, &basis.language, basis.end);
                watch.checker = Some(checker);
                watch.spelling = spelling;
            }
            Some(Err(error)) => watch.problem = Some(error.message),
            None => {}
        }
        watch.basis = Some(basis);
        watch
    }

    /// What would be found in cues, and beside them, if they had these times.
    pub(crate) fn foresee(&self, times: &[Retime]) -> Vec<CueFindings> {
        let (Some(watch), Some(project)) = (&self.watch, &self.project) else {
            return Vec::new();
        };
        let checker = watch.checker.as_ref();
        let found = checker.map_or_else(Vec::new, |checker| {
            checker.foresee(project.document(), watch.findings.track(), times)
        });
        let found = found.into_iter();
        found
            .map(|(cue, findings)| CueFindings { cue, findings })
            .collect()
    }

    /// What mending would change.
    pub(crate) fn preview_fixes(&mut self, fixes: &Fixes) -> Result<FixPreview> {
        let (fixed, wanted) = self.mend(fixes)?;
        let rev = self.with(|project| Ok(project.history().rev()))?;
        let count =
            |mended: usize| u32::try_from(wanted.saturating_sub(mended)).unwrap_or(u32::MAX);
        Ok(match fixed {
            None => FixPreview {
                rev,
                label: String::new(),
                findings: Vec::new(),
                cues: Vec::new(),
                left: count(0),
            },
            Some(fixed) => FixPreview {
                rev,
                left: count(fixed.findings.len()),
                cues: fixed_cues(&fixed.plan),
                label: fixed.plan.label,
                findings: fixed.findings,
            },
        })
    }

    /// Mends, as one step, where the document is still at a revision.
    pub(crate) fn apply_fixes(&mut self, fixes: &Fixes, rev: u64) -> Result<EditOutcome> {
        let now = self.ports.clock.now();
        let (fixed, _) = self.mend(fixes)?;
        let refuse = |code, message: &str| {
            let rejected = Rejected::new(code, message);
            Ok(Done::rejected(rejected))
        };
        self.change(|project| match fixed {
            _ if project.history().rev() != rev => refuse(
                RejectedCode::Conflict,
                "The captions have changed since. Look at the fixes again",
            ),
            Some(fixed) => project.carry_out_plan(fixed.plan, now),
            None => refuse(
                RejectedCode::NothingToDo,
                "There is nothing that can be mended safely",
            ),
        })
    }

    fn mend(&mut self, fixes: &Fixes) -> Result<(Option<Fixed>, usize)> {
        self.look_at(usize::MAX);
        let watch = self.watch.as_ref();
        let project = self
            .project
            .as_ref()
            .ok_or_else(WorkbenchError::no_project)?;
        Ok(watch.map_or((None, 0), |watch| watch.mend(project.document(), fixes)))
    }

    /// Ends watching, after a defect in what looks.
    pub(crate) fn stop_watching(&mut self) {
        self.watch = None;
        let message = "A defect stopped the check of the captions. Choose the profile again";
        self.notice(Notice::error("check-stopped", message));
    }
}

fn fixed_cues(plan: &Plan) -> Vec<FixedCue> {
    let cue = |record: &Record| match record {
        Record::Cue(cue) => Some(cue.as_ref().clone()),
        Record::Track(_) | Record::Settings(_) => None,
    };
    let updated = plan.patch.updated.iter();
    let updated = updated.map(|(before, after)| (before, Some(after)));
    let removed = plan.patch.removed.iter().map(|before| (before, None));
    let all = updated.chain(removed);
    all.filter_map(|(before, after)| {
        let after = after.and_then(cue);
        cue(before).map(|before| FixedCue { before, after })
    })
    .collect()
}

//! Fixes: patches that mend findings and make nothing worse.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use captions::{Cue, CueId, Document, Time, TrackId};
use editing::{Patch, Plan, Record};

use crate::checker::{Checker, scene, shown_after, shown_before};
use crate::finding::{Finding, TextPlace};
use crate::findings::Findings;
use crate::repair::Repair;
use crate::rules;

/// Several findings mended at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixed {
    /// The change, one step of undo.
    pub plan: Plan,
    /// What it mends, in order of the cues.
    pub findings: Vec<Finding>,
}

impl Checker {
    /// The change that mends one finding, or `None` where there is no safe one:
    /// the rule has no fix, the track is a reference, or every way to mend it
    /// would add a finding or make one worse.
    #[must_use]
    pub fn fix(&self, document: &Document, finding: &Finding) -> Option<Plan> {
        let repair = self.repair(document, finding)?;
        let cue = document.cue(finding.cue)?;
        let title = rules::by_id(finding.rule)?.title;
        let number = document.number(cue);
        let label = format!("Fix \u{201c}{title}\u{201d} in cue {number}");
        Some(plan(patch(document, &repair), label))
    }

    /// Mends every finding that `wanted` picks and that has a safe fix, as one
    /// change; `None` where there is none.
    #[must_use]
    pub fn fix_all(
        &self,
        document: &Document,
        findings: &Findings,
        wanted: impl Fn(&Finding) -> bool,
    ) -> Option<Fixed> {
        let mut work = Work {
            checker: self,
            document: document.clone(),
            findings: findings.clone(),
            mended: Vec::new(),
            touched: BTreeSet::new(),
        };
        // What one fix makes room for, the next round mends. Every fix leaves
        // fewer findings, so this ends.
        let mut places: Vec<CueId> = document.cues(findings.track()).map(|cue| cue.id).collect();
        while !places.is_empty() {
            let before = work.mended.len();
            for cue in &places {
                work.mend_cue(*cue, &wanted);
            }
            if work.mended.len() == before {
                break;
            }
            places.retain(|cue| !work.findings.of(*cue).is_empty());
        }
        work.finish(document)
    }

    /// The best way to mend a finding that makes nothing worse.
    fn repair(&self, document: &Document, finding: &Finding) -> Option<Repair> {
        let cue = document.cue(finding.cue)?;
        if document.track(cue.track)?.reference {
            return None;
        }
        let repairs = {
            let ground = self.ground(document, cue.track);
            let held = self.profile().rules.held();
            let held = held
                .iter()
                .find(|held| held.rule.info().id == finding.rule)?;
            held.rule.repairs(&scene(&ground, document, cue), finding)
        };
        let mut repairs = repairs.into_iter().peekable();
        repairs.peek()?;
        let surroundings = Surroundings::of(document, cue)?;
        let before = surroundings.marks(self);
        repairs.find(|repair| {
            let is_sound = repair.updated.iter().all(is_sound);
            is_sound
                && surroundings.after(repair).is_some_and(|after| {
                    is_better(&before, &after.marks(self), (finding.rule, finding.cue))
                })
        })
    }
}

/// Many fixes in the making.
struct Work<'a> {
    checker: &'a Checker,
    document: Document,
    findings: Findings,
    mended: Vec<Finding>,
    touched: BTreeSet<CueId>,
}

impl Work<'_> {
    fn mend_cue(&mut self, cue: CueId, wanted: &impl Fn(&Finding) -> bool) {
        let mut tried: HashSet<(&'static str, Option<TextPlace>)> = HashSet::new();
        loop {
            let found = self.findings.of(cue);
            let is_new = |finding: &&Finding| !tried.contains(&(finding.rule, finding.place));
            let Some(finding) = found.iter().filter(|f| wanted(f)).find(is_new).cloned() else {
                return;
            };
            tried.insert((finding.rule, finding.place));
            let Some(repair) = self.checker.repair(&self.document, &finding) else {
                continue;
            };
            let patch = patch(&self.document, &repair);
            if patch.apply(&mut self.document).is_err() {
                continue;
            }
            self.checker
                .refresh(&self.document, &patch, &mut self.findings);
            self.touched.extend(patch.cues());
            self.mended.push(finding);
            // Characters have moved; what was tried may be elsewhere.
            tried.clear();
        }
    }

    fn finish(self, before: &Document) -> Option<Fixed> {
        let mut repair = Repair::default();
        for id in self.touched {
            match self.document.cue(id) {
                Some(cue) => repair.updated.push(cue.clone()),
                None => repair.removed.push(id),
            }
        }
        let patch = patch(before, &repair);
        let count = self.mended.len();
        let noun = if count == 1 { "finding" } else { "findings" };
        (!patch.is_empty()).then(|| Fixed {
            plan: plan(patch, format!("Fix {count} {noun}")),
            findings: self.mended,
        })
    }
}

/// A cue among the few that decide what is found about it and its neighbours,
/// so that a fix can be tried without a copy of the whole document.
struct Surroundings {
    document: Document,
    track: TrackId,
    /// The cue and its neighbours.
    inner: Vec<CueId>,
}

impl Surroundings {
    fn of(document: &Document, cue: &Cue) -> Option<Self> {
        let mut small = Document::new(document.settings().clone());
        small.put_track(document.track(cue.track)?.clone());
        let (before, after) = (shown_before(document, cue), shown_after(document, cue));
        let outer = [
            before.and_then(|cue| shown_before(document, cue)),
            after.and_then(|cue| shown_after(document, cue)),
        ];
        let inner = [before, Some(cue), after];
        for cue in inner.into_iter().chain(outer).flatten() {
            small.put_cue(cue.clone()).ok()?;
        }
        Some(Self {
            document: small,
            track: cue.track,
            inner: inner.into_iter().flatten().map(|cue| cue.id).collect(),
        })
    }

    fn after(&self, repair: &Repair) -> Option<Self> {
        let mut document = self.document.clone();
        patch(&self.document, repair).apply(&mut document).ok()?;
        Some(Self {
            document,
            track: self.track,
            inner: self.inner.clone(),
        })
    }

    /// How far beyond its limit each rule finds each cue, worst first.
    fn marks(&self, checker: &Checker) -> Marks {
        let mut marks = Marks::new();
        for finding in checker.check_cues(&self.document, self.track, &self.inner) {
            let key = (finding.rule, finding.cue);
            marks.entry(key).or_default().push(finding.excess);
        }
        for excesses in marks.values_mut() {
            excesses.sort_unstable_by(|a, b| b.cmp(a));
        }
        marks
    }
}

type Marks = BTreeMap<(&'static str, CueId), Vec<i64>>;

/// Whether less is found of the rule and cue that were to be mended, and nowhere
/// more or worse.
fn is_better(before: &Marks, after: &Marks, mended: (&'static str, CueId)) -> bool {
    let count = |marks: &Marks| marks.get(&mended).map_or(0, Vec::len);
    let no_worse = after.iter().all(|(key, now)| {
        let was = before.get(key).map_or(&[][..], Vec::as_slice);
        now.len() <= was.len() && now.iter().zip(was).all(|(now, was)| now <= was)
    });
    no_worse && count(after) < count(before)
}

fn is_sound(cue: &Cue) -> bool {
    cue.in_time >= Time::ZERO && cue.out_time.is_none_or(|out| out > cue.in_time)
}

/// The patch that does a repair; cues that stay as they are, are not in it.
fn patch(document: &Document, repair: &Repair) -> Patch {
    let mut patch = Patch::default();
    let record = |cue: &Cue| Record::Cue(Box::new(cue.clone()));
    for after in &repair.updated {
        if let Some(before) = document.cue(after.id).filter(|before| *before != after) {
            patch.updated.push((record(before), record(after)));
        }
    }
    let removed = repair.removed.iter().filter_map(|id| document.cue(*id));
    patch.removed.extend(removed.map(record));
    patch
}

fn plan(patch: Patch, label: String) -> Plan {
    let stays = patch.updated.iter().filter_map(|(_, after)| match after {
        Record::Cue(cue) => Some(cue.id),
        Record::Track(_) | Record::Settings(_) => None,
    });
    let selection = stays.collect();
    Plan {
        patch,
        label,
        coalesce: None,
        selection,
    }
}

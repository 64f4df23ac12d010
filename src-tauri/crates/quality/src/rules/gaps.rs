//! What lies between a cue and the next. Sources contradict each other here:
//! what one demands is another's error.

use captions::Time;
use serde::{Deserialize, Serialize};

use super::durations::distance;
use super::{Rule, RuleInfo};
use crate::amount::Span;
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const MIN_GAP: RuleInfo = RuleInfo {
    id: "min-gap",
    title: "Gap too small",
    about: "Without a few empty frames between two cues the eye does not notice the change.",
    fix: Some("Ends the cue earlier"),
};
pub(super) const CHAINING: RuleInfo = RuleInfo {
    id: "chaining",
    title: "Gap to be closed",
    about: "A pause that is neither none nor a real one makes captions flicker.",
    fix: Some("Lets the cue stand up to the next one"),
};
pub(super) const OVERLAP: RuleInfo = RuleInfo {
    id: "overlap",
    title: "Overlap",
    about: "Two cues stand at the same time; most decoders show one of them, or both in one place.",
    fix: Some("Ends the cue before the next one starts"),
};

/// The least time between two cues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MinGap(pub Span);

/// Which gaps are to be closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Chaining {
    /// What a gap is closed to: such a gap is right, and what is smaller is
    /// another rule's.
    pub to: Span,
    /// The smallest gap that may stay open.
    pub least: Span,
    /// The smallest gap that stays open without a remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred: Option<Span>,
}

/// No two cues at a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlap;

impl Rule for MinGap {
    fn info(&self) -> &'static RuleInfo {
        &MIN_GAP
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let Some((gap, next)) = scene.gap().filter(|(gap, _)| *gap >= Time::ZERO) else {
            return;
        };
        let (from, to) = (next.in_time - gap, next.in_time);
        if let Some(missing) = self.0.shortfall(from, to, scene.ground.rate) {
            let shown = distance(self.0, scene, from, to);
            let message = format!("{shown} to the next cue; at least {} are wanted", self.0);
            remarks.push(Remark::new(message).by(missing).against(next.id));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        ends_before_next(scene)
    }
}

impl Rule for Chaining {
    fn info(&self) -> &'static RuleInfo {
        &CHAINING
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let Some((gap, next)) = scene.gap().filter(|(gap, _)| *gap >= Time::ZERO) else {
            return;
        };
        let rate = scene.ground.rate;
        let (from, to) = (next.in_time - gap, next.in_time);
        if self.to.excess(from, to, rate).is_none() {
            return;
        }
        let closed = self.to;
        if let Some(missing) = self.least.shortfall(from, to, rate) {
            let shown = distance(self.least, scene, from, to);
            let least = self.least;
            let message = format!("{shown} to the next cue; either {closed} or at least {least}");
            remarks.push(Remark::new(message).by(missing).against(next.id));
        } else if let Some(preferred) = self.preferred
            && let Some(missing) = preferred.shortfall(from, to, rate)
        {
            let shown = distance(preferred, scene, from, to);
            let message = format!("{shown} to the next cue; {preferred} are preferred");
            // Less than any gap that is to be closed.
            remarks.push(
                Remark::new(message)
                    .by(missing - 1_000_000)
                    .against(next.id),
            );
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        let (Some(next), Some(_)) = (scene.next, scene.cue.out_time) else {
            return Vec::new();
        };
        let end = self.to.before(next.in_time, scene.ground.rate);
        vec![Repair::times(scene.cue, scene.cue.in_time, Some(end))]
    }
}

impl Rule for Overlap {
    fn info(&self) -> &'static RuleInfo {
        &OVERLAP
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        if let Some((gap, next)) = scene.gap().filter(|(gap, _)| *gap < Time::ZERO) {
            let frames = scene.ground.rate.nearest_frame(-gap).max(1);
            let noun = if frames == 1 { "frame" } else { "frames" };
            let message = format!("The next cue starts {frames} {noun} before this one ends");
            remarks.push(Remark::new(message).by(-gap.flicks()).against(next.id));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        ends_before_next(scene)
    }
}

fn ends_before_next(scene: &Scene<'_>) -> Vec<Repair> {
    let (Some(next), Some(_)) = (scene.next, scene.cue.out_time) else {
        return Vec::new();
    };
    let end = end_before(scene, next.in_time);
    vec![Repair::times(scene.cue, scene.cue.in_time, Some(end))]
}

/// When a cue is to end so that the least gap the profile allows is left before
/// `start`.
pub(super) fn end_before(scene: &Scene<'_>, start: Time) -> Time {
    let rules = scene.ground.rules;
    let least = rules.min_gap.as_ref().map(|rule| rule.limit.0);
    let closed = rules.chaining.as_ref().map(|rule| rule.limit.to);
    let gap = least.or(closed);
    gap.map_or(start, |gap| gap.before(start, scene.ground.rate))
}

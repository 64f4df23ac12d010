//! How long a cue stands.

use captions::Time;
use serde::{Deserialize, Serialize};

use super::{Rule, RuleInfo};
use crate::amount::Span;
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const MIN_DURATION: RuleInfo = RuleInfo {
    id: "min-duration",
    title: "Too short",
    about: "A cue that flashes by is seen and not read.",
    fix: Some("Lets the cue stand longer, where there is room after it"),
};
pub(super) const MAX_DURATION: RuleInfo = RuleInfo {
    id: "max-duration",
    title: "Too long",
    about: "A cue that stands much longer than it takes to read is read again.",
    fix: None,
};

/// The shortest time a cue may stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shortest(pub Span);

/// The longest time a cue may stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Longest(pub Span);

impl Rule for Shortest {
    fn info(&self) -> &'static RuleInfo {
        &MIN_DURATION
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let Some(out) = scene.cue.out_time else {
            return;
        };
        if let Some(missing) = self.0.shortfall(scene.cue.in_time, out, scene.ground.rate) {
            let stands = length_shown(self.0, scene, out);
            let message = format!("The cue stands {stands}; at least {} are wanted", self.0);
            remarks.push(Remark::new(message).by(missing));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        longer(scene, self.0.after(scene.cue.in_time, scene.ground.rate))
    }
}

impl Rule for Longest {
    fn info(&self) -> &'static RuleInfo {
        &MAX_DURATION
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let Some(out) = scene.cue.out_time else {
            return;
        };
        if let Some(over) = self.0.excess(scene.cue.in_time, out, scene.ground.rate) {
            let stands = length_shown(self.0, scene, out);
            let message = format!("The cue stands {stands}; at most {} are wanted", self.0);
            remarks.push(Remark::new(message).by(over));
        }
    }
}

/// The length of a cue in the unit of a limit.
fn length_shown(limit: Span, scene: &Scene<'_>, out: Time) -> String {
    distance(limit, scene, scene.cue.in_time, out)
}

/// The distance between two times in the unit of a limit.
pub(super) fn distance(limit: Span, scene: &Scene<'_>, from: Time, to: Time) -> String {
    let rate = scene.ground.rate;
    if limit.frames(rate).is_none() {
        let millis = (to - from).round_millis();
        let sign = if millis < 0 { "-" } else { "" };
        let (seconds, rest) = (millis.unsigned_abs() / 1000, millis.unsigned_abs() % 1000);
        return format!("{sign}{seconds}.{rest:03} s");
    }
    match crate::amount::frames_between(from, to, rate) {
        1 => "1 frame".to_owned(),
        frames => format!("{frames} frames"),
    }
}

/// Ways to let a cue stand until `end` at least: just so long, up to the next
/// frame, or, where the rest would be a gap that may not be, up to the next cue.
pub(super) fn longer(scene: &Scene<'_>, end: Time) -> Vec<Repair> {
    let (cue, rate) = (scene.cue, scene.ground.rate);
    if cue.out_time.is_none_or(|out| out >= end) {
        return Vec::new();
    }
    let on_frame = rate.snap(end);
    let on_frame = if on_frame < end {
        rate.time_of(rate.nearest_frame(end) + 1)
    } else {
        on_frame
    };
    let up_to_next = scene
        .next
        .map(|next| super::gaps::end_before(scene, next.in_time));
    let ends = [
        Some(on_frame),
        up_to_next.filter(|time| *time >= end),
        Some(end),
    ];
    let longer = |end| Repair::times(cue, cue.in_time, Some(end));
    ends.into_iter().flatten().map(longer).collect()
}

//! Cues and the cuts of the picture, where shot marks are known.

use captions::Time;
use serde::{Deserialize, Serialize};

use super::{Rule, RuleInfo};
use crate::amount::Span;
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const SHOT_IN: RuleInfo = RuleInfo {
    id: "shot-in",
    title: "In time near a cut",
    about: "A cue that appears just before or after the picture cuts is noticed twice. Close to \
            the cut it starts with it; a little before, it starts early enough to be apart.",
    fix: Some("Moves the in time onto the cut, or away from it"),
};
pub(super) const SHOT_OUT: RuleInfo = RuleInfo {
    id: "shot-out",
    title: "Out time near a cut",
    about: "A cue that hangs over a cut for a moment, or goes just before it, draws the eye back.",
    fix: Some("Ends the cue just before the cut"),
};

/// The zone around a cut in which no cue starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ShotIn {
    /// A cue starts on the cut, or at least so long before or after it.
    pub clear: Span,
    /// What is less than this before the cut is moved onto it; what is further
    /// before, away from it.
    pub near: Span,
}

/// The zone around a cut in which no cue ends but at one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ShotOut {
    /// A cue ends at least so long before or after the cut,
    pub clear: Span,
    /// or exactly so long before it.
    pub before: Span,
}

/// The frame number of the cut nearest to `time`.
fn nearest_cut(scene: &Scene<'_>, time: Time) -> Option<i64> {
    let (shots, rate) = (scene.ground.shots, scene.ground.rate);
    let after = shots.partition_point(|shot| *shot < time);
    let around = [after.checked_sub(1), Some(after)].into_iter().flatten();
    let cuts = around
        .filter_map(|at| shots.get(at))
        .map(|shot| rate.nearest_frame(*shot));
    let frame = rate.nearest_frame(time);
    cuts.min_by_key(|cut| (cut - frame).abs())
}

fn frames(span: Span, scene: &Scene<'_>) -> i64 {
    let rate = scene.ground.rate;
    span.frames(rate)
        .unwrap_or_else(|| rate.nearest_frame(span.time(rate)))
}

fn side(distance: i64) -> &'static str {
    if distance < 0 { "before" } else { "after" }
}

fn counted(frames: i64) -> String {
    let noun = if frames.abs() == 1 { "frame" } else { "frames" };
    format!("{} {noun}", frames.abs())
}

impl Rule for ShotIn {
    fn info(&self) -> &'static RuleInfo {
        &SHOT_IN
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let start = scene.cue.in_time;
        let Some(cut) = nearest_cut(scene, start) else {
            return;
        };
        let (distance, clear) = (
            scene.ground.rate.nearest_frame(start) - cut,
            frames(self.clear, scene),
        );
        if distance != 0 && distance.abs() < clear {
            let (far, side) = (counted(distance), side(distance));
            let message = format!(
                "The cue starts {far} {side} a cut; on it or {clear} frames away is wanted"
            );
            remarks.push(Remark::new(message).by(clear - distance.abs()));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        let (cue, rate) = (scene.cue, scene.ground.rate);
        let Some(cut) = nearest_cut(scene, cue.in_time) else {
            return Vec::new();
        };
        let before = cut - rate.nearest_frame(cue.in_time);
        let is_far = before >= frames(self.near, scene);
        let frame = if is_far {
            cut - frames(self.clear, scene)
        } else {
            cut
        };
        vec![Repair::times(cue, rate.time_of(frame), cue.out_time)]
    }
}

impl Rule for ShotOut {
    fn info(&self) -> &'static RuleInfo {
        &SHOT_OUT
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let Some(out) = scene.cue.out_time else {
            return;
        };
        let Some(cut) = nearest_cut(scene, out) else {
            return;
        };
        let (clear, before) = (frames(self.clear, scene), frames(self.before, scene));
        let distance = scene.ground.rate.nearest_frame(out) - cut;
        if distance != -before && distance.abs() < clear {
            let where_it_is = match distance {
                0 => "on a cut".to_owned(),
                _ => format!("{} {} a cut", counted(distance), side(distance)),
            };
            let wanted = counted(before);
            let message = format!(
                "The cue ends {where_it_is}; {wanted} before it or {clear} frames away is wanted"
            );
            remarks.push(Remark::new(message).by((distance + before).abs()));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        let (cue, rate) = (scene.cue, scene.ground.rate);
        let cut = cue.out_time.and_then(|out| nearest_cut(scene, out));
        let end = cut.map(|cut| rate.time_of(cut - frames(self.before, scene)));
        let ends = |end| Repair::times(cue, cue.in_time, Some(end));
        end.map(ends).into_iter().collect()
    }
}

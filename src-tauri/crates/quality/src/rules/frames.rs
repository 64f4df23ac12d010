//! Times that are frames.

use captions::{FrameRate, Time};

use super::{Rule, RuleInfo};
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const FRAME_ALIGNMENT: RuleInfo = RuleInfo {
    id: "frame-alignment",
    title: "Between frames",
    about: "A cue that starts or ends between two frames is moved by whoever plays or converts \
            it, each in their own way. What is within half a millisecond of a frame is on it.",
    fix: Some("Moves the times to the nearest frames"),
};

/// Times on frames.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameAlignment;

/// How far a time is off the nearest frame, in flicks, where that is more than
/// what rounding to a millisecond does.
fn off(time: Time, rate: FrameRate) -> Option<i64> {
    let off = (time - rate.snap(time)).abs();
    (off.flicks() > Time::MILLISECOND.flicks() / 2).then_some(off.flicks())
}

impl Rule for FrameAlignment {
    fn info(&self) -> &'static RuleInfo {
        &FRAME_ALIGNMENT
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let rate = scene.ground.rate;
        let start = off(scene.cue.in_time, rate);
        let end = scene.cue.out_time.and_then(|out| off(out, rate));
        let what = match (start, end) {
            (None, None) => return,
            (Some(_), None) => "starts",
            (None, Some(_)) => "ends",
            (Some(_), Some(_)) => "starts and ends",
        };
        let by = start.unwrap_or(0) + end.unwrap_or(0);
        remarks.push(Remark::new(format!("The cue {what} between two frames")).by(by));
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        let (cue, rate) = (scene.cue, scene.ground.rate);
        let end = cue.out_time.map(|out| rate.snap(out));
        vec![Repair::times(cue, rate.snap(cue.in_time), end)]
    }
}

//! Where cues stand in the programme.

use captions::Time;

use super::{Rule, RuleInfo};
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const ORDER: RuleInfo = RuleInfo {
    id: "order",
    title: "Out of order",
    about: "A cue starts before the one above it; players that read as they go leave it out.",
    fix: None,
};
pub(super) const OUTSIDE_PROGRAMME: RuleInfo = RuleInfo {
    id: "outside-programme",
    title: "Outside the programme",
    about: "A cue starts before the programme or stands on after its end, where nobody sees it.",
    fix: Some("Ends the cue with the programme"),
};

/// Cues in the order of their times.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Order;

/// Cues within the programme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutsideProgramme;

impl Rule for Order {
    fn info(&self) -> &'static RuleInfo {
        &ORDER
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let cue = scene.cue;
        if cue.out_time.is_some_and(|out| out <= cue.in_time) {
            remarks.push(Remark::new("The cue ends before it starts"));
        }
        if let Some(previous) = scene.previous.filter(|other| other.in_time > cue.in_time) {
            let early = (previous.in_time - cue.in_time).flicks();
            let remark = Remark::new("The cue starts before the one above it").by(early);
            remarks.push(remark.against(previous.id));
        }
    }
}

impl Rule for OutsideProgramme {
    fn info(&self) -> &'static RuleInfo {
        &OUTSIDE_PROGRAMME
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let cue = scene.cue;
        let last = cue.out_time.unwrap_or(cue.in_time);
        if cue.in_time < Time::ZERO {
            let remark = Remark::new("The cue starts before the programme");
            remarks.push(remark.by(-cue.in_time.flicks()));
        } else if let Some(end) = scene.ground.end.filter(|end| last > *end) {
            let what = if cue.in_time >= end {
                "starts"
            } else {
                "stands on"
            };
            let message = format!("The cue {what} after the end of the programme");
            remarks.push(Remark::new(message).by((last - end).flicks()));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        let cue = scene.cue;
        let end = scene.ground.end.filter(|end| *end > cue.in_time);
        let cut = |end| Repair::times(cue, cue.in_time, Some(end));
        end.filter(|_| cue.out_time.is_some())
            .map(cut)
            .into_iter()
            .collect()
    }
}

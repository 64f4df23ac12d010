//! Cues that say nothing, or the same again.

use super::{Rule, RuleInfo};
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const EMPTY: RuleInfo = RuleInfo {
    id: "empty",
    title: "Empty cue",
    about: "A cue without text shows nothing, or an empty box.",
    fix: Some("Removes the cue, unless someone has written a note on it"),
};
pub(super) const DUPLICATE: RuleInfo = RuleInfo {
    id: "duplicate",
    title: "Duplicate cue",
    about: "A cue has the same text and times as the one before it.",
    fix: Some("Removes the second, unless someone has written a note on it"),
};

/// Every cue has text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Empty;

/// No cue is there twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duplicate;

fn removal(scene: &Scene<'_>) -> Vec<Repair> {
    let is_talked_about = !scene.cue.notes.is_empty();
    let removal = (!is_talked_about).then(|| Repair::removal(scene.cue.id));
    removal.into_iter().collect()
}

impl Rule for Empty {
    fn info(&self) -> &'static RuleInfo {
        &EMPTY
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let is_blank = |c: char| c.is_whitespace() || c.is_control() || c == '\u{200b}';
        if scene.rows.iter().all(|row| row.text.chars().all(is_blank)) {
            remarks.push(Remark::new("The cue has no text"));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        removal(scene)
    }
}

impl Rule for Duplicate {
    fn info(&self) -> &'static RuleInfo {
        &DUPLICATE
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let Some(other) = scene.previous else { return };
        let cue = scene.cue;
        let same_times = (other.in_time, other.out_time) == (cue.in_time, cue.out_time);
        if same_times && !cue.rows.is_empty() && cue.text() == other.text() {
            let remark = Remark::new("The cue says the same as the one before, at the same time");
            remarks.push(remark.against(other.id));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        removal(scene)
    }
}

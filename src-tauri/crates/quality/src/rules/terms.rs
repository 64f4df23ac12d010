//! The terms of the project's glossary.

use super::{Rule, RuleInfo};
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const GLOSSARY: RuleInfo = RuleInfo {
    id: "glossary",
    title: "Term written otherwise",
    about: "A term of the project's glossary is written with other capitals, spaces or hyphens \
            than the glossary has.",
    fix: Some("Writes the term as the glossary does"),
};

/// Terms are written as the glossary has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms;

impl Rule for Terms {
    fn info(&self) -> &'static RuleInfo {
        &GLOSSARY
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        for (number, row) in scene.rows.iter().enumerate() {
            for wrong in scene.ground.glossary.miswritten(&row.text) {
                let text = &row.text[wrong.start..wrong.end];
                let term = wrong.term;
                let message =
                    format!("\u{201c}{text}\u{201d} is to be written \u{201c}{term}\u{201d}");
                let length = text.chars().count();
                remarks.push(Remark::new(message).at(number, row.character(wrong.start), length));
            }
        }
    }

    fn repairs(&self, scene: &Scene<'_>, finding: &Finding) -> Vec<Repair> {
        let Some(place) = finding.place else {
            return Vec::new();
        };
        let Some(row) = scene.rows.get(place.row) else {
            return Vec::new();
        };
        let wrong = scene.ground.glossary.miswritten(&row.text);
        let wrong = wrong
            .iter()
            .find(|wrong| row.character(wrong.start) == place.start);
        let mut rows = scene.cue.rows.clone();
        let mended = wrong.is_some_and(|wrong| {
            crate::text::replace(&mut rows[place.row], place.start, place.length, wrong.term)
        });
        let repair = mended.then(|| Repair::rows(scene.cue, rows));
        repair.into_iter().collect()
    }
}

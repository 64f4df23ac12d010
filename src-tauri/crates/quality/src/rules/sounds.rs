//! Descriptions of sounds.

use serde::{Deserialize, Serialize};

use super::{Rule, RuleInfo};
use crate::finding::{Finding, Remark};
use crate::labels::Kind;
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const SOUND_LABELS: RuleInfo = RuleInfo {
    id: "sound-labels",
    title: "Brackets of sounds",
    about: "Descriptions of sounds stand in one kind of brackets throughout.",
    fix: Some("Writes the profile's brackets"),
};

/// The brackets that descriptions of sounds stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Brackets {
    /// `[door slams]`
    Square,
    /// `(door slams)`
    Round,
}

impl Brackets {
    const fn pair(self) -> (char, char) {
        match self {
            Self::Square => ('[', ']'),
            Self::Round => ('(', ')'),
        }
    }
}

impl Rule for Brackets {
    fn info(&self) -> &'static RuleInfo {
        &SOUND_LABELS
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let (open, close) = self.pair();
        for (number, row) in scene.rows.iter().enumerate() {
            for label in row.labels.iter().filter(|label| label.kind == Kind::Sound) {
                let text = &row.text[label.start..label.end];
                if !text.starts_with(open) {
                    let message = format!(
                        "\u{201c}{text}\u{201d} stands in other brackets than {open}{close}"
                    );
                    let length = text.chars().count();
                    remarks.push(Remark::new(message).at(
                        number,
                        row.character(label.start),
                        length,
                    ));
                }
            }
        }
    }

    fn repairs(&self, scene: &Scene<'_>, finding: &Finding) -> Vec<Repair> {
        let Some(place) = finding.place else {
            return Vec::new();
        };
        let (open, close) = self.pair();
        let mut rows = scene.cue.rows.clone();
        let Some(row) = rows.get_mut(place.row) else {
            return Vec::new();
        };
        let ends = [(place.start, open), (place.start + place.length - 1, close)];
        for (at, bracket) in ends {
            crate::text::put(row, at, bracket);
        }
        vec![Repair::rows(scene.cue, rows)]
    }
}

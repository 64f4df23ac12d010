//! Names of speakers.

use super::{Rule, RuleInfo};
use crate::finding::Remark;
use crate::labels::Kind;
use crate::scene::Scene;

pub(super) const SPEAKER_LABELS: RuleInfo = RuleInfo {
    id: "speaker-labels",
    title: "Unknown speaker",
    about: "A name before a speech is not one of the project's speakers, so it may be misspelt. \
            Says nothing where the project names no speakers.",
    fix: None,
};

/// Names before speeches are the project's speakers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownSpeakers;

impl Rule for KnownSpeakers {
    fn info(&self) -> &'static RuleInfo {
        &SPEAKER_LABELS
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let known = &scene.ground.speakers;
        if known.is_empty() {
            return;
        }
        for (number, row) in scene.rows.iter().enumerate() {
            for label in row
                .labels
                .iter()
                .filter(|label| label.kind == Kind::Speaker)
            {
                let name = row.text[label.start..label.end].trim_matches(is_around_name);
                if !name.is_empty() && !known.contains(&name.to_uppercase()) {
                    let message =
                        format!("\u{201c}{name}\u{201d} is not one of the project's speakers");
                    let length = row.character(label.end);
                    remarks.push(Remark::new(message).at(number, 0, length));
                }
            }
        }
    }
}

const fn is_around_name(c: char) -> bool {
    matches!(c, ':' | '>' | '-' | ' ' | '\u{2013}')
}

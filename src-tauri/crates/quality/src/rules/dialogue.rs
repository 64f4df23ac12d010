//! Two speakers in one cue.

use serde::{Deserialize, Serialize};

use super::{Rule, RuleInfo};
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::{RowText, Scene};

pub(super) const DIALOGUE_DASHES: RuleInfo = RuleInfo {
    id: "dialogue-dashes",
    title: "Dashes of speakers",
    about: "Where a dash says that another person speaks, every speaker of the cue has one, \
            written in the same way.",
    fix: Some("Writes the dashes in the profile's way"),
};

/// How dashes before speeches are written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Dashes {
    /// Whether a space follows the dash.
    pub space: bool,
}

const DASHES: [char; 4] = ['-', '\u{2010}', '\u{2013}', '\u{2014}'];

impl Dashes {
    /// What is wrong with a row that starts with a dash.
    fn is_wrong(&self, text: &str) -> bool {
        let rest = text.strip_prefix(DASHES).unwrap_or(text);
        rest.starts_with(char::is_whitespace) != self.space
    }
}

fn has_dash(row: &RowText<'_>) -> bool {
    let rest = row.text.strip_prefix(DASHES);
    // A dash alone, or two, is a pause.
    rest.is_some_and(|rest| !rest.trim().is_empty() && !rest.starts_with(DASHES))
}

impl Rule for Dashes {
    fn info(&self) -> &'static RuleInfo {
        &DIALOGUE_DASHES
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        // A second row without a dash goes on with the first speech.
        if !scene.rows.iter().skip(1).any(has_dash) {
            return;
        }
        if !has_dash(&scene.rows[0]) && !scene.rows[0].text.trim().is_empty() {
            let remark = Remark::new("The first speaker has no dash, the second has one");
            remarks.push(remark.at(0, 0, 1));
        }
        for (number, row) in scene.rows.iter().enumerate() {
            if has_dash(row) && self.is_wrong(&row.text) {
                let message = if self.space {
                    "No space follows the dash"
                } else {
                    "A space follows the dash"
                };
                remarks.push(Remark::new(message).at(number, 0, 1));
            }
        }
    }

    fn repairs(&self, scene: &Scene<'_>, finding: &Finding) -> Vec<Repair> {
        let Some(place) = finding.place else {
            return Vec::new();
        };
        let mut rows = scene.cue.rows.clone();
        let first = rows.get_mut(place.row).and_then(|row| row.0.first_mut());
        let Some(run) = first else { return Vec::new() };
        let text = run
            .text
            .strip_prefix(DASHES)
            .unwrap_or(&run.text)
            .trim_start();
        run.text = format!("-{}{text}", if self.space { " " } else { "" }).into();
        vec![Repair::rows(scene.cue, rows)]
    }
}

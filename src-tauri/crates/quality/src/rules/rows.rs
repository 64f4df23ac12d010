//! How much a row and a cue may hold.

use captions::Limits;
use serde::{Deserialize, Serialize};

use super::{Rule, RuleInfo};
use crate::amount::{Hundredths, Whole};
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const ROW_LENGTH: RuleInfo = RuleInfo {
    id: "row-length",
    title: "Row too long",
    about: "A row that is longer than the picture or the decoder allows is cut off, wrapped where \
            nobody chose, or too wide to be read at a glance.",
    fix: Some("Breaks the rows anew within the limits"),
};
pub(super) const ROWS: RuleInfo = RuleInfo {
    id: "rows",
    title: "Too many rows",
    about: "Every further row covers more of the picture.",
    fix: Some("Breaks the rows anew within the limits"),
};
pub(super) const CUE_LENGTH: RuleInfo = RuleInfo {
    id: "cue-length",
    title: "Cue too long",
    about: "The text of a whole cue is longer than the source allows, however it is broken.",
    fix: None,
};
pub(super) const ONE_SENTENCE: RuleInfo = RuleInfo {
    id: "one-sentence",
    title: "More than one sentence",
    about: "A cue goes on after a full stop, a question mark or an exclamation mark, where the \
            source wants a new cue.",
    fix: None,
};

/// The most characters a row may hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowLength(pub Whole<8, 200>);

/// The most rows a cue may have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowCount(pub Whole<1, 15>);

/// The most characters a cue may hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CueLength(pub Whole<8, 1000>);

/// One sentence to a cue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OneSentence;

impl Rule for RowLength {
    fn info(&self) -> &'static RuleInfo {
        &ROW_LENGTH
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let most = self.0.get();
        for (number, row) in scene.rows.iter().enumerate() {
            let width = scene.ground.counting.width(&row.text);
            if width > most * 100 {
                let (name, shown) = (scene.row_name(number), Hundredths(width.into()));
                let message = format!("{name} has {shown} characters; {most} are allowed");
                let length = row.character(row.text.len());
                let remark = Remark::new(message).by((width - most * 100).into());
                remarks.push(remark.at(number, 0, length));
            }
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        broken_anew(scene)
    }
}

impl Rule for RowCount {
    fn info(&self) -> &'static RuleInfo {
        &ROWS
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let (count, most) = (scene.rows.len(), self.0.get() as usize);
        if count > most {
            let message = format!("The cue has {count} rows; {most} are allowed");
            let over = i64::try_from(count - most).unwrap_or(i64::MAX);
            remarks.push(Remark::new(message).by(over));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        broken_anew(scene)
    }
}

impl Rule for CueLength {
    fn info(&self) -> &'static RuleInfo {
        &CUE_LENGTH
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let most = self.0.get();
        if scene.characters > most * 100 {
            let shown = Hundredths(scene.characters.into());
            let message = format!("The cue has {shown} characters; {most} are allowed");
            remarks.push(Remark::new(message).by((scene.characters - most * 100).into()));
        }
    }
}

impl Rule for OneSentence {
    fn info(&self) -> &'static RuleInfo {
        &ONE_SENTENCE
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let last = scene.rows.len().saturating_sub(1);
        for (number, row) in scene.rows.iter().enumerate() {
            for (at, _) in row.text.match_indices(['.', '?', '!']) {
                let rest = row.text[at + 1..].trim_start_matches(['"', '\u{201d}', '\'', ')']);
                let ends_row = rest.trim().is_empty();
                let goes_on = if ends_row {
                    number < last
                } else {
                    rest.starts_with(' ')
                };
                if goes_on {
                    let remark = Remark::new("The cue goes on after the end of a sentence");
                    remarks.push(remark.at(number, row.character(at), 1));
                    return;
                }
            }
        }
    }
}

/// The cue with its rows broken anew within the limits of the profile.
pub(super) fn broken_anew(scene: &Scene<'_>) -> Vec<Repair> {
    let rules = scene.ground.rules;
    let row_length = rules
        .row_length
        .as_ref()
        .map_or(42, |rule| rule.limit.0.get());
    let rows = rules.rows.as_ref().map_or(2, |rule| rule.limit.0.get());
    let limits = Limits {
        row_length,
        rows,
        ..Limits::default()
    };
    let broken = editing::broken(scene.cue, scene.ground.language, limits);
    if broken.rows == scene.cue.rows {
        Vec::new()
    } else {
        vec![Repair::of(broken)]
    }
}

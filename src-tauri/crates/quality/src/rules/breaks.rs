//! Where rows break.

use super::rows::broken_anew;
use super::{Rule, RuleInfo};
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const ROW_BREAK: RuleInfo = RuleInfo {
    id: "row-break",
    title: "Ill-placed break",
    about: "A row ends with a word that leans on the next one, such as an article, a preposition \
            or a title. Rows are read as units.",
    fix: Some("Breaks the rows anew within the limits"),
};

/// Rows break between units of meaning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowBreak;

impl Rule for RowBreak {
    fn info(&self) -> &'static RuleInfo {
        &ROW_BREAK
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        for (number, pair) in scene.rows.windows(2).enumerate() {
            let (above, below) = (pair[0].text.trim_end(), pair[1].text.trim_start());
            if !above.is_empty() && editing::leans(above, below, scene.ground.language) {
                let word = above.rsplit(char::is_whitespace).next().unwrap_or(above);
                let message = format!(
                    "Row {} ends with \u{201c}{word}\u{201d}, which leans on the next row",
                    number + 1
                );
                let length = word.chars().count();
                let start = pair[0].character(above.len()) - length;
                remarks.push(Remark::new(message).at(number, start, length));
            }
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        broken_anew(scene)
    }
}

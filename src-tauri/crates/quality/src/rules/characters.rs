//! Characters that the delivery cannot carry.

use serde::{Deserialize, Serialize};

use super::{Rule, RuleInfo};
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const CHARACTERS: RuleInfo = RuleInfo {
    id: "characters",
    title: "Character not allowed",
    about: "The format that is delivered has no such character; a decoder would show another or \
            none.",
    fix: Some("Writes plain quotation marks, dashes, dots and spaces for typographic ones"),
};

/// The characters there are: single ones, and ranges such as `A-Z`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Repertoire {
    written: Vec<String>,
    /// In order and apart.
    ranges: Vec<(char, char)>,
}

impl TryFrom<Vec<String>> for Repertoire {
    type Error = String;

    fn try_from(written: Vec<String>) -> Result<Self, String> {
        let mut ranges = Vec::with_capacity(written.len());
        for text in &written {
            let characters: Vec<char> = text.chars().collect();
            ranges.push(match characters[..] {
                [one] => (one, one),
                [first, '-', last] if first <= last => (first, last),
                _ => {
                    return Err(format!(
                        "\u{201c}{text}\u{201d} is not allowed; a single character or a range such as A-Z is"
                    ));
                }
            });
        }
        if ranges.is_empty() {
            return Err("an empty list is not allowed; at least one character is".to_owned());
        }
        ranges.sort_unstable();
        Ok(Self { written, ranges })
    }
}

impl From<Repertoire> for Vec<String> {
    fn from(repertoire: Repertoire) -> Self {
        repertoire.written
    }
}

impl Repertoire {
    /// Whether a character is one of them.
    #[must_use]
    pub fn holds(&self, c: char) -> bool {
        let after = self.ranges.partition_point(|(first, _)| *first <= c);
        self.ranges[..after]
            .iter()
            .rev()
            .any(|(_, last)| c <= *last)
    }

    fn substitute(&self, c: char) -> Option<&'static str> {
        let plain = match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{2032}' => "'",
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' | '\u{2033}' => "\"",
            '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2014}' | '\u{2212}' => "-",
            '\u{2026}' => "...",
            '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2003}' | '\t' => " ",
            _ => return None,
        };
        plain.chars().all(|c| self.holds(c)).then_some(plain)
    }
}

impl Rule for Repertoire {
    fn info(&self) -> &'static RuleInfo {
        &CHARACTERS
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        for (number, row) in scene.rows.iter().enumerate() {
            if row
                .text
                .bytes()
                .all(|b| self.holds(b.into()) && b.is_ascii())
            {
                continue;
            }
            for (at, c) in row
                .text
                .chars()
                .enumerate()
                .filter(|(_, c)| !self.holds(*c))
            {
                let code = u32::from(c);
                let message = if c.is_control() || c.is_whitespace() {
                    format!("The character U+{code:04X} cannot be delivered")
                } else {
                    format!("\u{201c}{c}\u{201d} (U+{code:04X}) cannot be delivered")
                };
                remarks.push(Remark::new(message).at(number, at, 1));
            }
        }
    }

    fn repairs(&self, scene: &Scene<'_>, finding: &Finding) -> Vec<Repair> {
        let mut rows = scene.cue.rows.clone();
        let wrong = finding
            .place
            .and_then(|place| scene.rows.get(place.row)?.text.chars().nth(place.start));
        let Some((wrong, plain)) = wrong.and_then(|c| Some((c, self.substitute(c)?))) else {
            return Vec::new();
        };
        for run in rows.iter_mut().flat_map(|row| &mut row.0) {
            run.text = run.text.replace(wrong, plain).into();
        }
        vec![Repair::rows(scene.cue, rows)]
    }
}

//! Markup and brackets that were left open.

use super::{Rule, RuleInfo};
use crate::finding::Remark;
use crate::labels::is_tag;
use crate::scene::Scene;

pub(super) const UNBALANCED_MARKUP: RuleInfo = RuleInfo {
    id: "unbalanced-markup",
    title: "Unbalanced markup",
    about: "A tag or a bracket is opened and not closed, or closed and not opened; tags in the \
            text are shown to viewers as they stand.",
    fix: None,
};

/// Tags and brackets come in pairs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unbalanced;

const PAIRS: [(char, char); 6] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('\u{300c}', '\u{300d}'),
    ('\u{ff08}', '\u{ff09}'),
    ('\u{3010}', '\u{3011}'),
];

/// Something that is open.
struct Open {
    /// The character or the name of the tag that closes it.
    closer: String,
    row: usize,
    byte: usize,
}

impl Rule for Unbalanced {
    fn info(&self) -> &'static RuleInfo {
        &UNBALANCED_MARKUP
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let mut open: Vec<Open> = Vec::new();
        for (number, row) in scene.rows.iter().enumerate() {
            if !row.has_marks {
                continue;
            }
            for (at, c) in row.text.char_indices() {
                let Some(mark) = mark(c, &row.text[at..]) else {
                    continue;
                };
                match mark {
                    Mark::Opens(closer) => open.push(Open {
                        closer,
                        row: number,
                        byte: at,
                    }),
                    Mark::Closes(closer) => match open.iter().rposition(|o| o.closer == closer) {
                        Some(found) => drop(open.remove(found)),
                        None => {
                            let message =
                                format!("\u{201c}{}\u{201d} closes nothing", shown(&closer, true));
                            remarks.push(Remark::new(message).at(number, row.character(at), 1));
                        }
                    },
                }
            }
        }
        for left in open {
            let message = format!(
                "\u{201c}{}\u{201d} is not closed",
                shown(&left.closer, false)
            );
            let start = scene.rows[left.row].character(left.byte);
            remarks.push(Remark::new(message).at(left.row, start, 1));
        }
    }
}

enum Mark {
    Opens(String),
    Closes(String),
}

fn mark(c: char, rest: &str) -> Option<Mark> {
    if c == '<' && is_tag(rest) {
        let closes = rest.starts_with("</");
        let name: String = rest
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let name = name.to_ascii_lowercase();
        if name == "br" {
            return None;
        }
        return Some(if closes {
            Mark::Closes(name)
        } else {
            Mark::Opens(name)
        });
    }
    let opens = PAIRS.iter().find(|(open, _)| *open == c);
    let closes = PAIRS.iter().find(|(_, close)| *close == c);
    let opens = opens.map(|(_, close)| Mark::Opens(close.to_string()));
    opens.or_else(|| closes.map(|(_, close)| Mark::Closes(close.to_string())))
}

/// The mark itself, for people.
fn shown(closer: &str, closes: bool) -> String {
    let pair = PAIRS.iter().find(|(_, close)| closer.starts_with(*close));
    match (pair, closes) {
        (Some((open, _)), false) => open.to_string(),
        (Some((_, close)), true) => close.to_string(),
        (None, false) => format!("<{closer}>"),
        (None, true) => format!("</{closer}>"),
    }
}

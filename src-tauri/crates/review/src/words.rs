//! How two texts differ, word by word.

use serde::Serialize;

/// Above this many comparisons the whole text counts as changed.
const MOST: usize = 1 << 20;

/// Words of a text that are on both sides or on one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Piece {
    /// Which side has them.
    pub kind: PieceKind,
    /// The words, with spaces and row breaks as they are.
    pub text: String,
}

/// Which side has a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum PieceKind {
    /// Both.
    Same,
    /// Only the one before.
    Removed,
    /// Only the one after.
    Added,
}

/// The pieces that two texts are made of: those that are the same or removed
/// make up the one before, those that are the same or added the one after.
#[must_use]
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (words(before), words(after));
    let mut pieces = Vec::new();
    if old.len().saturating_mul(new.len()) > MOST {
        push(&mut pieces, PieceKind::Removed, before);
        push(&mut pieces, PieceKind::Added, after);
        return pieces;
    }
    let common = common(&old, &new);
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        let at = |i: usize, j: usize| common[i * (new.len() + 1) + j];
        if i < old.len() && j < new.len() && old[i] == new[j] {
            push(&mut pieces, PieceKind::Same, old[i]);
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || at(i + 1, j) >= at(i, j + 1)) {
            push(&mut pieces, PieceKind::Removed, old[i]);
            i += 1;
        } else {
            push(&mut pieces, PieceKind::Added, new[j]);
            j += 1;
        }
    }
    pieces
}

/// The words of a text and the spaces between them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let is_space = c.is_whitespace();
        if last.is_some_and(|last| last != is_space) {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(is_space);
    }
    words.extend(last.map(|_| &text[start..]));
    words
}

/// How much the rests of two texts have in common, for every two rests: a word
/// counts for more than the space beside it.
fn common(old: &[&str], new: &[&str]) -> Vec<u32> {
    let width = new.len() + 1;
    let mut common = vec![0; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + weight(old[i])
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    common
}

fn weight(word: &str) -> u32 {
    if word.trim().is_empty() { 1 } else { 2 }
}

fn push(pieces: &mut Vec<Piece>, kind: PieceKind, text: &str) {
    match pieces.last_mut() {
        Some(last) if last.kind == kind => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece {
            kind,
            text: text.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let pieces = pieces(before, after).into_iter();
        let shown = pieces.map(|piece| match piece.kind {
            PieceKind::Same => piece.text,
            PieceKind::Removed => format!("[-{}]", piece.text),
            PieceKind::Added => format!("[+{}]", piece.text),
        });
        shown.collect()
    }

    #[test]
    fn words_that_differ_stand_out() {
        for (before, after, wanted) in [
            ("", "", ""),
            ("one two", "one two", "one two"),
            ("one two three", "one 2 three", "one [-two][+2] three"),
            ("one", "one two", "one[+ two]"),
            (
                "one\ntwo three",
                "one two\nthree",
                "one[-\n][+ ]two[- ][+\n]three",
            ),
            ("", "new", "[+new]"),
        ] {
            assert_eq!(shown(before, after), wanted, "{before:?} {after:?}");
        }
    }
}

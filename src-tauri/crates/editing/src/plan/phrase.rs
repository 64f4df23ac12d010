//! Words for labels and messages.

use captions::{Cue, CueId, Document, Time};

/// How many cues a message names one by one.
const NAMED: usize = 3;

/// The longest piece of text a label quotes, in characters.
const QUOTED: usize = 30;

/// `cue 12`, or `3 cues` where there are several.
pub(crate) fn cues_phrase(document: &Document, cues: &[&Cue]) -> String {
    match cues {
        [cue] => format!("cue {}", document.number(cue)),
        _ => format!("{} cues", cues.len()),
    }
}

/// `Cue 12`, `Cues 3, 4 and 7`, or `Cue 3 and 11 others`, to start a sentence.
pub(crate) fn cues_subject(document: &Document, ids: &[CueId]) -> String {
    let numbers: Vec<String> = (ids.iter())
        .take(NAMED)
        .filter_map(|id| document.cue(*id))
        .map(|cue| document.number(cue).to_string())
        .collect();
    match (numbers.as_slice(), ids.len()) {
        ([], _) => "The new cue".to_owned(),
        ([only], 1) => format!("Cue {only}"),
        ([first @ .., last], count) if count <= NAMED => {
            format!("Cues {} and {last}", first.join(", "))
        }
        ([first, ..], count) => format!("Cue {first} and {} others", count - 1),
    }
}

/// A time with its sign, `+0:00:01.200`.
pub(crate) fn signed(time: Time) -> String {
    if time < Time::ZERO {
        time.to_string()
    } else {
        format!("+{time}")
    }
}

/// Text in quotation marks, shortened where it is long.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(QUOTED).collect();
    if shown.len() < text.len() {
        shown.push('\u{2026}');
    }
    format!("\u{201c}{shown}\u{201d}")
}

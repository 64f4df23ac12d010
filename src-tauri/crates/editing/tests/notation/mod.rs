//! Documents and edits as text, so that cases read as data.
//!
//! ```text
//! @ fps=25 rows=42x2                 settings that are not the default
//! -- main [en]                       a track; `(reference)` makes it one
//! a  0-2000 Hello <i>there</i> | Bob a cue: name, milliseconds, rows
//! b* 2000-? {speaker=Ann} Yes        selected, open-ended, with a speaker
//! ```
//!
//! `^` in a cue's text is the caret; `+` names cues that were not there before.
//! Times that are not whole milliseconds are written in flicks, `705fl`.

mod command;
mod read;
mod show;

use captions::{CueId, Document, TrackId};

pub use command::{Command, command};
pub use read::document;
pub use show::{patch_size, show};

/// A document with what the notation says besides.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub document: Document,
    pub selection: Vec<CueId>,
    /// Cue, row and character.
    pub caret: Option<(CueId, u32, u32)>,
    /// Whether ranks are shown.
    pub ranks: bool,
}

/// The id of the cue called `name`.
pub fn cue_id(name: char) -> CueId {
    let number = u32::from(name);
    format!("00000000-0000-7000-8000-{number:012x}")
        .parse()
        .unwrap()
}

/// The name of a cue: a letter, or `+` for one that an edit made.
pub fn cue_name(id: CueId) -> char {
    let value = id.0.as_u128();
    let letter = u32::try_from(value & 0xff).ok().and_then(char::from_u32);
    let named = letter.filter(|c| c.is_ascii_lowercase() && cue_id(*c) == id);
    named.unwrap_or('+')
}

/// The id of the track called `name`.
pub fn track_id(name: &str) -> TrackId {
    let number = name
        .bytes()
        .fold(0_u64, |sum, b| (sum * 31 + u64::from(b)) % (1 << 40));
    format!("00000000-0000-7000-9000-{number:012x}")
        .parse()
        .unwrap()
}

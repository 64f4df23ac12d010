//! What a new file is written in: the display standard and the code table that
//! lose least of its cues. A track that was read stays with its own while they
//! hold its text.

use captions::{Cue, Style};

use crate::composed::composed;

use super::ID;
use super::characters::{Characters, Table};
use super::gsi::{Gsi, MNC};
use super::kept::Kept;
use super::pen::{Pen, Standard};
use super::screen::COLUMNS;
use super::utf16::Coding;

/// Characters that fit into a teletext row besides the codes that most rows
/// start with: double height and two to start the box.
const TELETEXT_ROOM: usize = COLUMNS as usize - 3;

/// The display standard: the track's own, else the one in which fewer cues lose
/// something; teletext where neither does.
pub(super) fn standard(kept: Kept<'_>, cues: &[&Cue]) -> Standard {
    kept.standard().unwrap_or_else(|| {
        let count = |harmed: fn(&Cue) -> bool| cues.iter().filter(|cue| harmed(cue)).count();
        if count(is_harmed_by_teletext) > count(is_harmed_by_open) {
            Standard::Open
        } else {
            Standard::Teletext
        }
    })
}

fn styles(cue: &Cue) -> impl Iterator<Item = &Style> {
    cue.rows.iter().flat_map(|row| &row.0).map(|run| &run.style)
}

fn is_harmed_by_teletext(cue: &Cue) -> bool {
    styles(cue).any(|style| style.italic || style.underline)
        || cue.rows.iter().any(|row| row.chars() > TELETEXT_ROOM)
}

fn is_harmed_by_open(cue: &Cue) -> bool {
    let plain = Style::default();
    styles(cue).any(|style| {
        let colors = Style {
            background: style.background,
            flash: style.flash,
            ..plain.clone()
        };
        let pen =
            |style: &Style| Pen::of(style, Standard::Teletext, super::pen::Size::DoubleHeight);
        pen(&colors) != pen(&plain)
    })
}

/// The code table: the track's own where it holds the text of the cues that are
/// written anew, else the first of those that lack the fewest characters.
pub(super) fn table(kept: Kept<'_>, cues: &[&Cue]) -> Table {
    let own = kept.table();
    if kept.coding() != Coding::Table {
        return own.unwrap_or(Table::Latin);
    }
    let is_new = |cue: &&&Cue| own.is_none() || cue.unedited(ID).is_none();
    let new: String = cues.iter().filter(is_new).map(|cue| special(cue)).collect();
    if let Some(own) = own
        && lacking(own, &new) == 0
    {
        return own;
    }
    let all: String = cues.iter().map(|cue| special(cue)).collect();
    let tables = own.into_iter().chain(Table::ALL);
    let best = tables.min_by_key(|table| lacking(*table, &all));
    best.unwrap_or(Table::Latin)
}

/// The characters of a cue that not every table has.
fn special(cue: &Cue) -> String {
    let runs = cue.rows.iter().flat_map(|row| &row.0);
    let mut special = String::new();
    for run in runs.filter(|run| !run.text.is_ascii()) {
        let text = composed(&run.text);
        special.extend(text.chars().filter(|c| !c.is_ascii()));
    }
    special
}

fn lacking(table: Table, text: &str) -> usize {
    if text.is_empty() {
        return 0;
    }
    let characters = Characters::of(table);
    let lacks = |c: &char| characters.encode(*c).is_none();
    text.chars().filter(lacks).count()
}

/// Cells in a row of text.
pub(super) fn room(standard: Standard, gsi: &Gsi) -> usize {
    let most = gsi.number(MNC).filter(|most| *most > 0);
    match (standard, most) {
        (Standard::Open, Some(most)) => most as usize,
        (Standard::Open, None) => 99,
        (Standard::Teletext, _) => usize::from(COLUMNS),
    }
}

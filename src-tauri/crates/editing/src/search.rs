//! Find and replace over styled rows.

use captions::{Cue, CueId, Document, Position, Row, Style};
use regex::{Captures, Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::plan::{Draft, cues_phrase, editable_in_scope, fit_grid, in_scope, quoted};
use crate::styled::{Glyph, glyphs, row_of, tidy, without_ruby};
use crate::{Plan, Query, Rejected, RejectedCode, Scope};

/// A place where a query matches: characters (Unicode scalar values) `start`
/// up to but not including `end` of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Match {
    /// The cue.
    pub cue: CueId,
    /// Its row, counted from 0.
    pub row: u32,
    /// The first character, counted from 0.
    pub start: u32,
    /// The character after the last.
    pub end: u32,
}

/// All places in `scope` where `query` matches, in order. A match may cross
/// styles but not rows.
///
/// # Errors
/// Where the pattern cannot be understood, or the scope names what is not in
/// the document.
pub fn find(document: &Document, scope: &Scope, query: &Query) -> Result<Vec<Match>, Rejected> {
    let regex = compile(query)?;
    let mut matches = Vec::new();
    for cue in in_scope(document, scope)? {
        for (row, text) in cue.rows.iter().map(Row::text).enumerate() {
            let mut place = Place::default();
            for found in regex.find_iter(&text) {
                matches.push(Match {
                    cue: cue.id,
                    row: as_u32(row),
                    start: as_u32(place.of(&text, found.start())),
                    end: as_u32(place.of(&text, found.end())),
                });
            }
        }
    }
    Ok(matches)
}

/// Replaces every match in a scope, or only one of them. New text takes the
/// style of the first character it stands for.
pub(crate) fn replace(
    document: &Document,
    scope: &Scope,
    query: &Query,
    replacement: &str,
    only: Option<&Match>,
) -> Result<Plan, Rejected> {
    let regex = compile(query)?;
    let fill = |captures: &Captures<'_>| {
        let mut filled = String::new();
        if query.regex {
            captures.expand(replacement, &mut filled);
        } else {
            filled.push_str(replacement);
        }
        filled
    };
    let mut draft = Draft::new(document);
    let mut found = false;
    for cue in editable_in_scope(document, scope)? {
        let wanted = |row: usize, start: usize| {
            only.is_none_or(|only| {
                (only.cue, only.row, only.start) == (cue.id, as_u32(row), as_u32(start))
            })
        };
        let rows: Vec<Option<Row>> = (cue.rows.iter().enumerate())
            .map(|(index, row)| replaced(row, &regex, |start| wanted(index, start), fill))
            .collect();
        if rows.iter().any(Option::is_some) {
            found = true;
            draft.update(cue.id, |cue| put_rows(cue, rows));
        }
    }
    let pattern = quoted(&query.pattern);
    if !found {
        let message = format!("{pattern} was not found");
        return Err(Rejected::new(RejectedCode::NothingToDo, message));
    }
    let changed = draft.changed();
    let cues: Vec<&Cue> = changed.iter().filter_map(|id| document.cue(*id)).collect();
    let phrase = cues_phrase(document, &cues);
    let label = if replacement.is_empty() {
        format!("Remove {pattern} in {phrase}")
    } else {
        let with = quoted(replacement);
        format!("Replace {pattern} with {with} in {phrase}")
    };
    draft.finish(label, changed)
}

/// Gives a cue the rows that changed. A row that loses all its text goes, and
/// its cell of the caption grid with it.
fn put_rows(cue: &mut Cue, changed: Vec<Option<Row>>) {
    let old = std::mem::take(&mut cue.rows);
    for (row, new) in old.into_iter().zip(changed) {
        match new {
            Some(new) if new.is_empty() && !row.is_empty() => {
                if let Position::Grid(cells) = &mut cue.position
                    && cells.len() > 1
                    && cue.rows.len() < cells.len()
                {
                    cells.remove(cue.rows.len());
                }
            }
            new => cue.rows.push(new.unwrap_or(row)),
        }
    }
    cue.rows = tidy(&cue.rows);
    fit_grid(cue);
}

/// The row with every match replaced that is wanted by the character that it
/// starts at, or nothing where there is none.
fn replaced(
    row: &Row,
    regex: &Regex,
    wanted: impl Fn(usize) -> bool,
    fill: impl Fn(&Captures<'_>) -> String,
) -> Option<Row> {
    let text = row.text();
    if !regex.is_match(&text) {
        return None;
    }
    let old = glyphs(row);
    // Text put into the middle of a ruby base is not part of it.
    let plain = Style::default();
    let inner: Vec<Style> = old.iter().map(|glyph| without_ruby(glyph.style)).collect();
    let mut new: Vec<Glyph<'_>> = Vec::with_capacity(old.len());
    let mut place = Place::default();
    let mut done = 0;
    let mut found = false;
    for captures in regex.captures_iter(&text) {
        let Some(whole) = captures.get(0) else {
            continue;
        };
        let start = place.of(&text, whole.start());
        let end = place.of(&text, whole.end());
        if !wanted(start) {
            continue;
        }
        found = true;
        new.extend_from_slice(&old[done..start]);
        done = end;
        let replacement = fill(&captures);
        if end > start && old[start].opens_ruby() {
            let mut characters = replacement.chars();
            new.extend(characters.next().map(|c| old[start].saying(c)));
            new.extend(characters.map(|c| Glyph::new(c, old[start].style)));
        } else {
            let style = inner.get(start).or(inner.last()).unwrap_or(&plain);
            new.extend(replacement.chars().map(|c| Glyph::new(c, style)));
        }
    }
    new.extend_from_slice(&old[done..]);
    found.then(|| row_of(&new))
}

/// Turns byte offsets that grow into character offsets.
#[derive(Default)]
struct Place {
    byte: usize,
    character: usize,
}

impl Place {
    fn of(&mut self, text: &str, byte: usize) -> usize {
        self.character += text[self.byte..byte].chars().count();
        self.byte = byte;
        self.character
    }
}

fn as_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn compile(query: &Query) -> Result<Regex, Rejected> {
    if query.pattern.is_empty() {
        return Err(Rejected::new(
            RejectedCode::BadPattern,
            "There is nothing to look for",
        ));
    }
    let pattern = if query.regex {
        query.pattern.clone()
    } else {
        regex::escape(&query.pattern)
    };
    let pattern = if query.whole_word {
        // Half boundaries: a word may start or end with a mark, as in "C++".
        format!(r"\b{{start-half}}(?:{pattern})\b{{end-half}}")
    } else {
        pattern
    };
    let compiled = RegexBuilder::new(&pattern)
        .case_insensitive(!query.match_case)
        .build();
    compiled.map_err(|error| {
        let lines = error.to_string();
        let reason = lines.lines().last().unwrap_or_default();
        let reason = reason.trim_start_matches("error: ");
        let message = format!(
            "{} is not a regular expression: {reason}",
            quoted(&query.pattern)
        );
        Rejected::new(RejectedCode::BadPattern, message)
    })
}

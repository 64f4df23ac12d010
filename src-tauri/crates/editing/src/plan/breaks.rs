//! Where rows break.
//!
//! As the style guides ask (BBC Subtitle Guidelines 3.3, Netflix Timed Text
//! Style Guide, "Line treatment"): one row where the text fits, else rows of
//! about equal length that break after punctuation or before a conjunction or
//! preposition, and not after a word that leans on the next.

use captions::{Cue, CueId, Document, Limits, Row};

use super::Draft;
use super::draft::editable;
use super::grid::fit_grid;
use super::language::{Joint, Language};
use super::phrase::cues_phrase;
use crate::styled::{Glyph, glyphs, row_of, trim_end, trim_start};
use crate::{Plan, Rejected};

/// Above this many places to break, rows are filled one after another.
const BALANCED_PLACES: usize = 600;

/// What one character beyond the row limit costs, against which neither
/// balance nor wording counts.
const OVERFLOW: i64 = 1 << 24;

/// What a break at a place of one degree worse costs, in squared characters of
/// imbalance: a comma is worth about nine characters off the middle.
const JOINT: i64 = 60;

/// Breaks the rows of cues anew within the document's limits. Rows of
/// different speakers stay apart.
pub(super) fn break_rows(document: &Document, ids: &[CueId]) -> Result<Plan, Rejected> {
    let cues = editable(document, ids)?;
    let limits = document.settings().limits;
    let mut draft = Draft::new(document);
    for cue in &cues {
        let after = broken(cue, &language_of(document, cue), limits);
        draft.update(cue.id, |cue| *cue = after);
    }
    let label = format!("Break rows of {}", cues_phrase(document, &cues));
    draft.finish(label, cues.iter().map(|cue| cue.id).collect())
}

fn language_of(document: &Document, cue: &Cue) -> String {
    let of_run = (cue.rows.iter().flat_map(|row| &row.0)).find_map(|run| run.style.lang());
    let of_track = document
        .track(cue.track)
        .map(|track| track.language.as_str());
    let known = |tag: &&str| !tag.is_empty();
    let tags = [
        of_run,
        of_track,
        Some(document.settings().language.as_str()),
    ];
    let tag = tags.into_iter().flatten().find(known);
    tag.unwrap_or_default().to_owned()
}

/// A cue with its rows broken anew: as few as will do within `limits`, of about
/// equal length, between units of meaning as far as they are known of the
/// language (a BCP 47 tag).
#[must_use]
pub fn broken(cue: &Cue, language: &str, limits: Limits) -> Cue {
    let mut broken = cue.clone();
    broken.rows = broken_rows(cue, language, limits);
    fit_grid(&mut broken);
    broken
}

/// Whether the last word of a row leans on the first of the next, so that no
/// row is to break between them, as far as that is known of the language.
#[must_use]
pub fn leans(above: &str, below: &str, language: &str) -> bool {
    let characters = |word: Option<&str>| word.unwrap_or_default().chars().collect::<Vec<char>>();
    let above = characters(above.split_whitespace().next_back());
    let below = characters(below.split_whitespace().next());
    Joint::of_words(&above, &below, Language::of(language)) == Joint::Leaning
}

fn broken_rows(cue: &Cue, language: &str, limits: Limits) -> Vec<Row> {
    let rows: Vec<Vec<Glyph<'_>>> = cue.rows.iter().map(glyphs).collect();
    let speeches = speeches(&rows);
    let most = as_usize(limits.rows).max(1);
    // Every speech has at least a row of its own.
    let spare = most.saturating_sub(speeches.len());
    let language = Language::of(language);
    let mut broken = Vec::new();
    for speech in &speeches {
        let places = places(speech, language);
        let ends = choose(
            speech.len(),
            &places,
            as_usize(limits.row_length),
            spare + 1,
        );
        let mut start = 0;
        for place in ends {
            broken.push(row_of(trim_end(&speech[start..place.end])));
            start = place.next;
        }
        broken.push(row_of(trim_end(&speech[start..])));
    }
    broken
}

fn as_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The text of a cue as one run of characters for each speech: rows are joined
/// unless the next one is another's, which a dash or a voice tells.
fn speeches<'a>(rows: &[Vec<Glyph<'a>>]) -> Vec<Vec<Glyph<'a>>> {
    let rows = rows.iter().map(|row| trim_end(trim_start(row)));
    let rows: Vec<&[Glyph<'_>]> = rows.filter(|row| !row.is_empty()).collect();
    let is_dialogue = rows.iter().filter(|row| starts_speech(row)).count() > 1;
    let mut speeches: Vec<Vec<Glyph<'_>>> = Vec::new();
    for row in rows {
        match speeches.last_mut() {
            Some(last) if !(is_dialogue && starts_speech(row)) && same_voice(last, row) => {
                join(last, row);
            }
            _ => speeches.push(row.to_vec()),
        }
    }
    speeches
}

fn starts_speech(row: &[Glyph<'_>]) -> bool {
    let first = row.first().map(|glyph| glyph.character);
    matches!(
        first,
        Some(
            '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2014}' | '\u{266a}' | '\u{266b}' | '#'
        )
    )
}

fn same_voice(above: &[Glyph<'_>], below: &[Glyph<'_>]) -> bool {
    let voice =
        |glyph: Option<&Glyph<'_>>| glyph.and_then(|glyph| glyph.style.voice().map(str::to_owned));
    voice(above.last()) == voice(below.first())
}

/// Puts a row after another, with a space between them where their script
/// writes one.
fn join<'a>(above: &mut Vec<Glyph<'a>>, below: &[Glyph<'a>]) {
    if let (Some(last), Some(first)) = (above.last().copied(), below.first())
        && !(is_unspaced(last.character) && is_unspaced(first.character))
    {
        above.push(Glyph::new(' ', last.style));
    }
    above.extend_from_slice(below);
}

/// Whether a character belongs to a script that writes no spaces: Chinese and
/// Japanese with their punctuation.
pub(super) const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// A place where a row may end.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The character after the row's last.
    end: usize,
    /// The first character of the next row.
    next: usize,
    /// How ill it is to break here: 0 is best.
    degree: i64,
}

/// All places where `text` may break, in order.
fn places(text: &[Glyph<'_>], language: Language) -> Vec<Place> {
    let characters: Vec<char> = text.iter().map(|glyph| glyph.character).collect();
    let mut places = Vec::new();
    let mut at = 1;
    while at < text.len() {
        if text[at].is_space() {
            let word = text[at..].iter().position(|glyph| !glyph.is_space());
            let next = word.map_or(text.len(), |skipped| at + skipped);
            let joint = Joint::of_words(&characters[..at], &characters[next..], language);
            places.push(Place {
                end: at,
                next,
                degree: joint.degree(),
            });
            at = next + 1;
            continue;
        }
        if !text[at - 1].is_space()
            && let Some(joint) = Joint::of_characters(characters[at - 1], characters[at])
        {
            places.push(Place {
                end: at,
                next: at,
                degree: joint.degree(),
            });
        }
        at += 1;
    }
    places
}

/// The best places to break a text of `length` characters into rows of at most
/// `row_length`, and as few of them as will do up to `rows`. Where it cannot
/// fit, the longest row is kept short.
fn choose(length: usize, places: &[Place], row_length: usize, rows: usize) -> Vec<Place> {
    if length <= row_length || rows < 2 || places.is_empty() {
        return Vec::new();
    }
    if places.len() > BALANCED_PLACES {
        return filled(length, places, row_length.max(length / rows + 1));
    }
    let rows = rows.min(places.len() + 1);
    let mut best = Vec::new();
    for count in 2..=rows {
        let (cost, chosen) = balanced(length, places, row_length, count);
        best = chosen;
        if cost < OVERFLOW {
            break;
        }
    }
    best
}

fn filled(length: usize, places: &[Place], row_length: usize) -> Vec<Place> {
    let mut chosen: Vec<Place> = Vec::new();
    let mut start = 0;
    let mut ends = places.iter().peekable();
    while let Some(place) = ends.next() {
        let next_end = ends.peek().map_or(length, |next| next.end);
        if next_end - start > row_length {
            chosen.push(*place);
            start = place.next;
        }
    }
    chosen
}

/// The cheapest way to break into exactly `count` rows, found over all
/// combinations (dynamic programming over rows and places).
fn balanced(length: usize, places: &[Place], row_length: usize, count: usize) -> (i64, Vec<Place>) {
    let mean = length / count;
    let row_cost = |start: usize, end: usize| row_cost(end.saturating_sub(start), mean, row_length);
    // The cheapest way to end each row so far at each place, and from where.
    let first = (places.iter()).map(|place| row_cost(0, place.end) + at_place(place));
    let mut costs: Vec<Option<i64>> = first.map(Some).collect();
    let mut from: Vec<Vec<usize>> = Vec::new();
    for _ in 2..count {
        let mut next = vec![None; places.len()];
        let mut came = vec![0; places.len()];
        for (to, place) in places.iter().enumerate() {
            for (at, cost) in costs[..to].iter().enumerate() {
                let Some(cost) = cost else { continue };
                let total = cost + row_cost(places[at].next, place.end) + at_place(place);
                if next[to].is_none_or(|best| total < best) {
                    next[to] = Some(total);
                    came[to] = at;
                }
            }
        }
        costs = next;
        from.push(came);
    }
    let ends = costs.iter().zip(places).enumerate();
    let last = ends.filter_map(|(at, (cost, place))| {
        let cost = (*cost)?;
        Some((cost + row_cost(place.next, length), at))
    });
    let Some((cost, mut at)) = last.min() else {
        return (OVERFLOW, Vec::new());
    };
    let mut chosen = vec![places[at]];
    for came in from.iter().rev() {
        at = came[at];
        chosen.push(places[at]);
    }
    chosen.reverse();
    (cost, chosen)
}

/// The cost of the break itself, and a preference for a shorter upper row.
fn at_place(place: &Place) -> i64 {
    place.degree * JOINT + 1
}

fn row_cost(length: usize, mean: usize, row_length: usize) -> i64 {
    let as_cost = |value: usize| i64::try_from(value).unwrap_or(i64::MAX / OVERFLOW);
    let off = as_cost(length.abs_diff(mean)).min(1 << 11);
    off * off + as_cost(length.saturating_sub(row_length)).min(1 << 20) * OVERFLOW
}

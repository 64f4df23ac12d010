//! Cues on the grid as a decoder shows them, and what of them it does not show.

use captions::{Align, CaptionChannel, CaptionMode, Cue, Position, Row, Style, Time};

use super::code::{Code, Control, Lane, parse};
use super::extract::rows_of;
use super::lay::{Laid, Line, lay};
use super::machine::{At, Machine};
use super::screen::{ROWS, Screen};
use crate::loss::{Losses, describe_align, describe_place};
use crate::{Feature, Severity};

const LANE: Lane = Lane {
    second_field: false,
    second_channel: false,
};

/// The rows of a laid-out cue as a decoder puts them onto its screen.
fn shown(laid: &Laid) -> Screen {
    let mut machine = Machine::new(CaptionChannel::Cc1);
    let mut at = At { frame: 0, pair: 0 };
    let mut take = |code: Code| {
        at.pair += 1;
        machine.take(code, at);
    };
    for unit in laid.units(LANE).concat() {
        take(parse(unit.pair).0);
    }
    take(Code::Misc {
        control: Control::EndOfCaption,
        second_field: false,
    });
    machine.into_screen()
}

/// The screen while one cue is shown, as a CEA-608 decoder draws it: where the
/// cue says on the grid, or where the SCC and MCC writers put it.
#[must_use]
pub fn screen(cue: &Cue) -> Screen {
    shown(&lay(cue))
}

/// The screen at a time. `cues` are those of a track, in order of their in
/// times. Pop-on cues replace each other; rows of roll-up cues that follow each
/// other without a gap stay in the window above the newest.
#[must_use]
pub fn screens<'c>(cues: impl IntoIterator<Item = &'c Cue>, time: Time) -> Screen {
    let mut window: Vec<&Cue> = Vec::new();
    for cue in cues {
        if cue.in_time > time {
            break;
        }
        let joins = window.last().is_some_and(|last| stays_beside(last, cue));
        if !joins {
            window.clear();
        }
        window.push(cue);
        // Rows that have left the window are never seen again.
        if window.len() > ROWS {
            window.remove(0);
        }
    }
    let Some(last) = window.last() else {
        return Screen::default();
    };
    if last.out_time.is_some_and(|out| out <= time) {
        return Screen::default();
    }
    match last.mode {
        CaptionMode::RollUp { rows } => rolled(&window, rows),
        _ => {
            let mut all = Screen::default();
            for cue in window {
                all.overlay(&screen(cue));
            }
            all
        }
    }
}

/// Whether a cue leaves the one before it on the screen.
fn stays_beside(before: &Cue, cue: &Cue) -> bool {
    match (before.mode, cue.mode) {
        (CaptionMode::RollUp { .. }, CaptionMode::RollUp { .. }) => {
            before.out_time.is_none_or(|out| out >= cue.in_time)
        }
        (CaptionMode::PaintOn, CaptionMode::PaintOn) => {
            before.out_time.is_none_or(|out| out > cue.in_time)
        }
        _ => false,
    }
}

/// The window of a roll-up: the newest row on its base row, the others above.
fn rolled(window: &[&Cue], rows: u8) -> Screen {
    let mut all = Screen::default();
    let lines = window.iter().map(|cue| lay(cue));
    let lines: Vec<Line> = lines.flat_map(|laid| laid.rolled().lines).collect();
    let Some(base) = lines.last().map(|line| line.spot.row) else {
        return all;
    };
    for (above, mut line) in lines.into_iter().rev().take(usize::from(rows)).enumerate() {
        let Some(row) = base.checked_sub(above) else {
            break;
        };
        line.spot.row = row;
        let laid = Laid {
            lines: vec![line],
            ..Laid::default()
        };
        all.overlay(&shown(&laid));
    }
    all
}

/// Declares what a decoder will not show as the cue asks.
pub(super) fn declare(at: (&Cue, u32), laid: &Laid, losses: &mut Losses) {
    losses.characters(at, &laid.replaced, "a similar character");
    if !laid.similar.is_empty() {
        let from: String = laid.similar.iter().collect();
        let to = "a character that looks the same";
        losses.of_cue(at, Feature::Characters, Severity::Info, from, to);
    }
    for row in &laid.left_out {
        let to = format!("left out: the grid has {ROWS} rows");
        losses.of_cue(at, Feature::LineBreak, Severity::Error, row.clone(), to);
    }
    if laid.wrapped {
        let to = "broken into rows of 32";
        losses.of_cue(at, Feature::LineBreak, Severity::Warning, at.0.text(), to);
    }
    let blank = at.0.rows.iter().any(|row| row.text().trim().is_empty());
    if blank {
        let (from, to) = ("a row without text", "an empty row of the screen");
        losses.of_cue(at, Feature::BlankRow, Severity::Info, from, to);
    }
    if laid.lines.len() > 4 {
        let from = format!("{} rows", laid.lines.len());
        let to = "decoders need show no more than four";
        losses.of_cue(at, Feature::LineBreak, Severity::Info, from, to);
    }
    if laid.lines.len() > 1 && matches!(at.0.mode, CaptionMode::RollUp { .. }) {
        let from = format!("{} rows at once", laid.lines.len());
        let to = "one after the other";
        losses.of_cue(at, Feature::CaptionMode, Severity::Warning, from, to);
    }
    declare_place(at, laid, losses);
    declare_text(at, laid, losses);
}

fn declare_place(at: (&Cue, u32), laid: &Laid, losses: &mut Losses) {
    let cue = at.0;
    let first = laid.lines[0].spot;
    let to = format!("row {}, column {}", first.row + 1, first.column + 1);
    // Rows on the grid are compared cell by cell.
    let place = describe_place(&cue.position);
    let place = place.filter(|(feature, _)| *feature != Feature::RowPosition);
    let is_aligned =
        (cue.align != Align::Center).then(|| (Feature::Align, describe_align(cue.align)));
    if let Some((feature, from)) = place.or(is_aligned) {
        losses.of_cue(at, feature, Severity::Info, from, to);
    }
}

/// Declares where rows come back otherwise than they were laid out.
fn declare_text(at: (&Cue, u32), laid: &Laid, losses: &mut Losses) {
    let (rows, cells) = rows_of(&shown(laid).written());
    let asked: Vec<(u8, u8)> = match &at.0.position {
        Position::Grid(cells) => cells.iter().map(|cell| (cell.row, cell.column)).collect(),
        _ => laid
            .lines
            .iter()
            .map(|line| (small(line.spot.row) + 1, small(line.spot.column) + 1))
            .collect(),
    };
    let seen: Vec<(u8, u8)> = cells.iter().map(|cell| (cell.row, cell.column)).collect();
    let is_blank = |row: &Row| row.text().trim().is_empty();
    let compares = !at.0.rows.iter().any(is_blank) && !laid.wrapped;
    if compares && asked != seen {
        let place = |places: &[(u8, u8)]| {
            let each = places
                .iter()
                .map(|(row, column)| format!("row {row} column {column}"));
            each.collect::<Vec<_>>().join(", ")
        };
        let (from, to) = (place(&asked), place(&seen));
        losses.of_cue(at, Feature::RowPosition, Severity::Warning, from, to);
    }
    let mut differences = Differences::default();
    for (line, row) in laid.lines.iter().zip(&rows) {
        let sent = line.text.iter().map(|inked| inked.0);
        let seen = row.0.iter().flat_map(|run| run.text.chars());
        if !sent.clone().eq(seen) {
            let from: String = sent.collect();
            losses.of_cue(at, Feature::Characters, Severity::Warning, from, row.text());
            continue;
        }
        differences.take(line, row);
    }
    differences.declare(at, losses);
}

fn small(value: usize) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX - 1)
}

/// Text that does not keep its style, by feature.
#[derive(Default)]
struct Differences {
    found: Vec<(Feature, Severity, String)>,
}

impl Differences {
    fn take(&mut self, line: &Line, row: &Row) {
        let seen = row.0.iter().flat_map(|run| {
            run.text
                .chars()
                .map(move |character| (character, &run.style))
        });
        for (asked, (character, seen)) in line.styles.iter().zip(seen) {
            self.compare(asked, seen, character);
        }
    }

    fn compare(&mut self, asked: &Style, seen: &Style, character: char) {
        if asked == seen {
            return;
        }
        let is_white = asked.color == Some(super::Ink::White.color()) && seen.color.is_none();
        let is_black =
            asked.background == Some(super::Ink::Black.color()) && seen.background.is_none();
        let hidden = character == ' ';
        let differences = [
            (Feature::Italic, asked.italic != seen.italic, hidden),
            (Feature::Underline, asked.underline != seen.underline, false),
            (Feature::Flash, asked.flash != seen.flash, hidden),
            (
                Feature::TextColor,
                asked.color != seen.color,
                hidden || is_white,
            ),
            (
                Feature::BackgroundColor,
                asked.background != seen.background,
                is_black,
            ),
        ];
        for (feature, differs, is_same_to_see) in differences {
            if !differs {
                continue;
            }
            let severity = if is_same_to_see {
                Severity::Info
            } else {
                Severity::Warning
            };
            match self.found.iter_mut().find(|(known, ..)| *known == feature) {
                Some((_, worst, text)) => {
                    *worst = (*worst).max(severity);
                    text.push(character);
                }
                None => self.found.push((feature, severity, character.to_string())),
            }
        }
    }

    fn declare(self, at: (&Cue, u32), losses: &mut Losses) {
        for (feature, severity, text) in self.found {
            let to = "the style of the text beside it, or the nearest there is";
            losses.of_cue(at, feature, severity, text, to);
        }
    }
}

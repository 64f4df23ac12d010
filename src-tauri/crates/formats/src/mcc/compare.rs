//! What of a cue a decoder will not show as the cue asks. The codes of each
//! cue are decoded again, so that nothing goes missing unnoticed.

use captions::{BoxPosition, Color, Cue, Position, Row, Style, StyleDetail};

use crate::cea708::{EXTRA, Load, Placed};
use crate::composed::composed;
use crate::loss::{Losses, describe_align, describe_place};
use crate::{Feature, Severity};

/// Declares every difference between a cue and what its codes show.
pub(super) fn declare(at: (&Cue, u32), load: &Load, losses: &mut Losses) {
    declare_characters(at, load, losses);
    let Some(seen) = &load.seen else {
        let from = "a cue without text";
        losses.of_cue(at, Feature::BlankRow, Severity::Warning, from, "left out");
        return;
    };
    declare_rows(at, load, seen, losses);
    declare_place(at, seen, losses);
    declare_styles(at, seen, losses);
}

fn declare_characters(at: (&Cue, u32), load: &Load, losses: &mut Losses) {
    losses.characters(at, &load.replaced, "a similar character");
    if !load.wide.is_empty() {
        let from: String = load.wide.iter().collect();
        let to = "16-bit codes, which few decoders show";
        losses.of_cue(at, Feature::Characters, Severity::Warning, from, to);
    }
}

fn declare_rows(at: (&Cue, u32), load: &Load, seen: &Placed, losses: &mut Losses) {
    let text = |row: &Row| composed(&row.text()).into_owned();
    let texts = |rows: &[Row]| -> Vec<String> { rows.iter().map(text).collect() };
    let (asked, shown) = (texts(&at.0.rows), texts(&seen.rows));
    if load.rows_left_out > 0 {
        let from = format!("{} rows more than fit on the screen", load.rows_left_out);
        losses.of_cue(at, Feature::LineBreak, Severity::Error, from, "left out");
        return;
    }
    if asked == shown {
        return;
    }
    let filled = |texts: &[String]| -> Vec<String> {
        let filled = texts.iter().filter(|text| !text.trim().is_empty());
        filled.cloned().collect()
    };
    let letters = |texts: &[String]| -> usize {
        let all = texts.iter().flat_map(|text| text.chars());
        all.filter(|character| !character.is_whitespace()).count()
    };
    let (asked_filled, shown_filled) = (filled(&asked), filled(&shown));
    let (feature, severity) = if asked_filled == shown_filled {
        (Feature::BlankRow, Severity::Info)
    } else if asked_filled.len() != shown_filled.len() {
        (Feature::LineBreak, Severity::Warning)
    } else if letters(&asked) == letters(&shown) && !load.replaced.is_empty() {
        // Said already, character by character.
        return;
    } else {
        (Feature::Characters, Severity::Error)
    };
    let (from, to) = (asked.join(" / "), shown.join(" / "));
    losses.of_cue(at, feature, severity, from, to);
}

fn declare_place(at: (&Cue, u32), seen: &Placed, losses: &mut Losses) {
    let cue = at.0;
    let asked = without_region(&cue.position);
    if asked != seen.position {
        let feature = describe_place(&asked).map_or(Feature::FreePosition, |(feature, _)| feature);
        let (from, to) = (describe(&asked), describe(&seen.position));
        losses.of_cue(at, feature, Severity::Warning, from, to);
    }
    if cue.align != seen.align {
        // On the grid every row has its column anyway.
        let severity = match seen.position {
            Position::Grid(_) => Severity::Info,
            _ => Severity::Warning,
        };
        let (from, to) = (describe_align(cue.align), describe_align(seen.align));
        losses.of_cue(at, Feature::Align, severity, from, to);
    }
}

/// The place without the name of a region, which is declared as such.
fn without_region(position: &Position) -> Position {
    let Position::Box(place) = position else {
        return position.clone();
    };
    Position::of_box(BoxPosition {
        region: None,
        ..(**place).clone()
    })
}

fn describe(position: &Position) -> String {
    match position {
        Position::Grid(cells) => {
            let cells = cells
                .iter()
                .map(|cell| format!("row {} column {}", cell.row, cell.column));
            cells.collect::<Vec<_>>().join(", ")
        }
        _ => match describe_place(position) {
            Some((_, words)) => words,
            None => "bottom of the picture".to_owned(),
        },
    }
}

/// What of a style windows can show, by feature and in words.
type Look = (Feature, fn(&Style) -> Option<String>);

const LOOKS: [Look; 9] = [
    (Feature::Italic, |style| {
        style.italic.then(|| "italic".to_owned())
    }),
    (Feature::Underline, |style| {
        style.underline.then(|| "underlined".to_owned())
    }),
    (Feature::Flash, |style| {
        style.flash.then(|| "flashing".to_owned())
    }),
    (Feature::TextColor, |style| {
        style.color.map(|c: Color| c.to_string())
    }),
    (Feature::BackgroundColor, |style| {
        style.background.map(|c: Color| c.to_string())
    }),
    (Feature::Font, |style| detail(style)?.font.clone()),
    (Feature::TextSize, |style| detail(style)?.size.clone()),
    (Feature::Role, |style| {
        detail(style)?.role.map(|role| format!("{role:?}"))
    }),
    (Feature::Override, |style| {
        detail(style)?
            .extra
            .clone()
            .filter(|extra| extra.starts_with(EXTRA))
    }),
];

fn detail(style: &Style) -> Option<&StyleDetail> {
    style.detail.as_deref()
}

fn declare_styles(at: (&Cue, u32), seen: &Placed, losses: &mut Losses) {
    let is_plain = |rows: &[Row]| rows.iter().flat_map(|r| &r.0).all(|r| r.style.is_plain());
    if is_plain(&at.0.rows) && is_plain(&seen.rows) {
        return;
    }
    let (asked, shown) = (styles(&at.0.rows), styles(&seen.rows));
    for (feature, look) in LOOKS {
        let different = asked
            .iter()
            .zip(&shown)
            .find(|(asked, shown)| look(asked) != look(shown));
        if let Some((asked, shown)) = different {
            let words = |style| look(style).unwrap_or_else(|| "plain".to_owned());
            let (from, to) = (words(asked), words(shown));
            losses.of_cue(at, feature, Severity::Warning, from, to);
        }
    }
}

/// The style of each letter.
fn styles(rows: &[Row]) -> Vec<&Style> {
    let runs = rows.iter().flat_map(|row| &row.0);
    let letters = runs.flat_map(|run| {
        let letters = run.text.chars().filter(|c| !c.is_whitespace());
        letters.map(|_| &run.style)
    });
    letters.collect()
}

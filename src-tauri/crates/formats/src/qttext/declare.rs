//! What of a cue the format carries only in part.

use captions::{Cue, Style};

use crate::loss::{Losses, describe_align};
use crate::{Feature, Severity};

use super::descriptor::{is_number, is_value};
use super::languages;
use super::samples::is_blank;
use super::state::{BLACK, State, WHITE, justified, knows_extra, own_setting};

/// Declares what becomes of a cue's styles, settings and rows in a file that is
/// written as far as this state.
pub(super) fn declare(at: (&Cue, u32), state: &State, losses: &mut Losses) {
    losses.declare_cue(at);
    let cue = at.0;
    if justified(cue.align) != cue.align {
        let (from, to) = (
            describe_align(cue.align),
            describe_align(justified(cue.align)),
        );
        losses.of_cue(at, Feature::Align, Severity::Info, from, to);
    }
    for (name, value) in &cue.settings {
        let is_own = own_setting(name).is_some() && is_value(value);
        if name.starts_with("qttext.") && !is_own {
            let from = format!("{name}: {value}");
            losses.of_cue(at, Feature::Setting, Severity::Info, from, "left out");
        }
    }
    for run in cue.rows.iter().flat_map(|row| &row.0) {
        if !run.style.is_plain() {
            declare_style(at, &run.style, state, losses);
        }
    }
    declare_rows(at, losses);
}

fn declare_style(at: (&Cue, u32), style: &Style, state: &State, losses: &mut Losses) {
    type IsSound = fn(&str) -> bool;
    type IsUsual = fn(&State, &str) -> bool;
    for (feature, color, usual) in [
        (Feature::TextColor, style.color, WHITE),
        (Feature::BackgroundColor, style.background, BLACK),
    ] {
        let Some(color) = color else {
            continue;
        };
        let from = color.to_string();
        if color == usual {
            let to = "what captions have anyway";
            losses.of_cue(at, feature, Severity::Info, from, to);
        } else if color.alpha != 255 {
            losses.of_cue(at, feature, Severity::Warning, from, "a solid colour");
        }
    }
    let Some(detail) = style.detail.as_deref() else {
        return;
    };
    let (font, size) = (detail.font.as_deref(), detail.size.as_deref());
    let parts: [(Feature, Option<&str>, IsSound, IsUsual); 2] = [
        (Feature::Font, font, is_value, State::is_usual_font),
        (Feature::TextSize, size, is_number, State::is_usual_size),
    ];
    for (feature, value, is_sound, is_usual) in parts {
        let Some(value) = value else {
            continue;
        };
        if !is_sound(value) {
            let from = value.to_owned();
            losses.of_cue(at, feature, Severity::Warning, from, "left out");
        } else if is_usual(state, value) {
            let (from, to) = (value.to_owned(), "that of the whole file");
            losses.of_cue(at, feature, Severity::Info, from, to);
        }
    }
    if let Some(lang) = &detail.lang {
        let to = match languages::code(lang) {
            Some((code, _)) if code == state.language_code() => Some("the language of the file"),
            Some((_, true)) => None,
            _ => Some("the nearest language that has a Macintosh code"),
        };
        if let Some(to) = to {
            losses.of_cue(at, Feature::RunLanguage, Severity::Info, lang.clone(), to);
        }
    }
    if !knows_extra(style)
        && let Some(extra) = &detail.extra
    {
        let (feature, from) = (Feature::Override, extra.clone());
        losses.of_cue(at, feature, Severity::Warning, from, "left out");
    }
}

/// Rows without text are kept between others only.
fn declare_rows(at: (&Cue, u32), losses: &mut Losses) {
    let rows = &at.0.rows;
    let Some(last) = rows.iter().rposition(|row| !is_blank(row)) else {
        let (from, to) = ("a cue without text", "left out: a gap");
        losses.of_cue(at, Feature::BlankRow, Severity::Warning, from, to);
        return;
    };
    let is_lost = rows.first().is_some_and(is_blank)
        || last + 1 < rows.len()
        || rows.iter().any(|row| is_blank(row) && !row.is_empty());
    if is_lost {
        let (from, to) = ("empty rows above or below the text", "left out");
        losses.of_cue(at, Feature::BlankRow, Severity::Info, from, to);
    }
}

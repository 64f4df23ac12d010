//! Cue settings (WebVTT sections 3.1 and 6.4).

use captions::{Align, Anchor, BlockOffset, BoxPosition, Cue, Percent, Position, Writing};

use super::head::percentage;

/// Prefix of the settings that the model has no place for.
const OWN: &str = "vtt.";

/// Reads settings into a cue; gives what was noticed, as code and message.
pub(super) fn read(settings: &str, cue: &mut Cue) -> Vec<(&'static str, String)> {
    let mut place = BoxPosition::default();
    let mut problems = Vec::new();
    for setting in settings.split_ascii_whitespace() {
        let (name, value) = setting.split_once(':').unwrap_or((setting, ""));
        let understood = match name {
            "vertical" => writing(value).map(|writing| cue.writing = writing),
            "line" => line(value, &mut place),
            "position" => position(value, &mut place),
            "size" => percentage(value).map(|size| place.inline_size = Some(size)),
            "align" => align(value).map(|align| cue.align = align),
            "region" if !value.is_empty() => {
                place.region = Some(value.to_owned());
                Some(())
            }
            _ => None,
        };
        if understood.is_none() {
            cue.settings
                .insert(format!("{OWN}{name}"), value.to_owned());
            let message = format!("Players leave out the setting \u{201c}{setting}\u{201d}");
            problems.push(("unknown-setting", message));
        } else if is_outdated(name, value) {
            let message = format!(
                "\u{201c}{setting}\u{201d} is how older drafts put it; players of today leave it out"
            );
            problems.push(("outdated-setting", message));
        } else if name == "line" && value.contains('.') && !value.contains('%') {
            let message = format!("\u{201c}{setting}\u{201d} is taken for the nearest whole row");
            problems.push(("line-rounded", message));
        }
    }
    let unfit = cue.writing != Writing::Horizontal
        || place.block != BlockOffset::Auto
        || place
            .inline_size
            .is_some_and(|size| size != Percent::HUNDRED);
    if unfit && let Some(region) = place.region.take() {
        // Section 6.4, last step: such a cue belongs to no region.
        cue.settings.insert(format!("{OWN}region"), region);
    }
    cue.position = Position::of_box(place);
    problems
}

/// Whether a value is one of those that were renamed before the standard.
fn is_outdated(name: &str, value: &str) -> bool {
    match name {
        "align" => value == "middle",
        "line" => value.ends_with(",middle"),
        "position" => [",start", ",middle", ",end"]
            .iter()
            .any(|old| value.ends_with(old)),
        _ => false,
    }
}

fn writing(value: &str) -> Option<Writing> {
    match value {
        "rl" => Some(Writing::VerticalRl),
        "lr" => Some(Writing::VerticalLr),
        _ => None,
    }
}

/// `middle` is what drafts before 2016 called `center`.
fn align(value: &str) -> Option<Align> {
    match value {
        "start" => Some(Align::Start),
        "center" | "middle" => Some(Align::Center),
        "end" => Some(Align::End),
        "left" => Some(Align::Left),
        "right" => Some(Align::Right),
        _ => None,
    }
}

fn line(value: &str, place: &mut BoxPosition) -> Option<()> {
    let (offset, anchor) = value.split_once(',').unwrap_or((value, ""));
    let anchor = match anchor {
        "" if !value.contains(',') => Anchor::Auto,
        "start" => Anchor::Start,
        "center" | "middle" => Anchor::Center,
        "end" => Anchor::End,
        _ => return None,
    };
    place.block = if offset.ends_with('%') {
        BlockOffset::Percent(percentage(offset)?)
    } else {
        BlockOffset::Row(row(offset)?)
    };
    place.block_anchor = anchor;
    Some(())
}

/// A row number; the standard allows fractions, which count as the nearest row.
fn row(text: &str) -> Option<i32> {
    if !text.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let tenths = Percent::parse(text)?.0;
    let half = Percent::ONE / 2 * tenths.signum();
    Some((tenths + half) / Percent::ONE)
}

/// `start`, `middle` and `end` are what older drafts called the edges.
fn position(value: &str, place: &mut BoxPosition) -> Option<()> {
    let (offset, anchor) = value.split_once(',').unwrap_or((value, ""));
    let anchor = match anchor {
        "" if !value.contains(',') => Anchor::Auto,
        "auto" => Anchor::Auto,
        "line-left" | "start" => Anchor::Start,
        "center" | "middle" => Anchor::Center,
        "line-right" | "end" => Anchor::End,
        _ => return None,
    };
    place.inline = Some(percentage(offset)?);
    place.inline_anchor = anchor;
    Some(())
}

/// Appends the settings of a cue that stands at `place`, each after a space.
pub(super) fn push(out: &mut String, cue: &Cue, place: &BoxPosition, align: Align) {
    use std::fmt::Write as _;
    for (name, value) in &cue.settings {
        if let Some(name) = name.strip_prefix(OWN) {
            let mark = if value.is_empty() { "" } else { ":" };
            let _ = write!(out, " {name}{mark}{value}");
        }
    }
    match cue.writing {
        Writing::Horizontal => {}
        Writing::VerticalRl => out.push_str(" vertical:rl"),
        Writing::VerticalLr => out.push_str(" vertical:lr"),
    }
    match place.block {
        BlockOffset::Auto => {}
        BlockOffset::Percent(percent) => {
            let _ = write!(out, " line:{percent}%");
        }
        BlockOffset::Row(row) => {
            let _ = write!(out, " line:{row}");
        }
    }
    if place.block != BlockOffset::Auto {
        out.push_str(match place.block_anchor {
            Anchor::Auto => "",
            Anchor::Start => ",start",
            Anchor::Center => ",center",
            Anchor::End => ",end",
        });
    }
    if let Some(inline) = place.inline {
        let _ = write!(out, " position:{inline}%");
        out.push_str(match place.inline_anchor {
            Anchor::Auto => "",
            Anchor::Start => ",line-left",
            Anchor::Center => ",center",
            Anchor::End => ",line-right",
        });
    }
    if let Some(size) = place.inline_size {
        let _ = write!(out, " size:{size}%");
    }
    match align {
        Align::Center => {}
        Align::Start => out.push_str(" align:start"),
        Align::End => out.push_str(" align:end"),
        Align::Left => out.push_str(" align:left"),
        Align::Right => out.push_str(" align:right"),
    }
    if let Some(region) = &place.region {
        let _ = write!(out, " region:{}", region.replace(char::is_whitespace, "-"));
    }
}

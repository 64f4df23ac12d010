//! What cues say and how it looks.

use captions::{CueId, Document, Row, Style};

use super::Draft;
use super::draft::{editable, editable_cue};
use super::grid::fit_grid;
use super::phrase::cues_phrase;
use crate::styled::tidy;
use crate::{Plan, Rejected, StyleChange};

/// Replaces the text of a cue. Steps of one cue coalesce, so that typing is
/// taken back by the phrase and not by the letter.
pub(super) fn set_text(document: &Document, id: CueId, rows: &[Row]) -> Result<Plan, Rejected> {
    let cue = editable_cue(document, id)?;
    let mut draft = Draft::new(document);
    draft.update(id, |cue| {
        cue.rows = tidy(rows);
        fit_grid(cue);
    });
    let label = format!("Set text of cue {}", document.number(cue));
    let mut plan = draft.finish(label, vec![id])?;
    plan.coalesce = Some(format!("text:{id}"));
    Ok(plan)
}

/// Sets or clears styles on all text of cues.
pub(super) fn set_style(
    document: &Document,
    ids: &[CueId],
    change: &StyleChange,
) -> Result<Plan, Rejected> {
    let cues = editable(document, ids)?;
    let mut draft = Draft::new(document);
    for cue in &cues {
        draft.update(cue.id, |cue| {
            for row in &mut cue.rows {
                for run in &mut row.0 {
                    restyle(&mut run.style, change);
                }
                row.normalise();
            }
        });
    }
    let what = style_phrase(change);
    let label = format!("{what} of {}", cues_phrase(document, &cues));
    draft.finish(label, cues.iter().map(|cue| cue.id).collect())
}

fn restyle(style: &mut Style, change: &StyleChange) {
    style.italic = change.italic.unwrap_or(style.italic);
    style.bold = change.bold.unwrap_or(style.bold);
    style.underline = change.underline.unwrap_or(style.underline);
    if change.clear_color {
        style.color = None;
    }
    if change.clear_background {
        style.background = None;
    }
    style.color = change.color.or(style.color);
    style.background = change.background.or(style.background);
}

/// Names the one thing that changes, where it is one.
fn style_phrase(change: &StyleChange) -> &'static str {
    let parts = [
        (change.italic == Some(true), "Set italics"),
        (change.italic == Some(false), "Clear italics"),
        (change.bold == Some(true), "Set bold"),
        (change.bold == Some(false), "Clear bold"),
        (change.underline == Some(true), "Set underline"),
        (change.underline == Some(false), "Clear underline"),
        (change.color.is_some() || change.clear_color, "Set colour"),
        (
            change.background.is_some() || change.clear_background,
            "Set background",
        ),
    ];
    let mut set = parts.iter().filter(|(is_set, _)| *is_set);
    match (set.next(), set.next()) {
        (Some((_, phrase)), None) => phrase,
        _ => "Set style",
    }
}

//! How two revisions of a track differ, cue by cue.

use std::collections::HashMap;

use captions::{Cue, CueId, Document, TrackId};
use clap::Args;
use serde::Serialize;
use workbench::Project;

use super::Target;
use super::tracks::{Which, revision_cues};
use crate::Outcome;

#[derive(Args)]
pub(super) struct Diff {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    which: Which,
    /// The older revision; the newest one where this is not given
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
    /// The newer revision; the track as it is now where this is not given
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// End with status 3 where there is a difference
    #[arg(long)]
    strict: bool,
}

/// Cues that came, went or changed.
#[derive(Debug, Default, PartialEq, Serialize)]
struct Difference {
    added: Vec<Cue>,
    removed: Vec<Cue>,
    changed: Vec<Changed>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Changed {
    before: Cue,
    after: Cue,
}

impl Diff {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut project = self.target.look()?;
        let track = self.which.find(project.document())?.id;
        let before = match &self.from {
            Some(name) => revision_cues(&mut project, track, name)?,
            None => newest(&mut project, track)?,
        };
        let after = match &self.to {
            Some(name) => revision_cues(&mut project, track, name)?,
            None => project.document().cues(track).cloned().collect(),
        };
        let difference = compare(before, after);
        self.target
            .answer(&difference, || words(&difference, project.document()))?;
        let differs = difference != Difference::default();
        Ok(if self.strict && differs {
            Outcome::WithLosses
        } else {
            Outcome::Done
        })
    }
}

fn newest(project: &mut Project, track: TrackId) -> anyhow::Result<Vec<Cue>> {
    match project.revisions(track).pop() {
        Some(revision) => Ok(project.revision_cues(revision.id)?),
        None => anyhow::bail!("the track has no revision to compare with"),
    }
}

/// A cue is the same through its id. What cannot be seen, such as its place in
/// the order and the bytes it was read from, is no difference.
fn compare(before: Vec<Cue>, after: Vec<Cue>) -> Difference {
    let mut difference = Difference::default();
    let mut old: HashMap<CueId, Cue> = before.iter().map(|cue| (cue.id, cue.clone())).collect();
    for cue in after {
        match old.remove(&cue.id) {
            None => difference.added.push(cue),
            Some(before) if before.digest() == cue.digest() => {}
            Some(before) => difference.changed.push(Changed { before, after: cue }),
        }
    }
    let gone = |cue: &Cue| old.contains_key(&cue.id);
    difference.removed = before.into_iter().filter(gone).collect();
    difference
}

fn words(difference: &Difference, document: &Document) -> String {
    let line = |mark: char, cue: &Cue| {
        let label = document.settings().label_at(cue.in_time);
        format!("{mark} {label}  {}", cue.text().replace('\n', " | "))
    };
    let mut lines = Vec::new();
    for changed in &difference.changed {
        let (before, after) = (&changed.before, &changed.after);
        lines.push((after.in_time, line('-', before)));
        lines.push((after.in_time, line('+', after)));
    }
    let removed = difference
        .removed
        .iter()
        .map(|cue| (cue.in_time, line('-', cue)));
    let added = difference
        .added
        .iter()
        .map(|cue| (cue.in_time, line('+', cue)));
    lines.extend(removed.chain(added));
    lines.sort_by_key(|(time, _)| *time);
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    lines.join("\n")
}

//! How two revisions of a track differ, or a track and a file.

use std::path::PathBuf;

use anyhow::Context as _;
use captions::{Cue, CueId, Document, TrackId};
use clap::Args;
use review::{Change, ChangeKind, Field, Mover, Piece, compare};
use serde::Serialize;
use workbench::{Project, cues_of};

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
    /// A caption file as the newer side; the older one is then the track as it
    /// is now, where --from names none
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    file: Option<PathBuf>,
    /// The revision that both come from, to say who moved
    #[arg(long, value_name = "NAME")]
    base: Option<String>,
    /// End with status 3 where there is a difference
    #[arg(long)]
    strict: bool,
}

/// What differs. The JSON form is published: keys may be added, never renamed.
#[derive(Debug, Default, Serialize)]
struct Difference {
    added: Vec<Cue>,
    removed: Vec<Cue>,
    changed: Vec<Changed>,
    split: Vec<Regrouped>,
    merged: Vec<Regrouped>,
    /// Who moved: of each change the cues, by id, where a base is given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    moved: Vec<Moved>,
}

#[derive(Debug, Serialize)]
struct Changed {
    before: Option<Cue>,
    after: Option<Cue>,
    fields: Vec<Field>,
    words: Vec<Piece>,
}

#[derive(Debug, Serialize)]
struct Regrouped {
    before: Vec<Cue>,
    after: Vec<Cue>,
}

#[derive(Debug, Serialize)]
struct Moved {
    before: Vec<CueId>,
    after: Vec<CueId>,
    moved: Mover,
}

impl Diff {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut project = self.target.look()?;
        let track = self.which.find(project.document())?.id;
        let now: Vec<Cue> = project.document().cues(track).cloned().collect();
        let before = match &self.from {
            Some(name) => revision_cues(&mut project, track, name)?,
            None if self.file.is_some() => now.clone(),
            None => newest(&mut project, track)?,
        };
        let after = match (&self.file, &self.to) {
            (Some(file), _) => {
                let bytes = std::fs::read(file);
                let bytes = bytes.with_context(|| format!("cannot read {}", file.display()))?;
                cues_of(file, &bytes)?
            }
            (None, Some(name)) => revision_cues(&mut project, track, name)?,
            (None, None) => now,
        };
        let base = self.base.as_deref();
        let base = base.map(|name| revision_cues(&mut project, track, name));
        let base = base.transpose()?;
        let base: Option<Vec<&Cue>> = base.as_ref().map(|cues| cues.iter().collect());
        let [before, after]: [Vec<&Cue>; 2] = [before.iter().collect(), after.iter().collect()];
        let changes = compare(&after, &before, base.as_deref());
        let differs = !changes.is_empty();
        let words = words(&changes, project.document());
        self.target.answer(&Difference::of(changes), || words)?;
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

impl Difference {
    fn of(changes: Vec<Change>) -> Self {
        let mut all = Self::default();
        for change in changes {
            if let Some(moved) = change.moved {
                let (before, after) = (change.pick().other, change.pick().draft);
                all.moved.push(Moved {
                    before,
                    after,
                    moved,
                });
            }
            let (before, after) = (change.other, change.draft);
            match change.kind {
                ChangeKind::Added => all.added.extend(after),
                ChangeKind::Removed => all.removed.extend(before),
                ChangeKind::Split => all.split.push(Regrouped { before, after }),
                ChangeKind::Merged => all.merged.push(Regrouped { before, after }),
                ChangeKind::Changed => all.changed.push(Changed {
                    before: before.into_iter().next(),
                    after: after.into_iter().next(),
                    fields: change.fields,
                    words: change.words,
                }),
            }
        }
        all
    }
}

/// The cues of each change, those before it and those after it.
pub(super) fn words(changes: &[Change], document: &Document) -> String {
    let line = |mark: char, cue: &Cue| {
        let label = document.settings().label_at(cue.in_time);
        format!("{mark} {label}  {}", cue.text().replace('\n', " | "))
    };
    let lines = changes.iter().flat_map(|change| {
        let before = change.other.iter().map(|cue| line('-', cue));
        let after = change.draft.iter().map(|cue| line('+', cue));
        before.chain(after).collect::<Vec<_>>()
    });
    lines.collect::<Vec<_>>().join("\n")
}

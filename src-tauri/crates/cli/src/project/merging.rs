//! A project that was passed on and comes back.

use std::path::PathBuf;

use clap::Args;
use workbench::{Access, MergeOutcome, merge};

use super::difference::words;
use super::{Target, close, now, open};
use crate::Outcome;

#[derive(Args)]
pub(super) struct Merge {
    #[command(flatten)]
    target: Target,
    /// The copy that comes back; it is only read
    #[arg(value_name = "OTHER")]
    other: PathBuf,
    /// End with status 3 where something conflicts
    #[arg(long)]
    strict: bool,
}

impl Merge {
    /// What conflicts stays as it is; the track of the copy is added beside it.
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut project = self.target.open()?;
        let mut copy = open(&self.other, Access::Read)?;
        let (outcome, _) = merge(&mut project, &mut copy, now())?;
        close(copy)?;
        let shown = in_words(&outcome, &project);
        close(project)?;
        let MergeOutcome::Merged {
            settings, beside, ..
        } = &outcome
        else {
            self.target.answer(&outcome, String::new)?;
            anyhow::bail!(shown);
        };
        self.target.answer(&outcome, || shown)?;
        let conflicts = !settings.is_empty() || !beside.is_empty();
        Ok(if self.strict && conflicts {
            Outcome::WithLosses
        } else {
            Outcome::Done
        })
    }
}

fn in_words(outcome: &MergeOutcome, project: &workbench::Project) -> String {
    let (taken, revisions, settings, conflicts, beside) = match outcome {
        MergeOutcome::Refused { message } => return message.clone(),
        MergeOutcome::Merged {
            taken,
            revisions,
            settings,
            conflicts,
            beside,
        } => (taken, revisions, settings, conflicts, beside),
    };
    let mut lines = vec![format!(
        "{taken} changes and {revisions} revisions taken, {} conflicts",
        conflicts.len()
    )];
    if !settings.is_empty() {
        lines.push(format!(
            "changed at both desks, and as it was here: {}",
            settings.join(", ")
        ));
    }
    let document = project.document();
    let tracks = beside
        .iter()
        .filter_map(|beside| document.track(beside.other));
    lines.extend(tracks.map(|track| format!("\u{201c}{}\u{201d} to compare with", track.name)));
    if !conflicts.is_empty() {
        lines.push(words(conflicts, document));
    }
    lines.join("\n")
}

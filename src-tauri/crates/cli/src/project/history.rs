//! The history of a project.

use clap::Args;
use serde::Serialize;
use workbench::{Done, EditOutcome, HistoryHead, HistoryStep, Project};

use super::{Target, close, now};
use crate::Outcome;

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    target: Target,
}

#[derive(Serialize)]
struct Listed {
    rev: u64,
    history: HistoryHead,
    steps: Vec<HistoryStep>,
}

impl List {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let project = self.target.look()?;
        let listed = Listed {
            rev: project.history().rev(),
            history: project.history_head(),
            steps: project.history_steps(),
        };
        self.target.answer(&listed, || {
            let lines = listed
                .steps
                .iter()
                .map(|step| line(step, listed.history.head));
            lines.collect::<Vec<_>>().join("\n")
        })?;
        Ok(Outcome::Done)
    }
}

/// A step, with where it branches off and a mark at the one in force.
fn line(step: &HistoryStep, head: Option<u64>) -> String {
    let mark = if Some(step.id) == head { '*' } else { ' ' };
    let parent = step.parent.unwrap_or(0);
    let branches = parent + 1 != step.id;
    let from = if branches {
        format!(" (after {parent})")
    } else {
        String::new()
    };
    format!("{mark} {:>5}  {}{from}", step.id, step.label)
}

#[derive(Args)]
pub(super) struct Walk {
    #[command(flatten)]
    target: Target,
    /// How many steps; fewer where there are no more
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,
}

#[derive(Serialize)]
struct Walked {
    rev: u64,
    steps: u32,
    history: HistoryHead,
}

impl Walk {
    /// Goes back or forth. That there is nothing to walk is an error only for
    /// the first step.
    pub(super) fn run(
        &self,
        walk: impl Fn(&mut Project, i64) -> workbench::Result<Done>,
    ) -> anyhow::Result<Outcome> {
        let mut project = self.target.open()?;
        let mut steps = 0;
        while steps < self.steps {
            match walk(&mut project, now())?.outcome {
                EditOutcome::Done { .. } => steps += 1,
                EditOutcome::Rejected(rejected) if steps == 0 => return Err(rejected.into()),
                EditOutcome::Rejected(_) => break,
            }
        }
        let walked = Walked {
            rev: project.history().rev(),
            steps,
            history: project.history_head(),
        };
        close(project)?;
        self.target.answer(&walked, String::new)?;
        Ok(Outcome::Done)
    }
}

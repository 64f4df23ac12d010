//! Ways through the tree.

use std::collections::{HashMap, HashSet};

use captions::{CueId, Document};
use serde::{Deserialize, Serialize};

use super::{History, HistoryChange, NewStep, Origin, Step, StepId};
use crate::{Patch, PatchError, Rejected, RejectedCode};

/// Which way a step is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Its patch is taken back.
    Undo,
    /// Its patch is done.
    Redo,
}

/// A way from where the document stands to another state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Travel {
    /// The steps to walk, in order.
    pub walk: Vec<(StepId, Direction)>,
    /// Remote steps that stay while what lies below them is taken back.
    pub over: Vec<StepId>,
    /// The step that holds the patch of this travel, where it is a new one.
    pub adds: Option<StepId>,
    /// What is to be selected at the end.
    pub selection: Vec<CueId>,
    /// What is to be written.
    pub change: HistoryChange,
}

impl History {
    /// The step that undo would take back now: the nearest one made here.
    #[must_use]
    pub fn undo_target(&self) -> Option<&Step> {
        self.undo_way().map(|(step, _)| step)
    }

    /// The nearest step to take back, and the remote steps above it.
    fn undo_way(&self) -> Option<(&Step, Vec<StepId>)> {
        let mut over = Vec::new();
        let mut undone = HashSet::new();
        for step in self.ancestors(self.head) {
            if let Some(target) = step.undoes {
                undone.insert(target);
            } else if step.origin == Origin::Remote {
                over.push(step.id);
            } else if !undone.contains(&step.id) {
                return Some((step, over));
            }
        }
        None
    }

    /// The step that redo would do next, or the undo it would take back.
    #[must_use]
    pub fn redo_target(&self) -> Option<&Step> {
        let child = match self.head {
            Some(head) => self.step(head)?.last_child,
            None => self.first(),
        };
        match child {
            Some(child) => self.step(child),
            None => {
                let head = self.step(self.head?)?;
                self.step(head.undoes?)
            }
        }
    }

    /// Takes back the nearest step made here, or nothing where there is none.
    /// `at` is now, in Unix milliseconds.
    #[must_use]
    pub fn undo(&self, at: i64) -> Option<Travel> {
        let (step, over) = self.undo_way()?;
        let selection = step.selection_before.clone();
        let walk = vec![(step.id, Direction::Undo)];
        if self.head == Some(step.id) {
            return Some(Travel {
                walk,
                over,
                adds: None,
                selection,
                change: self.moved(step.parent),
            });
        }
        let new = NewStep {
            label: format!("Undo: {}", step.label),
            at,
            selection_before: step.selection_after.clone(),
            selection_after: selection.clone(),
            ..NewStep::default()
        };
        let recorded = self.appended(new, Some(step.id));
        Some(Travel {
            walk,
            over,
            adds: Some(recorded.step),
            selection,
            change: recorded.change,
        })
    }

    /// Does the step again that was taken back last, or nothing where there is
    /// none.
    #[must_use]
    pub fn redo(&self) -> Option<Travel> {
        let target = self.redo_target()?;
        let head = self.head.and_then(|head| self.step(head));
        let taken_back = head.filter(|head| head.undoes == Some(target.id));
        let (way, end) = match taken_back {
            Some(undo) => ((undo.id, Direction::Undo), undo.parent),
            None => ((target.id, Direction::Redo), Some(target.id)),
        };
        Some(Travel {
            walk: vec![way],
            over: Vec::new(),
            adds: None,
            selection: target.selection_after.clone(),
            change: self.moved(end),
        })
    }

    /// The way to any step, or to the state before the first one; nothing
    /// where there is no such step. Unlike undo it walks over remote steps as
    /// well: it is asked for by name. From there, redo leads on as it did when
    /// the step was left.
    #[must_use]
    pub fn go_to(&self, target: Option<StepId>) -> Option<Travel> {
        if let Some(id) = target {
            self.step(id)?;
        }
        let down: Vec<&Step> = self.ancestors(self.head).collect();
        let up: Vec<&Step> = self.ancestors(target).collect();
        let shared = (down.iter().rev().zip(up.iter().rev()))
            .take_while(|(a, b)| a.id == b.id)
            .count();
        let down = &down[..down.len() - shared];
        let up = &up[..up.len() - shared];
        let back = down.iter().map(|step| (step.id, Direction::Undo));
        let forth = up.iter().rev().map(|step| (step.id, Direction::Redo));
        let mut change = self.moved(target);
        for step in up.iter().rev().filter(|step| step.undoes.is_none()) {
            self.lead(&mut change, step.parent, step.id);
        }
        let selection = match (up.first(), down.last()) {
            (Some(step), _) => step.selection_after.clone(),
            (None, Some(step)) => step.selection_before.clone(),
            (None, None) => Vec::new(),
        };
        Some(Travel {
            walk: back.chain(forth).collect(),
            over: Vec::new(),
            adds: None,
            selection,
            change,
        })
    }

    fn moved(&self, head: Option<StepId>) -> HistoryChange {
        HistoryChange {
            steps: Vec::new(),
            head,
            first: self.first,
            rev: self.rev + 1,
            open: None,
        }
    }

    /// A step and those before it, nearest first.
    fn ancestors(&self, from: Option<StepId>) -> impl Iterator<Item = &Step> {
        let first = from.and_then(|id| self.step(id));
        std::iter::successors(first, |step| step.parent.and_then(|id| self.step(id)))
    }
}

impl Travel {
    /// The steps whose patches [`Travel::patch`] needs.
    pub fn needs(&self) -> impl Iterator<Item = StepId> + '_ {
        let walked = self.walk.iter().map(|(id, _)| *id);
        walked.chain(self.over.iter().copied())
    }

    /// The one patch that does the whole travel, from the patches of its steps.
    /// It applies to `document` as it stands.
    ///
    /// # Errors
    /// [`RejectedCode::Conflict`] with the cues in question, where a record has
    /// moved on since, or a remote step in between touched it; nothing is ever
    /// overwritten. A patch that is missing is a conflict too.
    pub fn patch(
        &self,
        document: &Document,
        mut patches: HashMap<StepId, Patch>,
    ) -> Result<Patch, Rejected> {
        let mut whole = Patch::default();
        for (id, direction) in &self.walk {
            let patch = patches.remove(id).ok_or_else(|| conflict(Vec::new()))?;
            whole = whole.squash(match direction {
                Direction::Undo => patch.reversed(),
                Direction::Redo => patch,
            });
        }
        for id in &self.over {
            let remote = patches.get(id).ok_or_else(|| conflict(Vec::new()))?;
            if whole.overlaps(remote) {
                return Err(conflict(whole.cues_shared_with(remote)));
            }
        }
        match whole.check_fits(document) {
            Ok(()) => Ok(whole),
            Err(PatchError::Stale(_)) => Err(conflict(whole.stale_cues(document))),
            Err(_) => Err(conflict(Vec::new())),
        }
    }
}

fn conflict(cues: Vec<CueId>) -> Rejected {
    Rejected {
        code: RejectedCode::Conflict,
        cues,
        message: "What this step changed has been changed again since".to_owned(),
    }
}

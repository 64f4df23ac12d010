//! The tree of all steps.
//!
//! Undo moves the head to the parent of a step, redo to its last child; an
//! edit after undo starts a branch, and nothing is thrown away (the design of
//! Helix's history, made durable). The tree holds names and links only: each
//! step's [`Patch`](crate::Patch) lies with the store, by the step's id.
//!
//! Nothing here changes by itself. An operation answers a [`HistoryChange`]:
//! what the store has to write. Once that is on disk, [`History::commit`] makes
//! it so in memory; where writing fails, nothing has happened.
//!
//! Steps that came from elsewhere ([`Origin::Remote`]) are applied and stand in
//! the tree, but undo does not take them back. Undo of a local step below later
//! remote ones becomes a step of its own, on top of them, with the reverse of
//! the local patch; it is refused where one of them touched the same records.

mod travel;

use std::collections::BTreeMap;

use captions::CueId;
use serde::{Deserialize, Serialize};

pub use travel::{Direction, Travel};

/// Names a step. Later steps have greater ids, and none is used twice.
pub type StepId = u64;

/// Who made a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The user of this window.
    #[default]
    Local,
    /// A pull or a review; never a target of undo.
    Remote,
}

/// One step of the history, its patch aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Step {
    /// Its name.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub id: StepId,
    /// The step before; absent for the first steps of all.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub parent: Option<StepId>,
    /// Where redo goes from here.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub last_child: Option<StepId>,
    /// What it is called, such as "Split cue 12".
    pub label: String,
    /// Steps of the same key that follow one another quickly become one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coalesce: Option<String>,
    /// Who made it.
    pub origin: Origin,
    /// The step this one takes back, where it is an undo over remote steps.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<StepId>,
    /// The document's revision after it was made.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub rev: u64,
    /// When it was last added to, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub at: i64,
    /// What was selected before.
    pub selection_before: Vec<CueId>,
    /// What was selected afterwards.
    pub selection_after: Vec<CueId>,
}

/// What is known of a step before it has a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewStep {
    /// What it is called.
    pub label: String,
    /// Its coalescing key, where it has one.
    pub coalesce: Option<String>,
    /// Who made it.
    pub origin: Origin,
    /// Now, in Unix milliseconds.
    pub at: i64,
    /// What was selected before.
    pub selection_before: Vec<CueId>,
    /// What is selected afterwards.
    pub selection_after: Vec<CueId>,
}

/// When steps become one. The rule: the same key, made here, one directly
/// after the other with no undo, redo or [`History::freeze`] between, at most
/// `idle` after the step before it and `longest` after the first of them.
///
/// So a phrase typed in one go is one step of undo, a pause of more than two
/// seconds starts another, and a long burst is broken up every five.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coalescing {
    /// Longest pause inside a step, in milliseconds.
    pub idle: i64,
    /// Longest time a step may grow for, in milliseconds.
    pub longest: i64,
}

impl Coalescing {
    /// Every edit is its own step.
    pub const NEVER: Self = Self {
        idle: -1,
        longest: -1,
    };
}

impl Default for Coalescing {
    fn default() -> Self {
        Self {
            idle: 2_000,
            longest: 5_000,
        }
    }
}

/// What an operation changes: rows for the store, and the new state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryChange {
    /// Steps that are new or changed, whole.
    pub steps: Vec<Step>,
    /// Where the document stands then; absent before the first step.
    pub head: Option<StepId>,
    /// Where redo goes from before the first step.
    pub first: Option<StepId>,
    /// The document's revision then.
    pub rev: u64,
    /// The step that is still open for more of the same, and since when.
    open: Option<(StepId, i64)>,
}

/// Where a new step went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The step that holds the new patch.
    pub step: StepId,
    /// Whether the step was there before: its stored patch is to be squashed
    /// with the new one. Where that leaves an empty patch, call
    /// [`History::freeze`] and record again, so that no step does nothing.
    pub merged: bool,
    /// What is to be written.
    pub change: HistoryChange,
}

/// A history that does not hang together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// A link goes to a step that is not there, or not to an earlier one.
    #[error("step {step} names step {link}, which is not there or does not come before it")]
    Broken {
        /// The step that holds the link.
        step: StepId,
        /// Where the link goes.
        link: StepId,
    },
    /// Two steps of the same id.
    #[error("step {0} is there twice")]
    Twice(StepId),
    /// The head is not among the steps.
    #[error("the history stands at step {0}, which is not there")]
    NoHead(StepId),
}

/// All steps ever made, and where the document stands among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "HistoryForm", into = "HistoryForm")]
pub struct History {
    steps: BTreeMap<StepId, Step>,
    head: Option<StepId>,
    first: Option<StepId>,
    rev: u64,
    open: Option<(StepId, i64)>,
}

#[derive(Clone, Serialize, Deserialize)]
struct HistoryForm {
    steps: Vec<Step>,
    head: Option<StepId>,
    first: Option<StepId>,
    rev: u64,
}

impl TryFrom<HistoryForm> for History {
    type Error = HistoryError;
    fn try_from(form: HistoryForm) -> Result<Self, Self::Error> {
        Self::load(form.steps, form.head, form.first, form.rev)
    }
}

impl From<History> for HistoryForm {
    fn from(history: History) -> Self {
        Self {
            steps: history.steps.into_values().collect(),
            head: history.head,
            first: history.first,
            rev: history.rev,
        }
    }
}

impl History {
    /// The history that a store kept. No step is open for more.
    ///
    /// # Errors
    /// Where links lead nowhere or in circles.
    pub fn load(
        steps: Vec<Step>,
        head: Option<StepId>,
        first: Option<StepId>,
        rev: u64,
    ) -> Result<Self, HistoryError> {
        let mut history = Self {
            rev,
            head,
            first,
            ..Self::default()
        };
        for step in steps {
            let id = step.id;
            if history.steps.insert(id, step).is_some() {
                return Err(HistoryError::Twice(id));
            }
        }
        history.check_links()?;
        Ok(history)
    }

    fn check_links(&self) -> Result<(), HistoryError> {
        for id in [self.head, self.first].into_iter().flatten() {
            if !self.steps.contains_key(&id) {
                return Err(HistoryError::NoHead(id));
            }
        }
        for step in self.steps.values() {
            // Parents come before their children, so there are no circles.
            let parent = step
                .parent
                .filter(|id| *id >= step.id || !self.steps.contains_key(id));
            let is_child = |id: &StepId| {
                self.steps
                    .get(id)
                    .is_some_and(|c| c.parent == Some(step.id))
            };
            let child = step.last_child.filter(|id| !is_child(id));
            if let Some(link) = parent.or(child) {
                return Err(HistoryError::Broken {
                    step: step.id,
                    link,
                });
            }
        }
        Ok(())
    }

    /// All steps, oldest first.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.steps.values()
    }

    /// One step.
    #[must_use]
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.get(&id)
    }

    /// Where the document stands; absent before the first step.
    #[must_use]
    pub const fn head(&self) -> Option<StepId> {
        self.head
    }

    /// Where redo goes from before the first step.
    #[must_use]
    pub const fn first(&self) -> Option<StepId> {
        self.first
    }

    /// The document's revision: grows with every change, undo and redo too.
    #[must_use]
    pub const fn rev(&self) -> u64 {
        self.rev
    }

    /// A place for a new step: the step at the head where the rule of
    /// `coalescing` allows it, else a child of the head.
    #[must_use]
    pub fn record(&self, new: NewStep, coalescing: Coalescing) -> Recorded {
        match self.open_step(&new, coalescing) {
            Some((step, since)) => self.merged(step.clone(), since, new),
            None => self.appended(new, None),
        }
    }

    /// The step that `new` may join, and when it was begun.
    fn open_step(&self, new: &NewStep, coalescing: Coalescing) -> Option<(&Step, i64)> {
        let (open, since) = self.open?;
        let step = self.steps.get(&open).filter(|_| self.head == Some(open))?;
        let same = new.coalesce.is_some() && new.coalesce == step.coalesce;
        let local = new.origin == Origin::Local && step.origin == Origin::Local;
        // A clock that was put back starts a new step.
        let soon = (0..=coalescing.idle).contains(&new.at.saturating_sub(step.at));
        let short = new.at.saturating_sub(since) <= coalescing.longest;
        (same && local && soon && short).then_some((step, since))
    }

    fn merged(&self, mut step: Step, since: i64, new: NewStep) -> Recorded {
        let rev = self.rev + 1;
        step.label = new.label;
        step.at = new.at;
        step.rev = rev;
        step.selection_after = new.selection_after;
        Recorded {
            step: step.id,
            merged: true,
            change: HistoryChange {
                head: Some(step.id),
                first: self.first,
                rev,
                open: Some((step.id, since)),
                steps: vec![step],
            },
        }
    }

    fn appended(&self, new: NewStep, undoes: Option<StepId>) -> Recorded {
        let id = self.steps.last_key_value().map_or(1, |(last, _)| last + 1);
        let rev = self.rev + 1;
        let open = new.coalesce.is_some().then_some((id, new.at));
        let step = Step {
            id,
            parent: self.head,
            last_child: None,
            label: new.label,
            coalesce: new.coalesce,
            origin: new.origin,
            undoes,
            rev,
            at: new.at,
            selection_before: new.selection_before,
            selection_after: new.selection_after,
        };
        let mut change = HistoryChange {
            steps: vec![step],
            head: Some(id),
            first: self.first,
            rev,
            open,
        };
        // Redo does not lead into an undo: from there it leads out again.
        if undoes.is_none() {
            self.lead(&mut change, self.head, id);
        }
        Recorded {
            step: id,
            merged: false,
            change,
        }
    }

    /// Makes redo go from `parent` to `child`.
    fn lead(&self, change: &mut HistoryChange, parent: Option<StepId>, child: StepId) {
        let Some(parent) = parent else {
            change.first = Some(child);
            return;
        };
        if let Some(step) = self
            .steps
            .get(&parent)
            .filter(|s| s.last_child != Some(child))
        {
            change.steps.push(Step {
                last_child: Some(child),
                ..step.clone()
            });
        }
    }

    /// Makes a change so, once it is stored.
    pub fn commit(&mut self, change: HistoryChange) {
        for step in change.steps {
            self.steps.insert(step.id, step);
        }
        self.head = change.head;
        self.first = change.first;
        self.rev = change.rev;
        self.open = change.open;
    }

    /// Closes the step at the head: what follows is a step of its own, however
    /// soon it comes. For saving a copy, publishing, leaving a field.
    pub fn freeze(&mut self) {
        self.open = None;
    }
}

#[cfg(test)]
mod tests;

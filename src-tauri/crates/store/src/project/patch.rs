//! Table `patch`: what each step of the history changed.
//!
//! Kept apart from the steps, so that a step that gets a child does not rewrite
//! the change it made, which may be a whole import.

use captions::MODEL_VERSION;
use editing::{Patch, StepId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::record::{self, Key, Record};
use super::step;
use crate::schema::Migration;
use crate::sum::Tally;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE patch (
        id INTEGER PRIMARY KEY,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;",
}];

/// What a step changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepPatch {
    /// The step.
    pub step: StepId,
    /// [`MODEL_VERSION`] of the records in it.
    pub model: u32,
    /// The change.
    pub patch: Patch,
}

/// A [`StepPatch`] that is about to be written, in today's model.
#[derive(Serialize)]
struct Writing<'a> {
    step: StepId,
    model: u32,
    patch: &'a Patch,
}

/// Writes what a step changed, in place of what was written for it before.
pub fn put(connection: &Connection, step: StepId, patch: &Patch) -> rusqlite::Result<()> {
    let writing = Writing {
        step,
        model: MODEL_VERSION,
        patch,
    };
    let (table, key) = (StepPatch::TABLE, step::key(step));
    record::put_as(connection, table, key, &writing, &mut Tally::default())
}

impl Record for StepPatch {
    const TABLE: &'static str = "patch";

    fn key(&self) -> Key {
        step::key(self.step)
    }
}

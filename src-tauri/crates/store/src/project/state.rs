//! Table `state`: one row that says where the project stands.

use editing::StepId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::record::{Key, Record};
use crate::schema::Migration;
use crate::sum::Tally;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE state (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;",
}];

/// The key of the only row.
pub const KEY: Key = Key::Number(1);

/// Where the project stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Names the project for good, whatever the file is called.
    pub project: Uuid,
    /// When it was made, in Unix milliseconds.
    pub made_at: i64,
    /// [`captions::MODEL_VERSION`] of what wrote the rows last.
    pub model: u32,
    /// The document's revision.
    pub rev: u64,
    /// The newest step in force.
    pub head: Option<StepId>,
    /// Where redo goes from before the first step.
    pub first: Option<StepId>,
    /// The rows of the tables `settings`, `track` and `cue`.
    pub document: Tally,
    /// The rows of the table `edit_group`.
    pub steps: Tally,
    /// The rows of the table `revision`.
    pub revisions: Tally,
}

impl Record for State {
    const TABLE: &'static str = "state";

    fn key(&self) -> Key {
        KEY
    }
}

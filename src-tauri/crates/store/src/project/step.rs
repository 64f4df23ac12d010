//! Table `edit_group`: the steps of the history, without what they changed.

use editing::{Step, StepId};

use super::record::{Key, Record};
use crate::schema::Migration;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE edit_group (
        id INTEGER PRIMARY KEY,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;",
}];

/// The key of a step.
#[must_use]
pub const fn key(step: StepId) -> Key {
    Key::Number(step.cast_signed())
}

impl Record for Step {
    const TABLE: &'static str = "edit_group";

    fn key(&self) -> Key {
        key(self.id)
    }
}

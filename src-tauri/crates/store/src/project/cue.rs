//! Table `cue`: the cues as they are now.

use captions::Cue;

use super::record::{Key, Record};
use crate::schema::Migration;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE cue (
        id BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;",
}];

impl Record for Cue {
    const TABLE: &'static str = "cue";

    fn key(&self) -> Key {
        Key::Id(self.id.0)
    }
}

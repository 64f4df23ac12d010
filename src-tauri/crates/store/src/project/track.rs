//! Table `track`: the tracks as they are now.

use captions::Track;

use super::record::{Key, Record};
use crate::schema::Migration;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE track (
        id BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;",
}];

impl Record for Track {
    const TABLE: &'static str = "track";

    fn key(&self) -> Key {
        Key::Id(self.id.0)
    }
}

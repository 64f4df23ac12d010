//! Table `settings`: one row, the document's settings as they are now.

use captions::Settings;

use super::record::{Key, Record};
use crate::schema::Migration;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE settings (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;",
}];

/// The key of the only row.
pub const KEY: Key = Key::Number(1);

impl Record for Settings {
    const TABLE: &'static str = "settings";

    fn key(&self) -> Key {
        KEY
    }
}

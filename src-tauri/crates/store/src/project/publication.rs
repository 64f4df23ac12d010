//! Table `publication`: revisions that are being published, with their bytes.

use rusqlite::Connection;
use workbench::Publication;

use super::record::{self, Key, Record};
use crate::schema::Migration;

/// The version of project files that has the table.
pub const VERSION: u32 = 2;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: VERSION,
    sql: "CREATE TABLE publication (
        id BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;",
}];

impl Record for Publication {
    const TABLE: &'static str = "publication";

    fn key(&self) -> Key {
        Key::Id(self.item.0)
    }
}

/// Whether a file has the table: one that is only read may be older.
pub fn is_there(connection: &Connection) -> rusqlite::Result<bool> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version >= VERSION)
}

/// Writes one, if it is not there already.
pub fn put(connection: &Connection, publication: &Publication) -> rusqlite::Result<()> {
    record::put(connection, publication, &mut crate::sum::Tally::default())
}

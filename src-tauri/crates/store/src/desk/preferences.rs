//! Table `preferences`: one row, as the window left it.

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use crate::schema::Migration;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE preferences (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        body TEXT NOT NULL
    ) STRICT;",
}];

/// What was kept, if anything was and it can be read.
pub fn get(connection: &Connection) -> rusqlite::Result<Option<Value>> {
    let body: Option<String> = connection
        .query_row("SELECT body FROM preferences", [], |row| row.get(0))
        .optional()?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

/// Keeps them in place of those before.
pub fn put(connection: &Connection, preferences: &Value) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO preferences (id, body) VALUES (1, ?1)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        [preferences.to_string()],
    )?;
    Ok(())
}

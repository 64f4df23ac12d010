//! Table `identity`: one row that names this desk.

use rusqlite::Connection;
use uuid::Uuid;

use crate::schema::Migration;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE identity (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        desk BLOB NOT NULL
    ) STRICT;",
}];

/// The name, which the first who asks gives.
pub fn get(connection: &Connection) -> rusqlite::Result<Uuid> {
    connection.execute(
        "INSERT INTO identity (id, desk) VALUES (1, ?1) ON CONFLICT (id) DO NOTHING",
        [Uuid::now_v7().as_bytes()],
    )?;
    let desk: [u8; 16] = connection.query_row("SELECT desk FROM identity", [], |row| row.get(0))?;
    Ok(Uuid::from_bytes(desk))
}

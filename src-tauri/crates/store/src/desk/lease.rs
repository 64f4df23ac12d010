//! Table `lease`: one row that says which process sends.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;
use workbench::outbox::Lease;

use crate::schema::Migration;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE lease (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        holder BLOB NOT NULL,
        process INTEGER NOT NULL,
        until INTEGER NOT NULL
    ) STRICT;",
}];

/// Who sends, if anyone does.
pub fn get(connection: &Connection) -> rusqlite::Result<Option<Lease>> {
    let mut statement = connection.prepare_cached("SELECT holder, process, until FROM lease")?;
    let lease = statement.query_row([], |row| {
        Ok(Lease {
            holder: Uuid::from_bytes(row.get(0)?),
            process: row.get(1)?,
            until: row.get(2)?,
        })
    });
    lease.optional()
}

/// Makes it this one. To be called in a transaction that has looked who it is.
pub fn put(connection: &Connection, lease: &Lease) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO lease (id, holder, process, until) VALUES (1, ?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE
         SET holder = excluded.holder, process = excluded.process, until = excluded.until",
    )?;
    statement.execute((lease.holder.as_bytes(), lease.process, lease.until))?;
    Ok(())
}

/// Nobody sends, if it was this one.
pub fn remove(connection: &Connection, holder: Uuid) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM lease WHERE holder = ?1", [holder.as_bytes()])?;
    Ok(())
}

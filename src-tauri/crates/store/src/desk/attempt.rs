//! Table `attempt`: the journal of what was tried with each item.

use rusqlite::Connection;
use workbench::outbox::{Attempt, ItemId};

use super::body;
use crate::schema::Migration;

const TABLE: &str = "attempt";

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE attempt (
        item BLOB NOT NULL,
        number INTEGER NOT NULL,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL,
        PRIMARY KEY (item, number)
    ) STRICT, WITHOUT ROWID;",
}];

/// The lines of an item, oldest first. One that is not what was written is
/// left out: the journal decides nothing.
pub fn of(connection: &Connection, item: ItemId) -> rusqlite::Result<Vec<Attempt>> {
    let mut statement = connection
        .prepare_cached("SELECT body, sum FROM attempt WHERE item = ?1 ORDER BY number")?;
    let key = item.0.as_bytes();
    let rows = statement.query_map([key], |row| {
        let body: String = row.get(0)?;
        Ok(body::decode(TABLE, key, &body, row.get(1)?))
    })?;
    let lines: rusqlite::Result<Vec<Option<Attempt>>> = rows.collect();
    Ok(lines?.into_iter().flatten().collect())
}

/// Writes a line, new or completed.
pub fn put(connection: &Connection, attempt: &Attempt) -> rusqlite::Result<()> {
    let key = attempt.item.0.as_bytes();
    let (body, sum) = body::encode(TABLE, key, attempt)?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO attempt (item, number, body, sum) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (item, number) DO UPDATE SET body = excluded.body, sum = excluded.sum",
    )?;
    statement.execute((key, attempt.number, body, sum))?;
    Ok(())
}

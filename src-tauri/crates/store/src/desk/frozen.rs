//! Table `frozen`: the files of items, as they were when they were put in.

use rusqlite::{Connection, OptionalExtension};
use workbench::outbox::{ItemId, Side};

use super::body;
use crate::schema::Migration;
use crate::sum;

const TABLE: &str = "frozen";

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE frozen (
        item BLOB NOT NULL,
        side TEXT NOT NULL CHECK (side IN ('ours', 'theirs')),
        bytes BLOB NOT NULL,
        sum INTEGER NOT NULL,
        PRIMARY KEY (item, side)
    ) STRICT;",
}];

/// A file, if there is one.
pub fn get(connection: &Connection, item: ItemId, side: Side) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut statement =
        connection.prepare_cached("SELECT bytes, sum FROM frozen WHERE item = ?1 AND side = ?2")?;
    let found: Option<(Vec<u8>, i64)> = statement
        .query_row((item.0.as_bytes(), side.name()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((bytes, sum)) = found else {
        return Ok(None);
    };
    if sum_of(item, side, &bytes) == sum {
        Ok(Some(bytes))
    } else {
        Err(body::damaged(TABLE))
    }
}

/// Keeps a file. Of a service's side the newest is kept; what is sent never
/// changes.
pub fn put(
    connection: &Connection,
    item: ItemId,
    side: Side,
    bytes: &[u8],
) -> rusqlite::Result<()> {
    let sql = match side {
        Side::Ours => "INSERT INTO frozen (item, side, bytes, sum) VALUES (?1, ?2, ?3, ?4)",
        Side::Theirs => {
            "INSERT INTO frozen (item, side, bytes, sum) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (item, side) DO UPDATE SET bytes = excluded.bytes, sum = excluded.sum"
        }
    };
    let sum = sum_of(item, side, bytes);
    let mut statement = connection.prepare_cached(sql)?;
    statement.execute((item.0.as_bytes(), side.name(), bytes, sum))?;
    Ok(())
}

fn sum_of(item: ItemId, side: Side, bytes: &[u8]) -> i64 {
    let mut key = item.0.as_bytes().to_vec();
    key.extend_from_slice(side.name().as_bytes());
    sum::row(TABLE, &key, bytes).cast_signed()
}

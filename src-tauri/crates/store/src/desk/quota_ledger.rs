//! Table `quota_ledger`: units of quota that were used on a day.

use rusqlite::{Connection, OptionalExtension};
use workbench::outbox::Charge;

use crate::schema::Migration;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE quota_ledger (
        pool TEXT NOT NULL,
        day TEXT NOT NULL,
        used INTEGER NOT NULL,
        PRIMARY KEY (pool, day)
    ) STRICT, WITHOUT ROWID;",
}];

/// Units used on a day.
pub fn used(connection: &Connection, pool: &str, day: &str) -> rusqlite::Result<u32> {
    let mut statement =
        connection.prepare_cached("SELECT used FROM quota_ledger WHERE pool = ?1 AND day = ?2")?;
    let used: Option<i64> = statement
        .query_row([pool, day], |row| row.get(0))
        .optional()?;
    Ok(u32::try_from(used.unwrap_or(0).max(0)).unwrap_or(u32::MAX))
}

/// Counts units in, or out again.
pub fn charge(connection: &Connection, charge: &Charge) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO quota_ledger (pool, day, used) VALUES (?1, ?2, max(0, ?3))
         ON CONFLICT (pool, day) DO UPDATE SET used = max(0, used + ?3)",
    )?;
    statement.execute((&charge.pool, &charge.day, charge.units))?;
    Ok(())
}

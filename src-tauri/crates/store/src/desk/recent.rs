//! Table `recent`: projects that were open.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};
use workbench::RecentProject;

use crate::schema::Migration;

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE recent (
        path TEXT NOT NULL PRIMARY KEY,
        opened_at INTEGER NOT NULL,
        place INTEGER NOT NULL
    ) STRICT;",
}];

/// How many projects are listed.
const LISTED: u32 = 30;

/// Every project, the last one first.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<RecentProject>> {
    let mut statement =
        connection.prepare_cached("SELECT path, opened_at FROM recent ORDER BY place DESC")?;
    let rows = statement.query_map([], |row| {
        Ok(RecentProject {
            path: PathBuf::from(row.get::<_, String>(0)?),
            opened_at: row.get(1)?,
        })
    })?;
    rows.collect()
}

/// Puts a project first. Places count up: a clock may go back.
pub fn put(connection: &mut Connection, project: &RecentProject) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute(
        "INSERT INTO recent (path, opened_at, place)
         VALUES (?1, ?2, (SELECT coalesce(max(place), 0) + 1 FROM recent))
         ON CONFLICT (path) DO UPDATE
         SET opened_at = excluded.opened_at, place = excluded.place",
        (text(&project.path), project.opened_at),
    )?;
    transaction.execute(
        "DELETE FROM recent WHERE place NOT IN
         (SELECT place FROM recent ORDER BY place DESC LIMIT ?1)",
        [LISTED],
    )?;
    transaction.commit()
}

/// Takes a project off the list.
pub fn remove(connection: &Connection, path: &Path) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM recent WHERE path = ?1", [text(path)])?;
    Ok(())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

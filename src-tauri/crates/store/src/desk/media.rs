//! Table `media`: media of requests that is kept for offline work.

use rusqlite::Connection;
use workbench::{KeptMedia, RequestKey};

use super::body;
use crate::schema::Migration;

const TABLE: &str = "media";

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE media (
        account BLOB NOT NULL,
        kind TEXT NOT NULL,
        remote_id TEXT NOT NULL,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL,
        PRIMARY KEY (account, kind, remote_id)
    ) STRICT;",
}];

/// Every media. One whose row is not what was written is left out: it is
/// fetched again.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<KeptMedia>> {
    let mut statement =
        connection.prepare_cached("SELECT remote_id, body, sum FROM media ORDER BY rowid")?;
    let rows = statement.query_map([], |row| {
        let key: String = row.get(0)?;
        let body: String = row.get(1)?;
        Ok(body::decode(TABLE, key.as_bytes(), &body, row.get(2)?))
    })?;
    let rows: rusqlite::Result<Vec<Option<KeptMedia>>> = rows.collect();
    Ok(rows?.into_iter().flatten().collect())
}

/// Keeps how far a media is.
pub fn put(connection: &Connection, media: &KeptMedia) -> rusqlite::Result<()> {
    let RequestKey {
        account,
        kind,
        remote_id,
    } = &media.key;
    let (body, sum) = body::encode(TABLE, remote_id.as_bytes(), media)?;
    connection.execute(
        "INSERT INTO media (account, kind, remote_id, body, sum) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (account, kind, remote_id) DO UPDATE
         SET body = excluded.body, sum = excluded.sum",
        (account.0.as_bytes(), kind.name(), remote_id, body, sum),
    )?;
    Ok(())
}

/// Forgets a media.
pub fn remove(connection: &Connection, key: &RequestKey) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM media WHERE account = ?1 AND kind = ?2 AND remote_id = ?3",
        (key.account.0.as_bytes(), key.kind.name(), &key.remote_id),
    )?;
    Ok(())
}

//! Table `link`: which track of a project is which thing at a service.

use rusqlite::Connection;
use workbench::outbox::{AccountId, Link, LinkId, Synced};

use super::body;
use crate::schema::Migration;

const TABLE: &str = "link";

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE link (
        id BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL,
        account BLOB NOT NULL,
        kind TEXT NOT NULL,
        remote_id TEXT,
        UNIQUE (account, kind, remote_id)
    ) STRICT;",
}];

/// Every link.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Link>> {
    let mut statement =
        connection.prepare_cached("SELECT id, body, sum FROM link ORDER BY rowid")?;
    let rows = statement.query_map([], |row| {
        let id: [u8; 16] = row.get(0)?;
        let body: String = row.get(1)?;
        body::decode(TABLE, &id, &body, row.get(2)?).ok_or_else(|| body::damaged(TABLE))
    })?;
    rows.collect()
}

/// Keeps a link, new or not.
pub fn put(connection: &Connection, link: &Link) -> rusqlite::Result<()> {
    let key = link.id.0.as_bytes();
    let (body, sum) = body::encode(TABLE, key, link)?;
    let account = link.account.0.as_bytes();
    connection.execute(
        "INSERT INTO link (id, account, kind, remote_id, body, sum)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET account = excluded.account, kind = excluded.kind,
         remote_id = excluded.remote_id, body = excluded.body, sum = excluded.sum",
        (key, account, link.kind.name(), &link.remote_id, body, sum),
    )?;
    Ok(())
}

/// Notes that both sides of a link agree, if it is still there.
pub fn sync(connection: &Connection, synced: &Synced) -> rusqlite::Result<()> {
    let mut links = all(connection)?.into_iter();
    match links.find(|link| link.id == synced.link) {
        Some(mut link) => {
            link.sync(synced);
            put(connection, &link)
        }
        None => Ok(()),
    }
}

/// Removes a link.
pub fn remove(connection: &Connection, id: LinkId) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM link WHERE id = ?1", [id.0.as_bytes()])?;
    Ok(())
}

/// Removes the links of an account.
pub fn remove_of(connection: &Connection, account: AccountId) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM link WHERE account = ?1",
        [account.0.as_bytes()],
    )?;
    Ok(())
}

//! Table `request`: requests and orders as they were last seen.

use rusqlite::{Connection, Row};
use workbench::outbox::{AccountId, RemoteKind};
use workbench::{KeptRequest, RequestKey};

use super::body;
use crate::schema::Migration;

const TABLE: &str = "request";

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE request (
        account BLOB NOT NULL,
        kind TEXT NOT NULL,
        remote_id TEXT NOT NULL,
        state TEXT NOT NULL,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL,
        PRIMARY KEY (account, kind, remote_id)
    ) STRICT;",
}];

/// Every request. One that is not what was written is left out: the service
/// shows it again.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<KeptRequest>> {
    let mut statement =
        connection.prepare_cached("SELECT remote_id, body, sum FROM request ORDER BY rowid")?;
    let rows = statement.query_map([], read)?;
    let rows: rusqlite::Result<Vec<Option<KeptRequest>>> = rows.collect();
    Ok(rows?.into_iter().flatten().collect())
}

/// The requests of one kind that an account shows.
pub fn of(
    connection: &Connection,
    account: AccountId,
    kind: RemoteKind,
) -> rusqlite::Result<Vec<KeptRequest>> {
    let mut statement = connection.prepare_cached(
        "SELECT remote_id, body, sum FROM request WHERE account = ?1 AND kind = ?2
         ORDER BY rowid",
    )?;
    let rows = statement.query_map((account.0.as_bytes(), kind.name()), read)?;
    let rows: rusqlite::Result<Vec<Option<KeptRequest>>> = rows.collect();
    Ok(rows?.into_iter().flatten().collect())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Option<KeptRequest>> {
    let key: String = row.get(0)?;
    let body: String = row.get(1)?;
    Ok(body::decode(TABLE, key.as_bytes(), &body, row.get(2)?))
}

/// Keeps a request, new or not.
pub fn put(connection: &Connection, request: &KeptRequest) -> rusqlite::Result<()> {
    let RequestKey {
        account,
        kind,
        remote_id,
    } = &request.key;
    let (body, sum) = body::encode(TABLE, remote_id.as_bytes(), request)?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO request (account, kind, remote_id, state, body, sum)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (account, kind, remote_id) DO UPDATE
         SET state = excluded.state, body = excluded.body, sum = excluded.sum",
    )?;
    let (account, kind) = (account.0.as_bytes(), kind.name());
    statement.execute((account, kind, remote_id, request.state.name(), body, sum))?;
    Ok(())
}

/// Forgets a request.
pub fn remove(connection: &Connection, key: &RequestKey) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM request WHERE account = ?1 AND kind = ?2 AND remote_id = ?3",
    )?;
    statement.execute((key.account.0.as_bytes(), key.kind.name(), &key.remote_id))?;
    Ok(())
}

/// Forgets the requests of an account.
pub fn remove_of(connection: &Connection, account: AccountId) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM request WHERE account = ?1",
        [account.0.as_bytes()],
    )?;
    Ok(())
}

//! Table `account`: accounts at services, without their secrets.

use rusqlite::Connection;
use workbench::outbox::{Account, AccountId, AccountState};

use super::body;
use crate::schema::Migration;

const TABLE: &str = "account";

/// How the table came to be what it is.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE account (
        id BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;",
}];

/// Every account, in the order they were made.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Account>> {
    let mut statement =
        connection.prepare_cached("SELECT id, body, sum FROM account ORDER BY rowid")?;
    let rows = statement.query_map([], |row| {
        let id: [u8; 16] = row.get(0)?;
        let body: String = row.get(1)?;
        body::decode(TABLE, &id, &body, row.get(2)?).ok_or_else(|| body::damaged(TABLE))
    })?;
    rows.collect()
}

/// Keeps an account, new or not.
pub fn put(connection: &Connection, account: &Account) -> rusqlite::Result<()> {
    let key = account.id.0.as_bytes();
    let (body, sum) = body::encode(TABLE, key, account)?;
    connection.execute(
        "INSERT INTO account (id, body, sum) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body, sum = excluded.sum",
        (key, body, sum),
    )?;
    Ok(())
}

/// Notes what an account has become, if it is still there.
pub fn set_state(
    connection: &Connection,
    id: AccountId,
    state: AccountState,
) -> rusqlite::Result<()> {
    let mut accounts = all(connection)?.into_iter();
    match accounts.find(|account| account.id == id) {
        Some(account) => put(connection, &Account { state, ..account }),
        None => Ok(()),
    }
}

/// Removes an account.
pub fn remove(connection: &Connection, id: AccountId) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM account WHERE id = ?1", [id.0.as_bytes()])?;
    Ok(())
}

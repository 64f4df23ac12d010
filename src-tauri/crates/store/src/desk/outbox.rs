//! Table `outbox`: what is to be done to services, is being done, and was done.

use rusqlite::{Connection, OptionalExtension, Row};
use workbench::outbox::{AccountId, Item, ItemId};

use super::body;
use crate::schema::Migration;

const TABLE: &str = "outbox";

/// How the table came to be what it is.
///
/// Of one account and key at most one item is live; one that waits behind it
/// does not count.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "CREATE TABLE outbox (
        id BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL,
        account BLOB NOT NULL,
        natural_key TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'unknown', 'verifying',
            'done', 'parked', 'conflict', 'needs-user', 'failed', 'cancelled')),
        behind BLOB,
        edition INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX outbox_one_live ON outbox (account, natural_key)
        WHERE behind IS NULL AND state IN
            ('queued', 'sending', 'unknown', 'verifying', 'parked', 'conflict');
    CREATE INDEX outbox_key ON outbox (account, natural_key);
    CREATE INDEX outbox_open ON outbox (state)
        WHERE state NOT IN ('done', 'failed', 'cancelled');",
}];

/// An item, or none where the row is not what was written.
type Read = Option<Item>;

fn read(row: &Row<'_>) -> rusqlite::Result<Read> {
    let id: [u8; 16] = row.get(0)?;
    let state: String = row.get(1)?;
    let edition: i64 = row.get(2)?;
    let body: String = row.get(3)?;
    let item: Option<Item> = body::decode(TABLE, &id, &body, row.get(4)?);
    Ok(item.filter(|item| {
        item.state.name() == state
            && item.edition.cast_signed() == edition
            && item.id.0.as_bytes() == &id
    }))
}

/// One item.
pub fn get(connection: &Connection, id: ItemId) -> rusqlite::Result<Option<Item>> {
    let mut statement = connection
        .prepare_cached("SELECT id, state, edition, body, sum FROM outbox WHERE id = ?1")?;
    let found = statement.query_row([id.0.as_bytes()], read).optional()?;
    found
        .map(|item| item.ok_or_else(|| body::damaged(TABLE)))
        .transpose()
}

/// Every item, oldest first, and how many rows are not what was written.
pub fn all(connection: &Connection) -> rusqlite::Result<(Vec<Item>, u32)> {
    let sql = "SELECT id, state, edition, body, sum FROM outbox ORDER BY rowid";
    select(connection, sql, [])
}

/// Every item that is not settled, oldest first.
pub fn open(connection: &Connection) -> rusqlite::Result<Vec<Item>> {
    let sql = "SELECT id, state, edition, body, sum FROM outbox
        WHERE state NOT IN ('done', 'failed', 'cancelled') ORDER BY rowid";
    Ok(select(connection, sql, [])?.0)
}

/// The items of an account that have a key.
pub fn with_key(
    connection: &Connection,
    account: AccountId,
    natural_key: &str,
) -> rusqlite::Result<Vec<Item>> {
    let sql = "SELECT id, state, edition, body, sum FROM outbox
        WHERE account = ?1 AND natural_key = ?2 ORDER BY rowid";
    Ok(select(connection, sql, (account.0.as_bytes(), natural_key))?.0)
}

fn select(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> rusqlite::Result<(Vec<Item>, u32)> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let (mut items, mut damaged) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        match read(row)? {
            Some(item) => items.push(item),
            None => damaged += 1,
        }
    }
    Ok((items, damaged))
}

/// Puts a new item in.
pub fn insert(connection: &Connection, item: &Item) -> rusqlite::Result<()> {
    let key = item.id.0.as_bytes();
    let (body, sum) = body::encode(TABLE, key, item)?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO outbox (id, account, natural_key, state, behind, edition, body, sum)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    statement.execute((
        key,
        item.account.0.as_bytes(),
        &item.natural_key,
        item.state.name(),
        item.behind.map(|id| id.0.into_bytes()),
        item.edition.cast_signed(),
        body,
        sum,
    ))?;
    Ok(())
}

/// Writes an item over the edition it was read with; `false` where that is not
/// there any more.
pub fn update(connection: &Connection, item: &Item) -> rusqlite::Result<bool> {
    let mut next = item.clone();
    next.edition += 1;
    let key = next.id.0.as_bytes();
    let (body, sum) = body::encode(TABLE, key, &next)?;
    let mut statement = connection.prepare_cached(
        "UPDATE outbox SET state = ?3, behind = ?4, edition = ?5, body = ?6, sum = ?7
         WHERE id = ?1 AND edition = ?2",
    )?;
    let changed = statement.execute((
        key,
        item.edition.cast_signed(),
        next.state.name(),
        next.behind.map(|id| id.0.into_bytes()),
        next.edition.cast_signed(),
        body,
        sum,
    ))?;
    Ok(changed == 1)
}

/// Whether an account has items that are not settled.
pub fn has_open(connection: &Connection, account: AccountId) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE account = ?1
         AND state NOT IN ('done', 'failed', 'cancelled'))",
        [account.0.as_bytes()],
        |row| row.get(0),
    )
}

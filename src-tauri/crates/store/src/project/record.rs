//! Rows as every table of a project has them: a key, a body in JSON, and the
//! checksum of both.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, ToSql};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::sum::{self, Tally};

/// What a row is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// 16 bytes, for records that are known outside the file too.
    Id(Uuid),
    /// A number within the file.
    Number(i64),
}

impl Key {
    fn bytes(self) -> ([u8; 16], usize) {
        let mut bytes = [0; 16];
        match self {
            Self::Id(id) => (id.into_bytes(), 16),
            Self::Number(number) => {
                bytes[..8].copy_from_slice(&number.to_le_bytes());
                (bytes, 8)
            }
        }
    }

    pub(super) fn read(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Integer(number) => Some(Self::Number(number)),
            ValueRef::Blob(bytes) => Uuid::from_slice(bytes).ok().map(Self::Id),
            _ => None,
        }
    }
}

impl ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(match self {
            Self::Id(id) => Value::Blob(id.as_bytes().to_vec()),
            Self::Number(number) => Value::Integer(*number),
        }))
    }
}

/// A value that is kept as one row.
pub trait Record: Serialize + DeserializeOwned {
    /// Its table.
    const TABLE: &'static str;

    /// What it is found by.
    fn key(&self) -> Key;
}

/// A row that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a row of the table {table} is not what was written")]
pub struct Damaged {
    /// The table.
    pub table: &'static str,
}

/// What reading a row can come to.
pub type Checked<T> = Result<T, Damaged>;

/// Writes a row, new or not, and brings the tally up to date.
pub fn put<R: Record>(
    connection: &Connection,
    record: &R,
    tally: &mut Tally,
) -> rusqlite::Result<()> {
    put_as(connection, R::TABLE, record.key(), record, tally)
}

/// [`put`] for a value that is not owned as a record.
pub fn put_as(
    connection: &Connection,
    table: &str,
    key: Key,
    value: &impl Serialize,
    tally: &mut Tally,
) -> rusqlite::Result<()> {
    let body = serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let sum = sum_of(table, key, body.as_bytes());
    forget(connection, table, key, tally)?;
    let sql = format!(
        "INSERT INTO {table} (id, body, sum) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body, sum = excluded.sum"
    );
    connection
        .prepare_cached(&sql)?
        .execute((key, &body, sum.cast_signed()))?;
    tally.add(sum);
    Ok(())
}

/// Takes a row out, if it is there.
pub fn remove(
    connection: &Connection,
    table: &str,
    key: Key,
    tally: &mut Tally,
) -> rusqlite::Result<()> {
    forget(connection, table, key, tally)?;
    let sql = format!("DELETE FROM {table} WHERE id = ?1");
    connection.prepare_cached(&sql)?.execute([key])?;
    Ok(())
}

fn forget(
    connection: &Connection,
    table: &str,
    key: Key,
    tally: &mut Tally,
) -> rusqlite::Result<()> {
    let sql = format!("SELECT sum FROM {table} WHERE id = ?1");
    let old: Option<i64> = connection
        .prepare_cached(&sql)?
        .query_row([key], |row| row.get(0))
        .optional()?;
    if let Some(old) = old {
        tally.remove(old.cast_unsigned());
    }
    Ok(())
}

/// One row, if it is there.
pub fn get<R: Record>(connection: &Connection, key: Key) -> rusqlite::Result<Option<Checked<R>>> {
    let sql = format!("SELECT id, body, sum FROM {} WHERE id = ?1", R::TABLE);
    let mut statement = connection.prepare_cached(&sql)?;
    statement
        .query_row([key], |row| Ok(read(row).map(|(record, _)| record)))
        .optional()
}

/// Every row of a table, in the order of writing, each checked by itself.
pub fn scan<R: Record>(
    connection: &Connection,
    each: impl FnMut(Checked<R>),
) -> rusqlite::Result<Tally> {
    scan_in(connection, "ASC", each)
}

/// [`scan`] in the order of writing (`ASC`) or the other way round (`DESC`).
pub fn scan_in<R: Record>(
    connection: &Connection,
    order: &str,
    mut each: impl FnMut(Checked<R>),
) -> rusqlite::Result<Tally> {
    let sql = format!(
        "SELECT id, body, sum FROM {} ORDER BY rowid {order}",
        R::TABLE
    );
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut tally = Tally::default();
    while let Some(row) = rows.next()? {
        each(read(row).map(|(record, sum)| {
            tally.add(sum);
            record
        }));
    }
    Ok(tally)
}

fn read<R: Record>(row: &Row<'_>) -> Checked<(R, u64)> {
    check(find(R::TABLE, row)?)
}

/// A row as it stands in the file, not yet checked.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What it is found by.
    pub key: Key,
    /// Its JSON.
    pub body: &'a str,
    /// The checksum of both.
    pub sum: u64,
}

/// Takes a row of the columns `id, body, sum` apart.
pub(super) fn find<'a>(table: &'static str, row: &'a Row<'_>) -> Checked<Found<'a>> {
    let damaged = || Damaged { table };
    let key = row.get_ref(0).ok().and_then(Key::read);
    let body = row.get_ref(1).ok();
    let sum: i64 = row.get(2).map_err(|_| damaged())?;
    Ok(Found {
        key: key.ok_or_else(damaged)?,
        body: body
            .and_then(|body| body.as_str().ok())
            .ok_or_else(damaged)?,
        sum: sum.cast_unsigned(),
    })
}

/// The record that a row proves to hold, and its checksum.
pub fn check<R: Record>(found: Found<'_>) -> Checked<(R, u64)> {
    let damaged = || Damaged { table: R::TABLE };
    let Found { key, body, sum } = found;
    if sum_of(R::TABLE, key, body.as_bytes()) != sum {
        return Err(damaged());
    }
    let record: R = serde_json::from_str(body).map_err(|_| damaged())?;
    if record.key() != key {
        return Err(damaged());
    }
    Ok((record, sum))
}

fn sum_of(table: &str, key: Key, body: &[u8]) -> u64 {
    let (bytes, length) = key.bytes();
    sum::row(table, &bytes[..length], body)
}

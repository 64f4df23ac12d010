//! Rows of the desk that carry a body in JSON and the checksum of it.

use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::sum;

/// A value as it is stored: its JSON and the checksum of that.
pub fn encode<T: Serialize>(table: &str, key: &[u8], value: &T) -> rusqlite::Result<(String, i64)> {
    let body = serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let sum = sum::row(table, key, body.as_bytes());
    Ok((body, sum.cast_signed()))
}

/// The value that a row proves to hold; none where it is not what was written.
pub fn decode<T: DeserializeOwned>(table: &str, key: &[u8], body: &str, sum: i64) -> Option<T> {
    let sound = sum::row(table, key, body.as_bytes()) == sum.cast_unsigned();
    sound.then(|| serde_json::from_str(body).ok()).flatten()
}

/// The error of a row that is not what was written.
pub fn damaged(table: &str) -> rusqlite::Error {
    let message = format!("a row of the table {table} is not what was written");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, message.into())
}

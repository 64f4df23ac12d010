//! Kinds of database, and how an older one becomes a current one.

use rusqlite::{Connection, TransactionBehavior};

/// What a file says it is, in `PRAGMA application_id`, and the migrations that
/// lead to what this version writes.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// Four bytes at offset 68 of the file.
    pub application_id: i32,
    /// The migrations of every table.
    pub tables: &'static [&'static [Migration]],
}

/// One step from a schema to the next.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The `PRAGMA user_version` it leads to. A version only rises where an
    /// older program must refuse the file.
    pub version: u32,
    /// What is to be run.
    pub sql: &'static str,
}

impl Schema {
    /// The version this program writes.
    #[must_use]
    pub fn version(&self) -> u32 {
        let all = self.tables.iter().copied().flatten();
        all.map(|migration| migration.version).max().unwrap_or(0)
    }

    /// Brings a database from the version it has to [`version`](Self::version),
    /// in one transaction.
    ///
    /// # Errors
    /// Where a statement fails; the database is then as it was.
    pub fn migrate(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let from: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let mut due: Vec<&Migration> = (self.tables.iter().copied().flatten())
            .filter(|migration| migration.version > from)
            .collect();
        due.sort_by_key(|migration| migration.version);
        for migration in due {
            transaction.execute_batch(migration.sql)?;
        }
        transaction.pragma_update(None, "user_version", self.version())?;
        transaction.pragma_update(None, "application_id", self.application_id)?;
        transaction.commit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: &[&[Migration]] = &[
        &[
            Migration {
                version: 1,
                sql: "CREATE TABLE a (x);",
            },
            Migration {
                version: 3,
                sql: "INSERT INTO b SELECT x FROM a;",
            },
        ],
        &[Migration {
            version: 2,
            sql: "CREATE TABLE b (x);",
        }],
    ];

    const SCHEMA: Schema = Schema {
        application_id: 7,
        tables: TABLES,
    };

    fn version(connection: &Connection) -> u32 {
        connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn migrations_run_in_order_and_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE a (x); INSERT INTO a VALUES (5); PRAGMA user_version = 1;")
            .unwrap();
        for _ in 0..2 {
            SCHEMA.migrate(&mut connection).unwrap();
            assert_eq!(version(&connection), 3);
            let rows: u32 = connection
                .query_row("SELECT count(*) FROM b WHERE x = 5", [], |row| row.get(0))
                .unwrap();
            assert_eq!(rows, 1);
        }
    }

    #[test]
    fn a_migration_that_fails_leaves_everything_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        // The first one makes this table itself.
        connection.execute_batch("CREATE TABLE b (x);").unwrap();
        assert!(SCHEMA.migrate(&mut connection).is_err());
        assert_eq!(version(&connection), 0);
        let tables: u32 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 1);
    }
}

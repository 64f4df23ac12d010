//! Tables `revision` and `revision_cues`: frozen revisions, and what is in them.

use captions::{Cue, RevisionId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use workbench::RevisionInfo;

use super::record::{self, Key, Record};
use crate::schema::Migration;
use crate::sum::Tally;

/// How the tables came to be what they are.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE revision (
        id BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE revision_cues (
        id BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;",
}];

impl Record for RevisionInfo {
    const TABLE: &'static str = "revision";

    fn key(&self) -> Key {
        Key::Id(self.id.0)
    }
}

/// The cues of a revision, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevisionCues {
    /// The revision.
    pub id: RevisionId,
    /// Its cues.
    pub cues: Vec<Cue>,
}

impl Record for RevisionCues {
    const TABLE: &'static str = "revision_cues";

    fn key(&self) -> Key {
        Key::Id(self.id.0)
    }
}

/// Writes the cues of a revision.
pub fn put_cues(connection: &Connection, id: RevisionId, cues: &[Cue]) -> rusqlite::Result<()> {
    #[derive(Serialize)]
    struct Writing<'a> {
        id: RevisionId,
        cues: &'a [Cue],
    }
    let (table, key) = (RevisionCues::TABLE, Key::Id(id.0));
    let writing = Writing { id, cues };
    record::put_as(connection, table, key, &writing, &mut Tally::default())
}

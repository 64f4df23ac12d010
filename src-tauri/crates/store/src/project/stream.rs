//! Long tables, read by two threads: one goes through the file, the other
//! checks and parses what it finds.

use std::panic::resume_unwind;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

use rusqlite::Connection;

use super::record::{self, Checked, Found, Key, Record};
use crate::sum::Tally;

/// Rows that travel together: few enough that the second thread starts soon.
const ROWS: usize = 128;
/// Batches on their way, which bounds the memory they take.
const BATCHES: usize = 256;

/// Rows on their way from one thread to the other.
struct Batch {
    /// The bodies of all rows, one after the other.
    bodies: String,
    rows: Vec<Checked<Place>>,
}

/// Where in its batch a row is, and what it is checked by.
struct Place {
    key: Key,
    end: usize,
    sum: u64,
}

/// [`record::scan`], with `each` called in a second thread.
///
/// # Errors
/// Where the file cannot be read; `each` has had the rows before that.
pub fn scan<R: Record>(
    connection: &Connection,
    each: impl FnMut(Checked<R>) + Send,
) -> rusqlite::Result<Tally> {
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(BATCHES);
        let taking = scope.spawn(move || take_all(&receiver, each));
        let walked = walk(connection, R::TABLE, sender);
        let tally = taking.join().unwrap_or_else(|panic| resume_unwind(panic));
        walked.map(|()| tally)
    })
}

/// Sends every row of a table, in the order of writing.
fn walk(
    connection: &Connection,
    table: &'static str,
    sender: SyncSender<Batch>,
) -> rusqlite::Result<()> {
    let sql = format!("SELECT id, body, sum FROM {table} ORDER BY rowid");
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut batch = Batch::new();
    while let Some(row) = rows.next()? {
        batch.add(record::find(table, row));
        // Nobody listens any more after a panic, which the caller goes on with.
        if batch.rows.len() == ROWS && sender.send(batch.take()).is_err() {
            return Ok(());
        }
    }
    let _ = sender.send(batch);
    Ok(())
}

fn take_all<R: Record>(receiver: &Receiver<Batch>, mut each: impl FnMut(Checked<R>)) -> Tally {
    let mut tally = Tally::default();
    for batch in receiver {
        let mut start = 0;
        for place in batch.rows {
            each(place.and_then(|Place { key, end, sum }| {
                let body = &batch.bodies[start..end];
                start = end;
                let (record, sum) = record::check(Found { key, body, sum })?;
                tally.add(sum);
                Ok(record)
            }));
        }
    }
    tally
}

impl Batch {
    fn new() -> Self {
        Self {
            bodies: String::new(),
            rows: Vec::with_capacity(ROWS),
        }
    }

    fn take(&mut self) -> Self {
        let next = Self {
            // The next rows will be about as long.
            bodies: String::with_capacity(self.bodies.len() + self.bodies.len() / 8),
            rows: Vec::with_capacity(ROWS),
        };
        std::mem::replace(self, next)
    }

    fn add(&mut self, found: Checked<Found<'_>>) {
        self.rows.push(found.map(|Found { key, body, sum }| {
            self.bodies.push_str(body);
            let end = self.bodies.len();
            Place { key, end, sum }
        }));
    }
}

//! Getting out of a damaged desk database what waits in it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use workbench::outbox::{Account, Item, ItemId, ItemState, Link, reconcile, transition};

use super::{account, body, link, outbox};
use crate::journal::{self, Ending};
use crate::open::with_suffix;
use crate::salvage::{self, Loose};

/// Every table with its columns. A row proves itself where it is read, by its
/// checksum.
const TABLES: &[(&str, &str)] = &[
    ("identity", "id, desk"),
    ("account", "id, body, sum"),
    ("link", "id, body, sum, account, kind, remote_id"),
    ("request", "account, kind, remote_id, state, body, sum"),
    ("media", "account, kind, remote_id, body, sum"),
    (
        "outbox",
        "id, body, sum, account, natural_key, state, behind, edition",
    ),
    ("frozen", "item, side, bytes, sum"),
    ("attempt", "item, number, body, sum"),
    ("quota_ledger", "pool, day, used"),
    ("recent", "path, opened_at, place"),
    ("preferences", "id, body"),
];

/// Moves a database and its journal out of the way, under a name that is free.
///
/// # Errors
/// Where it cannot be moved.
pub fn set_aside(path: &Path) -> std::io::Result<PathBuf> {
    let name = |number: u32| match number {
        1 => path.with_extension("damaged"),
        number => path.with_extension(format!("damaged-{number}")),
    };
    let aside = (1..).map(name).find(|name| !name.exists());
    let aside = aside.unwrap_or_else(|| name(1));
    std::fs::rename(path, &aside)?;
    // What was committed last may be only in the journal.
    let journal = with_suffix(path, "-wal");
    if journal.exists() {
        std::fs::rename(journal, with_suffix(&aside, "-wal"))?;
    }
    let _ = std::fs::remove_file(with_suffix(path, "-shm"));
    Ok(aside)
}

/// Copies everything that can be read out of a database that was set aside:
/// through its tables, and accounts, links and items from every page by itself
/// where the tables hide them. What cannot be read is left out.
///
/// What was carried over may be older than what was sent last, so every item
/// that stands as not sent is looked for first.
pub fn carry_over(aside: &Path, to: &Connection) {
    // Before SQLite opens it, and takes its journal in as far as it can.
    let file = std::fs::read(aside).unwrap_or_default();
    let log = std::fs::read(with_suffix(aside, "-wal")).unwrap_or_default();
    let loose = salvage::rows(&file, &log);
    // One write for all of it; a row that is refused leaves the others.
    let whole = to.unchecked_transaction();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if let Ok(from) = Connection::open_with_flags(aside, flags) {
        for (table, columns) in TABLES {
            // From both ends: damage in the middle hides neither.
            for order in ["ASC", "DESC"] {
                let _ = copy(&from, to, table, columns, order);
            }
        }
    }
    let _ = add_loose(&loose, to);
    let _ = doubt_all(to);
    let _ = whole.and_then(rusqlite::Transaction::commit);
}

/// A copy of the log beside a database, where changes that were finished stand
/// behind a damaged place: `SQLite` reads no further than that, in silence.
pub fn damaged_log(path: &Path) -> Option<PathBuf> {
    let log = with_suffix(path, "-wal");
    let is_damaged = || matches!(journal::ending(&log), Ok(Ending::Damaged));
    // One that someone writes may look so once.
    if !is_damaged() || !is_damaged() {
        return None;
    }
    Some(journal::keep(&log, Ending::Damaged).unwrap_or(log))
}

/// What is there is older than what was sent last: every item that stands as not
/// sent is looked for first. The log begins anew, so that what could not be read
/// of it is not found again.
///
/// # Errors
/// Where the database cannot be written.
pub fn doubt_after_loss(connection: &Connection) -> rusqlite::Result<()> {
    doubt_all(connection)?;
    // Another process may be reading; the next one to open it does this then.
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    Ok(())
}

fn proven<T: serde::de::DeserializeOwned>(row: &Loose, table: &str) -> Option<T> {
    let (id, text, sum) = row.parts()?;
    body::decode(table, id.as_bytes(), text, sum.cast_signed())
}

fn add_loose(loose: &[Loose], to: &Connection) -> rusqlite::Result<()> {
    let known: Vec<Account> = account::all(to)?;
    // Older before newer: the newest stays.
    for found in loose
        .iter()
        .filter_map(|row| proven::<Account>(row, "account"))
    {
        if known.iter().all(|known| known.id != found.id) {
            account::put(to, &found)?;
        }
    }
    let linked: Vec<Link> = link::all(to)?;
    for found in loose.iter().filter_map(|row| proven::<Link>(row, "link")) {
        if linked.iter().all(|linked| linked.id != found.id) {
            // Another may be to the same thing by now.
            let _ = link::put(to, &found);
        }
    }
    let mut items: HashMap<ItemId, Item> = HashMap::new();
    for found in loose.iter().filter_map(|row| proven::<Item>(row, "outbox")) {
        let newest = items.entry(found.id).or_insert_with(|| found.clone());
        if found.edition > newest.edition {
            *newest = found;
        }
    }
    let (there, _) = outbox::all(to)?;
    for item in &there {
        items.remove(&item.id);
    }
    let mut missing: Vec<Item> = items.into_values().collect();
    missing.sort_by_key(|item| (item.created_at, item.id));
    for item in &missing {
        // A live one with its key has taken its place.
        let _ = outbox::insert(to, item);
    }
    Ok(())
}

fn doubt_all(to: &Connection) -> rusqlite::Result<()> {
    let why = "The desk database was damaged. Cuewright looks at the service before this is sent";
    for mut item in outbox::open(to)? {
        let not_sent = matches!(
            item.state,
            ItemState::Queued | ItemState::Parked | ItemState::Sending
        );
        if !not_sent || !reconcile::can_be_seen(&item.operation) {
            continue;
        }
        item.behind = None;
        let now = item.updated_at;
        // One that waited behind another of its key stays as it is.
        let _ = outbox::update(to, &transition::uncertain(item, why, now));
    }
    Ok(())
}

fn copy(
    from: &Connection,
    to: &Connection,
    table: &str,
    columns: &str,
    order: &str,
) -> rusqlite::Result<()> {
    let count = columns.split(',').count();
    let marks = vec!["?"; count].join(", ");
    let insert = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})");
    let mut insert = to.prepare(&insert)?;
    let first = columns.split(',').next().unwrap_or(columns);
    let key = match table {
        "quota_ledger" | "attempt" => first,
        _ => "rowid",
    };
    let mut select = from.prepare(&format!(
        "SELECT {columns} FROM {table} ORDER BY {key} {order}"
    ))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let values: rusqlite::Result<Vec<Value>> = (0..count).map(|at| row.get(at)).collect();
        if let Ok(values) = values {
            let _ = insert.execute(rusqlite::params_from_iter(values));
        }
    }
    Ok(())
}

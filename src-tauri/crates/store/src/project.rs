//! Project files.

pub mod cue;
pub mod patch;
pub mod publication;
pub mod record;
pub mod revision;
pub mod settings;
pub mod state;
pub mod step;
pub mod stream;
pub mod track;

use std::path::{Path, PathBuf};

use captions::{Cue, Document, MODEL_VERSION, RevisionId, Settings, Track};
use editing::{Patch, Step, StepId};
use rusqlite::{Connection, TransactionBehavior};
use uuid::Uuid;
use workbench::outbox::ItemId;
use workbench::{
    Commit, ErrorCode, Integrity, Notice, ProjectStore, Publication, Result, RevisionInfo, Stored,
    WorkbenchError,
};

use crate::backup;
use crate::fault::{damaged, fault};
use crate::open::After;
use crate::schema::Schema;
use crate::sum::Tally;
use patch::StepPatch;
use record::{Checked, Damaged, Key, Record};
use revision::RevisionCues;
use state::State;

/// What project files are.
pub const SCHEMA: Schema = Schema {
    // "CueW" in ASCII.
    application_id: 0x4375_6557,
    tables: &[
        state::MIGRATIONS,
        settings::MIGRATIONS,
        track::MIGRATIONS,
        cue::MIGRATIONS,
        step::MIGRATIONS,
        patch::MIGRATIONS,
        revision::MIGRATIONS,
        publication::MIGRATIONS,
    ],
};

/// An open project file.
#[derive(Debug)]
pub struct ProjectFile {
    connection: Connection,
    path: PathBuf,
    state: State,
    // Declared after the connection: happens once that is closed.
    after: After,
    backups: Option<PathBuf>,
    /// What was read on opening, until it is asked for.
    loaded: Option<Result<Stored>>,
    /// What is to be said once it is loaded.
    notices: Vec<Notice>,
}

/// More cues than this are not made room for before they are seen: the file
/// says how many there are, and may be made to hurt.
const MOST_EXPECTED: u64 = 100_000;

impl ProjectFile {
    /// Takes over a connection to a file of the current [`SCHEMA`].
    ///
    /// # Errors
    /// Where the state row cannot be read or names a newer model.
    pub fn new(
        connection: Connection,
        path: &Path,
        after: After,
        backups: Option<PathBuf>,
    ) -> Result<Self> {
        let state = read_state(&connection, path)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self {
            connection,
            path: path.to_owned(),
            state,
            after,
            backups,
            loaded: None,
            notices: Vec::new(),
        })
    }

    /// Reads what [`load`](ProjectStore::load) will answer.
    pub fn read_ahead(&mut self) {
        self.loaded = Some(self.read_all());
    }

    /// Its connection, for whoever opens it.
    pub const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Has something said once the project is loaded.
    pub fn notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    fn fault(&self, doing: &'static str) -> impl Fn(rusqlite::Error) -> WorkbenchError + use<> {
        let path = self.path.clone();
        move |error| fault(doing, &path, &error)
    }

    fn read_document(&self) -> Result<Document> {
        let mut tally = Tally::default();
        let settings = self.rows::<Settings>(&mut tally)?;
        let [settings] = <[Settings; 1]>::try_from(settings)
            .map_err(|_| damaged(&self.path, "its settings are missing"))?;
        let mut document = Document::new(settings);
        for track in self.rows::<Track>(&mut tally)? {
            document.put_track(track);
        }
        let expected = self.state.document.rows.min(MOST_EXPECTED);
        let mut cues = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
        self.each(&mut tally, |cue: Cue| cues.push(Box::new(cue)))?;
        (document.put_cues(cues)).map_err(|_| damaged(&self.path, "a cue belongs to no track"))?;
        self.expect(tally, self.state.document, "cues or tracks are missing")?;
        Ok(document)
    }

    fn read_all(&mut self) -> Result<Stored> {
        // One state of the file, also while someone else writes.
        let _snapshot = (self.connection.unchecked_transaction()).map_err(self.fault("read"))?;
        self.state = read_state(&self.connection, &self.path)?;
        let document = self.read_document()?;
        let mut tally = Tally::default();
        let mut steps = Vec::new();
        self.each(&mut tally, |step: Step| steps.push(step))?;
        steps.sort_by_key(|step| step.id);
        self.expect(tally, self.state.steps, "part of its history is missing")?;
        let mut tally = Tally::default();
        let revisions = self.rows::<RevisionInfo>(&mut tally)?;
        self.expect(tally, self.state.revisions, "a revision is missing")?;
        Ok(Stored {
            document,
            rev: self.state.rev,
            head: self.state.head,
            first: self.state.first,
            steps,
            revisions,
            notices: Vec::new(),
        })
    }

    /// All rows of a short table; any row that is not what was written is an
    /// error.
    fn rows<R: Record>(&self, tally: &mut Tally) -> Result<Vec<R>> {
        let mut rows = Vec::new();
        let mut damage = None;
        let found = record::scan(&self.connection, |row: Checked<R>| match row {
            Ok(row) => rows.push(row),
            Err(found) => damage = damage.take().or(Some(found)),
        })
        .map_err(self.fault("read"))?;
        tally.join(found);
        self.unless(damage)?;
        Ok(rows)
    }

    /// Hands over every row of a long table from a second thread; any row that
    /// is not what was written is an error.
    fn each<R: Record>(&self, tally: &mut Tally, mut take: impl FnMut(R) + Send) -> Result<()> {
        let mut damage = None;
        let found = stream::scan(&self.connection, |row: Checked<R>| match row {
            Ok(row) => take(row),
            Err(found) => damage = damage.take().or(Some(found)),
        })
        .map_err(self.fault("read"))?;
        tally.join(found);
        self.unless(damage)
    }

    fn unless(&self, damage: Option<Damaged>) -> Result<()> {
        damage.map_or(Ok(()), |damage| {
            Err(damaged(&self.path, &damage.to_string()))
        })
    }

    fn expect(&self, found: Tally, written: Tally, what: &str) -> Result<()> {
        if found == written {
            Ok(())
        } else {
            Err(damaged(&self.path, what))
        }
    }

    /// Counts the sound rows of a table and describes the others.
    fn inspect<R: Record>(&self, report: &mut Integrity, tally: &mut Tally) -> Result<u32> {
        let mut bad = 0;
        let found = record::scan(&self.connection, |row: Checked<R>| {
            bad += u32::from(row.is_err());
        })
        .map_err(self.fault("read"))?;
        tally.join(found);
        if bad > 0 {
            let problem = format!("{bad} rows of the table {} are damaged", R::TABLE);
            report.problems.push(problem);
        }
        Ok(u32::try_from(found.rows).unwrap_or(u32::MAX))
    }
}

impl ProjectStore for ProjectFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn id(&self) -> Uuid {
        self.state.project
    }

    fn read_only(&self) -> bool {
        !matches!(self.after, After::Unlock(_))
    }

    fn load(&mut self) -> Result<Stored> {
        let read = match self.loaded.take() {
            Some(read) => read,
            None => self.read_all(),
        };
        let mut stored = read?;
        stored.notices.append(&mut self.notices);
        Ok(stored)
    }

    fn keep_copy(&mut self) -> Result<()> {
        match self.backups.take() {
            Some(folder) => backup::keep(&self.connection, &self.path, &folder, self.state.rev),
            None => Ok(()),
        }
    }

    fn commit(&mut self, commit: &Commit<'_>) -> Result<()> {
        if self.read_only() {
            return Err(read_only(&self.path));
        }
        let failed = self.fault("save the change to");
        // Rolled back when it is dropped, by an error or a panic.
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(&failed)?;
        let state = write(&transaction, &self.state, commit).map_err(&failed)?;
        transaction.commit().map_err(&failed)?;
        self.state = state;
        self.loaded = None;
        Ok(())
    }

    fn patch(&mut self, step: StepId) -> Result<Patch> {
        let broken = |why: &str| {
            let message = format!("What this step of the history changed {why}");
            WorkbenchError::new(ErrorCode::HistoryDamaged, message).about(&self.path)
        };
        let found = record::get::<StepPatch>(&self.connection, step::key(step))
            .map_err(self.fault("read the history of"))?;
        match found {
            Some(Ok(found)) if found.model <= MODEL_VERSION => Ok(found.patch),
            Some(Ok(_)) => Err(broken("was written by a newer version")),
            Some(Err(_)) => Err(broken("is damaged")),
            None => Err(broken("is not in the file")),
        }
    }

    fn revision_cues(&mut self, revision: RevisionId) -> Result<Vec<Cue>> {
        let found = record::get::<RevisionCues>(&self.connection, Key::Id(revision.0))
            .map_err(self.fault("read a revision of"))?;
        match found {
            Some(Ok(found)) => Ok(found.cues),
            Some(Err(damage)) => Err(damaged(&self.path, &damage.to_string())),
            None => {
                let message = format!("There is no revision {revision}");
                Err(WorkbenchError::new(ErrorCode::NoSuchRevision, message).about(&self.path))
            }
        }
    }

    fn note_publication(&mut self, publication: &Publication) -> Result<()> {
        if self.read_only() {
            return Err(read_only(&self.path));
        }
        publication::put(&self.connection, publication).map_err(self.fault("save the change to"))
    }

    fn publications(&mut self) -> Result<Vec<Publication>> {
        if publication::is_there(&self.connection).map_err(self.fault("read"))? {
            self.rows::<Publication>(&mut Tally::default())
        } else {
            Ok(Vec::new())
        }
    }

    fn end_publication(&mut self, item: ItemId) -> Result<()> {
        let (table, key) = (Publication::TABLE, Key::Id(item.0));
        record::remove(&self.connection, table, key, &mut Tally::default())
            .map_err(self.fault("save the change to"))
    }

    fn check(&mut self) -> Result<Integrity> {
        // One state of the file, also while someone else writes.
        let _snapshot = (self.connection.unchecked_transaction()).map_err(self.fault("check"))?;
        self.state = read_state(&self.connection, &self.path)?;
        let mut report = Integrity {
            problems: crate::open::integrity_problems(&self.connection, "integrity_check")
                .map_err(self.fault("check"))?,
            ..Integrity::default()
        };
        let mut document = Tally::default();
        self.inspect::<Settings>(&mut report, &mut document)?;
        self.inspect::<Track>(&mut report, &mut document)?;
        report.cues = self.inspect::<Cue>(&mut report, &mut document)?;
        let (mut steps, mut revisions) = (Tally::default(), Tally::default());
        report.steps = self.inspect::<Step>(&mut report, &mut steps)?;
        report.revisions = self.inspect::<RevisionInfo>(&mut report, &mut revisions)?;
        let patches = self.inspect::<StepPatch>(&mut report, &mut Tally::default())?;
        let frozen = self.inspect::<RevisionCues>(&mut report, &mut Tally::default())?;
        if publication::is_there(&self.connection).map_err(self.fault("check"))? {
            self.inspect::<Publication>(&mut report, &mut Tally::default())?;
        }
        let state = &self.state;
        for (sound, what) in [
            (document == state.document, "settings, tracks or cues"),
            (steps == state.steps, "steps of the history"),
            (patches == report.steps, "changes of steps of the history"),
            (revisions == state.revisions, "revisions"),
            (frozen == report.revisions, "cues of revisions"),
        ] {
            if !sound {
                report.problems.push(format!("Some {what} are missing"));
            }
        }
        Ok(report)
    }

    fn copy_to(&mut self, path: &Path) -> Result<()> {
        backup::copy(&self.connection, path)
    }

    fn close(self: Box<Self>) -> Result<()> {
        let Self {
            connection,
            path,
            after,
            ..
        } = *self;
        let closed = connection.close();
        drop(after);
        closed.map_err(|(_, error)| fault("close", &path, &error))
    }
}

fn read_only(path: &Path) -> WorkbenchError {
    let message = "The project is open for reading only";
    WorkbenchError::new(ErrorCode::ReadOnly, message).about(path)
}

fn read_state(connection: &Connection, path: &Path) -> Result<State> {
    let unreadable = |error| fault("open", path, &error);
    match record::get::<State>(connection, state::KEY).map_err(unreadable)? {
        Some(Ok(state)) if state.model <= MODEL_VERSION => Ok(state),
        Some(Ok(_)) => Err(crate::open::newer(path)),
        Some(Err(damage)) => Err(damaged(path, &damage.to_string())),
        None => Err(damaged(path, "it does not say where it stands")),
    }
}

/// Writes a commit and answers the state after it.
fn write(connection: &Connection, before: &State, commit: &Commit<'_>) -> rusqlite::Result<State> {
    let mut state = before.clone();
    state.rev = commit.history.rev;
    state.head = commit.history.head;
    state.first = commit.history.first;
    state.model = MODEL_VERSION;
    write_patch(connection, commit.patch, &mut state.document)?;
    for step in &commit.history.steps {
        record::put(connection, step, &mut state.steps)?;
    }
    if let Some((step, patch)) = commit.log {
        patch::put(connection, step, patch)?;
    }
    for (revision, cues) in commit.freeze {
        record::put(connection, revision, &mut state.revisions)?;
        revision::put_cues(connection, revision.id, cues)?;
    }
    if let Some(publication) = commit.publish {
        publication::put(connection, publication)?;
    }
    record::put(connection, &state, &mut Tally::default())?;
    Ok(state)
}

fn write_patch(connection: &Connection, patch: &Patch, tally: &mut Tally) -> rusqlite::Result<()> {
    use editing::Record as Changed;
    for gone in &patch.removed {
        let (table, key) = match gone {
            Changed::Cue(cue) => (Cue::TABLE, cue.key()),
            Changed::Track(track) => (Track::TABLE, track.key()),
            // A document is never without settings.
            Changed::Settings(_) => continue,
        };
        record::remove(connection, table, key, tally)?;
    }
    let changed = patch.updated.iter().map(|(_, after)| after);
    for now in patch.added.iter().chain(changed) {
        match now {
            Changed::Cue(cue) => record::put(connection, &**cue, tally)?,
            Changed::Track(track) => record::put(connection, &**track, tally)?,
            Changed::Settings(settings) => record::put(connection, &**settings, tally)?,
        }
    }
    Ok(())
}

/// Fills a database that has the tables and nothing in them.
///
/// # Errors
/// Where a row cannot be written; nothing is written then.
pub fn fill(
    connection: &mut Connection,
    state: &State,
    settings: &Settings,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut state = state.clone();
    record::put(&transaction, settings, &mut state.document)?;
    record::put(&transaction, &state, &mut Tally::default())?;
    transaction.commit()
}

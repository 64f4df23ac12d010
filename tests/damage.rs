//! A damaged, foreign or unreachable project file: a clear answer, and never a
//! wrong cue in silence.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use captions::Ids;
use cuewright_tests::crash_disk::next;
use cuewright_tests::edits::{Stream, digest};
use editing::Patch;
use store::ProjectFiles;
use workbench::{Access, ErrorCode, HistoryStep, NewProject, Project, ProjectStores, Result};

/// Bits flipped in all; more with `CUEWRIGHT_FLIPS`.
const FLIPS: usize = 2_000;

fn stores() -> ProjectFiles {
    ProjectFiles::without_backups()
}

fn open(path: &Path) -> Result<Project> {
    let store = stores().open(path, Access::Write)?;
    Project::open(store, Ids::new(2, 0)).map(|(project, _)| project)
}

fn code(path: &Path) -> ErrorCode {
    open(path).err().expect("it does not open").code
}

/// What was written: the document, the list of steps, and what each changed.
struct Written {
    document: u64,
    steps: Vec<HistoryStep>,
    patches: Vec<Patch>,
}

/// A closed project with a history, and what is in it.
fn finished(folder: &Path) -> (PathBuf, Written) {
    let path = folder.join("a.cuewright");
    let store = stores().create(&path, &NewProject::default()).unwrap();
    let (mut project, _) = Project::open(store, Ids::new(1, 1)).unwrap();
    let mut stream = Stream::new(3);
    for _ in 0..60 {
        stream.step(&mut project);
    }
    let steps = project.history_steps();
    let patch = |step: &HistoryStep| project.store().patch(step.id).unwrap();
    let written = Written {
        patches: steps.iter().map(patch).collect(),
        document: digest(project.document()),
        steps,
    };
    project.into_store().close().unwrap();
    assert_eq!(
        fs::read_dir(folder).unwrap().count(),
        1,
        "a closed project is one file"
    );
    (path, written)
}

/// Compares a project that opened with what was written. Answers whether it
/// says of a step that it is damaged.
fn compare(project: &mut Project, written: &Written) -> std::result::Result<bool, String> {
    if digest(project.document()) != written.document {
        return Err("it is another document".to_owned());
    }
    if project.history_steps() != written.steps {
        return Err("it is another history".to_owned());
    }
    let mut says_so = false;
    for (step, patch) in written.steps.iter().zip(&written.patches) {
        match project.store().patch(step.id) {
            Ok(found) if found == *patch => {}
            Ok(_) => return Err(format!("step {} changed something else", step.id)),
            Err(_) => says_so = true,
        }
    }
    Ok(says_so)
}

#[test]
fn a_flipped_bit_is_never_a_wrong_cue() {
    let count = std::env::var("CUEWRIGHT_FLIPS").map_or(FLIPS, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (path, written) = finished(folder.path());
    let sound = fs::read(&path).unwrap();
    let broken = folder.path().join("b.cuewright");
    let mut random = 7;
    let (mut noticed, mut wrong) = (0, Vec::new());
    for _ in 0..count {
        let bit = usize::try_from(next(&mut random)).unwrap() % (sound.len() * 8);
        let mut bytes = sound.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&broken, &bytes).unwrap();
        match open(&broken) {
            Ok(mut project) => match compare(&mut project, &written) {
                Ok(says_so) => noticed += usize::from(says_so),
                Err(reason) => wrong.push(format!("bit {bit}: {reason}")),
            },
            Err(_) => noticed += 1,
        }
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(folder.path().join(format!("b.cuewright{suffix}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        noticed * 4 > count,
        "only {noticed} of {count} were noticed"
    );
}

/// A project as a process leaves it that is killed: the file, its journal, and
/// the document's digest by revision.
struct Unclosed {
    file: Vec<u8>,
    journal: Vec<u8>,
    states: Vec<u64>,
}

fn unclosed(folder: &Path) -> Unclosed {
    let (path, _) = finished(folder);
    let mut project = open(&path).unwrap();
    let first = usize::try_from(project.history().rev()).unwrap();
    let mut states = vec![0; first + 1];
    states[first] = digest(project.document());
    let mut stream = Stream::new(4);
    for _ in 0..40 {
        stream.step(&mut project);
        let rev = usize::try_from(project.history().rev()).unwrap();
        states.resize(rev + 1, 0);
        states[rev] = digest(project.document());
    }
    let read = |suffix: &str| fs::read(beside(&path, suffix)).unwrap();
    Unclosed {
        file: read(""),
        journal: read("-wal"),
        states,
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

impl Unclosed {
    /// Opens the project with a flipped bit in its journal. Answers whether
    /// that was noticed, or what was wrong without a word.
    fn flipped(&self, bit: usize) -> std::result::Result<bool, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.cuewright");
        let mut journal = self.journal.clone();
        journal[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &self.file).unwrap();
        fs::write(beside(&path, "-wal"), &journal).unwrap();
        let store = match stores().open(&path, Access::Write) {
            Ok(store) => store,
            Err(error) if error.code == ErrorCode::Damaged => return Ok(true),
            Err(error) => return Err(error.to_string()),
        };
        let (project, notices) = match Project::open(store, Ids::new(2, 0)) {
            Ok(opened) => opened,
            Err(error) if error.code == ErrorCode::Damaged => return Ok(true),
            Err(error) => return Err(error.to_string()),
        };
        let rev = usize::try_from(project.history().rev()).unwrap();
        if self.states.get(rev) != Some(&digest(project.document())) {
            return Err(format!("revision {rev} is another document"));
        }
        let lost = self.states.len() - 1 - rev;
        let said = notices.iter().any(|notice| match lost {
            0 | 1 => ["last-change-unreadable", "journal-damaged"].contains(&&*notice.code),
            _ => notice.code == "journal-damaged",
        });
        if lost > 0 && !said {
            return Err(format!("{lost} changes are gone without a word"));
        }
        if said && fs::read(beside(&path, "-wal-damaged")).ok() != Some(journal) {
            return Err("the journal was not kept".to_owned());
        }
        Ok(said)
    }
}

#[test]
fn a_flipped_bit_in_a_journal_never_loses_a_change_in_silence() {
    let count = std::env::var("CUEWRIGHT_FLIPS").map_or(FLIPS, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let unclosed = unclosed(folder.path());
    // The last changes are where damage looks most like a torn write.
    let bits = unclosed.journal.len() * 8;
    let tail = bits - 6 * (4096 + 24) * 8;
    let mut random = 11;
    let mut wrong = Vec::new();
    for round in 0..count / 2 {
        let start = if round % 2 == 0 { 0 } else { tail };
        let bit = start + usize::try_from(next(&mut random)).unwrap() % (bits - start);
        match unclosed.flipped(bit) {
            Ok(true) => {}
            Ok(false) => wrong.push(format!("bit {bit}: it was not noticed")),
            Err(reason) => wrong.push(format!("bit {bit}: {reason}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_sound_project_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = finished(folder.path());
    let sound = fs::read(&path).unwrap();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = sound.clone();
        change(&mut bytes);
        let path = folder.path().join("b.cuewright");
        fs::write(&path, bytes).unwrap();
        let found = code(&path);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            2,
            "nothing is left beside"
        );
        found
    };
    assert_eq!(with(&Vec::clear), ErrorCode::NotAProject);
    assert_eq!(with(&|bytes| bytes.truncate(60)), ErrorCode::NotAProject);
    assert_eq!(with(&|bytes| bytes[3] = 0), ErrorCode::NotAProject);
    assert_eq!(with(&|bytes| bytes[68] ^= 1), ErrorCode::NotAProject);
    assert_eq!(with(&|bytes| bytes[63] += 1), ErrorCode::NewerVersion);
    for pages in [1, 2, 5] {
        assert_eq!(
            with(&|bytes| bytes.truncate(pages * 4096)),
            ErrorCode::Damaged
        );
    }
    let half = sound.len() / 2;
    assert_eq!(
        with(&|bytes| bytes[half..half + 4096].fill(0)),
        ErrorCode::Damaged
    );
    assert_eq!(
        with(&|bytes| *bytes = b"1\n00:00:01,000 --> 00:00:02,000\nHi\n".to_vec()),
        ErrorCode::NotAProject
    );
    assert_eq!(code(folder.path()), ErrorCode::IsFolder);
    assert_eq!(
        code(&folder.path().join("none.cuewright")),
        ErrorCode::NotFound
    );
}

#[test]
fn what_can_be_got_out_is_got_out() {
    let folder = tempfile::tempdir().unwrap();
    let (path, written) = finished(folder.path());
    let sound = fs::read(&path).unwrap();
    let pages = sound.len() / 4096;
    let broken = folder.path().join("b.cuewright");
    let (mut whole, mut some) = (0, 0);
    for page in 0..pages {
        let mut bytes = sound.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
        fs::write(&broken, &bytes).unwrap();
        let out = folder.path().join(format!("out-{page}.cuewright"));
        let Ok(recovery) = stores().recover(&broken, &out) else {
            continue;
        };
        assert_eq!(
            fs::read(&broken).unwrap(),
            bytes,
            "the damaged file is only read"
        );
        let mut project = open(&out).expect("what was got out is sound");
        assert!(project.store().check().unwrap().problems.is_empty());
        some += 1;
        if recovery.losses.is_empty() {
            assert_eq!(compare(&mut project, &written), Ok(false));
        }
        whole += usize::from(digest(project.document()) == written.document);
    }
    assert_eq!(some, pages, "each gave something");
    assert!(
        whole * 10 >= pages * 9,
        "{whole} of {pages} gave the whole document"
    );
}

#[test]
fn a_project_has_one_writer_and_any_readers() {
    let folder = tempfile::tempdir().unwrap();
    let (path, written) = finished(folder.path());
    let writer = open(&path).unwrap();
    assert_eq!(code(&path), ErrorCode::AlreadyOpen);
    assert_eq!(said(&run(&["open"], &path)), "already-open\n");
    let reader = stores().open(&path, Access::Read).unwrap();
    let (mut reader, _) = Project::open(reader, Ids::new(3, 0)).unwrap();
    assert!(reader.store().read_only());
    assert_eq!(digest(reader.document()), written.document);
    assert_eq!(reader.undo(0).unwrap_err().code, ErrorCode::ReadOnly);
    assert_eq!(digest(reader.document()), written.document);
    drop(reader);
    drop(writer);
    assert!(said(&run(&["open"], &path)).starts_with("read-only false"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_opens_for_reading() {
    let folder = tempfile::tempdir().unwrap();
    let (path, written) = finished(folder.path());
    allow(&path, 0o444);
    allow(folder.path(), 0o555);
    let output = run_held_to_permissions(&path);
    allow(folder.path(), 0o755);
    assert!(said(&output).starts_with("read-only true"), "{output:?}");
    assert_eq!(digest(open(&path).unwrap().document()), written.document);
}

/// Runs the program on a project.
fn run(arguments: &[&str], path: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_edit-stream"));
    command.args(arguments).arg(path).output().unwrap()
}

/// Runs the program as somebody who is held to permissions, whoever runs the
/// tests: nobody, where that is the superuser.
#[cfg(unix)]
fn run_held_to_permissions(path: &Path) -> Output {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let program = tempfile::tempdir().unwrap();
    let copy = program.path().join("edit-stream");
    fs::copy(env!("CARGO_BIN_EXE_edit-stream"), &copy).unwrap();
    let mut command = Command::new(&copy);
    if fs::metadata(program.path()).unwrap().uid() == 0 {
        allow(program.path(), 0o755);
        command.uid(NOBODY).gid(NOBODY);
    }
    command.arg("open").arg(path).output().unwrap()
}

#[cfg(unix)]
fn allow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn said(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

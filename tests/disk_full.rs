//! A full disk leaves the old file or the new one, never a third.

use std::fs;
use std::path::Path;
use std::process::Command;

use captions::Ids;
use cuewright_tests::crash_disk::CrashDisk;
use cuewright_tests::edits::{Stream, digest};
use store::ProjectFiles;
use workbench::{Access, ErrorCode, NewProject, Project, ProjectStores};

fn open(path: &Path) -> Project {
    let stores = ProjectFiles::without_backups();
    let store = stores.open(path, Access::Write).expect("it opens");
    Project::open(store, Ids::new(2, 7)).expect("it loads").0
}

fn started(path: &Path, steps: usize) -> Project {
    let stores = ProjectFiles::without_backups();
    let store = stores.create(path, &NewProject::default()).unwrap();
    let (mut project, _) = Project::open(store, Ids::new(1, 1)).unwrap();
    let mut stream = Stream::new(5);
    for _ in 0..steps {
        stream.step(&mut project);
    }
    project
}

/// A change is made or refused as a whole at whichever write the disk fills up,
/// and made once there is room.
fn an_edit_at_every_write(disk: &CrashDisk) {
    for room in 0.. {
        disk.reset();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.cuewright");
        let mut project = started(&path, 12);
        let before = digest(project.document());
        let edit = Stream::new(99).edit(&mut project);
        disk.fill_after(room);
        let result = project.edit(&edit, &[], 1_000_000_000);
        disk.make_room();
        match &result {
            Ok(_) => assert_ne!(digest(project.document()), before),
            Err(error) => {
                assert_eq!(error.code, ErrorCode::DiskFull, "{error}");
                assert_eq!(digest(project.document()), before);
            }
        }
        let there = digest(project.document());
        drop(project);
        let mut project = open(&path);
        assert_eq!(
            digest(project.document()),
            there,
            "with room for {room} writes"
        );
        if result.is_ok() {
            return;
        }
        let done = project
            .edit(&edit, &[], 1_000_000_000)
            .expect("there is room again");
        assert!(!done.events.is_empty());
    }
}

/// Saving under another name replaces the file that is there or leaves it, at
/// whichever write the disk fills up.
fn a_copy_at_every_write(disk: &CrashDisk) {
    for room in 0.. {
        disk.reset();
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy.cuewright");
        let old = digest(started(&copy, 3).document());
        let mut project = started(&folder.path().join("a.cuewright"), 30);
        disk.fill_after(room);
        let result = project.store().copy_to(&copy);
        disk.make_room();
        let there = digest(open(&copy).document());
        match result {
            Ok(()) => {
                assert_eq!(there, digest(project.document()));
                return;
            }
            Err(error) => {
                assert_eq!(error.code, ErrorCode::DiskFull, "{error}");
                assert_eq!(there, old, "with room for {room} writes");
            }
        }
        drop(project);
        assert!(
            beside(folder.path()).is_empty(),
            "{:?}",
            beside(folder.path())
        );
    }
}

/// Files that nobody asked for.
fn beside(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| !name.ends_with(".cuewright")).collect()
}

#[test]
fn a_project_is_as_before_or_as_after() {
    // One after the other: there is one disk.
    let disk = CrashDisk::install();
    an_edit_at_every_write(disk);
    a_copy_at_every_write(disk);
}

/// The system refuses to let files grow beyond a limit, as it refuses on a full
/// disk; the limit goes up one block at a time.
#[cfg(unix)]
#[test]
fn an_export_is_the_old_file_or_the_new_one() {
    const SIZE: usize = 8 * 1024;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("captions.srt");
    for blocks in 0.. {
        fs::write(&path, "old").unwrap();
        let script = format!("ulimit -f {blocks}; trap '' XFSZ; exec \"$0\" save \"$1\" {SIZE}");
        let output = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_edit-stream")])
            .arg(&path)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let there = fs::read(&path).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{said}");
        if said == "saved\n" {
            assert_eq!(there, vec![b'n'; SIZE]);
            return;
        }
        assert_eq!(said, "disk-full\n");
        assert_eq!(there, b"old");
    }
}

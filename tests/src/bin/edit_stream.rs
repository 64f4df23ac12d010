//! A program that edits until it is killed, and says what it was promised.
//!
//! `edit-stream edit PROJECT SEED` prints a line `REV DIGEST` for every change
//! that was acknowledged. `edit-stream open PROJECT` says how the project
//! opened. `edit-stream save FILE BYTES` writes a file of so many bytes.

use std::io::Write;
use std::path::Path;

use captions::Ids;
use cuewright_tests::edits::{Stream, digest};
use store::ProjectFiles;
use workbench::save::{Existing, save};
use workbench::{Access, Project, ProjectStores};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["edit", path, seed] => edit(Path::new(path), seed.parse().expect("a number")),
        ["open", path] => open(Path::new(path)),
        ["save", path, bytes] => write(Path::new(path), bytes.parse().expect("a number")),
        _ => panic!("edit-stream edit PROJECT SEED | open PROJECT | save FILE BYTES"),
    }
}

fn edit(path: &Path, seed: u64) {
    let stores = ProjectFiles::without_backups();
    let store = stores.open(path, Access::Write).expect("it opens");
    let (mut project, _) = Project::open(store, Ids::new(1, seed.into())).expect("it loads");
    let mut stream = Stream::new(seed);
    let mut out = std::io::stdout().lock();
    loop {
        let rev = project.history().rev();
        let digest = digest(project.document());
        writeln!(out, "{rev} {digest}").expect("the test listens");
        out.flush().expect("the test listens");
        stream.step(&mut project);
    }
}

fn open(path: &Path) {
    let stores = ProjectFiles::without_backups();
    let opened = stores
        .open(path, Access::Write)
        .and_then(|store| Project::open(store, Ids::new(1, 1)));
    match opened {
        Ok((mut project, _)) => {
            let cues = project.document().len();
            println!("read-only {} cues {cues}", project.store().read_only());
        }
        Err(error) => println!("{}", error.code),
    }
}

fn write(path: &Path, bytes: usize) {
    match save(path, &vec![b'n'; bytes], Existing::Replace) {
        Ok(()) => println!("saved"),
        Err(error) => println!("{}", error.code),
    }
}

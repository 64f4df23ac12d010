//! A disk that can lose power or run full, under SQLite.
//!
//! Every database that this process opens goes through a shim over the
//! system's own file layer. The shim remembers what has been synced and what
//! has only been written. A power cut then leaves, in another folder, what a
//! real disk might have kept: everything that was synced, and of the rest each
//! write whole, torn or not at all.

mod vfs;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// What a torn write is torn into.
const SECTOR: usize = 512;

/// What becomes of a write that was not synced when the power goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsynced {
    /// It is lost.
    Drop,
    /// It may be lost or kept.
    Keep,
    /// It may be lost, kept, or kept in some of its sectors.
    Tear,
}

enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate(usize),
}

#[derive(Default)]
struct File {
    synced: Vec<u8>,
    pending: Vec<Change>,
}

/// A power cut to come.
struct Cut {
    writes: usize,
    folder: PathBuf,
    unsynced: Unsynced,
    seed: u64,
}

#[derive(Default)]
struct State {
    files: HashMap<PathBuf, File>,
    /// Writes until the disk is full; none is a disk that never is.
    room: Option<usize>,
    writes: usize,
    cut: Option<Cut>,
}

/// The disk of this process. There is one, because SQLite has one list of file
/// layers.
pub struct CrashDisk {
    state: Mutex<State>,
}

static DISK: LazyLock<CrashDisk> = LazyLock::new(|| CrashDisk {
    state: Mutex::default(),
});

impl CrashDisk {
    /// Puts the disk under every database opened from now on.
    ///
    /// # Panics
    /// Where SQLite refuses it.
    pub fn install() -> &'static Self {
        vfs::install();
        &DISK
    }

    /// Forgets every file, the number of writes, and how much room there is.
    pub fn reset(&self) {
        *self.lock() = State::default();
    }

    /// Forgets the files in one folder.
    pub fn forget(&self, folder: &Path) {
        self.lock()
            .files
            .retain(|path, _| !path.starts_with(folder));
    }

    /// How many writes there have been since the last reset.
    pub fn writes(&self) -> usize {
        self.lock().writes
    }

    /// Lets the disk take so many more writes and then be full.
    pub fn fill_after(&self, writes: usize) {
        self.lock().room = Some(writes);
    }

    /// Makes room again.
    pub fn make_room(&self) {
        self.lock().room = None;
    }

    /// Cuts the power just before the write after the next `writes`: `folder`
    /// then receives every file as the disk might have kept it, decided by
    /// `seed`. What is running goes on undisturbed.
    pub fn cut_after(&self, writes: usize, folder: &Path, unsynced: Unsynced, seed: u64) {
        self.lock().cut = Some(Cut {
            writes,
            folder: folder.to_owned(),
            unsynced,
            seed,
        });
    }

    /// Whether a cut is still to come.
    pub fn is_waiting(&self) -> bool {
        self.lock().cut.is_some()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened(&self, path: &Path) {
        let mut state = self.lock();
        if !state.files.contains_key(path) {
            let file = File {
                synced: fs::read(path).unwrap_or_default(),
                pending: Vec::new(),
            };
            state.files.insert(path.to_owned(), file);
        }
    }

    /// Whether there is room for one more write.
    fn admits(&self) -> bool {
        let mut state = self.lock();
        state.writes += 1;
        state.cut_if_due();
        match &mut state.room {
            Some(0) => false,
            Some(room) => {
                *room -= 1;
                true
            }
            None => true,
        }
    }

    fn changed(&self, path: &Path, change: Change) {
        if let Some(file) = self.lock().files.get_mut(path) {
            file.pending.push(change);
        }
    }

    fn synced(&self, path: &Path) {
        if let Some(file) = self.lock().files.get_mut(path) {
            for change in std::mem::take(&mut file.pending) {
                apply(&mut file.synced, &change);
            }
        }
    }

    fn deleted(&self, path: &Path) {
        self.lock().files.remove(path);
    }
}

impl State {
    fn cut_if_due(&mut self) {
        match &mut self.cut {
            Some(cut) if cut.writes > 0 => cut.writes -= 1,
            Some(_) => {
                let cut = self.cut.take().expect("it is due");
                self.leave(&cut)
                    .expect("the folder of a cut can be written");
            }
            None => {}
        }
    }

    /// Writes every file as the disk might have kept it.
    fn leave(&self, cut: &Cut) -> io::Result<()> {
        let mut random = cut.seed;
        let mut paths: Vec<&PathBuf> = self.files.keys().collect();
        paths.sort();
        for path in paths {
            let file = &self.files[path];
            let mut kept = file.synced.clone();
            for change in &file.pending {
                keep(&mut kept, change, cut.unsynced, &mut || next(&mut random));
            }
            if let Some(name) = path.file_name() {
                fs::write(cut.folder.join(name), kept)?;
            }
        }
        Ok(())
    }
}

/// The next number of a SplitMix64 sequence.
pub fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn apply(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { offset, bytes } => put(content, *offset, bytes),
        Change::Truncate(length) => content.truncate(*length),
    }
}

fn put(content: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[offset..end].copy_from_slice(bytes);
}

fn keep(
    content: &mut Vec<u8>,
    change: &Change,
    unsynced: Unsynced,
    random: &mut impl FnMut() -> u64,
) {
    let kept = unsynced != Unsynced::Drop && random().is_multiple_of(2);
    match change {
        _ if kept => apply(content, change),
        Change::Write { offset, bytes } if unsynced == Unsynced::Tear => {
            for (at, sector) in bytes.chunks(SECTOR).enumerate() {
                if random().is_multiple_of(2) {
                    put(content, offset + at * SECTOR, sector);
                }
            }
        }
        _ => {}
    }
}

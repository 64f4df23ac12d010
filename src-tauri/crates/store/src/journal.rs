//! The write-ahead log beside a project that was not closed.
//!
//! `SQLite` takes the log up to the first frame that does not prove itself,
//! because a power cut leaves the last transaction torn. A log damaged in its
//! middle looks the same to it, and the changes behind the damage would be gone
//! in silence. They give themselves away: behind a torn transaction there is
//! nothing, behind a damage there are further commits.
//! Format: <https://www.sqlite.org/fileformat2.html#walformat>.

use std::fs;
use std::io;
use std::path::Path;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The first bytes of a log, but for the last bit.
const MAGIC: u32 = 0x377f_0682;

/// Whether the log holds commits that `SQLite` will pass over.
pub(crate) fn hides_commits(log: &Path) -> io::Result<bool> {
    let bytes = match fs::read(log) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        other => other?,
    };
    Ok(commits_behind_damage(&bytes) > 1)
}

/// Commits behind the first frame that does not prove itself. One may be the
/// end of a torn transaction.
fn commits_behind_damage(log: &[u8]) -> usize {
    let Some(header) = log.first_chunk::<HEADER>() else {
        return 0;
    };
    let page = number(header, 8) as usize;
    if number(header, 0) & !1 != MAGIC || !(512..=65536).contains(&page) {
        return 0;
    }
    let big_endian = number(header, 0) & 1 == 1;
    let salts = &header[16..24];
    let mut sum = checksum((0, 0), &header[..24], big_endian);
    let (mut sound, mut commits) = (sum == (number(header, 24), number(header, 28)), 0);
    for frame in log[HEADER..].chunks_exact(FRAME_HEADER + page) {
        if frame[8..16] != *salts {
            // Left over from before the log was begun anew.
            return commits;
        }
        if sound {
            sum = checksum(sum, &frame[..8], big_endian);
            sum = checksum(sum, &frame[FRAME_HEADER..], big_endian);
            sound = sum == (number(frame, 16), number(frame, 20));
        }
        let is_commit = number(frame, 4) != 0;
        commits += usize::from(!sound && is_commit);
    }
    commits
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn checksum(start: (u32, u32), bytes: &[u8], big_endian: bool) -> (u32, u32) {
    let (mut first, mut second) = start;
    let word = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        if big_endian {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        }
    };
    for pair in bytes.chunks_exact(8) {
        first = first.wrapping_add(word(&pair[..4])).wrapping_add(second);
        second = second.wrapping_add(word(&pair[4..])).wrapping_add(first);
    }
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A log of five commits, as `SQLite` writes it.
    fn log() -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE a (x);")
            .unwrap();
        for number in 0..4 {
            connection
                .execute("INSERT INTO a VALUES (?1)", [number])
                .unwrap();
        }
        fs::read(folder.path().join("a.db-wal")).unwrap()
    }

    #[test]
    fn a_sound_log_and_a_torn_end_hide_nothing() {
        let sound = log();
        assert_eq!(commits_behind_damage(&sound), 0);
        assert_eq!(commits_behind_damage(&sound[..sound.len() - 100]), 0);
        let mut torn = sound.clone();
        let last = torn.len() - 2000;
        torn[last] ^= 1;
        assert_eq!(commits_behind_damage(&torn), 1);
        assert_eq!(commits_behind_damage(&[]), 0);
    }

    #[test]
    fn a_damaged_middle_hides_what_is_behind_it() {
        let sound = log();
        let mut damaged = sound.clone();
        damaged[HEADER + FRAME_HEADER + 100] ^= 1;
        assert_eq!(commits_behind_damage(&damaged), 5);
        let mut damaged = sound;
        damaged[25] ^= 1;
        assert_eq!(commits_behind_damage(&damaged), 5);
    }
}

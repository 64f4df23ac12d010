//! The write-ahead log beside a project that was not closed.
//!
//! `SQLite` takes the log up to the first frame that does not prove itself,
//! because a power cut leaves the last transaction torn. Damage looks the same
//! to it, and the changes from there on would be gone in silence. They give
//! themselves away: frames of this log that stand behind its sound part.
//! Format: <https://www.sqlite.org/fileformat2.html#walformat>.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The first bytes of a log, but for the last bit.
const MAGIC: u32 = 0x377f_0682;

/// How a log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Every change that was finished can be read.
    Whole,
    /// The last change cannot be read. It was never finished, as after a power
    /// cut, or it is damaged: the bytes cannot tell.
    LastChangeUnreadable,
    /// Changes that were finished cannot be read.
    Damaged,
}

/// Whether there is a log with anything in it.
pub(crate) fn exists(log: &Path) -> bool {
    fs::metadata(log).is_ok_and(|found| found.len() > 0)
}

/// How a log ends; one that is not there is whole.
pub(crate) fn ending(log: &Path) -> io::Result<Ending> {
    match fs::read(log) {
        Ok(bytes) => Ok(ending_of(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Ending::Whole),
        Err(error) => Err(error),
    }
}

/// Keeps a copy of a log that cannot be read to its end, before what cannot be
/// read is written over. Answers the copy, where one could be made.
pub(crate) fn keep(log: &Path, ending: Ending) -> Option<PathBuf> {
    if ending == Ending::Whole {
        return None;
    }
    let mut copy = log.as_os_str().to_owned();
    copy.push("-damaged");
    let copy = PathBuf::from(copy);
    fs::copy(log, &copy).ok().map(|_| copy)
}

fn ending_of(log: &[u8]) -> Ending {
    let Some(header) = log.first_chunk::<HEADER>() else {
        return Ending::Whole;
    };
    let page = number(header, 8) as usize;
    let big_endian = number(header, 0) & 1 == 1;
    let mut sum = checksum((0, 0), &header[..24], big_endian);
    let is_header = number(header, 0) & !1 == MAGIC
        && (512..=65536).contains(&page)
        && sum == (number(header, 24), number(header, 28));
    if !is_header {
        // It is synced before the first frame is written, so it was sound when
        // anything in here was acknowledged.
        let has_frames = log.len() >= HEADER + FRAME_HEADER + 512;
        return if has_frames {
            Ending::Damaged
        } else {
            Ending::Whole
        };
    }
    let (mut sound, mut frames, mut commits) = (true, 0, 0);
    for frame in log[HEADER..].chunks_exact(FRAME_HEADER + page) {
        // Left over from before the log was begun anew, when neither is the same.
        let salts = frame[8..12] == header[16..20] || frame[12..16] == header[20..24];
        if sound {
            sum = checksum(sum, &frame[..8], big_endian);
            sum = checksum(sum, &frame[FRAME_HEADER..], big_endian);
            sound = frame[8..16] == header[16..24] && sum == (number(frame, 16), number(frame, 20));
        }
        if !sound && salts {
            frames += 1;
            commits += usize::from(number(frame, 4) != 0);
        }
    }
    match (frames, commits) {
        (0, _) => Ending::Whole,
        (_, 0 | 1) => Ending::LastChangeUnreadable,
        _ => Ending::Damaged,
    }
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
    fn a_log_that_ends_well_hides_nothing() {
        let sound = log();
        assert_eq!(ending_of(&sound), Ending::Whole);
        assert_eq!(ending_of(&sound[..sound.len() - 100]), Ending::Whole);
        assert_eq!(ending_of(&sound[..HEADER]), Ending::Whole);
        assert_eq!(ending_of(&[]), Ending::Whole);
    }

    #[test]
    fn frames_of_an_older_log_are_no_damage() {
        let mut begun_anew = log();
        let frame = FRAME_HEADER + 4096;
        let last = begun_anew.len() - frame;
        begun_anew[last + 8..last + 16].fill(0x5a);
        assert_eq!(ending_of(&begun_anew), Ending::Whole);
    }

    #[test]
    fn every_flipped_bit_is_seen() {
        let sound = log();
        let frame = FRAME_HEADER + 4096;
        let last = sound.len() - frame;
        for at in (0..HEADER + FRAME_HEADER).chain(last..last + FRAME_HEADER + 64) {
            for bit in 0..8 {
                let mut damaged = sound.clone();
                damaged[at] ^= 1 << bit;
                let expected = if at < last {
                    Ending::Damaged
                } else {
                    Ending::LastChangeUnreadable
                };
                assert_eq!(ending_of(&damaged), expected, "byte {at}, bit {bit}");
            }
        }
    }
}

//! Finished and interrupted waveforms on disk, found by content.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use xxhash_rust::xxh3::xxh3_64;

use crate::child::protocol::triples_from;
use crate::engine::CHUNK;
use crate::fingerprint::Fingerprint;
use crate::info::{MediaInfo, Notice};
use crate::peaks::{BASE, Peaks};

/// Raised whenever the same file would give other peaks or other information.
const DECODER_VERSION: u32 = 1;
const MAGIC: &[u8; 8] = b"CWPEAKS1";
const EXTENSION: &str = "peaks";

/// A folder of waveforms, bounded in size.
///
/// Files are written whole and replaced at once; a damaged one is ignored and
/// made again. Two programs may share the folder.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    limit: u64,
}

/// What was kept of a track.
pub(crate) struct Kept {
    pub info: MediaInfo,
    pub notices: Vec<Notice>,
    pub peaks: Peaks,
}

#[derive(Serialize, Deserialize)]
struct Head {
    info: MediaInfo,
    notices: Vec<Notice>,
    rate: u32,
    channels: usize,
    end: i64,
    complete: bool,
    chunks: Vec<u64>,
}

impl Cache {
    /// A cache in `folder`, which is made when needed; the files in it stay
    /// under `limit` bytes together, the longest unused going first.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, limit: u64) -> Self {
        Self {
            folder: folder.into(),
            limit,
        }
    }

    fn path(&self, print: &Fingerprint, track: u32) -> PathBuf {
        self.folder
            .join(format!("{print}-{track}-{DECODER_VERSION}.{EXTENSION}"))
    }

    /// What is kept of a track; `None` for nothing, or something damaged.
    pub(crate) fn load(&self, print: &Fingerprint, track: u32) -> Option<Kept> {
        let path = self.path(print, track);
        let bytes = fs::read(&path).ok()?;
        let kept = parse(&bytes)?;
        // Only the order of removal depends on it.
        let _ = File::open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        Some(kept)
    }

    pub(crate) fn store(
        &self,
        print: &Fingerprint,
        track: u32,
        info: &MediaInfo,
        notices: &[Notice],
        peaks: &Peaks,
    ) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let bytes = compose(info, notices, peaks)?;
        if bytes.len() as u64 > self.limit {
            return Ok(());
        }
        self.make_room(bytes.len() as u64)?;
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(&bytes)?;
        file.persist(self.path(print, track))?;
        Ok(())
    }

    /// Removes the longest unused files until `needed` bytes fit.
    fn make_room(&self, needed: u64) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == EXTENSION)
            {
                let metadata = entry.metadata()?;
                files.push((metadata.modified()?, metadata.len(), entry.path()));
            }
        }
        files.sort();
        let mut total: u64 = files.iter().map(|file| file.1).sum();
        for (_, length, path) in files {
            if total + needed <= self.limit {
                break;
            }
            remove(&path)?;
            total -= length;
        }
        Ok(())
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        // Another program was faster.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Magic, length of the head, head, base triples of each chunk, hash of all before.
fn compose(info: &MediaInfo, notices: &[Notice], peaks: &Peaks) -> io::Result<Vec<u8>> {
    let head = Head {
        info: info.clone(),
        notices: notices.to_vec(),
        rate: peaks.rate(),
        channels: peaks.channels(),
        end: peaks.end_sample(),
        complete: peaks.is_complete(),
        chunks: peaks.known().map(|(index, _)| index).collect(),
    };
    let head = serde_json::to_vec(&head).map_err(io::Error::other)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&(head.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&head);
    for (_, triples) in peaks.known() {
        bytes.extend(
            triples
                .as_flattened()
                .iter()
                .flat_map(|value| value.to_le_bytes()),
        );
    }
    let hash = xxh3_64(&bytes);
    bytes.extend_from_slice(&hash.to_le_bytes());
    Ok(bytes)
}

fn parse(bytes: &[u8]) -> Option<Kept> {
    let (body, hash) = bytes.split_last_chunk::<8>()?;
    if xxh3_64(body) != u64::from_le_bytes(*hash) {
        return None;
    }
    let rest = body.strip_prefix(MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (head, mut rest) =
        rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let head: Head = serde_json::from_slice(head).ok()?;
    let mut peaks = Peaks::new(head.rate, head.channels);
    let per_chunk = (CHUNK / BASE) as usize * head.channels * 6;
    for index in head.chunks {
        let (chunk, after) = rest.split_at_checked(per_chunk)?;
        peaks
            .insert(index, triples_from(chunk), head.end)
            .then_some(())?;
        rest = after;
    }
    peaks.set_end_sample(head.end);
    if head.complete {
        peaks.set_complete();
    }
    Some(Kept {
        info: head.info,
        notices: head.notices,
        peaks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::info::Container;
    use crate::peaks::GAP;

    fn sample() -> (MediaInfo, Peaks, Fingerprint) {
        let info = MediaInfo {
            container: Container::Flac,
            duration: None,
            audio: Vec::new(),
            video: None,
            notices: vec![Notice::NoVideo],
        };
        let mut peaks = Peaks::new(44100, 1);
        let mut chunk = vec![GAP; 4096];
        chunk[5] = [-7, 9, 4];
        assert!(peaks.insert(2, chunk, 3 * CHUNK - 5));
        (
            info,
            peaks,
            Fingerprint {
                size: 9,
                hash: (1, 2),
            },
        )
    }

    #[test]
    fn what_was_stored_is_found_again_part_or_whole() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("new"), 1 << 20);
        let (info, mut peaks, print) = sample();
        for complete in [false, true] {
            if complete {
                peaks.set_complete();
            }
            cache
                .store(&print, 0, &info, &[Notice::Truncated], &peaks)
                .unwrap();
            let kept = cache.load(&print, 0).unwrap();
            assert_eq!(
                (kept.info, kept.notices),
                (info.clone(), vec![Notice::Truncated])
            );
            assert_eq!(kept.peaks.is_complete(), complete);
            assert_eq!(kept.peaks.end(), peaks.end());
            assert_eq!(kept.peaks.slice(0, 8190, 10), peaks.slice(0, 8190, 10));
            assert!(cache.load(&print, 1).is_none());
        }
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let (info, peaks, _) = sample();
        let whole = compose(&info, &[], &peaks).unwrap();
        assert!(parse(&whole).is_some());
        for at in (0..whole.len()).step_by(97) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            assert!(parse(&damaged).is_none(), "bit at {at}");
            assert!(parse(&whole[..at]).is_none(), "cut at {at}");
        }
    }

    #[test]
    fn the_longest_unused_go_when_room_is_needed() {
        let folder = tempfile::tempdir().unwrap();
        let (info, peaks, print) = sample();
        let size = compose(&info, &[], &peaks).unwrap().len() as u64;
        let cache = Cache::new(folder.path(), size * 2);
        for track in 0..3 {
            cache.store(&print, track, &info, &[], &peaks).unwrap();
            let age = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(track));
            File::open(cache.path(&print, track))
                .unwrap()
                .set_modified(age)
                .unwrap();
        }
        let found: Vec<bool> = (0..3)
            .map(|track| cache.path(&print, track).exists())
            .collect();
        assert_eq!(found, [false, true, true]);
    }
}

//! Positioned reads from one file, shared by all threads of a job.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use symphonia::core::io::MediaSource;

use crate::error::AudioError;

/// A file that any number of threads read at their own positions.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    file: Arc<File>,
    len: u64,
    bytes_read: Arc<AtomicU64>,
}

impl Input {
    pub(crate) fn open(path: &Path) -> Result<Self, AudioError> {
        let failed = |error: io::Error| AudioError::unreadable(path, &error);
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(AudioError::NotMedia {
                path: path.display().to_string(),
            });
        }
        Ok(Self {
            len: metadata.len(),
            file: Arc::new(file),
            bytes_read: Arc::new(AtomicU64::new(0)),
        })
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Bytes read so far by all clones together.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// Counts bytes that came another way, such as through a pipe.
    pub(crate) fn count(&self, bytes: usize) {
        self.bytes_read.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Reads up to `buffer.len()` bytes at `offset`; fewer only at the end of the file.
    pub(crate) fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match read_once(&self.file, offset + filled as u64, &mut buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.bytes_read.fetch_add(filled as u64, Ordering::Relaxed);
        Ok(filled)
    }

    /// Exactly `len` bytes at `offset`, or `None` where the file ends before.
    pub(crate) fn read_vec(&self, offset: u64, len: usize) -> io::Result<Option<Vec<u8>>> {
        if offset
            .checked_add(len as u64)
            .is_none_or(|end| end > self.len)
        {
            return Ok(None);
        }
        let mut bytes = vec![0; len];
        let filled = self.read_at(offset, &mut bytes)?;
        Ok((filled == len).then_some(bytes))
    }
}

#[cfg(unix)]
fn read_once(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_once(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// A cursor over an [`Input`] from a base offset on, for symphonia's readers.
#[derive(Debug)]
pub(crate) struct Cursor {
    input: Input,
    base: u64,
    position: u64,
}

impl Cursor {
    pub(crate) fn new(input: Input, base: u64) -> Self {
        Self {
            input,
            base,
            position: 0,
        }
    }
}

impl Read for Cursor {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read_at(self.base + self.position, buffer)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let end = self.input.len().saturating_sub(self.base);
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => end.checked_add_signed(delta),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?.min(end);
        Ok(self.position)
    }
}

impl MediaSource for Cursor {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.input.len().saturating_sub(self.base))
    }
}

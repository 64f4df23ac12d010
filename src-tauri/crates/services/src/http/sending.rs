//! The body of a call as it goes out: bytes in memory and stretches of files.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as WireBody, Frame, SizeHint};

use super::pulse::Pulse;
use super::{Body, Part};

/// How much of a file is read at once, in bytes.
const BLOCK: u64 = 64 << 10;

/// A file that could not be read while it was sent.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {source}", path.display())]
pub(super) struct UnreadableFile {
    pub(super) path: PathBuf,
    source: io::Error,
}

/// Reads a body part by part. Nothing is opened before the network wants it.
pub(super) struct FileBody {
    parts: VecDeque<Part>,
    open: Option<Stretch>,
    left: u64,
    pulse: Pulse,
}

struct Stretch {
    file: File,
    path: PathBuf,
    left: u64,
}

impl FileBody {
    pub(super) fn new(body: &Body, pulse: Pulse) -> Self {
        Self {
            parts: body.parts.iter().cloned().collect(),
            open: None,
            left: body.length(),
            pulse,
        }
    }

    fn next(&mut self) -> Option<Result<Bytes, UnreadableFile>> {
        loop {
            if let Some(stretch) = &mut self.open {
                if stretch.left > 0 {
                    return Some(stretch.read());
                }
                self.open = None;
            }
            match self.parts.pop_front()? {
                Part::Bytes(bytes) if bytes.is_empty() => {}
                Part::Bytes(bytes) => return Some(Ok(bytes)),
                Part::File { path, from, length } => match Stretch::open(path, from, length) {
                    Ok(stretch) => self.open = Some(stretch),
                    Err(error) => return Some(Err(error)),
                },
            }
        }
    }
}

impl Stretch {
    fn open(path: PathBuf, from: u64, left: u64) -> Result<Self, UnreadableFile> {
        let opened = File::open(&path).and_then(|mut file| {
            file.seek(SeekFrom::Start(from))?;
            Ok(file)
        });
        match opened {
            Ok(file) => Ok(Self { file, path, left }),
            Err(source) => Err(UnreadableFile { path, source }),
        }
    }

    /// The next block. A file that ends before its stretch does is an error.
    fn read(&mut self) -> Result<Bytes, UnreadableFile> {
        let mut block = Vec::new();
        let wanted = self.left.min(BLOCK);
        let read = (&mut self.file).take(wanted).read_to_end(&mut block);
        let read = read.and_then(|read| match read {
            0 => Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "it has become shorter",
            )),
            read => Ok(read as u64),
        });
        match read {
            Ok(read) => {
                self.left -= read;
                Ok(block.into())
            }
            Err(source) => Err(UnreadableFile {
                path: self.path.clone(),
                source,
            }),
        }
    }
}

impl WireBody for FileBody {
    type Data = Bytes;
    type Error = UnreadableFile;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UnreadableFile>>> {
        let next = self.next();
        if let Some(Ok(bytes)) = &next {
            let sent = bytes.len() as u64;
            self.left = self.left.saturating_sub(sent);
            self.pulse.beat(sent);
        }
        Poll::Ready(next.map(|bytes| bytes.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

//! What the decoding process and its parent say to each other.
//!
//! Every message is a little-endian 32-bit length, then that many bytes. The
//! parent sends JSON; the child sends a tag byte and JSON, or binary for peaks.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use captions::Time;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::engine::{ChunkSet, Summary};
use crate::error::AudioError;
use crate::info::{MediaInfo, Notice};
use crate::peaks::Triple;

/// No message is longer: a chunk of 64 channels has under 2 MiB.
const LONGEST: usize = 16 << 20;

/// The first message to the child.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    pub path: PathBuf,
    pub ffmpeg: Option<PathBuf>,
    pub kind: TaskKind,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum TaskKind {
    /// Only say what is in the file.
    Probe,
    /// Decode to peaks, the stretch on screen first.
    Peaks {
        track: u32,
        threads: usize,
        priority: (Time, Time),
        known: ChunkSet,
    },
    /// Decode to pairs in a file, 16-bit little-endian.
    Pairs {
        track: u32,
        threads: usize,
        samples_per_pixel: u32,
        mix: bool,
        spool: PathBuf,
    },
}

/// A later message to the child.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Command {
    Prioritise(Time, Time),
    Cancel,
}

/// A message from the child.
#[derive(Debug, PartialEq)]
pub(crate) enum Reply {
    Opened(MediaInfo),
    Started(Started),
    /// A chunk is done; without triples where they go to a file.
    Chunk {
        index: u64,
        end: i64,
        triples: Vec<Triple>,
    },
    Provisional {
        first: u64,
        levels: Vec<u8>,
    },
    /// Still at work: bytes read so far.
    Alive(u64),
    Finished(Finished),
    Failed(AudioError),
}

/// Decoding begins, or begins again with another decoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Started {
    pub rate: u32,
    pub channels: usize,
    /// Length in samples as far as the file tells.
    pub expected: Option<i64>,
}

/// Decoding ended by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Finished {
    pub summary: Summary,
    /// What came to light while decoding.
    pub notices: Vec<Notice>,
    pub bytes_read: u64,
}

mod tag {
    pub(super) const OPENED: u8 = 1;
    pub(super) const STARTED: u8 = 2;
    pub(super) const CHUNK: u8 = 3;
    pub(super) const PROVISIONAL: u8 = 4;
    pub(super) const ALIVE: u8 = 5;
    pub(super) const FINISHED: u8 = 6;
    pub(super) const FAILED: u8 = 7;
}

impl Reply {
    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut message = Vec::new();
        match self {
            Self::Opened(info) => json(&mut message, tag::OPENED, info)?,
            Self::Started(started) => json(&mut message, tag::STARTED, started)?,
            Self::Finished(finished) => json(&mut message, tag::FINISHED, finished)?,
            Self::Failed(error) => json(&mut message, tag::FAILED, error)?,
            Self::Alive(bytes) => {
                message.push(tag::ALIVE);
                message.extend_from_slice(&bytes.to_le_bytes());
            }
            Self::Provisional { first, levels } => {
                message.push(tag::PROVISIONAL);
                message.extend_from_slice(&first.to_le_bytes());
                message.extend_from_slice(levels);
            }
            Self::Chunk {
                index,
                end,
                triples,
            } => {
                message.push(tag::CHUNK);
                message.extend_from_slice(&index.to_le_bytes());
                message.extend_from_slice(&end.to_le_bytes());
                for value in triples.as_flattened() {
                    message.extend_from_slice(&value.to_le_bytes());
                }
            }
        }
        write_frame(to, &message)
    }

    /// The next message; `None` at the end or for something that is none.
    pub(crate) fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let Some(message) = read_frame(from)? else {
            return Ok(None);
        };
        Ok(message
            .split_first()
            .and_then(|(tag, body)| Self::parse(*tag, body)))
    }

    fn parse(tag: u8, body: &[u8]) -> Option<Self> {
        Some(match tag {
            tag::OPENED => Self::Opened(serde_json::from_slice(body).ok()?),
            tag::STARTED => Self::Started(serde_json::from_slice(body).ok()?),
            tag::FINISHED => Self::Finished(serde_json::from_slice(body).ok()?),
            tag::FAILED => Self::Failed(serde_json::from_slice(body).ok()?),
            tag::ALIVE => Self::Alive(u64::from_le_bytes(*body.first_chunk()?)),
            tag::PROVISIONAL => Self::Provisional {
                first: u64::from_le_bytes(*body.first_chunk()?),
                levels: body[8..].to_vec(),
            },
            tag::CHUNK => Self::Chunk {
                index: u64::from_le_bytes(*body.first_chunk()?),
                end: i64::from_le_bytes(*body.get(8..)?.first_chunk()?),
                triples: triples_from(&body[16..]),
            },
            _ => return None,
        })
    }
}

/// Triples from little-endian bytes.
pub(crate) fn triples_from(bytes: &[u8]) -> Vec<Triple> {
    let (raw, _) = bytes.as_chunks::<6>();
    raw.iter()
        .map(|b| [[b[0], b[1]], [b[2], b[3]], [b[4], b[5]]].map(i16::from_le_bytes))
        .collect()
}

fn json(message: &mut Vec<u8>, tag: u8, value: &impl Serialize) -> io::Result<()> {
    message.push(tag);
    serde_json::to_writer(message, value).map_err(io::Error::other)
}

/// Sends a value as one JSON message.
pub(crate) fn send(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write_frame(to, &serde_json::to_vec(value).map_err(io::Error::other)?)
}

/// Receives a JSON message; `None` at the end or for something else.
pub(crate) fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    Ok(read_frame(from)?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

fn write_frame(to: &mut impl Write, message: &[u8]) -> io::Result<()> {
    let length = u32::try_from(message.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(message)?;
    to.flush()
}

fn read_frame(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Ok(None);
    }
    let mut message = vec![0; length];
    from.read_exact(&mut message)?;
    Ok(Some(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reply_comes_back_as_it_was() {
        let replies = [
            Reply::Started(Started {
                rate: 48000,
                channels: 2,
                expected: Some(7),
            }),
            Reply::Chunk {
                index: 3,
                end: -1,
                triples: vec![[1, -2, 3], [i16::MIN, i16::MAX, 0]],
            },
            Reply::Provisional {
                first: 9,
                levels: vec![0, 255],
            },
            Reply::Alive(u64::MAX),
            Reply::Failed(AudioError::Stalled { seconds: 3 }),
        ];
        let mut wire = Vec::new();
        for reply in &replies {
            reply.write(&mut wire).unwrap();
        }
        let mut from = wire.as_slice();
        for reply in replies {
            assert_eq!(Reply::read(&mut from).unwrap(), Some(reply));
        }
        assert_eq!(Reply::read(&mut from).unwrap(), None);
    }

    #[test]
    fn nonsense_is_the_end() {
        assert_eq!(Reply::read(&mut [0xff; 9].as_slice()).unwrap(), None);
        assert_eq!(Reply::read(&mut [1, 0, 0, 0, 99].as_slice()).unwrap(), None);
        assert!(Reply::read(&mut [9, 0, 0, 0, 1].as_slice()).is_err());
    }
}

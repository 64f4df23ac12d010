//! Audio of a media file as a waveform: what is in the file, peaks while they
//! are decoded, and files for others.
//!
//! Decoding runs in a process of its own ([`child::main`]); nothing that a file
//! does to a decoder reaches the program that asked. All times are on the
//! player's clock: edit lists are applied, encoder delays removed, and the
//! start offsets that players keep are kept.
#![deny(missing_docs)]

mod accumulate;
mod asc;
mod cache;
pub mod child;
mod codec;
mod container;
mod engine;
mod error;
mod ffmpeg;
mod fingerprint;
mod info;
mod input;
mod job;
mod pcm;
mod peaks;
mod process;
mod provisional;
mod source;
mod waveform_file;

pub use cache::Cache;
pub use error::AudioError;
pub use ffmpeg::find_ffmpeg;
pub use fingerprint::{Fingerprint, fingerprint};
pub use info::{AudioTrack, Container, MediaInfo, Notice, VideoTrack};
pub use job::{Event, Handle, Request, WaveformJob};
pub use peaks::Peaks;
pub use process::DecoderProcess;
pub use waveform_file::{Bits, Form, WaveformOptions, WaveformSummary, write_waveform};

//! Decoding on a fixed grid of chunks, by any number of threads.
//!
//! The grid is part of the result: every chunk starts with a fresh decoder and
//! the codec's own pre-roll, and positions come from the container alone, so
//! that one thread and eight give the same bits, and a chunk decoded first
//! because it is on screen is the chunk that would have come in its turn.

mod feed;
mod grid;
mod work;

use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use captions::Time;
use serde::{Deserialize, Serialize};

use crate::accumulate::{Cells, Shape};
use crate::codec::{Codec, Decoded, Decoder};
use crate::container::Media;
use crate::error::AudioError;
use crate::source::Source;
use feed::Feed;
pub(crate) use grid::{CHUNK, ChunkSet, MOST_CHUNKS};
pub(crate) use work::SpanReader;
use work::{Batch, Worker};

/// What may change while a job runs.
#[derive(Debug, Default)]
pub(crate) struct Control {
    cancelled: AtomicBool,
    priority: Mutex<Option<(Time, Time)>>,
    /// An ffmpeg at work, which cancelling kills.
    child: Mutex<Option<Child>>,
}

impl Control {
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        if let Some(child) = lock(&self.child).as_mut() {
            // It may have ended by itself; either way it is gone.
            let _ = child.kill();
        }
    }

    /// Puts a child process under the control's cancellation.
    pub(crate) fn adopt(&self, child: Child) {
        *lock(&self.child) = Some(child);
        if self.is_cancelled() {
            self.cancel();
        }
    }

    /// Takes back the child process, if one was adopted.
    pub(crate) fn release(&self) -> Option<Child> {
        lock(&self.child).take()
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// What to decode next: the stretch that is on screen.
    pub(crate) fn prioritise(&self, from: Time, to: Time) {
        *lock(&self.priority) = Some((from, to));
    }

    fn priority(&self, rate: u32) -> Option<(i64, i64)> {
        let wanted = *lock(&self.priority);
        wanted.map(|(from, to)| (from.round_samples(rate), to.round_samples(rate)))
    }
}

/// Locks; a panic elsewhere leaves the small values kept here whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An audio track, ready to decode.
pub(crate) struct Stream {
    pub media: Media,
    pub codec: Codec,
    pub rate: u32,
    pub channels: usize,
    source: Box<dyn Source>,
}

/// Packets tried before a codec is given up.
const PACKETS_TO_FIRST_SOUND: usize = 64;
/// More channels than this are no programme.
const MOST_CHANNELS: usize = 64;

impl Stream {
    /// Opens audio track `number` and decodes its beginning: rate and channels
    /// are what the decoder gives, whatever the container says.
    ///
    /// # Errors
    /// [`AudioError::Undecodable`] where no packet decodes.
    pub(crate) fn open(media: Media, number: usize) -> Result<Self, AudioError> {
        let codec = media
            .codecs
            .get(number)
            .cloned()
            .ok_or(AudioError::NoSuchTrack {
                track: number as u32,
            })?;
        let undecodable = |reason: String| AudioError::Undecodable {
            what: codec.name.clone(),
            reason,
        };
        let mut source = media.source(number)?;
        let stated = media.info.audio.get(number).map_or(0, |track| track.rate);
        source.prepare(if stated > 0 { stated } else { 48000 });
        let sound = first_sound(&media, source.as_mut(), &codec).map_err(undecodable)?;
        if sound.rate == 0 || !(1..=MOST_CHANNELS).contains(&sound.channels) {
            return Err(undecodable(
                "its rate or channel count is out of range".to_owned(),
            ));
        }
        source.prepare(sound.rate);
        source
            .rewind()
            .map_err(|error| undecodable(error.to_string()))?;
        Ok(Self {
            media,
            codec,
            rate: sound.rate,
            channels: sound.channels,
            source,
        })
    }

    /// Length in samples as far as the index tells.
    pub(crate) fn expected_len(&self) -> Option<i64> {
        self.source.expected_len().filter(|len| *len > 0)
    }
}

fn first_sound(media: &Media, source: &mut dyn Source, codec: &Codec) -> Result<Decoded, String> {
    let mut decoder = Decoder::new(codec)?;
    let mut reader = SpanReader::new(media.input.clone());
    let mut failure = "it holds no audio".to_owned();
    for _ in 0..PACKETS_TO_FIRST_SOUND {
        let packet = source.next_packet().map_err(|error| error.to_string())?;
        let Some(packet) = packet else {
            break;
        };
        let frames = packet.frames;
        let sound = reader
            .bytes(&[packet], 0)
            .and_then(|bytes| decoder.decode(bytes, frames));
        match sound {
            Ok(sound) => return Ok(sound),
            Err(reason) => failure = reason,
        }
    }
    Err(failure)
}

/// How to run.
pub(crate) struct Plan {
    pub shape: Shape,
    pub threads: usize,
    /// Chunks that are known already.
    pub known: ChunkSet,
}

/// How it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Summary {
    /// Position after the last sample decoded.
    pub end: i64,
    /// Packets decoded, pre-roll not counted.
    pub packets: u64,
    /// Packets that did not decode.
    pub damaged: u64,
    /// Stretches without data between data.
    pub gaps: u32,
    /// Whether the file ended before its structure did.
    pub truncated: bool,
}

/// Decodes a stream and hands every chunk to `sink`, on the calling thread.
///
/// # Errors
/// [`AudioError::Cancelled`], or what `sink` answers; a damaged stream is not
/// an error but fewer chunks.
pub(crate) fn run(
    stream: Stream,
    plan: Plan,
    control: &Control,
    mut sink: impl FnMut(u64, Cells) -> Result<(), AudioError>,
) -> Result<Summary, AudioError> {
    let threads = plan.threads.max(1);
    let (batches, queue) = sync_channel::<Batch>(1);
    let (results, done) = sync_channel(threads);
    let queue = Mutex::new(queue);
    let expected = (stream.rate, stream.channels);
    let (codec, input, shape) = (stream.codec.clone(), stream.media.input.clone(), plan.shape);
    thread::scope(|scope| {
        let feeder = scope.spawn(move || feed(stream, plan, control, &batches));
        for _ in 0..threads {
            let results = results.clone();
            let (queue, codec, input) = (&queue, &codec, &input);
            scope.spawn(move || {
                let worker = Worker {
                    codec,
                    input,
                    shape,
                    expected,
                    control,
                };
                work(&worker, queue, &results);
            });
        }
        drop(results);
        let summary = collect(&done, control, &mut sink);
        // A stopped collector must not leave the others waiting to hand over.
        if summary.is_err() {
            control.cancel();
            while done.recv().is_ok() {}
        }
        let truncated = feeder.join().unwrap_or(true);
        let mut summary = summary?;
        if control.is_cancelled() {
            return Err(AudioError::Cancelled);
        }
        summary.truncated |= truncated;
        Ok(summary)
    })
}

/// Feeds batches until the end; answers whether the file was cut short.
fn feed(stream: Stream, plan: Plan, control: &Control, batches: &SyncSender<Batch>) -> bool {
    let mut feed = Feed::new(stream.source, &stream.codec, stream.rate, plan.known);
    while let Some(batch) = feed.next_batch(control) {
        if batches.send(batch).is_err() {
            break;
        }
    }
    feed.truncated()
}

type Finished = (u64, work::Outcome);

fn work(worker: &Worker<'_>, queue: &Mutex<Receiver<Batch>>, results: &SyncSender<Finished>) {
    let mut decoder = Decoder::new(worker.codec).ok();
    let mut reader = SpanReader::new(worker.input.clone());
    loop {
        let received = lock(queue).recv();
        let Ok(batch) = received else {
            return;
        };
        let index = batch.index;
        let Some(outcome) = worker.decode(batch, decoder.as_mut(), &mut reader) else {
            continue;
        };
        if results.send((index, outcome)).is_err() {
            return;
        }
    }
}

fn collect(
    done: &Receiver<Finished>,
    control: &Control,
    sink: &mut impl FnMut(u64, Cells) -> Result<(), AudioError>,
) -> Result<Summary, AudioError> {
    let mut summary = Summary::default();
    while let Ok((index, outcome)) = done.recv() {
        if control.is_cancelled() {
            return Err(AudioError::Cancelled);
        }
        summary.packets += outcome.packets;
        summary.damaged += outcome.damaged;
        summary.gaps += outcome.gaps;
        if outcome.cells.end > outcome.cells.range.0 {
            summary.end = summary.end.max(outcome.cells.end);
            sink(index, outcome.cells)?;
        }
    }
    Ok(summary)
}

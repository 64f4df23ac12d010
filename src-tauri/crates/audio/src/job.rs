//! The waveform of one track as a background job.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use captions::Time;

use crate::cache::{Cache, Kept};
use crate::child::protocol::{Finished, Reply, Started, TaskKind};
use crate::engine::{CHUNK, ChunkSet};
use crate::error::AudioError;
use crate::fingerprint::{Fingerprint, fingerprint};
use crate::info::{MediaInfo, Notice};
use crate::peaks::{COLUMN, Peaks};
use crate::process::{DecoderProcess, Message};

/// What to decode, and what first.
#[derive(Clone, Debug)]
pub struct Request {
    /// The media file.
    pub path: PathBuf,
    /// Number of the audio track, from 0.
    pub track: u32,
    /// The stretch on screen, decoded first where the container can be read out of order.
    pub visible: (Time, Time),
    /// Threads that decode; the result does not depend on it.
    pub threads: usize,
    /// Where finished and interrupted work is kept.
    pub cache: Option<Cache>,
    /// How the decoding process is run.
    pub process: DecoderProcess,
}

impl Request {
    /// The first audio track of a file, its first minute first, on two
    /// threads, without a cache.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            track: 0,
            visible: (Time::ZERO, Time::from_seconds(60)),
            threads: 2,
            cache: None,
            process: DecoderProcess::default(),
        }
    }
}

/// News of a job, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The file is open: what is in it.
    Opened(MediaInfo),
    /// Peaks begin, or begin again with another decoder; what was known is dropped.
    Started {
        /// Samples a second of the decoded audio.
        rate: u32,
        /// Channels of the decoded audio.
        channels: usize,
        /// The length, as far as it can be told.
        length: Option<Time>,
    },
    /// Provisional levels of this stretch are known.
    Provisional(Time, Time),
    /// Exact peaks of this stretch are known.
    Exact(Time, Time),
    /// How much is done, 0 to 1, where that can be told.
    Progress(f32),
    /// All that decodes has been decoded; with what came to light.
    Finished(Vec<Notice>),
    /// There will be no more; what is known stays.
    Failed(AudioError),
}

/// Makes the waveform of a file in the background.
#[derive(Debug)]
pub struct WaveformJob;

/// A running or ended job. Dropping it cancels the job.
#[derive(Debug)]
pub struct Handle {
    peaks: Shared,
    orders: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

type Shared = Arc<RwLock<Option<Peaks>>>;

impl WaveformJob {
    /// Starts; `on_event` is called from the job's own thread and should hand
    /// on and return.
    ///
    /// The last event is [`Event::Finished`] or [`Event::Failed`]. Whatever the
    /// file does to the decoder, this process goes on.
    pub fn start(request: Request, on_event: impl Fn(Event) + Send + 'static) -> Handle {
        let peaks = Shared::default();
        let (orders, messages) = channel();
        let mut work = Work {
            request,
            peaks: Arc::clone(&peaks),
            on_event: Box::new(on_event),
            info: None,
            key: None,
            done: ChunkSet::default(),
            expected: None,
            begun: false,
        };
        let to_work = orders.clone();
        let thread = thread::spawn(move || work.run(to_work, messages));
        Handle {
            peaks,
            orders,
            thread: Some(thread),
        }
    }
}

impl Handle {
    /// Stops the job; its last event is a failure with
    /// [`AudioError::Cancelled`]. Does nothing where it has ended.
    pub fn cancel(&self) {
        // A job that ended has nobody to listen.
        let _ = self.orders.send(Message::Cancel);
    }

    /// Has the stretch on screen decoded next, where the container can be read
    /// out of order.
    pub fn prioritise(&self, from: Time, to: Time) {
        let _ = self.orders.send(Message::Prioritise(from, to));
    }

    /// Looks at the peaks known so far; `None` before [`Event::Started`].
    pub fn with_peaks<R>(&self, look: impl FnOnce(&Peaks) -> R) -> Option<R> {
        self.peaks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(look)
    }

    /// Waits for the last event.
    pub fn wait(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic in `on_event` was the caller's own.
            let _ = thread.join();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.cancel();
    }
}

struct Work {
    request: Request,
    peaks: Shared,
    on_event: Box<dyn Fn(Event) + Send>,
    info: Option<MediaInfo>,
    key: Option<(Cache, Fingerprint)>,
    done: ChunkSet,
    expected: Option<i64>,
    begun: bool,
}

impl Work {
    fn run(&mut self, orders: Sender<Message>, messages: Receiver<Message>) {
        if let Some(cache) = self.request.cache.clone()
            && let Ok(print) = fingerprint(&self.request.path)
        {
            let kept = cache.load(&print, self.request.track);
            self.key = Some((cache, print));
            if let Some(kept) = kept
                && self.resume(kept)
            {
                return;
            }
        }
        let kind = TaskKind::Peaks {
            track: self.request.track,
            threads: self.request.threads,
            priority: self.request.visible,
            known: self.done.clone(),
        };
        let path = self.request.path.clone();
        let running = self.request.process.start(&path, kind, (orders, messages));
        let outcome = running.and_then(|running| running.listen(|reply| self.follow(reply)));
        self.conclude(outcome);
    }

    /// Takes up kept work; answers whether it was all.
    fn resume(&mut self, kept: Kept) -> bool {
        let complete = kept.peaks.is_complete();
        for (index, _) in kept.peaks.known() {
            self.done.insert(index);
        }
        let length = complete.then(|| kept.peaks.end());
        let (rate, channels, ranges) = (
            kept.peaks.rate(),
            kept.peaks.channels(),
            kept.peaks.exact_ranges(),
        );
        *self.peaks.write().unwrap_or_else(PoisonError::into_inner) = Some(kept.peaks);
        if !complete {
            return false;
        }
        (self.on_event)(Event::Opened(kept.info));
        (self.on_event)(Event::Started {
            rate,
            channels,
            length,
        });
        for (from, to) in ranges {
            (self.on_event)(Event::Exact(from, to));
        }
        (self.on_event)(Event::Finished(kept.notices));
        true
    }

    fn follow(&mut self, reply: Reply) -> Result<(), AudioError> {
        match reply {
            Reply::Opened(info) => {
                self.info = Some(info.clone());
                (self.on_event)(Event::Opened(info));
            }
            Reply::Started(started) => self.begin(&started),
            Reply::Chunk {
                index,
                end,
                triples,
            } => {
                let range = self.edit(|peaks| {
                    let known = peaks.insert(index, triples, end);
                    known.then(|| span(index as i64 * CHUNK, end, peaks.rate()))
                });
                let Some(Some((from, to))) = range else {
                    return Err(AudioError::DecoderDied {
                        reason: "it sent nonsense".to_owned(),
                    });
                };
                self.done.insert(index);
                (self.on_event)(Event::Exact(from, to));
                self.report_progress();
            }
            Reply::Provisional { first, levels } => {
                let first = usize::try_from(first).unwrap_or(usize::MAX);
                let range = self.edit(|peaks| {
                    peaks.insert_provisional(first, &levels);
                    let start = (first as i64).saturating_mul(COLUMN);
                    span(
                        start,
                        start.saturating_add(levels.len() as i64 * COLUMN),
                        peaks.rate(),
                    )
                });
                if let Some((from, to)) = range {
                    (self.on_event)(Event::Provisional(from, to));
                }
            }
            Reply::Alive(_) | Reply::Finished(_) | Reply::Failed(_) => {}
        }
        Ok(())
    }

    fn edit<R>(&self, change: impl FnOnce(&mut Peaks) -> R) -> Option<R> {
        self.peaks
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
            .map(change)
    }

    /// Peaks begin: what was kept stays where it is the same audio, unless this
    /// is a second beginning.
    fn begin(&mut self, started: &Started) {
        self.expected = started.expected.filter(|length| *length > 0);
        let kept = self.edit(|peaks| {
            let same = (peaks.rate(), peaks.channels()) == (started.rate, started.channels);
            same.then(|| peaks.exact_ranges())
        });
        let kept = kept.flatten().filter(|_| !self.begun);
        self.begun = true;
        if kept.is_none() {
            self.done = ChunkSet::default();
            let fresh = Peaks::new(started.rate, started.channels);
            *self.peaks.write().unwrap_or_else(PoisonError::into_inner) = Some(fresh);
        }
        (self.on_event)(Event::Started {
            rate: started.rate,
            channels: started.channels,
            length: self
                .expected
                .and_then(|length| Time::from_samples(length, started.rate)),
        });
        for (from, to) in kept.unwrap_or_default() {
            (self.on_event)(Event::Exact(from, to));
        }
    }

    fn report_progress(&self) {
        let length = self.expected.or_else(|| {
            let rate = self.edit(|peaks| peaks.rate())?;
            Some(self.info.as_ref()?.duration?.round_samples(rate))
        });
        if let Some(length) = length.filter(|length| *length > 0) {
            let chunks = (length + CHUNK - 1) / CHUNK;
            let done = self.done.count() as f32 / chunks as f32;
            (self.on_event)(Event::Progress(done.min(1.0)));
        }
    }

    fn conclude(&mut self, outcome: Result<Finished, AudioError>) {
        let notices = outcome
            .as_ref()
            .map(|finished| finished.notices.clone())
            .unwrap_or_default();
        if let Ok(finished) = &outcome {
            self.edit(|peaks| {
                // Kept chunks may reach further than what was decoded now.
                peaks.set_end_sample(peaks.end_sample().max(finished.summary.end));
                peaks.set_complete();
            });
        }
        self.keep(&notices);
        (self.on_event)(match outcome {
            Ok(_) => Event::Finished(notices),
            Err(error) => Event::Failed(error),
        });
    }

    /// Stores what is known, finished or not.
    fn keep(&self, notices: &[Notice]) {
        let Some(((cache, print), info)) = self.key.as_ref().zip(self.info.as_ref()) else {
            return;
        };
        let peaks = self.peaks.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(peaks) = peaks.as_ref() {
            // A cache that cannot be written costs time at the next opening, nothing else.
            let _ = cache.store(print, self.request.track, info, notices, peaks);
        }
    }
}

fn span(from: i64, to: i64, rate: u32) -> (Time, Time) {
    let time = |sample| Time::from_samples(sample, rate).unwrap_or(Time::ZERO);
    (time(from), time(to))
}

//! The waveform of the open project's media: a job, and what is known of it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use audio::{AudioError, Cache, Handle, Peaks, Request, WaveformJob};
use captions::Time;

use crate::engine::Engine;
use crate::media::notice_in_words;
use crate::{Event, EventSink, Job, JobId, JobState, Notice, WaveformInfo, WaveformState};

/// Most bytes of waveforms kept on this machine.
const CACHE_LIMIT: u64 = 1 << 30;
/// Bytes of one column: minimum, maximum and root mean square.
const COLUMN_BYTES: usize = 6;
/// The audio crate's level whose pairs a provisional level stands for.
const PROVISIONAL_LEVEL: usize = 2;

/// The waveform that is shown, shared between the job that makes it and
/// everyone who draws it.
#[derive(Clone, Default)]
pub(crate) struct Shown {
    current: Arc<Mutex<Option<Current>>>,
    last: Arc<AtomicU32>,
}

struct Current {
    handle: Option<Handle>,
    info: WaveformInfo,
    job: Job,
}

impl Shown {
    fn lock(&self) -> MutexGuard<'_, Option<Current>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn info(&self) -> Option<WaveformInfo> {
        self.lock().as_ref().map(|current| current.info.clone())
    }

    pub(crate) fn columns(&self, level: u32, first: u32, count: u32) -> Vec<u8> {
        self.peaks(|peaks, info| columns(peaks, info, level, first, count))
    }

    pub(crate) fn provisional(&self) -> Vec<u8> {
        self.peaks(|peaks, info| {
            let count = usize::try_from(info.provisional_columns).unwrap_or(0);
            peaks.provisional(0, count)
        })
    }

    fn peaks(&self, look: impl FnOnce(&Peaks, &WaveformInfo) -> Vec<u8>) -> Vec<u8> {
        let current = self.lock();
        let Some(Current {
            handle: Some(handle),
            info,
            ..
        }) = &*current
        else {
            return Vec::new();
        };
        handle
            .with_peaks(|peaks| look(peaks, info))
            .unwrap_or_default()
    }

    pub(crate) fn look_at(&self, from: Time, to: Time) {
        if let Some(handle) = self
            .lock()
            .as_ref()
            .and_then(|current| current.handle.as_ref())
        {
            handle.prioritise(from, to);
        }
    }

    pub(crate) fn cancel(&self) {
        if let Some(handle) = self
            .lock()
            .as_ref()
            .and_then(|current| current.handle.as_ref())
        {
            handle.cancel();
        }
    }

    /// Lets go of the waveform; a job that runs is cancelled and says no more.
    pub(crate) fn stop(&self) {
        drop(self.lock().take());
    }

    /// Takes news of a job in and passes on what is known then. News of a job
    /// that is not the current one any more are dropped.
    fn take_news(&self, job: JobId, news: audio::Event, events: &dyn EventSink) {
        let (told, done) = {
            let mut current = self.lock();
            let Some(current) = current.as_mut().filter(|current| current.job.id == job) else {
                return;
            };
            let state = current.job.state;
            current.take_news(news);
            let done = (current.job.state != state).then(|| current.job.clone());
            (current.info.clone(), done)
        };
        let waveform = Some(told);
        events.send(Event::Waveform { waveform });
        if let Some(job) = done {
            events.send(Event::Job { job });
        }
    }
}

impl Current {
    fn take_news(&mut self, news: audio::Event) {
        match news {
            audio::Event::Opened(_) => {}
            audio::Event::Started { rate, length, .. } => self.begin(rate, length),
            audio::Event::Provisional(_, to) => {
                let column = self.info.provisional_column.flicks().max(1);
                let columns = u32::try_from(to.flicks() / column).unwrap_or(u32::MAX);
                self.info.provisional_columns = self.info.provisional_columns.max(columns);
            }
            audio::Event::Exact(_, to) => {
                self.info.columns = self.info.columns.max(self.column_at(to, true));
                self.info.exact = self.exact();
            }
            audio::Event::Progress(progress) => {
                self.info.progress = progress;
                self.job.progress = Some(progress);
            }
            audio::Event::Finished(notices) => {
                self.info
                    .notices
                    .extend(notices.iter().map(notice_in_words));
                self.finish();
            }
            audio::Event::Failed(error) => self.fail(&error),
        }
    }

    fn begin(&mut self, rate: u32, length: Option<Time>) {
        let column = Peaks::samples_per_pair(0);
        let provisional = i64::try_from(Peaks::samples_per_pair(PROVISIONAL_LEVEL)).unwrap_or(0);
        self.info = WaveformInfo {
            state: WaveformState::Decoding,
            sample_rate: rate,
            samples_per_column: u32::try_from(column).unwrap_or(u32::MAX),
            // The audio crate's levels cover four times as much each.
            levels: u32::try_from(2 * Peaks::LEVELS).unwrap_or(0),
            provisional_column: Time::from_samples(provisional, rate).unwrap_or(Time::ZERO),
            notices: std::mem::take(&mut self.info.notices),
            ..WaveformInfo::default()
        };
        self.info.columns = length.map_or(0, |length| self.column_at(length, true));
    }

    /// The column a time is in, or with `up` the one that starts at or after it.
    fn column_at(&self, time: Time, up: bool) -> u32 {
        let sample = time.round_samples(self.info.sample_rate).max(0);
        let per_column = i64::from(self.info.samples_per_column.max(1));
        let rounded = if up { sample + per_column - 1 } else { sample };
        u32::try_from(rounded / per_column).unwrap_or(u32::MAX)
    }

    fn exact(&self) -> Vec<(u32, u32)> {
        let ranges = self
            .handle
            .as_ref()
            .and_then(|handle| handle.with_peaks(Peaks::exact_ranges));
        let ranges = ranges.unwrap_or_default().into_iter();
        ranges
            .map(|(from, to)| (self.column_at(from, false), self.column_at(to, true)))
            .collect()
    }

    fn finish(&mut self) {
        self.info.state = WaveformState::Exact;
        self.info.progress = 1.0;
        self.info.provisional_columns = 0;
        self.info.exact = self.exact();
        let end = self.info.exact.last().map_or(0, |(_, end)| *end);
        self.info.columns = end;
        self.job.state = JobState::Done;
        self.job.progress = Some(1.0);
    }

    fn fail(&mut self, error: &AudioError) {
        let message = error.to_string();
        if *error == AudioError::Cancelled {
            self.info.state = WaveformState::Cancelled;
            self.job.state = JobState::Cancelled;
        } else {
            self.info.state = WaveformState::Failed;
            self.job.state = JobState::Failed;
            self.info
                .notices
                .push(Notice::warning(error.code(), message.clone()));
        }
        self.job.message = Some(message);
    }
}

impl Engine {
    /// Starts making the waveform of the media that was found.
    pub(crate) fn start_waveform(&mut self) {
        self.shown.stop();
        let Some(found) = self.media.as_ref().and_then(|media| media.found.as_ref()) else {
            return;
        };
        if !found.has_audio {
            self.shown.show(None, WaveformState::None);
            return;
        }
        let request = Request {
            track: found.audio_track,
            cache: Some(Cache::new(&self.places.waveforms, CACHE_LIMIT)),
            process: self.ports.decoder.clone(),
            ..Request::new(&found.path)
        };
        let job = self.shown.show(None, WaveformState::Waiting);
        let (shown, events) = (self.shown.clone(), Arc::clone(&self.ports.events));
        let id = job.id;
        self.tell(Event::Job { job });
        let handle = WaveformJob::start(request, move |news| shown.take_news(id, news, &*events));
        self.shown.attach(id, handle);
    }
}

impl Shown {
    fn show(&self, handle: Option<Handle>, state: WaveformState) -> Job {
        let job = Job {
            id: JobId(self.last.fetch_add(1, Ordering::Relaxed) + 1),
            label: "Waveform".to_owned(),
            progress: None,
            state: JobState::Running,
            message: None,
        };
        let info = WaveformInfo {
            state,
            ..WaveformInfo::default()
        };
        *self.lock() = Some(Current {
            handle,
            info,
            job: job.clone(),
        });
        job
    }

    /// Gives the job that is shown its handle. News may have come before it:
    /// what they said about exact columns is looked up now.
    fn attach(&self, job: JobId, handle: Handle) {
        if let Some(current) = self.lock().as_mut().filter(|current| current.job.id == job) {
            current.handle = Some(handle);
            current.info.exact = current.exact();
            if current.info.state == WaveformState::Exact {
                current.finish();
            }
        }
    }
}

/// Columns as they cross to a window. Odd levels join two pairs of the audio
/// crate's level below; all channels are joined.
fn columns(peaks: &Peaks, info: &WaveformInfo, level: u32, first: u32, count: u32) -> Vec<u8> {
    let level = level.min(info.levels.saturating_sub(1));
    let left = (info.columns >> level)
        .saturating_add(1)
        .saturating_sub(first);
    let count = usize::try_from(count.min(left)).unwrap_or(0);
    let joined = if level.is_multiple_of(2) { 1 } else { 2 };
    let below = usize::try_from(level / 2).unwrap_or(0);
    let from = u64::from(first) * joined as u64;
    let triples = peaks.slice(below, from, count * joined);
    let group = COLUMN_BYTES * peaks.channels().max(1) * joined;
    triples.chunks_exact(group).flat_map(join).collect()
}

/// The smallest minimum, the largest maximum and the root mean square of
/// triples; of none that are known, a minimum above its maximum.
fn join(triples: &[u8]) -> [u8; COLUMN_BYTES] {
    let (mut min, mut max) = (i16::MAX, i16::MIN);
    let (mut squares, mut known) = (0_i64, 0_i64);
    for triple in triples.chunks_exact(COLUMN_BYTES) {
        let value = |at: usize| i16::from_le_bytes([triple[at], triple[at + 1]]);
        let (low, high, rms) = (value(0), value(2), i64::from(value(4)));
        if low <= high {
            min = min.min(low);
            max = max.max(high);
            squares += rms * rms;
            known += 1;
        }
    }
    let mean = squares.checked_div(known).unwrap_or(0).isqrt();
    let rms = i16::try_from(mean).unwrap_or(i16::MAX);
    let mut bytes = [0; COLUMN_BYTES];
    for (place, value) in bytes.chunks_exact_mut(2).zip([min, max, rms]) {
        place.copy_from_slice(&value.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triple(values: [i16; 3]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }

    #[test]
    fn joining_keeps_the_extremes_and_passes_over_gaps() {
        let gap = triple([i16::MAX, i16::MIN, 0]);
        let a = triple([-5, 7, 3]);
        let b = triple([-9, 2, 4]);
        let both = [a.clone(), b.clone()].concat();
        // The root of (9 + 16) / 2, rounded down.
        assert_eq!(join(&both).to_vec(), triple([-9, 7, 3]));
        assert_eq!(join(&[a.clone(), gap.clone()].concat()).to_vec(), a);
        assert_eq!(join(&gap).to_vec(), gap);
    }
}

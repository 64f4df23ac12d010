//! The child's side: one task from opening to verdict.

use std::io::{self, Stdout};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use captions::Time;

use super::protocol::{Finished, Reply, Started, Task, TaskKind};
use super::spool::Spool;
use crate::accumulate::{Cells, Shape};
use crate::codec::Decoding;
use crate::container::Media;
use crate::engine::{self, ChunkSet, Control, Plan, Stream, Summary, lock};
use crate::error::AudioError;
use crate::ffmpeg::{self, Job, Pipe};
use crate::info::{Container, Notice};
use crate::input::Input;
use crate::peaks::{BASE, triples};
use crate::provisional;

type Out = Arc<Mutex<Stdout>>;

/// Does a task and answers the exit status.
pub(super) fn serve(task: &Task, control: &Arc<Control>) -> i32 {
    let out: Out = Arc::new(Mutex::new(io::stdout()));
    let last = match attempt(task, control, &out) {
        Ok(finished) => Reply::Finished(finished),
        Err(error) => Reply::Failed(error),
    };
    i32::from(say(&out, &last).is_err())
}

fn say(out: &Out, reply: &Reply) -> Result<(), AudioError> {
    // A parent that went away has no more use for the rest.
    reply
        .write(&mut *lock(out))
        .map_err(|_| AudioError::Cancelled)
}

fn attempt(task: &Task, control: &Arc<Control>, out: &Out) -> Result<Finished, AudioError> {
    let mut media = Media::open(&task.path)?;
    let ffmpeg = ffmpeg::find_ffmpeg(task.ffmpeg.as_deref());
    if media.is_foreign()
        && let Some(ffmpeg) = &ffmpeg
    {
        ffmpeg::describe(ffmpeg, &task.path, &mut media.info);
    }
    say(out, &Reply::Opened(media.info.clone()))?;
    keep_saying_alive(media.input.clone(), out);
    let blind = media.is_foreign() && ffmpeg.is_none();
    let silent = media.info.audio.is_empty() && !blind;
    let track = match &task.kind {
        TaskKind::Probe => return Ok(nothing(&media)),
        TaskKind::Peaks { .. } if silent => return Ok(nothing(&media)),
        TaskKind::Peaks { track, .. } | TaskKind::Pairs { track, .. } => *track,
    };
    if !blind && track as usize >= media.info.audio.len() {
        return Err(AudioError::NoSuchTrack { track });
    }
    let attempt = Attempt {
        task,
        control,
        out,
        media,
        track: track as usize,
        ffmpeg,
    };
    attempt.run()
}

fn nothing(media: &Media) -> Finished {
    Finished {
        summary: Summary::default(),
        notices: Vec::new(),
        bytes_read: media.input.bytes_read(),
    }
}

/// Tells the parent's watchdog that reading goes on.
fn keep_saying_alive(input: Input, out: &Out) {
    const EVERY: Duration = Duration::from_millis(200);
    let out = Arc::clone(out);
    thread::spawn(move || {
        let mut before = 0;
        loop {
            thread::sleep(EVERY);
            let now = input.bytes_read();
            if now != before && say(&out, &Reply::Alive(now)).is_err() {
                return;
            }
            before = now;
        }
    });
}

/// One track on its way to peaks or pairs.
struct Attempt<'a> {
    task: &'a Task,
    control: &'a Arc<Control>,
    out: &'a Out,
    media: Media,
    track: usize,
    ffmpeg: Option<PathBuf>,
}

impl Attempt<'_> {
    fn run(&self) -> Result<Finished, AudioError> {
        let codec = self
            .media
            .codecs
            .get(self.track)
            .filter(|_| !self.media.is_foreign());
        if codec.is_none_or(|codec| matches!(codec.decoding, Decoding::Unknown)) {
            return self.through(self.pipe()?);
        }
        match Stream::open(self.media.clone(), self.track) {
            Ok(stream) => self.by_ourselves(stream),
            Err(error) if self.ffmpeg.is_none() => Err(error),
            Err(_) => self.through(self.pipe()?),
        }
    }

    fn by_ourselves(&self, stream: Stream) -> Result<Finished, AudioError> {
        let (rate, channels) = (stream.rate, stream.channels);
        let core_only = stream.codec.core_only;
        let mut sink = self.start(rate, channels, stream.expected_len())?;
        let (threads, known) = match &self.task.kind {
            TaskKind::Peaks {
                threads,
                known,
                priority,
                ..
            } => {
                self.control.prioritise(priority.0, priority.1);
                self.sketch(rate);
                (*threads, known.clone())
            }
            TaskKind::Pairs { threads, .. } => (*threads, ChunkSet::default()),
            TaskKind::Probe => (1, ChunkSet::default()),
        };
        let plan = Plan {
            shape: self.shape(channels),
            threads,
            known,
        };
        let summary = engine::run(stream, plan, self.control, |index, cells| {
            sink.take(index, &cells)
        })?;
        // Silence, or damage of more than one packet in a hundred: perhaps
        // another decoder knows better.
        let hopeless =
            summary.packets > 0 && (summary.end == 0 || summary.damaged * 100 > summary.packets);
        if hopeless && let Ok(pipe) = self.pipe() {
            return self.through(pipe);
        }
        sink.close()?;
        let mut notices = self.verdict(&summary, rate);
        if core_only {
            notices.push(Notice::CoreBandOnly);
        }
        Ok(self.finished(summary, notices))
    }

    /// An ffmpeg on this track, or what is missing.
    fn pipe(&self) -> Result<Pipe<'_>, AudioError> {
        let what = self.what();
        let Some(ffmpeg) = &self.ffmpeg else {
            return Err(AudioError::DecoderMissing { what });
        };
        let container = &self.media.info.container;
        let job = Job {
            ffmpeg,
            path: &self.task.path,
            track: self.track,
            absolute_times: matches!(container, Container::Matroska | Container::WebM),
            what: &what,
        };
        Pipe::open(&job, self.control)
    }

    fn through(&self, pipe: Pipe<'_>) -> Result<Finished, AudioError> {
        let (rate, channels) = (pipe.format.rate, usize::from(pipe.format.channels));
        let stated = self.stated().map(|length| length.round_samples(rate));
        let mut sink = self.start(rate, channels, stated)?;
        let shape = self.shape(channels);
        let summary = pipe.run(shape, &self.media.input, |index, cells| {
            sink.take(index, &cells)
        })?;
        sink.close()?;
        let mut notices = vec![Notice::DecodedByFfmpeg { what: self.what() }];
        notices.extend(self.verdict(&summary, rate));
        Ok(self.finished(summary, notices))
    }

    /// The codec, or the container where nothing is known of its inside.
    fn what(&self) -> String {
        match self.media.info.audio.get(self.track) {
            Some(track) if !track.codec.is_empty() => track.codec.clone(),
            _ => self.media.info.container.name().to_owned(),
        }
    }

    fn shape(&self, channels: usize) -> Shape {
        match &self.task.kind {
            TaskKind::Pairs {
                samples_per_pixel,
                mix,
                ..
            } => Shape {
                samples_per_cell: *samples_per_pixel,
                channels,
                mix: *mix,
            },
            _ => Shape {
                samples_per_cell: BASE as u32,
                channels,
                mix: false,
            },
        }
    }

    /// Says that decoding begins, and opens what takes the result.
    fn start(
        &self,
        rate: u32,
        channels: usize,
        expected: Option<i64>,
    ) -> Result<Sink<'_>, AudioError> {
        let channels_out = self.shape(channels).output_channels();
        let started = Started {
            rate,
            channels: channels_out,
            expected,
        };
        say(self.out, &Reply::Started(started))?;
        Ok(match &self.task.kind {
            TaskKind::Pairs { spool, .. } => {
                Sink::Spool(self.out, Spool::create(spool, self.shape(channels))?)
            }
            _ => Sink::Parent(self.out),
        })
    }

    /// Estimates levels beside the decoding.
    fn sketch(&self, rate: u32) {
        let (media, control, out) = (
            self.media.clone(),
            Arc::clone(self.control),
            Arc::clone(self.out),
        );
        let number = self.track;
        thread::spawn(move || {
            provisional::estimate(&media, number, rate, &control, |first, levels| {
                let levels = levels.to_vec();
                if say(
                    &out,
                    &Reply::Provisional {
                        first: first as u64,
                        levels,
                    },
                )
                .is_err()
                {
                    control.cancel();
                }
            });
        });
    }

    /// The length that the file states for this track's audio.
    fn stated(&self) -> Option<Time> {
        let info = &self.media.info;
        let track = info.audio.get(self.track).and_then(|track| track.duration);
        track.or(info.duration.filter(|_| info.video.is_none()))
    }

    fn verdict(&self, summary: &Summary, rate: u32) -> Vec<Notice> {
        let mut notices = Vec::new();
        if summary.damaged > 0 {
            notices.push(Notice::DamagedAudio {
                packets: summary.damaged,
                of: summary.packets,
            });
        }
        if summary.gaps > 0 {
            notices.push(Notice::Gaps {
                count: summary.gaps,
            });
        }
        if summary.truncated && !self.media.info.notices.contains(&Notice::Truncated) {
            notices.push(Notice::Truncated);
        }
        let decoded = Time::from_samples(summary.end, rate).unwrap_or(Time::ZERO);
        if let Some(stated) = self.stated()
            && (stated - decoded).abs().flicks() > stated.flicks() / 100
            && (stated - decoded).abs() > Time::from_millis(100)
        {
            notices.push(Notice::DurationDiffers { stated, decoded });
        }
        notices
    }

    fn finished(&self, summary: Summary, notices: Vec<Notice>) -> Finished {
        Finished {
            summary,
            notices,
            bytes_read: self.media.input.bytes_read(),
        }
    }
}

/// Where chunks go.
enum Sink<'a> {
    Parent(&'a Out),
    Spool(&'a Out, Spool),
}

impl Sink<'_> {
    fn take(&mut self, index: u64, cells: &Cells) -> Result<(), AudioError> {
        match self {
            Self::Parent(out) => say(
                out,
                &Reply::Chunk {
                    index,
                    end: cells.end,
                    triples: triples(cells),
                },
            ),
            Self::Spool(out, spool) => {
                spool.take(cells)?;
                say(
                    out,
                    &Reply::Chunk {
                        index,
                        end: cells.end,
                        triples: Vec::new(),
                    },
                )
            }
        }
    }

    fn close(self) -> Result<(), AudioError> {
        match self {
            Self::Parent(_) => Ok(()),
            Self::Spool(_, spool) => spool.close(),
        }
    }
}

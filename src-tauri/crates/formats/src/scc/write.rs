//! Writing SCC.

use std::collections::HashMap;
use std::fmt::Write as _;

use captions::{CaptionChannel, Cue, Document, Ids, RawBytes, Settings, Track};

use super::pieces::{Piece, starts};
use super::{ID, INFO, SIGNATURE, keep};
use crate::cea608::{Pair, Planner, is_start, plan};
use crate::loss::Losses;
use crate::registry::{Source, Written};
use crate::text_sink::TextSink;
use crate::verbatim::Frame;
use crate::{Feature, ReadOptions, Severity, WriteOptions};

pub(super) fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    if keep::is_unedited(document, track) {
        return as_it_came(document, track, options);
    }
    let kept = keep::starts(document, track).map(starts);
    let plain =
        options.encoding.is_none() && options.line_ending.is_none() && options.bom.is_none();
    if let Some(starts) = kept.filter(|_| plain) {
        let mut writer = Writer::new(document, track, options);
        let pieces = writer.edited(&starts);
        let written = writer.finish();
        if still_says(document, &written.bytes, &pieces) {
            return written;
        }
    }
    let mut writer = Writer::new(document, track, options);
    writer.fresh(options);
    writer.finish()
}

fn as_it_came(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID);
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    let mut sink = frame.sink(options, document.cue_count(track.id) * 256);
    frame.put_head(&mut sink, options);
    for cue in document.cues(track.id) {
        if let Some(raw) = &cue.raw {
            sink.verbatim(&raw.bytes);
        }
    }
    frame.put_tail(&mut sink);
    Written {
        bytes: sink.finish(),
        losses: losses.finish(),
    }
}

/// Whether a file shows the cues that went out as they came. An edit beside
/// such a piece may change what its words do.
fn still_says(document: &Document, file: &[u8], kept: &[&Cue]) -> bool {
    let settings = document.settings();
    let base = settings.timebase;
    let options = ReadOptions {
        frame_rate: Some(base.rate()),
        drop_frame: Some(base.drop_frame()),
        programme_start: Some(base.label(settings.programme_start).to_string()),
        channel: kept.first().and_then(|cue| cue.channel),
        keep_raw: false,
        ..ReadOptions::default()
    };
    let source = Source {
        bytes: file,
        file_name: None,
    };
    let reading = super::read::read(&source, &options, &mut Ids::new(0, 0));
    let mut seen = reading.document.cues(reading.track);
    kept.iter()
        .all(|cue| seen.any(|seen| seen.digest() == cue.digest()))
}

struct Writer<'d> {
    document: &'d Document,
    track: &'d Track,
    frame: Frame<'d>,
    channel: CaptionChannel,
    planner: Planner<'d>,
    sink: TextSink,
    losses: Losses,
    /// The frame after the last word, where its line is still open.
    open_at: Option<i64>,
}

impl<'d> Writer<'d> {
    fn new(document: &'d Document, track: &'d Track, options: &WriteOptions) -> Self {
        let frame = Frame::of(track, ID);
        let channel = channel_of(document.cues(track.id));
        let mut losses = Losses::new(&INFO);
        losses.declare_track(track);
        if let Some(channels) = keep::channels(track) {
            let from = format!("captions on {channels} in one file");
            let to = "those of this track alone, where it was edited";
            losses.of_track(Feature::Channel, Severity::Error, from, to);
        }
        Self {
            document,
            track,
            channel,
            planner: Planner::new(document.settings(), channel),
            sink: frame.sink(options, document.cue_count(track.id) * 256),
            frame,
            losses,
            open_at: None,
        }
    }

    fn finish(self) -> Written {
        Written {
            bytes: self.sink.finish(),
            losses: self.losses.finish(),
        }
    }

    /// The cues in the order in which they are sent, with their numbers.
    fn cues(&self) -> Vec<(&'d Cue, u32)> {
        let mut cues: Vec<(&Cue, u32)> = self.document.cues(self.track.id).zip(1..).collect();
        cues.sort_by_key(|(cue, number)| (cue.in_time, *number));
        cues
    }

    /// Writes every cue anew.
    fn fresh(&mut self, options: &WriteOptions) {
        if options.bom == Some(true) {
            self.sink.byte_order_mark();
        }
        self.sink.text(SIGNATURE);
        self.sink.text("\n\n");
        let mut cues = self.cues();
        cues.retain(|at| self.declare(*at));
        let settings = self.document.settings();
        let pairs = plan(cues, settings, self.channel, &mut self.losses);
        put_lines(&mut self.sink, &pairs, settings);
    }

    /// Declares what of a cue is not sent at all; answers whether the rest is.
    fn declare(&mut self, at: (&'d Cue, u32)) -> bool {
        self.losses.declare_cue(at);
        if let Some(own) = at.0.channel.filter(|own| *own != self.channel) {
            let (from, to) = (super::read::name(own), super::read::name(self.channel));
            let severity = Severity::Warning;
            self.losses.of_cue(at, Feature::Channel, severity, from, to);
        }
        !at.0.comment
    }

    /// Writes what was edited anew between the pieces that are as they came;
    /// answers the cues of those.
    fn edited(&mut self, starts: &HashMap<&str, i64>) -> Vec<&'d Cue> {
        if let Some(head) = self.frame.head {
            self.sink.verbatim(head);
        }
        let mut kept = Vec::new();
        for at in self.cues() {
            let start = starts.get(at.0.id.to_string().as_str()).copied();
            let raw = at.0.raw.as_deref().filter(|_| at.0.unedited(ID).is_some());
            let piece = raw.and_then(|raw| self.piece(&raw.bytes, start));
            match piece {
                Some(piece) if self.keeps(at, &piece) => {
                    self.flush();
                    self.put_piece(&piece);
                    kept.push(at.0);
                }
                _ if self.declare(at) => self.planner.cue(at, &mut self.losses),
                _ => {}
            }
        }
        let tail = self.frame.tail;
        let tail = tail.and_then(|raw| self.piece(raw, starts.get(keep::TAIL).copied()));
        match tail {
            Some(tail) if self.planner.keep_tail(&tail.pairs, &mut self.losses) => {
                self.flush();
                self.put_piece(&tail);
            }
            _ => {
                self.planner.end(&mut self.losses);
                self.flush();
            }
        }
        kept
    }

    fn piece(&self, raw: &'d RawBytes, start: Option<i64>) -> Option<Piece<'d>> {
        let RawBytes::Text(text) = raw else {
            return None;
        };
        let settings = self.document.settings();
        let mut piece = Piece::read(text, start, settings.timebase)?;
        for (frame, _) in &mut piece.pairs {
            *frame -= settings.programme_start;
        }
        Some(piece)
    }

    fn keeps(&mut self, at: (&'d Cue, u32), piece: &Piece<'_>) -> bool {
        self.planner.keep(at, &piece.pairs, &mut self.losses)
    }

    /// Writes a piece as it came. Where it starts in the middle of a line and
    /// another stands before it, it gets a label of its own.
    fn put_piece(&mut self, piece: &Piece<'_>) {
        let settings = self.document.settings();
        let first = piece.pairs.first().map(|(frame, _)| *frame);
        if self.open_at.is_none() || piece.start.is_none() || self.open_at != first {
            self.sink.end_line();
            if let (Some(_), Some(first)) = (piece.start, first) {
                self.sink.blank_line();
                let label = settings.timebase.label(first + settings.programme_start);
                self.sink.text(&format!("{label}\t"));
            }
        }
        self.sink.piece(piece.text);
        let step = step(settings);
        let ends_line = piece.text.ends_with(['\n', '\r']);
        let last = piece.pairs.last().map(|(frame, _)| frame + step);
        self.open_at = last.filter(|_| !ends_line);
    }

    /// Writes the lines of what was planned.
    fn flush(&mut self) {
        let pairs = self.planner.take();
        if pairs.is_empty() {
            return;
        }
        self.sink.blank_line();
        self.open_at = None;
        put_lines(&mut self.sink, &pairs, self.document.settings());
    }
}

/// The channel of the first cue that is for one of line 21.
fn channel_of<'c>(cues: impl Iterator<Item = &'c Cue>) -> CaptionChannel {
    let mut channels = cues.filter_map(|cue| cue.channel);
    channels
        .find(|channel| !matches!(channel, CaptionChannel::Service(_)))
        .unwrap_or(CaptionChannel::Cc1)
}

/// Frames from one word to the next.
fn step(settings: &Settings) -> i64 {
    if settings.timebase.rate().nominal() > 30 {
        2
    } else {
        1
    }
}

/// The hexadecimal digit of a number below 16.
fn digit(number: u8) -> char {
    char::from_digit(u32::from(number), 16).unwrap_or('0')
}

/// Puts pairs in lines: a line ends where nothing is sent, and before what
/// starts a caption.
fn put_lines(sink: &mut TextSink, pairs: &[(i64, Pair)], settings: &Settings) {
    let step = step(settings);
    let belongs = |before: &(i64, Pair), pair: &(i64, Pair)| {
        before.0 + step == pair.0 && (!is_start(pair.1) || before.1 == pair.1)
    };
    let mut text = String::new();
    for line in pairs.chunk_by(belongs) {
        let frame = line[0].0 + settings.programme_start;
        text.clear();
        let _ = write!(text, "{}", settings.timebase.label(frame));
        for (index, (_, pair)) in line.iter().enumerate() {
            text.push(if index > 0 { ' ' } else { '\t' });
            for byte in pair {
                text.extend([byte >> 4, byte & 0xf].map(digit));
            }
        }
        text.push_str("\n\n");
        sink.text(&text);
    }
}

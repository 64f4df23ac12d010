//! Reading SCC.

use std::collections::BTreeSet;

use captions::{CaptionChannel, Cue, FrameRate, Ids, LabelError, Position, Settings, Timebase};

use super::keep::Known;
use super::line::{DataLine, parse};
use super::pieces::Cuts;
use super::{ID, SIGNATURE};
use crate::cea608::{Caption, Decoder, Field, NULL, is_code, parity_errors};
use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::frame_clock::{Label, label};
use crate::registry::{Question, Reading, Source};
use crate::text_source::TextSource;
use crate::{ReadOptions, verbatim};

/// A line of words and when the first is sent.
pub(super) struct Sent<'a> {
    pub(super) data: DataLine<'a>,
    pub(super) place: Place,
    pub(super) frame: i64,
}

pub(super) fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let lines = data_lines(&source, &mut diagnostics);
    let base = timebase(&lines, options, &mut diagnostics);
    let lines = in_order(lines, base, &mut diagnostics);
    let captions = decode(&lines, base, &mut diagnostics);
    let (captions, channels) = choose_channel(captions, options, &mut diagnostics);
    let start = programme_start(&captions, base, options, &mut diagnostics);
    let settings = Settings {
        timebase: base,
        programme_start: start,
        ..Settings::default()
    };
    let mut draft = Draft::new(ID, ids);
    draft.reserve(captions.len());
    let known = options.keep_raw.then(|| Known {
        file: file.bytes,
        source: &source,
        settings: &settings,
        channels: &channels,
        cuts: Cuts::of(file.bytes, source.text(), &lines, base, &captions),
    });
    let mut cues = Vec::new();
    for (index, caption) in captions.iter().enumerate() {
        let mut cue = cue_of(&draft, caption, &settings, ids, &mut diagnostics);
        if let Some(known) = &known {
            verbatim::keep_cue(&mut cue, ID, known.piece(index));
            cues.push(cue.id.to_string());
        }
        draft.put(cue);
    }
    if let Some(known) = known {
        known.keep(&mut draft, &cues);
    }
    draft.finish(settings, diagnostics, source.encoding())
}

/// The lines that open with a label, and remarks about the others.
fn data_lines<'a>(
    source: &'a TextSource<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(DataLine<'a>, Place)> {
    let mut lines = Vec::new();
    let mut opened = false;
    for line in source.lines() {
        let place = source.place(line.mark());
        if let Some(data) = parse(line.text) {
            if let Some(bad) = data.words().find(|word| !word.good) {
                let shown: String = bad.text.chars().take(20).collect();
                let message =
                    format!("\u{201c}{shown}\u{201d} is not a word of four hexadecimal digits");
                diagnostics.error("bad-word", place, message);
            }
            lines.push((data, place));
        } else if line.text.trim_start_matches('\u{feff}').trim() == SIGNATURE {
            opened = true;
        } else if !line.is_blank() {
            let message = "This line has no timecode; it is kept as it stands";
            diagnostics.error("line-without-time", place, message);
        }
    }
    if !opened && !lines.is_empty() {
        let message = format!("The file does not open with {SIGNATURE}");
        diagnostics.warn("no-signature", Place::default(), message);
    }
    lines
}

/// How the labels count. Both kinds belong to 29.97; frame numbers of 30 and
/// more only exist at twice that.
fn timebase(
    lines: &[(DataLine<'_>, Place)],
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Timebase {
    let dropping = lines.iter().filter(|(data, _)| data.drops).count();
    let mixed = dropping > 0 && dropping < lines.len();
    let drops = options.drop_frame.unwrap_or(dropping * 2 > lines.len());
    if mixed {
        let kind = if drops { "drop-frame" } else { "non-drop" };
        let message = format!("Some timecodes drop frames and some do not; all are read as {kind}");
        diagnostics.warn("mixed-timecodes", Place::default(), message);
        diagnostics.ask(Question::DropFrame);
    }
    let rate = options.frame_rate.unwrap_or_else(|| {
        if !drops && !lines.is_empty() {
            diagnostics.ask(Question::FrameRate);
        }
        let high = |(data, _): &&(DataLine<'_>, Place)| (30..60).contains(&data.label.fields()[3]);
        if lines.iter().filter(high).count() * 3 > lines.len() {
            FrameRate::NTSC_60
        } else {
            FrameRate::NTSC
        }
    });
    let dropping = drops.then(|| Timebase::drop(rate).ok()).flatten();
    dropping.unwrap_or_else(|| Timebase::non_drop(rate))
}

/// The frame that a label names, from the label 00:00:00:00, and what is wrong
/// with it. A label that drop-frame counting leaves out stands for the next.
pub(super) fn frame_of(base: Timebase, label: Label) -> (i64, Option<LabelError>) {
    let [hours, minutes, seconds, frames] = label.fields();
    match base.frame(hours, minutes, seconds, frames) {
        Ok(frame) => (frame, None),
        Err(error @ LabelError::Dropped { last, .. }) => {
            let next = base.frame(hours, minutes, seconds, last + 1);
            (next.unwrap_or(0), Some(error))
        }
        Err(error) => {
            let counted = (i64::from(hours) * 60 + i64::from(minutes)) * 60 + i64::from(seconds);
            let nominal = i64::from(base.rate().nominal());
            (counted * nominal + i64::from(frames), Some(error))
        }
    }
}

/// The lines in the order in which they are sent. Labels that start again at
/// midnight go on counting.
fn in_order<'a>(
    lines: Vec<(DataLine<'a>, Place)>,
    base: Timebase,
    diagnostics: &mut Diagnostics,
) -> Vec<Sent<'a>> {
    let day = base.frame(24, 0, 0, 0).unwrap_or(i64::MAX / 4);
    let (mut days, mut before) = (0, 0);
    let mut sent: Vec<Sent<'a>> = Vec::with_capacity(lines.len());
    for (data, place) in lines {
        let (frame, error) = frame_of(base, data.label);
        if let Some(error) = error {
            diagnostics.error("bad-label", place, error.to_string());
        }
        let mut frame = frame + days * day;
        if frame + day / 2 < before {
            (days, frame) = (days + 1, frame + day);
        }
        if frame < before {
            let message = "This line is earlier than the one before it";
            diagnostics.warn("lines-out-of-order", place, message);
        }
        before = frame;
        sent.push(Sent { data, place, frame });
    }
    sent.sort_by_key(|line| line.frame);
    sent
}

/// What the words show.
fn decode(lines: &[Sent<'_>], base: Timebase, diagnostics: &mut Diagnostics) -> Vec<Caption> {
    let step = if base.rate().nominal() > 30 { 2 } else { 1 };
    let mut decoder = Decoder::new(Field::Coded);
    let (mut errors, mut first_error) = (0, None);
    let mut end = i64::MIN;
    for line in lines {
        if line.frame < end {
            let frames = end - line.frame;
            let message = format!("The words of the line before run {frames} frames into this one");
            diagnostics.warn("lines-overlap", line.place, message);
        }
        let mut frame = line.frame;
        let mut unknown = false;
        for pair in line.data.words().flat_map(super::line::Word::pairs) {
            let wrong = parity_errors(pair);
            if wrong > 0 {
                errors += wrong;
                first_error = first_error.or(Some(line.place));
            }
            unknown |= !is_code(pair);
            decoder.push(frame, pair);
            frame += step;
            if pair != NULL {
                end = frame;
            }
        }
        if unknown {
            let message = "A word on this line is no code of CEA-608";
            diagnostics.warn("unknown-code", line.place, message);
        }
    }
    if let Some(place) = first_error {
        let message = format!("{errors} bytes have the wrong parity, the first on this line");
        diagnostics.warn("wrong-parity", place, message);
    }
    decoder.finish()
}

/// The captions of the channel that is asked for, else of the first that has
/// any; and every channel that has.
fn choose_channel(
    captions: Vec<Caption>,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> (Vec<Caption>, Vec<CaptionChannel>) {
    let channels: BTreeSet<CaptionChannel> = captions.iter().map(|found| found.channel).collect();
    let channels: Vec<CaptionChannel> = channels.into_iter().collect();
    let Some(chosen) = options.channel.or(channels.first().copied()) else {
        return (Vec::new(), channels);
    };
    if channels.len() > 1 {
        let names: Vec<String> = channels.iter().map(|channel| name(*channel)).collect();
        let message = format!(
            "The file holds captions on {}; those on {} are read",
            names.join(" and "),
            name(chosen)
        );
        if options.channel.is_none() {
            diagnostics.warn("several-channels", Place::default(), message);
            diagnostics.ask(Question::Channel {
                channels: channels.clone(),
            });
        } else {
            diagnostics.info("several-channels", Place::default(), message);
        }
    }
    if !channels.contains(&chosen) {
        let message = format!("The file holds no captions on {}", name(chosen));
        diagnostics.warn("empty-channel", Place::default(), message);
    }
    let mut captions: Vec<Caption> = captions
        .into_iter()
        .filter(|caption| caption.channel == chosen)
        .collect();
    captions.sort_by_key(|caption| (caption.in_frame, caption.last_pair));
    (captions, channels)
}

pub(super) fn name(channel: CaptionChannel) -> String {
    format!("{channel:?}").to_uppercase()
}

/// The frame the programme starts at: as the options say, else the hour in
/// which the first caption appears.
fn programme_start(
    captions: &[Caption],
    base: Timebase,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> i64 {
    if let Some(wanted) = &options.programme_start {
        let frame = label(wanted).filter(|(_, rest)| rest.is_empty());
        if let Some((frame, None)) = frame.map(|(label, _)| frame_of(base, label)) {
            return frame;
        }
        let message = format!("\u{201c}{wanted}\u{201d} is no label at this frame rate");
        diagnostics.error("bad-programme-start", Place::default(), message);
    }
    let first = captions.first().map_or(0, |caption| caption.in_frame);
    let (hours, ..) = base.label(first).fields();
    let start = base.frame(hours, 0, 0, 0).unwrap_or(0);
    if start > 0 {
        let message = format!("The programme is taken to start at {}", base.label(start));
        diagnostics.info("programme-start-assumed", Place::default(), message);
        diagnostics.ask(Question::ProgrammeStart);
    }
    start
}

fn cue_of(
    draft: &Draft,
    caption: &Caption,
    settings: &Settings,
    ids: &mut Ids,
    diagnostics: &mut Diagnostics,
) -> Cue {
    let rate = settings.timebase.rate();
    let time = |frame: i64| rate.time_of(frame - settings.programme_start);
    if caption.out_frame.is_some_and(|out| out < caption.in_frame) {
        let label = settings.timebase.label(caption.in_frame);
        let message = format!("The caption at {label} goes before it appears");
        diagnostics.warn("out-before-in", Place::default(), message);
    }
    let out = caption.out_frame.map(|out| out.max(caption.in_frame));
    let mut cue = draft.cue(ids, time(caption.in_frame), out.map(time));
    cue.rows.clone_from(&caption.rows);
    cue.position = Position::Grid(caption.cells.clone());
    cue.mode = caption.mode;
    cue.channel = Some(caption.channel);
    cue
}

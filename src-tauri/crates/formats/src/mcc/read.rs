//! Reading MacCaption files.

use captions::{CaptionChannel, FrameRate, Ids, Position, Settings, Timebase};

use crate::cdp::Cdp;
use crate::cea608::Caption;
use crate::cea708::{Screen, Shown};
use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::registry::{Reading, Source};
use crate::text_source::{Line, Mark, TextSource};
use crate::{Question, ReadOptions, verbatim};

use super::channels::{Captions, Channels, Found};
use super::header::{CodeRate, opens};
use super::line21::name;
use super::lines::{LineLabel, split};
use super::payload::{Ancillary, expand, is_sound};
use super::tally::{Fault, Tally};
use super::{AS_READ, Fingerprint, ID, LOOK, OTHERS, TIME_CODE, WIDE};

pub(super) fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let head = Head::of(&source, &mut diagnostics);
    let base = timebase(&source, &head, options, &mut diagnostics);
    let start = programme_start(base, &head, options, &mut diagnostics);
    let mut found = walk(&source, head.end, (base, start), &mut diagnostics);
    found.report(&mut diagnostics);
    let channels = found.channels();
    let is_copied = found.is_copied();
    let channel = choose(&channels, is_copied, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    draft.track.language = found.language(channel);
    let screen = found.screen(channel);
    let captions = found.take(channel);
    let others = channels.into_iter().filter(|other| {
        let is_same = is_copied && both(*other, channel);
        *other != channel && !is_same
    });
    let others: Vec<String> = others.map(name).collect();
    let mut cues = Cues {
        draft: &mut draft,
        ids,
        rate: base.rate(),
        channel: (channel != CaptionChannel::Service(1)).then_some(channel),
        keep_raw: options.keep_raw,
        fingerprint: Fingerprint::default(),
    };
    match captions {
        Captions::Service(shown) => shown.iter().for_each(|shown| cues.window(shown, screen)),
        Captions::Line21(captions) => captions.into_iter().for_each(|c| cues.caption(c)),
    }
    let fingerprint = cues.fingerprint;
    let settings = Settings {
        timebase: base,
        programme_start: start,
        ..Settings::default()
    };
    let track = &mut draft.track;
    if options.keep_raw {
        verbatim::keep_frame(track, ID, &source, head.end, head.end, false);
        let as_read = fingerprint.finish(&settings, &track.language);
        verbatim::put(track, ID, AS_READ, as_read.into());
    }
    for (part, is_so) in [
        (WIDE, screen == Screen::Wide),
        (TIME_CODE, found.has_time_code),
        (OTHERS, !others.is_empty()),
    ] {
        if is_so {
            let text = if part == OTHERS {
                others.join(", ")
            } else {
                String::new()
            };
            verbatim::put(track, ID, part, text.into());
        }
    }
    draft.finish(settings, diagnostics, source.encoding())
}

/// What stands before the first line of a frame.
struct Head {
    rate: Option<CodeRate>,
    end: Mark,
    /// The first label that is one.
    first: Option<LineLabel>,
}

impl Head {
    fn of(source: &TextSource<'_>, diagnostics: &mut Diagnostics) -> Self {
        let mut rate = None;
        for line in source.lines() {
            if let Some((label, _)) = split(line.text.as_bytes()) {
                return Self {
                    rate,
                    end: line.mark(),
                    first: Some(label),
                };
            }
            rate = rate.or_else(|| CodeRate::of_line(line.text));
            report_head(source, &line, diagnostics);
        }
        Self {
            rate,
            end: source.end(),
            first: None,
        }
    }
}

/// A line of the head is a name and a value, or a comment.
fn report_head(source: &TextSource<'_>, line: &Line<'_>, diagnostics: &mut Diagnostics) {
    let text = line.text.trim();
    if !line.is_blank() && !text.starts_with("//") && !text.contains('=') && !opens(text) {
        let message = "This line is neither a frame nor part of a head; it is kept as it stands";
        diagnostics.warn("bad-line", source.place(line.mark()), message);
    }
}

/// How labels count. The head says how many frames a label has, the packets
/// say the real rate; both are kept where they go together.
fn timebase(
    source: &TextSource<'_>,
    head: &Head,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Timebase {
    let sent = source.lines().find_map(|line| rate_of_packet(&line));
    let named = head.rate;
    let fits = |rate: FrameRate| named.is_none_or(|named| named.nominal == rate.nominal());
    let known = options
        .frame_rate
        .or_else(|| sent.filter(|rate| fits(*rate)));
    let rate = known.unwrap_or_else(|| {
        let rate = match (named, sent) {
            (Some(named), _) => named.assumed(),
            (None, Some(sent)) => sent,
            (None, None) => FrameRate::NTSC,
        };
        let message = format!("The file does not say its real frame rate; {rate} is assumed");
        diagnostics.info("frame-rate-assumed", Place::default(), message);
        diagnostics.ask(Question::FrameRate);
        rate
    });
    let drops = options
        .drop_frame
        .or(named.map(|named| named.drops))
        .unwrap_or(false);
    let drop = drops.then(|| Timebase::drop(rate)).and_then(Result::ok);
    if drops && drop.is_none() {
        let message = format!("Labels cannot drop at {rate} frames a second; they are counted");
        diagnostics.warn("drop-frame-impossible", Place::default(), message);
    }
    drop.unwrap_or_else(|| Timebase::non_drop(rate))
}

fn rate_of_packet(line: &Line<'_>) -> Option<FrameRate> {
    let (_, payload) = split(line.text.as_bytes())?;
    let mut packet = Vec::new();
    let _ = expand(payload, 3, &mut packet);
    match Ancillary::of(&packet) {
        Ancillary::Cdp(cdp) => Cdp::parse(cdp)?.rate.map(|rate| rate.frame_rate),
        _ => None,
    }
}

/// The frame of a label; the first one after it that exists, where drop-frame
/// counting leaves it out.
fn frame_of(base: Timebase, label: LineLabel) -> Option<i64> {
    let frame = |frames| base.frame(label.hours, label.minutes, label.seconds, frames);
    match frame(label.frames) {
        Err(captions::LabelError::Dropped { last, .. }) => frame(last + 1).ok(),
        other => other.ok(),
    }
}

/// The label of the first frame: as asked for, else the full hour of the first
/// label, or the next one where that is less than a minute away: what is loaded
/// for the first frame comes before it.
fn programme_start(
    base: Timebase,
    head: &Head,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> i64 {
    if let Some(wanted) = &options.programme_start {
        match base.parse(wanted) {
            Ok(start) => return start,
            Err(error) => {
                let code = "bad-programme-start";
                diagnostics.error(code, Place::default(), error.to_string());
            }
        }
    }
    let hour = head
        .first
        .map_or(0, |label| label.hours + label.minutes / 59);
    let start = base.frame(hour % 24, 0, 0, 0).unwrap_or(0);
    if start > 0 {
        let message = format!("The programme is taken to start at {}", base.label(start));
        diagnostics.info("programme-start-assumed", Place::default(), message);
        diagnostics.ask(Question::ProgrammeStart);
    }
    start
}

/// Half a day: a label that goes back further is one of the next day.
fn half_day(base: Timebase) -> i64 {
    base.frame(12, 0, 0, 0).unwrap_or(i64::MAX)
}

/// Decodes every line of a frame.
fn walk(
    source: &TextSource<'_>,
    from: Mark,
    (base, start): (Timebase, i64),
    diagnostics: &mut Diagnostics,
) -> Found {
    let mut channels = Channels::new(base.rate().nominal());
    let mut tally = Tally::default();
    let mut packet = Vec::with_capacity(256);
    let mut last: Option<i64> = None;
    let first = source.lines().find_map(|line| split(line.text.as_bytes()));
    let first = first.and_then(|(label, _)| frame_of(base, label));
    // Labels long before the start count up to it through midnight.
    let far = first.is_some_and(|first| first - start > half_day(base) * 23 / 12);
    let mut day = if far { -2 * half_day(base) } else { 0 };
    for line in source.lines().skip_while(|line| line.start < from.offset) {
        let Some((label, payload)) = split(line.text.as_bytes()) else {
            report_head(source, &line, diagnostics);
            continue;
        };
        let place = || source.place(line.mark());
        let labelled = frame_of(base, label).map(|frame| frame + day - start);
        let mut frame = labelled.unwrap_or_else(|| {
            tally.count(Fault::Label, place);
            last.map_or(0, |last| last + 1)
        });
        if let Some(before) = last
            && frame < before
        {
            if before - frame > half_day(base) {
                day += 2 * half_day(base);
                frame += 2 * half_day(base);
            } else {
                tally.count(Fault::Order, place);
            }
            frame = frame.max(before);
        }
        last = Some(frame);
        take_line(payload, frame, &mut packet, &mut channels, &mut |fault| {
            tally.count(fault, place);
        });
    }
    tally.report(diagnostics);
    channels.finish(diagnostics)
}

/// Decodes the payload of one line.
fn take_line(
    payload: &[u8],
    frame: i64,
    packet: &mut Vec<u8>,
    channels: &mut Channels,
    fault: &mut impl FnMut(Fault),
) {
    packet.clear();
    let mut expanded = expand(payload, 3, packet);
    let mut sound = is_sound(packet);
    if !sound && payload.iter().any(|byte| byte.eq_ignore_ascii_case(&b'U')) {
        // Some tools take the letter for two zeros.
        let mut other = Vec::with_capacity(packet.len());
        let again = expand(payload, 2, &mut other);
        if is_sound(&other) {
            (*packet, expanded, sound) = (other, again, true);
        }
    }
    if expanded.is_err() {
        fault(Fault::Payload);
    } else if !sound {
        fault(Fault::Ancillary);
    }
    match Ancillary::of(packet) {
        Ancillary::Cdp(data) => match Cdp::parse(data) {
            Some(cdp) => {
                report_packet(&cdp, fault);
                channels.push_cdp(frame, &cdp);
            }
            None => fault(Fault::CutShort),
        },
        Ancillary::Line21 { second_field, pair } => {
            channels.push_line21(frame, second_field, pair);
        }
        Ancillary::Other => fault(Fault::OtherData),
    }
}

fn report_packet(cdp: &Cdp<'_>, fault: &mut impl FnMut(Fault)) {
    if !cdp.faults.any() {
        return;
    }
    for (is_so, kind) in [
        (cdp.faults.checksum, Fault::Checksum),
        (cdp.faults.length, Fault::Length),
        (cdp.faults.cut_short, Fault::CutShort),
        (cdp.faults.counter, Fault::Counter),
    ] {
        if is_so {
            fault(kind);
        }
    }
}

/// The channel to read: the one asked for, else service 1, else the first
/// service with captions, else CC1 and so on. A copy on CC1 is no choice.
fn choose(
    channels: &[CaptionChannel],
    is_copied: bool,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> CaptionChannel {
    let first = channels.first().copied();
    let first = first.unwrap_or(CaptionChannel::Service(1));
    let choices = channels
        .iter()
        .filter(|channel| !is_copied || **channel != CaptionChannel::Cc1);
    if choices.count() > 1 {
        let names: Vec<String> = channels.iter().map(|channel| name(*channel)).collect();
        let message = format!("The file holds captions on {}", names.join(", "));
        diagnostics.info("several-channels", Place::default(), message);
        if options.channel.is_none() {
            let channels = channels.to_vec();
            diagnostics.ask(Question::Channel { channels });
        }
    }
    match options.channel {
        Some(wanted) if channels.contains(&wanted) => wanted,
        Some(wanted) => {
            let message = format!("There are no captions on {}", name(wanted));
            diagnostics.error("no-such-channel", Place::default(), message);
            wanted
        }
        None => first,
    }
}

/// Whether two channels are CC1 and service 1.
fn both(one: CaptionChannel, other: CaptionChannel) -> bool {
    use CaptionChannel::{Cc1, Service};
    matches!((one, other), (Cc1, Service(1)) | (Service(1), Cc1))
}

/// Makes cues of captions.
struct Cues<'a> {
    draft: &'a mut Draft,
    ids: &'a mut Ids,
    rate: FrameRate,
    /// The channel that each cue names: none for service 1, which is the usual
    /// one.
    channel: Option<CaptionChannel>,
    keep_raw: bool,
    fingerprint: Fingerprint,
}

impl Cues<'_> {
    fn window(&mut self, shown: &Shown, screen: Screen) {
        let placed = screen.place(shown);
        let mut cue = self.cue(shown.in_frame, shown.out_frame);
        cue.rows = placed.rows;
        cue.position = placed.position;
        cue.align = placed.align;
        cue.writing = placed.writing;
        cue.mode = shown.mode;
        if let Some(look) = placed.look {
            cue.settings.insert(LOOK.to_owned(), look);
        }
        self.put(cue);
    }

    fn caption(&mut self, caption: Caption) {
        let mut cue = self.cue(caption.in_frame, caption.out_frame);
        cue.rows = caption.rows;
        cue.position = Position::Grid(caption.cells);
        cue.mode = caption.mode;
        self.put(cue);
    }

    fn cue(&mut self, in_frame: i64, out_frame: Option<i64>) -> captions::Cue {
        let time = |frame: i64| self.rate.time_of(frame);
        let (in_time, out_time) = (time(in_frame), out_frame.map(time));
        let mut cue = self.draft.cue(self.ids, in_time, out_time);
        cue.channel = self.channel;
        cue
    }

    fn put(&mut self, mut cue: captions::Cue) {
        if self.keep_raw {
            // The lines of a cue are those of its neighbours too, so the track
            // keeps them; the cue only knows whether it was edited.
            verbatim::keep_cue(&mut cue, ID, &b""[..]);
        }
        self.fingerprint.add(cue.digest());
        self.draft.put(cue);
    }
}

//! Writing MacCaption files: a packet for every frame, with the cues on CC1 and
//! on a CEA-708 service.

use captions::{
    CaptionChannel, CaptionMode, Cue, Document, Position, RawBytes, Time, Timebase, Track,
};

use crate::cdp::{Announced, CdpTime, CdpWriter, ServiceInfo};
use crate::cea608;
use crate::cea708::{BLOCK, EXTRA, Job, Load, Outcome, Plan, Screen, overhead, packet, plan, room};
use crate::loss::{Losses, describe_mode};
use crate::registry::Written;
use crate::text_sink::TextSink;
use crate::verbatim::{self, Frame};
use crate::{Feature, Severity, WriteOptions};

use super::clock::Clock;
use super::copy::plan_line21;
use super::payload::{compress, wrap};
use super::{
    AS_READ, Fingerprint, ID, INFO, LOOK, OTHERS, TIME_CODE, WIDE, compare, header, language,
};

pub(super) fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID);
    if is_as_read(document, track) {
        let mut sink = frame.sink(options, 1 << 16);
        frame.put_head(&mut sink, options);
        frame.put_tail(&mut sink);
        return Written {
            bytes: sink.finish(),
            losses: Vec::new(),
        };
    }
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    declare_own(track, &mut losses);
    let clock = Clock::of(document.settings(), &mut losses);
    let cues: Vec<(&Cue, u32)> = (1..)
        .zip(document.cues(track.id))
        .map(|(number, cue)| (cue, number))
        .collect();
    let stream = Stream::plan(track, &cues, clock, &mut losses);
    let mut sink = frame.sink(options, 1 << 16);
    put_head(&frame, &mut sink, track, clock.base, &cues, options);
    sink.text(&stream.text());
    Written {
        bytes: sink.finish(),
        losses: losses.finish(),
    }
}

/// Whether nothing has changed since the track was read from its file.
fn is_as_read(document: &Document, track: &Track) -> bool {
    let Some(RawBytes::Text(as_read)) = verbatim::get(track, ID, AS_READ) else {
        return false;
    };
    let mut fingerprint = Fingerprint::default();
    for cue in document.cues(track.id) {
        let Some(raw) = cue.raw.as_deref().filter(|_| cue.unedited(ID).is_some()) else {
            return false;
        };
        fingerprint.add(raw.digest);
    }
    *as_read == fingerprint.finish(document.settings(), &track.language)
}

/// Declares what of the track's own file is not written again.
fn declare_own(track: &Track, losses: &mut Losses) {
    if let Some(RawBytes::Text(others)) = verbatim::get(track, ID, OTHERS) {
        let from = format!("captions on {others}");
        let to = "left out: what was edited is one channel";
        losses.of_track(Feature::Channel, Severity::Error, from, to);
    }
    let back = language::tag(language::code(&track.language));
    if back != track.language {
        let to = if back.is_empty() {
            "no language".to_owned()
        } else {
            back
        };
        losses.of_track(
            Feature::Language,
            Severity::Info,
            track.language.clone(),
            to,
        );
    }
}

fn put_head(
    frame: &Frame<'_>,
    sink: &mut TextSink,
    track: &Track,
    base: Timebase,
    cues: &[(&Cue, u32)],
    options: &WriteOptions,
) {
    let (head, marked) = frame.head_text();
    if !head.lines().any(header::opens) {
        if options.bom == Some(true) {
            sink.byte_order_mark();
        }
        let mut fingerprint = Fingerprint::default();
        cues.iter()
            .for_each(|(cue, _)| fingerprint.add(cue.digest()));
        sink.text(&header::head(track, base, fingerprint.digest));
        return;
    }
    if options.bom.unwrap_or(marked) {
        sink.byte_order_mark();
    }
    sink.piece(&header::renewed(&head, base));
    sink.end_line();
}

/// Everything that is sent, frame by frame.
#[derive(Debug)]
struct Stream {
    clock: Clock,
    service: u8,
    pairs: Vec<(i64, [u8; 2])>,
    digital: Plan,
    announced: Vec<ServiceInfo>,
    has_time_code: bool,
    /// The last frame on which a cue is shown or goes.
    last: i64,
}

impl Stream {
    fn plan(track: &Track, cues: &[(&Cue, u32)], clock: Clock, losses: &mut Losses) -> Self {
        let service = service_of(cues);
        let screen = screen_of(track, cues);
        let room = room_of(clock, service);
        let mut timed = Vec::with_capacity(cues.len());
        let mut starts: Vec<Time> = cues.iter().map(|(cue, _)| cue.in_time).collect();
        starts.sort_unstable();
        for at in cues {
            losses.declare_cue(*at);
            if at.0.comment {
                continue;
            }
            declare_channel(*at, service, losses);
            losses.declare_foreign_overrides(*at, EXTRA);
            timed.extend(load(*at, &starts, (clock, screen, room), losses));
        }
        timed.sort_by_key(|(at, (in_frame, _), _)| (*in_frame, at.0.in_time));
        let digital = plan_service(&timed, clock, service, losses);
        let is_usual = service == 1;
        let shown: Vec<(&Cue, u32)> = timed.iter().map(|(at, ..)| *at).collect();
        let pairs = if is_usual {
            plan_line21(&shown, clock, screen, losses)
        } else {
            Vec::new()
        };
        let ends = timed
            .iter()
            .map(|(_, (in_frame, out_frame), _)| out_frame.unwrap_or(*in_frame));
        let last = ends.chain(digital.frames.last().map(|sent| sent.frame));
        let last = last.chain(pairs.last().map(|(frame, _)| *frame)).max();
        Self {
            clock,
            service,
            announced: announced(track, service, screen),
            has_time_code: verbatim::get(track, ID, TIME_CODE).is_some(),
            last: last.unwrap_or(0).min(clock.limits().1),
            pairs,
            digital,
        }
    }

    /// The lines of every frame.
    fn text(&self) -> String {
        let first = [
            self.pairs.first().map(|(frame, _)| *frame),
            self.digital.frames.first().map(|sent| sent.frame),
        ];
        let first = first.into_iter().flatten().fold(0, i64::min);
        let count = usize::try_from(self.last - first + 1).unwrap_or(0);
        let mut text = Vec::with_capacity(count.min(1 << 24) * 96);
        let mut writer = CdpWriter::new(self.clock.rate, self.announced.clone());
        let mut pairs = self.pairs.iter().peekable();
        let mut digital = self.digital.frames.iter().peekable();
        let (mut cdp, mut anc) = (Vec::new(), Vec::new());
        let mut triplets: Vec<u8> = Vec::new();
        let mut sequence = 0_u8;
        for frame in first..=self.last {
            triplets.clear();
            let pair = pairs.next_if(|(at, _)| *at == frame).map(|(_, pair)| *pair);
            push_line21(&mut triplets, self.clock.rate.line21, frame, pair);
            if let Some(sent) = digital.next_if(|sent| sent.frame == frame) {
                let packet = packet(sequence, self.service, &sent.data);
                sequence = (sequence + 1) & 3;
                for (at, pair) in packet.chunks_exact(2).enumerate() {
                    triplets.extend([if at == 0 { 0xff } else { 0xfe }, pair[0], pair[1]]);
                }
            }
            cdp.clear();
            anc.clear();
            let label = self.clock.base.label(frame + self.clock.start);
            let time = self.has_time_code.then(|| self.time(label.fields()));
            writer.push(&mut cdp, time, &triplets);
            wrap(&cdp, &mut anc);
            push_label(&mut text, label.fields());
            compress(&anc, &mut text);
            text.push(b'\n');
        }
        String::from_utf8(text).expect("labels and payloads are ASCII")
    }

    /// The time code of a frame; above 30 frames a second two share one.
    fn time(&self, (hours, minutes, seconds, frames): (u32, u32, u32, u32)) -> CdpTime {
        let pairs = self.clock.base.rate().nominal() > 30;
        CdpTime {
            fields: (
                hours,
                minutes,
                seconds,
                if pairs { frames / 2 } else { frames },
            ),
            drops: self.clock.base.drop_frame(),
            second_field: pairs && frames % 2 != 0,
        }
    }
}

/// The triplets of line 21 in a frame: one for each field, or one for the
/// fields by turns.
fn push_line21(triplets: &mut Vec<u8>, count: usize, frame: i64, pair: Option<[u8; 2]>) {
    let [first, second] = pair.unwrap_or(cea608::NULL);
    if count > 1 || frame.rem_euclid(2) == 0 {
        triplets.extend([0xfc, first, second]);
    }
    if count > 1 || frame.rem_euclid(2) != 0 {
        triplets.extend([0xfd, 0x80, 0x80]);
    }
}

/// `hh:mm:ss:ff` and a tab, with colons even where labels drop.
fn push_label(text: &mut Vec<u8>, (hours, minutes, seconds, frames): (u32, u32, u32, u32)) {
    for (field, mark) in [
        (hours, b':'),
        (minutes, b':'),
        (seconds, b':'),
        (frames, b'\t'),
    ] {
        let digit = |value: u32| b'0' + (value % 10) as u8;
        text.extend([digit(field / 10), digit(field), mark]);
    }
}

/// The service that all cues ask for, else the first.
fn service_of(cues: &[(&Cue, u32)]) -> u8 {
    let wanted = |cue: &Cue| match cue.channel {
        Some(CaptionChannel::Service(number @ 1..=63)) => number,
        _ => 1,
    };
    let mut numbers = cues.iter().map(|(cue, _)| wanted(cue));
    let first = numbers.next().unwrap_or(1);
    if numbers.all(|number| number == first) {
        first
    } else {
        1
    }
}

fn declare_channel(at: (&Cue, u32), service: u8, losses: &mut Losses) {
    let usual = (service != 1).then_some(CaptionChannel::Service(service));
    if let Some(channel) = at.0.channel.filter(|_| at.0.channel != usual) {
        let from = super::line21::name(channel);
        let to = if service == 1 {
            "CC1 and service 1".to_owned()
        } else {
            format!("service {service}")
        };
        losses.of_cue(at, Feature::Channel, Severity::Info, from, to);
    }
}

/// A wide picture where the file was one, or where a cue needs it.
fn screen_of(track: &Track, cues: &[(&Cue, u32)]) -> Screen {
    let narrow = usize::from(Screen::Standard.columns());
    let needs = |cue: &Cue| {
        let long = cue.rows.iter().any(|row| row.chars() > narrow);
        let far = match &cue.position {
            Position::Grid(cells) => cells.iter().any(|cell| usize::from(cell.column) > narrow),
            _ => false,
        };
        long || far
    };
    if verbatim::get(track, ID, WIDE).is_some() || cues.iter().any(|(cue, _)| needs(cue)) {
        Screen::Wide
    } else {
        Screen::Standard
    }
}

fn announced(track: &Track, service: u8, screen: Screen) -> Vec<ServiceInfo> {
    let info = |service| ServiceInfo {
        service,
        language: language::code(&track.language),
        wide: screen == Screen::Wide,
    };
    let digital = info(Announced::Digital(service));
    if service == 1 {
        let line21 = ServiceInfo {
            wide: false,
            ..info(Announced::Line21(false))
        };
        vec![line21, digital]
    } else {
        vec![digital]
    }
}

/// The frames a cue appears and goes at; none where labels do not reach it. A
/// cue without an end goes with the next of those that `starts` has in order,
/// and the last one stays.
fn frames(
    at: (&Cue, u32),
    starts: &[Time],
    clock: Clock,
    losses: &mut Losses,
) -> Option<(i64, Option<i64>)> {
    let (cue, rate) = (at.0, clock.base.rate());
    let (first, last) = clock.limits();
    let in_frame = rate.nearest_frame(cue.in_time).max(first);
    if in_frame >= last {
        let (from, to) = (cue.in_time.to_string(), "left out: labels end with the day");
        losses.of_cue(at, Feature::Times, Severity::Error, from, to);
        return None;
    }
    let next = starts.partition_point(|start| *start <= cue.in_time);
    let out_time = cue.out_time.or(starts.get(next).copied());
    if let (None, Some(out)) = (cue.out_time, out_time) {
        let (from, to) = ("stays until further notice", format!("goes at {out}"));
        losses.of_cue(at, Feature::OpenEnd, Severity::Warning, from, to);
    }
    let asked = out_time.map(|out| rate.nearest_frame(out));
    let out_frame = asked.map(|out| out.clamp(in_frame + 1, last));
    if out_frame != asked {
        let from = out_time.map_or_else(String::new, |out| format!("goes at {out}"));
        let to = format!("goes at {}", clock.label(out_frame.unwrap_or(last)));
        losses.of_cue(at, Feature::Times, Severity::Warning, from, to);
    }
    for (time, frame) in [(Some(cue.in_time), Some(in_frame)), (cue.out_time, asked)] {
        if let (Some(time), Some(frame)) = (time, frame)
            && rate.time_of(frame) != time
        {
            let (from, to) = (time.to_string(), format!("frame {}", clock.label(frame)));
            losses.of_cue(at, Feature::TimePrecision, Severity::Info, from, to);
        }
    }
    Some((in_frame, out_frame))
}

/// What a frame has room for on a service.
fn room_of(clock: Clock, service: u8) -> usize {
    let pairs = clock.rate.triplets - clock.rate.line21;
    room((2 * pairs - overhead(service)).min(BLOCK))
}

/// A cue, the frames it appears and goes at, and its codes.
type Timed<'a> = ((&'a Cue, u32), (i64, Option<i64>), Load);

/// The codes of a cue in its mode, or loaded first where it would not be the
/// same, come too late, or not be whole before it goes.
fn load<'a>(
    at: (&'a Cue, u32),
    starts: &[Time],
    (clock, screen, room): (Clock, Screen, usize),
    losses: &mut Losses,
) -> Option<Timed<'a>> {
    let cue = at.0;
    let look = cue.settings.get(LOOK).map(String::as_str);
    let loaded = Load::of(cue, screen, look);
    compare::declare(at, &loaded, losses);
    loaded.seen.as_ref()?;
    let (in_frame, out_frame) = frames(at, starts, clock, losses)?;
    let first = clock.limits().0;
    let fits = |live: &Load| {
        first + live.lead <= in_frame && out_frame.is_none_or(|out| in_frame + live.frames <= out)
    };
    let live = Load::live(cue, screen, look, &loaded, room).filter(fits);
    if live.is_none() && cue.mode != CaptionMode::PopOn {
        let (from, to) = (describe_mode(cue.mode), "shown at once");
        losses.of_cue(at, Feature::CaptionMode, Severity::Info, from, to);
    }
    Some((at, (in_frame, out_frame), live.unwrap_or(loaded)))
}

fn plan_service(timed: &[Timed<'_>], clock: Clock, service: u8, losses: &mut Losses) -> Plan {
    let jobs: Vec<Job<'_>> = timed
        .iter()
        .map(|(_, (in_frame, out_frame), load)| Job {
            in_frame: *in_frame,
            out_frame: *out_frame,
            load,
        })
        .collect();
    let plan = plan(&jobs, room_of(clock, service), clock.limits().0);
    for ((at, (in_frame, _), _), outcome) in timed.iter().zip(&plan.outcomes) {
        let frames = |count: i64| match count {
            1 => "1 frame is missing".to_owned(),
            count => format!("{count} frames are missing"),
        };
        let to = match outcome {
            Outcome::OnTime => continue,
            Outcome::Late(late) => format!(
                "in at {}: {} to load it in time",
                clock.label(in_frame + late),
                frames(*late)
            ),
            Outcome::Never(late) => format!("left out: {} to load it in time", frames(*late)),
        };
        let from = format!("in at {}", clock.label(*in_frame));
        losses.of_cue(*at, Feature::Times, Severity::Error, from, to);
    }
    plan
}

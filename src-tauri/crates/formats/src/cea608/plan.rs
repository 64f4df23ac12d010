//! When each pair is sent, so that every cue appears on its frame.
//!
//! Line 21 carries one pair a frame. A pop-on caption is loaded before it is
//! shown, and what takes the caption before it away may have to be sent while
//! it loads (CTA-608-E section 8).

use captions::{CaptionChannel, CaptionMode, Cue, FrameRate, Settings, Time};

use super::code::{Control, Lane, Pair};
use super::draw::declare;
use super::lay::{Laid, lay};
use super::send::Unit;
use crate::loss::Losses;
use crate::{Feature, Severity};

/// A cue and its number in the track.
type Numbered<'c> = (&'c Cue, u32);

/// The frames in which pairs can be sent: every one up to 30 a second, every
/// other one above, as line 21 belongs to a picture of 29.97.
#[derive(Clone, Copy, Debug)]
struct Slots {
    rate: FrameRate,
    /// Frames from one pair to the next.
    step: i64,
    /// The first slot that can be used.
    first: i64,
}

impl Slots {
    /// The slots of a programme. Pairs can be sent before its first frame, as
    /// far back as labels go.
    fn of(settings: &Settings) -> Self {
        let rate = settings.timebase.rate();
        let step = if rate.nominal() > 30 { 2 } else { 1 };
        Self {
            rate,
            step,
            first: -settings.programme_start.div_euclid(step),
        }
    }

    /// The slot nearest to a time.
    fn slot(self, time: Time) -> i64 {
        let frame = self.rate.nearest_frame(time);
        (frame + self.step / 2).div_euclid(self.step)
    }

    fn time(self, slot: i64) -> Time {
        self.rate.time_of(slot * self.step)
    }

    /// The frame of a slot, from the first of the programme.
    const fn frame(self, slot: i64) -> i64 {
        slot * self.step
    }

    /// The slot that a frame falls into.
    const fn slot_of(self, frame: i64) -> i64 {
        frame.div_euclid(self.step)
    }
}

/// The codes of a channel; CC1 for anything that is none of CEA-608.
fn lane(channel: CaptionChannel) -> Lane {
    use CaptionChannel::{Cc2, Cc3, Cc4};
    Lane {
        second_field: matches!(channel, Cc3 | Cc4),
        second_channel: matches!(channel, Cc2 | Cc4),
    }
}

/// Plans a channel: the pairs that show `cues`, each with its frame, in order
/// of time. Frames count from the first of the programme and may be negative.
/// Everything that is not as the cues ask is declared; a cue for which there is
/// no time to load appears late, and the loss says by how many frames.
pub(crate) fn plan<'c>(
    cues: impl IntoIterator<Item = Numbered<'c>>,
    settings: &Settings,
    channel: CaptionChannel,
    losses: &mut Losses,
) -> Vec<(i64, Pair)> {
    let mut cues: Vec<Numbered<'c>> = cues.into_iter().collect();
    cues.sort_by_key(|(cue, number)| (cue.in_time, *number));
    let mut planner = Planner::new(settings, channel);
    for at in cues {
        planner.cue(at, losses);
    }
    planner.end(losses);
    planner.take()
}

/// A caption that is on the screen.
#[derive(Clone, Copy, Debug)]
struct Shown<'c> {
    at: Numbered<'c>,
    start: i64,
    /// When it is to go.
    end: Option<i64>,
    mode: CaptionMode,
    /// The rows it stands in, one bit each.
    rows: u16,
}

/// Plans cue after cue, in order of their in times.
pub(crate) struct Planner<'c> {
    slots: Slots,
    lane: Lane,
    pairs: Vec<(i64, Pair)>,
    /// The first slot that is free.
    next: i64,
    shown: Vec<Shown<'c>>,
}

/// The rows that a cue stands in, one bit each.
fn rows_of(laid: &Laid) -> u16 {
    laid.lines
        .iter()
        .fold(0, |rows, line| rows | 1 << line.spot.row)
}

/// A stretch of units laid out backwards from its end.
struct Stretch {
    pairs: Vec<(i64, Pair)>,
    start: i64,
}

impl<'c> Planner<'c> {
    /// A plan of a channel in which nothing is sent yet.
    pub(crate) fn new(settings: &Settings, channel: CaptionChannel) -> Self {
        let slots = Slots::of(settings);
        Self {
            slots,
            lane: lane(channel),
            pairs: Vec::new(),
            next: slots.first,
            shown: Vec::new(),
        }
    }

    fn control(&self, control: Control) -> Unit {
        Unit::control(self.lane.control(control))
    }

    /// Plans a cue that comes after all that were planned.
    pub(crate) fn cue(&mut self, at: Numbered<'c>, losses: &mut Losses) {
        let cue = at.0;
        let laid = lay(cue);
        if laid.lines.is_empty() {
            let from = "a cue without text";
            losses.of_cue(at, Feature::Times, Severity::Warning, from, "left out");
            return;
        }
        declare(at, &laid, losses);
        let start = self.slots.slot(cue.in_time);
        let end = cue.out_time.map(|time| self.slots.slot(time));
        self.declare_precision(at, losses);
        let real = match cue.mode {
            CaptionMode::PopOn => self.pop_on(&laid, start, end, losses),
            CaptionMode::RollUp { rows } => self.roll_up(&laid, rows, start, losses),
            CaptionMode::PaintOn => self.paint_on(&laid, start, end, losses),
        };
        if real != start {
            self.late(at, start, real, losses);
        }
        self.shown.push(Shown {
            at,
            start: real,
            end,
            mode: cue.mode,
            rows: rows_of(&laid),
        });
    }

    fn declare_precision(&self, at: Numbered<'c>, losses: &mut Losses) {
        for time in [Some(at.0.in_time), at.0.out_time].into_iter().flatten() {
            let slot = self.slots.slot(time);
            if self.slots.time(slot) != time {
                let frame = self.slots.frame(slot);
                let (from, to) = (time.to_string(), format!("frame {frame} of the programme"));
                losses.of_cue(at, Feature::TimePrecision, Severity::Info, from, to);
            }
        }
    }

    /// Declares that a cue comes late because there is no time to send it.
    fn late(&self, at: Numbered<'c>, wanted: i64, real: i64, losses: &mut Losses) {
        let missing = (real - wanted) * self.slots.step;
        let frames = if missing == 1 { "frame" } else { "frames" };
        let from = format!("in at {}", self.slots.time(wanted));
        let to = format!(
            "in at {}: {missing} {frames} are missing to send it in time",
            self.slots.time(real)
        );
        losses.of_cue(at, Feature::Times, Severity::Error, from, to);
    }

    /// When what is shown is to be erased before something that appears at
    /// `start`; `None` where that takes its place anyway.
    fn erasure(&self, start: i64) -> Option<i64> {
        let ends = self.shown.iter().map(|shown| shown.end);
        let end = ends.map(|end| end.unwrap_or(i64::MAX)).max()?;
        (end < start).then(|| end.max(self.next))
    }

    /// Declares for everything that is shown where it does not go when it is
    /// to, and forgets it.
    fn gone(&mut self, at: i64, losses: &mut Losses) {
        for shown in std::mem::take(&mut self.shown) {
            if shown.end == Some(at) {
                continue;
            }
            let to = format!("goes at {}", self.slots.time(at));
            match shown.end {
                None => {
                    let from = "stays until further notice";
                    losses.of_cue(shown.at, Feature::OpenEnd, Severity::Warning, from, to);
                }
                Some(end) => {
                    let from = format!("out at {}", self.slots.time(end));
                    let feature = if end > at + 2 {
                        Feature::Overlap
                    } else {
                        Feature::Times
                    };
                    losses.of_cue(shown.at, feature, Severity::Warning, from, to);
                }
            }
        }
    }

    /// Loads a caption and shows it at `start`, or as soon as it is loaded.
    /// Answers when it is shown.
    fn pop_on(&mut self, laid: &Laid, start: i64, end: Option<i64>, losses: &mut Losses) -> i64 {
        let mut units = vec![
            self.control(Control::ResumeCaptionLoading),
            self.control(Control::EraseNonDisplayed),
        ];
        units.extend(laid.units(self.lane).concat());
        let (start, stretch, erased) = self.arrange(&units, start, |start| self.erasure(start));
        self.gone(erased.unwrap_or(start), losses);
        self.pairs.extend(stretch.pairs);
        self.next = start;
        let briefly = end.is_some_and(|end| end <= start + 1);
        self.send(Unit {
            twice: !briefly,
            ..self.control(Control::EndOfCaption)
        });
        start
    }

    /// Lays units out so that they end before `start`, or before the first slot
    /// after it that leaves time for them, with what is shown erased when
    /// `erasure` says for that slot. Answers the slot, too, and the erasure.
    fn arrange(
        &self,
        units: &[Unit],
        start: i64,
        erasure: impl Fn(i64) -> Option<i64>,
    ) -> (i64, Stretch, Option<i64>) {
        let mut start = start;
        loop {
            let erased = erasure(start);
            if let Some(at) = erased.filter(|at| *at >= start) {
                start = at + 1;
                continue;
            }
            let stretch = self.stretch(units, start, erased);
            if stretch.start >= self.next {
                return (start, stretch, erased);
            }
            start += self.next - stretch.start;
        }
    }

    /// Lays units out so that they end before `end`, with what is shown erased
    /// at `erased`.
    fn stretch(&self, units: &[Unit], end: i64, erased: Option<i64>) -> Stretch {
        let erase = self.lane.control(Control::EraseDisplayed);
        let mut pairs = Vec::new();
        let mut slot = end;
        let mut pending = erased;
        for unit in units.iter().rev() {
            if let Some(at) = pending
                && slot - unit.frames() < at + 2
            {
                pairs.extend((at..slot.min(at + 2)).rev().map(|slot| (slot, erase)));
                slot = at;
                pending = None;
            }
            for _ in 0..unit.frames() {
                slot -= 1;
                pairs.push((slot, unit.pair));
            }
        }
        let start = slot;
        if let Some(at) = pending {
            pairs.extend((at..slot.min(at + 2)).rev().map(|slot| (slot, erase)));
        }
        pairs.reverse();
        Stretch { pairs, start }
    }

    /// Rolls the rows up, the first at `start`.
    fn roll_up(&mut self, laid: &Laid, rows: u8, start: i64, losses: &mut Losses) -> i64 {
        let choose = self.control(Control::RollUp(rows));
        let is_roll_up = |shown: &Shown<'_>| matches!(shown.mode, CaptionMode::RollUp { .. });
        let start = if self.shown.iter().all(is_roll_up) {
            let erasure = |start| self.erasure(start);
            let (start, stretch, erased) = self.arrange(&[choose], start, erasure);
            self.gone(erased.unwrap_or(start), losses);
            self.pairs.extend(stretch.pairs);
            start
        } else {
            self.change_to_roll_up(choose, start, losses)
        };
        self.next = start;
        for units in laid.rolled().units(self.lane) {
            self.send(self.control(Control::CarriageReturn));
            units.into_iter().for_each(|unit| self.send(unit));
        }
        start
    }

    /// Chooses roll-up over another mode before `start`. What is shown goes with
    /// that, so it is sent when that is to go.
    fn change_to_roll_up(&mut self, choose: Unit, start: i64, losses: &mut Losses) -> i64 {
        let start = start.max(self.next + 1);
        let at = match self.erasure(start) {
            Some(at) if at + 3 < start => {
                let stretch = self.stretch(&[choose], start, Some(at));
                self.gone(at, losses);
                self.pairs.extend(stretch.pairs);
                return start;
            }
            erased => erased.unwrap_or(start - 1),
        };
        self.gone(at, losses);
        let slots = at..start.min(at + 2);
        self.pairs.extend(slots.map(|slot| (slot, choose.pair)));
        start
    }

    /// Paints the rows, the first character at `start`.
    fn paint_on(&mut self, laid: &Laid, start: i64, end: Option<i64>, losses: &mut Losses) -> i64 {
        let mut units = vec![self.control(Control::ResumeDirectCaptioning)];
        units.extend(laid.units(self.lane).concat());
        let first = units.iter().position(|unit| unit.writes);
        let (before, painted) = units.split_at(first.unwrap_or(units.len()));
        let (start, stretch, erased) = self.arrange(before, start, |start| {
            self.erasure_before_paint(start, end, rows_of(laid))
        });
        if let Some(at) = erased {
            self.gone(at, losses);
        }
        self.pairs.extend(stretch.pairs);
        self.next = start;
        painted.iter().for_each(|unit| self.send(*unit));
        start
    }

    /// As [`Self::erasure`]; painting takes nothing away, so what ends with the
    /// start has to go a frame before. What stays as long as the new rows do, in
    /// other rows, is left on the screen beside them.
    fn erasure_before_paint(&self, start: i64, end: Option<i64>, rows: u16) -> Option<i64> {
        let stays = |shown: &Shown<'_>| shown.end == end && shown.rows & rows == 0;
        if end.is_none_or(|end| end > start) && self.shown.iter().all(stays) {
            return None;
        }
        let is_blank = self.shown.is_empty();
        (!is_blank).then(|| self.erasure(start).unwrap_or(start - 1).max(self.next))
    }

    fn send(&mut self, unit: Unit) {
        for _ in 0..unit.frames() {
            self.pairs.push((self.next, unit.pair));
            self.next += 1;
        }
    }

    /// Erases what is shown last.
    pub(crate) fn end(&mut self, losses: &mut Losses) {
        let ends = self.shown.iter().filter_map(|shown| shown.end);
        if let Some(end) = ends.max() {
            let after_start = self.shown.iter().map(|shown| shown.start + 1).max();
            let end = end.max(self.next).max(after_start.unwrap_or(end));
            self.next = end;
            self.gone(end, losses);
            self.send(self.control(Control::EraseDisplayed));
        }
    }

    /// The pairs that were planned since this was last asked, each with its
    /// frame, in order.
    pub(crate) fn take(&mut self) -> Vec<(i64, Pair)> {
        let pairs = std::mem::take(&mut self.pairs).into_iter();
        let frame = |slot: i64| self.slots.frame(slot);
        pairs.map(|(slot, pair)| (frame(slot), pair)).collect()
    }

    /// Takes in a cue that is sent as it once was, with `pairs` in their frames.
    /// False, and nothing is taken in, where there is no room for them, or what
    /// is shown before would not go when it is to.
    pub(crate) fn keep(
        &mut self,
        at: Numbered<'c>,
        pairs: &[(i64, Pair)],
        losses: &mut Losses,
    ) -> bool {
        let start = self.slots.slot(at.0.in_time);
        let adds = at.0.mode == CaptionMode::PaintOn && self.erasure(start).is_none();
        if !self.fits(pairs, (!adds).then_some(start), losses) {
            return false;
        }
        self.shown.push(Shown {
            at,
            start,
            end: at.0.out_time.map(|time| self.slots.slot(time)),
            mode: at.0.mode,
            rows: rows_of(&lay(at.0)),
        });
        true
    }

    /// Takes in what is sent after the last cue, as it once was; false where it
    /// does not erase that cue when it is to go.
    pub(crate) fn keep_tail(&mut self, pairs: &[(i64, Pair)], losses: &mut Losses) -> bool {
        let open = self.shown.iter().all(|shown| shown.end.is_none());
        if open && self.erasures(pairs).is_empty() {
            return true;
        }
        self.fits(pairs, Some(i64::MAX), losses)
    }

    /// Makes room for pairs that are sent as they once were, which show
    /// something else at `start`.
    fn fits(&mut self, pairs: &[(i64, Pair)], start: Option<i64>, losses: &mut Losses) -> bool {
        let mut said = pairs.iter().filter(|(_, pair)| *pair != super::NULL);
        let first = said
            .next()
            .map_or(i64::MAX, |(frame, _)| self.slots.slot_of(*frame));
        let erasures = self.erasures(pairs);
        let is_early = |limit: i64| erasures.iter().any(|at| *at < limit);
        if first < self.next {
            return false;
        }
        let erased = start.and_then(|start| self.erasure(start));
        match (start, erased) {
            (None, _) if !erasures.is_empty() => return false,
            (None, _) => {}
            (Some(_), Some(at)) if is_early(at) => return false,
            (Some(_), Some(at)) if erasures.contains(&at) => self.gone(at, losses),
            (Some(_), Some(at)) if at + 2 <= first && start != Some(i64::MAX) => {
                self.gone(at, losses);
                self.next = at;
                self.send(self.control(Control::EraseDisplayed));
            }
            (Some(_), Some(_)) => return false,
            (Some(start), None) if !self.shown.is_empty() && is_early(start) => return false,
            (Some(start), None) => self.gone(start, losses),
        }
        let last = pairs
            .last()
            .map_or(self.next, |(frame, _)| self.slots.slot_of(*frame));
        self.next = self.next.max(last + 1);
        true
    }

    /// The slots in which pairs erase what is shown: by EDM, or by the choice
    /// of roll-up over another mode.
    fn erasures(&self, pairs: &[(i64, Pair)]) -> Vec<i64> {
        let rolls = self
            .shown
            .iter()
            .all(|shown| matches!(shown.mode, CaptionMode::RollUp { .. }));
        let erase = self.lane.control(Control::EraseDisplayed);
        let erases = |pair: Pair| pair == erase || !rolls && self.lane.chooses_roll_up(pair);
        let mut slots: Vec<i64> = Vec::new();
        for (frame, pair) in pairs {
            let slot = self.slots.slot_of(*frame);
            let again = slots.last().is_some_and(|last| last + 1 == slot);
            if erases(pair.map(super::code::with_parity)) && !again {
                slots.push(slot);
            }
        }
        slots
    }
}

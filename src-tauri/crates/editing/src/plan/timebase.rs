//! Frame rates and labels.

use captions::{Cue, Document, FrameRate, Time, Timebase};

use super::Draft;
use super::notes::move_moments;
use super::timing::map_times;
use crate::{Plan, Rejected, RejectedCode};

/// Changes the frame rate and the way frames are labelled. The programme's
/// first frame keeps its label. With `keep_frames`, every cue of the document,
/// references too, and every moment that was spoken of keep their frame numbers
/// and so move in time.
pub(super) fn set_timebase(
    document: &Document,
    timebase: Timebase,
    keep_frames: bool,
) -> Result<Plan, Rejected> {
    let mut settings = document.settings().clone();
    let old = settings.timebase;
    settings.programme_start = relabelled(settings.programme_start, old, timebase);
    settings.timebase = timebase;
    let mut draft = Draft::new(document);
    draft.set_settings(settings);
    if keep_frames && old.rate() != timebase.rate() {
        let tracks = document.tracks();
        for cue in tracks.iter().flat_map(|track| document.cues(track.id)) {
            keep_frame_numbers(document, cue, old.rate(), timebase.rate(), &mut draft)?;
        }
        for track in tracks {
            let map = |time| same_frame(time, old.rate(), timebase.rate());
            draft.update_track(track.id, |track| move_moments(track, map));
        }
    }
    let labels = if timebase.drop_frame() {
        " drop-frame"
    } else {
        ""
    };
    let kept = if keep_frames { ", keeping frames" } else { "" };
    let rate = shown(timebase.rate());
    draft.finish(
        format!("Set frame rate to {rate}{labels}{kept}"),
        Vec::new(),
    )
}

fn keep_frame_numbers(
    document: &Document,
    cue: &Cue,
    old: FrameRate,
    new: FrameRate,
    draft: &mut Draft<'_>,
) -> Result<(), Rejected> {
    let mut fits = true;
    draft.update(cue.id, |cue| {
        fits = map_times(cue, |time| same_frame(time, old, new));
    });
    if fits {
        return Ok(());
    }
    let number = document.number(cue);
    let message = format!("Cue {number} would lie beyond the last time there is");
    let mut refused = Rejected::new(RejectedCode::BadValue, message);
    refused.cues = vec![cue.id];
    Err(refused)
}

/// The time in `new` of what `time` is in `old`: of the same frame where it is
/// the start of one, in proportion between frames.
fn same_frame(time: Time, old: FrameRate, new: FrameRate) -> Option<Time> {
    let frame = old.nearest_frame(time);
    if old.time_of(frame) == time {
        return Some(new.time_of(frame));
    }
    let [old_n, old_d, new_n, new_d] = [
        old.numerator(),
        old.denominator(),
        new.numerator(),
        new.denominator(),
    ]
    .map(i64::from);
    time.scaled(old_n.checked_mul(new_d)?, old_d.checked_mul(new_n)?)
}

/// The frame of `new` whose label is that of `frame` in `old`, the frames of
/// its second in proportion. A label that drop-frame counting leaves out gives
/// the next one.
fn relabelled(frame: i64, old: Timebase, new: Timebase) -> i64 {
    if frame <= 0 {
        return frame;
    }
    let (hours, minutes, seconds, frames) = old.label(frame).fields();
    let (from, to) = (old.rate().nominal(), new.rate().nominal());
    let scaled = u64::from(frames) * u64::from(to) / u64::from(from);
    let first = u32::try_from(scaled).unwrap_or(0);
    let labels = (first..to).map(|frames| new.frame(hours, minutes, seconds, frames));
    labels.flatten().next().unwrap_or(frame)
}

/// A rate as people call it: 25, 29.97, 23.976.
fn shown(rate: FrameRate) -> String {
    let (n, d) = (u64::from(rate.numerator()), u64::from(rate.denominator()));
    let thousandths = (n * 1000 + d / 2) / d;
    let decimals = format!("{:03}", thousandths % 1000);
    match (thousandths / 1000, decimals.trim_end_matches('0')) {
        (whole, "") => whole.to_string(),
        (whole, decimals) => format!("{whole}.{decimals}"),
    }
}

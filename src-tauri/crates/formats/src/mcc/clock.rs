//! How the frames of a file that is written are counted.

use captions::{FrameRate, Settings, Timebase};

use crate::cdp::CdpRate;
use crate::loss::Losses;
use crate::{Feature, Severity};

/// How frames of the programme are counted and labelled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) base: Timebase,
    pub(super) rate: CdpRate,
    /// The frame of the programme's first label.
    pub(super) start: i64,
}

impl Clock {
    /// The clock of a document; at a rate that packets do not have, that of
    /// 29.97 frames a second.
    pub(super) fn of(settings: &Settings, losses: &mut Losses) -> Self {
        let base = settings.timebase;
        let day = |base: Timebase| base.frame(24, 0, 0, 0).unwrap_or(i64::MAX);
        if let Some(rate) = CdpRate::of(base.rate()) {
            let start = settings.programme_start.rem_euclid(day(base));
            return Self { base, rate, start };
        }
        let other = Timebase::non_drop(FrameRate::NTSC);
        let (from, to) = (
            format!("{} frames a second", base.rate()),
            format!("{} frames a second", other.rate()),
        );
        losses.of_track(Feature::TimePrecision, Severity::Warning, from, to);
        let start = base.rate().time_of(settings.programme_start);
        Self {
            base: other,
            rate: CdpRate::of(other.rate()).expect("packets have 29.97 frames a second"),
            start: other.rate().nearest_frame(start).rem_euclid(day(other)),
        }
    }

    pub(super) fn settings(self) -> Settings {
        Settings {
            timebase: self.base,
            programme_start: self.start,
            ..Settings::default()
        }
    }

    /// The first and the last frame that have a label.
    pub(super) fn limits(self) -> (i64, i64) {
        let day = self.base.frame(24, 0, 0, 0).unwrap_or(i64::MAX);
        (-self.start, day - 1 - self.start)
    }

    pub(super) fn label(self, frame: i64) -> String {
        self.base.label(frame + self.start).to_string()
    }
}

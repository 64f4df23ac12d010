//! The time a decoder needs to load a cue before it can be shown.

use captions::{CaptionMode, FrameRate, Time};
use serde::{Deserialize, Serialize};

use super::{Rule, RuleInfo};
use crate::amount::Whole;
use crate::finding::Remark;
use crate::scene::Scene;

pub(super) const LOAD_TIME: RuleInfo = RuleInfo {
    id: "load-time",
    title: "No time to load",
    about: "A pop-on caption is sent byte by byte before it is shown. Where the time since the one \
            before is shorter than that, it appears late. Styles and indents cost more than is \
            counted here; the export says the exact frame.",
    fix: None,
};

/// What sending a caption costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LoadTime {
    /// Bytes that are sent with each frame at 29.97 a second.
    pub bytes_per_frame: Whole<1, 100>,
    /// Bytes of the codes around a caption.
    pub bytes_per_cue: Whole<0, 100>,
    /// Bytes of the codes before each of its rows.
    pub bytes_per_row: Whole<0, 100>,
}

impl LoadTime {
    fn needed(&self, scene: &Scene<'_>) -> Time {
        let each = i64::from(self.bytes_per_frame.get());
        let frames = |bytes: i64| (bytes + each - 1) / each;
        let rows = scene.rows.iter().map(|row| {
            let characters = i64::try_from(row.text.chars().count()).unwrap_or(i64::MAX / 4);
            frames(characters) + frames(self.bytes_per_row.get().into())
        });
        let all = frames(self.bytes_per_cue.get().into()) + rows.sum::<i64>();
        FrameRate::NTSC.time_of(all)
    }
}

impl Rule for LoadTime {
    fn info(&self) -> &'static RuleInfo {
        &LOAD_TIME
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        if scene.cue.mode != CaptionMode::PopOn {
            return;
        }
        let from = scene
            .previous
            .map_or(Time::ZERO, |previous| previous.in_time);
        let (there, needed) = (scene.cue.in_time - from, self.needed(scene));
        if there >= Time::ZERO && there + Time::MILLISECOND <= needed {
            let frame = |time| FrameRate::NTSC.nearest_frame(time);
            let (needs, has) = (frame(needed), frame(there));
            let message = format!("The cue takes {needs} frames to load and has {has}");
            remarks.push(Remark::new(message).by((needed - there).flicks()));
        }
    }
}

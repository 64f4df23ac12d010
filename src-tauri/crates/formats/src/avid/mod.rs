//! Text formats of Avid: the caption file of Avid DS and Media Composer's
//! `SubCap`, and that of Avid DVD.

pub(crate) mod ds;
pub(crate) mod dvd;

use captions::Time;

use crate::diagnostic::{Diagnostics, Place};
use crate::frame_clock::{FrameClock, Label};

/// The in and out times of a cue; absent where a label stands for no frame.
fn times(
    clock: FrameClock,
    labels: (Label, Label),
    place: Place,
    diagnostics: &mut Diagnostics,
) -> Option<(Time, Time)> {
    let (start, start_error) = clock.time(labels.0);
    let (end, end_error) = clock.time(labels.1);
    for error in [start_error, end_error].into_iter().flatten() {
        diagnostics.error("bad-label", place, error.to_string());
    }
    let (start, end) = (start?, end?);
    if end < start {
        diagnostics.warn("out-before-in", place, "The cue ends before it starts");
    }
    Some((start, end))
}

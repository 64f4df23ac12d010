//! MacCaption files: a head, then one line for each frame, a label and the
//! ancillary packet that the frame carries. The head's own text is the
//! specification; packets are those of SMPTE ST 334 with captions of CEA-608
//! and CEA-708 in them.

mod channels;
mod clock;
mod compare;
mod copy;
mod header;
mod language;
mod line21;
mod lines;
mod payload;
mod read;
mod tally;
mod twin;
mod write;

use captions::Settings;

use crate::registry::{Confidence, Format, Info, Probe};
use crate::{Feature, Support};

const ID: &str = "mcc";

/// Parts of a file that a track keeps besides its text: what was read from it,
/// which other channels hold captions, whether packets have a time code, and
/// whether the picture is wide.
const AS_READ: &str = "as-read";
const OTHERS: &str = "others";
const TIME_CODE: &str = "time-code";
const WIDE: &str = "wide";

/// Key of a cue's setting that holds how its window looks.
const LOOK: &str = "mcc.window";

/// MacCaption.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read: read::read,
    write: Some(write::write),
};

static INFO: Info = Info {
    id: ID,
    name: "MacCaption MCC",
    extensions: &["mcc"],
    media_type: "text/x-mcc",
    reads: true,
    writes: true,
    counts_frames: true,
    features: &[
        (Feature::Italic, Support::Full),
        (Feature::Underline, Support::Full),
        (Feature::Flash, Support::Full),
        (Feature::TextColor, Support::Partial),
        (Feature::BackgroundColor, Support::Partial),
        (Feature::Font, Support::Partial),
        (Feature::TextSize, Support::Partial),
        (Feature::Role, Support::Partial),
        (Feature::Override, Support::Partial),
        (Feature::Align, Support::Partial),
        (Feature::Place, Support::Partial),
        (Feature::FreePosition, Support::Partial),
        (Feature::RowPosition, Support::Partial),
        (Feature::Writing, Support::Partial),
        (Feature::CaptionMode, Support::Partial),
        (Feature::Channel, Support::Partial),
        (Feature::Setting, Support::Partial),
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::Overlap, Support::Partial),
        (Feature::LineBreak, Support::Partial),
        (Feature::BlankRow, Support::Partial),
        (Feature::Characters, Support::Partial),
        (Feature::Header, Support::Partial),
        (Feature::Language, Support::Partial),
    ],
};

fn detect(probe: &Probe<'_>) -> Confidence {
    if probe.lines().next().is_some_and(header::opens) {
        Confidence::Certain
    } else if probe.lines().take(200).any(is_data) {
        Confidence::Likely
    } else {
        Confidence::None
    }
}

/// Whether a line without its head can be taken for one of a MacCaption file.
fn is_data(line: &str) -> bool {
    lines::split(line.as_bytes()).is_some_and(|(_, payload)| {
        let start = payload.to_ascii_uppercase();
        start.starts_with(b"T") || start.starts_with(b"6101") || start.starts_with(b"6102")
    })
}

/// What a track was when it was read: while it still is, its file goes out as
/// it came in.
#[derive(Clone, Copy, Debug, Default)]
struct Fingerprint {
    count: u64,
    digest: u64,
}

impl Fingerprint {
    /// Takes in the next cue by its digest.
    fn add(&mut self, digest: u64) {
        self.count += 1;
        self.digest = self.digest.rotate_left(7).wrapping_mul(31) ^ digest;
    }

    fn finish(self, settings: &Settings, language: &str) -> String {
        let (base, start) = (settings.timebase, settings.programme_start);
        let drops = if base.drop_frame() { " drop" } else { "" };
        format!(
            "{}{drops} {start} {language:?} {} {:016x}",
            base.rate(),
            self.count,
            self.digest
        )
    }
}

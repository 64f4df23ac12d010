//! SubRip.
//!
//! There is no standard: SubRip itself (2003) wrote an index, a time line and
//! text, and every tool since has added to it or left something out. The reader
//! takes all dialects that are known; the writer writes the common one.

mod blocks;
mod read;
mod text;
pub(crate) mod timing;
mod write;

pub(crate) use write::write;

use crate::registry::{Confidence, Format, Info, Probe};
use crate::{Feature, Support};

/// Identifier of the format.
pub(crate) const ID: &str = "srt";

/// Part of the file that a track keeps: how cues are numbered.
const NUMBERING: &str = "numbering";

/// SubRip.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read: read::read,
    write: Some(write),
};

static INFO: Info = Info {
    id: ID,
    name: "SubRip",
    extensions: &["srt"],
    media_type: "application/x-subrip",
    reads: true,
    writes: true,
    counts_frames: false,
    features: FEATURES,
};

const FEATURES: &[(Feature, Support)] = &[
    (Feature::Italic, Support::Full),
    (Feature::Bold, Support::Full),
    (Feature::Underline, Support::Full),
    (Feature::Strike, Support::Full),
    (Feature::TextColor, Support::Full),
    (Feature::Font, Support::Full),
    (Feature::TextSize, Support::Full),
    (Feature::Override, Support::Partial),
    (Feature::Place, Support::Full),
    (Feature::Align, Support::Partial),
    (Feature::FreePosition, Support::Partial),
    (Feature::RowPosition, Support::Partial),
    (Feature::Label, Support::Partial),
    (Feature::Setting, Support::Partial),
    (Feature::Times, Support::Full),
    (Feature::TimePrecision, Support::Partial),
    (Feature::OpenEnd, Support::Partial),
    (Feature::Overlap, Support::Full),
    (Feature::LineBreak, Support::Full),
    (Feature::BlankRow, Support::Partial),
    (Feature::Characters, Support::Full),
];

fn detect(probe: &Probe<'_>) -> Confidence {
    let found = probe
        .lines()
        .take(2000)
        .any(|line| timing::parse(line).is_some_and(|timing| timing.is_whole()));
    if found {
        Confidence::Likely
    } else {
        Confidence::None
    }
}

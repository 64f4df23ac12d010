//! Scenarist Closed Captions (McPoodle, SCC_TOOLS documentation): the byte
//! pairs of line 21 as hexadecimal words, line by line with the label of the
//! frame in which the first is sent.

mod keep;
mod line;
mod pieces;
mod read;
mod write;

use crate::registry::{Confidence, Format, Info, Probe};
use crate::{Feature, Support};

const ID: &str = "scc";

/// What a file opens with.
const SIGNATURE: &str = "Scenarist_SCC V1.0";

/// Scenarist Closed Captions.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read: read::read,
    write: Some(write::write),
};

static INFO: Info = Info {
    id: ID,
    name: "Scenarist SCC",
    extensions: &["scc"],
    media_type: "text/x-scc",
    reads: true,
    writes: true,
    counts_frames: true,
    features: &[
        (Feature::Italic, Support::Partial),
        (Feature::Underline, Support::Partial),
        (Feature::Flash, Support::Partial),
        (Feature::TextColor, Support::Partial),
        (Feature::BackgroundColor, Support::Partial),
        (Feature::Align, Support::Partial),
        (Feature::Place, Support::Partial),
        (Feature::FreePosition, Support::Partial),
        (Feature::RowPosition, Support::Full),
        (Feature::CaptionMode, Support::Full),
        (Feature::Channel, Support::Partial),
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::LineBreak, Support::Full),
        (Feature::BlankRow, Support::Partial),
        (Feature::Characters, Support::Partial),
    ],
};

fn detect(probe: &Probe<'_>) -> Confidence {
    let mut lines = probe.lines().take(200);
    if probe.text.trim_start().starts_with(SIGNATURE) {
        Confidence::Certain
    } else if lines.any(|line| line::parse(line).is_some_and(|line| line.is_data())) {
        Confidence::Likely
    } else {
        Confidence::None
    }
}

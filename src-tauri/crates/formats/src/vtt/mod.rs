//! WebVTT: The Web Video Text Tracks Format (W3C).

mod blocks;
mod head;
mod read;
mod settings;
mod tags;
mod text;
mod timing;
mod write;

use crate::registry::{Confidence, Format, Info, Probe};
use crate::{Feature, Support};

/// Identifier of the format.
pub(crate) const ID: &str = "vtt";

/// WebVTT.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read: read::read,
    write: Some(write::write),
};

static INFO: Info = Info {
    id: ID,
    name: "WebVTT",
    extensions: &["vtt", "webvtt"],
    media_type: "text/vtt",
    reads: true,
    writes: true,
    counts_frames: false,
    features: FEATURES,
};

const FEATURES: &[(Feature, Support)] = &[
    (Feature::Italic, Support::Full),
    (Feature::Bold, Support::Full),
    (Feature::Underline, Support::Full),
    (Feature::TextColor, Support::Full),
    (Feature::BackgroundColor, Support::Full),
    (Feature::Class, Support::Full),
    (Feature::Align, Support::Full),
    (Feature::Place, Support::Partial),
    (Feature::FreePosition, Support::Full),
    (Feature::RowPosition, Support::Partial),
    (Feature::Region, Support::Full),
    (Feature::Writing, Support::Full),
    (Feature::Speaker, Support::Full),
    (Feature::Ruby, Support::Full),
    (Feature::RunLanguage, Support::Full),
    (Feature::InlineTime, Support::Partial),
    (Feature::Comment, Support::Partial),
    (Feature::Label, Support::Full),
    (Feature::Setting, Support::Partial),
    (Feature::Times, Support::Full),
    (Feature::TimePrecision, Support::Partial),
    (Feature::OpenEnd, Support::Partial),
    (Feature::Overlap, Support::Full),
    (Feature::LineBreak, Support::Full),
    (Feature::BlankRow, Support::Partial),
    (Feature::Characters, Support::Full),
    (Feature::StyleSheet, Support::Partial),
    (Feature::Header, Support::Full),
    (Feature::Language, Support::Full),
];

fn detect(probe: &Probe<'_>) -> Confidence {
    let first = probe.text.split(['\n', '\r']).next().unwrap_or_default();
    if head::is_signature(first) {
        Confidence::Certain
    } else {
        Confidence::None
    }
}

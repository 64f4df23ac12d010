//! `QuickTime` timed text: the text descriptors and time stamps of Apple's text
//! importer (`QuickTime` 4 API Documentation, "Text Descriptors" and "Time
//! Stamps").
//!
//! A stamp starts a sample, which stands until the next stamp; a sample without
//! text is a gap. Descriptors such as `{italic}` hold until they are changed.

mod declare;
mod descriptor;
mod languages;
mod read;
mod samples;
mod stamp;
mod state;
mod write;

use crate::registry::{Confidence, Format, Info, Probe};
use crate::{Feature, Support};

use descriptor::{Descriptor, descriptor};

const ID: &str = "qttext";

/// `QuickTime` timed text.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read: read::read,
    write: Some(write::write),
};

static INFO: Info = Info {
    id: ID,
    name: "QuickTime timed text",
    extensions: &["qt.txt"],
    media_type: "application/x-quicktime-timedtext",
    reads: true,
    writes: true,
    counts_frames: false,
    features: &[
        (Feature::Italic, Support::Full),
        (Feature::Bold, Support::Full),
        (Feature::Underline, Support::Full),
        (Feature::TextColor, Support::Partial),
        (Feature::BackgroundColor, Support::Partial),
        (Feature::Font, Support::Partial),
        (Feature::TextSize, Support::Partial),
        (Feature::Align, Support::Partial),
        (Feature::RunLanguage, Support::Partial),
        (Feature::Comment, Support::Full),
        (Feature::Override, Support::Partial),
        (Feature::Setting, Support::Partial),
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::Overlap, Support::Partial),
        (Feature::LineBreak, Support::Full),
        (Feature::BlankRow, Support::Partial),
        (Feature::Characters, Support::Partial),
        (Feature::Header, Support::Full),
        (Feature::Language, Support::Partial),
    ],
};

fn detect(probe: &Probe<'_>) -> Confidence {
    let mut first = probe.lines().take(20).map(descriptor);
    if matches!(first.next(), Some(Some((Descriptor::Signature, _)))) {
        Confidence::Certain
    } else if first
        .flatten()
        .any(|(found, _)| matches!(found, Descriptor::Signature | Descriptor::TimeScale(_)))
    {
        Confidence::Likely
    } else {
        Confidence::None
    }
}

//! The binary `.cap` of Cheetah `CAPtivator`: a header of 128 bytes, then one
//! record of at most 255 bytes for each caption. No specification is public;
//! the layout is what independent readers agree on.

mod read;
mod record;
mod write;

use crate::registry::{Confidence, Format, Info, Probe};
use crate::{Feature, Support};

const ID: &str = "cap";

/// Cheetah CAP.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read: read::read,
    write: Some(write::write),
};

static INFO: Info = Info {
    id: ID,
    name: "Cheetah CAP",
    extensions: &["cap"],
    media_type: "application/x-cheetah-cap",
    reads: true,
    writes: true,
    counts_frames: true,
    features: &[
        (Feature::Italic, Support::Partial),
        (Feature::Align, Support::Partial),
        (Feature::Place, Support::Partial),
        (Feature::FreePosition, Support::Partial),
        (Feature::RowPosition, Support::Partial),
        (Feature::Override, Support::Partial),
        (Feature::Setting, Support::Partial),
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::Overlap, Support::Partial),
        (Feature::LineBreak, Support::Partial),
        (Feature::BlankRow, Support::Partial),
        (Feature::Characters, Support::Partial),
        (Feature::Header, Support::Full),
    ],
};

/// The first bytes of a file.
const MAGIC: [u8; 2] = [0xea, 0x22];

/// How long the header is.
const HEADER: usize = 128;

fn detect(probe: &Probe<'_>) -> Confidence {
    match magic(probe.bytes) {
        Some(0) => Confidence::Certain,
        Some(_) => Confidence::Likely,
        None => Confidence::None,
    }
}

/// Where the header starts: some files have something in front of it.
fn magic(bytes: &[u8]) -> Option<usize> {
    let head = &bytes[..bytes.len().min(1024)];
    if head.starts_with(&MAGIC) {
        return Some(0);
    }
    memchr::memmem::find_iter(head, &MAGIC)
        .find(|at| matches!(head.get(at + 2..at + 4), Some([0..=3, 0])))
}

//! The binary `.stl` of the EBU (Tech 3264-E, "Specification of the EBU
//! Subtitling data exchange format", 1991): a block of general information and
//! blocks of 128 bytes with text and timing.

mod characters;
mod choice;
mod clock;
mod code_page;
mod compose;
mod glyphs;
mod gsi;
mod head;
mod kept;
mod language;
mod layout;
mod pen;
mod read;
mod rows;
mod screen;
mod sets;
mod text_field;
mod tti;
mod utf16;
mod write;

use crate::registry::{Confidence, Format, Info, Probe};
use crate::{Feature, Support};

use code_page::CodePage;
use gsi::{CPN, DFC, DSC, Gsi};

const ID: &str = "ebu-stl";

/// Settings of a cue that only this format has: the subtitle group and the
/// cumulative status, where they are not what the track and the times say.
const GROUP: &str = "ebu-stl.group";
const CUMULATIVE: &str = "ebu-stl.cumulative";

/// EBU STL.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read: read::read,
    write: Some(write::write),
};

static INFO: Info = Info {
    id: ID,
    name: "EBU STL",
    extensions: &["stl"],
    media_type: "application/x-ebu-stl",
    reads: true,
    writes: true,
    counts_frames: true,
    features: &[
        (Feature::Italic, Support::Partial),
        (Feature::Underline, Support::Partial),
        (Feature::Flash, Support::Partial),
        (Feature::TextColor, Support::Partial),
        (Feature::BackgroundColor, Support::Partial),
        (Feature::TextSize, Support::Partial),
        (Feature::Align, Support::Partial),
        (Feature::Place, Support::Partial),
        (Feature::FreePosition, Support::Partial),
        (Feature::RowPosition, Support::Partial),
        (Feature::Comment, Support::Full),
        (Feature::Label, Support::Partial),
        (Feature::Setting, Support::Partial),
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::Overlap, Support::Partial),
        (Feature::LineBreak, Support::Partial),
        (Feature::BlankRow, Support::Partial),
        (Feature::Characters, Support::Partial),
        (Feature::Header, Support::Full),
        (Feature::Language, Support::Partial),
    ],
};

/// A disk format code is a signature. Without one, a code page and a display
/// standard of the specification speak for a file.
fn detect(probe: &Probe<'_>) -> Confidence {
    if probe.bytes.len() < Gsi::LENGTH {
        return Confidence::None;
    }
    let gsi = Gsi::of(probe.bytes);
    if let [b'S', b'T', b'L', a, b, b'.', c, d] = gsi.bytes(DFC)
        && [a, b, c, d].iter().all(|digit| digit.is_ascii_digit())
    {
        return Confidence::Certain;
    }
    let page = std::str::from_utf8(gsi.bytes(CPN)).unwrap_or_default();
    if CodePage::of(page).is_some() && matches!(gsi.bytes(DSC), [b' ' | b'0'..=b'2']) {
        return Confidence::Likely;
    }
    Confidence::None
}

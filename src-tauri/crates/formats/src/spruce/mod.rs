//! The text `.stl` of Spruce Maestro and DVD Studio Pro (Apple, DVD Studio Pro 4
//! User Manual, "Creating an STL Format Subtitle File"): `in , out , text`, and
//! commands such as `$Italic = TRUE` that hold for the cues after them.

mod read;
mod state;
mod write;

use crate::frame_clock::{Label, label};
use crate::registry::{Confidence, Format, Info, Probe};
use crate::{Feature, Support};

const ID: &str = "spruce-stl";

/// Spruce STL.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read: read::read,
    write: Some(write::write),
};

static INFO: Info = Info {
    id: ID,
    name: "Spruce STL",
    extensions: &["stl"],
    media_type: "text/x-stl",
    reads: true,
    writes: true,
    counts_frames: true,
    features: &[
        (Feature::Italic, Support::Full),
        (Feature::Bold, Support::Full),
        (Feature::Underline, Support::Full),
        (Feature::Place, Support::Full),
        (Feature::Align, Support::Partial),
        (Feature::FreePosition, Support::Partial),
        (Feature::RowPosition, Support::Partial),
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::Overlap, Support::Full),
        (Feature::LineBreak, Support::Full),
        (Feature::BlankRow, Support::Full),
        (Feature::Characters, Support::Partial),
        (Feature::Header, Support::Full),
    ],
};

fn detect(probe: &Probe<'_>) -> Confidence {
    if probe.lines().take(200).any(|line| entry(line).is_some()) {
        Confidence::Likely
    } else {
        Confidence::None
    }
}

/// The line of a cue.
#[derive(Clone, Copy, Debug)]
struct Entry<'a> {
    labels: (Label, Label),
    text: &'a str,
}

/// Reads `in , out , text`. Tabs around the text are no part of it; spaces are,
/// but for the one that follows the comma where there is no tab.
fn entry(line: &str) -> Option<Entry<'_>> {
    let (start, rest) = label(line.trim_ascii_start())?;
    let (end, rest) = label(comma(rest)?.trim_ascii_start())?;
    let rest = comma(rest)?;
    let text = rest.trim_start_matches('\t');
    let text = if text.len() < rest.len() {
        text
    } else {
        text.strip_prefix(' ').unwrap_or(text)
    };
    Some(Entry {
        labels: (start, end),
        text,
    })
}

fn comma(text: &str) -> Option<&str> {
    text.trim_ascii_start().strip_prefix(',')
}

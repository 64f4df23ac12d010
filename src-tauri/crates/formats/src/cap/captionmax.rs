//! The text `.cap` of `CaptionMAX`: lines `$Name value`, then for each caption
//! its labels with a tab between and its rows below.

use captions::{FrameRate, Ids};

use crate::diagnostic::Diagnostics;
use crate::draft::Draft;
use crate::encoding::Encoding;
use crate::frame_clock::{Label, label};
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source};
use crate::text_source::TextSource;
use crate::{Feature, ReadOptions, Support, rows};

use super::clock;

const ID: &str = "captionmax";

/// `CaptionMAX`.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: None,
};

static INFO: Info = Info {
    id: ID,
    name: "CaptionMAX",
    extensions: &["cap"],
    media_type: "text/plain",
    reads: true,
    writes: false,
    counts_frames: true,
    features: &[
        (Feature::Times, Support::Full),
        (Feature::Overlap, Support::Full),
        (Feature::LineBreak, Support::Full),
        (Feature::BlankRow, Support::Partial),
        (Feature::Characters, Support::Partial),
    ],
};

fn detect(probe: &Probe<'_>) -> Confidence {
    if probe.text.trim_start().starts_with("$CaptionMAX") {
        Confidence::Certain
    } else {
        Confidence::None
    }
}

/// Reads `in` tab `out`; text may follow after a further tab.
fn entry(line: &str) -> Option<((Label, Label), &str)> {
    let (start, rest) = label(line.trim_start())?;
    let (end, rest) = label(rest.strip_prefix('\t')?.trim_start())?;
    let text = rest.strip_prefix('\t').unwrap_or(rest.trim_end());
    (rest.is_empty() || rest.starts_with(['\t', ' '])).then_some(((start, end), text))
}

/// The value of a line `$Name value`.
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (found, value) = line.trim().strip_prefix('$')?.split_once([' ', '\t'])?;
    found.eq_ignore_ascii_case(name).then_some(value.trim())
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let options = ReadOptions {
        encoding: options.encoding.or_else(|| encoding(file.bytes)),
        ..options.clone()
    };
    let source = TextSource::open(file.bytes, &options, &mut diagnostics);
    let standard = source
        .lines()
        .find_map(|line| value(line.text, "VideoStandard"));
    let options = ReadOptions {
        frame_rate: options.frame_rate.or(standard.and_then(rate)),
        ..options
    };
    let entries = source.lines().filter_map(|line| entry(line.text));
    let labels: Vec<Label> = entries.flat_map(|((start, end), _)| [start, end]).collect();
    let clock = clock(&labels, &options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        let place = source.place(line.mark());
        let Some((labels, first)) = entry(line.text) else {
            if !line.is_blank() && !line.text.trim_start().starts_with('$') {
                let message = "This line belongs to no caption; it is not shown";
                diagnostics.error("line-without-time", place, message);
            }
            continue;
        };
        let mut text = first.to_owned();
        let mut ahead = lines;
        while let Some(more) = ahead.next().filter(|more| is_text(more.text)) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(more.text);
            lines = ahead;
        }
        if let Some((start, end)) = clock.times(labels, place, &mut diagnostics) {
            let mut cue = draft.cue(ids, start, Some(end));
            cue.rows = rows::plain(&text);
            draft.put(cue);
        }
    }
    draft.finish(clock.settings(), diagnostics, source.encoding())
}

fn is_text(line: &str) -> bool {
    !line.trim().is_empty() && entry(line).is_none()
}

fn rate(standard: &str) -> Option<FrameRate> {
    match standard.to_ascii_uppercase().as_str() {
        "PAL" | "SECAM" => Some(FrameRate::PAL),
        "NTSC" => Some(FrameRate::NTSC),
        _ => None,
    }
}

/// The character set that a file names, where it is not Unicode after all.
fn encoding(bytes: &[u8]) -> Option<Encoding> {
    let plain = TextSource::decode(bytes, None);
    let is_unicode = plain.encoding() == Encoding::UTF_8 || !plain.encoding().has_byte_lines();
    let set = plain
        .lines()
        .take(20)
        .find_map(|line| value(line.text, "CharacterSet"))?;
    set.replace('_', "-").parse().ok().filter(|_| !is_unicode)
}

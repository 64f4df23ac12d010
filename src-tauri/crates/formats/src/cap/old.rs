//! The binary `.cap` of older Cheetah programs: a header of 128 bytes, then
//! records of 178 bytes with two rows each.

use captions::Ids;

use crate::diagnostic::Diagnostics;
use crate::draft::Draft;
use crate::encoding::Encoding;
use crate::frame_clock::Label;
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source};
use crate::{Feature, ReadOptions, Support};

use super::{binary_label, characters, clock, place};

const ID: &str = "cheetah-old";

/// Old Cheetah CAP.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: None,
};

static INFO: Info = Info {
    id: ID,
    name: "Cheetah CAP (old)",
    extensions: &["cap"],
    media_type: "application/x-cheetah-cap",
    reads: true,
    writes: false,
    counts_frames: true,
    features: &[
        (Feature::Times, Support::Full),
        (Feature::LineBreak, Support::Full),
        (Feature::Characters, Support::Partial),
    ],
};

const MAGIC: &[u8] = &[0xea, 0x10];
const HEADER: usize = 128;
const RECORD: usize = 178;
/// Where the rows of a record start, and how long they are.
const ROWS: [usize; 2] = [0x1a, 0x40];
const ROW: usize = 38;

fn detect(probe: &Probe<'_>) -> Confidence {
    if probe.bytes.starts_with(MAGIC) {
        Confidence::Certain
    } else {
        Confidence::None
    }
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let body = file.bytes.get(HEADER..).unwrap_or_default();
    let records = || (HEADER..).step_by(RECORD).zip(body.chunks(RECORD));
    let labels = |record: &[u8]| {
        let start = binary_label(record)?;
        let end = binary_label(record.get(4..)?)?;
        Some((start, end))
    };
    let all: Vec<Label> = records()
        .filter_map(|(_, record)| labels(record))
        .flat_map(|(start, end)| [start, end])
        .collect();
    let clock = clock(&all, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    for (offset, record) in records() {
        if record.iter().all(|byte| *byte == 0) {
            continue;
        }
        if record.len() < RECORD {
            let message = "The last record is cut short";
            diagnostics.warn("bad-length", place(offset), message);
        }
        let Some(labels) = labels(record) else {
            let message = "This record has no times; it is passed over";
            diagnostics.error("no-record", place(offset), message);
            continue;
        };
        let Some((start, end)) = clock.times(labels, place(offset), &mut diagnostics) else {
            continue;
        };
        let mut cue = draft.cue(ids, start, Some(end));
        cue.rows = ROWS.iter().filter_map(|at| row(record, *at)).collect();
        if !cue.rows.is_empty() {
            draft.put(cue);
        }
    }
    let encoding = Encoding::of(encoding_rs::WINDOWS_1252);
    draft.finish(clock.settings(), diagnostics, encoding)
}

/// A row padded with zeros.
fn row(record: &[u8], at: usize) -> Option<captions::Row> {
    let rest = record.get(at..)?;
    let bytes = rest[..rest.len().min(ROW)]
        .split(|byte| *byte == 0)
        .next()?;
    let row = characters::row(bytes.trim_ascii_end());
    (!row.is_empty()).then_some(row)
}

//! Reading Cheetah CAP.

use captions::{Cue, Ids, Settings, Time};

use crate::cap::{clock, place};
use crate::diagnostic::Diagnostics;
use crate::draft::Draft;
use crate::encoding::Encoding;
use crate::frame_clock::{FrameClock, Label};
use crate::registry::{Reading, Source};
use crate::{ReadOptions, verbatim};

use super::record::{ATTRIBUTES, HAS_END, Item, ROWS, Record, Text, USUAL, items};
use super::{HEADER, ID, MAGIC, magic};

/// What stands in front of the first caption, as the track keeps it.
pub(super) const HEAD: &str = "head";

/// The labels' clock, as the track keeps it.
pub(super) const CLOCK: &str = "clock";

/// A caption whose piece of the file may still grow.
struct Pending {
    cue: Cue,
    from: usize,
}

pub(super) fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let bytes = file.bytes;
    let mut diagnostics = Diagnostics::default();
    let header = magic(bytes).unwrap_or_else(|| {
        let message = format!(
            "The file does not start with {:02X} {:02X}; it is read as if it did",
            MAGIC[0], MAGIC[1]
        );
        diagnostics.error("no-signature", place(0), message);
        0
    });
    let first = header + HEADER;
    let labels: Vec<Label> = records(bytes, first)
        .flat_map(|record| [Some(record.start), record.end])
        .flatten()
        .collect();
    let clock = clock(&labels, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    let mut pending: Option<Pending> = None;
    let mut head_end = bytes.len();
    let mut last = None;
    for item in items(bytes, first) {
        let record = match item {
            Item::Record(record) => record,
            Item::Junk { from, to } => {
                let message = format!(
                    "{} bytes are no caption; they are kept as they are",
                    to - from
                );
                diagnostics.error("no-record", place(from), message);
                continue;
            }
        };
        report(bytes, &record, &mut diagnostics);
        let Some((start, end)) = times(clock, &record, &mut diagnostics) else {
            continue;
        };
        let open = pending.as_mut().filter(|p| p.cue.out_time.is_none());
        if let Some(open) = open {
            open.cue.out_time = Some(start);
        }
        let Some(text) = record.text() else {
            continue;
        };
        match pending.take() {
            Some(done) => put(&mut draft, done, &bytes[..record.from], options.keep_raw),
            None => head_end = record.from,
        }
        if last.replace(start) > Some(start) {
            verbatim::keep_disorder(&mut draft.track, ID);
        }
        let mut cue = draft.cue(ids, start, end);
        fill(&mut cue, &record, text);
        pending = Some(Pending {
            cue,
            from: record.from,
        });
    }
    if let Some(done) = pending {
        put(&mut draft, done, bytes, options.keep_raw);
    }
    let settings = clock.settings();
    if options.keep_raw {
        let count = draft.count();
        verbatim::put(&mut draft.track, ID, HEAD, bytes[..head_end].into());
        verbatim::put(&mut draft.track, ID, CLOCK, clock_name(&settings).into());
        verbatim::keep_count(&mut draft.track, ID, count);
    }
    draft.finish(
        settings,
        diagnostics,
        Encoding::of(encoding_rs::WINDOWS_1252),
    )
}

/// What the meaning of labels depends on.
pub(super) fn clock_name(settings: &Settings) -> String {
    let (base, start) = (settings.timebase, settings.programme_start);
    format!("{} {} {start}", base.rate(), base.drop_frame())
}

/// The records among the items of a file.
fn records(bytes: &[u8], first: usize) -> impl Iterator<Item = Record<'_>> {
    items(bytes, first).filter_map(|item| match item {
        Item::Record(record) => Some(record),
        Item::Junk { .. } => None,
    })
}

/// The times of a record; `None` where its label stands for no frame.
pub(super) fn times(
    clock: FrameClock,
    record: &Record<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<(Time, Option<Time>)> {
    let at = place(record.from);
    let labels = (record.start, record.end.unwrap_or(record.start));
    let (start, end) = clock.times(labels, at, diagnostics)?;
    Some((start, record.end.and(Some(end))))
}

/// Gives a cue what its record says besides times.
pub(super) fn fill(cue: &mut Cue, record: &Record<'_>, text: Text) {
    cue.rows = text.rows;
    cue.position = text.position;
    cue.align = text.justify.align();
    let mut keep = |name: &str, bytes: &[u8]| {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        cue.settings.insert(format!("{ID}.{name}"), digits);
    };
    let attributes = record.bare_attributes();
    if attributes != ATTRIBUTES {
        keep("attributes", &attributes);
    }
    let flags = record.flags & !(HAS_END | ROWS);
    if flags != USUAL {
        keep("flags", &[flags]);
    }
}

fn report(bytes: &[u8], record: &Record<'_>, diagnostics: &mut Diagnostics) {
    let said = usize::from(bytes[record.from]);
    if said != record.to - record.from {
        let message = format!("The record says that it has {said} bytes, which does not fit");
        diagnostics.warn("bad-length", place(record.from), message);
    }
}

/// Puts in a caption whose piece of the file ends where `bytes` do.
fn put(draft: &mut Draft, mut done: Pending, bytes: &[u8], keep_raw: bool) {
    if keep_raw {
        verbatim::keep_cue(&mut done.cue, ID, &bytes[done.from..]);
    }
    draft.put(done.cue);
}

//! Reading Spruce STL.

use captions::Ids;

use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::frame_clock::{FrameClock, Label};
use crate::registry::{Reading, Source};
use crate::text_source::{Line, Mark, TextSource};
use crate::{ReadOptions, verbatim};

use super::state::{State, command};
use super::{ID, entry};

pub(super) fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let clock = clock(&source, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    let mut state = State::default();
    let mut bounds: Option<(Mark, Mark)> = None;
    for line in source.lines() {
        let Some(entry) = entry(line.text) else {
            state.take_line(line.text);
            report(&source, &line, &mut diagnostics);
            continue;
        };
        let place = source.place(line.mark());
        let Some((start, end)) = clock.times(entry.labels, place, &mut diagnostics) else {
            continue;
        };
        let mut cue = draft.cue(ids, start, Some(end));
        cue.rows = state.read(entry.text);
        cue.position = state.position();
        let (head_end, piece) = bounds.unwrap_or((line.mark(), line.mark()));
        if options.keep_raw {
            let raw = source.raw_between(piece, line.end_mark());
            verbatim::keep_cue(&mut cue, ID, raw);
        }
        bounds = Some((head_end, line.end_mark()));
        draft.put(cue);
    }
    let end = source.end();
    let (head_end, tail) = bounds.unwrap_or((end, end));
    if options.keep_raw {
        verbatim::keep_frame(&mut draft.track, ID, &source, head_end, tail, false);
    }
    if source
        .lines()
        .any(|line| command(line.text).is_some() || is_comment(line.text))
    {
        verbatim::put(&mut draft.track, ID, verbatim::NOTES, String::new().into());
    }
    draft.finish(clock.settings(), diagnostics, source.encoding())
}

/// The clock of the file. Some tools put the rate into a comment.
fn clock(
    source: &TextSource<'_>,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> FrameClock {
    let labels = source.lines().filter_map(|line| entry(line.text));
    let labels: Vec<Label> = labels.flat_map(|e| [e.labels.0, e.labels.1]).collect();
    let written = source.lines().find_map(|line| {
        let comment = line.text.trim_start().strip_prefix("//")?;
        let (name, value) = command(comment)?;
        let is_rate = name.eq_ignore_ascii_case("SMPTEFormat");
        is_rate.then(|| value.parse().ok())?
    });
    let options = ReadOptions {
        frame_rate: options.frame_rate.or(written),
        ..options.clone()
    };
    FrameClock::guess(&labels, &options, diagnostics)
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with("\\\\")
}

fn report(source: &TextSource<'_>, line: &Line<'_>, diagnostics: &mut Diagnostics) {
    if line.text.trim_start().starts_with("{\\rtf") {
        let message = "This is a rich-text file; save it as plain text first";
        diagnostics.error("rich-text", Place::default(), message);
    } else if !line.is_blank() && !is_comment(line.text) && command(line.text).is_none() {
        let message =
            "This line is neither a cue, a command nor a comment; it is kept as it stands";
        diagnostics.error("line-without-time", source.place(line.mark()), message);
    }
}

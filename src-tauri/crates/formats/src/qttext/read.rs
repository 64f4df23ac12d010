//! Reading `QuickTime` timed text.

use captions::{Cue, FrameRate, Ids, Settings, Timebase};

use crate::diagnostic::Diagnostics;
use crate::draft::Draft;
use crate::registry::{Reading, Source};
use crate::text_source::{Mark, TextSource};
use crate::{Encoding, Question, ReadOptions, verbatim};

use super::ID;
use super::descriptor::Descriptor;
use super::samples::{Parser, Sample, Trouble};
use super::stamp::stamp;

/// The mark of a file whose stamps hold decimal fractions.
pub(super) const DECIMAL: &str = "decimal";

/// A cue whose piece of the file may still grow.
struct Pending {
    cue: Cue,
    from: Mark,
    to: Mark,
}

struct Reader<'a> {
    source: &'a TextSource<'a>,
    draft: Draft,
    pending: Option<Pending>,
    /// Where the first cue starts.
    head_end: Option<Mark>,
    /// The end of the last cue's piece.
    done: Mark,
    keep_raw: bool,
}

pub(super) fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let options = ReadOptions {
        encoding: options
            .encoding
            .or_else(|| encoding(file.bytes, &mut diagnostics)),
        ..options.clone()
    };
    let source = TextSource::open(file.bytes, &options, &mut diagnostics);
    let mut parser = Parser::new(is_decimal(&source));
    if parser.decimal {
        let message = "Stamps count more units than the time scale has; \
                       they are read as decimal fractions of a second";
        diagnostics.warn("decimal-stamps", source.place(Mark::START), message);
    }
    let mut reader = Reader {
        source: &source,
        draft: Draft::new(ID, ids),
        pending: None,
        head_end: None,
        done: Mark::START,
        keep_raw: options.keep_raw,
    };
    for line in source.lines() {
        parser.line(&line);
        for sample in parser.done.drain(..) {
            reader.sample(sample, line.mark(), ids, &mut diagnostics);
        }
    }
    parser.finish();
    for sample in parser.done.drain(..) {
        reader.sample(sample, source.end(), ids, &mut diagnostics);
    }
    report(&source, &parser, &mut diagnostics);
    let mut draft = reader.finish();
    if let Some(language) = parser.state.language() {
        language.clone_into(&mut draft.track.language);
    }
    let goes_back = |trouble: &(Mark, Trouble)| trouble.1 == Trouble::GoesBack;
    if parser.troubles.iter().any(goes_back) {
        verbatim::keep_disorder(&mut draft.track, ID);
    }
    if parser.decimal {
        verbatim::put(&mut draft.track, ID, DECIMAL, String::new().into());
    }
    if parser.state.has_notes() {
        verbatim::put(&mut draft.track, ID, verbatim::NOTES, String::new().into());
    }
    let settings = settings(&options, parser.state.scale);
    draft.finish(settings, diagnostics, source.encoding())
}

/// A time scale that is a frame rate speaks for that rate.
fn settings(options: &ReadOptions, scale: u32) -> Settings {
    let by_scale = [24, 25, 30, 50, 60].contains(&scale);
    let rate = options
        .frame_rate
        .or_else(|| FrameRate::new(scale, 1).ok().filter(|_| by_scale));
    Settings {
        timebase: rate.map_or(Timebase::default(), Timebase::non_drop),
        ..Settings::default()
    }
}

/// The encoding of a file that is not Unicode: as it says, else Mac OS Roman,
/// the importer's own.
fn encoding(bytes: &[u8], diagnostics: &mut Diagnostics) -> Option<Encoding> {
    let plain = TextSource::decode(bytes, None);
    if plain.encoding() == Encoding::UTF_8 || !plain.encoding().has_byte_lines() {
        return None;
    }
    let said = plain.text().match_indices('{').find_map(|(at, _)| {
        let (found, _) = super::descriptor(&plain.text()[at..])?;
        match found {
            Descriptor::Encoding(number) => script(number),
            _ => None,
        }
    });
    if said.is_none() {
        let message = "The file does not say its encoding; it was read as Mac OS Roman";
        diagnostics.info("encoding-guessed", plain.place(Mark::START), message);
        diagnostics.ask(Question::Encoding);
    }
    said.unwrap_or("macintosh").parse().ok()
}

/// The encoding of a Macintosh script number.
fn script(number: u32) -> Option<&'static str> {
    match number {
        0 => Some("macintosh"),
        1 => Some("shift_jis"),
        2 => Some("big5"),
        3 => Some("euc-kr"),
        7 => Some("x-mac-cyrillic"),
        25 => Some("gbk"),
        1280 => Some("windows-1252"),
        _ => None,
    }
}

/// Whether so many stamps count past the time scale that they must be decimal
/// fractions, as some tools write them.
fn is_decimal(source: &TextSource<'_>) -> bool {
    let mut scale = 600;
    let (mut all, mut long) = (0_usize, 0_usize);
    for line in source.lines() {
        let mut rest = line.text.trim_start();
        while let Some((found, after)) = super::descriptor(rest) {
            if let Descriptor::TimeScale(units) = found {
                scale = units;
            }
            rest = after.trim_start();
        }
        if let Some((found, _)) = stamp(rest) {
            all += 1;
            long += usize::from(found.overflows(scale));
        }
    }
    long > 1 && long * 10 > all
}

fn report(source: &TextSource<'_>, parser: &Parser, diagnostics: &mut Diagnostics) {
    for (mark, trouble) in &parser.troubles {
        let place = source.place(*mark);
        match trouble {
            Trouble::BadDescriptor => {
                let message = "The value of this descriptor makes no sense; it is passed over";
                diagnostics.warn("bad-descriptor", place, message);
            }
            Trouble::LongSecond => {
                let message = "This stamp counts more units than the time scale has in a second";
                diagnostics.warn("bad-time", place, message);
            }
            Trouble::WithoutTime => {
                let message = "This text stands before the first time stamp; it is not shown";
                diagnostics.error("text-without-time", place, message);
            }
            Trouble::GoesBack => {
                let message = "This stamp lies before the one above it";
                diagnostics.warn("time-goes-back", place, message);
            }
        }
    }
}

impl Reader<'_> {
    /// Takes in a sample that ends before the line at `next`.
    fn sample(&mut self, sample: Sample, next: Mark, ids: &mut Ids, diagnostics: &mut Diagnostics) {
        if sample.rows.is_empty() {
            // The stamp of a gap ends the cue before it.
            if let Some(pending) = &mut self.pending
                && pending.to == sample.line
                && sample.line_end.offset <= next.offset
            {
                pending.to = sample.line_end;
            }
            self.flush();
            return;
        }
        self.flush();
        if sample.end.is_none() {
            let message = "No stamp ends the last cue; it stays until further notice";
            diagnostics.warn("no-last-stamp", self.source.place(sample.line), message);
        }
        let from = *self.head_end.get_or_insert(sample.line);
        let from = if self.done == Mark::START {
            from
        } else {
            self.done
        };
        let mut cue = self.draft.cue(ids, sample.start, sample.end);
        sample.fill(&mut cue);
        self.pending = Some(Pending {
            cue,
            from,
            to: next,
        });
    }

    /// Puts in the cue that is pending.
    fn flush(&mut self) {
        let Some(mut pending) = self.pending.take() else {
            return;
        };
        if self.keep_raw {
            let raw = self.source.raw_between(pending.from, pending.to);
            verbatim::keep_cue(&mut pending.cue, ID, raw);
        }
        self.done = pending.to;
        self.draft.put(pending.cue);
    }

    fn finish(mut self) -> Draft {
        self.flush();
        if self.keep_raw {
            let end = self.source.end();
            let (head_end, tail) = match self.head_end {
                Some(head_end) => (head_end, self.done),
                None => (end, end),
            };
            let (track, source) = (&mut self.draft.track, self.source);
            verbatim::keep_frame(track, ID, source, head_end, tail, true);
            let count = self.draft.count();
            verbatim::keep_count(&mut self.draft.track, ID, count);
        }
        self.draft
    }
}

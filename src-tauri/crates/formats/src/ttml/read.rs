//! Reading every profile.

use captions::{Cue, Ids, NamedStyle, Settings, Time, Timebase};

use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::registry::{Question, Reading, Source};
use crate::text_source::{Mark, TextSource};
use crate::{Encoding, ReadOptions, Severity, verbatim};

use super::body::{Paragraph, Walker};
use super::sheet::Sheet;
use super::skeleton::Keeper;
use super::time::Base;
use super::xml::{Fault, Name, Tree};

/// Reads a file as the format of this identifier.
pub(super) fn read(
    format: &'static str,
    file: &Source<'_>,
    options: &ReadOptions,
    ids: &mut Ids,
) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let mut options = options.clone();
    options.encoding = options.encoding.or_else(|| declared_encoding(file.bytes));
    let source = TextSource::open(file.bytes, &options, &mut diagnostics);
    let (tree, faults) = Tree::parse(source.text());
    let mut sheet = Sheet::read(&tree, &options);
    check_root(&tree, &mut sheet);
    let start = programme_start(&tree, &sheet, &options, &mut diagnostics);
    let mut draft = Draft::new(format, ids);
    draft.reserve(memchr::memmem::find_iter(source.text().as_bytes(), b"</p>").count());
    let mut keeper = options.keep_raw.then(Keeper::default);
    let mut walker = Walker {
        tree: &tree,
        sheet: &mut sheet,
    };
    let origin = start.map_or(Time::ZERO, |(_, time)| time);
    walker.run(&mut |paragraph| {
        let mut cues = cues_of(&paragraph, &draft, origin, ids);
        if let Some(keeper) = &mut keeper {
            keeper.keep(&source, format, tree.range(paragraph.node), &mut cues);
        }
        for cue in cues {
            draft.put(cue);
        }
    });
    fill_track(&mut draft, format, &mut sheet);
    if let Some(keeper) = keeper {
        keeper.finish(&mut draft.track, format, &source, file.bytes);
    }
    let lines = LineIndex::new(source.text());
    for fault in faults.into_iter().chain(std::mem::take(&mut sheet.faults)) {
        report(&mut diagnostics, lines.place(&source, fault.offset), fault);
    }
    let settings = settings(&sheet, start.map_or(0, |(frame, _)| frame), &options);
    draft.finish(settings, diagnostics, source.encoding())
}

/// The encoding that the XML declaration names, where it can be that: UTF-16
/// is told by its mark or its zeros, and UTF-8 is checked by content.
fn declared_encoding(bytes: &[u8]) -> Option<Encoding> {
    let head = &bytes[..bytes.len().min(256)];
    let head = head.strip_prefix(Encoding::UTF_8.mark()).unwrap_or(head);
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = memchr::memchr(b'>', head)?;
    let declaration = std::str::from_utf8(&head[..end]).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let encoding: Encoding = value[1..].split(quote).next()?.parse().ok()?;
    (encoding.has_byte_lines() && encoding != Encoding::UTF_8).then_some(encoding)
}

fn check_root(tree: &Tree<'_>, sheet: &mut Sheet) {
    if tree.child(Tree::ROOT, Name::Tt).is_none() {
        let message = "The file has no tt element; players will refuse it";
        sheet.fault(Severity::Error, "no-root", 0, message);
    }
}

/// The frame that the programme starts at, and its time: where labels are
/// counted, the hour of the first one is taken for it.
fn programme_start(
    tree: &Tree<'_>,
    sheet: &Sheet,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Option<(i64, Time)> {
    let clock = &sheet.clock;
    if clock.base != Base::Smpte {
        return None;
    }
    if !clock.has_rate {
        let message = format!(
            "The file does not say its frame rate; {} is assumed",
            clock.rate
        );
        diagnostics.warn("frame-rate-assumed", Place::default(), message);
        diagnostics.ask(Question::FrameRate);
    }
    let base = clock.timebase();
    let said = options.programme_start.as_deref();
    let said = said.or(sheet.programme_start.as_deref());
    if let Some(frame) = said.and_then(|label| base.parse(label).ok()) {
        return Some((frame, clock.rate.time_of(frame)));
    }
    let first = tree.all(Tree::ROOT, Name::P).into_iter().find_map(|p| {
        let begin = tree.attribute(p, "begin")?;
        begin.contains(':').then_some(begin)
    })?;
    let hour = first.split(':').next()?.trim().parse().ok()?;
    let frame = base.frame(hour, 0, 0, 0).ok().filter(|frame| *frame > 0)?;
    let message = format!("The programme is taken to start at {}", base.label(frame));
    diagnostics.info("programme-start-assumed", Place::default(), message);
    diagnostics.ask(Question::ProgrammeStart);
    Some((frame, clock.rate.time_of(frame)))
}

/// The cues of a paragraph, without the bytes they keep.
fn cues_of(paragraph: &Paragraph, draft: &Draft, origin: Time, ids: &mut Ids) -> Vec<Cue> {
    let facts = &paragraph.facts;
    let mut cues = Vec::with_capacity(paragraph.shown.len());
    for (part, shown) in paragraph.shown.iter().enumerate() {
        let end = shown.interval.end.map(|end| end - origin);
        let mut cue = draft.cue(ids, shown.interval.begin - origin, end);
        let step = i64::try_from(part).unwrap_or(0);
        cue.rank = cue.rank.saturating_add(step.saturating_mul(Cue::RANK_STEP));
        cue.rows.clone_from(&shown.rows);
        shift_inline_times(&mut cue, origin);
        cue.label = facts.label.clone().filter(|_| part == 0);
        cue.position = facts.position.clone();
        (cue.align, cue.writing, cue.forced) = (facts.align, facts.writing, facts.forced);
        cue.speaker.clone_from(&facts.speaker);
        cue.settings.clone_from(&facts.settings);
        cues.push(cue);
    }
    cues
}

fn shift_inline_times(cue: &mut Cue, origin: Time) {
    if origin == Time::ZERO {
        return;
    }
    for run in cue.rows.iter_mut().flat_map(|row| &mut row.0) {
        if let Some(time) = run
            .style
            .detail
            .as_mut()
            .and_then(|detail| detail.appears.as_mut())
        {
            *time -= origin;
        }
    }
}

/// Gives the track what the head says.
fn fill_track(draft: &mut Draft, format: &str, sheet: &mut Sheet) {
    let track = &mut draft.track;
    track.language.clone_from(&sheet.language);
    let beyond = std::mem::take(&mut sheet.styles.beyond);
    track.styles = beyond
        .into_iter()
        .map(|(name, definition)| NamedStyle {
            name,
            language: super::STYLE_LANGUAGE.to_owned(),
            definition,
        })
        .collect();
    if sheet.notes {
        verbatim::put(track, format, verbatim::NOTES, String::new().into());
    }
}

fn settings(sheet: &Sheet, programme_start: i64, options: &ReadOptions) -> Settings {
    let timebase = if sheet.clock.has_rate || sheet.clock.base == Base::Smpte {
        sheet.clock.timebase()
    } else {
        let rate = options.frame_rate;
        rate.map(Timebase::non_drop).unwrap_or_default()
    };
    Settings {
        title: sheet.title.clone(),
        language: sheet.language.clone(),
        timebase,
        programme_start,
        ..Settings::default()
    }
}

fn report(diagnostics: &mut Diagnostics, place: Place, fault: Fault) {
    match fault.severity {
        Severity::Info => diagnostics.info(fault.code, place, fault.message),
        Severity::Warning => diagnostics.warn(fault.code, place, fault.message),
        Severity::Error => diagnostics.error(fault.code, place, fault.message),
    }
}

/// Line numbers by offset.
struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    fn new(text: &str) -> Self {
        let starts = crate::text_source::Lines::new(text).map(|line| line.start);
        Self {
            starts: starts.collect(),
        }
    }

    fn place(&self, source: &TextSource<'_>, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        source.place(Mark {
            offset,
            line: u32::try_from(line).unwrap_or(u32::MAX),
        })
    }
}

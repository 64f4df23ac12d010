//! SubStation Alpha and its successor, Advanced SubStation Alpha.
//!
//! Sections of `Key: value` lines; the `Format` line of a section says which
//! fields its lines have. Text may hold override codes in braces.

mod events;
mod script;
mod text;
mod write;

use captions::{Ids, Settings, Timebase};

use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source};
use crate::text_source::TextSource;
use crate::{Feature, ReadOptions, Support, verbatim};

use events::Event;
use script::Script;

/// Which of the two formats a file is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// Version 4.00.
    Ssa,
    /// Version 4.00+.
    Ass,
}

impl Version {
    const fn info(self) -> &'static Info {
        match self {
            Self::Ass => &ASS,
            Self::Ssa => &SSA,
        }
    }
}

/// Version 4.00+.
pub(crate) static ADVANCED: Format = Format {
    info: &ASS,
    detect: |probe| detect(probe, Version::Ass),
    read: |source, options, ids| read(source, options, ids, ASS.id),
    write: Some(|document, track, options| write::write(document, track, options, Version::Ass)),
};

/// Version 4.00.
pub(crate) static PLAIN: Format = Format {
    info: &SSA,
    detect: |probe| detect(probe, Version::Ssa),
    read: |source, options, ids| read(source, options, ids, SSA.id),
    write: Some(|document, track, options| write::write(document, track, options, Version::Ssa)),
};

static ASS: Info = Info {
    id: "ass",
    name: "Advanced SubStation Alpha",
    extensions: &["ass"],
    media_type: "text/x-ass",
    reads: true,
    writes: true,
    counts_frames: false,
    features: FEATURES,
};

static SSA: Info = Info {
    id: "ssa",
    name: "SubStation Alpha",
    extensions: &["ssa"],
    media_type: "text/x-ssa",
    ..ASS
};

const FEATURES: &[(Feature, Support)] = &[
    (Feature::Italic, Support::Full),
    (Feature::Bold, Support::Full),
    (Feature::Underline, Support::Full),
    (Feature::Strike, Support::Full),
    (Feature::TextColor, Support::Full),
    (Feature::Font, Support::Full),
    (Feature::TextSize, Support::Full),
    (Feature::Override, Support::Partial),
    (Feature::Place, Support::Full),
    (Feature::Align, Support::Partial),
    (Feature::FreePosition, Support::Partial),
    (Feature::RowPosition, Support::Partial),
    (Feature::Speaker, Support::Partial),
    (Feature::Comment, Support::Full),
    (Feature::Setting, Support::Partial),
    (Feature::Times, Support::Full),
    (Feature::TimePrecision, Support::Partial),
    (Feature::OpenEnd, Support::Partial),
    (Feature::Overlap, Support::Full),
    (Feature::LineBreak, Support::Full),
    (Feature::BlankRow, Support::Full),
    (Feature::Characters, Support::Partial),
    (Feature::StyleSheet, Support::Partial),
    (Feature::Header, Support::Full),
];

fn detect(probe: &Probe<'_>, wanted: Version) -> Confidence {
    let mut version = None;
    let mut is_script = false;
    for line in probe.lines().take(500) {
        let line = line.to_ascii_lowercase();
        is_script |= line == "[script info]" || line == "[events]";
        let found = match line.as_str() {
            "[v4+ styles]" => Some(Version::Ass),
            "[v4 styles]" => Some(Version::Ssa),
            line => line.strip_prefix("scripttype:").map(|value| {
                if value.trim_end().ends_with('+') {
                    Version::Ass
                } else {
                    Version::Ssa
                }
            }),
        };
        version = version.or(found);
    }
    match (is_script, version.unwrap_or(Version::Ass)) {
        (true, version) if version == wanted => Confidence::Certain,
        _ => Confidence::None,
    }
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids, id: &'static str) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let script = Script::parse(source.text());
    let mut draft = Draft::new(id, ids);
    let mut events = events::lines(source.text()).peekable();
    let head_end = events
        .peek()
        .map_or(source.end(), |event| event.line.mark());
    let mut tail = head_end;
    for event in events {
        let line = event.line;
        let place = source.place(line.mark());
        let Some(event) = Event::parse(&event, &script) else {
            let message = "This event has no times that can be read; it is kept as it stands";
            diagnostics.error("bad-time", place, message);
            continue;
        };
        let mut cue = draft.cue(ids, event.start, Some(event.end));
        event.fill(&mut cue, &script, id);
        if event.end < event.start {
            diagnostics.warn("out-before-in", place, "The cue ends before it starts");
        }
        if options.keep_raw {
            let raw = source.raw_between(tail, line.end_mark());
            verbatim::keep_cue(&mut cue, id, raw);
        }
        tail = line.end_mark();
        draft.put(cue);
    }
    if source.text().trim().is_empty() {
        diagnostics.warn("empty-file", Place::default(), "The file holds no text");
    }
    draft.track.styles = script.named_styles();
    if options.keep_raw {
        let head_end = if draft.count() == 0 {
            source.end()
        } else {
            head_end
        };
        let tail = if draft.count() == 0 {
            source.end()
        } else {
            tail
        };
        verbatim::keep_frame(&mut draft.track, id, &source, head_end, tail, false);
    }
    verbatim::put(&mut draft.track, id, verbatim::NOTES, String::new().into());
    let timebase = options.frame_rate.map(Timebase::non_drop);
    let settings = Settings {
        title: script.title().to_owned(),
        timebase: timebase.unwrap_or_default(),
        ..Settings::default()
    };
    draft.finish(settings, diagnostics, source.encoding())
}

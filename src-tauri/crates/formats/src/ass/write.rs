//! Writing scripts.

use std::fmt::Write as _;

use captions::{Cue, Document, Position, RawBytes, Time, Track};

use crate::clock::push_padded;
use crate::loss::Losses;
use crate::registry::{Info, Written};
use crate::text_sink::TextSink;
use crate::verbatim::{Frame, Span};
use crate::{Feature, Severity, WriteOptions, place};

use super::script::{Field, Script};
use super::{Version, events, text};

/// The unit of the format's clock.
const CENTISECOND: Time = Time::from_millis(10);

/// What a rewritten event needs to know.
struct Context<'a> {
    script: &'a Script<'a>,
    info: &'static Info,
    version: Version,
}

pub(super) fn write(
    document: &Document,
    track: &Track,
    options: &WriteOptions,
    version: Version,
) -> Written {
    let info = version.info();
    let frame = Frame::of(track, info.id).line_by_line();
    let (kept_head, _) = frame.head_text();
    let has_head = frame
        .head
        .is_some_and(|head| head != &RawBytes::Text(String::new()));
    let title = &document.settings().title;
    let head = if has_head {
        kept_head.into_owned()
    } else {
        fresh_head(track, title, version)
    };
    let mut sink = frame.sink(options, document.cue_count(track.id) * 128);
    let mut losses = Losses::new(info);
    losses.declare_track(track);
    if track.styles.iter().any(|style| style.language != "ass") {
        let from = "style sheets of another format";
        losses.of_track(Feature::StyleSheet, Severity::Warning, from, "left out");
    }
    if has_head {
        frame.put_head(&mut sink, options);
    } else if frame.head.is_none() || document.cue_count(track.id) > 0 {
        sink.text(&head);
    }
    let script = Script::parse(&head);
    let context = Context {
        script: &script,
        info,
        version,
    };
    let mut cues = (1..).zip(document.cues(track.id)).peekable();
    while let Some((number, cue)) = cues.next() {
        let next_in = cues.peek().map(|(_, next)| next.in_time);
        frame.put_cue(&mut sink, cue, info.id, span, |sink| {
            rewrite(sink, (cue, number), next_in, &context, &mut losses)
        });
    }
    frame.put_tail(&mut sink);
    Written {
        bytes: sink.finish(),
        losses: losses.finish(),
    }
}

/// The event is the last line of its piece.
fn span(piece: &str) -> Option<Span> {
    let marked = format!("[Events]\n{piece}");
    let shift = marked.len() - piece.len();
    let line = events::lines(&marked).last()?.line;
    Some(Span {
        start: line.start - shift,
        end: line.start + line.text.len() - shift,
    })
}

/// A head for a track that has none.
fn fresh_head(track: &Track, title: &str, version: Version) -> String {
    let mut out = String::from("[Script Info]\n");
    let title = title.replace(['\n', '\r'], " ");
    if !title.is_empty() {
        let _ = writeln!(out, "Title: {title}");
    }
    let styles: Vec<&str> = track
        .styles
        .iter()
        .filter(|style| style.language == "ass" && style.definition.starts_with("Style:"))
        .map(|style| style.definition.as_str())
        .collect();
    let (kind, section, format, default, events) = match version {
        Version::Ass => (
            "v4.00+",
            "V4+ Styles",
            "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
             Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, \
             Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding",
            "Style: Default,Arial,64,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,\
             0,0,0,0,100,100,0,0,1,3,1,2,40,40,54,1",
            "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
        ),
        Version::Ssa => (
            "v4.00",
            "V4 Styles",
            "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, TertiaryColour, BackColour, \
             Bold, Italic, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, \
             AlphaLevel, Encoding",
            "Style: Default,Arial,64,16777215,255,0,0,0,0,1,3,1,2,40,40,54,0,1",
            "Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
        ),
    };
    let _ = writeln!(out, "ScriptType: {kind}\nPlayResX: 1920\nPlayResY: 1080\n");
    let _ = writeln!(out, "[{section}]\nFormat: {format}");
    if styles.is_empty() {
        let _ = writeln!(out, "{default}");
    }
    for style in styles {
        let _ = writeln!(out, "{}", style.replace(['\n', '\r'], " "));
    }
    let _ = writeln!(out, "\n[Events]\nFormat: {events}");
    out
}

/// Writes an event anew, without the end of its line.
fn rewrite(
    sink: &mut TextSink,
    at: (&Cue, u32),
    next_in: Option<Time>,
    context: &Context<'_>,
    losses: &mut Losses,
) -> bool {
    let cue = at.0;
    losses.declare_cue(at);
    losses.declare_foreign_overrides(at, '\\');
    let out_time = place::out_time(at, next_in, losses);
    let kind = if cue.comment { "Comment" } else { "Dialogue" };
    let mut line = String::with_capacity(128);
    line.push_str(kind);
    line.push_str(": ");
    for (index, field) in context.script.fields.iter().enumerate() {
        if index > 0 {
            line.push(',');
        }
        match field {
            Field::Start => push_time(&mut line, at, cue.in_time, losses),
            Field::End => push_time(&mut line, at, out_time, losses),
            Field::Name | Field::Actor => line.push_str(&speaker(at, losses)),
            Field::Text => push_words(&mut line, at, context, losses),
            Field::Style => push_setting(&mut line, cue, context, "style"),
            Field::Other(name) => push_setting(&mut line, cue, context, name),
        }
    }
    sink.text(&line);
    losses.characters(at, &sink.take_unmappable(), "?");
    true
}

fn push_setting(line: &mut String, cue: &Cue, context: &Context<'_>, field: &str) {
    match kept(cue, context, field) {
        Some(value) => line.push_str(&value.replace([',', '\n', '\r'], " ")),
        None => line.push_str(match (field, context.version) {
            ("style", _) => "Default",
            ("effect", _) => "",
            ("marked", _) => "Marked=0",
            ("marginl" | "marginr" | "marginv", Version::Ssa) => "0000",
            _ => "0",
        }),
    }
}

/// What the settings of a cue say of a field.
fn kept<'c>(cue: &'c Cue, context: &Context<'_>, field: &str) -> Option<&'c str> {
    let is_of = |name: &str| {
        let own = name.strip_prefix(context.info.id);
        own.and_then(|own| own.strip_prefix('.')) == Some(field)
    };
    let mut settings = cue.settings.iter();
    let found = settings.find(|(name, _)| is_of(name));
    found.map(|(_, value)| value.as_str())
}

fn push_time(line: &mut String, at: (&Cue, u32), time: Time, losses: &mut Losses) {
    let unit = CENTISECOND.flicks();
    let centiseconds = (time.flicks().max(0) + unit / 2) / unit;
    let written = Time::from_flicks(centiseconds.saturating_mul(unit));
    if written != time {
        let (from, to) = (time.to_string(), written.to_string());
        losses.of_cue(at, Feature::TimePrecision, Severity::Info, from, to);
    }
    let count = centiseconds.unsigned_abs();
    push_padded(line, count / 360_000, 1);
    line.push(':');
    push_padded(line, count / 6000 % 60, 2);
    line.push(':');
    push_padded(line, count / 100 % 60, 2);
    line.push('.');
    push_padded(line, count % 100, 2);
}

fn speaker(at: (&Cue, u32), losses: &mut Losses) -> String {
    let cue = at.0;
    let runs = cue.rows.iter().flat_map(|row| &row.0);
    if let Some(voice) = runs.filter_map(|run| run.style.voice()).next() {
        let (from, to) = (voice.to_owned(), "left out: an event has one speaker");
        losses.of_cue(at, Feature::Speaker, Severity::Error, from, to);
    }
    let Some(name) = &cue.speaker else {
        return String::new();
    };
    let written = name.replace([',', '\n', '\r'], ";");
    if written != *name {
        let (from, to) = (name.clone(), written.clone());
        losses.of_cue(at, Feature::Speaker, Severity::Info, from, to);
    }
    written.trim().to_owned()
}

fn push_words(line: &mut String, at: (&Cue, u32), context: &Context<'_>, losses: &mut Losses) {
    let cue = at.0;
    let base = context
        .script
        .base(kept(cue, context, "style").unwrap_or("Default"));
    let key = place::nearest_key(at, losses).unwrap_or(2);
    let place = Some(key).filter(|place| match (&cue.position, base.place) {
        (Position::Numpad(2), _) => true,
        (_, None) => *place != 2,
        (_, Some(by_style)) => *place != by_style,
    });
    if let Some(place) = place {
        let _ = write!(line, "{{\\an{place}}}");
    }
    let changed = text::write(line, &cue.rows, &base.style);
    if !changed.is_empty() {
        let from: String = changed.iter().collect();
        let to = "an escape that older renderers do not know";
        losses.of_cue(at, Feature::Characters, Severity::Info, from, to);
    }
}

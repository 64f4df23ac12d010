//! Writing every profile.

use captions::{Cue, Document, Time, Track};

use crate::loss::Losses;
use crate::registry::Written;
use crate::text_sink::TextSink;
use crate::verbatim::Frame;
use crate::{Encoding, Feature, Severity, WriteOptions};

use super::book::Book;
use super::compose::{Composer, Place};
use super::head;
use super::names::Names;
use super::rules::Rules;
use super::skeleton::Skeleton;
use super::{kept, plan};

/// Writes a track: its own file with what was edited, or a file written anew.
pub(super) fn write(
    rules: &Rules,
    document: &Document,
    track: &Track,
    options: &WriteOptions,
) -> Written {
    let frame = Frame::of(track, rules.info.id);
    let mut losses = Losses::new(rules.info).with_settings_of("ttml");
    if let Some(skeleton) = Skeleton::of(track, rules.info.id) {
        let cues: Vec<&Cue> = document.cues(track.id).collect();
        let plan = plan::Plan::of(&skeleton, &cues, rules.info.id);
        if plan.is_untouched(&skeleton) && skeleton.language == track.language {
            return untouched(&skeleton, &plan, &frame, options);
        }
        if let Some(written) = kept::write(rules, document, track, &skeleton, &plan, options) {
            return written;
        }
        let from = "the head, the comments and the nesting of the source file";
        let to = "written anew: edits cannot be made in place where elements follow each other \
                  in time, or stand in their regions";
        losses.of_track(Feature::Header, Severity::Warning, from, to);
    }
    fresh(rules, document, track, options, losses)
}

/// A file whose cues all are as they were read.
fn untouched(
    skeleton: &Skeleton<'_>,
    plan: &plan::Plan<'_>,
    frame: &Frame<'_>,
    options: &WriteOptions,
) -> Written {
    let same_bytes =
        options.encoding.is_none() && options.line_ending.is_none() && options.bom.is_none();
    if let Some(file) = skeleton.file.filter(|_| same_bytes) {
        return Written {
            bytes: file.as_bytes().to_vec(),
            losses: Vec::new(),
        };
    }
    let mut sink = frame.sink(options, 0);
    frame.put_head(&mut sink, options);
    let mut first = true;
    for (slot, cue) in skeleton.slots.iter().zip(plan.firsts()) {
        put_gap(&mut sink, slot.gap, options, std::mem::take(&mut first));
        if let Some(raw) = cue.raw.as_deref() {
            sink.verbatim(&raw.bytes);
        }
    }
    put_gap(&mut sink, skeleton.tail, options, first);
    Written {
        bytes: sink.finish(),
        losses: Vec::new(),
    }
}

/// Puts what stands between paragraphs; the first piece has the declaration.
fn put_gap(sink: &mut TextSink, gap: &str, options: &WriteOptions, is_first: bool) {
    match options.encoding.filter(|_| is_first) {
        Some(encoding) => sink.piece(&fit(&declare(gap, encoding), encoding)),
        None => sink.piece(gap),
    }
}

/// A text whose XML declaration names this encoding.
pub(super) fn declare(text: &str, encoding: Encoding) -> String {
    let end = text.find("?>").filter(|_| text.starts_with("<?xml"));
    let declaration = &text[..end.unwrap_or(0)];
    let value = declaration.find("encoding").and_then(|at| {
        let open = at + declaration[at..].find(['"', '\''])? + 1;
        let length = declaration[open..].find(['"', '\''])?;
        Some((open, open + length))
    });
    match value {
        Some((open, close)) => format!(
            "{}{}{}",
            &text[..open],
            head::shown(encoding),
            &text[close..]
        ),
        None => text.to_owned(),
    }
}

/// A text in which references stand for the characters that an encoding lacks.
pub(super) fn fit(text: &str, encoding: Encoding) -> String {
    let is_unicode = matches!(encoding.name(), "utf-8" | "utf-16le" | "utf-16be");
    if is_unicode || !encoding.codec().encode(text).2 {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let mut buffer = [0; 4];
        let (_, _, lossy) = encoding.codec().encode(c.encode_utf8(&mut buffer));
        if lossy {
            out.push_str(&format!("&#x{:x};", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// A file of its own making.
fn fresh(
    rules: &Rules,
    document: &Document,
    track: &Track,
    options: &WriteOptions,
    mut losses: Losses,
) -> Written {
    losses.declare_track(track);
    if !track.styles.is_empty() {
        let from = format!("{} style definitions", track.styles.len());
        losses.of_track(Feature::StyleSheet, Severity::Warning, from, "left out");
    }
    let mut composer = Composer {
        rules,
        names: Names::fresh(rules.prefixes),
        book: Book::fresh(rules),
        losses,
        notation: rules.notation(document.settings()),
        regions: &track.regions,
        is_kept: false,
        is_lyrics: false,
    };
    let mut body = String::with_capacity(document.cue_count(track.id) * 120);
    let mut cues = (1..).zip(document.cues(track.id)).peekable();
    while let Some((number, cue)) = cues.next() {
        let next_in: Option<Time> = cues.peek().map(|(_, next)| next.in_time);
        body.push_str("      ");
        composer.paragraph(&mut body, (cue, number), next_in, &Place::default());
        body.push('\n');
    }
    if rules.by_reference && body.is_empty() {
        // Divisions must hold a paragraph, and layouts a region.
        body.push_str("      <p xml:id=\"p1\"/>\n");
    }
    composer.book.need_region();
    let encoding = options.encoding.unwrap_or(Encoding::UTF_8);
    let Composer {
        mut book,
        names,
        losses,
        ..
    } = composer;
    let head = head::fresh(rules, document, track, &mut book, &names, &body, encoding);
    let mut sink = TextSink::new(options, None, body.len() + head.len());
    if options.bom == Some(true) || matches!(encoding.name(), "utf-16le" | "utf-16be") {
        sink.byte_order_mark();
    }
    for text in [head.as_str(), body.as_str(), head::FOOT] {
        sink.text(&fit(text, encoding));
    }
    Written {
        bytes: sink.finish(),
        losses: losses.finish(),
    }
}

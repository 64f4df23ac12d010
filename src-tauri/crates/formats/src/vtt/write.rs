//! Writing WebVTT.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use captions::{
    Align, Anchor, BlockOffset, BoxPosition, Cue, Document, GridCell, Percent, Position, Time,
    Track, TrackKind,
};

use crate::clock::{is_exact, push_clock};
use crate::loss::{Losses, describe_align};
use crate::place::{self, Grid};
use crate::registry::Written;
use crate::text_sink::TextSink;
use crate::verbatim::Frame;
use crate::{Feature, Severity, WriteOptions};

use super::head::{self, Head};
use super::{ID, INFO, blocks, settings, tags, text};

struct Writer<'a> {
    frame: Frame<'a>,
    sink: TextSink,
    losses: Losses,
    grid: Grid,
    /// Kept from cue to cue, to be filled anew.
    block: String,
}

pub(super) fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID);
    let mut writer = Writer {
        sink: frame
            .sink(options, document.cue_count(track.id) * 96)
            .with_strict_blank_lines(),
        frame,
        losses: Losses::new(&INFO),
        grid: Grid::of(track),
        block: String::new(),
    };
    writer.losses.declare_track(track);
    writer.head(document, track, options);
    let mut cues = (1..).zip(document.cues(track.id)).peekable();
    while let Some((number, cue)) = cues.next() {
        writer.cue((cue, number), cues.peek().map(|(_, next)| next.in_time));
    }
    writer.frame.put_tail(&mut writer.sink);
    Written {
        bytes: writer.sink.finish(),
        losses: writer.losses.finish(),
    }
}

/// The style rules that cues need which are written anew.
fn needed_rules(document: &Document, track: &Track, head: &str) -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    for cue in document.cues(track.id) {
        let styles = cue.rows.iter().flat_map(|row| &row.0).map(|run| &run.style);
        let mut colored = styles
            .filter(|style| style.color.is_some() || style.background.is_some())
            .peekable();
        if colored.peek().is_some() && cue.unedited(ID).is_none() {
            rules.extend(colored.flat_map(tags::rules));
        }
    }
    rules.retain(|rule| !head.contains(rule.as_str()));
    rules
}

impl<'a> Writer<'a> {
    fn head(&mut self, document: &Document, track: &Track, options: &WriteOptions) {
        let (text, marked) = self.frame.head_text();
        let rules = needed_rules(document, track, &text);
        let kept = Head::parse(&text);
        let bom = options.bom.unwrap_or(marked);
        let same = kept.regions == track.regions
            && kept.styles == track.styles
            && kept.language == track.language
            && kept.kind == track.kind;
        if self.frame.head.is_some() && same {
            self.frame.put_head(&mut self.sink, options);
        } else {
            if bom {
                self.sink.byte_order_mark();
            }
            self.sink.text(&fresh_head(track, &text));
        }
        if !rules.is_empty() {
            self.sink.blank_line();
            let lines: Vec<String> = rules.into_iter().collect();
            self.sink.text(&format!("STYLE\n{}\n", lines.join("\n")));
        }
    }

    fn cue(&mut self, at: (&'a Cue, u32), next_in: Option<Time>) {
        let cue = at.0;
        let Some(piece) = self.frame.piece(cue, ID) else {
            self.frame.separate(&mut self.sink, false);
            self.rewrite(at, next_in);
            self.sink.end_line();
            return;
        };
        self.frame.separate(&mut self.sink, true);
        let parts = blocks::parts(&piece);
        let same_id = parts.is_some_and(|parts| parts.id == cue.label.as_deref());
        if same_id && cue.unedited(ID).is_some() {
            if let Some(raw) = cue.raw.as_deref() {
                self.sink.verbatim(&raw.bytes);
            }
            return;
        }
        let (lead, trail) = match parts {
            Some(parts) => (&piece[..parts.block], &piece[parts.trail..]),
            None => ("", ""),
        };
        self.sink.piece(lead);
        self.rewrite(at, next_in);
        if trail.is_empty() {
            self.sink.end_line();
        } else {
            self.sink.piece(trail);
        }
    }

    /// Writes a cue anew, without the end of its last line.
    fn rewrite(&mut self, at: (&Cue, u32), next_in: Option<Time>) {
        let cue = at.0;
        let mut block = std::mem::take(&mut self.block);
        block.clear();
        if cue.comment {
            self.note(&mut block, at);
        } else {
            self.id(&mut block, at);
            self.time_line(&mut block, at, next_in);
            if cue.rows.is_empty() {
                self.declare_silent_speaker(at);
            } else {
                block.push('\n');
                let exact = text::write(&mut block, &cue.rows, cue.speaker.as_deref());
                if !exact {
                    let from = "text that appears with its cue, after text that appears later";
                    let (feature, to) = (Feature::InlineTime, "appears with the text before it");
                    self.losses.of_cue(at, feature, Severity::Warning, from, to);
                }
            }
            self.losses.declare_cue(at);
            self.declare_blank_rows(at);
        }
        self.sink.text(&block);
        self.block = block;
        let unmappable = self.sink.take_unmappable();
        self.losses.characters(at, &unmappable, "?");
    }

    fn note(&mut self, block: &mut String, at: (&Cue, u32)) {
        block.push_str("NOTE");
        for row in &at.0.rows {
            let row = row.text().replace("-->", "--\u{203a}");
            block.push('\n');
            block.push_str(if row.is_empty() { "\u{a0}" } else { &row });
        }
        let (from, to) = ("a comment with times", "a NOTE block without times");
        self.losses
            .of_cue(at, Feature::Comment, Severity::Info, from, to);
    }

    fn id(&mut self, block: &mut String, at: (&Cue, u32)) {
        let Some(label) = at.0.label.as_deref().filter(|label| !label.is_empty()) else {
            return;
        };
        let clean = label
            .replace(['\n', '\r'], " ")
            .replace("-->", "--\u{203a}");
        let is_keyword =
            matches!(clean.trim_end(), "STYLE" | "REGION") || clean.starts_with("NOTE");
        if clean != label || is_keyword && clean.trim_end().len() != clean.len() {
            let (feature, from) = (Feature::Label, label.to_owned());
            self.losses
                .of_cue(at, feature, Severity::Info, from, clean.clone());
        }
        block.push_str(&clean);
        block.push('\n');
    }

    fn time_line(&mut self, block: &mut String, at: (&Cue, u32), next_in: Option<Time>) {
        let cue = at.0;
        let out_time = place::out_time(at, next_in, &mut self.losses);
        push_clock(block, cue.in_time, '.');
        block.push_str(" --> ");
        push_clock(block, out_time, '.');
        let (place, align) = self.place(at);
        if align != cue.align && cue.align != Align::Center {
            let (from, to) = (describe_align(cue.align), describe_align(align));
            self.losses
                .of_cue(at, Feature::Align, Severity::Info, from, to);
        }
        settings::push(block, cue, &place, align);
        for time in [cue.in_time, out_time] {
            if !is_exact(time) {
                self.losses.rounded(at, time);
            }
        }
    }

    fn place(&mut self, at: (&Cue, u32)) -> (BoxPosition, Align) {
        let cue = at.0;
        match &cue.position {
            Position::Auto => (BoxPosition::default(), cue.align),
            Position::Box(place) => {
                if place.block_size.is_some() {
                    let from = "a box of its own height";
                    let to = "as high as its text";
                    let feature = Feature::FreePosition;
                    self.losses.of_cue(at, feature, Severity::Info, from, to);
                }
                ((**place).clone(), cue.align)
            }
            Position::Numpad(place) => {
                let from = format!("place {place} of the keypad");
                let to = "line and alignment settings";
                self.losses
                    .of_cue(at, Feature::Place, Severity::Info, from, to);
                box_of_key(*place, cue.align)
            }
            Position::Grid(cells) => {
                let from = "rows placed on the caption grid";
                let to = "one box in percent of the picture";
                let feature = Feature::RowPosition;
                self.losses.of_cue(at, feature, Severity::Warning, from, to);
                box_of_grid(self.grid, cells, cue.align)
            }
        }
    }

    fn declare_silent_speaker(&mut self, at: (&Cue, u32)) {
        if let Some(speaker) = &at.0.speaker {
            let to = "left out: there is no text for a voice to speak";
            let feature = Feature::Speaker;
            self.losses
                .of_cue(at, feature, Severity::Info, speaker.clone(), to);
        }
    }

    fn declare_blank_rows(&mut self, at: (&Cue, u32)) {
        if at.0.rows.iter().any(captions::Row::is_empty) {
            let (from, to) = ("a row without text", "a row of a no-break space");
            self.losses
                .of_cue(at, Feature::BlankRow, Severity::Info, from, to);
        }
    }
}

/// A head written from what the track says, with the first line and the header
/// lines of the old one.
fn fresh_head(track: &Track, old: &str) -> String {
    let mut out = String::new();
    let mut lines = old.lines();
    match lines.next().filter(|line| head::is_signature(line)) {
        Some(signature) => {
            out.push_str(signature);
            out.push('\n');
            for line in lines.take_while(|line| !line.is_empty() && !blocks::has_arrow(line)) {
                let replaced = ["Language:", "Kind:", "Region:"];
                if !replaced.iter().any(|name| line.starts_with(name)) {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        None => out.push_str("WEBVTT\n"),
    }
    let kind = match track.kind {
        TrackKind::Captions => None,
        TrackKind::Subtitles => Some("subtitles"),
        TrackKind::Forced => Some("forced"),
        TrackKind::Descriptions => Some("descriptions"),
        TrackKind::Chapters => Some("chapters"),
        TrackKind::Metadata => Some("metadata"),
    };
    if let Some(kind) = kind {
        let _ = writeln!(out, "Kind: {kind}");
    }
    if !track.language.is_empty() {
        let language = track.language.replace(['\n', '\r'], " ");
        let _ = writeln!(out, "Language: {language}");
    }
    for region in &track.regions {
        out.push('\n');
        head::push_region(&mut out, region);
    }
    for style in track.styles.iter().filter(|style| style.language == "css") {
        let css = style.definition.replace("-->", "");
        let lines: Vec<&str> = css.lines().filter(|line| !line.is_empty()).collect();
        let _ = write!(out, "\nSTYLE\n{}\n", lines.join("\n"));
    }
    for note in head::notes(old) {
        let _ = write!(out, "\n{note}\n");
    }
    out
}

/// The box that stands where a key of the keypad does.
fn box_of_key(key: u8, align: Align) -> (BoxPosition, Align) {
    let (block, block_anchor) = match key {
        7..=9 => (BlockOffset::Row(0), Anchor::Auto),
        4..=6 => (BlockOffset::Percent(Percent::whole(50)), Anchor::Center),
        _ => (BlockOffset::Auto, Anchor::Auto),
    };
    let align = match (align, key % 3) {
        (Align::Center, 1) => Align::Left,
        (Align::Center, 0) => Align::Right,
        (align, _) => align,
    };
    let place = BoxPosition {
        block,
        block_anchor,
        ..BoxPosition::default()
    };
    (place, align)
}

/// The box over the cells of a caption grid, which lies inside the middle 80
/// percent of the picture (CTA-608-E, safe caption area).
fn box_of_grid(grid: Grid, cells: &[GridCell], align: Align) -> (BoxPosition, Align) {
    let (rows, columns) = grid.size();
    let row = cells.iter().map(|cell| cell.row).min().unwrap_or(rows);
    let column = cells.iter().map(|cell| cell.column).min().unwrap_or(1);
    let share = |cell: u8, cells: u8| {
        let before = i32::from(cell.max(1)) - 1;
        Percent(10 * Percent::ONE + 80 * Percent::ONE / i32::from(cells) * before)
    };
    let block = BlockOffset::Percent(share(row, rows).min(Percent::HUNDRED));
    if grid.justifies(cells) {
        let place = BoxPosition {
            block,
            ..BoxPosition::default()
        };
        return (place, align);
    }
    let place = BoxPosition {
        block,
        inline: Some(share(column, columns).min(Percent::HUNDRED)),
        inline_anchor: Anchor::Start,
        ..BoxPosition::default()
    };
    (place, Align::Left)
}

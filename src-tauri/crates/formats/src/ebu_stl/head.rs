//! The General Subtitle Information block of a file that is written: as it was
//! read, but for what the document says otherwise.

use captions::{Cue, Document, FrameRate, Row, Track};

use crate::loss::Losses;
use crate::{Feature, Severity};

use super::characters::Table;
use super::code_page::CODE_PAGES;
use super::gsi::{CCT, CPN, DFC, DSC, Gsi, KEPT, LC, MNC, OPT, TCF, TCP, TNB, TNG, TNS};
use super::kept::{Counts, Kept, named_standard};
use super::pen::Standard;
use super::screen::COLUMNS;
use super::{clock, language};

/// The block, but for the fields that count.
pub(super) fn block(
    document: &Document,
    track: &Track,
    (standard, table): (Standard, Table),
    cues: &[&Cue],
    losses: &mut Losses,
) -> Gsi {
    let kept = Kept::of(track);
    let mut gsi = match kept.block() {
        Some(block) => Gsi::of(block),
        None => new(document, kept, standard, cues, losses),
    };
    for field in KEPT {
        if let Some(text) = kept.text(field.name)
            && gsi.text(field) != text
            && !gsi.put(field, text)
        {
            let to = gsi.text(field);
            losses.of_track(Feature::Header, Severity::Warning, text.to_owned(), to);
        }
    }
    if named_standard(&gsi.text(DSC)).is_some_and(|named| named != standard) {
        gsi.put(DSC, code(standard));
    }
    if Table::of(&gsi.text(CCT)).unwrap_or(Table::Latin) != table || kept.block().is_none() {
        gsi.put(CCT, table.number());
    }
    put_language(&mut gsi, track, kept.block().is_some(), losses);
    put_clock(&mut gsi, document, kept, losses);
    gsi
}

fn code(standard: Standard) -> &'static str {
    match standard {
        Standard::Open => "0",
        Standard::Teletext => "1",
    }
}

/// A block for a track that was not read from this format, or that lost its
/// block.
fn new(
    document: &Document,
    kept: Kept<'_>,
    standard: Standard,
    cues: &[&Cue],
    losses: &mut Losses,
) -> Gsi {
    let mut gsi = Gsi::new();
    let title = document.settings().title.as_str();
    let texts = KEPT.iter().filter_map(|field| kept.text(field.name));
    let texts: Vec<&str> = texts.chain([title]).collect();
    let page = CODE_PAGES
        .iter()
        .find(|page| texts.iter().all(|text| page.holds(text)));
    gsi.put(CPN, page.unwrap_or(&CODE_PAGES[0]).number);
    gsi.put(DSC, code(standard));
    if !gsi.put(OPT, title) {
        let to = gsi.text(OPT);
        losses.of_track(Feature::Header, Severity::Info, title.to_owned(), to);
    }
    if standard == Standard::Open {
        let rows = cues.iter().flat_map(|cue| &cue.rows);
        let longest = rows.map(Row::chars).max().unwrap_or(0);
        let room = longest.clamp(usize::from(COLUMNS), 99);
        gsi.put(MNC, &room.to_string());
    }
    gsi
}

fn put_language(gsi: &mut Gsi, track: &Track, is_kept: bool, losses: &mut Losses) {
    let is_said = language::tag(&gsi.text(LC)).unwrap_or_default() == track.language;
    if is_said && is_kept {
        return;
    }
    let (code, tag) = language::code(&track.language);
    gsi.put(LC, &code);
    if tag != track.language {
        let to = if tag.is_empty() { "left out" } else { tag };
        let (feature, severity) = (Feature::Language, Severity::Info);
        losses.of_track(feature, severity, track.language.clone(), to);
    }
}

/// Puts the rate and the start of the programme. A code that stands for several
/// rates stays with any of them.
fn put_clock(gsi: &mut Gsi, document: &Document, kept: Kept<'_>, losses: &mut Losses) {
    let settings = document.settings();
    let (base, rate) = (settings.timebase, settings.timebase.rate());
    let rates = clock::rates(&gsi.text(DFC));
    let is_said = match rates.is_empty() {
        true => kept.block().is_some() && rate == FrameRate::PAL,
        false => rates.contains(&rate),
    };
    if !is_said {
        let code = clock::code(rate);
        gsi.put(DFC, &code);
        let assumed = clock::rates(&code).first().copied();
        let mut declare = |from: String, to: String| {
            losses.of_track(Feature::Times, Severity::Info, from, to);
        };
        if assumed != Some(rate) || base.drop_frame() {
            let kind = if base.drop_frame() { "drop-frame " } else { "" };
            let from = format!("{rate} {kind}frames a second");
            declare(from, format!("{code}, which does not say so exactly"));
        } else if !matches!(rate.nominal(), 25 | 30) {
            let from = format!("{rate} frames a second");
            declare(from, format!("{code}, which the standard does not have"));
        }
    }
    let start = clock::written_start(base, gsi);
    let is_same = kept.start().or(start) == Some(settings.programme_start);
    if kept.block().is_none() || !is_same {
        let (hours, minutes, seconds, frames) = base.label(settings.programme_start).fields();
        gsi.put(
            TCP,
            &format!("{hours:02}{minutes:02}{seconds:02}{frames:02}"),
        );
    }
}

/// Puts the fields that count, where they have something new to say.
pub(super) fn put_counts(gsi: &mut Gsi, kept: Kept<'_>, counts: &Counts) {
    let new = counts.to_string();
    let old = kept.counts();
    let [blocks, subtitles, groups] = counts.totals;
    let first: String = counts
        .first
        .iter()
        .map(|part| format!("{part:02}"))
        .collect();
    let texts = [
        (TNB, format!("{:05}", blocks.min(99_999))),
        (TNS, format!("{:05}", subtitles.min(99_999))),
        (TNG, format!("{:03}", groups.min(255))),
        (TCF, first),
    ];
    for (index, (new, (field, text))) in new.split(' ').zip(texts).enumerate() {
        if kept.block().is_none() || old.get(index) != Some(&new) {
            gsi.put(field, &text);
        }
    }
}

//! Reading EBU STL.

use captions::{Cue, Ids, Settings, Time};

use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::frame_clock::FrameClock;
use crate::registry::{Reading, Source};
use crate::{Encoding, ReadOptions, verbatim};

use super::code_page::CodePage;
use super::gsi::{CCT, CPN, Gsi, LC, OPT, TNB};
use super::kept::{self, Counts};
use super::sets::{self, Span};
use super::text_field::{self, Dialect, Remarks};
use super::tti::{self, Block, Subtitle, place_of};
use super::utf16::Coding;
use super::{CUMULATIVE, GROUP, ID, clock, language};

pub(super) fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let gsi = Gsi::of(file.bytes);
    let body = file.bytes.get(Gsi::LENGTH..).unwrap_or_default();
    let subtitles = tti::subtitles(body, &mut diagnostics);
    check(&gsi, file.bytes, &mut diagnostics);
    let dialect = kept::dialect_of_file(&gsi, &subtitles, &mut diagnostics);
    report_coding(dialect.coding, &mut diagnostics);
    let (base, start) = clock::of_file(&gsi, &subtitles, options, &mut diagnostics);
    let mut draft = Draft::new(ID, ids);
    kept::keep(&mut draft.track, &gsi, &dialect, &subtitles);
    draft.track.language = language_of(&gsi, &mut diagnostics);
    let encoding = match dialect.coding {
        Coding::Utf16(coding) => coding.name(),
        Coding::Table | Coding::Unknown => dialect.characters.table.name(),
    };
    let mut reader = Reader {
        draft,
        dialect,
        clock: FrameClock::new(base, start),
        body: options.keep_raw.then_some(body),
        group: subtitles.first().map_or(0, |first| first.block.group()),
        last: None,
        diagnostics,
        said: Remarks::default(),
    };
    let tail = reader.subtitles(&subtitles, ids);
    let Reader {
        mut draft,
        diagnostics,
        ..
    } = reader;
    if options.keep_raw {
        let other = clock::written_start(base, &gsi) != Some(start);
        kept::keep_bytes(&mut draft.track, file.bytes, tail, other.then_some(start));
    }
    let settings = Settings {
        title: gsi.text(OPT),
        timebase: base,
        programme_start: start,
        ..Settings::default()
    };
    let mut reading = draft.finish(settings, diagnostics, Encoding::UTF_8);
    for remark in &mut reading.diagnostics {
        // Fields that a short file lacks are remarked on at its end.
        remark.byte = remark.byte.map(|byte| byte.min(file.bytes.len() as u64));
    }
    Reading {
        encoding,
        ..reading
    }
}

/// Says what is wrong with the file as a whole.
fn check(gsi: &Gsi, file: &[u8], diagnostics: &mut Diagnostics) {
    let end = Place {
        line: None,
        byte: Some(file.len() as u64),
    };
    let Some(body) = file.get(Gsi::LENGTH..) else {
        let message = "The file ends inside its first block";
        return diagnostics.error("file-cut-short", end, message);
    };
    if body.len() % tti::LENGTH > 0 {
        let message = "The last block is not whole; it is kept as it stands";
        diagnostics.warn("file-cut-short", end, message);
    }
    let page = String::from_utf8_lossy(gsi.bytes(CPN)).into_owned();
    if CodePage::of(&page).is_none() {
        let message =
            format!("\u{201c}{page}\u{201d} is no code page of the standard; 850 is assumed");
        diagnostics.warn("unknown-code-page", CPN.place(), message);
    }
    let there = Counts::of(body).totals[0];
    if gsi.number(TNB).is_none_or(|said| said as usize != there) {
        let said = gsi.text(TNB);
        let message = format!("The file says \u{201c}{said}\u{201d} blocks and has {there}");
        diagnostics.info("block-count", TNB.place(), message);
    }
    let user_data = Block::all(body).position(Block::is_user_data);
    if let Some(first) = user_data {
        let message = "There are blocks of user data; they are kept as they stand";
        diagnostics.info("user-data", place_of(first * tti::LENGTH), message);
    }
}

/// Says that the text is in no code table, and what was made of it.
fn report_coding(coding: Coding, diagnostics: &mut Diagnostics) {
    match coding {
        Coding::Table => {}
        Coding::Utf16(coding) => {
            let mut message = "The text is not in a code table of the standard but in UTF-16; it \
                               is read as such"
                .to_owned();
            if coding.is_ambiguous() {
                message +=
                    ", and \u{8a00} inside a text as a new row, since both are written alike";
            }
            diagnostics.warn("text-in-utf-16", CCT.place(), message);
        }
        Coding::Unknown => {
            let message = "The text is in no code table of the standard and not in UTF-16; what \
                           cannot be read of it is shown as \u{fffd}";
            diagnostics.error("text-in-no-table", CCT.place(), message);
        }
    }
}

fn language_of(gsi: &Gsi, diagnostics: &mut Diagnostics) -> String {
    let code = gsi.text(LC);
    let tag = language::tag(&code).unwrap_or_else(|| {
        let message = format!("\u{201c}{code}\u{201d} is no language code of the standard");
        diagnostics.info("unknown-language", LC.place(), message);
        ""
    });
    tag.to_owned()
}

struct Reader<'a> {
    draft: Draft,
    dialect: Dialect,
    clock: FrameClock,
    /// The blocks, where cues are to keep theirs.
    body: Option<&'a [u8]>,
    group: u8,
    /// The number of the subtitle before.
    last: Option<u16>,
    diagnostics: Diagnostics,
    /// What has been said of the text already.
    said: Remarks,
}

impl Reader<'_> {
    /// Reads all subtitles; answers where the bytes of the last one end.
    fn subtitles(&mut self, subtitles: &[Subtitle<'_>], ids: &mut Ids) -> usize {
        let mut timed = Vec::with_capacity(subtitles.len());
        for subtitle in subtitles {
            if let Some(span) = self.span(subtitle) {
                timed.push((subtitle, span));
            }
        }
        self.draft.reserve(timed.len());
        let spans: Vec<Span> = timed.iter().map(|(_, span)| *span).collect();
        let statuses = sets::statuses(&spans);
        let mut end = 0;
        for ((subtitle, span), status) in timed.into_iter().zip(statuses) {
            let mut cue = self.draft.cue(ids, span.start, span.end);
            cue.comment = span.comment;
            self.fill(&mut cue, subtitle, status);
            if let Some(body) = self.body {
                let piece = &body[end..subtitle.piece.end];
                verbatim::keep_cue(&mut cue, ID, piece);
            }
            end = subtitle.piece.end;
            self.draft.put(cue);
        }
        end
    }

    /// When a subtitle stands; `None` where its in time is no label.
    fn span(&mut self, subtitle: &Subtitle<'_>) -> Option<Span> {
        let block = subtitle.block;
        let place = place_of(subtitle.blocks[0]);
        let (start, start_error) = self.clock.time(clock::label(block.time_in()));
        let (end, end_error) = self.clock.time(clock::label(block.time_out()));
        for error in [start_error, end_error].into_iter().flatten() {
            let message = format!("Subtitle {}: {error}", block.number());
            self.diagnostics.error("bad-label", place, message);
        }
        let start = start?;
        if end.is_some_and(|end| end < start) {
            let message = "The cue ends before it starts";
            self.diagnostics.warn("out-before-in", place, message);
        }
        if start < Time::ZERO {
            let message = "The cue stands before the start of the programme";
            self.diagnostics
                .info("before-programme-start", place, message);
        }
        Some(Span {
            start,
            end,
            comment: block.is_comment(),
        })
    }

    fn fill(&mut self, cue: &mut Cue, subtitle: &Subtitle<'_>, status: u8) {
        let block = subtitle.block;
        let (content, remarks) = text_field::read(&self.dialect, subtitle);
        (cue.rows, cue.position, cue.align) = (content.rows, content.position, content.align);
        let number = block.number();
        let follows = match self.last {
            Some(last) => last.wrapping_add(1) == number,
            None => {
                kept::keep_first_number(&mut self.draft.track, number);
                number <= 1
            }
        };
        if !follows {
            cue.label = Some(number.to_string());
        }
        self.last = Some(number);
        if block.group() != self.group {
            let group = block.group().to_string();
            cue.settings.insert(GROUP.to_owned(), group);
        }
        if block.cumulative() != 0 && block.cumulative() != status {
            let status = block.cumulative().to_string();
            cue.settings.insert(CUMULATIVE.to_owned(), status);
        }
        self.report(subtitle, remarks);
    }

    /// Says what was noticed in a text, each thing once a file.
    fn report(&mut self, subtitle: &Subtitle<'_>, remarks: Remarks) {
        let place = place_of(subtitle.blocks[0]);
        let said = self.said;
        for (is_new, code, message) in [
            (
                remarks.unknown && !said.unknown,
                "unknown-characters",
                "Bytes that stand for no character are shown as \u{fffd} or left out",
            ),
            (
                remarks.graphics && !said.graphics,
                "block-graphics",
                "Block graphics are shown as spaces",
            ),
            (
                remarks.currency && !said.currency,
                "currency-sign",
                "The byte of the currency sign is read as a dollar sign beside a number",
            ),
            (
                remarks.unused && !said.unused,
                "text-after-unused",
                "There is text behind unused space; it is read",
            ),
        ] {
            if is_new {
                self.diagnostics.info(code, place, message);
            }
        }
        self.said = said.or(remarks);
    }
}

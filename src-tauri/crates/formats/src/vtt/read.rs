//! Reading WebVTT.

use captions::{Cue, Ids, Settings, Timebase};

use crate::diagnostic::{Diagnostics, Place};
use crate::draft::Draft;
use crate::registry::{Reading, Source};
use crate::text_source::{Mark, TextSource};
use crate::{Encoding, ReadOptions, verbatim};

use super::blocks::{Block, Blocks, Kind};
use super::head::{self, Head};
use super::{ID, settings, text};

struct Reader<'a> {
    source: &'a TextSource<'a>,
    keep_raw: bool,
    diagnostics: Diagnostics,
    draft: Draft,
    head: Head,
    /// Where the piece of the next cue starts.
    piece: Mark,
    dense: bool,
}

pub(super) fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    if source.encoding() != Encoding::UTF_8 {
        let message = format!(
            "WebVTT is always UTF-8, but this file is {}",
            source.encoding()
        );
        diagnostics.warn("not-utf-8", Place::default(), message);
    }
    let mut head = Head::default();
    let lines = head::take_header(source.lines(), &mut head);
    if lines.mark() == Mark::START {
        let message = "The file does not begin with WEBVTT; players will refuse it";
        diagnostics.error("no-signature", source.place(Mark::START), message);
    }
    let mut draft = Draft::new(ID, ids);
    draft.reserve(memchr::memmem::find_iter(source.text().as_bytes(), b"-->").count());
    let mut reader = Reader {
        source: &source,
        keep_raw: options.keep_raw,
        diagnostics,
        draft,
        head,
        piece: Mark::START,
        dense: false,
    };
    let blocks = Blocks::new(lines, false);
    let lenient = reader.needs_leniency(blocks);
    let mut head_end = None;
    for block in Blocks::new(lines, lenient) {
        let at = block.first.mark();
        // No empty line stands between the header and this block.
        reader.dense |= at == lines.mark();
        if matches!(block.kind, Kind::Cue { .. }) && head_end.is_none() {
            head_end = Some(at);
            reader.piece = at;
        }
        reader.block(&block, ids);
    }
    reader.finish(head_end, options)
}

impl Reader<'_> {
    /// Whether a player would find no cue at all though there are several time
    /// lines that SubRip would take.
    fn needs_leniency(&mut self, blocks: Blocks<'_>) -> bool {
        let mut untimed = 0;
        for block in blocks {
            match block.kind {
                Kind::Cue { .. } => return false,
                Kind::Untimed => untimed += 1,
                _ => {}
            }
        }
        let loose = Blocks::new(blocks.lines(), true);
        let lenient = untimed > 1
            && loose
                .filter(|block| matches!(block.kind, Kind::Cue { .. }))
                .count()
                > 1;
        if lenient {
            let message = "Players will show nothing of this file: its times are not written as \
                           hh:mm:ss.mmm. They were read all the same";
            self.diagnostics
                .error("bad-times", Place::default(), message);
        }
        lenient
    }

    fn block(&mut self, block: &Block<'_>, ids: &mut Ids) {
        let place = self.source.place(block.first.mark());
        if let Kind::Cue { .. } = block.kind {
            self.cue(block, ids);
            return;
        }
        self.dense |= block.glued;
        if self.head.take_block(block, self.source.text()) {
            return;
        }
        match block.kind {
            Kind::Untimed => {
                let message = "This is no time line, so players leave the cue out; \
                               it is kept as it stands";
                self.diagnostics.error("bad-time", place, message);
            }
            Kind::Region => {
                let message = "A region without an id cannot be used";
                self.diagnostics.warn("region-without-id", place, message);
            }
            _ => {
                let late = matches!(block.first.text.trim_end(), "STYLE" | "REGION");
                let message = if late {
                    "Styles and regions count only before the first cue; this is kept as it stands"
                } else {
                    "These lines are neither a cue nor a comment; they are kept as they stand"
                };
                self.diagnostics.warn("lines-without-time", place, message);
            }
        }
    }

    fn cue(&mut self, block: &Block<'_>, ids: &mut Ids) {
        let Kind::Cue { id, line, timing } = block.kind else {
            return;
        };
        let place = self.source.place(line.mark());
        let mut cue = self.draft.cue(ids, timing.start, Some(timing.end));
        cue.label = id.map(str::to_owned);
        if !timing.settings.is_empty() {
            for (code, message) in settings::read(timing.settings, &mut cue) {
                self.diagnostics.warn(code, place, message);
            }
        }
        if timing.end < timing.start {
            let message = "The cue ends before it starts";
            self.diagnostics.warn("out-before-in", place, message);
        }
        let end = block.body.1.max(block.body.0);
        let content = text::read(&self.source.text()[block.body.0..end], timing.start);
        cue.rows = content.rows;
        cue.speaker = content.speaker;
        for (code, message) in content.problems {
            self.diagnostics.warn(code, place, message);
        }
        self.check_region(&cue, place);
        self.dense |= block.glued;
        if self.keep_raw {
            let raw = self.source.raw_between(self.piece, block.end);
            verbatim::keep_cue(&mut cue, ID, raw);
        }
        self.piece = block.end;
        self.draft.put(cue);
    }

    fn check_region(&mut self, cue: &Cue, place: Place) {
        let captions::Position::Box(position) = &cue.position else {
            return;
        };
        let Some(name) = &position.region else {
            return;
        };
        if !self.head.regions.iter().any(|region| region.id == *name) {
            let message = format!("There is no region \u{201c}{name}\u{201d}");
            self.diagnostics.warn("unknown-region", place, message);
        }
    }

    fn finish(mut self, head_end: Option<Mark>, options: &ReadOptions) -> Reading {
        let end = self.source.end();
        let tail = if head_end.is_some() { self.piece } else { end };
        let track = &mut self.draft.track;
        track.regions = std::mem::take(&mut self.head.regions);
        track.styles = std::mem::take(&mut self.head.styles);
        track.language = std::mem::take(&mut self.head.language);
        track.kind = self.head.kind;
        if self.keep_raw {
            let head_end = head_end.unwrap_or(end);
            verbatim::keep_frame(track, ID, self.source, head_end, tail, self.dense);
        }
        if self.head.notes {
            verbatim::put(track, ID, verbatim::NOTES, String::new().into());
        }
        let timebase = options
            .frame_rate
            .map(Timebase::non_drop)
            .unwrap_or_default();
        let settings = Settings {
            timebase,
            language: track.language.clone(),
            ..Settings::default()
        };
        let encoding = self.source.encoding();
        self.draft.finish(settings, self.diagnostics, encoding)
    }
}

//! Writing `QuickTime` timed text.

use captions::{Cue, Document, Row, Time, Track};

use crate::loss::Losses;
use crate::registry::Written;
use crate::text_sink::TextSink;
use crate::text_source::Lines;
use crate::verbatim::{self, Frame};
use crate::{Encoding, Feature, Severity, WriteOptions, place};

use super::declare::declare;
use super::read::DECIMAL;
use super::samples::{Lead, Parser, Sample, is_blank};
use super::stamp::{push_stamp, scale_for, stamp};
use super::state::State;
use super::{ID, INFO, languages};

struct Writer<'a> {
    frame: Frame<'a>,
    sink: TextSink,
    losses: Losses,
    /// What a reader makes of all that was written so far.
    parser: Parser,
    /// The out time of the cue before, where the next stamp has to give it.
    open_until: Option<Time>,
}

pub(super) fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID);
    let mut writer = Writer {
        sink: frame.sink(options, document.cue_count(track.id) * 96),
        frame,
        losses: Losses::new(&INFO),
        parser: Parser::new(verbatim::get(track, ID, DECIMAL).is_some()),
        open_until: None,
    };
    writer.losses.declare_track(track);
    writer.head(document, track, options);
    if verbatim::is_untouched(document, track, ID) {
        for raw in document.cues(track.id).filter_map(|cue| cue.raw.as_deref()) {
            writer.sink.verbatim(&raw.bytes);
        }
    } else {
        writer.cues(document, track);
    }
    writer.frame.put_tail(&mut writer.sink);
    Written {
        bytes: writer.sink.finish(),
        losses: writer.losses.finish(),
    }
}

impl<'a> Writer<'a> {
    /// Writes what stands in front of the first cue.
    fn head(&mut self, document: &Document, track: &Track, options: &WriteOptions) {
        let language = languages::code(&track.language);
        if !track.language.is_empty() && !matches!(language, Some((_, true))) {
            let (from, to) = (track.language.clone(), "the nearest Macintosh language");
            let feature = Feature::Language;
            self.losses.of_track(feature, Severity::Info, from, to);
        }
        let language = language.map(|(code, _)| code);
        if self.frame.head.is_none() {
            let times = document
                .cues(track.id)
                .flat_map(|cue| [Some(cue.in_time), cue.out_time])
                .flatten();
            let scale = scale_for(times, document.settings().timebase);
            let head = head(scale, language, options.encoding);
            self.sink.text(&head);
            self.parser.piece(&head);
            return;
        }
        let text = self.frame.head_text().0;
        self.parser.piece(&text);
        if self.parser.state.language().unwrap_or_default() == track.language {
            self.frame.put_head(&mut self.sink, options);
            return;
        }
        let changed = format!("{{language:{}}}", language.unwrap_or_default());
        let text = match language_span(&text) {
            Some((start, end)) => [&text[..start], &changed, &text[end..]].concat(),
            None => text.replacen("{QTtext}", &format!("{{QTtext}}{changed}"), 1),
        };
        self.parser.piece(&changed);
        self.sink.piece(&text);
    }

    fn cues(&mut self, document: &'a Document, track: &Track) {
        let mut shown = Vec::with_capacity(document.cue_count(track.id));
        for (number, cue) in (1..).zip(document.cues(track.id)) {
            if cue.rows.iter().all(is_blank) {
                declare((cue, number), &self.parser.state, &mut self.losses);
            } else {
                shown.push((cue, number));
            }
        }
        verbatim::in_time_order(&mut shown, track, ID, &mut self.losses);
        let is_late = shown
            .first()
            .is_some_and(|(cue, _)| cue.in_time > Time::ZERO);
        if self.frame.head.is_none() && is_late {
            let mut gap = String::new();
            self.stamp(&mut gap, Time::ZERO);
            self.sink.text(&gap);
        }
        for (index, at) in shown.iter().enumerate() {
            let next_in = shown.get(index + 1).map(|(next, _)| next.in_time);
            self.cue(*at, next_in);
        }
    }

    fn cue(&mut self, at: (&'a Cue, u32), next_in: Option<Time>) {
        let cue = at.0;
        let piece = self.frame.piece(cue, ID);
        let piece = piece.as_deref().unwrap_or_default();
        self.sink.end_line();
        let mut after = self.parser.clone();
        let sample = after.piece(piece);
        if let Some(raw) = cue.raw.as_deref()
            && cue.unedited(ID).is_some()
            && self.continues(piece)
            && let Some(sample) = sample
            && says(sample.clone(), cue, next_in)
        {
            self.sink.verbatim(&raw.bytes);
            self.parser = after;
            self.open_until = sample.end.is_none().then_some(cue.out_time).flatten();
            return;
        }
        declare(at, &self.parser.state, &mut self.losses);
        for line in Lines::new(piece) {
            if Lead::of(line.text).stamped > 0 {
                break;
            }
            self.sink.piece(&piece[line.start..line.end]);
            self.parser.piece(line.text);
        }
        let resumed = if piece.is_empty() {
            &self.parser
        } else {
            &after
        };
        let resumed = self.frame.head.map(|_| resumed.state.clone());
        self.rewrite(at, next_in, resumed.as_ref());
    }

    /// Whether the first stamp of a piece ends the cue before it when it should.
    fn continues(&self, piece: &str) -> bool {
        let Some(wanted) = self.open_until else {
            return true;
        };
        let mut parser = self.parser.clone();
        for line in Lines::new(piece) {
            parser.line(&line);
            if let Some(start) = parser.first_start() {
                return start == wanted;
            }
        }
        true
    }

    /// Writes a cue anew; `resumed` is the state that the cues after it count on.
    fn rewrite(&mut self, at: (&Cue, u32), next_in: Option<Time>, resumed: Option<&State>) {
        let cue = at.0;
        let out_time = place::out_time(at, next_in, &mut self.losses);
        let end = self.end(at, out_time, next_in);
        let mut text = String::new();
        self.time(&mut text, at, cue.in_time);
        self.rows(&mut text, at);
        if let Some(resumed) = resumed {
            let before = text.len();
            self.parser.state.resume(resumed, &mut text);
            if text.len() > before {
                text.push('\n');
            }
        }
        self.open_until = Some(end);
        if next_in == Some(end) {
            // The next cue's stamp ends this one too, as exactly as it can.
            let written = self.nearest(&mut String::new(), end);
            self.declare_time(at, end, written);
        } else {
            self.time(&mut text, at, end);
            self.open_until = None;
        }
        self.sink.text(&text);
        let unmappable = self.sink.take_unmappable();
        self.losses.characters(at, &unmappable, "?");
    }

    /// When the cue goes: it can neither go before it comes nor stay when the
    /// next comes.
    fn end(&mut self, at: (&Cue, u32), out_time: Time, next_in: Option<Time>) -> Time {
        let in_time = at.0.in_time;
        let (feature, severity, from, end) = match next_in {
            Some(next) if next < out_time => {
                let from = format!("stays until {out_time}, over the next cue");
                let severity = if next <= in_time {
                    Severity::Error
                } else {
                    Severity::Warning
                };
                (Feature::Overlap, severity, from, next)
            }
            _ if out_time < in_time => {
                let from = format!("goes at {out_time}, before it comes");
                (Feature::Times, Severity::Warning, from, in_time)
            }
            _ => return out_time,
        };
        let to = format!("goes at {end}");
        self.losses.of_cue(at, feature, severity, from, to);
        end
    }

    /// Appends a stamp of a cue and declares where it is not exact.
    fn time(&mut self, out: &mut String, at: (&Cue, u32), time: Time) {
        let written = self.stamp(out, time);
        self.declare_time(at, time, written);
    }

    fn declare_time(&mut self, at: (&Cue, u32), time: Time, written: Time) {
        if written != time {
            let (from, to) = (format!("{} flicks", time.flicks()), written.to_string());
            let feature = Feature::TimePrecision;
            self.losses.of_cue(at, feature, Severity::Info, from, to);
        }
    }

    fn stamp(&mut self, out: &mut String, time: Time) -> Time {
        let written = self.nearest(out, time);
        out.push('\n');
        self.parser.stamped(written);
        written
    }

    /// Appends the stamp nearest to a time and answers the time that it gives.
    fn nearest(&self, out: &mut String, time: Time) -> Time {
        let origin = self.parser.origin();
        let scale = if self.parser.decimal {
            1000
        } else {
            self.parser.state.scale
        };
        origin + push_stamp(out, time - origin, scale)
    }

    fn rows(&mut self, out: &mut String, at: (&Cue, u32)) {
        let rows = &at.0.rows;
        let first = rows.iter().position(|row| !is_blank(row)).unwrap_or(0);
        let last = rows.iter().rposition(|row| !is_blank(row)).unwrap_or(0);
        let mut changed = Vec::new();
        for row in &rows[first..rows.len().min(last + 1)] {
            if !is_blank(row) {
                self.row(out, at.0, row, &mut changed);
            }
            out.push('\n');
        }
        self.losses.characters(at, &changed, "round brackets");
    }

    fn row(&mut self, out: &mut String, cue: &Cue, row: &Row, changed: &mut Vec<char>) {
        let mut is_stamp = stamp(row.text().trim_start()).is_some();
        for run in &row.0 {
            let wanted = self.parser.state.wanted(cue, run);
            self.parser.state.go(&wanted, out);
            for character in run.text.chars() {
                let instead = match character {
                    '{' => '(',
                    '}' => ')',
                    '[' if is_stamp => {
                        is_stamp = false;
                        '('
                    }
                    '\n' | '\r' => ' ',
                    other => other,
                };
                if instead != character {
                    changed.push(character);
                }
                out.push(instead);
            }
        }
    }
}

/// Whether a piece of the file still says what its cue does.
fn says(sample: Sample, cue: &Cue, next_in: Option<Time>) -> bool {
    let end = sample.end.or(next_in);
    let mut twin = Cue::new(cue.id, cue.track, sample.start, end);
    let ends_in_time = sample.end.is_none() || next_in.is_none_or(|next| end <= Some(next));
    sample.fill(&mut twin);
    ends_in_time
        && (twin.in_time, twin.out_time) == (cue.in_time, cue.out_time)
        && twin.rows == cue.rows
        && (twin.align, twin.comment) == (cue.align, cue.comment)
        && twin.settings == cue.settings
}

/// The head of a new file, in the order of Apple's own example.
fn head(scale: u32, language: Option<u16>, encoding: Option<Encoding>) -> String {
    let language = language.map_or(String::new(), |code| format!(" {{language:{code}}}"));
    let encoding = match encoding.map_or("utf-8", Encoding::name) {
        "utf-8" => "{textEncoding:134217984}",
        "utf-16le" | "utf-16be" => "{textEncoding:256}",
        "macintosh" => "{textEncoding:0}",
        _ => "",
    };
    format!(
        "{{QTtext}} {{font:Helvetica}}\n{{plain}} {{size:18}}\n\
         {{textColor:65535,65535,65535}} {{backColor:0,0,0}} {{justify:center}}\n\
         {{timeScale:{scale}}}\n{{timeStamps:absolute}}{language}{encoding}\n"
    )
}

/// Where the head names the language.
fn language_span(head: &str) -> Option<(usize, usize)> {
    head.match_indices('{').find_map(|(start, _)| {
        let (found, after) = super::descriptor(&head[start..])?;
        let is_language = matches!(found, super::Descriptor::Language(_));
        is_language.then(|| (start, head.len() - after.len()))
    })
}

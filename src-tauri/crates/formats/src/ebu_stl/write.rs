//! Writing EBU STL.

use captions::{Cue, Document, Time, Track};

use crate::frame_clock::FrameClock;
use crate::loss::Losses;
use crate::place::{self, Grid};
use crate::registry::Written;
use crate::{Feature, Severity, WriteOptions};

use super::compose::{Composed, Composer};
use super::gsi::Gsi;
use super::head;
use super::kept::{self, Counts, Kept};
use super::sets::{self, Span};
use super::text_field;
use super::tti::{self, Block, Subtitle};
use super::utf16::Coding;
use super::{CUMULATIVE, GROUP, ID, INFO, choice, clock};

pub(super) fn write(document: &Document, track: &Track, _options: &WriteOptions) -> Written {
    let kept = Kept::of(track);
    let cues: Vec<&Cue> = document.cues(track.id).collect();
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    let standard = choice::standard(kept, &cues);
    let table = choice::table(kept, &cues);
    let coding = kept.coding();
    let mut gsi = head::block(document, track, (standard, table), &cues, &mut losses);
    let mut writer = Writer {
        composer: Composer {
            dialect: kept::dialect((standard, table, coding), &gsi, kept.usual(standard)),
            room: choice::room(standard, &gsi),
            grid: Grid::of(track),
        },
        as_read: kept.standard() == Some(standard)
            && kept.table() == Some(table)
            && kept.is_coded_as_read(),
        clock: FrameClock::of(document.settings()),
        group: kept.group(),
        next: kept.first_number(),
        body: Vec::with_capacity(cues.len() * 2 * tti::LENGTH),
        losses,
    };
    writer.cues(&cues);
    let Writer {
        mut body, losses, ..
    } = writer;
    body.extend_from_slice(kept.tail());
    head::put_counts(&mut gsi, kept, &Counts::of(&body));
    Written {
        bytes: joined(&gsi, kept, body),
        losses: losses.finish(),
    }
}

/// The block and what follows. A file that ended inside its block, and to which
/// nothing was added, ends there again.
fn joined(gsi: &Gsi, kept: Kept<'_>, body: Vec<u8>) -> Vec<u8> {
    let block = match kept.block() {
        Some(block) if body.is_empty() && *gsi == Gsi::of(block) => block,
        _ => gsi.as_bytes(),
    };
    let mut bytes = Vec::with_capacity(block.len() + body.len());
    bytes.extend_from_slice(block);
    bytes.extend(body);
    bytes
}

/// What the blocks of a subtitle say besides its text.
#[derive(Clone, Copy, Debug)]
struct Header {
    group: u8,
    number: u16,
    cumulative: u8,
    labels: [[u8; 4]; 2],
}

#[derive(Debug)]
struct Writer {
    composer: Composer,
    /// Whether the text of cues that were read is written as it was read.
    as_read: bool,
    clock: FrameClock,
    /// The group of cues that name none.
    group: u8,
    /// The number of the next subtitle.
    next: u16,
    body: Vec<u8>,
    losses: Losses,
}

impl Writer {
    fn cues(&mut self, cues: &[&Cue]) {
        let spans: Vec<Span> = cues.iter().map(|cue| self.span(cue)).collect();
        let statuses = sets::statuses(&spans);
        let mut latest: Option<(Time, usize)> = None;
        for (index, (cue, number)) in cues.iter().zip(1..).enumerate() {
            let at = (*cue, number);
            let next_in = cues.get(index + 1).map(|next| next.in_time);
            self.cue(at, next_in, statuses[index]);
            if cue.comment {
                continue;
            }
            let end = spans[index].end.unwrap_or(spans[index].start);
            if let Some((latest, before)) = latest
                && spans[index].start < latest
                && spans[before].start < end
                && statuses[index] < 2
            {
                self.declare_overlap(at, cues[before]);
            }
            if latest.is_none_or(|(latest, _)| end > latest) {
                latest = Some((end, index));
            }
        }
    }

    /// When a cue stands, on whole frames.
    fn span(&self, cue: &Cue) -> Span {
        Span {
            start: self.clock.snap(cue.in_time),
            end: cue.out_time.map(|out| self.clock.snap(out)),
            comment: cue.comment,
        }
    }

    /// Subtitles that stand together are a cumulative set or come one after the
    /// other.
    fn declare_overlap(&mut self, at: (&Cue, u32), before: &Cue) {
        let both = [at.0, before];
        if self.as_read && both.iter().all(|cue| cue.unedited(ID).is_some()) {
            return;
        }
        let (from, to) = (
            "on screen with a cue before it",
            "players may show only one",
        );
        let (feature, severity) = (Feature::Overlap, Severity::Warning);
        self.losses.of_cue(at, feature, severity, from, to);
    }

    fn cue(&mut self, at: (&Cue, u32), next_in: Option<Time>, status: u8) {
        let cue = at.0;
        let raw = cue.raw.as_deref().filter(|raw| raw.format == ID);
        let raw = raw.map_or(&[][..], |raw| raw.bytes.as_bytes());
        let source = tti::subtitles(raw, &mut Default::default()).pop();
        let unedited = self.as_read && cue.unedited(ID).is_some();
        if !unedited {
            self.losses.declare_cue(at);
        }
        let header = Header {
            group: self.group_of(at),
            number: self.number_of(at, source.as_ref()),
            cumulative: cumulative(cue, status, source.as_ref()),
            labels: self.labels(at, next_in, source.as_ref()),
        };
        match source {
            Some(source) if unedited || self.says_the_same(cue, &source) => {
                self.put_again(raw, &source, header);
            }
            Some(source) => {
                let others = offsets(raw).filter(|at| !source.blocks.contains(at));
                for offset in others {
                    self.put_beside(&raw[offset..offset + tti::LENGTH], &source, header);
                }
                self.put_anew(at, header);
            }
            None => {
                self.body.extend_from_slice(raw);
                self.put_anew(at, header);
            }
        }
    }

    /// Whether the text a cue was read from still says what it says, so that
    /// only its times or its number changed.
    fn says_the_same(&self, cue: &Cue, source: &Subtitle<'_>) -> bool {
        if !self.as_read || cue.comment != source.block.is_comment() {
            return false;
        }
        let (content, _) = text_field::read(&self.composer.dialect, source);
        content.rows == cue.rows && content.position == cue.position && content.align == cue.align
    }

    fn group_of(&mut self, at: (&Cue, u32)) -> u8 {
        setting(at.0, GROUP).unwrap_or(self.group)
    }

    /// The number of a subtitle: its label where that is one, else the one after
    /// that before. Numbers go back only where they did in the file.
    fn number_of(&mut self, at: (&Cue, u32), source: Option<&Subtitle<'_>>) -> u16 {
        let label = at.0.label.as_deref();
        let named = label.and_then(|label| label.parse().ok());
        let named = named.filter(|number| *number >= self.next || source.is_some());
        let number = named.unwrap_or(self.next);
        if let Some(label) = label.filter(|_| named.is_none()) {
            let (from, to) = (label.to_owned(), format!("subtitle {number}"));
            self.losses
                .of_cue(at, Feature::Label, Severity::Info, from, to);
        }
        self.next = number.wrapping_add(1);
        number
    }

    /// The labels of a cue. Those it was read from stay while they stand for its
    /// times.
    fn labels(
        &mut self,
        at: (&Cue, u32),
        next_in: Option<Time>,
        source: Option<&Subtitle<'_>>,
    ) -> [[u8; 4]; 2] {
        let cue = at.0;
        let clock = self.clock;
        let time = |fields: [u8; 4]| clock.time(clock::label(fields)).0;
        let block = source.map(|source| source.block);
        let start = block.map(Block::time_in);
        let start = start.filter(|fields| time(*fields) == Some(cue.in_time));
        let end = block.map(Block::time_out);
        let end = end.filter(|fields| time(*fields) == cue.out_time);
        let start = start.unwrap_or_else(|| self.label(at, cue.in_time));
        let end = end.unwrap_or_else(|| {
            let out_time = place::out_time(at, next_in, &mut self.losses);
            self.label(at, out_time)
        });
        [start, end]
    }

    fn label(&mut self, at: (&Cue, u32), time: Time) -> [u8; 4] {
        let label = self.clock.label(at, time, &mut self.losses);
        let (hours, minutes, seconds, frames) = label.fields();
        if hours > u32::from(u8::MAX) {
            let (feature, severity) = (Feature::Times, Severity::Error);
            let to = "an hour that a byte can hold";
            self.losses
                .of_cue(at, feature, severity, label.to_string(), to);
        }
        [hours, minutes, seconds, frames].map(|part| u8::try_from(part).unwrap_or(u8::MAX))
    }

    /// Puts the piece of a cue out as it came, but for what its header now says.
    fn put_again(&mut self, raw: &[u8], source: &Subtitle<'_>, header: Header) {
        let start = self.body.len();
        self.body.extend_from_slice(raw);
        for offset in offsets(raw) {
            let is_own = source.blocks.contains(&offset);
            let block = &mut self.body[start + offset..start + offset + tti::LENGTH];
            renew(block, source, header, is_own);
        }
    }

    /// Puts out a block that stood before a cue in its piece.
    fn put_beside(&mut self, block: &[u8], source: &Subtitle<'_>, header: Header) {
        let start = self.body.len();
        self.body.extend_from_slice(block);
        renew(&mut self.body[start..], source, header, false);
    }

    /// Writes the blocks of a cue.
    fn put_anew(&mut self, at: (&Cue, u32), header: Header) {
        let composed = self.composer.compose(at, &mut self.losses);
        let dialect = &self.composer.dialect;
        let has_accents = !matches!(dialect.coding, Coding::Utf16(_));
        let parts = tti::parts(&composed.text, |byte| {
            has_accents && dialect.characters.is_accent(byte)
        });
        if parts.len() > tti::MOST_PARTS {
            let from = format!("{} bytes of text", composed.text.len());
            let to = "as much as 241 blocks hold";
            let (feature, severity) = (Feature::LineBreak, Severity::Error);
            self.losses.of_cue(at, feature, severity, from, to);
        }
        let last = parts.len().min(tti::MOST_PARTS) - 1;
        for (part, index) in parts[..=last].iter().zip(0_u8..) {
            let extension = if usize::from(index) == last {
                tti::LAST
            } else {
                index
            };
            self.put_block(part, extension, header, (&composed, at.0.comment));
        }
    }

    fn put_block(
        &mut self,
        text: &[u8],
        extension: u8,
        header: Header,
        (composed, comment): (&Composed, bool),
    ) {
        let [low, high] = header.number.to_le_bytes();
        self.body.extend([header.group, low, high, extension]);
        self.body.push(header.cumulative);
        self.body.extend(header.labels.concat());
        let place = [composed.vertical, composed.justification];
        self.body.extend(place);
        self.body.push(u8::from(comment));
        self.body.extend_from_slice(text);
        let unused = tti::TEXT - text.len();
        self.body.extend(std::iter::repeat_n(tti::UNUSED, unused));
    }
}

/// The cumulative status of a cue: as it says, else by the times. What a file
/// calls no part of a set does not become one.
fn cumulative(cue: &Cue, status: u8, source: Option<&Subtitle<'_>>) -> u8 {
    let is_single = source.is_some_and(|source| source.block.cumulative() == 0);
    let by_times = if is_single { 0 } else { status };
    setting(cue, CUMULATIVE).unwrap_or(by_times)
}

/// A number among a cue's settings.
fn setting(cue: &Cue, name: &str) -> Option<u8> {
    cue.settings.get(name)?.parse().ok()
}

/// Where the blocks of a piece start.
fn offsets(raw: &[u8]) -> impl Iterator<Item = usize> + use<> {
    (0..raw.len() / tti::LENGTH).map(|index| index * tti::LENGTH)
}

/// Gives a block that was read the number of its subtitle and, where it is one
/// of its text, the rest of its header, as far as that has changed.
fn renew(block: &mut [u8], source: &Subtitle<'_>, header: Header, is_own: bool) {
    let was = source.block;
    let number = was.number().to_le_bytes();
    if block[1..3] == number && block[tti::EBN] != tti::LAST || is_own {
        block[1..3].copy_from_slice(&header.number.to_le_bytes());
    }
    if !is_own {
        return;
    }
    if was.group() != header.group {
        block[0] = header.group;
    }
    if was.cumulative() != header.cumulative {
        block[tti::CS] = header.cumulative;
    }
    for (from, old, new) in [
        (tti::TCI, was.time_in(), header.labels[0]),
        (tti::TCO, was.time_out(), header.labels[1]),
    ] {
        if old != new {
            block[from..from + 4].copy_from_slice(&new);
        }
    }
}

//! Writing Cheetah CAP.

use captions::{Cue, Document, Row, Time, Timecode, Track};

use crate::cap::characters::{self, ITALIC, byte, similar};
use crate::cap::grid::{LAST_ROW, Layout, Spot, cells, layout};
use crate::composed::composed;
use crate::diagnostic::Diagnostics;
use crate::frame_clock::FrameClock;
use crate::loss::{Losses, describe_align, describe_place};
use crate::registry::Written;
use crate::{Feature, Severity, WriteOptions, verbatim};

use super::read::{CLOCK, HEAD, clock_name, fill, times};
use super::record::{ATTRIBUTES, ENDS, HAS_END, Item, LONGEST, ROWS, USUAL, items};
use super::{HEADER, ID, INFO, MAGIC, magic};

/// Columns of the caption grid.
const COLUMNS: usize = 32;
/// Where the header counts captions.
const COUNT: usize = 4;

pub(super) fn write(document: &Document, track: &Track, _: &WriteOptions) -> Written {
    let clock = FrameClock::of(document.settings());
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    let head = verbatim::get(track, ID, HEAD).map(captions::RawBytes::as_bytes);
    let mut out = Vec::with_capacity(HEADER + document.cue_count(track.id) * 64);
    out.extend_from_slice(head.unwrap_or(&new_header()));
    let same_clock = verbatim::get(track, ID, CLOCK)
        .is_some_and(|kept| kept.as_bytes() == clock_name(document.settings()).as_bytes());
    if same_clock && verbatim::is_untouched(document, track, ID) {
        let raws = document.cues(track.id).filter_map(|cue| cue.raw.as_deref());
        raws.for_each(|raw| out.extend_from_slice(raw.bytes.as_bytes()));
    } else {
        let shown = shown(document, track, &mut losses);
        for (index, at) in shown.iter().enumerate() {
            let next_in = shown.get(index + 1).map(|(next, _)| next.in_time);
            match unedited(at.0, next_in, clock) {
                Some(raw) => out.extend_from_slice(raw),
                None => record(&mut out, *at, next_in, clock, &mut losses),
            }
        }
        count(
            &mut out,
            shown.len(),
            head.is_some(),
            verbatim::count(track, ID),
        );
    }
    Written {
        bytes: out,
        losses: losses.finish(),
    }
}

/// The header of a new file.
fn new_header() -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..2].copy_from_slice(&MAGIC);
    header[2] = 1;
    header[6..10].copy_from_slice(&[0x09, 0xa8, 0xaf, 0x4f]);
    header
}

/// Puts the number of captions into the header; in that of a file that was
/// read, which may count otherwise, the difference.
fn count(out: &mut [u8], now: usize, is_read: bool, before: Option<usize>) {
    let at = magic(out).unwrap_or(0) + COUNT;
    let Some(field) = out.get_mut(at..at + 2) else {
        return;
    };
    let said = usize::from(u16::from_le_bytes([field[0], field[1]]));
    let counted = match before {
        Some(before) if is_read => (said + now).saturating_sub(before),
        _ => now,
    };
    let counted = u16::try_from(counted).unwrap_or(u16::MAX);
    field.copy_from_slice(&counted.to_le_bytes());
}

/// The cues that have something to show, in the order they come.
fn shown<'a>(document: &'a Document, track: &Track, losses: &mut Losses) -> Vec<(&'a Cue, u32)> {
    let mut shown = Vec::with_capacity(document.cue_count(track.id));
    for at in document.cues(track.id).zip(1..) {
        if at.0.comment {
            losses.declare_cue(at);
        } else if at.0.rows.iter().all(Row::is_empty) {
            losses.declare_cue(at);
            let (from, to) = ("a cue without text", "left out");
            losses.of_cue(at, Feature::BlankRow, Severity::Warning, from, to);
        } else {
            shown.push(at);
        }
    }
    verbatim::in_time_order(&mut shown, track, ID, losses);
    shown
}

/// The bytes of a cue that nobody edited, where they still say in this place
/// what it does.
fn unedited(cue: &Cue, next_in: Option<Time>, clock: FrameClock) -> Option<&[u8]> {
    let raw = cue.unedited(ID)?;
    let mut silent = Diagnostics::default();
    let mut found = items(raw, 0).filter_map(|item| match item {
        Item::Record(record) => Some(record),
        Item::Junk { .. } => None,
    });
    let record = found.next()?;
    let (start, end) = times(clock, &record, &mut silent)?;
    let cleared = found.find_map(|record| times(clock, &record, &mut silent));
    let end = end.or(cleared.map(|(start, _)| start)).or(next_in);
    let mut twin = Cue::new(cue.id, cue.track, start, end);
    fill(&mut twin, &record, record.text()?);
    let same = (twin.in_time, twin.out_time) == (cue.in_time, cue.out_time)
        && (&twin.rows, &twin.position) == (&cue.rows, &cue.position)
        && (twin.align, &twin.settings) == (cue.align, &cue.settings);
    same.then_some(raw)
}

/// Writes a cue anew.
fn record(
    out: &mut Vec<u8>,
    at: (&Cue, u32),
    next_in: Option<Time>,
    clock: FrameClock,
    losses: &mut Losses,
) {
    let cue = at.0;
    losses.declare_cue(at);
    declare_end(at, next_in, losses);
    let layout = place(at, losses);
    let (flags, mut attributes) = settings(at, losses);
    let from = out.len();
    out.extend([0, 0]);
    push_label(out, at, clock.label(at, cue.in_time, losses), losses);
    let mut ends = 0;
    if let Some(out_time) = cue.out_time {
        push_label(out, at, clock.label(at, out_time, losses), losses);
        attributes[0] |= ENDS;
        ends = HAS_END;
    }
    out.extend(attributes);
    let room = from + LONGEST;
    let count = rows(out, room, at, &layout, losses);
    out[from] = u8::try_from(out.len() - from).unwrap_or(u8::MAX);
    out[from + 1] = flags | ends | count.min(ROWS);
}

fn push_label(out: &mut Vec<u8>, at: (&Cue, u32), label: Timecode, losses: &mut Losses) {
    let (hours, minutes, seconds, frames) = label.fields();
    if hours > u32::from(u8::MAX) {
        let to = "255 hours, the most that a label holds";
        losses.of_cue(at, Feature::Times, Severity::Error, label.to_string(), to);
    }
    let fields = [hours, minutes, seconds, frames];
    out.extend(fields.map(|field| u8::try_from(field).unwrap_or(u8::MAX)));
}

fn declare_end(at: (&Cue, u32), next_in: Option<Time>, losses: &mut Losses) {
    match (at.0.out_time, next_in) {
        (None, Some(next)) => {
            let from = "stays until further notice";
            let to = format!("goes when the next caption comes, at {next}");
            losses.of_cue(at, Feature::OpenEnd, Severity::Warning, from, to);
        }
        (Some(out), Some(next)) if out > next => {
            let from = format!("stays until {out}, beside the next cue");
            let to = "taken down by the next cue, which the screen is shared by no two of";
            losses.of_cue(at, Feature::Overlap, Severity::Warning, from, to);
        }
        _ => {}
    }
}

/// Where the rows go, and what of the cue's position that is not.
fn place(at: (&Cue, u32), losses: &mut Losses) -> Layout {
    let layout = layout(at.0);
    if !layout.exact {
        let align = || (Feature::Align, describe_align(at.0.align));
        let (feature, from) = describe_place(&at.0.position).unwrap_or_else(align);
        let severity = match feature {
            Feature::FreePosition => Severity::Warning,
            _ => Severity::Info,
        };
        let row = layout.spots.first().map_or(0, |spot| spot.row);
        let to = format!("placed from row {row} of the caption grid on");
        losses.of_cue(at, feature, severity, from, to);
        let justified = layout.justify.align();
        if feature != Feature::Align && justified != at.0.align {
            let (from, to) = (describe_align(at.0.align), describe_align(justified));
            losses.of_cue(at, Feature::Align, Severity::Info, from, to);
        }
    }
    layout
}

/// Flags and attributes: as the cue's own file had them, else the usual ones.
fn settings(at: (&Cue, u32), losses: &mut Losses) -> (u8, [u8; 6]) {
    let (mut flags, mut attributes) = (USUAL, ATTRIBUTES);
    for (name, value) in &at.0.settings {
        let Some(own) = name.strip_prefix("cap.") else {
            continue;
        };
        let bytes = hexadecimal(value);
        match (own, bytes.as_deref()) {
            ("flags", Some([byte])) if byte & (HAS_END | ROWS) == 0 => flags = *byte,
            ("attributes", Some(bytes)) if bytes.len() == 6 && bytes[0] & ENDS == 0 => {
                attributes.copy_from_slice(bytes);
            }
            _ => {
                let from = format!("{name}: {value}");
                losses.of_cue(at, Feature::Setting, Severity::Info, from, "left out");
            }
        }
    }
    (flags, attributes)
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = digits.chunks(2).map(|pair| {
        let value = digit(pair[0])? * 16 + digit(*pair.get(1)?)?;
        u8::try_from(value).ok()
    });
    pairs.collect()
}

/// Writes the rows that have text and answers how many those are. What does
/// not fit before `room` is left out.
fn rows(
    out: &mut Vec<u8>,
    room: usize,
    at: (&Cue, u32),
    layout: &Layout,
    losses: &mut Losses,
) -> u8 {
    let mut above: Option<Spot> = None;
    let mut replaced = Vec::new();
    let mut cut = String::new();
    let mut count = 0;
    let blank = at.0.rows.iter().any(Row::is_empty);
    for (row, spot) in at.0.rows.iter().zip(&layout.spots) {
        if row.is_empty() {
            continue;
        }
        let bytes = encode(at, row, &mut replaced, losses);
        let (below, lead) = match above {
            None => (false, 0),
            Some(above) => {
                let is_below = above.row + 1 == spot.row && above.column == spot.column;
                (is_below, 1)
            }
        };
        if out.len() + lead + 3 + 1 >= room {
            cut.push_str(&row.text());
            continue;
        }
        out.extend(std::iter::repeat_n(0, lead));
        let spot_bytes = [layout.justify.code(), spot.row, spot.column];
        out.extend(if below { [0; 3] } else { spot_bytes });
        let fits = bytes.len().min(room - 1 - out.len());
        out.extend_from_slice(&bytes[..fits]);
        cut.extend(
            bytes[fits..]
                .iter()
                .filter_map(|byte| characters::character(*byte)),
        );
        above = Some(*spot);
        count += 1;
    }
    out.push(0);
    if at.0.rows.len() > usize::from(LAST_ROW) {
        let from = format!("{} rows", at.0.rows.len());
        let to = "several on the last row of the caption grid";
        losses.of_cue(at, Feature::LineBreak, Severity::Warning, from, to);
    }
    if blank {
        let (from, to) = ("an empty row", "a free row of the caption grid");
        losses.of_cue(at, Feature::BlankRow, Severity::Info, from, to);
    }
    losses.characters(at, &replaced, "a similar character, else ?");
    if !cut.is_empty() {
        let to = "left out: a caption holds 255 bytes";
        losses.of_cue(at, Feature::Characters, Severity::Error, cut, to);
    }
    count
}

/// The bytes of a row.
fn encode(at: (&Cue, u32), row: &Row, replaced: &mut Vec<char>, losses: &mut Losses) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(row.chars() + 2);
    // Nothing ends italics but the row.
    let plain_after = row.0.iter().rposition(|run| !run.style.italic);
    let first_italic = row.0.iter().position(|run| run.style.italic);
    let italic_from = first_italic.filter(|first| plain_after.is_none_or(|plain| plain < *first));
    if first_italic.is_some() && italic_from.is_none() {
        let (from, to) = ("italics that end within a row", "a row without italics");
        losses.of_cue(at, Feature::Italic, Severity::Warning, from, to);
    }
    let mut codes: Vec<u8> = Vec::new();
    for (index, run) in row.0.iter().enumerate() {
        if italic_from == Some(index) {
            bytes.push(ITALIC);
        }
        let detail = run.style.detail.as_deref();
        let extra = detail
            .and_then(|detail| detail.extra.as_deref())
            .unwrap_or("");
        let wanted = if extra.is_empty() {
            Some(Vec::new())
        } else {
            characters::codes(extra)
        };
        match wanted {
            Some(wanted) if wanted.starts_with(&codes) => {
                bytes.extend_from_slice(&wanted[codes.len()..]);
                codes = wanted;
            }
            _ => {
                let from = if extra.is_empty() {
                    "the end of a style".to_owned()
                } else {
                    extra.to_owned()
                };
                losses.of_cue(at, Feature::Override, Severity::Warning, from, "left out");
            }
        }
        // Accents have bytes with their letters only.
        for character in composed(&run.text).chars() {
            if let Some(byte) = byte(character) {
                bytes.push(byte);
                continue;
            }
            replaced.push(character);
            bytes.extend_from_slice(similar(character).unwrap_or("?").as_bytes());
        }
    }
    let cells = cells(row);
    if cells > COLUMNS {
        let from = format!("a row of {cells} characters");
        let to = "more than the 32 columns of the screen";
        losses.of_cue(at, Feature::LineBreak, Severity::Warning, from, to);
    }
    bytes
}

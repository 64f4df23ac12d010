//! What a track keeps of a file besides its cues, so that it can go back out.

use std::collections::BTreeSet;
use std::fmt;

use captions::{RawBytes, Track};

use crate::diagnostic::Diagnostics;
use crate::verbatim;

use super::characters::{Characters, Table};
use super::gsi::{CCT, DESCRIPTIVE, DSC, Gsi, KEPT, LC, MNR};
use super::pen::{Size, Standard};
use super::screen::Screen;
use super::text_field::Dialect;
use super::tti::{Block, Subtitle};
use super::utf16::Coding;
use super::{ID, language};

/// Keys of what is kept besides the fields of the block, which have their own
/// names.
const BLOCK: &str = "gsi";
const TAIL: &str = "tail";
const COUNTS: &str = "counts";
const START: &str = "start";
const DISPLAY: &str = "display";
const SIZE: &str = "size";
const NUMBER: &str = "number";
const GROUP: &str = "group";
const CODING: &str = "coding";

/// The display standard that the field DSC names.
pub(super) fn named_standard(code: &str) -> Option<Standard> {
    match code {
        "0" => Some(Standard::Open),
        "1" | "2" => Some(Standard::Teletext),
        _ => None,
    }
}

/// How the text fields of a file are to be read.
pub(super) fn dialect_of_file(
    gsi: &Gsi,
    subtitles: &[Subtitle<'_>],
    diagnostics: &mut Diagnostics,
) -> Dialect {
    let has = |codes: &[u8]| {
        let texts = subtitles.iter().map(|subtitle| &subtitle.text);
        let with = texts.filter(|text| text.iter().any(|byte| codes.contains(byte)));
        with.count()
    };
    let standard = named_standard(&gsi.text(DSC)).unwrap_or_else(|| {
        let by_codes = if has(&[0x0a, 0x0b, 0x0d]) > 0 {
            Standard::Teletext
        } else {
            Standard::Open
        };
        let name = display_name(by_codes);
        let message = format!("The file does not say how it is displayed; {name} is assumed");
        diagnostics.info("display-standard-assumed", DSC.place(), message);
        by_codes
    });
    let number = gsi.text(CCT);
    let table = Table::of(&number).unwrap_or_else(|| {
        let message = format!("\u{201c}{number}\u{201d} is no character code table; 00 is assumed");
        diagnostics.warn("unknown-code-table", CCT.place(), message);
        Table::Latin
    });
    let language = language::tag(&gsi.text(LC)).unwrap_or_default();
    let coding = Coding::of_file(language, &Characters::of(table), subtitles);
    let says_something = subtitles.iter().any(|subtitle| !subtitle.text.is_empty());
    let tall = !says_something || has(&[0x0d, 0x0f]) > 0;
    dialect((standard, table, coding), gsi, usual_size(standard, tall))
}

/// How text is written by a display standard, in a table or a coding of its
/// own. UTF-16 has none of the codes of teletext.
pub(super) fn dialect(
    (standard, table, coding): (Standard, Table, Coding),
    gsi: &Gsi,
    usual: Size,
) -> Dialect {
    let (standard, usual) = match coding {
        Coding::Utf16(_) => (Standard::Open, Size::Normal),
        Coding::Table | Coding::Unknown => (standard, usual),
    };
    Dialect {
        screen: Screen::new(standard, gsi.number(MNR)),
        coding,
        characters: Characters::of(table),
        usual,
    }
}

fn usual_size(standard: Standard, tall: bool) -> Size {
    match standard {
        Standard::Teletext if tall => Size::DoubleHeight,
        _ => Size::Normal,
    }
}

fn display_name(standard: Standard) -> &'static str {
    match standard {
        Standard::Open => "open subtitling",
        Standard::Teletext => "teletext",
    }
}

/// Keeps what a file says besides its subtitles.
pub(super) fn keep(track: &mut Track, gsi: &Gsi, dialect: &Dialect, subtitles: &[Subtitle<'_>]) {
    let mut put = |part: &str, text: String| verbatim::put(track, ID, part, text.into());
    let mut describes = false;
    for field in KEPT {
        let text = gsi.text(field);
        if !text.is_empty() {
            describes |= DESCRIPTIVE.contains(&field.name);
            put(field.name, text);
        }
    }
    if dialect.coding != Coding::Table {
        put(CODING, dialect.coding.to_string());
    }
    let standard = dialect.screen.standard;
    if named_standard(&gsi.text(DSC)).is_none() {
        put(DISPLAY, display_name(standard).to_owned());
    }
    if standard == Standard::Teletext && dialect.usual == Size::Normal {
        put(SIZE, Size::Normal.name().to_owned());
    }
    if let Some(first) = subtitles.first() {
        put(GROUP, first.block.group().to_string());
    }
    if describes {
        put(verbatim::NOTES, String::new());
    }
}

/// Keeps the number of the first cue.
pub(super) fn keep_first_number(track: &mut Track, number: u16) {
    verbatim::put(track, ID, NUMBER, number.to_string().into());
}

/// Keeps the bytes of the file around its subtitles: those of the block and
/// those after the last subtitle. `start` is the frame at which the programme
/// was taken to start, where the block says another.
pub(super) fn keep_bytes(track: &mut Track, file: &[u8], tail: usize, start: Option<i64>) {
    let block = &file[..file.len().min(Gsi::LENGTH)];
    let body = file.get(Gsi::LENGTH..).unwrap_or_default();
    verbatim::put(track, ID, BLOCK, block.into());
    if tail < body.len() {
        verbatim::put(track, ID, TAIL, body[tail..].into());
    }
    let counts = Counts::of(body).to_string();
    verbatim::put(track, ID, COUNTS, counts.into());
    if let Some(start) = start {
        verbatim::put(track, ID, START, start.to_string().into());
    }
}

/// What a track kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept<'a>(&'a Track);

impl<'a> Kept<'a> {
    pub(super) const fn of(track: &'a Track) -> Self {
        Self(track)
    }

    fn bytes(self, part: &str) -> Option<&'a [u8]> {
        verbatim::get(self.0, ID, part).map(RawBytes::as_bytes)
    }

    /// A part that is text, such as a field of the block by its name.
    pub(super) fn text(self, part: &str) -> Option<&'a str> {
        match verbatim::get(self.0, ID, part)? {
            RawBytes::Text(text) => Some(text),
            RawBytes::Bytes(_) => None,
        }
    }

    fn number<T: std::str::FromStr>(self, part: &str) -> Option<T> {
        self.text(part)?.parse().ok()
    }

    /// The bytes of the file's own block, fewer than it should have where the
    /// file ended inside.
    pub(super) fn block(self) -> Option<&'a [u8]> {
        self.bytes(BLOCK)
    }

    /// What stands after the last subtitle.
    pub(super) fn tail(self) -> &'a [u8] {
        self.bytes(TAIL).unwrap_or_default()
    }

    /// What the fields that count had to say of the file.
    pub(super) fn counts(self) -> Vec<&'a str> {
        self.text(COUNTS).unwrap_or_default().split(' ').collect()
    }

    /// The frame at which the programme was taken to start, where the file says
    /// otherwise.
    pub(super) fn start(self) -> Option<i64> {
        self.number(START)
    }

    /// The number of the first cue.
    pub(super) fn first_number(self) -> u16 {
        self.number(NUMBER).unwrap_or(0)
    }

    /// The group of subtitles that name none.
    pub(super) fn group(self) -> u8 {
        self.number(GROUP).unwrap_or(0)
    }

    /// The display standard, where the track is bound to one.
    pub(super) fn standard(self) -> Option<Standard> {
        let named = self.text(DSC.name).and_then(named_standard);
        named.or_else(|| {
            let display = self.text(DISPLAY)?;
            let both = [Standard::Open, Standard::Teletext];
            both.into_iter()
                .find(|known| display_name(*known) == display)
        })
    }

    /// The character code table of the file.
    pub(super) fn table(self) -> Option<Table> {
        let gsi = Gsi::of(self.block()?);
        Some(Table::of(&gsi.text(CCT)).unwrap_or(Table::Latin))
    }

    /// How the text of the file is coded; as the standard says, where a track
    /// is now in a language that its tables hold.
    pub(super) fn coding(self) -> Coding {
        let language = self.0.language.split('-').next().unwrap_or_default();
        match self.text(CODING) {
            Some(name) if Coding::LANGUAGES.contains(&language) => Coding::named(name),
            _ => Coding::Table,
        }
    }

    /// Whether text is written in the coding that it was read in.
    pub(super) fn is_coded_as_read(self) -> bool {
        let read = self.text(CODING).map_or(Coding::Table, Coding::named);
        read == self.coding()
    }

    /// The size that goes without saying.
    pub(super) fn usual(self, standard: Standard) -> Size {
        let single = self.text(SIZE) == Some(Size::Normal.name());
        usual_size(standard, !single)
    }
}

/// What the fields of the block that count have to say of the blocks after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    /// Blocks (TNB), subtitles (TNS), groups (TNG).
    pub(super) totals: [usize; 3],
    /// The label of the first subtitle (TCF).
    pub(super) first: [u8; 4],
}

impl Counts {
    pub(super) fn of(body: &[u8]) -> Self {
        let (mut blocks, mut subtitles) = (0, 0);
        let mut groups = BTreeSet::new();
        let mut first = None;
        for block in Block::all(body).filter(|block| !block.is_filling()) {
            blocks += 1;
            if block.is_text() {
                subtitles += usize::from(block.is_last());
                groups.insert(block.group());
                if first.is_none() && !block.is_comment() {
                    first = Some(block.time_in());
                }
            }
        }
        Self {
            totals: [blocks, subtitles, groups.len()],
            first: first.unwrap_or_default(),
        }
    }
}

/// The four of them, with blanks between.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [blocks, subtitles, groups] = self.totals;
        write!(f, "{blocks} {subtitles} {groups} ")?;
        self.first
            .iter()
            .try_for_each(|part| write!(f, "{part:02}"))
    }
}

//! What a file holds besides its paragraphs, kept so that it can go back out.
//!
//! The text is cut into paragraphs, which their cues keep, and the gaps between
//! them, which the track keeps: elements around paragraphs say when and how
//! they are shown, so the gaps must outlive the cues.

use std::fmt::Write as _;

use captions::{Cue, RawBytes, Track};

use crate::text_source::{Mark, TextSource};
use crate::{Encoding, WriteOptions, text_sink, verbatim};

const GAPS: &str = "gaps";
const SLOTS: &str = "slots";
const LANGUAGE: &str = "language";
/// The whole file, where its text does not encode back to its bytes.
const FILE: &str = "file";

/// The name under which cues keep a paragraph that became several cues: the
/// first has all of it, the others nothing.
pub(super) fn shared(format: &str) -> String {
    format!("{format}+")
}

/// Collects the gaps and the digests of the cues between them.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    gaps: String,
    slots: String,
    /// Where the paragraph before ended.
    at: usize,
}

impl Keeper {
    /// Keeps a paragraph that stands from `start` to `end`, in its cues.
    pub(super) fn keep(
        &mut self,
        source: &TextSource<'_>,
        format: &'static str,
        (start, end): (usize, usize),
        cues: &mut [Cue],
    ) {
        let piece = encoded(&source.text()[start..end], source.encoding());
        if let [cue] = cues {
            verbatim::keep_cue(cue, format, piece.as_slice());
        } else {
            let format = shared(format);
            let mut piece = piece.as_slice();
            for cue in &mut *cues {
                verbatim::keep_cue(cue, format.clone(), piece);
                piece = b"";
            }
        }
        let gap = &source.text()[self.at..start];
        self.gaps.push_str(gap);
        let _ = write!(self.slots, "{}:", gap.len());
        for cue in &*cues {
            let digest = cue.raw.as_deref().map_or(0, |raw| raw.digest);
            let label = label_digest(cue.label.as_deref());
            let _ = write!(self.slots, "{digest:x}.{label:x},");
        }
        self.slots.push(';');
        self.at = end;
    }

    /// Keeps the rest in the track.
    pub(super) fn finish(
        mut self,
        track: &mut Track,
        format: &str,
        source: &TextSource<'_>,
        bytes: &[u8],
    ) {
        let text = source.text();
        self.gaps.push_str(&text[self.at..]);
        verbatim::keep_frame(track, format, source, Mark::START, source.end(), false);
        verbatim::put(track, format, GAPS, self.gaps.into());
        verbatim::put(track, format, SLOTS, self.slots.into());
        let language = track.language.clone();
        verbatim::put(track, format, LANGUAGE, language.into());
        let mark = source.encoding().mark();
        let body = bytes.strip_prefix(mark).unwrap_or(bytes);
        let is_utf8 = source.encoding() == Encoding::UTF_8;
        let is_clean = if is_utf8 {
            text.as_bytes() == body
        } else {
            encoded(text, source.encoding()) == body
        };
        if !is_clean {
            verbatim::put(track, format, FILE, bytes.into());
        }
    }
}

/// A digest of a label (FNV-1a), because that of a cue leaves the label out.
pub(super) fn label_digest(label: Option<&str>) -> u64 {
    let bytes = label.into_iter().flat_map(str::bytes);
    bytes.fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Text in the encoding of its file.
fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    if encoding == Encoding::UTF_8 {
        return text.as_bytes().to_vec();
    }
    let options = WriteOptions {
        encoding: Some(encoding),
        ..WriteOptions::default()
    };
    let mut sink =
        text_sink::TextSink::new(&options, Some((encoding, Default::default())), text.len());
    sink.piece(text);
    sink.finish()
}

/// A place in the file where a paragraph stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot<'a> {
    /// What stands before it.
    pub(super) gap: &'a str,
    /// The cues that were read from it, by what they said and by their labels.
    pub(super) digests: Vec<(u64, u64)>,
}

/// What a track keeps of its file.
#[derive(Debug)]
pub(super) struct Skeleton<'a> {
    pub(super) slots: Vec<Slot<'a>>,
    pub(super) tail: &'a str,
    /// The language that its root element names.
    pub(super) language: &'a str,
    /// The whole file, where that is the only way to write it as it was.
    pub(super) file: Option<&'a RawBytes>,
}

impl<'a> Skeleton<'a> {
    /// The skeleton of a track that was read from this format.
    pub(super) fn of(track: &'a Track, format: &str) -> Option<Self> {
        let text = |part| match verbatim::get(track, format, part) {
            Some(RawBytes::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let (mut rest, slots) = (text(GAPS)?, text(SLOTS)?);
        let mut found = Vec::new();
        for slot in slots.split_terminator(';') {
            let (length, digests) = slot.split_once(':')?;
            let (gap, after) = rest.split_at_checked(length.parse().ok()?)?;
            let digests = digests.split_terminator(',');
            let digests = digests.map(|pair| {
                let (digest, label) = pair.split_once('.')?;
                let number = |text| u64::from_str_radix(text, 16).ok();
                Some((number(digest)?, number(label)?))
            });
            let digests = digests.collect::<Option<_>>()?;
            found.push(Slot { gap, digests });
            rest = after;
        }
        Some(Self {
            slots: found,
            tail: rest,
            language: text(LANGUAGE).unwrap_or_default(),
            file: verbatim::get(track, format, FILE),
        })
    }
}

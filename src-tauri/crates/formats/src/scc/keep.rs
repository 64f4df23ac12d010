//! What of a file is kept, so that it can go back out as it came.

use captions::{CaptionChannel, Cue, Document, RawBytes, Settings, Track};

use super::ID;
use super::pieces::Cuts;
use super::read::name;
use crate::draft::Draft;
use crate::text_source::TextSource;
use crate::verbatim;

/// Parts of a file that a track keeps besides its head and tail.
const CLOCK: &str = "clock";
const CUES: &str = "cues";
const CHANNELS: &str = "channels";
/// The frames of the first words of pieces that start in the middle of a line,
/// by cue; only there where the file is cut into pieces.
const STARTS: &str = "starts";
/// Stands for a cue where the tail starts in the middle of a line.
pub(super) const TAIL: &str = "tail";

/// What a reader knows of the file when it keeps it.
pub(super) struct Known<'a> {
    pub(super) file: &'a [u8],
    pub(super) source: &'a TextSource<'a>,
    pub(super) settings: &'a Settings,
    pub(super) channels: &'a [CaptionChannel],
    /// Where the file is cut; absent where it is kept whole.
    pub(super) cuts: Option<Cuts>,
}

impl Known<'_> {
    /// The piece of a cue.
    pub(super) fn piece(&self, index: usize) -> &[u8] {
        let cuts = self.cuts.as_ref();
        cuts.map_or(&[], |cuts| &self.file[cuts.piece(index).0])
    }

    /// Keeps the rest of the file in the track. `cues` are the names of the
    /// cues that were read.
    pub(super) fn keep(&self, draft: &mut Draft, cues: &[String]) {
        let end = self.source.end();
        let track = &mut draft.track;
        verbatim::keep_frame(track, ID, self.source, end, end, false);
        let mut put = |part: &str, bytes: RawBytes| verbatim::put(track, ID, part, bytes);
        put(CLOCK, clock(self.settings).into());
        put(CUES, cues.len().to_string().into());
        if self.channels.len() > 1 {
            let names: Vec<String> = self.channels.iter().map(|channel| name(*channel)).collect();
            put(CHANNELS, names.join(" ").into());
        }
        let Some(cuts) = &self.cuts else {
            return;
        };
        let (tail, tail_frame) = cuts.tail();
        put(verbatim::HEAD, self.file[..cuts.head].into());
        put(verbatim::TAIL, self.file[tail..].into());
        let pieces = cues.iter().enumerate();
        let starts = pieces.map(|(index, cue)| (cue.as_str(), cuts.piece(index).1));
        let starts = starts.chain([(TAIL, tail_frame)]);
        let lines = starts.filter_map(|(cue, frame)| Some(format!("{cue} {}", frame?)));
        put(STARTS, lines.collect::<Vec<_>>().join("\n").into());
    }
}

/// How labels count, in words that are equal where the labels are.
fn clock(settings: &Settings) -> String {
    let base = settings.timebase;
    let drops = if base.drop_frame() {
        "drop"
    } else {
        "non-drop"
    };
    format!("{} {drops} {}", base.rate(), settings.programme_start)
}

fn text<'a>(track: &'a Track, part: &str) -> Option<&'a str> {
    match verbatim::get(track, ID, part) {
        Some(RawBytes::Text(text)) => Some(text),
        _ => None,
    }
}

/// Whether labels still count as they did when the track was read.
fn counts_as_read(document: &Document, track: &Track) -> bool {
    text(track, CLOCK) == Some(&clock(document.settings()))
}

/// Whether the kept file says what the track says.
pub(super) fn is_unedited(document: &Document, track: &Track) -> bool {
    let count = document.cue_count(track.id).to_string();
    let in_order = |(a, b): (&Cue, &Cue)| a.in_time <= b.in_time;
    let cues = || document.cues(track.id);
    counts_as_read(document, track)
        && text(track, CUES) == Some(&count)
        && cues().all(|cue| cue.unedited(ID).is_some())
        && cues().zip(cues().skip(1)).all(in_order)
}

/// The frames of the first words of pieces, where the file was cut into pieces
/// that still count.
pub(super) fn starts<'a>(document: &Document, track: &'a Track) -> Option<&'a str> {
    text(track, STARTS).filter(|_| counts_as_read(document, track))
}

/// The channels that the kept file has captions on, where there are several.
pub(super) fn channels(track: &Track) -> Option<&str> {
    text(track, CHANNELS)
}

//! Writing Spruce STL.

use captions::{Cue, Document, Position, Time, Track};

use crate::frame_clock::FrameClock;
use crate::loss::Losses;
use crate::registry::Written;
use crate::text_sink::TextSink;
use crate::text_source::Lines;
use crate::verbatim::Frame;
use crate::{Feature, Severity, WriteOptions, place};

use super::state::State;
use super::{ID, INFO, entry};

const HEAD: &str = "//Spruce STL written by Cuewright\n\n\
                    $HorzAlign = Center\n$VertAlign = Bottom\n\
                    $Bold = FALSE\n$Italic = FALSE\n$Underlined = FALSE\n\n";

struct Writer<'a> {
    frame: Frame<'a>,
    clock: FrameClock,
    sink: TextSink,
    losses: Losses,
    /// What the commands written so far ask for.
    state: State,
}

pub(super) fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let frame = Frame::of(track, ID);
    let mut writer = Writer {
        clock: FrameClock::of(document.settings()),
        sink: frame.sink(options, document.cue_count(track.id) * 96),
        frame,
        losses: Losses::new(&INFO),
        state: State::default(),
    };
    writer.losses.declare_track(track);
    writer.frame.put_head(&mut writer.sink, options);
    writer.state.take_lines(&writer.frame.head_text().0);
    if writer.frame.head.is_none() {
        writer.sink.text(HEAD);
    }
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

impl<'a> Writer<'a> {
    fn cue(&mut self, at: (&'a Cue, u32), next_in: Option<Time>) {
        let cue = at.0;
        let piece = self.frame.piece(cue, ID);
        let piece = piece.as_deref().unwrap_or_default();
        let line = Lines::new(piece)
            .filter(|line| entry(line.text).is_some())
            .last();
        let (start, end) = line.map_or((0, 0), |line| (line.start, line.start + line.text.len()));
        self.sink.end_line();
        let mut state = self.state;
        state.take_lines(&piece[..start]);
        let text = line
            .and_then(|line| entry(line.text))
            .map(|entry| entry.text);
        // The commands before it may have changed what its bytes say.
        let says_the_same = text
            .is_some_and(|text| state.read(text) == cue.rows && state.position() == cue.position);
        if says_the_same
            && cue.unedited(ID).is_some()
            && let Some(raw) = cue.raw.as_deref()
        {
            self.sink.verbatim(&raw.bytes);
            self.state = state;
            return;
        }
        self.sink.piece(&piece[..start]);
        self.state = state;
        self.rewrite(at, next_in, &piece[end..]);
    }

    /// Writes a cue anew, and `trail` behind it.
    fn rewrite(&mut self, at: (&Cue, u32), next_in: Option<Time>, trail: &str) {
        let cue = at.0;
        self.losses.declare_cue(at);
        if cue.comment {
            return;
        }
        let before = self.state;
        let place = place::nearest_key(at, &mut self.losses).unwrap_or(2);
        if cue.position == Position::Numpad(2) {
            let (from, to) = ("place 2 of the keypad", "the player's own place");
            self.losses
                .of_cue(at, Feature::Place, Severity::Info, from, to);
        }
        let commands = before.place_commands(place);
        self.state.take_lines(&commands);
        let out_time = place::out_time(at, next_in, &mut self.losses);
        let mut line = commands.clone();
        self.clock
            .push(&mut line, at, cue.in_time, &mut self.losses);
        line.push_str("\t,\t");
        self.clock.push(&mut line, at, out_time, &mut self.losses);
        line.push_str("\t,\t");
        let changed = self.state.write(&mut line, &cue.rows);
        self.sink.text(&line);
        if trail.is_empty() {
            self.sink.end_line();
        } else {
            self.sink.piece(trail);
        }
        // The cues of the file after this one count on the state before it.
        if self.frame.head.is_some() && !commands.is_empty() {
            self.sink.end_line();
            let mut back = self.state;
            let key = match before.position() {
                Position::Numpad(key) => key,
                _ => 2,
            };
            let commands = back.place_commands(key);
            back.take_lines(&commands);
            self.sink.text(&commands);
            self.state = back;
        }
        self.losses.characters(at, &changed, "a similar character");
        let unmappable = self.sink.take_unmappable();
        self.losses.characters(at, &unmappable, "?");
    }
}

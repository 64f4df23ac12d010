//! Random edits for property tests.

use captions::testing::{cues, rows, settings, timebases, times};
use captions::{
    Align, Color, Cue, CueId, Document, GridCell, Ids, Note, NoteId, Position, ReviewMark, Row,
    Settings, Time, Timebase, Track, TrackId, Waiver, Writing,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::{Edit, NotePlace, Query, Retime, Scope, StyleChange};

/// An edit that does not know its document yet.
///
/// Cues and tracks are drawn when it meets one ([`Wish::of`]), so that a random
/// walk goes on with whatever the steps before it left.
#[derive(Clone, Debug)]
pub struct Wish {
    which: usize,
    picks: [Index; 3],
    count: usize,
    times: [Time; 4],
    number: u32,
    on: Option<bool>,
    other: Option<bool>,
    words: &'static str,
    rows: Vec<Row>,
    cues: Vec<Cue>,
    settings: Settings,
    timebase: Timebase,
    seed: u64,
}

/// Any edit, each kind as likely as the others.
pub fn wishes() -> impl Strategy<Value = Wish> {
    let picks = any::<[Index; 3]>();
    let words = select(vec!["a", "e ", "one", "[a-z]+", "^", "", "(", "\u{2019}"]);
    let flags = (option::of(any::<bool>()), option::of(any::<bool>()));
    let times = [times(), times(), times(), times()];
    let texts = (rows(), vec(cues(), 0..4), words);
    (
        0..KINDS,
        picks,
        select(vec![0_usize, 1, 1, 1, 2, 2, 3]),
        times,
        (0..6_u32, any::<u64>()),
        flags,
        texts,
        (settings(), timebases()),
    )
        .prop_map(
            |(
                which,
                picks,
                count,
                times,
                (number, seed),
                (on, other),
                (rows, cues, words),
                (settings, timebase),
            )| Wish {
                which,
                picks,
                count,
                times,
                number,
                on,
                other,
                words,
                rows,
                cues,
                settings,
                timebase,
                seed,
            },
        )
}

const KINDS: usize = 23;

impl Wish {
    /// The edit that is wished for in `document`. Most can be done there; some
    /// are about nothing, or about what must not be edited.
    #[must_use]
    pub fn of(&self, document: &Document) -> Edit {
        let track = self.track(document);
        let cues = self.neighbours(document, track);
        let cue = cues.first().copied().unwrap_or_else(|| self.ids().cue());
        match self.which {
            0..=5 => self.text_edit(document, cues, cue),
            6..=11 => self.timing_edit(document, track, cues, cue),
            12..=16 => self.structure_edit(track, cues, cue),
            20 | 21 => self.review_edit(document, track, cues, cue),
            _ => self.track_edit(document, track, cues),
        }
    }

    fn ids(&self) -> Ids {
        Ids::new(2, u128::from(self.seed))
    }

    fn track(&self, document: &Document) -> TrackId {
        let tracks = document.tracks();
        if tracks.is_empty() {
            self.ids().track()
        } else {
            self.picks[0].get(&tracks).id
        }
    }

    /// Up to three cues that follow one another.
    fn neighbours(&self, document: &Document, track: TrackId) -> Vec<CueId> {
        let cues: Vec<CueId> = document.cues(track).map(|cue| cue.id).collect();
        if cues.is_empty() {
            return cues;
        }
        let first = self.picks[1].index(cues.len());
        cues[first..].iter().take(self.count).copied().collect()
    }

    fn scope(&self, track: TrackId, cues: Vec<CueId>) -> Scope {
        match (self.on, cues.first()) {
            (None, _) => Scope::Track(track),
            (Some(true), Some(first)) => Scope::From(*first),
            _ => Scope::Cues(cues),
        }
    }

    fn text_edit(&self, document: &Document, cues: Vec<CueId>, cue: CueId) -> Edit {
        match self.which {
            0 | 1 => Edit::SetText {
                cue,
                rows: self.rows.clone(),
            },
            2 => Edit::SetStyle {
                cues,
                style: StyleChange {
                    italic: self.on,
                    bold: self.other,
                    clear_color: self.number == 0,
                    color: (self.number == 1).then_some(Color::rgb(1, 2, 3)),
                    ..StyleChange::default()
                },
            },
            3 | 4 => Edit::Replace {
                scope: self.scope(self.track(document), cues),
                query: Query {
                    pattern: self.words.to_owned(),
                    regex: self.other.is_some(),
                    match_case: self.other == Some(true),
                    whole_word: self.number == 0,
                },
                replacement: ["", "x", "$0$0", "one\ntwo"][self.number as usize % 4].to_owned(),
                only: None,
            },
            _ => Edit::BreakRows { cues },
        }
    }

    fn timing_edit(
        &self,
        document: &Document,
        track: TrackId,
        cues: Vec<CueId>,
        cue: CueId,
    ) -> Edit {
        let [a, b, c, d] = self.times;
        let signed = |time: Time| {
            if self.other == Some(true) {
                -time
            } else {
                time
            }
        };
        match self.which {
            6 | 7 => {
                let retimes = cues
                    .iter()
                    .filter_map(|id| document.cue(*id))
                    .map(|cue| Retime {
                        cue: cue.id,
                        in_time: cue.in_time + signed(a),
                        out_time: cue
                            .out_time
                            .map(|out| out + signed(if self.on.is_some() { a } else { b })),
                    });
                Edit::RetimeCues {
                    cues: retimes.collect(),
                    ripple: self.on == Some(true),
                }
            }
            8 => Edit::ShiftCues {
                scope: self.scope(track, cues),
                by: signed(a),
            },
            9 => Edit::StretchCues {
                scope: self.scope(track, cues),
                from: (a, b),
                to: (c, d),
            },
            10 => Edit::SnapCues {
                scope: self.scope(track, cues),
            },
            _ => Edit::SplitCue {
                cue,
                row: self.number % 3,
                character: self.number + u32::try_from(self.count).unwrap_or(0),
                time: self.on.map(|_| a),
            },
        }
    }

    fn structure_edit(&self, track: TrackId, cues: Vec<CueId>, cue: CueId) -> Edit {
        match self.which {
            12 | 13 => Edit::InsertCue {
                track,
                in_time: self.times[0],
                out_time: self.on.map(|_| self.times[1]),
                rows: self.rows.clone(),
            },
            14 => Edit::DeleteCues {
                cues,
                ripple: self.on == Some(true),
            },
            15 => Edit::MergeCues { cues },
            _ if self.number == 0 => Edit::SortCues { track },
            _ => Edit::SplitCue {
                cue,
                row: 0,
                character: 1 + self.number,
                time: None,
            },
        }
    }

    fn track_edit(&self, document: &Document, track: TrackId, cues: Vec<CueId>) -> Edit {
        let row = u8::try_from(self.number).unwrap_or(0);
        match self.which {
            17 => match self.number {
                0 => Edit::SetSettings {
                    settings: Box::new(self.settings.clone()),
                },
                1 => Edit::SetTimebase {
                    timebase: self.timebase,
                    keep_frames: self.on == Some(true),
                },
                _ => Edit::SetSpeaker {
                    cues,
                    speaker: self.on.map(|_| self.words.to_owned()),
                },
            },
            18 if self.number == 0 => Edit::Waive {
                cues,
                waiver: Waiver {
                    rule: "min-gap".to_owned(),
                    reason: "They sing".to_owned(),
                    author: "Ann".to_owned(),
                    given_at: 0,
                },
            },
            18 if self.number == 1 => Edit::Unwaive {
                cues,
                rule: "min-gap".to_owned(),
            },
            18 => Edit::SetFlags {
                cues,
                comment: self.on,
                forced: self.other,
            },
            19 => Edit::SetPosition {
                cues,
                position: match self.on {
                    None => Position::Auto,
                    Some(true) => Position::Numpad(row),
                    Some(false) => Position::Grid(vec![GridCell {
                        row: row * 4,
                        column: 3,
                    }]),
                },
                align: self.other.map(|_| Align::Left),
                writing: self.other.map(|_| Writing::VerticalRl),
            },
            _ => self.whole_track(document, track),
        }
    }

    fn review_edit(
        &self,
        document: &Document,
        track: TrackId,
        cues: Vec<CueId>,
        cue: CueId,
    ) -> Edit {
        let on_cue = self.other == Some(true);
        let of_cues = document.cues(track).flat_map(|cue| &cue.notes);
        let of_track = document.track(track).into_iter();
        let notes: Vec<&Note> = if on_cue {
            of_cues.collect()
        } else {
            of_track.flat_map(|track| &track.notes).collect()
        };
        let known = (!notes.is_empty()).then(|| *self.picks[2].get(&notes));
        let note = known.map_or_else(|| self.ids().note(), |note| note.id);
        let mark = self.on.map(|on| match on {
            true => ReviewMark::Approved,
            false => ReviewMark::SentBack,
        });
        match (self.which, self.number) {
            (20, 0..=3) => Edit::Note {
                place: if on_cue {
                    NotePlace::Cue { cue }
                } else {
                    let at = self.times[0];
                    NotePlace::Moment { track, at }
                },
                note: Box::new(self.note(known.filter(|_| self.number > 1))),
            },
            (20, _) => Edit::TakeSuggestion { note },
            (_, 0) => Edit::DeleteNote { note },
            (_, 1 | 2) => Edit::ResolveNote {
                note,
                resolved: self.on == Some(true),
            },
            (_, 3) => Edit::MarkTrack { track, mark },
            _ => Edit::Mark { cues, mark },
        }
    }

    /// A note that opens a thread, or answers in that of `known`.
    fn note(&self, known: Option<&Note>) -> Note {
        Note {
            id: NoteId(self.ids().any()),
            author: "Bob".to_owned(),
            written_at: i64::from(self.number),
            text: self.words.to_owned(),
            resolved: false,
            thread: known.map(Note::first),
            suggestion: if self.on.is_some() {
                self.rows.clone()
            } else {
                Vec::new()
            },
            at: None,
        }
    }

    fn whole_track(&self, document: &Document, track: TrackId) -> Edit {
        let taken = document.track(track).cloned();
        let track = taken.unwrap_or_else(|| Track::new(self.ids().track(), "new", ""));
        match self.number {
            0 => Edit::RemoveTrack { track: track.id },
            1 | 2 => Edit::SetTrack {
                track: Box::new(Track {
                    reference: self.on == Some(true),
                    name: self.words.to_owned(),
                    ..track
                }),
            },
            _ => Edit::AddTrack {
                track: Box::new(Track {
                    id: self.ids().track(),
                    reference: false,
                    ..track
                }),
                cues: self.cues.clone(),
            },
        }
    }
}

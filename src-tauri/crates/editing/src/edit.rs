//! What a user can ask for.

use captions::{
    Align, Color, Cue, CueId, Note, NoteId, Position, ReviewMark, Row, Settings, Time, Timebase,
    Track, TrackId, Waiver, Writing,
};
use serde::{Deserialize, Serialize};

use crate::{Match, Patch};

/// One change a user asks for. Each becomes one [`Patch`], one step of undo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Edit {
    /// Put a new cue into a track, after the cue that starts before it.
    InsertCue {
        /// The track.
        track: TrackId,
        /// When it appears.
        #[serde(rename = "in")]
        in_time: Time,
        /// When it goes.
        #[serde(rename = "out")]
        out_time: Option<Time>,
        /// Its text.
        rows: Vec<Row>,
    },
    /// Take cues out.
    DeleteCues {
        /// Which.
        cues: Vec<CueId>,
        /// Whether later cues of the track close the gap.
        ripple: bool,
    },
    /// Replace the text of a cue.
    SetText {
        /// Which.
        cue: CueId,
        /// The new rows.
        rows: Vec<Row>,
    },
    /// Change the style of all text of cues.
    SetStyle {
        /// Which.
        cues: Vec<CueId>,
        /// What is set or cleared; the rest stays.
        style: StyleChange,
    },
    /// Move cues on the picture.
    SetPosition {
        /// Which.
        cues: Vec<CueId>,
        /// Where to.
        position: Position,
        /// How rows stand in their box, where that changes too.
        align: Option<Align>,
        /// Which way text runs, where that changes too.
        writing: Option<Writing>,
    },
    /// Give cues new times.
    RetimeCues {
        /// The cues and their times.
        cues: Vec<Retime>,
        /// Whether later cues of the track move along with the last one's end
        /// (or with its start, where only starts change).
        ripple: bool,
    },
    /// Divide a cue in two.
    SplitCue {
        /// Which.
        cue: CueId,
        /// The row the caret is in, counted from 0.
        row: u32,
        /// The caret's place in that row, in characters (Unicode scalar values).
        character: u32,
        /// When the second part starts; absent divides the duration by the
        /// length of the texts.
        time: Option<Time>,
    },
    /// Join neighbouring cues of one track into the first of them.
    MergeCues {
        /// Which, at least two.
        cues: Vec<CueId>,
    },
    /// Move cues in time.
    ShiftCues {
        /// Which.
        scope: Scope,
        /// By how much; may be negative.
        by: Time,
    },
    /// Two-point synchronisation: `from` goes to `to`, everything else in
    /// proportion.
    StretchCues {
        /// Which.
        scope: Scope,
        /// Two different times as they are.
        from: (Time, Time),
        /// The times they are to become.
        to: (Time, Time),
    },
    /// Move in and out times to the nearest frame.
    SnapCues {
        /// Which.
        scope: Scope,
    },
    /// Replace text.
    Replace {
        /// Where to look.
        scope: Scope,
        /// What to look for.
        query: Query,
        /// What to put there; with a regular expression, `$1` and `${name}`
        /// stand for groups.
        replacement: String,
        /// The one match to replace; all of them where there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<Match>,
    },
    /// Break rows anew, balanced within the document's limits.
    BreakRows {
        /// Which.
        cues: Vec<CueId>,
    },
    /// Change the frame rate and the way frames are labelled.
    SetTimebase {
        /// The new timebase.
        timebase: Timebase,
        /// Whether cues keep their frame numbers (and so move in time) or
        /// their times.
        #[serde(alias = "keep_frames")]
        keep_frames: bool,
    },
    /// Say who speaks.
    SetSpeaker {
        /// Which cues.
        cues: Vec<CueId>,
        /// The speaker, or nobody.
        speaker: Option<String>,
    },
    /// Mark cues as comments or as forced.
    SetFlags {
        /// Which cues.
        cues: Vec<CueId>,
        /// Whether they are comments, where that changes.
        comment: Option<bool>,
        /// Whether they are forced, where that changes.
        forced: Option<bool>,
    },
    /// Let cues break a rule, with a reason.
    Waive {
        /// Which cues.
        cues: Vec<CueId>,
        /// The rule and the reason; takes the place of what was said of it before.
        waiver: Waiver,
    },
    /// Hold cues to a rule again.
    Unwaive {
        /// Which cues.
        cues: Vec<CueId>,
        /// The identifier of the rule.
        rule: String,
    },
    /// Say something about a cue or a moment, or answer what was said.
    Note {
        /// What it is about; an answer names the place of its thread.
        place: NotePlace,
        /// What is said, under an id that is new. An answer names its thread.
        note: Box<Note>,
    },
    /// Settle a thread, or take it up again.
    ResolveNote {
        /// A note of it.
        note: NoteId,
        /// Whether it is settled.
        resolved: bool,
    },
    /// Take a note out; the first one of a thread takes the others along.
    DeleteNote {
        /// Which.
        note: NoteId,
    },
    /// Give a cue the rows that a note proposes, and settle the thread.
    TakeSuggestion {
        /// Which.
        note: NoteId,
    },
    /// Approve cues, send them back, or neither.
    Mark {
        /// Which cues.
        cues: Vec<CueId>,
        /// What is decided; absent where it is open again.
        mark: Option<ReviewMark>,
    },
    /// Approve a track as a whole, send it back, or neither.
    MarkTrack {
        /// Which.
        track: TrackId,
        /// What is decided; absent where it is open again.
        mark: Option<ReviewMark>,
    },
    /// Order a track's cues by in time.
    SortCues {
        /// Which track.
        track: TrackId,
    },
    /// Add a track with its cues, as a reader gives them.
    AddTrack {
        /// The track.
        track: Box<Track>,
        /// Its cues.
        cues: Vec<Cue>,
    },
    /// Change what is said about a track; its cues, notes and mark aside.
    SetTrack {
        /// The track as it is to be.
        track: Box<Track>,
    },
    /// Take a track and its cues out.
    RemoveTrack {
        /// Which.
        track: TrackId,
    },
    /// Change the document's settings, the timebase aside.
    SetSettings {
        /// The settings as they are to be.
        settings: Box<Settings>,
    },
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NotePlace {
    /// A cue.
    Cue {
        /// Which.
        cue: CueId,
    },
    /// A moment of a track.
    Moment {
        /// The track.
        track: TrackId,
        /// The moment.
        at: Time,
    },
}

/// New times of one cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Retime {
    /// Which.
    pub cue: CueId,
    /// When it appears.
    #[serde(rename = "in")]
    pub in_time: Time,
    /// When it goes.
    #[serde(rename = "out")]
    pub out_time: Option<Time>,
}

/// Which cues an edit is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Scope {
    /// These.
    Cues(Vec<CueId>),
    /// All of a track.
    Track(TrackId),
    /// This one and all after it in its track.
    From(CueId),
}

/// What to set or clear in a style; absent fields stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct StyleChange {
    /// Italic on or off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub italic: Option<bool>,
    /// Bold on or off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bold: Option<bool>,
    /// Underline on or off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub underline: Option<bool>,
    /// Clear the text colour before setting one.
    pub clear_color: bool,
    /// Text colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// Clear the background before setting one.
    pub clear_background: bool,
    /// Colour behind the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<Color>,
}

/// What to look for in cue text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Query {
    /// The words, or the regular expression.
    pub pattern: String,
    /// Whether `pattern` is a regular expression (the `regex` crate's syntax).
    pub regex: bool,
    /// Whether upper and lower case differ.
    pub match_case: bool,
    /// Whether only whole words count.
    pub whole_word: bool,
}

/// What an edit comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The change.
    pub patch: Patch,
    /// The name of the step, such as "Split cue 12".
    pub label: String,
    /// Steps of the same key that follow one another quickly become one.
    pub coalesce: Option<String>,
    /// What is to be selected afterwards.
    pub selection: Vec<CueId>,
}

/// Why an edit cannot be done. A value, not a failure: nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[error("{message}")]
pub struct Rejected {
    /// What is wrong, for programs.
    pub code: RejectedCode,
    /// The cues it is about.
    pub cues: Vec<CueId>,
    /// What is wrong, for people.
    pub message: String,
}

impl Rejected {
    /// A refusal that is about no cue in particular.
    pub fn new(code: RejectedCode, message: impl Into<String>) -> Self {
        Self {
            code,
            cues: Vec::new(),
            message: message.into(),
        }
    }
}

/// The reasons to reject an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum RejectedCode {
    /// A cue it names is not in the document.
    NoSuchCue,
    /// A track it names is not in the document.
    NoSuchTrack,
    /// A note it names is not in the document.
    NoSuchNote,
    /// It names no cue at all, or too few.
    NothingSelected,
    /// It would change nothing.
    NothingToDo,
    /// A cue would end at or before its start.
    EndsBeforeStart,
    /// A cue would start before the programme.
    BeforeProgramme,
    /// The caret stands where a cue cannot be split.
    CannotSplit,
    /// The cues are not neighbours of one track.
    NotNeighbours,
    /// The track may not be edited (a reference).
    ReadOnlyTrack,
    /// The regular expression cannot be understood.
    BadPattern,
    /// The two points of a stretch are the same.
    SamePoint,
    /// A name or value is too long or not allowed.
    BadValue,
    /// A record has moved on since.
    Conflict,
}

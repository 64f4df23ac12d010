//! The cue model.
//!
//! Documents, tracks and cues with rows of styled runs, and the exact time they
//! are placed at. Nothing here does I/O, reads a clock or knows a file format;
//! serde gives the model its one lossless JSON form, which the history log and
//! the window share.

pub mod cue;
pub mod document;
pub mod ids;
pub mod position;
pub mod raw;
pub mod review;
pub mod settings;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod time;
pub mod timecode;
pub mod track;

pub use cue::{CaptionChannel, CaptionMode, Cue, Note, Notes, ReviewMark};
pub use document::{Document, DocumentError, DocumentForm};
pub use ids::{CueId, Ids, NoteId, RevisionId, TrackId};
pub use position::{Align, Anchor, BlockOffset, BoxPosition, GridCell, Percent, Position, Writing};
pub use raw::{Raw, RawBytes};
pub use review::{Gate, Severity, Waiver};
pub use settings::{Limits, MediaRef, Settings, Speaker, Term};
pub use text::{Color, ColorError, Role, Row, Run, Runs, Style, StyleDetail};
pub use time::Time;
pub use timecode::{FrameRate, FrameRateError, LabelError, Timebase, Timecode};
pub use track::{AudioTrackType, Link, NamedStyle, Region, Track, TrackKind, TrackState};

/// Version of the model's JSON form. A stored patch names the version it was
/// written in; readers refuse a newer one.
pub const MODEL_VERSION: u32 = 2;

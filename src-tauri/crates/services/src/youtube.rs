//! YouTube's captions (Data API v3; services.md 2): list, insert, update,
//! delete, download, and uploads that go on after a break.
//!
//! A success is what a call answers, and not yet what YouTube has: after every
//! write, [`YouTube::confirm`] looks.

mod calls;
mod confirm;
mod failure;
mod quota;
mod related;
mod resource;
mod track;
mod upload;

pub use calls::{DownloadFormat, YouTube};
pub use confirm::{Seen, Sent};
pub use quota::{DAILY_QUOTA, Operation};
pub use resource::{AudioTrackType, Caption, CaptionList, FailureReason, Status, TrackKind};
pub use track::{Change, LONGEST_NAME, MOST_BYTES, NewTrack};
pub use upload::{Upload, UploadAnswer, UploadSession};

//! What became of a result, found out by looking (services.md 1.7).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{ErrorCode, Result, ServiceError, languages};

use super::client::Studio;
use super::media::CaptionFile;
use super::pending::Pending;
use super::results::Outcome;

/// How far apart two looks are that find a request still waiting, before that
/// means that the result did not arrive.
pub const TWICE_APART: Duration = Duration::from_secs(30);

/// Times of a server are in whole seconds, and its `Date` may be a second old.
const TOLERANCE: TimeDelta = TimeDelta::seconds(2);

/// A result that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The request.
    pub request: u64,
    /// How it was to end.
    pub outcome: Outcome,
    /// Its medium, where that is known.
    pub media_id: Option<u64>,
    /// Its language as Studio said it, where that is known.
    pub language: Option<String>,
    /// When the send began, by this machine's clock.
    pub sent_at: DateTime<Utc>,
    /// Whether Studio was told that somebody works on it.
    pub claimed: bool,
}

/// What looking found.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadBack {
    /// The request waits as before. Found twice, [`TWICE_APART`], this means
    /// that the result did not arrive, and it may be sent again.
    StillListed,
    /// The medium has a caption file in the language since the send: the result
    /// is there.
    CaptionFileFound(Box<CaptionFile>),
    /// The request waits no longer, and no caption file shows. After Studio has
    /// accepted the result, it is settled; otherwise it must not be sent again,
    /// and the user decides.
    Gone(FileSearch),
    /// The request does not wait, which proves nothing since it was claimed, and
    /// no caption file shows.
    Unproven(FileSearch),
}

/// Why no caption file was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileSearch {
    /// There is none since the send; publishing may take minutes.
    NotThere,
    /// This account may not see the medium's caption files.
    NotPermitted,
    /// The medium or the language is not known, or the medium is gone.
    NotPossible,
    /// None is expected: the request failed.
    NotExpected,
}

impl Studio {
    /// Looks what became of a result. Changes nothing.
    ///
    /// # Errors
    /// Where looking is impossible at the moment.
    pub fn look(&self, sent: &Sent) -> Result<ReadBack> {
        let (pending, skew) = self.requests_and_skew()?;
        self.look_in(&pending, skew.unwrap_or_default(), sent)
    }

    /// Looks what became of several results, with one list of what waits, and
    /// answers for each in its place. Changes nothing.
    ///
    /// # Errors
    /// Where the list cannot be had.
    pub fn look_at_all(&self, sent: &[Sent]) -> Result<Vec<Result<ReadBack>>> {
        let (pending, skew) = self.requests_and_skew()?;
        let skew = skew.unwrap_or_default();
        let looks = sent.iter().map(|sent| self.look_in(&pending, skew, sent));
        Ok(looks.collect())
    }

    fn look_in(&self, pending: &Pending, skew: TimeDelta, sent: &Sent) -> Result<ReadBack> {
        let mut waiting = pending.requests.iter();
        if waiting.any(|request| request.id == sent.request) {
            return Ok(ReadBack::StillListed);
        }
        Ok(match self.search(sent, skew)? {
            Ok(file) => ReadBack::CaptionFileFound(Box::new(file)),
            Err(search) if sent.claimed => ReadBack::Unproven(search),
            Err(search) => ReadBack::Gone(search),
        })
    }

    fn search(
        &self,
        sent: &Sent,
        skew: TimeDelta,
    ) -> Result<std::result::Result<CaptionFile, FileSearch>> {
        if sent.outcome == Outcome::Failed {
            return Ok(Err(FileSearch::NotExpected));
        }
        let (Some(media), Some(language)) = (sent.media_id, &sent.language) else {
            return Ok(Err(FileSearch::NotPossible));
        };
        let files = match self.caption_files(media) {
            Ok(files) => files,
            Err(error) => return cannot_search(error).map(Err),
        };
        let since = sent.sent_at + skew - TOLERANCE;
        let found = files.into_iter().find(|file| {
            let here = file.language.as_deref();
            here.is_some_and(|here| languages::is_same(here, language))
                && file.created_at.is_some_and(|made| made >= since)
        });
        Ok(found.ok_or(FileSearch::NotThere))
    }
}

fn cannot_search(error: ServiceError) -> Result<FileSearch> {
    match error.code {
        ErrorCode::Forbidden => Ok(FileSearch::NotPermitted),
        ErrorCode::NotFound | ErrorCode::Invalid => Ok(FileSearch::NotPossible),
        _ => Err(error),
    }
}

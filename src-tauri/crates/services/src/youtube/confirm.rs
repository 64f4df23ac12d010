//! Looking whether what was sent is there.

use chrono::{DateTime, Utc};

use super::YouTube;
use super::resource::{Caption, FailureReason, Status};
use crate::{Result, languages};

/// What was sent, as it should be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The video.
    pub video_id: String,
    /// What YouTube knows the track by, where it has said so.
    pub id: Option<String>,
    /// The language, a BCP 47 tag.
    pub language: String,
    /// The name.
    pub name: String,
    /// Whether it is to be kept from the public; absent where that was not said.
    pub is_draft: Option<bool>,
    /// When the first byte left, by YouTube's clock; absent where any state of
    /// the track will do.
    pub since: Option<DateTime<Utc>>,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// It is there, as it was sent, and can be shown.
    Confirmed(Box<Caption>),
    /// It is there and being taken in; look again later.
    Processing(Box<Caption>),
    /// It is there, and YouTube could not take it in.
    Failed(Box<Caption>, Option<FailureReason>),
    /// The track is there as it was before, or otherwise than it was sent.
    Otherwise(Box<Caption>),
    /// There is no such track.
    Absent,
}

impl YouTube {
    /// Looks whether what was sent is there: by its id where that is known, else
    /// by language and name, which are one track's alone. Costs 50 units.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub fn confirm(&self, sent: &Sent) -> Result<Seen> {
        let tracks = self.list(&sent.video_id, &[])?;
        Ok(seen(sent, tracks.items))
    }
}

fn seen(sent: &Sent, tracks: Vec<Caption>) -> Seen {
    let found = tracks.into_iter().find(|track| is_it(sent, track));
    let Some(track) = found.map(Box::new) else {
        return Seen::Absent;
    };
    let stale = match (sent.since, track.last_updated) {
        (Some(since), Some(updated)) => updated < since,
        _ => false,
    };
    if stale || sent.is_draft.is_some_and(|draft| draft != track.is_draft) {
        return Seen::Otherwise(track);
    }
    match &track.status {
        Some(Status::Failed) => {
            let reason = track.failure_reason.clone();
            Seen::Failed(track, reason)
        }
        Some(Status::Serving) | None => Seen::Confirmed(track),
        Some(Status::Syncing | Status::Other(_)) => Seen::Processing(track),
    }
}

fn is_it(sent: &Sent, track: &Caption) -> bool {
    match &sent.id {
        Some(id) => track.id == *id,
        None => {
            !track.is_made_by_youtube()
                && track.name == sent.name
                && languages::is_same(&track.language, &sent.language)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn track(snippet: Value) -> Caption {
        Caption::read(&json!({"id": "C", "snippet": snippet})).expect("a track")
    }

    fn sent(id: Option<&str>) -> Sent {
        Sent {
            video_id: "V".to_owned(),
            id: id.map(str::to_owned),
            language: "he".to_owned(),
            name: "N".to_owned(),
            is_draft: Some(true),
            since: "2026-11-20T10:00:00Z".parse().ok(),
        }
    }

    fn word(seen: &Seen) -> &'static str {
        match seen {
            Seen::Confirmed(_) => "confirmed",
            Seen::Processing(_) => "processing",
            Seen::Failed(..) => "failed",
            Seen::Otherwise(_) => "otherwise",
            Seen::Absent => "absent",
        }
    }

    #[test]
    fn only_what_is_there_as_sent_is_confirmed() {
        let (new, old) = ("2026-11-20T10:00:01Z", "2026-11-20T09:59:59Z");
        let of =
            |kind: &str, language: &str, name: &str, draft: bool, updated: &str, status: &str| {
                json!({"trackKind": kind, "language": language, "name": name, "isDraft": draft,
                   "lastUpdated": updated, "status": status})
            };
        let table = [
            (
                None,
                of("standard", "iw", "N", true, new, "serving"),
                "confirmed",
            ),
            (
                None,
                of("standard", "he", "N", true, new, "syncing"),
                "processing",
            ),
            (
                None,
                of("standard", "he", "N", true, new, "paused"),
                "processing",
            ),
            (
                None,
                of("standard", "he", "N", true, new, "failed"),
                "failed",
            ),
            (
                None,
                of("standard", "he", "N", false, new, "serving"),
                "otherwise",
            ),
            (
                None,
                of("standard", "he", "N", true, old, "serving"),
                "otherwise",
            ),
            (None, of("ASR", "he", "N", true, new, "serving"), "absent"),
            (
                None,
                of("standard", "he", "M", true, new, "serving"),
                "absent",
            ),
            (
                None,
                of("standard", "en", "N", true, new, "serving"),
                "absent",
            ),
            (
                Some("C"),
                of("standard", "en", "M", true, new, "serving"),
                "confirmed",
            ),
            (
                Some("D"),
                of("standard", "he", "N", true, new, "serving"),
                "absent",
            ),
        ];
        for (id, snippet, expected) in table {
            let got = seen(&sent(id), vec![track(snippet.clone())]);
            assert_eq!(word(&got), expected, "{snippet}");
        }
        assert_eq!(seen(&sent(None), Vec::new()), Seen::Absent);
    }
}

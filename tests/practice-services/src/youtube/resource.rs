//! The resource `youtube#caption`.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::refusal::{self, Refusal};
use crate::clock::micros;
use crate::http::Request;
use crate::ids::sha256;
use crate::world::{Track, TrackKind, YoutubeSwitches};

/// The parts that are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartNames {
    names: Vec<String>,
}

impl PartNames {
    /// The parts that a request asks for.
    ///
    /// # Errors
    /// Where it asks for none, or for one that there is not.
    pub fn of(request: &Request) -> Result<Self, Refusal> {
        let names = request.list("part");
        if names.is_empty() {
            return Err(refusal::MISSING_PARAMETER);
        }
        if names.iter().any(|name| name != "id" && name != "snippet") {
            return Err(refusal::BAD_PART);
        }
        Ok(Self { names })
    }

    /// Whether the snippet is asked for.
    pub fn has_snippet(&self) -> bool {
        self.names.iter().any(|name| name == "snippet")
    }
}

/// Where the processing of a track stands.
pub fn status(track: &Track, now: DateTime<Utc>) -> &'static str {
    if track.syncing_until.is_some_and(|until| until > now) {
        "syncing"
    } else if track.failure.is_some() {
        "failed"
    } else {
        "serving"
    }
}

/// What tells one state of a track from another.
pub fn etag(track: &Track, switches: &YoutubeSwitches, now: DateTime<Utc>) -> String {
    let status = if switches.etag_follows_status {
        status(track, now)
    } else {
        ""
    };
    let state = format!("{} {} {status}", track.id, track.revision);
    sha256(state.as_bytes())[..27].to_owned()
}

/// A track as it is told.
pub fn shown(
    track: &Track,
    switches: &YoutubeSwitches,
    parts: &PartNames,
    now: DateTime<Utc>,
) -> Value {
    let mut shown = json!({
        "kind": "youtube#caption",
        "etag": etag(track, switches, now),
        "id": track.id,
    });
    if parts.has_snippet() {
        shown["snippet"] = snippet(track, switches, now);
    }
    shown
}

fn snippet(track: &Track, switches: &YoutubeSwitches, now: DateTime<Utc>) -> Value {
    let kind = match track.kind {
        TrackKind::Asr if switches.lowercase_asr => "asr",
        TrackKind::Asr => "ASR",
        TrackKind::Standard => "standard",
        TrackKind::Forced => "forced",
    };
    let language = switches.language_map.get(&track.language);
    let status = status(track, now);
    let mut snippet = json!({
        "videoId": track.video_id,
        "lastUpdated": track.last_updated.map(micros),
        "trackKind": kind,
        "language": language.unwrap_or(&track.language),
        "name": track.name,
        "audioTrackType": track.audio_track_type.as_deref().unwrap_or("unknown"),
        "isCC": track.is_cc,
        "isLarge": track.is_large,
        "isEasyReader": track.is_easy_reader,
        "isDraft": track.is_draft,
        "isAutoSynced": track.is_auto_synced,
        "status": status,
    });
    if status == "failed" {
        snippet["failureReason"] = json!(track.failure);
    }
    snippet
}

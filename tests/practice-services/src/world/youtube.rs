//! YouTube's part of the world.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Content;

/// What there is on YouTube.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct YoutubeWorld {
    /// What YouTube's document leaves open.
    pub switches: YoutubeSwitches,
    /// How many units a project has for a day.
    pub units_per_day: u64,
    /// How many of today's are used at the start.
    pub units_used: u64,
    /// Videos.
    pub videos: Vec<Video>,
    /// Caption tracks.
    pub tracks: Vec<Track>,
}

/// A video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Video {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whose channel it is on, by login.
    pub owner: String,
    /// The content owner, where there is one.
    #[serde(default)]
    pub content_owner: Option<String>,
}

/// What a track was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackKind {
    /// A file.
    #[default]
    #[serde(rename = "standard")]
    Standard,
    /// Speech, by a machine.
    #[serde(rename = "ASR")]
    Asr,
    /// A file, for what is in another language than the rest.
    #[serde(rename = "forced")]
    Forced,
}

/// A caption track.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Track {
    /// Its id.
    pub id: String,
    /// The video.
    pub video_id: String,
    /// Its language.
    pub language: String,
    /// Its name.
    pub name: String,
    /// What it was made from.
    pub kind: TrackKind,
    /// What sound it belongs to; absent, `unknown`.
    pub audio_track_type: Option<String>,
    /// Whether it is for the deaf and hard of hearing.
    pub is_cc: bool,
    /// Whether its text is large.
    pub is_large: bool,
    /// Whether it is for easy reading.
    pub is_easy_reader: bool,
    /// Whether viewers do not see it.
    pub is_draft: bool,
    /// Whether YouTube timed it.
    pub is_auto_synced: bool,
    /// When it last changed.
    pub last_updated: Option<DateTime<Utc>>,
    /// Until when it is being processed.
    pub syncing_until: Option<DateTime<Utc>>,
    /// Why processing it fails, where it does.
    pub failure: Option<String>,
    /// How often it has changed.
    pub revision: u64,
    /// The file.
    pub content: Content,
}

/// What `If-Match` does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IfMatch {
    /// Nothing.
    #[default]
    Ignore,
    /// A change of something else is refused with 412.
    Honour,
}

/// What YouTube's document leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct YoutubeSwitches {
    /// How many seconds a track is being processed.
    pub syncing_s: i64,
    /// What `If-Match` does.
    pub if_match: IfMatch,
    /// Whether an empty name is taken on insert.
    pub accepts_empty_name: bool,
    /// Whether the parts of a resumable upload need `Authorization` too.
    pub strict_auth: bool,
    /// Whether the parts of a resumable upload may come by POST.
    pub lenient_post_chunks: bool,
    /// How long a resumable upload can be taken up again, in seconds.
    pub session_s: i64,
    /// What the last part of a resumable upload is answered with: 200 or 201.
    pub upload_done_status: u16,
    /// Whether a track that was inserted with `sync=true` is never seen again (google-api-dotnet-client #3139).
    pub sync_vanishes: bool,
    /// Whether the kind `ASR` is written `asr`.
    pub lowercase_asr: bool,
    /// Whether a download without `tfmt` is written anew from what was understood, and not the file as it was sent.
    pub rewrites_downloads: bool,
    /// Whether an `etag` changes when only the `status` does.
    pub etag_follows_status: bool,
    /// Languages that come back under another tag.
    pub language_map: BTreeMap<String, String>,
}

impl Default for YoutubeSwitches {
    fn default() -> Self {
        Self {
            syncing_s: 5,
            if_match: IfMatch::Ignore,
            accepts_empty_name: true,
            strict_auth: false,
            lenient_post_chunks: true,
            session_s: 24 * 3600,
            upload_done_status: 200,
            sync_vanishes: false,
            lowercase_asr: false,
            rewrites_downloads: false,
            etag_follows_status: false,
            language_map: BTreeMap::new(),
        }
    }
}

impl Default for YoutubeWorld {
    fn default() -> Self {
        Self {
            switches: YoutubeSwitches::default(),
            units_per_day: 10_000,
            units_used: 0,
            videos: Vec::new(),
            tracks: Vec::new(),
        }
    }
}

impl YoutubeWorld {
    pub(super) fn settle(&mut self, now: DateTime<Utc>) {
        for (at, track) in self.tracks.iter_mut().enumerate() {
            track.last_updated.get_or_insert(now);
            if track.id.is_empty() {
                track.id = format!("AUieDseeded{at:04}=");
            }
        }
    }
}

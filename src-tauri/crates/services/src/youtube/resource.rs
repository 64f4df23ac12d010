//! The caption resource (`youtube#caption`), read leniently: a word that is new
//! is kept, and a word in other capitals is the same.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::lenient;

/// A closed set of words that a service may add to.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A word that was not known when this was written.
            Other(Box<str>),
        }

        impl $name {
            /// What a word means, in any capitals.
            #[must_use]
            pub fn read(word: &str) -> Self {
                $(if word.eq_ignore_ascii_case($word) {
                    return Self::$variant;
                })*
                Self::Other(word.into())
            }

            /// The word, as YouTube writes it.
            #[must_use]
            pub fn word(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }
    };
}

words! {
    /// What kind of track it is.
    TrackKind {
        /// A usual one.
        Standard = "standard",
        /// One that YouTube made by speech recognition.
        Asr = "ASR",
        /// One that plays where no other is chosen.
        Forced = "forced",
    }
}

words! {
    /// What sound it goes with.
    AudioTrackType {
        /// Not said.
        Unknown = "unknown",
        /// The main one.
        Primary = "primary",
        /// A commentary.
        Commentary = "commentary",
        /// A description for those who do not see.
        Descriptive = "descriptive",
    }
}

words! {
    /// How far YouTube is with it.
    Status {
        /// It can be shown.
        Serving = "serving",
        /// It is being taken in.
        Syncing = "syncing",
        /// It could not be taken in.
        Failed = "failed",
    }
}

words! {
    /// Why it could not be taken in.
    FailureReason {
        /// YouTube failed.
        ProcessingFailed = "processingFailed",
        /// The format was not recognised.
        UnknownFormat = "unknownFormat",
        /// The format is not supported.
        UnsupportedFormat = "unsupportedFormat",
    }
}

/// A caption track of a video.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    /// What YouTube knows it by.
    pub id: String,
    /// Changes with it.
    pub etag: Option<String>,
    /// The video.
    pub video_id: Option<String>,
    /// When it was last changed.
    pub last_updated: Option<DateTime<Utc>>,
    /// What kind of track it is.
    pub track_kind: TrackKind,
    /// Its language by YouTube's name, a BCP 47 tag; empty where it is not said.
    pub language: String,
    /// Its name; empty for the usual track of its language.
    pub name: String,
    /// What sound it goes with.
    pub audio_track_type: AudioTrackType,
    /// For the deaf and hard of hearing.
    pub is_cc: bool,
    /// In large text.
    pub is_large: bool,
    /// At a third-grade level.
    pub is_easy_reader: bool,
    /// Not publicly visible.
    pub is_draft: bool,
    /// Timed by YouTube.
    pub is_auto_synced: bool,
    /// How far YouTube is with it.
    pub status: Option<Status>,
    /// Why it failed, if it did.
    pub failure_reason: Option<FailureReason>,
    /// All that YouTube said of it.
    pub raw: Value,
}

impl Caption {
    /// Reads a resource. Absent for one without an id.
    pub(super) fn read(raw: &Value) -> Option<Self> {
        let text = |name: &str| lenient::text_at(raw, &[name]);
        let flag = |name: &str| lenient::flag_at(raw, &[name]).unwrap_or_default();
        Some(Self {
            id: text("id")?,
            etag: text("etag"),
            video_id: text("snippet.videoId"),
            last_updated: lenient::date_at(raw, &["snippet.lastUpdated"]),
            track_kind: text("snippet.trackKind")
                .map_or(TrackKind::Standard, |word| TrackKind::read(&word)),
            language: text("snippet.language").unwrap_or_default(),
            name: text("snippet.name").unwrap_or_default(),
            audio_track_type: text("snippet.audioTrackType")
                .map_or(AudioTrackType::Unknown, |word| AudioTrackType::read(&word)),
            is_cc: flag("snippet.isCC"),
            is_large: flag("snippet.isLarge"),
            is_easy_reader: flag("snippet.isEasyReader"),
            is_draft: flag("snippet.isDraft"),
            is_auto_synced: flag("snippet.isAutoSynced"),
            status: text("snippet.status").map(|word| Status::read(&word)),
            failure_reason: text("snippet.failureReason").map(|word| FailureReason::read(&word)),
            raw: raw.clone(),
        })
    }

    /// Whether YouTube made it itself; such a track is shown and never changed.
    #[must_use]
    pub fn is_made_by_youtube(&self) -> bool {
        self.track_kind == TrackKind::Asr
    }
}

/// The tracks of a video.
#[derive(Clone, Debug, PartialEq)]
pub struct CaptionList {
    /// Changes with any of them.
    pub etag: Option<String>,
    /// The tracks, in YouTube's order.
    pub items: Vec<Caption>,
    /// How far YouTube's clock is ahead of this machine's, where it says so.
    pub skew: Option<TimeDelta>,
}

impl CaptionList {
    /// Reads a list. Absent where it is none, or where a track has no id: what
    /// is missing from a list would be taken for missing at YouTube.
    pub(super) fn read(raw: &Value) -> Option<Self> {
        let items = raw.as_object()?.get("items");
        let items = match items {
            Some(items) => items
                .as_array()?
                .iter()
                .map(Caption::read)
                .collect::<Option<_>>()?,
            None => Vec::new(),
        };
        Some(Self {
            etag: lenient::text_at(raw, &["etag"]),
            items,
            skew: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_whole_resource_is_read() {
        let raw = json!({
            "kind": "youtube#caption", "etag": "\"e1\"", "id": "C1=",
            "snippet": {
                "videoId": "V", "lastUpdated": "2026-11-20T10:00:00.5Z", "trackKind": "asr",
                "language": "en", "name": "English", "audioTrackType": "Descriptive",
                "isCC": true, "isLarge": "true", "isEasyReader": 1, "isDraft": true,
                "isAutoSynced": false, "status": "failed", "failureReason": "unknownFormat",
                "later": [1]
            }
        });
        let caption = Caption::read(&raw).expect("a track");
        assert_eq!(caption.track_kind, TrackKind::Asr);
        assert!(caption.is_made_by_youtube());
        assert_eq!(caption.audio_track_type, AudioTrackType::Descriptive);
        assert!(caption.is_cc && caption.is_large && caption.is_easy_reader && caption.is_draft);
        assert!(!caption.is_auto_synced);
        assert_eq!(caption.status, Some(Status::Failed));
        assert_eq!(caption.failure_reason, Some(FailureReason::UnknownFormat));
        let updated = caption.last_updated.expect("a date").to_rfc3339();
        assert_eq!(updated, "2026-11-20T10:00:00.500+00:00");
        assert_eq!(caption.raw["snippet"]["later"], json!([1]));
    }

    #[test]
    fn what_is_missing_or_of_another_kind_is_no_end() {
        let table = [
            json!({"id": "a"}),
            json!({"id": 7, "snippet": null}),
            json!({"id": "a", "snippet": []}),
            json!({"id": "a", "snippet": {"isDraft": {}, "status": 3, "lastUpdated": "soon"}}),
        ];
        for raw in table {
            let caption = Caption::read(&raw).expect("a track");
            assert_eq!(caption.track_kind, TrackKind::Standard);
            assert!(!caption.is_draft);
        }
        for raw in [
            json!({}),
            json!({"id": ""}),
            json!(null),
            json!([]),
            json!({"id": {}}),
        ] {
            assert_eq!(Caption::read(&raw), None, "{raw}");
        }
    }

    #[test]
    fn every_word_comes_back_and_new_ones_are_kept() {
        let kinds =
            ["standard", "ASR", "forced"].map(|word| TrackKind::read(word).word().to_owned());
        assert_eq!(kinds, ["standard", "ASR", "forced"]);
        let reasons = ["processingFailed", "unknownFormat", "unsupportedFormat"];
        assert_eq!(
            reasons.map(|word| FailureReason::read(word).word().to_owned()),
            reasons
        );
        let states = ["serving", "syncing", "failed"];
        assert_eq!(
            states.map(|word| Status::read(word).word().to_owned()),
            states
        );
        let sounds = ["unknown", "primary", "commentary", "descriptive"];
        assert_eq!(
            sounds.map(|word| AudioTrackType::read(word).word().to_owned()),
            sounds
        );
        assert_eq!(Status::read("Paused"), Status::Other("Paused".into()));
        assert_eq!(Status::read("Paused").word(), "Paused");
    }

    #[test]
    fn a_list_is_whole_or_none() {
        let read = |raw| CaptionList::read(&raw).map(|list| list.items.len());
        assert_eq!(read(json!({"items": [{"id": "a"}, {"id": "b"}]})), Some(2));
        assert_eq!(
            read(json!({"kind": "youtube#captionListResponse"})),
            Some(0)
        );
        assert_eq!(read(json!({"items": [{"id": "a"}, {}]})), None);
        assert_eq!(read(json!({"items": {}})), None);
        assert_eq!(read(json!([])), None);
    }
}

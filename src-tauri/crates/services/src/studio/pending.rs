//! Requests that wait for captions, read leniently: their shape is published
//! nowhere (services.md 1.6).

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::lenient;

/// A request for captions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PendingRequest {
    /// By which a result is sent.
    pub id: u64,
    /// Where it stands, in Studio's words.
    pub status: Option<String>,
    /// Who is to make the captions, in Studio's words.
    pub provider: Option<String>,
    /// Key of the service type that was ordered.
    pub service_type: Option<String>,
    /// Language as Studio says it. Where it is missing the user must choose.
    pub language: Option<String>,
    /// The medium.
    pub media_id: Option<u64>,
    /// Title of the medium.
    pub media_title: Option<String>,
    /// Length of the medium in milliseconds.
    pub duration_ms: Option<u64>,
    /// Where the medium is, where the request says so; perhaps without a host.
    #[serde(skip)]
    pub download: Option<String>,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it is due.
    pub due_at: Option<DateTime<Utc>>,
    /// Everything Studio said, as it came.
    #[serde(skip)]
    pub raw: Value,
}

/// All requests that wait.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pending {
    /// The requests, each once, in Studio's order.
    pub requests: Vec<PendingRequest>,
    /// Entries that are no requests: they have no id.
    pub unreadable: usize,
}

impl PendingRequest {
    /// Reads a request in any shape; one without an id is none.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let text = |names: &[&str]| lenient::text_at(value, names);
        Some(Self {
            id: lenient::whole_at(value, &["id", "caption_file_request_id"])?,
            status: text(&["status"]),
            provider: text(&["provider"]),
            service_type: text(&[
                "service_type",
                "service_type_key",
                "captioning_service_type.key",
                "service_type.key",
                "captioning_service_type",
                "key",
            ]),
            language: text(&["srclang", "language", "lang", "language.code"]),
            media_id: lenient::whole_at(value, &["media_id"])
                .or_else(|| lenient::whole_at(value, &["media.id"]))
                .or_else(|| lenient::whole_at(value, &["media"])),
            media_title: text(&["media.title", "media_title", "title", "media.name"]),
            duration_ms: lenient::field(value, &["media.duration", "duration", "media_duration"])
                .and_then(lenient::millis),
            download: text(&[
                "download_url",
                "media_url",
                "url",
                "media.download_url",
                "media.url",
            ]),
            created_at: lenient::date_at(value, &["created_at", "requested_at"]),
            due_at: lenient::date_at(value, &["due_at", "due_date", "deadline", "due"]),
            raw: value.clone(),
        })
    }
}

/// One page of requests.
pub(super) struct Page {
    pub(super) requests: Vec<PendingRequest>,
    pub(super) unreadable: usize,
    /// Number of the last page, counted from 1.
    pub(super) last: u64,
}

impl Page {
    /// Reads a page; nothing where the answer is no list.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let entries = match value {
            Value::Array(entries) => entries,
            _ => value.get("caption_file_requests")?.as_array()?,
        };
        let requests: Vec<PendingRequest> =
            entries.iter().filter_map(PendingRequest::read).collect();
        Some(Self {
            unreadable: entries.len() - requests.len(),
            requests,
            last: lenient::whole_at(value, &["meta.last_page", "meta.total_pages"]).unwrap_or(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn summary(value: &Value) -> Option<(u64, String, String, Option<u64>, String)> {
        let read = PendingRequest::read(value)?;
        Some((
            read.id,
            read.service_type.unwrap_or_default(),
            read.language.unwrap_or_default(),
            read.media_id,
            read.download.unwrap_or_default(),
        ))
    }

    fn expected(
        id: u64,
        service_type: &str,
        language: &str,
        media: Option<u64>,
        download: &str,
    ) -> Option<(u64, String, String, Option<u64>, String)> {
        let [service_type, language, download] =
            [service_type, language, download].map(str::to_owned);
        Some((id, service_type, language, media, download))
    }

    #[test]
    fn requests_are_read_in_every_shape_that_was_thought_of() {
        let table = [
            (
                json!({"id": 41, "service_type": "verbatim-24h", "srclang": "en-US",
                    "media": {"id": 7, "download_url": "http://h/m"}}),
                expected(41, "verbatim-24h", "en-US", Some(7), "http://h/m"),
            ),
            (
                json!({"id": "41", "captioning_service_type": {"key": "fast"}, "language": "de",
                    "media_id": "7", "url": "/m/7"}),
                expected(41, "fast", "de", Some(7), "/m/7"),
            ),
            (
                json!({"id": 41, "service_type_key": "k", "lang": "fr", "media": 9, "media_url": "u"}),
                expected(41, "k", "fr", Some(9), "u"),
            ),
            (
                json!({"id": 41, "key": "k", "srclang": null, "media": {"id": null}}),
                expected(41, "k", "", None, ""),
            ),
            (json!({"id": 41}), expected(41, "", "", None, "")),
            (json!({"id": null, "language": "en"}), None),
            (json!({"id": -1}), None),
            (json!([]), None),
            (json!("41"), None),
        ];
        for (value, found) in table {
            assert_eq!(summary(&value), found, "{value}");
        }
    }

    #[test]
    fn times_and_lengths_are_read() {
        let read = PendingRequest::read(&json!({
            "id": 1, "status": "requested", "provider": "professional",
            "media": {"title": " Lecture 3 ", "duration": 1830.5},
            "created_at": "2026-11-20T10:00:00.000Z", "due_date": "2026-11-22", "later": {"x": 1}
        }))
        .expect("a request");
        assert_eq!(read.media_title.as_deref(), Some("Lecture 3"));
        assert_eq!(read.duration_ms, Some(1_830_500));
        assert_eq!(
            read.created_at.map(|at| at.timestamp()),
            Some(1_795_168_800)
        );
        assert!(read.due_at.is_some());
        assert_eq!(read.raw["later"]["x"], 1);
    }

    #[test]
    fn pages_are_lists_and_nothing_else() {
        let page = Page::read(&json!({"caption_file_requests": [{"id": 1}, {}, 7],
            "meta": {"current_page": 1, "last_page": "3"}}));
        let page = page.expect("a page");
        assert_eq!((page.requests.len(), page.unreadable, page.last), (1, 2, 3));
        assert_eq!(
            Page::read(&json!([{"id": 1}])).map(|page| page.last),
            Some(1)
        );
        for no_page in [json!({}), json!({"caption_file_requests": {}}), json!("x")] {
            assert!(Page::read(&no_page).is_none());
        }
    }
}

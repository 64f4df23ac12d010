//! YouTube's resources as the workbench's values.

use workbench::outbox::{Base, Receipt};
use workbench::remote::{
    FailureReason as Reason, RemoteTrack, RemoteTrackKind, RemoteTrackStatus, TrackFormat,
};

use super::millis_of;
use crate::youtube::{AudioTrackType, Caption, DownloadFormat, FailureReason, Status, TrackKind};

/// A track as the workbench knows it.
pub(super) fn track_of(caption: &Caption) -> RemoteTrack {
    RemoteTrack {
        id: caption.id.clone(),
        etag: caption.etag.clone().unwrap_or_default(),
        video: caption.video_id.clone().unwrap_or_default(),
        last_updated: caption.last_updated.map(|time| time.to_rfc3339()),
        updated_at: caption.last_updated.map(millis_of),
        kind: match &caption.track_kind {
            TrackKind::Standard => RemoteTrackKind::Standard,
            TrackKind::Asr => RemoteTrackKind::Automatic,
            TrackKind::Forced => RemoteTrackKind::Forced,
            TrackKind::Other(_) => RemoteTrackKind::Other,
        },
        language: caption.language.clone(),
        name: caption.name.clone(),
        audio_track: match &caption.audio_track_type {
            AudioTrackType::Primary => captions::AudioTrackType::Primary,
            AudioTrackType::Commentary => captions::AudioTrackType::Commentary,
            AudioTrackType::Descriptive => captions::AudioTrackType::Descriptive,
            AudioTrackType::Unknown | AudioTrackType::Other(_) => captions::AudioTrackType::Unknown,
        },
        closed_captions: caption.is_cc,
        large_text: caption.is_large,
        easy_reader: caption.is_easy_reader,
        draft: caption.is_draft,
        auto_synced: caption.is_auto_synced,
        status: match &caption.status {
            Some(Status::Serving) => RemoteTrackStatus::Serving,
            Some(Status::Syncing) => RemoteTrackStatus::Syncing,
            Some(Status::Failed) => RemoteTrackStatus::Failed,
            Some(Status::Other(_)) | None => RemoteTrackStatus::Unknown,
        },
        failure: caption.failure_reason.as_ref().map(reason_of),
        raw: caption.raw.to_string(),
    }
}

const fn reason_of(reason: &FailureReason) -> Reason {
    match reason {
        FailureReason::ProcessingFailed => Reason::ProcessingFailed,
        FailureReason::UnknownFormat => Reason::UnknownFormat,
        FailureReason::UnsupportedFormat => Reason::UnsupportedFormat,
        FailureReason::Other(_) => Reason::Other,
    }
}

/// The state that a track is in.
pub(super) fn base_of(caption: &Caption) -> Base {
    Base::from(&track_of(caption))
}

/// YouTube's word that it has a track in this state.
pub(super) fn receipt_of(caption: &Caption) -> Receipt {
    Receipt {
        remote_id: Some(caption.id.clone()),
        base: Some(base_of(caption)),
        draft: Some(caption.is_draft),
        ..Receipt::default()
    }
}

/// Why YouTube could not use a file, in words.
pub(super) const fn failed_in_words(reason: Option<&FailureReason>) -> &'static str {
    match reason {
        Some(FailureReason::UnknownFormat) => {
            "YouTube did not recognise the format of the captions. Send them as SRT or WebVTT"
        }
        Some(FailureReason::UnsupportedFormat) => {
            "YouTube does not take captions of this format. Send them as SRT or WebVTT"
        }
        Some(FailureReason::ProcessingFailed | FailureReason::Other(_)) | None => {
            "YouTube failed to process the captions. Send them again, or in another format"
        }
    }
}

/// The format as the client names it.
pub(super) const fn format_of(format: TrackFormat) -> DownloadFormat {
    match format {
        TrackFormat::Sbv => DownloadFormat::Sbv,
        TrackFormat::Scc => DownloadFormat::Scc,
        TrackFormat::Srt => DownloadFormat::Srt,
        TrackFormat::Ttml => DownloadFormat::Ttml,
        TrackFormat::Vtt => DownloadFormat::Vtt,
    }
}

//! What is sent: a new track, or a change of one. Checked before it is sent.

use serde_json::{Value, json};

use crate::{ErrorCode, Result, ServiceError, ServiceName, languages};

/// The longest name of a track, in characters.
pub const LONGEST_NAME: usize = 150;
/// The largest file, in bytes: 100 MiB.
pub const MOST_BYTES: u64 = 104_857_600;

/// A track that YouTube does not have yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTrack {
    /// The video.
    pub video_id: String,
    /// The language, a BCP 47 tag.
    pub language: String,
    /// The name; empty for the usual track of its language.
    pub name: String,
    /// Whether it is kept from the public.
    pub is_draft: bool,
}

/// A change of a track that YouTube has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What YouTube knows the track by.
    pub id: String,
    /// Whether it is to be kept from the public; absent to leave that as it is.
    pub is_draft: Option<bool>,
}

impl NewTrack {
    /// Checks what YouTube would refuse.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with the field, and YouTube's own reason where it
    /// has one.
    pub fn check(&self) -> Result<()> {
        if self.video_id.trim().is_empty() {
            let message =
                "YouTube needs the id of the video. Enter it, or choose the video from the list";
            return Err(invalid(message, "snippet.videoId"));
        }
        if languages::to_youtube(&self.language).is_none() {
            let message = "YouTube needs the language of the track as a tag such as en or pt-BR. Set it in the track";
            return Err(invalid(message, "snippet.language").with_reason("invalidMetadata"));
        }
        let length = self.name.chars().count();
        if length > LONGEST_NAME {
            let message = format!(
                "YouTube takes {LONGEST_NAME} characters for the name of a track; this one has {length}. Shorten it"
            );
            return Err(invalid(&message, "snippet.name").with_reason("nameTooLong"));
        }
        Ok(())
    }

    pub(super) fn body(&self) -> Value {
        let language = languages::to_youtube(&self.language).unwrap_or_default();
        json!({"snippet": {
            "videoId": self.video_id.trim(),
            "language": language,
            "name": self.name,
            "isDraft": self.is_draft,
        }})
    }
}

impl Change {
    /// The parts that the call names. What a named part leaves out, YouTube
    /// resets; so the snippet is named only together with its one field.
    pub(super) fn part(&self) -> &'static str {
        if self.is_draft.is_some() {
            "snippet"
        } else {
            "id"
        }
    }

    pub(super) fn body(&self) -> Value {
        match self.is_draft {
            Some(draft) => json!({"id": self.id, "snippet": {"isDraft": draft}}),
            None => json!({"id": self.id}),
        }
    }
}

/// Checks a file before it is sent.
pub(super) fn check_file(file: &[u8]) -> Result<()> {
    if file.is_empty() {
        let message = "YouTube needs a file with captions, and this one is empty. Add a cue first";
        return Err(invalid(message, "file").with_reason("contentRequired"));
    }
    if file.len() as u64 > MOST_BYTES {
        let message =
            "YouTube takes files of 100 MiB at most. Split the track, or choose a smaller format";
        return Err(invalid(message, "file"));
    }
    Ok(())
}

fn invalid(message: &str, field: &str) -> ServiceError {
    ServiceError::new(ServiceName::YouTube, ErrorCode::Invalid, message).with_field(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_youtube_would_refuse_is_refused_at_its_field() {
        let track = |video_id: &str, language: &str, name: &str| NewTrack {
            video_id: video_id.to_owned(),
            language: language.to_owned(),
            name: name.to_owned(),
            is_draft: true,
        };
        let long = "é".repeat(LONGEST_NAME);
        let table = [
            (track("V", "en", ""), None),
            (track("V", "en", &long), None),
            (track("V", "en", &format!("{long}x")), Some("snippet.name")),
            (track(" ", "en", ""), Some("snippet.videoId")),
            (track("V", "english", ""), Some("snippet.language")),
            (track("V", "", ""), Some("snippet.language")),
        ];
        for (track, field) in table {
            let got = track.check().err().and_then(|error| error.field);
            assert_eq!(got.as_deref(), field, "{track:?}");
        }
        assert!(check_file(b"").is_err());
        assert!(check_file(b"1").is_ok());
    }

    #[test]
    fn a_change_names_only_what_it_sets() {
        let change = |is_draft| Change {
            id: "C1=".to_owned(),
            is_draft,
        };
        assert_eq!(change(None).part(), "id");
        assert_eq!(change(None).body(), json!({"id": "C1="}));
        assert_eq!(change(Some(false)).part(), "snippet");
        assert_eq!(
            change(Some(false)).body(),
            json!({"id": "C1=", "snippet": {"isDraft": false}})
        );
    }
}

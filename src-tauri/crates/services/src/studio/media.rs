//! Media and the caption files they have.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::form_data::FormData;
use crate::http::{Address, Cancel, Downloaded, Method, Request};
use crate::{ErrorCode, Result, ServiceError, ServiceName, languages, lenient};

use super::client::Studio;
use super::pending::PendingRequest;
use super::refusals::{Operation, Refusal, refused};
use super::srt::SrtFile;

/// No medium is larger: 256 GB.
const LARGEST_MEDIA: u64 = 256 << 30;
/// No caption file is larger.
const LARGEST_CAPTIONS: u64 = 64 << 20;

/// What Studio says of a medium.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MediaInfo {
    /// By which it is fetched.
    pub id: u64,
    /// Its title.
    pub title: Option<String>,
    /// Its length in milliseconds.
    pub duration_ms: Option<u64>,
    /// When it came to Studio.
    pub created_at: Option<DateTime<Utc>>,
    /// Where a picture of it is.
    pub thumbnail_url: Option<String>,
    /// Everything Studio said, as it came.
    #[serde(skip)]
    pub raw: Value,
}

/// Where a medium can be fetched for a day. A secret: whoever has the address
/// has the medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownloadLink {
    /// The address. Its query does not show.
    pub address: Address,
    /// Until when Studio says that it is good.
    pub good_until: DateTime<Utc>,
}

/// A caption file of a medium.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaptionFile {
    /// By which it is fetched.
    pub id: u64,
    /// Its language, in Studio's words.
    pub language: Option<String>,
    /// Its label.
    pub label: Option<String>,
    /// Its format, in Studio's words.
    pub format: Option<String>,
    /// Where it stands; `published` is the only word that is known.
    pub status: Option<String>,
    /// Whether viewers see it.
    pub published: bool,
    /// When it was made, by Studio's clock.
    pub created_at: Option<DateTime<Utc>>,
    /// Everything Studio said, as it came.
    #[serde(skip)]
    pub raw: Value,
}

impl MediaInfo {
    fn read(value: &Value) -> Option<Self> {
        let value = value
            .get("media")
            .filter(|inner| inner.is_object())
            .unwrap_or(value);
        Some(Self {
            id: lenient::whole_at(value, &["id"])?,
            title: lenient::text_at(value, &["title", "name"]),
            duration_ms: value.get("duration").and_then(lenient::millis),
            created_at: lenient::date_at(value, &["created_at"]),
            thumbnail_url: lenient::text_at(value, &["thumbnail_url"]),
            raw: value.clone(),
        })
    }
}

impl CaptionFile {
    fn read(value: &Value) -> Option<Self> {
        let status = lenient::text_at(value, &["status"]);
        Some(Self {
            id: lenient::whole_at(value, &["id"])?,
            language: lenient::text_at(value, &["srclang", "language", "lang"]),
            label: lenient::text_at(value, &["label"]),
            format: lenient::text_at(value, &["subtitle_format", "format"]),
            published: status
                .as_deref()
                .is_some_and(|status| status.eq_ignore_ascii_case("published")),
            status,
            created_at: lenient::date_at(value, &["created_at"]),
            raw: value.clone(),
        })
    }
}

impl Studio {
    /// What Studio says of a medium.
    ///
    /// # Errors
    /// Where there is none, or this account may not see it.
    pub fn media(&self, id: u64) -> Result<MediaInfo> {
        let address = self.base.at(["media", &id.to_string()]);
        let answer = self.get(Operation::Media, address)?;
        let value: Value = answer.json()?;
        MediaInfo::read(&value).ok_or_else(|| answer.bad("it is no medium"))
    }

    /// Where a medium can be fetched, in a quality of Studio's or the usual one.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with reason `external-media` for a medium that
    /// Studio itself does not have.
    pub fn download_link(&self, media: u64, quality: Option<&str>) -> Result<DownloadLink> {
        let address = self.download_address(media, quality);
        let answer = self.send(Request::new(Method::Get, address.clone()))?;
        if !(300..400).contains(&answer.status()) {
            return Err(if answer.is_success() {
                answer.bad("it does not say where the medium is")
            } else {
                refused(Operation::MediaDownload, &answer)
            });
        }
        let location = answer
            .header("location")
            .ok_or_else(|| answer.bad("it does not say where the medium is"))?;
        Ok(DownloadLink {
            address: self.base.given(&address, location)?,
            good_until: Utc::now() + chrono::TimeDelta::hours(24),
        })
    }

    /// Fetches the medium of a request, to a path of the caller's, and goes on
    /// where an earlier call broke off. `moved` hears how many bytes are there,
    /// and how many there will be.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] where the request does not say which medium it is
    /// about, or that medium is one that Studio does not have.
    pub fn fetch_media(
        &self,
        request: &PendingRequest,
        to: &Path,
        cancel: &Cancel,
        moved: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Downloaded> {
        let asked = request
            .media_id
            .map(|media| self.download_address(media, None));
        let own = request.download.as_deref().map(|link| {
            let from = self.base.at([]);
            self.base.given(&from, link)
        });
        let first = match own {
            Some(Ok(own)) => own,
            Some(Err(error)) => asked.clone().ok_or(error)?,
            None => asked.clone().ok_or_else(no_media)?,
        };
        let mut fetch = |address: &Address| {
            let operation = Operation::MediaDownload;
            self.download(operation, address.clone(), to, LARGEST_MEDIA, cancel, moved)
        };
        match (fetch(&first), asked) {
            // The link in the list may have aged since the list was fetched.
            (Err(error), Some(asked)) if asked != first && is_stale(&error) => fetch(&asked),
            (fetched, _) => fetched,
        }
    }

    fn download_address(&self, media: u64, quality: Option<&str>) -> Address {
        let address = self.base.at(["media", &media.to_string(), "download"]);
        match quality {
            Some(quality) => address.query("quality", quality),
            None => address,
        }
    }

    /// The caption files of a medium.
    ///
    /// # Errors
    /// Where there is no such medium, or this account may not see its files.
    pub fn caption_files(&self, media: u64) -> Result<Vec<CaptionFile>> {
        let answer = self.get(Operation::ListFiles, self.files_address(media))?;
        let value: Value = answer.json()?;
        let files = match &value {
            Value::Array(files) => Some(files),
            _ => value.get("caption_files").and_then(Value::as_array),
        };
        let files = files.ok_or_else(|| answer.bad("it is no list of caption files"))?;
        Ok(files.iter().filter_map(CaptionFile::read).collect())
    }

    /// Adds a caption file to a medium, past any request for one: the request
    /// stays open. Twice makes two files.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with field `srclang` for a language that is no tag.
    pub fn upload_caption_file(
        &self,
        media: u64,
        language: &str,
        captions: &SrtFile,
    ) -> Result<CaptionFile> {
        let language = languages::to_studio(language).ok_or_else(no_language)?;
        let address = self.files_address(media).query("srclang", &language);
        let form = FormData::default().file(
            "caption_file",
            captions.name(),
            "application/x-subrip",
            captions.bytes().to_vec(),
        );
        let request = Request::new(Method::Post, address).body(form.into_body());
        let answer = self.call(Operation::UploadFile, request)?;
        let value: Value = answer.json()?;
        let file = value.get("caption_file").unwrap_or(&value);
        CaptionFile::read(file)
            .ok_or_else(|| answer.bad("it does not say which caption file it made"))
    }

    /// The content of a caption file.
    ///
    /// # Errors
    /// Where there is none, or this account may not have it.
    pub fn caption_file_content(&self, id: u64) -> Result<Vec<u8>> {
        let folder = tempfile::tempdir().map_err(|error| file_failed(&error))?;
        let path = folder.path().join("captions");
        let address = self.base.at(["caption_files", &id.to_string(), "download"]);
        self.download(
            Operation::DownloadFile,
            address,
            &path,
            LARGEST_CAPTIONS,
            &Cancel::new(),
            &mut |_, _| (),
        )?;
        fs::read(&path).map_err(|error| file_failed(&error))
    }

    fn files_address(&self, media: u64) -> Address {
        self.base.at(["media", &media.to_string(), "caption_files"])
    }
}

/// Whether a link was good once.
fn is_stale(error: &ServiceError) -> bool {
    matches!(error.status, Some(400 | 403 | 404 | 410))
}

fn no_media() -> ServiceError {
    let message = "Studio does not say which medium this request is about. Open the medium from a file of your own";
    ServiceError::new(ServiceName::Studio, ErrorCode::Invalid, message)
        .with_reason(Refusal::NoSuchMedia.name())
}

fn no_language() -> ServiceError {
    let message = "Studio takes IETF language tags only, such as en or es-419. Choose the language";
    ServiceError::new(ServiceName::Studio, ErrorCode::Invalid, message).with_field("srclang")
}

fn file_failed(error: &std::io::Error) -> ServiceError {
    let message = format!("Cannot keep what came from Studio: {error}");
    ServiceError::new(ServiceName::Studio, ErrorCode::File, message)
}

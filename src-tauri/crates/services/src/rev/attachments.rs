//! The files of an order.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::http::{Cancel, Download, Downloaded, Method};
use crate::{Certainty, ErrorCode, Result, ServiceError, ServiceName};

use super::answers::{plain, read, refused};
use super::arrival::{Arrival, DocumentKind, Unusable, Wanted, look_at};
use super::client::Rev;
use super::format::{CaptionFormat, Fetch};
use super::placed::Attachment;

/// No caption file or document is larger.
const LARGEST_TEXT: u64 = 64 << 20;
/// No video is larger: 256 GB.
const LARGEST_MEDIA: u64 = 256 << 30;
/// What is read of a video to see whether it is one.
const HEAD_OF_MEDIA: u64 = 64;

/// A file of an order that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// What the server said about it.
    pub downloaded: Downloaded,
    /// What its content is. Other captions than were asked for can be converted.
    pub arrival: Arrival,
}

impl Rev {
    /// What is said of a file of an order.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where there is none of that id.
    pub fn attachment(&self, id: &str) -> Result<Attachment> {
        let request = self.request(Method::Get, self.base.at(["attachments", id]));
        let answer = self.http.send(&request)?;
        if answer.status() == 404 {
            return Err(plain(refused(&answer), GONE));
        }
        let value = read(&answer)?;
        Attachment::read(&value).ok_or_else(|| answer.bad("it is no file of an order"))
    }

    /// Fetches a file of an order to a path of the caller's, and looks at what it
    /// is. What cannot be used does not stay there.
    ///
    /// What is changed in Rev's editor comes with it two minutes after the editor
    /// was closed at the earliest.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where there is none of that id,
    /// [`ErrorCode::Invalid`] where Rev has it in no such format,
    /// [`ErrorCode::BadAnswer`] where what came cannot be used.
    pub fn fetch(
        &self,
        id: &str,
        wanted: Wanted,
        to: &Path,
        cancel: &Cancel,
        moved: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Fetched> {
        let download = self.content(id, wanted, to);
        let downloaded = self
            .http
            .download(&download, cancel, moved)
            .map_err(in_words)?;
        let arrival = look_at(&head(to, wanted)?, wanted);
        if let Arrival::Unusable(why) = arrival {
            let _ = fs::remove_file(to);
            return Err(unusable(why));
        }
        Ok(Fetched {
            downloaded,
            arrival,
        })
    }

    /// Fetches captions into memory, in the nearest format that Rev can be asked
    /// for: see [`CaptionFormat::fetch`].
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    pub fn fetch_captions(&self, id: &str, format: CaptionFormat) -> Result<(Vec<u8>, Arrival)> {
        let folder = tempfile::tempdir().map_err(|error| file_failed(&error))?;
        let path = folder.path().join("captions");
        let wanted = Wanted::Captions(format);
        let fetched = self.fetch(id, wanted, &path, &Cancel::new(), &mut |_, _| ())?;
        let bytes = fs::read(&path).map_err(|error| file_failed(&error))?;
        Ok((bytes, fetched.arrival))
    }

    fn content(&self, id: &str, wanted: Wanted, to: &Path) -> Download {
        let (name, accept, limit) = asked(wanted);
        let address = self.base.at(["attachments", id, &name]);
        let mut download = Download::new(&self.base, address, to, limit)
            .secret_header("authorization", self.keys().header());
        if let Some(accept) = accept {
            download = download.header("accept", accept);
        }
        if matches!(
            wanted,
            Wanted::Captions(_) | Wanted::Document(DocumentKind::Text)
        ) {
            download = download.header("accept-charset", "utf-8");
        }
        download
    }
}

/// The last part of the address, the type to accept, and the most bytes.
fn asked(wanted: Wanted) -> (String, Option<&'static str>, u64) {
    let by_extension = |extension: &str| format!("content.{extension}");
    match wanted {
        Wanted::Original => ("content".to_owned(), None, LARGEST_MEDIA),
        // Rev does not look at the type here.
        Wanted::BurnedIn => ("content".to_owned(), None, LARGEST_MEDIA),
        Wanted::Document(kind) => (by_extension(kind.extension()), None, LARGEST_TEXT),
        Wanted::Captions(format) => match format.fetch() {
            Fetch::Extension(extension) => (by_extension(extension), None, LARGEST_TEXT),
            Fetch::Accept(media_type) => ("content".to_owned(), Some(media_type), LARGEST_TEXT),
            Fetch::ConvertSubRip => (by_extension("srt"), None, LARGEST_TEXT),
        },
    }
}

/// What is looked at: all of a text, the beginning of a video.
fn head(path: &Path, wanted: Wanted) -> Result<Vec<u8>> {
    let most = match wanted {
        Wanted::Original | Wanted::BurnedIn => HEAD_OF_MEDIA,
        Wanted::Captions(_) | Wanted::Document(_) => LARGEST_TEXT,
    };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| file_failed(&error))?;
    Ok(bytes)
}

const GONE: &str = "Rev does not have this file. Open the order again; videos with burned-in captions are kept for seven days";

/// A refusal in words that fit a file of an order.
fn in_words(error: ServiceError) -> ServiceError {
    match error.status {
        Some(401) => plain(
            error,
            "Rev does not accept the keys. Check the client key and the user key in Accounts",
        ),
        Some(404 | 410) => plain(error, GONE),
        Some(406) => plain(
            error,
            "Rev does not have this file in that format. Choose SubRip and convert it here",
        ),
        _ => error,
    }
}

fn unusable(why: Unusable) -> ServiceError {
    let what = match why {
        Unusable::Empty => "an empty file",
        Unusable::Page => "a web page",
        Unusable::Unknown => "a file of another kind",
    };
    let message = format!(
        "Rev sent {what} instead of what was asked for. Try again later, or choose another format"
    );
    ServiceError::new(ServiceName::Rev, ErrorCode::BadAnswer, message)
        .with_certainty(Certainty::NotApplied)
}

fn file_failed(error: &std::io::Error) -> ServiceError {
    let message = format!("Cannot keep what came from Rev: {error}");
    ServiceError::new(ServiceName::Rev, ErrorCode::File, message)
}

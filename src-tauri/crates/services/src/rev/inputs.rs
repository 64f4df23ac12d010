//! Media for an order: files that are uploaded and links that Rev fetches.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::file_name::ascii_name;
use crate::{ErrorCode, Result, ServiceError, ServiceName};

use super::codes::InputCode;
use super::link::{BadLink, check_link};

/// What `POST /inputs` answers: the name of an uploaded medium. A URN and no
/// address: nothing can be fetched from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InputUri(String);

impl InputUri {
    const START: &str = "urn:rev:inputmedia:";

    /// The URN in a text; nothing where it is not one of Rev's media.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let (start, name) = text.split_at_checked(Self::START.len())?;
        let fits = start.eq_ignore_ascii_case(Self::START)
            && !name.is_empty()
            && name.len() <= 1000
            && name.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// The whole URN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A file that is uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaUpload {
    pub(super) path: PathBuf,
    pub(super) length: u64,
    pub(super) name: String,
    pub(super) content_type: String,
}

/// How a file is uploaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UploadForm {
    /// The file is the body, its name in `Content-Disposition`.
    #[default]
    Raw,
    /// The file is the one part of a form.
    Multipart,
}

impl MediaUpload {
    /// A file on this machine. Its name and type are taken from the path where
    /// they are not given; the name is sent in ASCII.
    ///
    /// # Errors
    /// [`ErrorCode::File`] where there is no such file, and
    /// [`ErrorCode::Invalid`] with Rev's code for one that Rev does not take: of
    /// no known type (10001) or empty.
    pub fn open(path: &Path, name: Option<&str>, content_type: Option<&str>) -> Result<Self> {
        let unreadable = |error: &dyn std::fmt::Display| {
            let message = format!("Cannot read {} for Rev: {error}", path.display());
            ServiceError::new(ServiceName::Rev, ErrorCode::File, message)
        };
        let found = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
        if !found.is_file() {
            return Err(unreadable(&"it is no file"));
        }
        if found.len() == 0 {
            return Err(invalid(
                InputCode::UnsupportedType,
                "file",
                "The file is empty, so there is nothing for Rev to caption",
            ));
        }
        let own = path.file_name().map(std::ffi::OsStr::to_string_lossy);
        let name = ascii_name(name.or(own.as_deref()).unwrap_or_default(), None);
        let content_type = match content_type {
            Some(given) => checked_type(given)?,
            None => media_type(&name).ok_or_else(|| {
                let code = InputCode::UnsupportedType;
                invalid(code, code.field(), code.message())
            })?,
        };
        Ok(Self {
            path: path.to_owned(),
            length: found.len(),
            name,
            content_type: content_type.to_owned(),
        })
    }

    /// How large the file is, in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The name it is sent under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The media type it is sent as.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }
}

/// A medium that Rev fetches by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedInput {
    /// Where the file itself is; a public address.
    pub url: String,
    /// Its name; absent: Rev takes it from the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Its media type; absent: Rev finds out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

impl LinkedInput {
    /// Looks at a link before it is sent.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with Rev's code and the field: a link that Rev
    /// cannot follow (10002), a type that is none (10001), and no name where the
    /// address has none either (10004).
    pub fn check(&self) -> Result<()> {
        let url = check_link(&self.url).map_err(|bad| bad_link(&bad))?;
        if let Some(given) = &self.content_type {
            checked_type(given)?;
        }
        let own = url.path_segments().and_then(|mut path| path.next_back());
        let named = match &self.filename {
            Some(name) => !name.trim().is_empty() && !name.contains(char::is_control),
            None => own.is_some_and(|name| !name.is_empty()),
        };
        if named {
            return Ok(());
        }
        let code = InputCode::NoFileName;
        Err(invalid(code, code.field(), code.message()))
    }
}

fn bad_link(bad: &BadLink) -> ServiceError {
    let code = InputCode::NotRetrieved;
    invalid(code, code.field(), &bad.to_string())
}

fn invalid(code: InputCode, field: &str, message: &str) -> ServiceError {
    ServiceError::new(ServiceName::Rev, ErrorCode::Invalid, message)
        .with_reason(&code.to_string())
        .with_field(field)
}

/// A media type as it may stand in a header: `type/subtype`, no parameters.
fn checked_type(text: &str) -> Result<&str> {
    let text = text.trim();
    let token = |part: &str| {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.bytes().all(letter)
    };
    match text.split_once('/') {
        Some((kind, sub)) if token(kind) && token(sub) => Ok(text),
        _ => Err(invalid(
            InputCode::UnsupportedType,
            InputCode::UnsupportedType.field(),
            "This is no media type. Write one such as video/mp4",
        )),
    }
}

/// The media type of a file, by the ending of its name.
fn media_type(name: &str) -> Option<&'static str> {
    const TYPES: &[(&str, &str)] = &[
        ("mp4", "video/mp4"),
        ("m4v", "video/x-m4v"),
        ("mov", "video/quicktime"),
        ("avi", "video/x-msvideo"),
        ("wmv", "video/x-ms-wmv"),
        ("flv", "video/x-flv"),
        ("mkv", "video/x-matroska"),
        ("webm", "video/webm"),
        ("mpg", "video/mpeg"),
        ("mpeg", "video/mpeg"),
        ("ts", "video/mp2t"),
        ("mxf", "application/mxf"),
        ("3gp", "video/3gpp"),
        ("ogv", "video/ogg"),
        ("mp3", "audio/mpeg"),
        ("m4a", "audio/mp4"),
        ("aac", "audio/aac"),
        ("wav", "audio/x-wav"),
        ("aif", "audio/x-aiff"),
        ("aiff", "audio/x-aiff"),
        ("flac", "audio/flac"),
        ("ogg", "audio/ogg"),
        ("opus", "audio/ogg"),
        ("wma", "audio/x-ms-wma"),
    ];
    let (_, ending) = name.rsplit_once('.')?;
    TYPES
        .iter()
        .find(|(known, _)| ending.eq_ignore_ascii_case(known))
        .map(|(_, media_type)| *media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urn_is_known_and_nothing_else() {
        let table = [
            ("urn:rev:inputmedia:467432fds", true),
            (" URN:Rev:InputMedia:A-b_c=/+ ", true),
            ("urn:rev:inputmedia:", false),
            ("urn:rev:inputmedia:a b", false),
            ("urn:rev:order:1", false),
            ("https://example.com/urn:rev:inputmedia:1", false),
            ("ürn:rev:inputmedia:1", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(InputUri::new(text).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn links_are_looked_at_before_they_are_sent() {
        let link = |url: &str, filename: Option<&str>, content_type: Option<&str>| LinkedInput {
            url: url.to_owned(),
            filename: filename.map(str::to_owned),
            content_type: content_type.map(str::to_owned),
        };
        let ok = "https://media.example.com/a.mp4";
        let table = [
            (link(ok, None, None), None),
            (link(ok, Some("b.mp4"), Some("video/mp4")), None),
            (link("file:///a.mp4", None, None), Some("10002")),
            (link("http://127.0.0.1/a.mp4", None, None), Some("10002")),
            (link("nothing", None, None), Some("10002")),
            (link(ok, None, Some("mp4")), Some("10001")),
            (link(ok, None, Some("video/mp4\r\nx: y")), Some("10001")),
            (link("https://example.com/", None, None), Some("10004")),
            (link(ok, Some(" "), None), Some("10004")),
        ];
        for (link, reason) in table {
            let error = link.check().err();
            let found = error.as_ref().and_then(|error| error.reason.as_deref());
            assert_eq!(found, reason, "{link:?}");
            assert!(error.is_none_or(|error| error.code == ErrorCode::Invalid));
        }
    }

    #[test]
    fn files_are_looked_at_before_they_are_sent() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            path
        };
        let film = write("Mein Film.MP4", b"film");
        let upload = MediaUpload::open(&film, None, None).expect("a film");
        assert_eq!(upload.name(), "Mein-Film.MP4");
        assert_eq!((upload.content_type(), upload.length()), ("video/mp4", 4));
        let given = MediaUpload::open(&film, Some("b.bin"), Some("video/x-new"));
        assert_eq!(given.expect("a film").content_type(), "video/x-new");
        let reason = |path: &Path| {
            let error = MediaUpload::open(path, None, None).expect_err("refused");
            (error.code, error.reason.as_deref().map(str::to_owned))
        };
        let unsupported = (ErrorCode::Invalid, Some("10001".to_owned()));
        assert_eq!(reason(&write("a.xyz", b"x")), unsupported);
        assert_eq!(reason(&write("empty.mp4", b"")), unsupported);
        assert_eq!(reason(folder.path()), (ErrorCode::File, None));
        assert_eq!(reason(&folder.path().join("none")), (ErrorCode::File, None));
    }
}

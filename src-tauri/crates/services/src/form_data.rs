//! Bodies of `multipart/form-data` (RFC 7578).

use std::path::{Path, PathBuf};

use bytes::Bytes;
use uuid::Uuid;

use crate::http::Body;

/// A form with fields and files, in the order they were added.
#[derive(Default)]
pub(crate) struct FormData {
    parts: Vec<(String, Content)>,
}

enum Content {
    Bytes(Bytes),
    /// Path and length in bytes.
    File(PathBuf, u64),
}

impl FormData {
    /// The form with one more field of text.
    pub(crate) fn text(mut self, name: &'static str, value: &str) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        let value = Content::Bytes(value.to_owned().into());
        self.parts.push((head, value));
        self
    }

    /// The form with one more file. Its name must be one of
    /// [`ascii_name`](crate::file_name::ascii_name).
    pub(crate) fn file(
        mut self,
        name: &'static str,
        file_name: &str,
        content_type: &str,
        bytes: impl Into<Bytes>,
    ) -> Self {
        let head = file_head(name, file_name, content_type);
        self.parts.push((head, Content::Bytes(bytes.into())));
        self
    }

    /// The form with one more file of `length` bytes, which is read while it is
    /// sent.
    pub(crate) fn file_at(
        mut self,
        name: &'static str,
        file_name: &str,
        content_type: &str,
        path: &Path,
        length: u64,
    ) -> Self {
        let head = file_head(name, file_name, content_type);
        let content = Content::File(path.to_owned(), length);
        self.parts.push((head, content));
        self
    }

    /// The body. Its boundary is new each time and occurs in no part.
    pub(crate) fn into_body(self) -> Body {
        let boundary = loop {
            let boundary = format!("cuewright-{}", Uuid::new_v4().simple());
            if !self.parts.iter().any(|(_, part)| part.holds(&boundary)) {
                break boundary;
            }
        };
        let mut body = Body::new(&format!("multipart/form-data; boundary={boundary}"));
        for (head, content) in self.parts {
            body = body.then(format!("--{boundary}\r\n{head}"));
            body = match content {
                Content::Bytes(bytes) => body.then(bytes),
                Content::File(path, length) => body.then_file(&path, 0, length),
            };
            body = body.then("\r\n");
        }
        body.then(format!("--{boundary}--\r\n"))
    }
}

impl Content {
    /// Whether a boundary occurs inside. A file on disk is not searched: of its
    /// 122 random bits no file holds all by chance.
    fn holds(&self, boundary: &str) -> bool {
        match self {
            Self::Bytes(bytes) => memchr::memmem::find(bytes, boundary.as_bytes()).is_some(),
            Self::File(..) => false,
        }
    }
}

fn file_head(name: &str, file_name: &str, content_type: &str) -> String {
    format!(
        "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
         Content-Type: {content_type}\r\n\r\n"
    )
}

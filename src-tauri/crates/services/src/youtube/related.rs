//! Bodies of `multipart/related` (RFC 2387): what a track is, then its file.

use bytes::Bytes;
use serde_json::Value;
use uuid::Uuid;

use crate::http::Body;

/// A body of two parts. Its boundary is new each time and occurs in neither.
pub(super) fn body(resource: &Value, file: Bytes) -> Body {
    let resource = resource.to_string();
    let mut chances = std::iter::repeat_with(|| format!("cuewright-{}", Uuid::new_v4().simple()));
    let boundary = chances
        .find(|boundary| !occurs(boundary, resource.as_bytes()) && !occurs(boundary, &file))
        .expect("chances do not end");
    Body::new(&format!("multipart/related; boundary={boundary}"))
        .then(format!(
            "--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{resource}\r\n\
             --{boundary}\r\nContent-Type: application/octet-stream\r\n\r\n"
        ))
        .then(file)
        .then(format!("\r\n--{boundary}--\r\n"))
}

fn occurs(boundary: &str, bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, boundary.as_bytes()).is_some()
}

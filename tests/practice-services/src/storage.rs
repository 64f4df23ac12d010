//! The storage: recordings behind signed links that expire, whole or in ranges (RFC 9110, section 14).

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use crate::http::{Request, Response};
use crate::ids::sha256;
use crate::sim::Sim;
use crate::world::Media;

/// What lies behind a link.
enum Stored {
    File { file: File, length: u64 },
    MadeUp { length: u64 },
}

/// A link to a recording, good for as long as the switches say.
pub fn link(sim: &Sim, media: &Media) -> String {
    let switches = &sim.world.studio.switches;
    let until = (sim.now() + TimeDelta::seconds(switches.media_link_s)).timestamp();
    let host = switches.storage_host.as_deref().unwrap_or("127.0.0.1");
    let port = sim.storage.port();
    let signature = signature(sim, media.id, until);
    format!(
        "http://{host}:{port}/storage/media/{}?expires={until}&signature={signature}",
        media.id
    )
}

fn signature(sim: &Sim, media: u64, until: i64) -> String {
    let signed = format!("{} {media} {until}", sim.world.seed);
    sha256(signed.as_bytes())[..32].to_owned()
}

/// Answers a request to the storage.
pub fn answer(sim: &Sim, request: &Request) -> Response {
    if request.method != "GET" {
        return Response::empty(405);
    }
    let refuses = !sim.world.studio.switches.storage_accepts_authorization;
    if refuses && request.header("authorization").is_some() {
        return Response::text(400, "Only one way of authorization is allowed: the link.");
    }
    let segments = request.segments();
    let id = match segments.as_slice() {
        [_, kind, id] if kind == "media" => id.parse::<u64>().ok(),
        _ => None,
    };
    let media = sim
        .world
        .studio
        .media
        .iter()
        .find(|media| Some(media.id) == id);
    let Some(media) = media else {
        return Response::empty(404);
    };
    let until = request.param("expires").and_then(|text| text.parse().ok());
    let is_signed = until.is_some_and(|until: i64| {
        until > sim.now().timestamp()
            && request.param("signature") == Some(&signature(sim, media.id, until))
    });
    if !is_signed {
        return Response::text(403, "The link has expired.");
    }
    match open(sim, media) {
        Some(stored) => send(stored, media, request),
        None => Response::empty(404),
    }
}

fn open(sim: &Sim, media: &Media) -> Option<Stored> {
    let Some(name) = &media.file else {
        let length = media.bytes;
        return Some(Stored::MadeUp { length });
    };
    let file = File::open(path(sim, name)?).ok()?;
    let length = file.metadata().ok()?.len();
    Some(Stored::File { file, length })
}

/// Where a file of the folder of media lies. The name is the test's own, but a slip must not open the whole disk.
fn path(sim: &Sim, name: &str) -> Option<PathBuf> {
    let is_plain = Path::new(name).components().count() == 1 && !name.starts_with('.');
    Some(sim.media.as_ref().filter(|_| is_plain)?.join(name))
}

/// A whole file of the folder of media.
pub fn file(sim: &Sim, name: &str) -> Option<Vec<u8>> {
    std::fs::read(path(sim, name)?).ok()
}

impl Stored {
    fn length(&self) -> u64 {
        match self {
            Self::File { length, .. } | Self::MadeUp { length } => *length,
        }
    }

    fn read(self, from: u64, length: u64) -> Option<Vec<u8>> {
        match self {
            Self::File { mut file, .. } => {
                let mut bytes = Vec::new();
                file.seek(SeekFrom::Start(from)).ok()?;
                file.take(length).read_to_end(&mut bytes).ok()?;
                Some(bytes)
            }
            // Every byte tells where it stands, so that a part in the wrong place shows.
            Self::MadeUp { .. } => Some(
                (from..from + length)
                    .map(|at| (at ^ (at >> 8) ^ (at >> 16)).to_le_bytes()[0])
                    .collect(),
            ),
        }
    }
}

fn send(stored: Stored, media: &Media, request: &Request) -> Response {
    let length = stored.length();
    let tag = format!("\"{}-{length}\"", media.id);
    let is_current = request.header("if-range").is_none_or(|given| given == tag);
    let range = request.header("range").filter(|_| is_current);
    let (status, from, count) = match range.map(|range| span(range, length)) {
        None | Some(Span::Ignored) => (200, 0, length),
        Some(Span::Part(from, to)) => (206, from, to - from + 1),
        Some(Span::Outside) => {
            let whole = format!("bytes */{length}");
            return Response::empty(416).with("Content-Range", &whole);
        }
    };
    let Some(bytes) = stored.read(from, count) else {
        return Response::empty(500);
    };
    let response = Response::bytes(status, media_type(media), bytes)
        .with("Accept-Ranges", "bytes")
        .with("ETag", &tag);
    if status == 206 {
        let part = format!("bytes {from}-{}/{length}", from + count - 1);
        return response.with("Content-Range", &part);
    }
    response
}

enum Span {
    Ignored,
    Part(u64, u64),
    Outside,
}

/// The one range of a header `Range`. Several ranges, and what is malformed, are ignored, as a server may.
fn span(range: &str, length: u64) -> Span {
    let parsed = range.strip_prefix("bytes=").and_then(|range| {
        let (from, to) = range.split_once('-')?;
        let number = |text: &str| text.trim().parse::<u64>().ok();
        match (from.trim(), to.trim()) {
            ("", last) => Some((length.saturating_sub(number(last)?), u64::MAX)),
            (first, "") => Some((number(first)?, u64::MAX)),
            (first, last) => Some((number(first)?, number(last)?)),
        }
    });
    match parsed {
        None => Span::Ignored,
        Some((from, to)) if from > to => Span::Ignored,
        Some((from, _)) if from >= length => Span::Outside,
        Some((from, to)) => Span::Part(from, to.min(length - 1)),
    }
}

fn media_type(media: &Media) -> &'static str {
    match media.file.as_deref().and_then(|name| name.rsplit_once('.')) {
        Some((_, "mp4")) => "video/mp4",
        Some((_, "webm")) => "video/webm",
        _ => "application/octet-stream",
    }
}

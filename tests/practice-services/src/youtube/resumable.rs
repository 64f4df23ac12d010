//! Resumable uploads: begun once, sent in parts, taken up again after a break.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::caller;
use super::refusal::{self, Refusal};
use super::upload::{LARGEST, Pending, finish};
use crate::http::{Request, Response};
use crate::sim::Sim;

/// Every part but the last is a multiple of this.
const UNIT: usize = 256 * 1024;

/// An upload that has been begun.
#[derive(Clone, Debug)]
pub struct Session {
    pending: Pending,
    expected: Option<usize>,
    received: Vec<u8>,
    until: DateTime<Utc>,
    done: Option<Response>,
}

impl Session {
    /// How it stands, for tests.
    #[must_use]
    pub fn state(&self) -> Value {
        json!({
            "expected": self.expected,
            "received": self.received.len(),
            "done": self.done.as_ref().map(|response| response.status),
        })
    }

    /// 308, with the range that has arrived, or without where nothing has.
    fn incomplete(&self) -> Response {
        let response = Response::empty(308);
        match self.received.len() {
            0 => response,
            length => response.with("Range", &format!("bytes=0-{}", length - 1)),
        }
    }
}

/// Begins an upload.
///
/// # Errors
/// Where the announced file is too large.
pub fn start(sim: &mut Sim, request: &Request, pending: Pending) -> Result<Response, Refusal> {
    let expected = request
        .header("x-upload-content-length")
        .and_then(|length| length.parse().ok());
    if expected.is_some_and(|length| length > LARGEST) {
        return Err(refusal::TOO_LARGE);
    }
    let upload_id = sim.ids.text("upload", 48);
    let until = sim.now() + TimeDelta::seconds(sim.world.youtube.switches.session_s);
    let session = Session {
        pending,
        expected,
        received: Vec::new(),
        until,
        done: None,
    };
    sim.sessions.insert(upload_id.clone(), session);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(
        request
            .query
            .iter()
            .filter(|(name, _)| name != "access_token"),
    );
    query.append_pair("upload_id", &upload_id);
    let location = format!("{}{}?{}", request.origin(), request.path, query.finish());
    Ok(Response::empty(200)
        .with("Location", &location)
        .with("X-GUploader-UploadID", &upload_id))
}

/// Which bytes a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Range {
    /// None: it asks what has arrived.
    Query,
    /// From the first on, up to the last of so many, where that is known.
    Bytes { from: usize, total: Option<usize> },
}

/// A part of an upload, or the question how far it is.
///
/// # Errors
/// Where there is no such upload, it is too old, or the part does not fit what was announced.
pub fn part(sim: &mut Sim, request: &Request, upload_id: &str) -> Result<Response, Refusal> {
    let switches = &sim.world.youtube.switches;
    let lenient = switches.lenient_post_chunks;
    if switches.strict_auth {
        caller::of(sim, request)?;
    }
    let now = sim.now();
    let session = sim.sessions.get_mut(upload_id);
    let session = session.filter(|session| session.until > now);
    let session = session.ok_or(refusal::NO_SESSION)?;
    match request.method.as_str() {
        "PUT" => {}
        "POST" if lenient => {}
        "DELETE" => {
            sim.sessions.remove(upload_id);
            return Ok(Response::empty(499));
        }
        _ => return Err(refusal::NO_METHOD),
    }
    if let Some(done) = &session.done {
        return Ok(done.clone());
    }
    let Range::Bytes { from, total } = range(request).ok_or(refusal::BAD_REQUEST)? else {
        return Ok(session.incomplete());
    };
    let total = store(session, request, from, total)?;
    if total != Some(session.received.len()) {
        return Ok(session.incomplete());
    }
    complete(sim, upload_id)
}

/// Keeps what fits, and tells how long the whole is, where that is known.
fn store(
    session: &mut Session,
    request: &Request,
    from: usize,
    total: Option<usize>,
) -> Result<Option<usize>, Refusal> {
    let total = match (total, session.expected) {
        (Some(told), Some(expected)) if told != expected => return Err(refusal::BAD_REQUEST),
        (told, expected) => told.or(expected),
    };
    let end = from + request.body.len();
    if end.max(total.unwrap_or(0)) > LARGEST {
        return Err(refusal::TOO_LARGE);
    }
    if total.is_some_and(|total| end > total) {
        return Err(refusal::BAD_REQUEST);
    }
    // What overlaps or leaves a gap is not kept.
    if from != session.received.len() {
        return Ok(total);
    }
    let is_last = total == Some(end);
    let keep = if is_last || !request.whole {
        request.body.len()
    } else {
        request.body.len() - request.body.len() % UNIT
    };
    session.received.extend_from_slice(&request.body[..keep]);
    Ok(total)
}

/// Which bytes the header `Content-Range` names; without it, all of them. `None` where it is malformed.
fn range(request: &Request) -> Option<Range> {
    let Some(header) = request.header("content-range") else {
        let total = request.whole.then_some(request.body.len());
        return Some(Range::Bytes { from: 0, total });
    };
    let (bytes, total) = header.strip_prefix("bytes ")?.split_once('/')?;
    let total = match total.trim() {
        "*" => None,
        number => Some(number.parse().ok()?),
    };
    if bytes.trim() == "*" {
        return request.body.is_empty().then_some(Range::Query);
    }
    let (from, to) = bytes.split_once('-')?;
    let position = |text: &str| text.trim().parse::<usize>().ok().filter(|at| *at < LARGEST);
    let (from, to) = (position(from)?, position(to)?);
    let length = (to + 1).checked_sub(from)?;
    let fits = if request.whole {
        length == request.body.len()
    } else {
        length >= request.body.len()
    };
    fits.then_some(Range::Bytes { from, total })
}

fn complete(sim: &mut Sim, upload_id: &str) -> Result<Response, Refusal> {
    let session = sim.sessions.get_mut(upload_id).ok_or(refusal::NO_SESSION)?;
    let (pending, file) = (
        session.pending.clone(),
        std::mem::take(&mut session.received),
    );
    let done_status = sim.world.youtube.switches.upload_done_status;
    let mut response = finish(sim, pending, Some(file)).unwrap_or_else(Refusal::response);
    if response.status == 200 {
        response.status = done_status;
    }
    let mut again = response.clone();
    again.effect = None;
    if let Some(session) = sim.sessions.get_mut(upload_id) {
        session.done = Some(again);
    }
    Ok(response)
}

//! Inserting and updating tracks, in one request or begun for many.

use chrono::TimeDelta;
use serde_json::Value;

use super::caller::Caller;
use super::refusal::{self, Refusal};
use super::resource::{PartNames, etag, shown};
use super::{enter, quota, resumable};
use crate::cues;
use crate::http::{Request, Response, parts};
use crate::sim::Sim;
use crate::world::{Content, IfMatch, Track, TrackKind};

/// The largest file (discovery document, `mediaUpload.maxSize`).
pub const LARGEST: usize = 100 * 1024 * 1024;
/// The longest name, in characters.
const LONGEST_NAME: usize = 150;

/// What is done with the track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// A new one is made.
    Insert,
    /// One is changed.
    Update,
}

/// A change that has been checked and waits for its file.
#[derive(Clone, Debug)]
pub struct Pending {
    caller: Caller,
    change: Change,
    parts: PartNames,
    sync: bool,
}

#[derive(Clone, Debug)]
enum Change {
    Insert(Box<Track>),
    Update { id: String, draft: Option<bool> },
}

const INSERT_PARAMETERS: &[&str] = &["part", "sync", "upload_id"];

fn begin(sim: &mut Sim, request: &Request, verb: Verb) -> Result<(Caller, PartNames), Refusal> {
    let cost = match verb {
        Verb::Insert => quota::INSERT,
        Verb::Update => quota::UPDATE,
    };
    let caller = enter(sim, request, cost, INSERT_PARAMETERS)?;
    Ok((caller, PartNames::of(request)?))
}

/// A request whose body is the resource alone.
pub fn without_file(sim: &mut Sim, request: &Request, verb: Verb) -> Result<Response, Refusal> {
    let (caller, parts) = begin(sim, request, verb)?;
    if verb == Verb::Insert {
        return Err(refusal::NO_CONTENT);
    }
    let pending = pending(sim, request, verb, (caller, parts), &request.body)?;
    finish(sim, pending, None)
}

/// A request to the upload address.
pub fn with_file(sim: &mut Sim, request: &Request, verb: Verb) -> Result<Response, Refusal> {
    let (caller, names) = begin(sim, request, verb)?;
    match request.param("uploadType") {
        Some("multipart") => {
            if request.media_type() != "multipart/related" || !request.whole {
                return Err(refusal::BAD_REQUEST);
            }
            let content_type = request.header("content-type").unwrap_or_default();
            let found = parts(content_type, &request.body).map_err(|_| refusal::BAD_REQUEST)?;
            let Ok([resource, file]) = <[_; 2]>::try_from(found) else {
                return Err(refusal::NO_CONTENT);
            };
            let pending = pending(sim, request, verb, (caller, names), &resource.body)?;
            finish(sim, pending, Some(file.body))
        }
        Some("resumable") => {
            let pending = pending(sim, request, verb, (caller, names), &request.body)?;
            resumable::start(sim, request, pending)
        }
        // A file alone says nothing of the track it is for.
        _ => Err(refusal::BAD_REQUEST),
    }
}

fn pending(
    sim: &Sim,
    request: &Request,
    verb: Verb,
    (caller, parts): (Caller, PartNames),
    resource: &[u8],
) -> Result<Pending, Refusal> {
    let resource: Value = serde_json::from_slice(resource).map_err(|_| refusal::PARSE_ERROR)?;
    let change = match verb {
        Verb::Insert => Change::Insert(Box::new(new_track(sim, &caller, &parts, &resource)?)),
        Verb::Update => update(sim, request, &caller, &parts, &resource)?,
    };
    Ok(Pending {
        caller,
        change,
        parts,
        sync: request.param("sync") == Some("true"),
    })
}

fn new_track(
    sim: &Sim,
    caller: &Caller,
    parts: &PartNames,
    resource: &Value,
) -> Result<Track, Refusal> {
    if !parts.has_snippet() {
        return Err(refusal::MISSING_PARAMETER);
    }
    let text = |name: &str| resource["snippet"][name].as_str().map(str::to_owned);
    let (Some(video_id), Some(language), Some(name)) =
        (text("videoId"), text("language"), text("name"))
    else {
        return Err(refusal::METADATA);
    };
    if name.chars().count() > LONGEST_NAME {
        return Err(refusal::NAME_TOO_LONG);
    }
    let takes_name = !name.is_empty() || sim.world.youtube.switches.accepts_empty_name;
    if !takes_name || !is_language(&language) {
        return Err(refusal::METADATA);
    }
    let draft = &resource["snippet"]["isDraft"];
    let track = Track {
        video_id,
        language,
        name,
        is_draft: draft.as_bool().unwrap_or(false),
        ..Track::default()
    };
    if !draft.is_null() && !draft.is_boolean() {
        return Err(refusal::METADATA);
    }
    caller.video(sim, &track.video_id)?;
    no_twin(sim, &track)?;
    Ok(track)
}

/// Whether a text looks like a BCP 47 tag.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// A video has one standard track of a language and name.
fn no_twin(sim: &Sim, track: &Track) -> Result<(), Refusal> {
    let is_twin = |other: &Track| {
        other.kind == TrackKind::Standard
            && other.video_id == track.video_id
            && other.name == track.name
            && other.language.eq_ignore_ascii_case(&track.language)
    };
    if sim.world.youtube.tracks.iter().any(is_twin) {
        return Err(refusal::EXISTS);
    }
    Ok(())
}

fn update(
    sim: &Sim,
    request: &Request,
    caller: &Caller,
    parts: &PartNames,
    resource: &Value,
) -> Result<Change, Refusal> {
    let id = resource["id"].as_str().ok_or(refusal::MISSING_PARAMETER)?;
    let at = caller.track(sim, id)?;
    let track = &sim.world.youtube.tracks[at];
    if track.kind == TrackKind::Asr {
        return Err(refusal::FORBIDDEN);
    }
    let switches = &sim.world.youtube.switches;
    if switches.if_match == IfMatch::Honour
        && let Some(wanted) = request.header("if-match")
        && wanted.trim_matches('"') != etag(track, switches, sim.now())
        && wanted != "*"
    {
        return Err(refusal::CHANGED);
    }
    // What a part leaves out is reset.
    let draft = parts
        .has_snippet()
        .then(|| resource["snippet"]["isDraft"].as_bool().unwrap_or(false));
    let id = id.to_owned();
    Ok(Change::Update { id, draft })
}

/// Does a change that has been checked, with its file.
///
/// # Errors
/// Where the world has moved on since, or the file is missing.
pub fn finish(sim: &mut Sim, pending: Pending, file: Option<Vec<u8>>) -> Result<Response, Refusal> {
    if file.as_ref().is_some_and(|file| file.len() > LARGEST) {
        return Err(refusal::TOO_LARGE);
    }
    let is_empty = file.as_ref().is_some_and(Vec::is_empty);
    let (at, effect) = match pending.change {
        Change::Insert(track) => {
            let Some(file) = file.as_ref().filter(|_| !is_empty) else {
                return Err(refusal::NO_CONTENT);
            };
            pending.caller.video(sim, &track.video_id)?;
            no_twin(sim, &track)?;
            let (at, effect) = insert(sim, *track, file.clone(), pending.sync);
            (at, Some(effect))
        }
        Change::Update { id, draft } => {
            if is_empty || (pending.sync && file.is_none()) {
                return Err(refusal::NO_CONTENT);
            }
            let at = pending.caller.track(sim, &id)?;
            let changes = draft.is_some() || file.is_some();
            if changes {
                change(sim, at, draft, file.clone(), pending.sync);
            }
            (at, changes.then(|| format!("youtube/caption/{id}/updated")))
        }
    };
    let (now, youtube) = (sim.now(), &mut sim.world.youtube);
    let body = shown(&youtube.tracks[at], &youtube.switches, &pending.parts, now);
    if youtube.tracks[at].is_auto_synced && youtube.switches.sync_vanishes {
        youtube.tracks.remove(at);
    }
    let response = Response::json(200, &body);
    Ok(match (effect, file) {
        (Some(effect), Some(file)) => response.took_in(effect, &file),
        (Some(effect), None) => response.changed(effect),
        (None, _) => response,
    })
}

fn insert(sim: &mut Sim, mut track: Track, file: Vec<u8>, sync: bool) -> (usize, String) {
    // Ids of tracks may end with an equals sign, which clients must encode.
    track.id = format!("AUieDa{}=", sim.ids.text("caption", 30));
    let effect = format!("youtube/caption/{}/inserted", track.id);
    sim.world.youtube.tracks.push(track);
    let at = sim.world.youtube.tracks.len() - 1;
    change(sim, at, None, Some(file), sync);
    (at, effect)
}

fn change(sim: &mut Sim, at: usize, draft: Option<bool>, file: Option<Vec<u8>>, sync: bool) {
    let now = sim.now();
    let syncing = TimeDelta::seconds(sim.world.youtube.switches.syncing_s);
    let track = &mut sim.world.youtube.tracks[at];
    if let Some(draft) = draft {
        track.is_draft = draft;
    }
    if let Some(file) = file {
        let failure = cues::recognise(&file).err();
        track.failure = failure.map(|failure| failure.name().to_owned());
        track.content = Content(file);
        track.syncing_until = Some(now + syncing);
        track.is_auto_synced = sync;
    }
    track.last_updated = Some(now);
    track.revision += 1;
}

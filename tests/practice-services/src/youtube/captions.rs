//! Listing, deleting and downloading tracks.

use serde_json::json;

use super::enter;
use super::quota;
use super::refusal::{self, Refusal};
use super::resource::{PartNames, etag, shown};
use crate::cues::{self, Format};
use crate::http::{Request, Response};
use crate::ids::sha256;
use crate::sim::Sim;
use crate::world::{Track, TrackKind};

/// `captions.list`
pub fn list(sim: &mut Sim, request: &Request) -> Result<Response, Refusal> {
    let own = ["part", "videoId", "id"];
    let caller = enter(sim, request, quota::LIST, &own)?;
    let parts = PartNames::of(request)?;
    let video = request.param("videoId");
    let video = caller.video(sim, video.ok_or(refusal::MISSING_PARAMETER)?)?;
    let wanted = request.list("id");
    let (now, switches) = (sim.now(), &sim.world.youtube.switches);
    let all = sim.world.youtube.tracks.iter();
    let of_video: Vec<&Track> = all.filter(|track| track.video_id == video.id).collect();
    let is_there = |id: &String| of_video.iter().any(|track| track.id == *id);
    if !wanted.iter().all(is_there) {
        return Err(refusal::NO_CAPTION);
    }
    let chosen = |track: &&&Track| wanted.is_empty() || wanted.contains(&track.id);
    let chosen: Vec<&&Track> = of_video.iter().filter(chosen).collect();
    let etags: String = chosen
        .iter()
        .map(|track| etag(track, switches, now))
        .collect();
    let list_etag = sha256(etags.as_bytes())[..27].to_owned();
    if request
        .header("if-none-match")
        .map(|tag| tag.trim_matches('"'))
        == Some(&*list_etag)
    {
        return Ok(Response::empty(304));
    }
    let items: Vec<_> = chosen
        .iter()
        .map(|track| shown(track, switches, &parts, now))
        .collect();
    let body = json!({
        "kind": "youtube#captionListResponse",
        "etag": list_etag,
        "items": items,
    });
    Ok(Response::json(200, &body))
}

/// `captions.delete`
pub fn delete(sim: &mut Sim, request: &Request) -> Result<Response, Refusal> {
    let caller = enter(sim, request, quota::DELETE, &["id"])?;
    let id = request.param("id").ok_or(refusal::MISSING_PARAMETER)?;
    let at = caller.track(sim, id)?;
    // What a machine heard is YouTube's own.
    if sim.world.youtube.tracks[at].kind == TrackKind::Asr {
        return Err(refusal::FORBIDDEN);
    }
    sim.world.youtube.tracks.remove(at);
    Ok(Response::empty(204).changed(format!("youtube/caption/{id}/deleted")))
}

/// `captions.download`
pub fn download(sim: &mut Sim, request: &Request, id: &str) -> Result<Response, Refusal> {
    let own = ["tfmt", "tlang", "id"];
    let caller = enter(sim, request, quota::DOWNLOAD, &own)?;
    let at = caller.track(sim, id)?;
    let bytes = converted(
        &sim.world.youtube.tracks[at].content.0,
        request.param("tfmt"),
        request.param("tlang"),
        sim.world.youtube.switches.rewrites_downloads,
    )?;
    Ok(Response::bytes(200, "application/octet-stream", bytes))
}

/// The file as asked for: as it was sent where nothing else is wanted.
fn converted(
    original: &[u8],
    tfmt: Option<&str>,
    tlang: Option<&str>,
    rewrites: bool,
) -> Result<Vec<u8>, Refusal> {
    let format = match tfmt {
        None if tlang.is_none() && !rewrites => return Ok(original.to_vec()),
        None | Some("srt") => Format::Srt,
        Some("vtt") => Format::Vtt,
        Some("sbv") => Format::Sbv,
        Some("ttml") => Format::Ttml,
        Some(_) => return Err(refusal::NOT_CONVERTED),
    };
    let cues = cues::recognise(original).unwrap_or_default();
    if cues.is_empty() {
        return Err(refusal::NOT_CONVERTED);
    }
    let Some(language) = tlang else {
        return Ok(cues::write(&cues, format).into_bytes());
    };
    let is_code =
        (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_code {
        return Err(refusal::NOT_CONVERTED);
    }
    // No translation is made here; what stands for it says so.
    let mut translated = cues;
    for cue in &mut translated {
        cue.text = format!("[{language}] {}", cue.text);
    }
    Ok(cues::write(&translated, format).into_bytes())
}

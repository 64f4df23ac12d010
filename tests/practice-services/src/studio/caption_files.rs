//! Caption files of recordings.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Caller, failed, forbidden, invalid, language, media};
use crate::clock::millis;
use crate::cues;
use crate::http::{Request, Response, parts};
use crate::sim::Sim;
use crate::world::{CaptionFile, Content};

/// Keeps a new file. It is listed from `shown_from` on.
pub fn keep(
    sim: &mut Sim,
    media_id: u64,
    srclang: String,
    content: Vec<u8>,
    shown_from: DateTime<Utc>,
) -> u64 {
    let files = &mut sim.world.studio.caption_files;
    let last = files.iter().map(|file| file.id).max();
    let id = last.unwrap_or(1000) + 1;
    files.push(CaptionFile {
        id,
        media_id,
        label: srclang.clone(),
        srclang,
        published: true,
        content: Content(content),
        created_at: Some(shown_from),
    });
    id
}

/// `GET /media/{id}/caption_files`
pub fn list(sim: &Sim, request: &Request, caller: &Caller, id: &str) -> Response {
    let media = match media::seen_by(sim, caller, id) {
        Ok(media) => media.id,
        Err(refusal) => return refusal,
    };
    let now = sim.now();
    let files: Vec<Value> = sim
        .world
        .studio
        .caption_files
        .iter()
        .filter(|file| file.media_id == media && file.created_at.is_none_or(|at| at <= now))
        .map(|file| shown(sim, file, request))
        .collect();
    Response::json(200, &json!({"caption_files": files}))
}

fn shown(sim: &Sim, file: &CaptionFile, request: &Request) -> Value {
    let status = if file.published { "published" } else { "draft" };
    let mut shown = json!({
        "id": file.id,
        "srclang": file.srclang,
        "subtitle_format": "srt",
        "label": file.label,
        "status": status,
        "created_at": file.created_at.map(millis),
    });
    if file.published {
        let path = format!("/api/public/v1/caption_files/{}/download", file.id);
        shown["url"] = if sim.world.studio.switches.relative_caption_urls {
            json!(path)
        } else {
            json!(format!("{}{path}", request.origin()))
        };
    }
    shown
}

/// `POST /media/{id}/caption_files`
pub fn add(sim: &mut Sim, request: &Request, caller: &Caller, id: &str) -> Response {
    let media = match media::seen_by(sim, caller, id) {
        Ok(media) => media.id,
        Err(refusal) => return refusal,
    };
    let Some(srclang) = request.param("srclang").map(str::to_owned) else {
        return failed(sim, 400, "srclang is missing");
    };
    if !language::is_ietf(&srclang) {
        return invalid(sim, "srclang is no IETF language tag");
    }
    let content_type = request.header("content-type").unwrap_or_default();
    let sent = parts(content_type, &request.body).unwrap_or_default();
    let file = sent
        .into_iter()
        .find(|part| part.name().as_deref() == Some("caption_file"));
    let Some(file) = file else {
        return failed(sim, 400, "caption_file is missing");
    };
    let is_srt = file
        .file_name()
        .is_some_and(|name| name.to_ascii_lowercase().ends_with(".srt"));
    if !is_srt || cues::srt(&file.body).is_err() {
        return invalid(sim, "caption_file is no SubRip file");
    }
    let now = sim.now();
    let id = keep(sim, media, srclang, file.body.clone(), now);
    let kept = sim.world.studio.caption_files.iter();
    let kept = kept.into_iter().find(|kept| kept.id == id);
    let shown = kept.map(|kept| shown(sim, kept, request));
    Response::json(201, &json!({"caption_file": shown}))
        .took_in(format!("studio/caption-file/{id}/added"), &file.body)
}

/// `GET /caption_files/{id}/download`
pub fn download(sim: &Sim, caller: &Caller, id: &str) -> Response {
    let Ok(id) = id.parse::<u64>() else {
        return invalid(sim, "Invalid id");
    };
    let files = sim.world.studio.caption_files.iter();
    let Some(file) = files
        .into_iter()
        .find(|file| file.id == id && file.published)
    else {
        return failed(sim, 404, "Not found");
    };
    if !media::is_seen_by(sim, caller, file.media_id) {
        return forbidden(sim);
    }
    let name = format!("attachment; filename=\"captions_{}.srt\"", file.srclang);
    Response::bytes(200, "application/x-subrip", file.content.0.clone())
        .with("Content-Disposition", &name)
}

//! Requests for captions: listed while they wait, answered once.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Caller, caption_files, failed, forbidden, invalid};
use crate::clock::millis;
use crate::cues;
use crate::http::{Part, Request, Response, field, parts};
use crate::sim::Sim;
use crate::world::{CaptionRequest, ItemShape, Media, RequestState};

/// `GET /caption_file_requests`
pub fn list(sim: &Sim, request: &Request, caller: &Caller) -> Response {
    if !caller.may_caption() {
        return forbidden(sim);
    }
    let provider = request.param("provider");
    let status = request.param("status");
    if provider != Some("professional") || status != Some("requested") {
        return invalid(sim, "Invalid parameters.");
    }
    let (now, origin) = (sim.now(), request.origin());
    let studio = &sim.world.studio;
    let hides = studio.switches.processing_hides;
    let waiting: Vec<&CaptionRequest> = studio
        .requests
        .iter()
        .filter(|asked| is_listed(asked, hides, now))
        .collect();
    let Some(size) = studio.switches.page_size else {
        let items = items(sim, &waiting, &origin);
        return Response::json(200, &json!({"caption_file_requests": items}));
    };
    let page: usize = request
        .param("page")
        .map_or(1, |page| page.parse().unwrap_or(1));
    let last = waiting.len().div_ceil(size.max(1)).max(1);
    let from = (page.max(1) - 1) * size;
    let shown: Vec<&CaptionRequest> = waiting.into_iter().skip(from).take(size).collect();
    let items = items(sim, &shown, &origin);
    let meta = json!({"current_page": page, "last_page": last});
    Response::json(200, &json!({"caption_file_requests": items, "meta": meta}))
}

fn is_listed(asked: &CaptionRequest, processing_hides: bool, now: DateTime<Utc>) -> bool {
    match asked.status {
        RequestState::Requested => true,
        RequestState::Processing => !processing_hides,
        RequestState::Fulfilled | RequestState::Failed => {
            asked.shown_from.is_some_and(|from| from > now)
        }
    }
}

fn items(sim: &Sim, requests: &[&CaptionRequest], origin: &str) -> Vec<Value> {
    let studio = &sim.world.studio;
    let media: BTreeMap<u64, &Media> = studio.media.iter().map(|media| (media.id, media)).collect();
    let shown = |asked: &&CaptionRequest| {
        let url = studio.switches.lists_media_url;
        let url = url.then(|| download_url(asked, origin));
        match studio.switches.item_shape {
            ItemShape::A => shape_a(asked, media.get(&asked.media_id).copied(), url),
            ItemShape::B => shape_b(asked, url),
        }
    };
    requests.iter().map(shown).collect()
}

fn shape_a(asked: &CaptionRequest, known: Option<&Media>, url: Option<String>) -> Value {
    let mut media = json!({"id": asked.media_id});
    if let Some(known) = known {
        media["title"] = json!(known.title);
        media["duration"] = json!(known.duration);
    }
    if let Some(url) = url {
        media["download_url"] = json!(url);
    }
    json!({
        "id": asked.id,
        "status": "requested",
        "provider": "professional",
        "service_type": asked.service_type,
        "srclang": asked.language,
        "media": media,
        "created_at": asked.created_at.map(millis),
    })
}

fn shape_b(asked: &CaptionRequest, url: Option<String>) -> Value {
    let mut shown = json!({
        "id": asked.id,
        "status": "requested",
        "captioning_service_type": {"key": asked.service_type},
        "language": asked.language,
        "media_id": asked.media_id,
        "created_at": asked.created_at.map(millis),
    });
    if let Some(url) = url {
        shown["url"] = json!(url);
    }
    shown
}

fn download_url(asked: &CaptionRequest, origin: &str) -> String {
    format!("{origin}/api/public/v1/media/{}/download", asked.media_id)
}

/// What the body of an update says.
#[derive(Default)]
struct Update {
    status: Option<String>,
    message: Option<String>,
    file: Option<(String, Vec<u8>)>,
}

/// `PATCH /caption_file_requests/{id}`
pub fn update(sim: &mut Sim, request: &Request, caller: &Caller, id: &str) -> Response {
    if !caller.may_caption() {
        return forbidden(sim);
    }
    let known = id.parse().ok().and_then(|id: u64| {
        let mut all = sim.world.studio.requests.iter();
        all.position(|asked| asked.id == id)
    });
    let Some(at) = known else {
        return failed(sim, 404, "Not found");
    };
    let sent = match read(request) {
        Some(sent) => sent,
        None => return failed(sim, 400, "The body cannot be read."),
    };
    let Some(status) = sent.status.as_deref() else {
        return failed(sim, 400, "status is missing");
    };
    let status = match status {
        "processing" => RequestState::Processing,
        "fulfilled" => RequestState::Fulfilled,
        "failed" => RequestState::Failed,
        _ => return invalid(sim, "status does not have a valid value"),
    };
    let needs_file = sim.world.studio.switches.fulfilled_needs_file;
    if status == RequestState::Fulfilled && needs_file && sent.file.is_none() {
        return failed(sim, 400, "caption_file is missing");
    }
    let present = sim.world.studio.requests[at].status;
    if matches!(present, RequestState::Fulfilled | RequestState::Failed) {
        let code = sim.world.studio.switches.second_update_status;
        return failed(sim, code, "The request has been updated already.");
    }
    settle(sim, at, status, sent)
}

fn settle(sim: &mut Sim, at: usize, status: RequestState, sent: Update) -> Response {
    let file = match status {
        RequestState::Fulfilled => sent.file,
        _ => None,
    };
    if let Some((name, content)) = &file {
        if !name.to_ascii_lowercase().ends_with(".srt") {
            return invalid(sim, "caption_file must be an .srt file");
        }
        if let Err(reason) = cues::srt(content) {
            return invalid(sim, &format!("caption_file is no SubRip file: {reason}"));
        }
    }
    let shown_from = sim.now() + TimeDelta::seconds(sim.world.studio.switches.visible_after_s);
    let asked = &mut sim.world.studio.requests[at];
    asked.status = status;
    asked.message = sent.message;
    asked.shown_from = Some(shown_from);
    let word = match status {
        RequestState::Fulfilled => "fulfilled",
        RequestState::Failed => "failed",
        RequestState::Processing | RequestState::Requested => "processing",
    };
    let effect = format!("studio/request/{}/{word}", asked.id);
    let (media, language) = (asked.media_id, asked.language.clone());
    match file {
        Some((_, content)) => {
            let response = Response::empty(202).took_in(effect, &content);
            let language = language.unwrap_or_else(|| "en".to_owned());
            caption_files::keep(sim, media, language, content, shown_from);
            response
        }
        None => Response::empty(202).changed(effect),
    }
}

fn read(request: &Request) -> Option<Update> {
    let text = |part: &Part| part.text().map(|text| text.trim().to_owned());
    match request.media_type().as_str() {
        "multipart/form-data" => {
            let content_type = request.header("content-type")?;
            let mut update = Update::default();
            for part in parts(content_type, &request.body).ok()? {
                match part.name().as_deref() {
                    Some("status") => update.status = text(&part),
                    Some("message") => update.message = text(&part),
                    Some("caption_file") => {
                        let name = part.file_name().unwrap_or_default();
                        update.file = Some((name, part.body));
                    }
                    _ => {}
                }
            }
            Some(update)
        }
        "application/x-www-form-urlencoded" => {
            let form = request.form();
            Some(Update {
                status: field(&form, "status").map(str::to_owned),
                message: field(&form, "message").map(str::to_owned),
                file: None,
            })
        }
        _ => None,
    }
}

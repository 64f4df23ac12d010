//! Recordings.

use serde_json::json;

use super::{Caller, failed, forbidden, invalid};
use crate::clock::millis;
use crate::http::Response;
use crate::sim::Sim;
use crate::storage;
use crate::world::{Media, StudioRole};

/// The recording of an id, where the caller may see it.
///
/// # Errors
/// The answer to one who asks for what is not there or not to be seen.
pub fn seen_by<'a>(sim: &'a Sim, caller: &Caller, id: &str) -> Result<&'a Media, Response> {
    let Ok(id) = id.parse::<u64>() else {
        return Err(invalid(sim, "Invalid media id"));
    };
    let media = sim.world.studio.media.iter().find(|media| media.id == id);
    let media = media.ok_or_else(|| failed(sim, 404, "Not found"))?;
    if is_seen_by(sim, caller, id) {
        Ok(media)
    } else {
        Err(forbidden(sim))
    }
}

/// Whether the caller may see a recording: an admin, its owner, and a captioner of whom captions for it are wanted.
pub fn is_seen_by(sim: &Sim, caller: &Caller, id: u64) -> bool {
    let studio = &sim.world.studio;
    match caller.role {
        StudioRole::Admin => true,
        StudioRole::Captioner => studio.requests.iter().any(|asked| asked.media_id == id),
        StudioRole::Teacher | StudioRole::Student => studio
            .media
            .iter()
            .any(|media| media.id == id && media.owner == caller.login),
    }
}

/// `GET /media/{id}`
pub fn show(sim: &Sim, caller: &Caller, id: &str) -> Response {
    match seen_by(sim, caller, id) {
        Ok(media) => Response::json(
            200,
            &json!({
                "id": media.id,
                "title": media.title,
                "duration": media.duration,
                "created_at": media.created_at.map(millis),
                "thumbnail_url": null,
            }),
        ),
        Err(refusal) => refusal,
    }
}

/// `GET /media/{id}/download`
pub fn download(sim: &Sim, caller: &Caller, id: &str) -> Response {
    match seen_by(sim, caller, id) {
        Ok(media) if media.external => invalid(sim, "External media cannot be downloaded."),
        Ok(media) => Response::redirect(&storage::link(sim, media)),
        Err(refusal) => refusal,
    }
}

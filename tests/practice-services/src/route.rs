//! Which service a request is for.

use serde_json::json;

use crate::http::{Entrance, Request, Response};
use crate::sim::Sim;
use crate::{google, rev, storage, studio, youtube};

/// Whom a path is for: `studio`, `google`, `youtube`, `rev`, `storage`, or nobody.
pub fn addressee(path: &str) -> &'static str {
    const PLACES: &[(&str, &str)] = &[
        ("/api/public/", "studio"),
        ("/youtube/v3/", "youtube"),
        ("/upload/youtube/v3/", "youtube"),
        ("/resumable/upload/youtube/v3/", "youtube"),
        ("/o/oauth2/", "google"),
        ("/token", "google"),
        ("/revoke", "google"),
        ("/api/v1/", "rev"),
        ("/storage/", "storage"),
    ];
    PLACES
        .iter()
        .find(|(start, _)| path.starts_with(start))
        .map_or("", |(_, name)| name)
}

/// Answers a request. A HEAD is answered as a GET is; its body is not sent.
pub fn answer(sim: &mut Sim, entrance: Entrance, request: &Request) -> Response {
    if request.method == "HEAD" {
        let mut get = request.clone();
        "GET".clone_into(&mut get.method);
        return answer(sim, entrance, &get);
    }
    match (addressee(&request.path), entrance) {
        ("storage", Entrance::Storage) => storage::answer(sim, request),
        (_, Entrance::Storage) => Response::empty(404),
        ("studio", _) => studio::answer(sim, request),
        ("google", _) => google::answer(sim, request),
        ("youtube", _) => youtube::answer(sim, request),
        ("rev", _) => rev::answer(sim, request),
        _ if request.path == "/" => Response::page(200, crate::pages::front()),
        _ => Response::text(404, "There is nothing here."),
    }
}

/// 401, as the service of the path says it.
pub fn unauthorized(path: &str) -> Response {
    match addressee(path) {
        "studio" => studio::unauthorized(),
        "youtube" => youtube::unauthorized(),
        "rev" => rev::unauthorized(),
        _ => Response::json(401, &json!({"error": "invalid_client"})),
    }
}

/// 429, as the service of the path says it.
pub fn too_many(path: &str) -> Response {
    match addressee(path) {
        "youtube" => youtube::too_many(),
        "studio" => Response::json(429, &json!({"error": "Too many requests"})),
        _ => Response::empty(429),
    }
}

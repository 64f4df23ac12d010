//! Instructure Studio's professional captioning, as its document says and, where it is silent, as the switches say.

mod caption_files;
mod language;
mod media;
mod requests;
mod service_types;
mod sign_in;

use serde_json::json;

use crate::http::{Request, Response};
use crate::sim::Sim;
use crate::world::StudioRole;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Caller {
    login: String,
    role: StudioRole,
}

impl Caller {
    fn may_caption(&self) -> bool {
        matches!(self.role, StudioRole::Admin | StudioRole::Captioner)
    }
}

/// Answers a request to Studio.
pub fn answer(sim: &mut Sim, request: &Request) -> Response {
    let segments = request.segments();
    let below: Vec<&str> = segments.iter().skip(2).map(String::as_str).collect();
    match (request.method.as_str(), below.as_slice()) {
        ("GET", ["v1", "ping"]) => Response::text(200, "pong"),
        ("GET", ["apidocs"]) => Response::json(200, &schema()),
        (_, ["oauth", rest @ ..]) => sign_in::answer(sim, request, rest),
        (_, ["v1", rest @ ..]) => match caller(sim, request) {
            Some(caller) => signed_in(sim, request, &caller, rest),
            None => failed(sim, 401, "You are not authorized."),
        },
        _ => failed(sim, 404, "Not found"),
    }
}

fn signed_in(sim: &mut Sim, request: &Request, caller: &Caller, path: &[&str]) -> Response {
    match (request.method.as_str(), path) {
        ("GET", ["caption_file_requests"]) => requests::list(sim, request, caller),
        ("PATCH", ["caption_file_requests", id]) => requests::update(sim, request, caller, id),
        ("GET", ["captioning_service_types"]) => service_types::list(sim, caller),
        ("DELETE", ["captioning_service_types", key]) => service_types::delete(sim, caller, key),
        (method, ["captioning_service_types", key]) => {
            if method == sim.world.studio.switches.upsert_method {
                service_types::upsert(sim, request, caller, key)
            } else {
                failed(sim, 405, "Method not allowed")
            }
        }
        ("GET", ["media", id]) => media::show(sim, caller, id),
        ("GET", ["media", id, "download"]) => media::download(sim, caller, id),
        ("GET", ["media", id, "caption_files"]) => caption_files::list(sim, request, caller, id),
        ("POST", ["media", id, "caption_files"]) => caption_files::add(sim, request, caller, id),
        ("GET", ["caption_files", id, "download"]) => caption_files::download(sim, caller, id),
        _ => failed(sim, 404, "Not found"),
    }
}

/// Who asks, by token or by the headers of the captioning service.
fn caller(sim: &Sim, request: &Request) -> Option<Caller> {
    let studio = &sim.world.studio;
    let headers = &studio.service_headers;
    let is_service = !headers.is_empty()
        && headers
            .iter()
            .all(|header| request.header(&header.name) == Some(header.value.as_str()));
    if is_service {
        return Some(Caller {
            login: "captioning-service".to_owned(),
            role: StudioRole::Captioner,
        });
    }
    let token = request.authorization("bearer")?;
    let login = &sim.studio_tokens.grant(token, sim.now())?.login;
    let user = studio.users.iter().find(|user| user.login == *login)?;
    Some(Caller {
        login: user.login.clone(),
        role: user.role,
    })
}

/// A refusal in the form that the switches say.
fn failed(sim: &Sim, status: u16, words: &str) -> Response {
    let body = if sim.world.studio.switches.error_is_object {
        json!({"error": {"code": status, "message": words}})
    } else {
        json!({"error": words})
    };
    let response = Response::json(status, &body);
    if status == 401 {
        return response.with("WWW-Authenticate", "Bearer realm=\"Studio\"");
    }
    response
}

fn forbidden(sim: &Sim) -> Response {
    failed(sim, 403, "You do not have permission to do this.")
}

fn invalid(sim: &Sim, words: &str) -> Response {
    let status = sim.world.studio.switches.invalid_parameters_status;
    failed(sim, status, words)
}

/// 401 without knowing the switches.
pub fn unauthorized() -> Response {
    Response::json(401, &json!({"error": "You are not authorized."}))
        .with("WWW-Authenticate", "Bearer realm=\"Studio\"")
}

/// The machine-readable description, in the shape that Instructure's own command line reads.
fn schema() -> serde_json::Value {
    let path = |name: &str| json!({"name": name, "in": "path", "required": true});
    let query = |name: &str| json!({"name": name, "in": "query", "required": true});
    let form =
        |name: &str, required: bool| json!({"name": name, "in": "formData", "required": required});
    json!({
        "swagger": "2.0",
        "basePath": "/api/public",
        "paths": {
            "/v1/caption_file_requests": {
                "get": {"parameters": [query("provider"), query("status")]},
            },
            "/v1/caption_file_requests/{caption_file_request_id}": {
                "patch": {"parameters": [
                    path("caption_file_request_id"),
                    form("status", true),
                    form("message", false),
                    form("caption_file", false),
                ]},
            },
            "/v1/captioning_service_types": {"get": {"parameters": []}},
            "/v1/captioning_service_types/{key}": {
                "put": {"parameters": [path("key"), {"name": "body", "in": "body", "required": true}]},
                "delete": {"parameters": [path("key")]},
            },
        },
    })
}

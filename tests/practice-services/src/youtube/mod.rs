//! The captions part of the YouTube Data API v3.

mod caller;
mod captions;
mod quota;
mod refusal;
mod resource;
mod resumable;
mod upload;

use crate::http::{Request, Response};
use crate::sim::Sim;

pub use quota::quota_day;
pub use resumable::Session;

use caller::Caller;
use refusal::Refusal;
use upload::Verb;

/// Parameters that every method takes.
const COMMON: &[&str] = &[
    "$.xgafv",
    "access_token",
    "alt",
    "callback",
    "fields",
    "key",
    "oauth_token",
    "onBehalfOf",
    "onBehalfOfContentOwner",
    "prettyPrint",
    "quotaUser",
    "uploadType",
    "upload_protocol",
];

/// Answers a request to YouTube.
pub fn answer(sim: &mut Sim, request: &Request) -> Response {
    respond(sim, request).unwrap_or_else(Refusal::response)
}

/// 401 for a token that is not good.
pub fn unauthorized() -> Response {
    refusal::INVALID_CREDENTIALS.response()
}

/// 429 for one who asks too often.
pub fn too_many() -> Response {
    refusal::RATE_LIMIT.response()
}

fn respond(sim: &mut Sim, request: &Request) -> Result<Response, Refusal> {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let method = request.method.as_str();
    match path.as_slice() {
        ["youtube", "v3", "captions"] => match method {
            "GET" => captions::list(sim, request),
            "DELETE" => captions::delete(sim, request),
            "POST" => upload::without_file(sim, request, Verb::Insert),
            "PUT" => upload::without_file(sim, request, Verb::Update),
            _ => Err(refusal::NO_METHOD),
        },
        ["youtube", "v3", "captions", id] if method == "GET" => {
            captions::download(sim, request, id)
        }
        ["upload", "youtube", "v3", "captions"]
        | ["resumable", "upload", "youtube", "v3", "captions"] => {
            if let Some(upload_id) = request.param("upload_id") {
                return resumable::part(sim, request, upload_id);
            }
            match method {
                "POST" => upload::with_file(sim, request, Verb::Insert),
                "PUT" => upload::with_file(sim, request, Verb::Update),
                _ => Err(refusal::NO_METHOD),
            }
        }
        _ => Err(refusal::NO_METHOD),
    }
}

/// Signs the caller in, charges the method's units, and checks the names of the parameters, in this order: an invalid
/// request costs units too.
fn enter(sim: &mut Sim, request: &Request, cost: u64, own: &[&str]) -> Result<Caller, Refusal> {
    let caller = caller::of(sim, request)?;
    quota::charge(sim, cost)?;
    let is_known = |name: &str| COMMON.contains(&name) || own.contains(&name);
    if request.query.iter().any(|(name, _)| !is_known(name)) {
        return Err(refusal::UNEXPECTED_PARAMETER);
    }
    Ok(caller)
}

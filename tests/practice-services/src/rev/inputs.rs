//! Taking media in: as the body, as a part of a form, or by a link.

use serde_json::Value;

use super::address::Address;
use super::duration;
use super::wire::{self, Form, text};
use crate::http::{Part, Request, Response, parameter, parts};
use crate::ids::sha256;
use crate::sim::Sim;
use crate::world::RevInput;

/// Why media is not taken.
struct Refusal(u32, &'static str);

const BAD_TYPE: Refusal = Refusal(
    10001,
    "The content-type explicitly specified in the request is not supported for input media",
);
const NOT_FETCHED: Refusal = Refusal(
    10002,
    "Could not retrieve media - the media URL was malformed",
);
const BAD_PARTS: Refusal = Refusal(
    10003,
    "The multipart request is invalid: exactly one file is needed",
);
const NO_NAME: Refusal = Refusal(10004, "The file name was not specified");

/// Media as it came.
struct Media {
    name: String,
    content_type: String,
    bytes: Option<Vec<u8>>,
    seconds: Option<u64>,
}

/// `POST /inputs`
pub fn take(sim: &mut Sim, request: &Request, form: Form) -> Response {
    let media = match request.media_type().as_str() {
        "multipart/form-data" => from_form(request),
        "application/json" | "application/xml" | "text/xml" => from_link(sim, request),
        _ => from_body(request),
    };
    let media = match media {
        Ok(media) => media,
        Err(Refusal(code, message)) => {
            return form.error(&sim.world.rev.switches, code, message);
        }
    };
    let uri = format!("urn:rev:inputmedia:{}", sim.ids.text("input", 32));
    let effect = format!(
        "rev/input/{}/taken",
        uri.rsplit(':').next().unwrap_or_default()
    );
    let bytes = media.bytes.unwrap_or_default();
    sim.world.rev.inputs.push(RevInput {
        uri: uri.clone(),
        name: media.name,
        content_type: media.content_type,
        bytes: bytes.len() as u64,
        sha256: (!bytes.is_empty()).then(|| sha256(&bytes)),
        seconds: media.seconds,
    });
    Response::empty(201)
        .with("Location", &uri)
        .took_in(effect, &bytes)
}

fn is_supported(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    let is_media = essence.starts_with("video/") || essence.starts_with("audio/");
    is_media
        || matches!(
            essence.as_str(),
            "" | "application/octet-stream" | "application/mxf"
        )
}

fn media(name: Option<String>, content_type: &str, bytes: Vec<u8>) -> Result<Media, Refusal> {
    if !is_supported(content_type) {
        return Err(BAD_TYPE);
    }
    let name = name.filter(|name| !name.trim().is_empty()).ok_or(NO_NAME)?;
    if bytes.is_empty() {
        return Err(NOT_FETCHED);
    }
    Ok(Media {
        name,
        content_type: content_type.to_owned(),
        seconds: duration::seconds(&bytes),
        bytes: Some(bytes),
    })
}

fn from_body(request: &Request) -> Result<Media, Refusal> {
    let disposition = request.header("content-disposition").unwrap_or_default();
    let name = parameter(disposition, "filename");
    let content_type = request.header("content-type").unwrap_or_default();
    media(name, content_type, request.body.clone())
}

fn from_form(request: &Request) -> Result<Media, Refusal> {
    let content_type = request.header("content-type").unwrap_or_default();
    let found = parts(content_type, &request.body).map_err(|_| BAD_PARTS)?;
    let named = found
        .iter()
        .find(|part| part.name().as_deref() == Some("Content-Type"))
        .and_then(|part| part.text().map(str::to_owned));
    let is_file =
        |part: &&Part| part.file_name().is_some() || part.header("content-type").is_some();
    let files: Vec<&Part> = found.iter().filter(is_file).collect();
    let [file] = files.as_slice() else {
        return Err(BAD_PARTS);
    };
    let own = file.header("content-type").map(str::to_owned);
    let content_type = named.or(own).unwrap_or_default();
    media(file.file_name(), content_type.trim(), file.body.clone())
}

fn from_link(sim: &Sim, request: &Request) -> Result<Media, Refusal> {
    let link = wire::body(request, "input")
        .or_else(|| wire::body(request, "input_request"))
        .unwrap_or(Value::Null);
    let content_type = text(&link["content_type"]).unwrap_or_default();
    if !is_supported(&content_type) {
        return Err(BAD_TYPE);
    }
    let address = text(&link["url"]).and_then(|url| Address::parse(&url));
    let rev = &sim.world.rev;
    let address = address
        .filter(|address| address.is_reachable(rev))
        .ok_or(NOT_FETCHED)?;
    let name = text(&link["filename"]).or_else(|| address.file_name());
    Ok(Media {
        name: name.ok_or(NO_NAME)?,
        content_type,
        bytes: None,
        seconds: rev.switches.link_s,
    })
}

//! What an order is delivered with.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::orders;
use super::wire::Form;
use crate::cues::{self, Format};
use crate::http::{Request, Response};
use crate::sim::Sim;
use crate::storage;
use crate::world::{RevAccount, RevAttachment, RevOrder};

/// Formats that are delivered, by extension and by type.
const FORMATS: &[(&str, &str, Format)] = &[
    ("srt", "application/x-subrip", Format::Srt),
    ("vtt", "text/vtt", Format::Vtt),
    ("ttml", "application/ttml+xml", Format::Ttml),
    ("dfxp", "application/ttaf+xml", Format::Ttml),
    ("txt", "text/plain", Format::Txt),
];

/// An attachment as it is told.
pub fn shown(attachment: &RevAttachment, request: &Request) -> Value {
    let id = &attachment.id;
    let href = format!("{}/api/v1/attachments/{id}/content", request.origin());
    let mut shown = json!({
        "kind": attachment.kind,
        "name": attachment.name,
        "id": id,
        "links": [{"rel": "content", "href": href}],
    });
    if attachment.kind == "media" {
        shown["video_length_seconds"] = json!(attachment.seconds);
    }
    shown
}

/// The attachment of an id, where the account may have it by now.
fn find<'a>(
    sim: &'a Sim,
    account: &RevAccount,
    id: &str,
) -> Option<(&'a RevOrder, &'a RevAttachment)> {
    let rev = &sim.world.rev;
    let own = rev
        .orders
        .iter()
        .filter(|order| orders::is_of(order, account));
    let (order, attachment) = own
        .flat_map(|order| order.attachments.iter().map(move |found| (order, found)))
        .find(|(_, attachment)| attachment.id == id)?;
    let is_there =
        attachment.kind == "media" || orders::is_complete(order, &rev.switches, sim.now());
    is_there.then_some((order, attachment))
}

/// `GET /attachments/{id}`
pub fn show(sim: &Sim, account: &RevAccount, request: &Request, id: &str, form: Form) -> Response {
    match find(sim, account, id) {
        Some((_, attachment)) => form.write(200, "attachment", &shown(attachment, request)),
        None => Response::empty(404),
    }
}

/// `GET /attachments/{id}/content`, with an extension or without.
pub fn content(
    sim: &Sim,
    account: &RevAccount,
    request: &Request,
    id: &str,
    content: &str,
) -> Response {
    let extension = match content.split_once('.') {
        None if content == "content" => None,
        Some(("content", extension)) => Some(extension),
        _ => return Response::empty(404),
    };
    let Some((order, attachment)) = find(sim, account, id) else {
        return Response::empty(404);
    };
    match attachment.kind.as_str() {
        "media" => match storage::file(sim, &attachment.name) {
            Some(bytes) => send(sim, attachment, "video/mp4", bytes),
            None => Response::empty(404),
        },
        "burned_in_caption" => burned_in(sim, order, attachment),
        _ => captions(sim, request, attachment, extension),
    }
}

/// The video with captions in its picture: whatever is asked for, and for some days only.
fn burned_in(sim: &Sim, order: &RevOrder, attachment: &RevAttachment) -> Response {
    let switches = &sim.world.rev.switches;
    let gone = orders::complete_on(order, switches) + TimeDelta::days(switches.burned_in_days);
    if gone <= sim.now() {
        return Response::empty(404);
    }
    let bytes = format!(
        "A video with captions in its picture: {}\n",
        attachment.name
    );
    send(sim, attachment, "video/mp4", bytes.into_bytes())
}

fn captions(
    sim: &Sim,
    request: &Request,
    attachment: &RevAttachment,
    extension: Option<&str>,
) -> Response {
    let Some((media_type, format)) = wanted(request, extension) else {
        return Response::empty(406);
    };
    let original = match &attachment.content {
        Some(content) => content.0.as_slice(),
        None => sim.world.rev.deliverable.as_bytes(),
    };
    let written = match format {
        Format::Vtt if sim.world.rev.switches.wrong_vtt => original.to_vec(),
        Format::Srt => original.to_vec(),
        other => match cues::srt(original) {
            Ok(cues) => cues::write(&cues, other).into_bytes(),
            Err(_) => return Response::empty(406),
        },
    };
    send(
        sim,
        attachment,
        &format!("{media_type}; charset=utf-8"),
        written,
    )
}

/// The format asked for, by extension before `Accept`; SubRip where neither says.
fn wanted(request: &Request, extension: Option<&str>) -> Option<(&'static str, Format)> {
    let find = |is_it: &dyn Fn(&str, &str) -> bool| {
        FORMATS
            .iter()
            .find(|(name, media_type, _)| is_it(name, media_type))
            .map(|(_, media_type, format)| (*media_type, *format))
    };
    if let Some(extension) = extension {
        return find(&|name, _| name == extension);
    }
    let Some(accept) = request.header("accept").filter(|text| !text.is_empty()) else {
        return find(&|name, _| name == "srt");
    };
    accept.split(',').find_map(|range| {
        let essence = range.split(';').next().unwrap_or_default();
        match essence.trim().to_ascii_lowercase().as_str() {
            "*/*" | "text/x-rev-caption" => find(&|name, _| name == "srt"),
            asked => find(&|_, media_type| media_type == asked),
        }
    })
}

fn send(sim: &Sim, attachment: &RevAttachment, media_type: &str, bytes: Vec<u8>) -> Response {
    let switches = &sim.world.rev.switches;
    let name = switches.attachment_file_name.as_deref();
    let name = name.unwrap_or(&attachment.name);
    let disposition = if switches.quotes_file_names {
        format!("attachment; filename=\"{name}\"")
    } else {
        format!("attachment; filename={name}")
    };
    Response::bytes(200, media_type, bytes).with("Content-Disposition", &disposition)
}

//! Does what a request asks, or what a fault makes of it, and writes it down.

use chrono::TimeDelta;
use serde_json::json;

use crate::clock::http_date;
use crate::faults::{Act, Plan};
use crate::http::{Delivery, Entrance, Request, Response};
use crate::route;
use crate::sim::Sim;

/// What became of a request.
pub struct Performed {
    /// What the client is told.
    pub answer: Response,
    /// How it is told.
    pub delivery: Delivery,
}

/// Performs a request.
pub fn perform(sim: &mut Sim, entrance: Entrance, mut request: Request, plan: &Plan) -> Performed {
    if let Some(Act::StorePart { bytes }) = plan.act {
        request.whole &= request.body.len() <= bytes;
        request.body.truncate(bytes);
    }
    let applies = plan.act.as_ref().is_none_or(applies);
    let outcome = applies.then(|| answer(sim, entrance, &request));
    let (answer, delivery) = match &plan.act {
        None => (outcome.clone().unwrap_or_default(), Delivery::Whole),
        Some(act) => broken(sim, &request, act, outcome.clone()),
    };
    let told = match delivery {
        Delivery::Nothing | Delivery::Reset | Delivery::Stall => None,
        _ => Some(answer.status),
    };
    let fault = plan.act.as_ref().map(Act::name);
    let now = sim.clock.now();
    sim.journal
        .record(now, &request, fault, outcome.as_ref(), told);
    Performed { answer, delivery }
}

/// The true answer. A body that broke off is worth nothing, but for a resumable upload, which keeps what came.
fn answer(sim: &mut Sim, entrance: Entrance, request: &Request) -> Response {
    if request.whole || request.param("upload_id").is_some() {
        route::answer(sim, entrance, request)
    } else {
        Response::text(400, "The body broke off.")
    }
}

/// Whether the request is applied although something goes wrong.
fn applies(act: &Act) -> bool {
    match act {
        Act::CommitThenClose
        | Act::CommitThenUnavailable
        | Act::SlowBody { .. }
        | Act::TruncatedBody { .. }
        | Act::RotatedTokenLost
        | Act::WrongContentLength { .. }
        | Act::StorePart { .. } => true,
        Act::Answer { commit, .. } => *commit,
        _ => false,
    }
}

fn broken(
    sim: &Sim,
    request: &Request,
    act: &Act,
    outcome: Option<Response>,
) -> (Response, Delivery) {
    let outcome = outcome.unwrap_or_default();
    match act {
        Act::SlowBody { bytes_per_s } => (outcome, Delivery::Slow(*bytes_per_s)),
        Act::TruncatedBody { keep } => (outcome, Delivery::Truncated(*keep)),
        Act::WrongContentLength { by } => (outcome, Delivery::WrongLength(*by)),
        Act::ReadThenClose
        | Act::CommitThenClose
        | Act::RotatedTokenLost
        | Act::StorePart { .. } => (outcome, Delivery::Nothing),
        Act::CloseBeforeRead => (outcome, Delivery::Reset),
        Act::Stall => (outcome, Delivery::Stall),
        other => (instead(sim, request, other), Delivery::Whole),
    }
}

/// The answer that a fault gives in place of the true one.
fn instead(sim: &Sim, request: &Request, act: &Act) -> Response {
    match act {
        Act::Unavailable {
            retry_after_s,
            retry_after_date_s,
        } => {
            let busy = Response::text(503, "Service Unavailable");
            retry_after(sim, busy, *retry_after_s, *retry_after_date_s)
        }
        Act::TooMany {
            retry_after_s,
            retry_after_date_s,
        } => {
            let slower = route::too_many(&request.path);
            retry_after(sim, slower, *retry_after_s, *retry_after_date_s)
        }
        Act::HtmlPage { status } => Response::page(*status, PAGE.to_owned()),
        Act::Unauthorized => route::unauthorized(&request.path),
        Act::InvalidGrant => {
            let told = json!({"error": "invalid_grant", "error_description": "Bad Request"});
            Response::json(400, &told)
        }
        Act::Answer {
            status,
            headers,
            body,
            repeat,
            ..
        } => {
            let made_up = Response::empty(*status);
            let mut made_up = headers
                .iter()
                .fold(made_up, |answer, (name, value)| answer.with(name, value));
            made_up.body = body.repeat(*repeat).into_bytes();
            made_up
        }
        _ => Response::text(503, "Service Unavailable"),
    }
}

const PAGE: &str = "<!doctype html>\n<html><head><title>Sign in to the network</title></head>\
<body><h1>Please accept the terms of this network</h1></body></html>\n";

fn retry_after(sim: &Sim, response: Response, seconds: Option<i64>, date: Option<i64>) -> Response {
    let date = date.map(|seconds| http_date(sim.clock.now() + TimeDelta::seconds(seconds)));
    match date.or(seconds.map(|seconds| seconds.to_string())) {
        Some(value) => response.with("Retry-After", &value),
        None => response,
    }
}

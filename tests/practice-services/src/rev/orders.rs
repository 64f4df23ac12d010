//! Orders: listed, shown, cancelled.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::attachments;
use super::wire::Form;
use crate::clock::millis;
use crate::http::{Request, Response};
use crate::sim::Sim;
use crate::world::{RevAccount, RevComment, RevOrder, RevSwitches};

/// The sizes that a page may have.
const PAGE_SIZES: std::ops::RangeInclusive<usize> = 5..=100;

/// When an order is, or was, complete.
pub fn complete_on(order: &RevOrder, switches: &RevSwitches) -> DateTime<Utc> {
    let seconds = if order.sandbox {
        switches.sandbox_s
    } else {
        switches.real_s
    };
    let placed = order.placed_on.unwrap_or_default();
    order
        .complete_on
        .unwrap_or(placed + TimeDelta::seconds(seconds))
}

/// Whether there is something to fetch.
pub fn is_complete(order: &RevOrder, switches: &RevSwitches, now: DateTime<Utc>) -> bool {
    order.cancelled_on.is_none() && complete_on(order, switches) <= now
}

fn has_begun(order: &RevOrder, switches: &RevSwitches, now: DateTime<Utc>) -> bool {
    let placed = order.placed_on.unwrap_or_default();
    placed + TimeDelta::seconds(switches.work_begins_s) <= now
}

/// What the status of an order is called.
pub fn status(order: &RevOrder, switches: &RevSwitches, now: DateTime<Utc>) -> String {
    if order.cancelled_on.is_some() {
        switches.cancelled_word.clone()
    } else if is_complete(order, switches, now) {
        switches.complete_word.clone()
    } else if order.sandbox || has_begun(order, switches, now) {
        "In Progress".to_owned()
    } else {
        "Finding Captioner".to_owned()
    }
}

/// Whether an order is the account's.
pub fn is_of(order: &RevOrder, account: &RevAccount) -> bool {
    order.user_key.is_empty() || order.user_key == account.user_key
}

/// `GET /orders`
pub fn list(sim: &Sim, account: &RevAccount, request: &Request, form: Form) -> Response {
    let (rev, now) = (&sim.world.rev, sim.now());
    let ids = request.list("ids");
    let reference = request.param("clientRef");
    let delay = TimeDelta::seconds(rev.switches.client_ref_delay_s);
    let is_wanted = |order: &&RevOrder| {
        let is_indexed = order.placed_on.unwrap_or_default() + delay <= now;
        let is_referred = reference
            .is_none_or(|wanted| is_indexed && order.client_ref.as_deref() == Some(wanted));
        is_of(order, account) && is_referred && (ids.is_empty() || ids.contains(&order.number))
    };
    let wanted: Vec<&RevOrder> = rev.orders.iter().rev().filter(is_wanted).collect();
    let number = |name: &str| request.param(name).and_then(|text| text.parse().ok());
    let size: usize = number("pageSize").unwrap_or(rev.switches.page_size);
    let size = size.clamp(*PAGE_SIZES.start(), *PAGE_SIZES.end());
    let page: usize = number("page").unwrap_or(0);
    let details = rev.switches.details_in_lists;
    let orders: Vec<Value> = wanted
        .iter()
        .skip(page.saturating_mul(size))
        .take(size)
        .map(|order| shown(sim, request, order, details))
        .collect();
    let body = json!({
        "total_count": wanted.len(),
        "results_per_page": size,
        "page": page,
        "orders": orders,
    });
    form.write(200, "orders_response", &body)
}

/// `GET /orders/{n}`
pub fn show(
    sim: &Sim,
    account: &RevAccount,
    request: &Request,
    number: &str,
    form: Form,
) -> Response {
    let orders = &sim.world.rev.orders;
    let order = orders
        .iter()
        .find(|order| order.number == number && is_of(order, account));
    match order {
        Some(order) => form.write(200, "order", &shown(sim, request, order, true)),
        None if form == Form::Json && !sim.world.rev.switches.empty_not_found => {
            Response::json(404, &json!("Not Found"))
        }
        None => Response::empty(404),
    }
}

fn shown(sim: &Sim, request: &Request, order: &RevOrder, details: bool) -> Value {
    let (switches, now) = (&sim.world.rev.switches, sim.now());
    let tat = order.non_standard_tat_guarantee;
    let minutes = order.seconds.div_ceil(60);
    // A price has two digits after the point, and numbers of that size are exact enough to be printed so.
    #[expect(
        clippy::cast_precision_loss,
        reason = "prices are far below 2^53 cents"
    )]
    let price = order.price_cents as f64 / 100.0;
    let mut shown = json!({
        "order_number": order.number,
        "price": price,
        "status": status(order, switches, now),
        "priority": if order.rush { "Rush" } else { "Normal" },
        "non_standard_tat_guarantee": if switches.tat_is_string {
            json!(tat.to_string())
        } else {
            json!(tat)
        },
        "placed_on": order.placed_on.map(millis),
        "caption": {"total_length": minutes, "total_length_seconds": order.seconds},
    });
    if let Some(reference) = &order.client_ref {
        shown["client_ref"] = json!(reference);
    }
    if let Some(po_number) = &order.po_number {
        shown["po_number"] = json!(po_number);
    }
    if details {
        let comments = order.comments.iter().map(comment);
        shown["comments"] = comments.collect();
        let complete = is_complete(order, switches, now);
        let attachments = order.attachments.iter();
        shown["attachments"] = attachments
            .filter(|attachment| complete || attachment.kind == "media")
            .map(|attachment| attachments::shown(attachment, request))
            .collect();
    }
    shown
}

fn comment(comment: &RevComment) -> Value {
    let mut shown = json!({});
    if let Some(by) = &comment.by {
        shown["by"] = json!(by);
    }
    if let Some(at) = comment.timestamp {
        shown["timestamp"] = json!(millis(at));
    }
    if let Some(text) = &comment.text {
        shown["text"] = json!(text);
    }
    shown
}

/// `POST /orders/{n}/cancel`
pub fn cancel(sim: &mut Sim, account: &RevAccount, number: &str) -> Response {
    let now = sim.now();
    let rev = &mut sim.world.rev;
    let mut orders = rev.orders.iter_mut();
    let order = orders.find(|order| order.number == number && is_of(order, account));
    let Some(order) = order else {
        return Response::empty(404);
    };
    if order.cancelled_on.is_some() || has_begun(order, &rev.switches, now) {
        return Response::empty(403);
    }
    order.cancelled_on = Some(now);
    Response::empty(204).changed(format!("rev/order/{number}/cancelled"))
}

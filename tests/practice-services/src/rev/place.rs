//! Placing an order.

use serde_json::Value;

use super::check::{Order, check, words};
use super::orders;
use super::wire::{self, Form, flag, list, text};
use crate::http::{Request, Response};
use crate::sim::Sim;
use crate::world::{RevAccount, RevAttachment, RevNotification, RevOrder};

/// `POST /orders`. Two orders with one `client_ref` are two orders: nothing says that Rev tells them apart.
pub fn place(sim: &mut Sim, account: &RevAccount, request: &Request, form: Form) -> Response {
    let switches = &sim.world.rev.switches;
    let Some(sent) = wire::body(request, "order_request").filter(Value::is_object) else {
        return form.error(switches, 50000, words(50000));
    };
    let order = Order::new(&sent, &sim.world.rev, account);
    if let Err((code, message)) = check(&order) {
        return form.error(switches, code, message);
    }
    let mut placed = accepted(&order, &sent, account);
    placed.placed_on = Some(sim.now());
    let prefix = if order.kind() == "caption" {
        "CP"
    } else {
        "TC"
    };
    placed.number = format!("{prefix}{}", sim.ids.digits("order", 10));
    for attachment in &mut placed.attachments {
        attachment.id = format!("6SW{}", sim.ids.text("attachment", 20));
    }
    let status = orders::status(&placed, &sim.world.rev.switches, sim.now());
    placed.told_status = Some(status);
    if !placed.sandbox {
        charge(sim, account, placed.price_cents);
    }
    let location = format!("{}/api/v1/orders/{}", request.origin(), placed.number);
    let effect = format!("rev/order/{}/placed", placed.number);
    sim.world.rev.orders.push(placed);
    Response::empty(201)
        .with("Location", &location)
        .changed(effect)
}

fn charge(sim: &mut Sim, account: &RevAccount, cents: u64) {
    let mut accounts = sim.world.rev.accounts.iter_mut();
    if let Some(payer) = accounts.find(|payer| payer.user_key == account.user_key) {
        payer.balance_cents = payer.balance_cents.saturating_sub(cents);
    }
}

fn accepted(order: &Order, sent: &Value, account: &RevAccount) -> RevOrder {
    let is_set = |value: &Value| flag(value) == Some(true);
    let seconds = order
        .inputs()
        .iter()
        .filter_map(|input| order.seconds(input));
    RevOrder {
        user_key: account.user_key.clone(),
        client_ref: text(&sent["client_ref"]),
        po_number: text(&sent["ponumber"]),
        sandbox: order.is_sandbox(),
        price_cents: order.cents(),
        rush: is_set(&order.options()["rush"]),
        non_standard_tat_guarantee: is_set(&sent["non_standard_tat_guarantee"]),
        seconds: seconds.sum(),
        attachments: deliveries(order),
        notification: notification(&sent["notification"]),
        ..RevOrder::default()
    }
}

fn notification(sent: &Value) -> Option<RevNotification> {
    Some(RevNotification {
        url: text(&sent["url"])?,
        detailed: text(&sent["level"]).as_deref() == Some("Detailed"),
        json: text(&sent["content_type"]).as_deref() == Some("ApplicationJson"),
    })
}

/// What there will be to fetch: for each input its media, its captions, its subtitles, and a video where wanted.
fn deliveries(order: &Order) -> Vec<RevAttachment> {
    let languages = list(&order.options()["subtitle_languages"]);
    let burned_in = flag(&order.options()["burned_in_captions"]) == Some(true);
    let mut all = Vec::new();
    for (at, input) in order.inputs().iter().enumerate() {
        let name = order.taken(input).map(|taken| taken.name.clone());
        let name = name.unwrap_or_else(|| format!("link-{}.mp4", at + 1));
        let stem = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem);
        let seconds = order.seconds(input).unwrap_or_default();
        let mut deliver = |kind: &str, name: String| {
            all.push(RevAttachment {
                kind: kind.to_owned(),
                name,
                seconds,
                ..RevAttachment::default()
            });
        };
        deliver("media", name.clone());
        deliver("caption", format!("{stem}.srt"));
        for language in languages.iter().filter_map(text) {
            deliver("subtitle", format!("{stem}.{language}.srt"));
        }
        if burned_in {
            deliver("burned_in_caption", format!("{stem}.captioned.mp4"));
        }
    }
    all
}

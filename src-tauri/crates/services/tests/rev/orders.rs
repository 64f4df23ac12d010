//! Orders that were placed: lists, one of them, and giving one up.

use services::rev::{Found, OrderStatus};
use services::{Certainty, ErrorCode};

use crate::asked::{asked, json, lines, reply, silence};
use crate::scripted::{Act, Scripted};
use crate::{rev, summary};

/// A page of a list of orders with these numbers.
fn page(total: u64, size: u64, page: u64, numbers: &[u64]) -> Act {
    let orders: Vec<String> = numbers
        .iter()
        .map(|number| format!(r#"{{"order_number":"CP{number}","status":"In Progress"}}"#))
        .collect();
    let orders = orders.join(",");
    json(
        200,
        &format!(
            r#"{{"total_count":{total},"results_per_page":{size},"page":{page},"orders":[{orders}]}}"#
        ),
    )
}

#[test]
fn lists_are_read_to_their_last_page_and_each_order_once() {
    let script = Scripted::new([
        page(5, 2, 0, &[5, 4]),
        // A new order came meanwhile and moved the others on.
        page(6, 2, 1, &[4, 3]),
        page(6, 2, 2, &[2, 1]),
    ]);
    let list = rev(&script).orders().expect("a list");
    let numbers: Vec<&str> = list
        .orders
        .iter()
        .map(|order| order.number.as_str())
        .collect();
    assert_eq!(numbers, ["CP5", "CP4", "CP3", "CP2", "CP1"]);
    assert_eq!(
        lines(&script),
        [
            "GET /api/v1/orders?page=0&pageSize=100",
            "GET /api/v1/orders?page=1&pageSize=100",
            "GET /api/v1/orders?page=2&pageSize=100"
        ]
    );
}

#[test]
fn a_list_without_an_end_is_not_followed() {
    let script = Scripted::new((0..10).map(|_| page(1_000_000, 2, 0, &[2, 1])));
    assert_eq!(rev(&script).orders().expect("a list").orders.len(), 2);
    assert_eq!(asked(&script).len(), 2);
}

#[test]
fn orders_are_found_by_number_and_by_reference() {
    let with_ref = |body: &str| json(200, &format!(r#"{{"total_count":1,"orders":[{body}]}}"#));
    let script = Scripted::new([
        page(1, 25, 0, &[7]),
        json(
            200,
            r#"{"total_count":0,"results_per_page":25,"page":0,"orders":[]}"#,
        ),
        with_ref(r#"{"order_number":"CP1","client_ref":"a b&c"}"#),
        with_ref(r#"{"order_number":"CP1"},{"order_number":"CP2","client_ref":"other"}"#),
        with_ref(
            r#"{"order_number":"CP1","client_ref":"r"},{"order_number":"CP2","client_ref":"r"}"#,
        ),
    ]);
    let rev = rev(&script);
    assert_eq!(
        rev.orders_by_number(&["CP7", "CP8"])
            .expect("a list")
            .orders
            .len(),
        1
    );
    assert_eq!(rev.find("r").expect("looked"), Found::None);
    assert!(matches!(rev.find("a b&c"), Ok(Found::One(order)) if order.number == "CP1"));
    assert!(matches!(rev.find("r"), Ok(Found::One(order)) if order.number == "CP1"));
    assert!(matches!(rev.find("r"), Ok(Found::Several(orders)) if orders.len() == 2));
    let lines = lines(&script);
    assert_eq!(
        lines[0],
        "GET /api/v1/orders?ids=CP7&ids=CP8&page=0&pageSize=100"
    );
    assert_eq!(
        lines[2],
        "GET /api/v1/orders?clientRef=a+b%26c&page=0&pageSize=100"
    );
}

#[test]
fn what_is_no_list_is_never_taken_for_an_empty_one() {
    let bodies = [
        "{}",
        "[",
        "7",
        "\"Not Found\"",
        "",
        "<error/>",
        "<orders>",
        "\u{0}",
    ];
    for body in bodies {
        let script = Scripted::new([json(200, body)]);
        let error = rev(&script).find("r").expect_err(body);
        assert_eq!(error.code, ErrorCode::BadAnswer, "{body:?}");
    }
    let html = reply(
        200,
        &[("Content-Type", "text/html")],
        "<html>Sign in</html>",
    );
    let error = rev(&Scripted::new([html])).find("r").expect_err("a page");
    assert_eq!(error.code, ErrorCode::NotTheService);
}

#[test]
fn an_order_is_the_same_in_json_and_in_xml() {
    let script = Scripted::new([
        json(200, include_str!("../fixtures/rev/placed.json")),
        reply(
            200,
            &[("Content-Type", "application/xml")],
            include_str!("../fixtures/rev/placed.xml"),
        ),
        json(404, r#""Not Found""#),
        json(200, r#"{"status":"Complete"}"#),
    ]);
    let rev = rev(&script);
    let mut from_json = rev.order("CP0009").expect("an order");
    let mut from_xml = rev.order("CP0009").expect("an order");
    assert_eq!(from_json.status, OrderStatus::Complete);
    assert_eq!(from_json.price.expect("a price").to_string(), "2.85");
    assert_eq!(from_json.attachments.len(), 2);
    for order in [&mut from_json, &mut from_xml] {
        order.raw = serde_json::Value::Null;
        for file in &mut order.attachments {
            file.raw = serde_json::Value::Null;
        }
    }
    assert_eq!(from_json, from_xml);
    assert_eq!(
        rev.order("../x").expect_err("none").code,
        ErrorCode::NotFound
    );
    assert_eq!(
        rev.order("CP1").expect_err("none").code,
        ErrorCode::BadAnswer
    );
    assert_eq!(lines(&script)[2], "GET /api/v1/orders/..%2Fx");
}

#[test]
fn cancelling_has_three_ends() {
    let script = Scripted::new([
        reply(204, &[], ""),
        reply(403, &[], ""),
        reply(404, &[], ""),
        silence(),
    ]);
    let rev = rev(&script);
    rev.cancel("CP1").expect("cancelled");
    let begun = rev.cancel("CP1").expect_err("begun");
    assert_eq!(
        summary(&begun),
        (ErrorCode::Forbidden, Certainty::NotApplied, None, None)
    );
    assert!(begun.message.contains("begun"), "{}", begun.message);
    assert_eq!(
        rev.cancel("CP1").expect_err("none").code,
        ErrorCode::NotFound
    );
    assert_eq!(
        rev.cancel("CP1").expect_err("lost").certainty,
        Certainty::Unknown
    );
    let call = &asked(&script)[0];
    assert_eq!(call.line(), "POST /api/v1/orders/CP1/cancel");
    assert_eq!(call.body, "order_num=CP1");
}

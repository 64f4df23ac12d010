//! Notifications: sent once, to this machine only, and forgotten.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::address::Address;
use super::orders::{is_complete, status};
use crate::world::{RevOrder, RevWorld};

/// How long a notification waits for its receiver.
const PATIENCE: Duration = Duration::from_secs(2);

/// A notification on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    url: String,
    json: bool,
    fields: Vec<(&'static str, String)>,
}

/// The notifications that are due, which from then on have been sent.
pub fn due_notices(rev: &mut RevWorld, now: DateTime<Utc>) -> Vec<Notice> {
    let switches = &rev.switches;
    let mut due = Vec::new();
    for order in &mut rev.orders {
        let Some(notification) = &order.notification else {
            continue;
        };
        let status = status(order, switches, now);
        if order.told_status.as_ref() == Some(&status) {
            continue;
        }
        let complete = is_complete(order, switches, now);
        if notification.detailed || complete {
            due.push(Notice {
                url: notification.url.clone(),
                json: notification.json,
                fields: fields(order, &status),
            });
        }
        order.told_status = Some(status);
    }
    due
}

fn fields(order: &RevOrder, status: &str) -> Vec<(&'static str, String)> {
    vec![
        ("order_number", order.number.clone()),
        ("client_ref", order.client_ref.clone().unwrap_or_default()),
        // What stands here was never published.
        ("type", "OrderStatusChanged".to_owned()),
        ("status", status.to_owned()),
        ("comment", String::new()),
    ]
}

impl Notice {
    /// Sends it, on a thread of its own, if it is for this machine. Whether it arrives is nobody's concern.
    pub fn send(self) {
        let address = Address::parse(&self.url);
        let local = address.filter(|address| address.is_loopback() && !address.secure);
        if let Some(address) = local {
            thread::spawn(move || self.deliver(&address));
        }
    }

    fn deliver(&self, address: &Address) -> Option<()> {
        let port = address.port.unwrap_or(80);
        let host: std::net::IpAddr = match address.host.trim_matches(['[', ']']) {
            "localhost" => [127, 0, 0, 1].into(),
            number => number.parse().ok()?,
        };
        let mut stream = TcpStream::connect_timeout(&SocketAddr::new(host, port), PATIENCE).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let (media_type, body) = self.body();
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {}:{port}\r\nContent-Type: {media_type}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            address.target,
            address.host,
            body.len()
        );
        stream
            .write_all(&[head.as_bytes(), body.as_bytes()].concat())
            .ok()?;
        // The answer is read so that the receiver does not see a reset, and not looked at.
        let _ = stream.read(&mut [0; 1024]);
        Some(())
    }

    fn body(&self) -> (&'static str, String) {
        if self.json {
            let fields = self.fields.iter();
            let fields: Map<String, Value> = fields
                .map(|(name, value)| ((*name).to_owned(), json!(value)))
                .collect();
            return ("application/json", Value::Object(fields).to_string());
        }
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&self.fields);
        ("application/x-www-form-urlencoded", form.finish())
    }
}

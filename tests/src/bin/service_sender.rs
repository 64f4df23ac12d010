//! A program that sends what is in an outbox to the practice services, with the
//! real clients, and stops dead at a chosen moment.
//!
//! `service-sender DESK CONTROL AHEAD TURNS POINT` takes accounts and their
//! addresses from the desk, signs in again those that need it, takes the time from
//! the control plane at CONTROL, where it is AHEAD milliseconds earlier, and moves
//! the clock there as time passes for it. At the moment of the number POINT it
//! prints `at` and its name and waits to be killed; where there is no such moment
//! it prints `rests` or, where it does not come to rest within TURNS, `restless`.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use cuewright_tests::outbox::run::Run;
use cuewright_tests::outbox::watched::{Moments, Watched, say};
use cuewright_tests::practice::{InStep, clients, sign_in};
use services::secrets::Place;
use store::Desk;
use workbench::memory::ManualClock;
use workbench::outbox::{AccountState, OutboxStore};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [desk, control, ahead, turns, point] = &arguments[..] else {
        panic!("service-sender DESK CONTROL AHEAD TURNS POINT");
    };
    let path = Path::new(desk);
    let mut desk = Desk::open(path).expect("a desk");
    let clock = ManualClock::default();
    clock.advance(advance(control, 0) + ahead.parse::<i64>().expect("a number"));
    let clients = clients(path.parent().expect("a folder"), &clock);
    for mut account in desk.accounts().expect("accounts") {
        let again = account.state == AccountState::NeedsSignIn;
        if again || Place::of(&account) == Place::Session {
            sign_in(&clients, &account, again).expect("secrets");
            account.state = AccountState::Ok;
            desk.put_account(&account).expect("a writable desk");
        }
    }
    let control = control.clone();
    let clockwork = Box::new(move |seconds| {
        advance(&control, seconds);
    });
    let remotes = InStep::new(clients, &clock, clockwork);
    let moments = Moments::until(point.parse().expect("a number"));
    let mut run = Run::new(Box::new(Watched { desk, moments }), &clock, 7);
    let turns = turns.parse().expect("a number");
    let rests = run.settle(&remotes, turns).expect("a writable desk");
    say(if rests { "rests" } else { "restless" });
}

/// Moves the services' clock, and answers where it stands.
fn advance(control: &str, seconds: i64) -> i64 {
    let body = format!("{{\"advance_s\":{seconds}}}");
    let host = control.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("a control plane");
    let length = body.len();
    write!(
        stream,
        "POST /__sim/clock HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .expect("a control plane");
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .expect("an answer in text");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    let told: serde_json::Value = serde_json::from_str(body).expect("JSON");
    let now: chrono::DateTime<chrono::Utc> = told["now"]
        .as_str()
        .and_then(|now| now.parse().ok())
        .expect("a time");
    now.timestamp_millis()
}

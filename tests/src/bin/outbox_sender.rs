//! A program that sends what is in an outbox and stops dead at a chosen moment.
//!
//! `outbox-sender DESK SERVICES NOW POINT` sends to a fake that is kept in the
//! file SERVICES, from the time NOW in Unix milliseconds. At the moment of the
//! number POINT it prints `at` and its name and waits to be killed; where there
//! is no such moment it prints `rests` or, where it does not come to rest,
//! `restless`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cuewright_tests::outbox::fake::Fake;
use cuewright_tests::outbox::run::Run;
use cuewright_tests::outbox::watched::{Moments, Watched, say};
use store::Desk;
use workbench::Clock;
use workbench::memory::ManualClock;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [desk, services, now, point] = arguments[..] else {
        panic!("outbox-sender DESK SERVICES NOW POINT");
    };
    let clock = ManualClock::default();
    clock.advance(now.parse().expect("a time"));
    let moments = Moments::until(point.parse().expect("a number"));
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let mut fake = Fake::new(shared).kept_in(PathBuf::from(services));
    let at_effect = moments.clone();
    fake.at_effect = Arc::new(move |name| at_effect.pass(name));
    let store = Watched {
        desk: Desk::open(Path::new(desk)).expect("a desk"),
        moments,
    };
    let mut run = Run::new(Box::new(store), &clock, 7);
    let rests = run.settle(&fake, 1000).expect("a desk that can be written");
    say(if rests { "rests" } else { "restless" });
}

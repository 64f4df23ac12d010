//! What goes wrong on the wire, and with the clocks (services.md 5).

use practice_services::{Act, Fault, Match};

const HOUR: i64 = 3_600_000;
/// How calls are made that change something, and where.
const CHANGING: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];
const NO_TOKENS: &str = "^/(api/public/v1|api/v1|youtube|upload)/";

/// What goes wrong in a case.
pub struct Weather {
    /// Its name in messages.
    pub name: String,
    /// What the services do wrong.
    pub faults: Vec<Fault>,
    /// How far this machine's clock is ahead, in milliseconds.
    pub ahead: i64,
}

impl Weather {
    /// Faults at the services, with a clock that is right.
    #[must_use]
    pub fn new(name: impl Into<String>, faults: Vec<Fault>) -> Self {
        Self {
            name: name.into(),
            faults,
            ahead: 0,
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_fair(&self) -> bool {
        self.faults.is_empty() && self.ahead == 0
    }
}

/// All faults, each set in each of the places where it can make a difference.
#[must_use]
pub fn weather() -> Vec<Weather> {
    let mut all = vec![Weather::new("fair", Vec::new())];
    for (name, act) in at_a_call() {
        for call in 1..=3 {
            let faults = vec![nth(&act, call, 1)];
            all.push(Weather::new(format!("{name} at call {call}"), faults));
        }
        if act != Act::Stall {
            let faults = vec![nth(&act, 1, 3)];
            all.push(Weather::new(format!("{name} at calls 1 to 3"), faults));
        }
    }
    all.extend(lasting());
    let lost = vec![nth(&Act::CommitThenClose, 1, 2)];
    for (name, ahead) in CLOCKS {
        for faults in [Vec::new(), lost.clone()] {
            all.push(Weather {
                ahead,
                ..Weather::new(name, faults)
            });
        }
    }
    all
}

/// Every fault once: those of one call at the first call that changes something.
#[must_use]
pub fn every_fault() -> Vec<Weather> {
    let mut all = vec![Weather::new("fair", Vec::new())];
    for (name, act) in at_a_call() {
        let at = |method: &str| Fault {
            matching: Match {
                method: Some(method.to_owned()),
                path_re: Some(NO_TOKENS.to_owned()),
                nth: Some(1),
                ..Match::default()
            },
            act: act.clone(),
        };
        all.push(Weather::new(name, CHANGING.map(at).into()));
    }
    all.extend(lasting());
    all.extend(CLOCKS.map(|(name, ahead)| Weather {
        ahead,
        ..Weather::new(name, Vec::new())
    }));
    all
}

/// How far this machine's clock may be ahead, in milliseconds.
const CLOCKS: [(&str, i64); 2] = [
    ("this machine's clock an hour ahead", HOUR),
    ("this machine's clock an hour behind", -HOUR),
];

/// Faults at one call.
fn at_a_call() -> Vec<(&'static str, Act)> {
    let busy = |retry_after_s, retry_after_date_s| Act::Unavailable {
        retry_after_s,
        retry_after_date_s,
    };
    vec![
        ("closed before it is read", Act::CloseBeforeRead),
        ("read, then closed", Act::ReadThenClose),
        ("applied, then closed", Act::CommitThenClose),
        ("applied, then 503", Act::CommitThenUnavailable),
        ("503", busy(None, None)),
        ("503 with seconds", busy(Some(7), None)),
        ("503 with a date", busy(None, Some(90))),
        (
            "429",
            Act::TooMany {
                retry_after_s: Some(30),
                retry_after_date_s: None,
            },
        ),
        (
            "a slow body",
            Act::SlowBody {
                bytes_per_s: 20_000,
            },
        ),
        ("a body that breaks off", Act::TruncatedBody { keep: 9 }),
        ("a page of a network", Act::HtmlPage { status: 200 }),
        ("a page with 502", Act::HtmlPage { status: 502 }),
        ("401", Act::Unauthorized),
        ("a length too long", Act::WrongContentLength { by: 40 }),
        ("a length too short", Act::WrongContentLength { by: -5 }),
        ("half the body arrives", Act::StorePart { bytes: 40 }),
        ("silence", Act::Stall),
    ]
}

/// Faults that stay until the weather changes.
fn lasting() -> Vec<Weather> {
    let refused = |more: Act| vec![nth(&Act::Unauthorized, 1, 1), every(more)];
    let hour = |seconds| vec![every(Act::ClockOffset { seconds })];
    let lasting = [
        ("nobody there", vec![every(Act::Refuse)]),
        ("401 always", vec![every(Act::Unauthorized)]),
        ("invalid_grant", refused(Act::InvalidGrant)),
        ("the new token is lost", refused(Act::RotatedTokenLost)),
        ("its Date an hour ahead", hour(3600)),
        ("its Date an hour behind", hour(-3600)),
        (
            "its Date jumps an hour",
            vec![nth(&Act::ClockOffset { seconds: 3600 }, 2, 9)],
        ),
    ];
    lasting
        .map(|(name, faults)| Weather::new(name, faults))
        .into()
}

fn every(act: Act) -> Fault {
    Fault {
        matching: Match::default(),
        act,
    }
}

fn nth(act: &Act, nth: u64, times: u64) -> Fault {
    Fault {
        matching: Match {
            nth: Some(nth),
            times: Some(times),
            ..Match::default()
        },
        act: act.clone(),
    }
}

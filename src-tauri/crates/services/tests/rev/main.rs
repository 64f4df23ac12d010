//! What goes out to Rev, byte for byte, and what its answers become.

#[path = "../asked/mod.rs"]
mod asked;
mod attachments;
mod inputs;
mod orders;
mod placing;
mod rules;
#[path = "../scripted/mod.rs"]
mod scripted;

use scripted::Scripted;
use services::http::{Base, Http};
use services::rev::{Rev, RevKeys, Wire};
use services::{Certainty, ErrorCode, ServiceError, ServiceName};

const MEDIUM: &str = "urn:rev:inputmedia:aGVsbG8";

fn rev_in(script: &Scripted, wire: Wire) -> Rev {
    let base = Base::parse(ServiceName::Rev, &format!("{}/api/v1", script.here())).expect("a base");
    let keys = RevKeys::new("cl13nt".into(), "us3r".into()).expect("keys");
    Rev::new(
        Http::new(ServiceName::Rev).expect("a client"),
        base,
        keys,
        wire,
    )
}

fn rev(script: &Scripted) -> Rev {
    rev_in(script, Wire::Json)
}

const SRT: &str = "1\n00:00:01,000 --> 00:00:02,000\nHello\n";

fn summary(error: &ServiceError) -> (ErrorCode, Certainty, Option<&str>, Option<&str>) {
    (
        error.code,
        error.certainty,
        error.reason.as_deref(),
        error.field.as_deref(),
    )
}

//! What goes out to Studio, byte for byte, and what its answers become.

#[path = "../asked/mod.rs"]
mod asked;
mod looking;
mod media;
mod requests;
mod results;
#[path = "../scripted/mod.rs"]
mod scripted;
mod service_types;

use std::sync::Arc;

use scripted::Scripted;
use services::ServiceName;
use services::http::{Base, Http};
use services::secrets::SessionMemory;
use services::signin::{Provider, Session, Tokens};
use services::studio::{Access, HeaderSet, SrtFile, Studio};

const SRT: &str = "1\n00:00:01,000 --> 00:00:02,000\nHello\n";

fn http() -> Http {
    Http::new(ServiceName::Studio).expect("a client")
}

/// A captioning service with headers of its own.
fn studio(script: &Scripted) -> Studio {
    let base = format!("{}/api/public/v1", script.here());
    let base = Base::parse(ServiceName::Studio, &base).expect("a base");
    let headers = HeaderSet::new(vec![
        ("X-Service-Id".to_owned(), "12".into()),
        ("X-Service-Token".to_owned(), "t0ken".into()),
    ]);
    let access = Access::CaptioningService(headers.expect("headers"));
    Studio::new(http(), base, access)
}

/// A user who is signed in with tokens that may be old.
fn user(script: &Scripted) -> Studio {
    let site = Base::parse(ServiceName::Studio, &script.here()).expect("a base");
    let provider = Provider::studio(&site, "client", Some("s3cret".into()));
    let session = Session::new(
        http(),
        provider.expect("a provider"),
        Arc::new(SessionMemory::new()),
        "account",
    );
    let tokens = Tokens::pasted("old".into(), Some("refresh".into()));
    session.adopt(tokens).expect("kept");
    let base = format!("{}/api/public/v1", script.here());
    let base = Base::parse(ServiceName::Studio, &base).expect("a base");
    Studio::new(http(), base, Access::User(Arc::new(session)))
}

fn captions() -> SrtFile {
    SrtFile::new("Lecture 3.en.srt", SRT.as_bytes()).expect("captions")
}

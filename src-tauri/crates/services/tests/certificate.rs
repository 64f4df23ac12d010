//! A certificate that does not verify ends the call before anything is sent.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted;

use std::io::Read;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, Stream};
use scripted::{Act, Scripted, impatient};
use services::http::{Base, Method, Request};
use services::{Certainty, ErrorCode, ServiceName};

/// Serves one TLS connection with a certificate that nobody vouches for, and
/// gives what it could read.
fn unvouched() -> (u16, thread::JoinHandle<Vec<u8>>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut read = Vec::new();
        let _ = Stream::new(&mut connection, &mut socket).read_to_end(&mut read);
        read
    });
    (port, thread)
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let (port, server) = unvouched();
    let base = Base::parse(ServiceName::YouTube, &format!("https://127.0.0.1:{port}")).unwrap();
    let request = Request::new(Method::Post, base.at(["x"])).bearer(&"s3cret".into());
    let error = impatient(ServiceName::YouTube).send(&request).unwrap_err();
    assert_eq!(
        (error.code, error.certainty),
        (ErrorCode::Certificate, Certainty::NotApplied),
        "{error}"
    );
    assert!(error.message.contains("YouTube") && error.message.contains("clock"));
    assert!(server.join().unwrap().is_empty());
}

#[test]
fn a_server_without_encryption_is_no_encrypted_one() {
    let server = Scripted::new([Act::SayUnasked(
        b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
    )]);
    let here = server.here().replace("http:", "https:");
    let base = Base::parse(ServiceName::YouTube, &here).unwrap();
    let error = impatient(ServiceName::YouTube)
        .send(&Request::new(Method::Post, base.at(["x"])))
        .unwrap_err();
    assert_eq!(
        (error.code, error.certainty),
        (ErrorCode::Unreachable, Certainty::NotApplied),
        "{error}"
    );
}

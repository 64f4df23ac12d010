//! Signing in and staying signed in.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use scripted::{Act, Scripted, answer, check_golden, impatient, json};
use secrecy::{ExposeSecret, SecretString};
use services::http::{Cancel, Method, Request};
use services::secrets::{
    Lasting, SecretError, SecretErrorCode, SecretName, SecretResult, Secrets, SessionMemory,
};
use services::signin::{
    Credentials, GOOGLE_SCOPE, Pasting, Provider, SIGN_IN_LIMIT, Session, Tokens,
    sign_in_with_browser,
};
use services::{ErrorCode, Result, RetryAdvice, ServiceName};
use url::Url;

fn google(server: &Scripted) -> Provider {
    let base = server.base(ServiceName::YouTube);
    Provider::google(Some((&base, &base)), "client", Some("hush".into())).unwrap()
}

fn granted(rest: &str) -> Act {
    json(
        "200 OK",
        &format!(r#"{{"access_token":"access-1","token_type":"Bearer"{rest}}}"#),
    )
}

fn visit(redirect: &Url, target: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).unwrap();
    write!(stream, "GET {target} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

/// Signs in with a browser that first goes astray and then brings this back.
fn browse(server: &Scripted, back: &'static str) -> (Result<Tokens>, String) {
    let answers = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&answers);
    let mut browser = None;
    let mut open = |page: &services::http::Address| {
        let page = Url::parse(page.expose()).unwrap();
        let pairs: Vec<(String, String)> = page.query_pairs().into_owned().collect();
        let of = |name: &str| pairs.iter().find(|(key, _)| key == name).unwrap().1.clone();
        let names: Vec<&str> = pairs.iter().map(|(name, _)| &**name).collect();
        assert_eq!(page.path(), "/o/oauth2/v2/auth");
        assert_eq!(of("code_challenge_method"), "S256");
        assert_eq!(of("scope"), GOOGLE_SCOPE);
        assert_eq!(
            (of("access_type"), of("prompt")),
            ("offline".into(), "consent".into())
        );
        assert_eq!(of("login_hint"), "me@example.com");
        assert!(names.contains(&"client_id") && names.contains(&"response_type"));
        let redirect = Url::parse(&of("redirect_uri")).unwrap();
        assert_eq!(redirect.host_str(), Some("127.0.0.1"));
        let state = of("state");
        let heard = Arc::clone(&heard);
        browser = Some(thread::spawn(move || {
            // Connections that say nothing, as browsers make them.
            let _silent = TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).unwrap();
            assert!(visit(&redirect, "/favicon.ico").starts_with("HTTP/1.1 404"));
            assert!(visit(&redirect, "/?code=evil&state=guess").starts_with("HTTP/1.1 404"));
            let target = back.replace("STATE", &state);
            *heard.lock().unwrap() = visit(&redirect, &target);
        }));
        Ok(())
    };
    let tokens = sign_in_with_browser(
        &impatient(ServiceName::YouTube),
        &google(server),
        Some("me@example.com"),
        SIGN_IN_LIMIT,
        &Cancel::new(),
        &mut open,
    );
    browser.unwrap().join().unwrap();
    let answers = answers.lock().unwrap().clone();
    (tokens, answers)
}

#[test]
fn google_signs_in_over_the_loopback() {
    let scope = format!(
        r#","expires_in":3599,"refresh_token":"refresh-1","scope":"{GOOGLE_SCOPE} openid""#
    );
    let server = Scripted::new([granted(&scope)]);
    let (tokens, page) = browse(&server, "/?state=STATE&code=4%2F0abc&scope=x");
    let tokens = tokens.unwrap();
    assert_eq!(tokens.access.expose_secret(), "access-1");
    assert_eq!(tokens.refresh.unwrap().expose_secret(), "refresh-1");
    assert!(tokens.expires.is_some());
    assert!(page.contains("You may close this page") && !page.contains("4/0abc"));
    assert!(page.contains("default-src 'none'"));
    let sent = server.played().remove(0);
    let (_, body) = sent.split_once("\r\n\r\n").unwrap();
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    let of = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| &**value)
    };
    assert_eq!(of("grant_type"), Some("authorization_code"));
    assert_eq!(of("code"), Some("4/0abc"));
    assert_eq!(
        (of("client_id"), of("client_secret")),
        (Some("client"), Some("hush"))
    );
    assert!((43..=128).contains(&of("code_verifier").unwrap().len()));
    assert!(of("redirect_uri").unwrap().starts_with("http://127.0.0.1:"));
}

#[test]
fn a_sign_in_can_fail_in_many_ways() {
    let none = Scripted::new([]);
    let (declined, page) = browse(&none, "/?error=access_denied&state=STATE");
    let declined = declined.unwrap_err();
    assert_eq!(
        (declined.code, declined.reason.as_deref()),
        (ErrorCode::SignInRefused, Some("access_denied"))
    );
    assert!(page.contains("not signed in"));

    let table = [
        (granted(r#","scope":"openid""#), ErrorCode::ScopeMissing),
        (
            json("400 X", r#"{"error":"invalid_grant"}"#),
            ErrorCode::NotSignedIn,
        ),
        (
            json("401 X", r#"{"error":"invalid_client"}"#),
            ErrorCode::SignInRefused,
        ),
        (
            json("400 X", r#"{"error":"admin_policy_enforced"}"#),
            ErrorCode::SignInRefused,
        ),
        (
            json("503 X", r#"{"error":"temporarily_unavailable"}"#),
            ErrorCode::Unavailable,
        ),
        (
            answer("502 X", "Content-Type: text/html", "<html>"),
            ErrorCode::ServiceFault,
        ),
        (
            answer("200 OK", "Content-Type: text/html", "<html>"),
            ErrorCode::NotTheService,
        ),
        (
            json("200 OK", r#"{"token_type":"Bearer"}"#),
            ErrorCode::BadAnswer,
        ),
        (json("200 OK", "[]"), ErrorCode::BadAnswer),
        (Act::CloseAfterReading, ErrorCode::ConnectionLost),
    ];
    for (act, code) in table {
        let server = Scripted::new([act]);
        let error = browse(&server, "/?code=c&state=STATE").0.unwrap_err();
        assert_eq!(error.code, code, "{error}");
        assert!(error.message.contains("YouTube"), "{error}");
        assert!(!format!("{error:?}").contains("hush"));
    }
}

#[test]
fn a_sign_in_ends_when_it_is_cancelled_or_takes_too_long() {
    let server = Scripted::new([]);
    let sign_in =
        |limit,
         cancel: &Cancel,
         open: &mut dyn FnMut(&services::http::Address) -> std::io::Result<()>| {
            let http = impatient(ServiceName::YouTube);
            sign_in_with_browser(&http, &google(&server), None, limit, cancel, open)
                .unwrap_err()
                .code
        };
    let cancel = Cancel::new();
    let stop = cancel.clone();
    let code = sign_in(SIGN_IN_LIMIT, &cancel, &mut |_| {
        stop.cancel();
        Ok(())
    });
    assert_eq!(code, ErrorCode::Cancelled);
    let code = sign_in(Duration::from_millis(20), &Cancel::new(), &mut |_| Ok(()));
    assert_eq!(code, ErrorCode::SignInTimedOut);
    let code = sign_in(SIGN_IN_LIMIT, &Cancel::new(), &mut |_| {
        Err(std::io::ErrorKind::NotFound.into())
    });
    assert_eq!(code, ErrorCode::SignInRefused);
}

#[test]
fn studio_signs_in_over_a_pasted_code() {
    let server = Scripted::new([json(
        "200 OK",
        r#"{"access_token":"a","refresh_token":"r","expires_in":"7200","created_at":1,"scope":["x"]}"#,
    )]);
    let site = server.base(ServiceName::Studio);
    let provider = Provider::studio(&site, "client", Some("hush".into())).unwrap();
    let pasting = Pasting::begin(&provider, "https://school.edu/done").unwrap();
    let page = Url::parse(pasting.address().expose()).unwrap();
    assert_eq!(page.path(), "/api/public/oauth/authorize");
    let tokens = pasting
        .finish(
            &impatient(ServiceName::Studio),
            "https://school.edu/done?code=c0de",
        )
        .unwrap();
    assert_eq!(tokens.refresh.unwrap().expose_secret(), "r");
    assert!(tokens.expires.is_some());
    check_golden("studio-code.http", &server.golden());
    assert!(Pasting::begin(&provider, "http://school.edu/done").is_err());
    assert!(Provider::studio(&site, " ", None).is_err());
}

/// A session with these tokens, and the store it uses.
fn session(server: &Scripted, tokens: Tokens) -> (Arc<Session>, Arc<SessionMemory>) {
    let store = Arc::new(SessionMemory::new());
    let secrets: Arc<dyn Secrets> = store.clone();
    let session = Session::new(
        impatient(ServiceName::YouTube),
        google(server),
        secrets,
        "account",
    );
    session.adopt(tokens).unwrap();
    (Arc::new(session), store)
}

fn tokens(lasts: Duration) -> Tokens {
    Tokens {
        access: "access-0".into(),
        refresh: Some("refresh-0".into()),
        expires: Some(chrono::Utc::now() + lasts),
    }
}

fn stored(store: &SessionMemory) -> String {
    let name = SecretName::tokens("account");
    store
        .read(&name)
        .unwrap()
        .unwrap()
        .expose_secret()
        .to_owned()
}

#[test]
fn a_good_token_is_used_and_an_ending_one_refreshed_once_for_all() {
    let server = Scripted::new([granted(r#","expires_in":3600"#)]);
    let (good, _) = session(&server, tokens(Duration::from_secs(3600)));
    assert_eq!(good.token().unwrap().expose_secret(), "access-0");

    let (ending, store) = session(&server, tokens(Duration::from_secs(59)));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let session = Arc::clone(&ending);
            thread::spawn(move || session.token().unwrap().expose_secret().to_owned())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), "access-1");
    }
    // No new refresh token came, so the old one stays.
    assert!(stored(&store).contains("refresh-0") && stored(&store).contains("access-1"));
    check_golden("refresh.http", &server.golden());
}

#[test]
fn a_refused_token_is_refreshed_once_and_the_call_made_again() {
    let server = Scripted::new([
        json("401 X", "{}"),
        granted(r#","refresh_token":"refresh-1""#),
        json("200 OK", "{}"),
        json("401 X", "{}"),
    ]);
    let (session, store) = session(&server, tokens(Duration::from_secs(3600)));
    let call = || Request::new(Method::Post, server.base(ServiceName::YouTube).at(["x"]));
    let http = impatient(ServiceName::YouTube);
    let credentials = Credentials::SignIn(session);
    assert_eq!(credentials.send(&http, call()).unwrap().status(), 200);
    assert!(stored(&store).contains("refresh-1"));
    // Refused again at once: another refresh would not make it better.
    let error = credentials.send(&http, call()).unwrap_err();
    assert_eq!(
        (error.code, error.retry),
        (ErrorCode::NotSignedIn, RetryAdvice::SignIn)
    );
    let requests = server.played();
    assert!(requests[0].contains("authorization: Bearer access-0"));
    assert!(requests[2].contains("authorization: Bearer access-1"));
    assert_eq!(requests.len(), 4);
}

#[test]
fn what_another_window_got_is_taken_over() {
    let refused = || json("400 X", r#"{"error":"invalid_grant"}"#);
    let server = Scripted::new([refused(), refused(), granted("")]);
    let name = SecretName::tokens("account");
    let table = [
        // Its token is good.
        (
            r#"{"access":"access-9","refresh":"refresh-9","expires":4102444800}"#,
            "access-9",
        ),
        // Its token has ended, and its refresh token is good.
        (
            r#"{"access":"access-8","refresh":"refresh-8","expires":1}"#,
            "access-1",
        ),
    ];
    for (theirs, token) in table {
        let (mine, store) = session(&server, tokens(Duration::ZERO));
        store.write(&name, &SecretString::from(theirs)).unwrap();
        assert_eq!(mine.token().unwrap().expose_secret(), token);
    }
    let requests = server.played();
    assert!(requests[0].contains("refresh-0") && requests[1].contains("refresh-0"));
    assert!(requests[2].contains("refresh-8"));
}

#[test]
fn an_ended_sign_in_says_so_and_keeps_the_work() {
    let server = Scripted::new([json(
        "400 X",
        r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#,
    )]);
    let (session, _) = session(&server, tokens(Duration::ZERO));
    let error = session.token().unwrap_err();
    assert_eq!(
        (error.code, error.retry),
        (ErrorCode::NotSignedIn, RetryAdvice::SignIn)
    );
    assert_eq!(error.reason.as_deref(), Some("invalid_grant"));
    assert!(error.message.contains("stays"));
    assert_eq!(server.played().len(), 1);
}

/// Refuses to write when told to.
struct Full(SessionMemory, AtomicBool);

impl Secrets for Full {
    fn read(&self, name: &SecretName) -> SecretResult<Option<SecretString>> {
        self.0.read(name)
    }

    fn write(&self, name: &SecretName, secret: &SecretString) -> SecretResult<()> {
        if self.1.load(Ordering::SeqCst) {
            return Err(SecretError {
                code: SecretErrorCode::Locked,
                message: "It is locked".into(),
            });
        }
        self.0.write(name, secret)
    }

    fn delete(&self, name: &SecretName) -> SecretResult<()> {
        self.0.delete(name)
    }

    fn lasting(&self) -> Lasting {
        Lasting::UntilDeleted
    }
}

#[test]
fn a_new_refresh_token_is_stored_before_its_access_token_is_used() {
    let server = Scripted::new([granted(r#","refresh_token":"refresh-1","expires_in":3600"#)]);
    let store = Arc::new(Full(SessionMemory::new(), AtomicBool::new(false)));
    let secrets: Arc<dyn Secrets> = store.clone();
    let session = Session::new(
        impatient(ServiceName::YouTube),
        google(&server),
        secrets,
        "account",
    );
    session.adopt(tokens(Duration::ZERO)).unwrap();
    store.1.store(true, Ordering::SeqCst);
    assert_eq!(session.token().unwrap_err().code, ErrorCode::SecretStore);
    store.1.store(false, Ordering::SeqCst);
    // The tokens of the one refresh there was are not lost.
    assert_eq!(session.token().unwrap().expose_secret(), "access-1");
    assert!(stored(&store.0).contains("refresh-1"));
    assert_eq!(server.played().len(), 1);
}

#[test]
fn a_removed_account_is_revoked_and_forgotten() {
    let server = Scripted::new([
        answer("200 OK", "", ""),
        json("400 X", r#"{"error":"invalid_token"}"#),
        answer("500 X", "", ""),
    ]);
    for revoked in [true, true, false] {
        let (session, store) = session(&server, tokens(Duration::ZERO));
        assert_eq!(session.revoke().is_ok(), revoked);
        assert!(
            store
                .read(&SecretName::tokens("account"))
                .unwrap()
                .is_none()
        );
        assert!(!session.is_signed_in().unwrap());
        assert_eq!(session.token().unwrap_err().code, ErrorCode::NotSignedIn);
    }
    check_golden("revoke.http", &server.golden());
}

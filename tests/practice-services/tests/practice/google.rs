//! Google's sign-in.

use practice_services::Practice;
use serde_json::{Value, json};

use crate::wire::{Answer, ask, parameter, practice};

const SCOPE: &str = "https://www.googleapis.com/auth/youtube.force-ssl";
/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CLIENT: &str = "client_id=practice-google-client&client_secret=practice-google-secret";

fn query(change: impl Fn(&str) -> Option<&'static str>) -> String {
    let pairs = [
        ("client_id", "practice-google-client"),
        ("redirect_uri", "http://127.0.0.1:9999"),
        ("response_type", "code"),
        ("scope", SCOPE),
        ("state", "a b"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("access_type", "offline"),
        ("prompt", "consent"),
    ];
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        match change(name) {
            Some("") => {}
            Some(other) => drop(query.append_pair(name, other)),
            None => drop(query.append_pair(name, value)),
        }
    }
    query.finish()
}

fn google(switches: Value) -> Practice {
    practice(json!({"google": {"switches": switches}, "youtube": {
        "videos": [{"id": "V", "title": "Film", "owner": "owner@practice.example"}],
    }}))
}

/// Signs in as the owner and gives back the address that the browser is sent to.
fn consent(services: &Practice, query: &str, more: &str) -> String {
    let form = format!("{query}&login=owner%40practice.example&{more}");
    let decided = ask(services.port(), "POST", "/o/oauth2/v2/auth")
        .form(&form)
        .send();
    assert_eq!(decided.status, 302, "{}", decided.text());
    decided.header("location").unwrap().to_owned()
}

fn allow(services: &Practice) -> String {
    let grant = format!("decision=allow&grant={SCOPE}");
    parameter(&consent(services, &query(|_| None), &grant), "code").unwrap()
}

fn token(services: &Practice, form: &str) -> Answer {
    ask(services.port(), "POST", "/token").form(form).send()
}

fn redeem(services: &Practice, code: &str) -> Answer {
    token(
        services,
        &format!(
            "grant_type=authorization_code&{CLIENT}&code={code}&code_verifier={VERIFIER}\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A9999"
        ),
    )
}

fn refresh(services: &Practice, given: &Value) -> Answer {
    let refresh = given["refresh_token"].as_str().unwrap();
    token(
        services,
        &format!("grant_type=refresh_token&{CLIENT}&refresh_token={refresh}"),
    )
}

fn list_status(services: &Practice, access: &Value) -> u16 {
    let list = ask(
        services.port(),
        "GET",
        "/youtube/v3/captions?part=id&videoId=V",
    );
    list.bearer(access.as_str().unwrap()).send().status
}

#[test]
fn a_sign_in_ends_with_tokens_that_last_an_hour() {
    let services = google(json!({}));
    let page = ask(
        services.port(),
        "GET",
        &format!("/o/oauth2/v2/auth?{}", query(|_| None)),
    );
    assert!(page.send().text().contains("Olive Owner"));
    let location = consent(
        &services,
        &query(|_| None),
        &format!("decision=allow&grant={SCOPE}"),
    );
    assert!(location.starts_with("http://127.0.0.1:9999?"));
    assert_eq!(parameter(&location, "state").as_deref(), Some("a b"));
    let code = parameter(&location, "code").unwrap();
    let given = redeem(&services, &code).json();
    assert_eq!(
        (&given["expires_in"], &given["scope"]),
        (&json!(3599), &json!(SCOPE))
    );
    assert_eq!(list_status(&services, &given["access_token"]), 200);
    services.advance(3600);
    assert_eq!(list_status(&services, &given["access_token"]), 401);
    let refreshed = refresh(&services, &given).json();
    assert_eq!(
        refreshed["refresh_token"],
        Value::Null,
        "the old one is kept"
    );
    assert_eq!(list_status(&services, &refreshed["access_token"]), 200);
}

#[test]
fn a_code_is_good_once_for_a_minute_and_with_its_verifier() {
    let services = google(json!({}));
    let code = allow(&services);
    let wrong = token(
        &services,
        &format!(
            "grant_type=authorization_code&{CLIENT}&code={code}&code_verifier={VERIFIER}x\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A9999"
        ),
    );
    assert_eq!(wrong.json()["error"], "invalid_grant");
    let given = redeem(&services, &code);
    assert_eq!(given.status, 200);
    assert_eq!(redeem(&services, &code).json()["error"], "invalid_grant");
    let access = &given.json()["access_token"];
    assert_eq!(
        list_status(&services, access),
        401,
        "using a code twice ends its tokens"
    );
    let late = allow(&services);
    services.advance(61);
    assert_eq!(redeem(&services, &late).json()["error"], "invalid_grant");
    let other = token(
        &services,
        &format!(
            "grant_type=authorization_code&{CLIENT}&code={}&code_verifier={VERIFIER}\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A1",
            allow(&services)
        ),
    );
    assert_eq!(other.json()["error"], "redirect_uri_mismatch");
}

#[test]
fn the_page_refuses_what_google_refuses() {
    let services = google(json!({}));
    let cases: &[(&str, &str)] = &[
        ("client_id", "other"),
        ("redirect_uri", "https://127.0.0.1:9999"),
        ("redirect_uri", "http://elsewhere.example:80"),
        ("response_type", "token"),
        ("scope", ""),
        ("code_challenge", ""),
        ("code_challenge_method", "plain"),
    ];
    for (changed, value) in cases {
        let value: &'static str = value;
        let asked = query(|name| (name == *changed).then_some(value));
        let page = ask(
            services.port(),
            "GET",
            &format!("/o/oauth2/v2/auth?{asked}"),
        );
        assert_eq!(page.send().status, 400, "{changed}={value}");
    }
    let denied = consent(&services, &query(|_| None), "decision=deny");
    assert_eq!(
        parameter(&denied, "error").as_deref(),
        Some("access_denied")
    );
}

#[test]
fn clients_are_known_by_their_secret() {
    let services = google(json!({}));
    let cases: &[(&str, u16, &str)] = &[
        ("client_id=x&client_secret=y", 401, "invalid_client"),
        (
            "client_id=practice-google-client&client_secret=y",
            401,
            "invalid_client",
        ),
        ("client_id=practice-google-client", 400, "invalid_request"),
    ];
    for (client, status, error) in cases {
        let form =
            format!("grant_type=refresh_token&refresh_token=practice-youtube-refresh&{client}");
        let refused = token(&services, &form);
        assert_eq!(refused.status, *status, "{client}");
        assert_eq!(refused.json()["error"], *error, "{client}");
    }
    assert_eq!(
        token(&services, &format!("grant_type=password&{CLIENT}")).json()["error"],
        "unsupported_grant_type"
    );
}

#[test]
fn scopes_that_are_not_ticked_are_missing() {
    let services = google(json!({}));
    let both = "https://www.googleapis.com/auth/youtube.force-ssl https://www.googleapis.com/auth/userinfo.email";
    let asked = query(|name| (name == "scope").then_some(both));
    let ticked = "decision=allow&grant=https://www.googleapis.com/auth/userinfo.email";
    let code = parameter(&consent(&services, &asked, ticked), "code").unwrap();
    let given = redeem(&services, &code).json();
    assert_eq!(
        given["scope"],
        "https://www.googleapis.com/auth/userinfo.email"
    );
    assert_eq!(list_status(&services, &given["access_token"]), 403);

    let services = google(json!({
        "auto_consent": "owner@practice.example",
        "withheld_scopes": ["https://www.googleapis.com/auth/userinfo.email"],
    }));
    let page = ask(
        services.port(),
        "GET",
        &format!("/o/oauth2/v2/auth?{asked}"),
    )
    .send();
    let code = parameter(page.header("location").unwrap(), "code").unwrap();
    assert_eq!(redeem(&services, &code).json()["scope"], SCOPE);
}

#[test]
fn a_client_in_testing_is_signed_out_after_a_week() {
    let services = google(json!({"testing": true}));
    let given = redeem(&services, &allow(&services)).json();
    assert_eq!(given["refresh_token_expires_in"], 604_799);
    services.advance(7 * 24 * 3600 - 1);
    assert_eq!(refresh(&services, &given).status, 200);
    services.advance(1);
    assert_eq!(refresh(&services, &given).json()["error"], "invalid_grant");
}

#[test]
fn revoking_ends_a_sign_in_and_the_hundred_and_first_ends_the_first() {
    let services = google(json!({}));
    let first = redeem(&services, &allow(&services)).json();
    let form = format!("token={}", first["refresh_token"].as_str().unwrap());
    let revoke = ask(services.port(), "POST", "/revoke").form(&form);
    assert_eq!(revoke.send().status, 200);
    assert_eq!(revoke.send().status, 400);
    assert_eq!(list_status(&services, &first["access_token"]), 401);

    let services = google(json!({}));
    let second = redeem(&services, &allow(&services)).json();
    for _ in 0..98 {
        redeem(&services, &allow(&services));
    }
    // One more is good from the start.
    assert_eq!(refresh(&services, &second).status, 200);
    redeem(&services, &allow(&services));
    redeem(&services, &allow(&services));
    assert_eq!(refresh(&services, &second).json()["error"], "invalid_grant");
}

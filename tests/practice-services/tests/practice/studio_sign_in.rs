//! Studio's sign-in.

use practice_services::Practice;
use serde_json::json;

use crate::studio::{LIST, studio};
use crate::wire::{Answer, ask, parameter};

const AUTHORIZE: &str = "/api/public/oauth/authorize?client_id=practice-studio-client\
&response_type=code&state=xyz&redirect_uri=https%3A%2F%2Fpractice-school.example%2Fcuewright";

fn token(services: &Practice, form: &str) -> Answer {
    let client = "client_id=practice-studio-client&client_secret=practice-studio-secret";
    let ask = ask(services.port(), "POST", "/api/public/oauth/token");
    ask.form(&format!("{client}&{form}")).send()
}

#[test]
fn signing_in_gives_a_code_and_tokens_that_rotate_and_expire() {
    let services = studio(json!({}));
    let page = ask(services.port(), "GET", AUTHORIZE).send();
    assert!(page.text().contains("Cleo Captioner"));
    let form = format!(
        "{}&login=captioner&decision=allow",
        AUTHORIZE.split_once('?').unwrap().1
    );
    let decided = ask(services.port(), "POST", "/api/public/oauth/authorize")
        .form(&form)
        .send();
    let location = decided.header("location").unwrap();
    assert!(location.starts_with("https://practice-school.example/cuewright?code="));
    assert_eq!(parameter(location, "state"), None);
    let code = parameter(location, "code").unwrap();
    let by_code = format!(
        "grant_type=authorization_code&code={code}\
         &redirect_uri=https%3A%2F%2Fpractice-school.example%2Fcuewright"
    );
    let first = token(&services, &by_code).json();
    assert_eq!(
        (&first["expires_in"], &first["token_type"]),
        (&json!(7200), &json!("Bearer"))
    );
    let access = first["access_token"].as_str().unwrap();
    let list = ask(services.port(), "GET", LIST).bearer(access);
    assert_eq!(list.send().status, 200);
    services.advance(7200);
    assert_eq!(list.send().status, 401);
    let refresh = format!(
        "grant_type=refresh_token&refresh_token={}",
        first["refresh_token"].as_str().unwrap()
    );
    let second = token(&services, &refresh).json();
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(token(&services, &refresh).json()["error"], "invalid_grant");
    let again = token(&services, &by_code).json();
    assert_eq!(again["error"], "invalid_grant", "a code is good once");
}

#[test]
fn signing_in_refuses_what_is_not_registered() {
    let services = studio(json!({}));
    let uri = "https%3A%2F%2Fpractice-school.example%2Fcuewright";
    for (was, is) in [
        (uri, "http%3A%2F%2F127.0.0.1%3A9%2F"),
        (uri, "https%3A%2F%2Flocalhost%2F"),
        (uri, "https%3A%2F%2Felsewhere.example%2F"),
        ("practice-studio-client", "other"),
        ("response_type=code", "response_type=token"),
    ] {
        let asked = AUTHORIZE.replace(was, is);
        assert_eq!(
            ask(services.port(), "GET", &asked).send().status,
            400,
            "{is}"
        );
    }
    let basic = ask(services.port(), "POST", "/api/public/oauth/token")
        .header(
            "Authorization",
            "Basic cHJhY3RpY2Utc3R1ZGlvLWNsaWVudDp3cm9uZw==",
        )
        .form("grant_type=refresh_token&refresh_token=x");
    assert_eq!(basic.send().status, 401);
    let basic = ask(services.port(), "POST", "/api/public/oauth/token")
        .header(
            "Authorization",
            "Basic cHJhY3RpY2Utc3R1ZGlvLWNsaWVudDpwcmFjdGljZS1zdHVkaW8tc2VjcmV0",
        )
        .form("grant_type=refresh_token&refresh_token=x");
    assert_eq!(basic.send().json()["error"], "invalid_grant");
    let with_state = studio(json!({"omits_state": false, "auto_consent": "admin"}));
    let decided = ask(with_state.port(), "GET", AUTHORIZE).send();
    let location = decided.header("location").unwrap();
    assert_eq!(parameter(location, "state").as_deref(), Some("xyz"));
}

#[test]
fn tokens_expire_by_the_practice_clock() {
    let services = studio(json!({"error_is_object": true}));
    let list = ask(services.port(), "GET", LIST).bearer("short-token");
    assert_eq!(list.send().status, 200);
    services.advance(60);
    let refused = list.send();
    assert_eq!(refused.status, 401);
    assert!(refused.json()["error"]["message"].is_string());
}

#[test]
fn refresh_tokens_may_stay_what_they_are() {
    let services = studio(json!({}));
    let set = json!([{"login": "admin", "access": "a", "refresh": "kept", "expires_in_s": 60}]);
    let world = json!({"studio": {"tokens": set, "switches": {"rotates_refresh_token": false}}});
    let reset = ask(services.port(), "POST", "/__sim/reset").json(&world);
    assert_eq!(reset.send().status, 200);
    for _ in 0..2 {
        let told = token(&services, "grant_type=refresh_token&refresh_token=kept").json();
        assert_eq!(told["refresh_token"], "kept");
    }
}

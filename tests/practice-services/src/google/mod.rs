//! Google's sign-in for installed applications: PKCE, a loopback redirect, tokens that last an hour.

mod consent;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::http::{Request, Response, field};
use crate::sim::Sim;
use crate::tokens::{Consent, InvalidGrant, Pair, Terms};

/// How long a refresh token is good while the consent screen is in testing, in seconds.
const TESTING_SECONDS: i64 = 7 * 24 * 3600;

/// Answers a request to Google's sign-in.
pub fn answer(sim: &mut Sim, request: &Request) -> Response {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", consent::PATH) => consent::ask(sim, &request.query),
        ("POST", consent::PATH) => consent::decide(sim, &request.form()),
        ("POST", "/token") => token(sim, request),
        ("POST", "/revoke") => revoke(sim, request),
        _ => Response::empty(404),
    }
}

/// A refusal in Google's words.
struct Refusal {
    status: u16,
    error: &'static str,
    words: &'static str,
}

impl From<InvalidGrant> for Refusal {
    fn from(InvalidGrant(words): InvalidGrant) -> Self {
        refusal(400, "invalid_grant", words)
    }
}

fn refusal(status: u16, error: &'static str, words: &'static str) -> Refusal {
    Refusal {
        status,
        error,
        words,
    }
}

fn token(sim: &mut Sim, request: &Request) -> Response {
    let form = request.form();
    match given(sim, &form) {
        Ok(pair) => told(sim, &pair),
        Err(Refusal {
            status,
            error,
            words,
        }) => Response::json(status, &json!({"error": error, "error_description": words})),
    }
}

fn given(sim: &mut Sim, form: &[(String, String)]) -> Result<Pair, Refusal> {
    check_client(sim, form)?;
    let switches = &sim.world.google.switches;
    let terms = Terms {
        access_s: switches.access_token_s,
        refresh_s: switches.testing.then_some(TESTING_SECONDS),
        rotates: switches.rotates_refresh_token,
    };
    let now = sim.now();
    match field(form, "grant_type") {
        Some("authorization_code") => by_code(sim, form, terms),
        Some("refresh_token") => {
            let refresh = field(form, "refresh_token").unwrap_or_default();
            let tokens = &mut sim.google_tokens;
            Ok(tokens.refreshed(refresh, terms, &mut sim.ids, now)?)
        }
        _ => Err(refusal(400, "unsupported_grant_type", "Invalid grant_type")),
    }
}

fn check_client(sim: &Sim, form: &[(String, String)]) -> Result<(), Refusal> {
    let google = &sim.world.google;
    if field(form, "client_id") != Some(google.client.id.as_str()) {
        return Err(refusal(
            401,
            "invalid_client",
            "The OAuth client was not found.",
        ));
    }
    match field(form, "client_secret") {
        Some(secret) if secret == google.client.secret => Ok(()),
        Some(_) => Err(refusal(401, "invalid_client", "Unauthorized")),
        None if google.switches.requires_secret => {
            Err(refusal(400, "invalid_request", "client_secret is missing."))
        }
        None => Ok(()),
    }
}

fn by_code(sim: &mut Sim, form: &[(String, String)], terms: Terms) -> Result<Pair, Refusal> {
    let (code, now) = (field(form, "code").unwrap_or_default(), sim.now());
    let consent = sim.google_tokens.redeem(code, now)?;
    if field(form, "redirect_uri") != Some(consent.redirect_uri.as_str()) {
        return Err(refusal(400, "redirect_uri_mismatch", "Bad Request"));
    }
    if !proves(&consent, field(form, "code_verifier")) {
        return Err(refusal(400, "invalid_grant", "Invalid code verifier."));
    }
    let tokens = &mut sim.google_tokens;
    let pair = tokens.begin(code, terms, &mut sim.ids, now);
    pair.ok_or(refusal(400, "invalid_grant", "Malformed auth code."))
}

/// Whether the verifier fits the challenge (RFC 7636, sections 4.1 and 4.6).
fn proves(consent: &Consent, verifier: Option<&str>) -> bool {
    let Some(challenge) = &consent.challenge else {
        return true;
    };
    verifier.is_some_and(|verifier| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        (43..=128).contains(&verifier.len())
            && verifier.bytes().all(is_allowed)
            && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == *challenge
    })
}

fn told(sim: &Sim, pair: &Pair) -> Response {
    let switches = &sim.world.google.switches;
    let mut told = json!({
        "access_token": pair.access,
        "expires_in": switches.access_token_s - 1,
        "scope": pair.scopes.join(" "),
        "token_type": "Bearer",
    });
    if let Some(refresh) = &pair.refresh {
        told["refresh_token"] = json!(refresh);
        if switches.testing {
            told["refresh_token_expires_in"] = json!(TESTING_SECONDS - 1);
        }
    }
    Response::json(200, &told)
        .with("Cache-Control", "no-store")
        .changed("google/sign-in/tokens".to_owned())
}

fn revoke(sim: &mut Sim, request: &Request) -> Response {
    let form = request.form();
    let token = field(&form, "token").or(request.param("token"));
    if token.is_some_and(|token| sim.google_tokens.revoke(token)) {
        Response::json(200, &json!({})).changed("google/sign-in/revoked".to_owned())
    } else {
        let told =
            json!({"error": "invalid_token", "error_description": "Token expired or revoked"});
        Response::json(400, &told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verifier_of_rfc_7636_fits_its_challenge() {
        let consent = Consent {
            login: String::new(),
            scopes: Vec::new(),
            redirect_uri: String::new(),
            challenge: Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned()),
            offline: false,
        };
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(proves(&consent, Some(verifier)));
        assert!(!proves(&consent, Some(&verifier[..42])));
        assert!(!proves(&consent, None));
    }
}

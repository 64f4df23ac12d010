//! Studio's sign-in: a code for a registered address, and tokens that rotate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::http::{Request, Response, field};
use crate::pages::{self, Choice, SignIn};
use crate::sim::Sim;
use crate::tokens::{Consent, InvalidGrant, Pair, Terms};
use crate::world::Client;

const AUTHORIZE: &str = "/api/public/oauth/authorize";

/// Answers a request below `/api/public/oauth/`.
pub fn answer(sim: &mut Sim, request: &Request, path: &[&str]) -> Response {
    match (request.method.as_str(), path) {
        ("GET", ["authorize"]) => ask(sim, &request.query),
        ("POST", ["authorize"]) => decide(sim, &request.form()),
        ("POST", ["token"]) => token(sim, request),
        _ => Response::empty(404),
    }
}

/// Shows the page, or decides at once where the switches name who signs in.
fn ask(sim: &mut Sim, asked: &[(String, String)]) -> Response {
    if let Err(words) = check(sim, asked) {
        return Response::page(400, pages::notice("Studio, for practice", words));
    }
    if let Some(login) = sim.world.studio.switches.auto_consent.clone() {
        return grant(sim, asked, &login);
    }
    let people = sim.world.studio.users.iter().map(|user| Choice {
        value: user.login.clone(),
        label: user.name.clone(),
    });
    let page = pages::sign_in(&SignIn {
        title: "Studio, for practice",
        action: AUTHORIZE,
        hidden: asked,
        people: people.collect(),
        scopes: Vec::new(),
    });
    Response::page(200, page)
}

fn decide(sim: &mut Sim, sent: &[(String, String)]) -> Response {
    if let Err(words) = check(sim, sent) {
        return Response::page(400, pages::notice("Studio, for practice", words));
    }
    let login = field(sent, "login").unwrap_or_default().to_owned();
    let is_known = sim
        .world
        .studio
        .users
        .iter()
        .any(|user| user.login == login);
    if field(sent, "decision") != Some("allow") || !is_known {
        return back(sim, sent, &[("error", "access_denied")]);
    }
    grant(sim, sent, &login)
}

fn check(sim: &Sim, asked: &[(String, String)]) -> Result<(), &'static str> {
    let studio = &sim.world.studio;
    if field(asked, "client_id") != Some(studio.client.id.as_str()) {
        return Err("The client is unknown.");
    }
    if field(asked, "response_type") != Some("code") {
        return Err("The response type is not supported.");
    }
    let redirect = field(asked, "redirect_uri").unwrap_or_default();
    let is_plain = redirect.starts_with("http://") || redirect.contains("://localhost");
    if is_plain && studio.switches.refuses_loopback_redirect {
        return Err("The redirect address may be neither http nor localhost.");
    }
    if !studio
        .client
        .redirect_uris
        .iter()
        .any(|known| known == redirect)
    {
        return Err("The redirect address is not registered.");
    }
    Ok(())
}

fn grant(sim: &mut Sim, asked: &[(String, String)], login: &str) -> Response {
    let consent = Consent {
        login: login.to_owned(),
        scopes: Vec::new(),
        redirect_uri: field(asked, "redirect_uri").unwrap_or_default().to_owned(),
        challenge: None,
        offline: true,
    };
    let now = sim.now();
    let code = sim.studio_tokens.code(consent, &mut sim.ids, now);
    back(sim, asked, &[("code", &code)])
}

/// Sends the browser back to where it came from.
fn back(sim: &Sim, asked: &[(String, String)], answer: &[(&str, &str)]) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(answer);
    let state = field(asked, "state").filter(|_| !sim.world.studio.switches.omits_state);
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    let redirect = field(asked, "redirect_uri").unwrap_or_default();
    let join = if redirect.contains('?') { '&' } else { '?' };
    Response::redirect(&format!("{redirect}{join}{}", query.finish()))
}

fn token(sim: &mut Sim, request: &Request) -> Response {
    let form = request.form();
    if !knows_client(&sim.world.studio.client, request, &form) {
        return refused(401, "invalid_client", "Client authentication failed.");
    }
    let switches = &sim.world.studio.switches;
    let terms = Terms {
        access_s: switches.access_token_s,
        refresh_s: None,
        rotates: switches.rotates_refresh_token,
    };
    let now = sim.now();
    let given = match field(&form, "grant_type") {
        Some("authorization_code") => by_code(sim, &form, terms),
        Some("refresh_token") => {
            let refresh = field(&form, "refresh_token").unwrap_or_default();
            let tokens = &mut sim.studio_tokens;
            tokens.refreshed(refresh, terms, &mut sim.ids, now)
        }
        _ => {
            return refused(
                400,
                "unsupported_grant_type",
                "The grant type is not supported.",
            );
        }
    };
    match given {
        Ok(pair) => told(sim, &form, &pair),
        Err(InvalidGrant(words)) => refused(400, "invalid_grant", words),
    }
}

fn by_code(sim: &mut Sim, form: &[(String, String)], terms: Terms) -> Result<Pair, InvalidGrant> {
    let (code, now) = (field(form, "code").unwrap_or_default(), sim.now());
    let consent = sim.studio_tokens.redeem(code, now)?;
    if field(form, "redirect_uri") != Some(consent.redirect_uri.as_str()) {
        return Err(InvalidGrant("The redirect address is another one."));
    }
    let tokens = &mut sim.studio_tokens;
    tokens
        .begin(code, terms, &mut sim.ids, now)
        .ok_or(InvalidGrant("The code is unknown."))
}

/// A pair as it is told. Where refresh tokens do not rotate, the old one is told again.
fn told(sim: &Sim, form: &[(String, String)], pair: &Pair) -> Response {
    let old = field(form, "refresh_token");
    let refresh = pair.refresh.as_deref().or(old);
    Response::json(
        200,
        &json!({
            "access_token": pair.access,
            "token_type": "Bearer",
            "expires_in": sim.world.studio.switches.access_token_s,
            "refresh_token": refresh,
            "created_at": sim.now().timestamp(),
        }),
    )
    .with("Cache-Control", "no-store")
    .changed("studio/sign-in/tokens".to_owned())
}

/// Whether the client has proved who it is, by fields or by Basic (RFC 6749, section 2.3.1).
fn knows_client(client: &Client, request: &Request, form: &[(String, String)]) -> bool {
    let basic = request
        .authorization("basic")
        .and_then(|text| STANDARD.decode(text).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let given = match basic.as_deref().and_then(|text| text.split_once(':')) {
        Some((id, secret)) => (Some(id), Some(secret)),
        None => (field(form, "client_id"), field(form, "client_secret")),
    };
    given == (Some(client.id.as_str()), Some(client.secret.as_str()))
}

fn refused(status: u16, error: &str, words: &str) -> Response {
    Response::json(status, &json!({"error": error, "error_description": words}))
}

//! Google's consent page.

use crate::http::{Response, field};
use crate::pages::{self, Choice, SignIn};
use crate::sim::Sim;
use crate::tokens::Consent;

/// Where it is.
pub const PATH: &str = "/o/oauth2/v2/auth";
const TITLE: &str = "Google sign-in, for practice";

/// Shows the page, or decides at once where the switches name who signs in.
pub fn ask(sim: &mut Sim, asked: &[(String, String)]) -> Response {
    if let Err(words) = check(sim, asked) {
        return Response::page(400, pages::notice(TITLE, words));
    }
    let google = &sim.world.google;
    if let Some(login) = google.switches.auto_consent.clone() {
        let scopes = scopes(asked);
        return grant(sim, asked, &login, scopes);
    }
    let people = google.accounts.iter().map(|account| Choice {
        value: account.login.clone(),
        label: format!("{} ({})", account.name, account.login),
    });
    let choice = |scope: String| Choice {
        label: scope.clone(),
        value: scope,
    };
    let page = pages::sign_in(&SignIn {
        title: TITLE,
        action: PATH,
        hidden: asked,
        people: people.collect(),
        scopes: scopes(asked).into_iter().map(choice).collect(),
    });
    Response::page(200, page)
}

/// Does what the user chose on the page.
pub fn decide(sim: &mut Sim, sent: &[(String, String)]) -> Response {
    if let Err(words) = check(sim, sent) {
        return Response::page(400, pages::notice(TITLE, words));
    }
    let login = field(sent, "login").unwrap_or_default().to_owned();
    let accounts = &sim.world.google.accounts;
    let is_known = accounts.iter().any(|account| account.login == login);
    if field(sent, "decision") != Some("allow") || !is_known {
        return back(sent, "error", "access_denied");
    }
    let ticked = sent
        .iter()
        .filter(|(name, _)| name == "grant")
        .map(|(_, scope)| scope.clone());
    let asked = scopes(sent);
    let granted = ticked.filter(|scope| asked.contains(scope)).collect();
    grant(sim, sent, &login, granted)
}

fn scopes(asked: &[(String, String)]) -> Vec<String> {
    let scope = field(asked, "scope").unwrap_or_default();
    scope.split_whitespace().map(str::to_owned).collect()
}

fn check(sim: &Sim, asked: &[(String, String)]) -> Result<(), &'static str> {
    let google = &sim.world.google;
    if field(asked, "client_id") != Some(google.client.id.as_str()) {
        return Err("Error 401: invalid_client");
    }
    if field(asked, "response_type") != Some("code") {
        return Err("Error 400: unsupported_response_type");
    }
    if !is_loopback(field(asked, "redirect_uri").unwrap_or_default()) {
        return Err("Error 400: redirect_uri_mismatch");
    }
    if scopes(asked).is_empty() {
        return Err("Error 400: invalid_scope");
    }
    match (
        field(asked, "code_challenge"),
        field(asked, "code_challenge_method"),
    ) {
        (Some(_), Some("S256")) => Ok(()),
        (None, None) if !google.switches.requires_pkce => Ok(()),
        _ => Err("Error 400: invalid_request (code challenge)"),
    }
}

/// Whether an address is on this machine, by number and on whatever port.
fn is_loopback(address: &str) -> bool {
    let rest = address.strip_prefix("http://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((host, port)) = authority.rsplit_once(':') else {
        return false;
    };
    matches!(host, "127.0.0.1" | "[::1]" | "localhost") && port.parse::<u16>().is_ok()
}

fn grant(
    sim: &mut Sim,
    asked: &[(String, String)],
    login: &str,
    mut scopes: Vec<String>,
) -> Response {
    let withheld = &sim.world.google.switches.withheld_scopes;
    scopes.retain(|scope| !withheld.contains(scope));
    if scopes.is_empty() {
        return back(asked, "error", "access_denied");
    }
    let consent = Consent {
        login: login.to_owned(),
        scopes,
        redirect_uri: field(asked, "redirect_uri").unwrap_or_default().to_owned(),
        challenge: field(asked, "code_challenge").map(str::to_owned),
        offline: field(asked, "access_type") == Some("offline") && asks_again(sim, asked, login),
    };
    let now = sim.now();
    let code = sim.google_tokens.code(consent, &mut sim.ids, now);
    back(asked, "code", &code)
}

/// Google gives a refresh token at the first consent, and later only where consent is asked for again.
fn asks_again(sim: &Sim, asked: &[(String, String)], login: &str) -> bool {
    let prompts = field(asked, "prompt").unwrap_or_default();
    prompts.split(' ').any(|prompt| prompt == "consent")
        || !sim.google_tokens.live(sim.now()).contains(login)
}

/// Sends the browser back to the program that waits on this machine.
fn back(asked: &[(String, String)], name: &str, value: &str) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(name, value);
    if let Some(state) = field(asked, "state") {
        query.append_pair("state", state);
    }
    if name == "code" {
        query.append_pair("scope", field(asked, "scope").unwrap_or_default());
    }
    let redirect = field(asked, "redirect_uri").unwrap_or_default();
    let join = if redirect.contains('?') { '&' } else { '?' };
    Response::redirect(&format!("{redirect}{join}{}", query.finish()))
}

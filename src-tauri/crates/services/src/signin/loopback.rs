//! Signing in with the system's browser and a redirect to this machine
//! (RFC 8252, 7.3; services.md 2.8).

use std::net::Ipv4Addr;
use std::time::Duration;

use oauth2::{CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::Url;

use super::{Provider, Tokens, exchange};
use crate::http::{Address, Cancel, Http};
use crate::{ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

/// How long a user may take to sign in.
pub const SIGN_IN_LIMIT: Duration = Duration::from_secs(300);
/// How much of a request is read, in bytes.
const LONGEST_HEAD: usize = 16 << 10;
/// How long a browser may take to ask, and to take its answer. It opens connections ahead of need
/// and sends nothing over them.
const VISIT_LIMIT: Duration = Duration::from_secs(10);

const DONE: &str = "Cuewright is signed in. You may close this page.";
const DECLINED: &str =
    "Cuewright is not signed in. You may close this page and begin again in Cuewright.";

/// What a redirect brought.
enum Redirect {
    Code(SecretString),
    Declined(String),
}

/// Signs in: listens on this machine, has `open` open the provider's page in the
/// browser, waits for it to come back, and gets the tokens. `hint` is the mail
/// address to offer.
///
/// # Errors
/// [`ErrorCode::SignInTimedOut`] after `limit`, [`ErrorCode::Cancelled`],
/// [`ErrorCode::SignInRefused`] where the user declines or no browser opens,
/// [`ErrorCode::ScopeMissing`], and as [`Http::send`].
pub fn sign_in_with_browser(
    http: &Http,
    provider: &Provider,
    hint: Option<&str>,
    limit: Duration,
    cancel: &Cancel,
    open: &mut dyn FnMut(&Address) -> std::io::Result<()>,
) -> Result<Tokens> {
    let service = provider.service();
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (code, redirect) = http.runtime().block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(|error| no_listener(service, &error))?;
        let here = listener
            .local_addr()
            .map_err(|error| no_listener(service, &error))?;
        let redirect =
            RedirectUrl::new(format!("http://127.0.0.1:{}", here.port())).map_err(|_| {
                ServiceError::new(
                    service,
                    ErrorCode::Defect,
                    "A redirect could not be put together",
                )
            })?;
        let (page, state) = page(provider, &redirect, challenge, hint);
        let page = Address::parse(service, page.as_str())?;
        open(&page).map_err(|error| no_browser(service, &error))?;
        let redirect_came = tokio::select! {
            came = redirected(listener, &state) => came,
            () = cancel.cancelled() => return Err(cancelled(service)),
            () = tokio::time::sleep(limit) => return Err(timed_out(service)),
        };
        match redirect_came {
            Redirect::Code(code) => Ok((code, redirect)),
            Redirect::Declined(reason) => Err(declined(service, &reason)),
        }
    })?;
    exchange::for_code(http, provider, code, redirect, Some(verifier))
}

/// The page that asks the user, and the state that must come back from it.
fn page(
    provider: &Provider,
    redirect: &RedirectUrl,
    challenge: PkceCodeChallenge,
    hint: Option<&str>,
) -> (Url, CsrfToken) {
    let client = provider.client().set_redirect_uri(redirect.clone());
    let mut request = client
        .authorize_url(CsrfToken::new_random)
        .set_pkce_challenge(challenge)
        .add_extra_param("access_type", "offline")
        .add_extra_param("prompt", "consent");
    if let Some(scope) = provider.scope() {
        request = request.add_scope(Scope::new(scope.to_owned()));
    }
    if let Some(hint) = hint {
        request = request.add_extra_param("login_hint", hint);
    }
    request.url()
}

/// Waits for the one request that brings the state back; all others get an
/// answer and change nothing.
async fn redirected(listener: TcpListener, state: &CsrfToken) -> Redirect {
    let mut visits = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let state = state.clone();
                    visits.spawn(async move { visit(stream, &state).await });
                }
            }
            Some(visit) = visits.join_next() => {
                if let Ok(Some(redirect)) = visit {
                    return redirect;
                }
            }
        }
    }
}

/// Reads and answers one request.
async fn visit(mut stream: TcpStream, state: &CsrfToken) -> Option<Redirect> {
    let head = timeout(VISIT_LIMIT, head_of(&mut stream)).await.ok()??;
    let redirect = target(&head).and_then(|target| redirect(&target, state));
    let (status, text) = match &redirect {
        Some(Redirect::Code(_)) => ("200 OK", DONE),
        Some(Redirect::Declined(_)) => ("200 OK", DECLINED),
        None => ("404 Not Found", ""),
    };
    let answer = page_of(status, text);
    let written = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    };
    // The code is there whether or not the browser shows the page.
    let _ = timeout(VISIT_LIMIT, written).await;
    redirect
}

/// The head of a request; absent where it ends early or is too long.
async fn head_of(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        if head.len() > LONGEST_HEAD || stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    Some(head)
}

/// The target of a GET request.
fn target(head: &[u8]) -> Option<String> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    (method == "GET").then(|| target.to_owned())
}

/// What a request brings, if it brings the state back. States are compared in
/// constant time.
fn redirect(target: &str, state: &CsrfToken) -> Option<Redirect> {
    let url = Url::parse("http://127.0.0.1").ok()?.join(target).ok()?;
    let parameter = |wanted: &str| {
        let mut pairs = url.query_pairs();
        pairs
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let same = parameter("state").is_some_and(|given| CsrfToken::new(given) == *state);
    if url.path() != "/" || !same {
        return None;
    }
    match (parameter("code"), parameter("error")) {
        (Some(code), None) if !code.is_empty() => Some(Redirect::Code(code.into())),
        (_, Some(error)) => Some(Redirect::Declined(error)),
        _ => None,
    }
}

/// A page that holds nothing of the request.
fn page_of(status: &str, text: &str) -> String {
    let body =
        format!("<!DOCTYPE html><meta charset=\"utf-8\"><title>Cuewright</title><p>{text}</p>");
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\
         Content-Security-Policy: default-src 'none'\r\nCache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{body}"
    )
}

fn no_listener(service: ServiceName, error: &std::io::Error) -> ServiceError {
    let message =
        format!("Cuewright cannot listen for the sign-in with {service} on this computer: {error}");
    ServiceError::new(service, ErrorCode::SignInRefused, message)
}

fn no_browser(service: ServiceName, error: &std::io::Error) -> ServiceError {
    let message = format!(
        "No browser could be opened for the sign-in with {service}: {error}. Choose a default browser"
    );
    ServiceError::new(service, ErrorCode::SignInRefused, message)
}

fn cancelled(service: ServiceName) -> ServiceError {
    let message = format!("The sign-in with {service} was cancelled");
    ServiceError::new(service, ErrorCode::Cancelled, message)
}

fn timed_out(service: ServiceName) -> ServiceError {
    let message = format!("The sign-in with {service} was not finished in time. Begin again");
    ServiceError::new(service, ErrorCode::SignInTimedOut, message)
}

fn declined(service: ServiceName, reason: &str) -> ServiceError {
    let message = format!("The sign-in with {service} was declined. Begin again to sign in");
    ServiceError::new(service, ErrorCode::SignInRefused, message)
        .with_retry(RetryAdvice::SignIn)
        .with_reason(reason)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn only_the_state_that_was_sent_opens_the_door() {
        let state = CsrfToken::new("mine".to_owned());
        let table = [
            ("/?code=abc&state=mine", Some("abc")),
            ("/?state=mine&code=a%2Fb&scope=x", Some("a/b")),
            ("/?error=access_denied&state=mine", Some("access_denied")),
            ("/?code=abc&state=other", None),
            ("/?code=abc&state=", None),
            ("/?code=abc", None),
            ("/?code=&state=mine", None),
            ("/favicon.ico?code=abc&state=mine", None),
            ("/favicon.ico", None),
            ("//evil.example/?code=abc&state=mine&x", Some("abc")),
            ("/", None),
        ];
        for (target, expected) in table {
            let got = redirect(target, &state).map(|redirect| match redirect {
                Redirect::Code(code) => code.expose_secret().to_owned(),
                Redirect::Declined(reason) => reason,
            });
            assert_eq!(got.as_deref(), expected, "{target}");
        }
        assert_eq!(target(b"GET /a HTTP/1.1\r\n\r\n").as_deref(), Some("/a"));
        assert_eq!(target(b"POST /a HTTP/1.1\r\n\r\n"), None);
        assert_eq!(target(b"\xff\xfe\r\n"), None);
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        let verifier =
            oauth2::PkceCodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        assert_eq!(
            challenge.as_str(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
        assert_eq!(challenge.method().as_str(), "S256");
    }
}

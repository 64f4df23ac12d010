//! Getting tokens for a code or a refresh token, and giving them back.

use chrono::{TimeDelta, Utc};
use oauth2::basic::{BasicErrorResponse, BasicTokenResponse};
use oauth2::{
    AuthorizationCode, HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, TokenResponse,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::{Provider, Tokens};
use crate::http::{Address, Answer, Body, Http, Method, Request};
use crate::{ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

type Failure = RequestTokenError<ServiceError, BasicErrorResponse>;

/// The tokens for a code.
pub(super) fn for_code(
    http: &Http,
    provider: &Provider,
    code: SecretString,
    redirect: RedirectUrl,
    verifier: Option<PkceCodeVerifier>,
) -> Result<Tokens> {
    let client = provider.client().set_redirect_uri(redirect);
    let mut request = client.exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()));
    if let Some(verifier) = verifier {
        request = request.set_pkce_verifier(verifier);
    }
    let response = request
        .request(&|asked: HttpRequest| call(http, provider, asked))
        .map_err(|error| refused(provider.service(), error))?;
    granted(provider, &response)?;
    Ok(tokens(&response, None))
}

/// The next tokens for a refresh token. Where the service gives no new refresh
/// token, the old one stays good.
pub(super) fn for_refresh(
    http: &Http,
    provider: &Provider,
    refresh: &SecretString,
) -> Result<Tokens> {
    let client = provider.client();
    let old = RefreshToken::new(refresh.expose_secret().to_owned());
    let response = client
        .exchange_refresh_token(&old)
        .request(&|asked: HttpRequest| call(http, provider, asked))
        .map_err(|error| refused(provider.service(), error))?;
    Ok(tokens(&response, Some(refresh)))
}

/// Tells the provider that a token is no longer used (RFC 7009). Nothing is done
/// where it offers no such thing.
pub(super) fn revoke(http: &Http, provider: &Provider, tokens: &Tokens) -> Result<()> {
    let Some(address) = provider.revoke() else {
        return Ok(());
    };
    let token = tokens.refresh.as_ref().unwrap_or(&tokens.access);
    let body = Body::form([("token", token.expose_secret())]);
    let request = Request::new(Method::Post, address.clone())
        .reads_only()
        .body(body);
    let answer = http.send(&request)?;
    // 400 is a token that is no longer good, which is what is wanted.
    if answer.is_success() || answer.status() == 400 {
        Ok(())
    } else {
        Err(answer.failure())
    }
}

/// Makes one call of the library over our HTTP.
fn call(
    http: &Http,
    provider: &Provider,
    asked: HttpRequest,
) -> std::result::Result<HttpResponse, ServiceError> {
    let service = provider.service();
    let address: &Address = provider.token();
    let (head, body) = asked.into_parts();
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let content_type = header("content-type").unwrap_or("application/x-www-form-urlencoded");
    let mut request = Request::new(Method::Post, address.clone())
        .reads_only()
        .header("accept", "application/json")
        .body(Body::bytes(content_type, body));
    if let Some(value) = header("authorization") {
        request = request.secret_header("authorization", value.into());
    }
    let answer = http.send(&request)?;
    let body = tidy(&answer)?;
    // The library knows no other success.
    let status = if answer.is_success() {
        200
    } else {
        answer.status()
    };
    oauth2::http::Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body)
        .map_err(|_| {
            ServiceError::new(
                service,
                ErrorCode::Defect,
                "An answer could not be put together",
            )
        })
}

/// The body of an answer as RFC 6749 has it, where a service is less strict: a
/// lifetime as text, scopes as a list, no token type.
fn tidy(answer: &Answer) -> Result<Vec<u8>> {
    let body: Value = match answer.json() {
        Ok(body) => body,
        Err(error) if answer.is_success() => return Err(error),
        Err(_) => return Err(answer.failure()),
    };
    let Value::Object(mut fields) = body else {
        return Err(answer.bad("it is not the JSON that was expected"));
    };
    let named = fields.get("error").is_some_and(Value::is_string);
    let passing = matches!(answer.status(), 408 | 425 | 429 | 500..);
    if !answer.is_success() && (passing || !named) {
        return Err(answer.failure());
    }
    if answer.is_success() {
        fields
            .entry("token_type")
            .or_insert_with(|| "bearer".into());
        let lifetime = fields.get("expires_in").and_then(crate::lenient::whole);
        match lifetime {
            Some(seconds) => fields.insert("expires_in".to_owned(), seconds.into()),
            None => fields.remove("expires_in"),
        };
        if let Some(Value::Array(scopes)) = fields.get("scope") {
            let scopes: Vec<&str> = scopes.iter().filter_map(Value::as_str).collect();
            let scopes = scopes.join(" ");
            fields.insert("scope".to_owned(), scopes.into());
        }
    }
    Ok(Value::Object(fields).to_string().into_bytes())
}

fn tokens(response: &BasicTokenResponse, old: Option<&SecretString>) -> Tokens {
    let refresh = response
        .refresh_token()
        .map(|token| token.secret().clone().into());
    let lasts = response
        .expires_in()
        .and_then(|lasts| TimeDelta::from_std(lasts).ok());
    Tokens {
        access: response.access_token().secret().clone().into(),
        refresh: refresh.or_else(|| old.cloned()),
        expires: lasts.and_then(|lasts| Utc::now().checked_add_signed(lasts)),
    }
}

/// Whether the user granted what is needed. A service that names no scopes has
/// granted what was asked for (RFC 6749, 5.1).
fn granted(provider: &Provider, response: &BasicTokenResponse) -> Result<()> {
    let (Some(needed), Some(scopes)) = (provider.scope(), response.scopes()) else {
        return Ok(());
    };
    if scopes.iter().any(|scope| scope.as_str() == needed) {
        return Ok(());
    }
    let service = provider.service();
    let message = format!(
        "The sign-in with {service} did not include managing captions. Sign in again and tick that box"
    );
    Err(ServiceError::new(service, ErrorCode::ScopeMissing, message)
        .with_retry(RetryAdvice::SignIn))
}

/// What a refused sign-in means. The library's own errors hold whole answers, so
/// none is shown as it is.
fn refused(service: ServiceName, error: Failure) -> ServiceError {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(response) => {
            let reason = response.error().to_string();
            let said = response.error_description().map_or("", String::as_str);
            let message = match reason.as_str() {
                "invalid_grant" => format!(
                    "{service} no longer accepts this sign-in. Sign in again in Accounts; what waits to be sent stays"
                ),
                "invalid_client" | "unauthorized_client" | "deleted_client" => format!(
                    "{service} does not know the client id or its secret. Check both in Accounts"
                ),
                "admin_policy_enforced" => format!(
                    "The organisation of this account does not permit Cuewright with {service}. Ask its administrator"
                ),
                _ => format!(
                    "{service} refused the sign-in. Check the client id and its secret in Accounts, and sign in again"
                ),
            };
            let code = match reason.as_str() {
                "invalid_grant" => ErrorCode::NotSignedIn,
                _ => ErrorCode::SignInRefused,
            };
            ServiceError::new(service, code, message)
                .with_retry(RetryAdvice::SignIn)
                .with_reason(&reason)
                .with_said(said)
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            let message = format!(
                "The answer of {service} to the sign-in cannot be used. Sign in again, or try later"
            );
            ServiceError::new(service, ErrorCode::BadAnswer, message)
                .with_retry(RetryAdvice::Backoff)
        }
    }
}

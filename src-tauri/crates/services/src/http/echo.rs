//! What a server repeats of the secrets it was sent, as some do in their errors,
//! is not read: it would come into a message from there.

use secrecy::zeroize::Zeroizing;

use super::request::{Part, Request, Value};

/// Shorter parts of what is secret are words such as `Bearer`.
const SHORTEST: usize = 8;
/// Fields of a form that are not secret.
const PLAIN_FIELDS: &[&str] = &["client_id", "grant_type", "redirect_uri", "scope"];
const INSTEAD: &str = "[hidden]";

/// A body in which nothing stands that was secret in its request.
pub(super) fn without_echo(body: Vec<u8>, request: &Request) -> Vec<u8> {
    let secrets = secrets_of(request);
    let is_there = |secret: &Zeroizing<String>| {
        let mut parts = body.windows(secret.len());
        parts.any(|part| part == secret.as_bytes())
    };
    if !secrets.iter().any(is_there) {
        return body;
    }
    let text = String::from_utf8_lossy(&body).into_owned();
    let hidden = secrets
        .iter()
        .fold(text, |text, secret| text.replace(&**secret, INSTEAD));
    hidden.into_bytes()
}

/// Everything of a request that is secret, the longest first.
fn secrets_of(request: &Request) -> Vec<Zeroizing<String>> {
    let mut secrets = Vec::new();
    for (_, value) in &request.headers {
        if let Value::Secret(_) = value {
            let whole = value.expose();
            let between = |letter: char| " :;,=\"'".contains(letter);
            secrets.extend(std::iter::once(whole).chain(whole.split(between)).map(kept));
        }
    }
    let form = (request.body.iter())
        .filter(|body| {
            body.content_type
                .starts_with("application/x-www-form-urlencoded")
        })
        .flat_map(|body| &body.parts);
    for part in form {
        let Part::Bytes(bytes) = part else { continue };
        let fields = url::form_urlencoded::parse(bytes);
        let secret = fields.filter(|(name, _)| !PLAIN_FIELDS.contains(&&**name));
        secrets.extend(secret.map(|(_, value)| kept(&value)));
    }
    secrets.retain(|secret| secret.len() >= SHORTEST);
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

fn kept(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ServiceName;
    use crate::http::{Address, Body, Method};

    #[test]
    fn what_was_secret_is_not_read_back() {
        let address = Address::parse(ServiceName::Rev, "https://example.com/api").expect("one");
        let request = Request::new(Method::Post, address)
            .header("accept", "application/json")
            .secret_header("authorization", "Rev client-key-1:user-key-22".into())
            .body(Body::form([
                ("client_id", "the-client"),
                ("refresh_token", "a/refresh+token"),
            ]));
        let table = [
            ("nothing of it", "nothing of it"),
            ("no user-key-22, sorry", "no [hidden], sorry"),
            ("Rev client-key-1:user-key-22", "[hidden]"),
            ("a/refresh+token of the-client", "[hidden] of the-client"),
            ("application/json", "application/json"),
        ];
        for (said, read) in table {
            let body = without_echo(said.as_bytes().to_vec(), &request);
            assert_eq!(String::from_utf8_lossy(&body), read);
        }
    }
}

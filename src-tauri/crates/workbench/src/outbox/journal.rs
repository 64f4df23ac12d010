//! The journal of the outbox as text, for people who help.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat};

use super::{Account, AccountId, Attempt, Item};

/// The journal as text: every item with what was tried with it. It names no
/// secret, no caption and no path.
#[must_use]
pub fn write_journal(accounts: &[Account], journal: &[(Item, Vec<Attempt>)], now: i64) -> String {
    let labels: BTreeMap<AccountId, &Account> = accounts
        .iter()
        .map(|account| (account.id, account))
        .collect();
    let mut text = format!("Cuewright outbox, {}\n", time(now));
    for (item, attempts) in journal {
        let account = labels
            .get(&item.account)
            .map_or("removed", |account| &account.label);
        let service = item.operation.service();
        let _ = writeln!(text, "\n{} {service} ({account})", item.id);
        let _ = writeln!(text, "  to {}", item.operation.label());
        let _ = writeln!(
            text,
            "  {}, put in {}",
            item.state.name(),
            time(item.created_at)
        );
        if let Some(file) = &item.file {
            let _ = writeln!(
                text,
                "  file of {} bytes, sha256 {}",
                file.bytes, file.sha256
            );
        }
        if let Some(time_off) = item.not_before {
            let _ = writeln!(text, "  not before {}", time(time_off));
        }
        if let Some(failure) = &item.failure {
            let _ = writeln!(text, "  {}: {}", failure.code.name(), failure.message);
        }
        attempts.iter().for_each(|attempt| line(&mut text, attempt));
    }
    redacted(&text)
}

fn line(text: &mut String, attempt: &Attempt) {
    let _ = write!(
        text,
        "  {:>3} {} {}",
        attempt.number,
        time(attempt.started),
        attempt.call.name()
    );
    let _ = match attempt.ended {
        Some(ended) => write!(text, " {} ms", ended.saturating_sub(attempt.started)),
        None => write!(text, " not ended"),
    };
    let status = attempt.status.map(|status| status.to_string());
    let said = [&attempt.outcome, &status, &attempt.reason, &attempt.message];
    for part in said.into_iter().flatten() {
        let _ = write!(text, " | {part}");
    }
    if let Some(millis) = attempt.retry_after {
        let _ = write!(text, " | again after {millis} ms");
    }
    if let Some(server) = attempt.server_time {
        let _ = write!(text, " | server time {}", time(server));
    }
    text.push('\n');
}

fn time(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).map_or_else(
        || format!("{millis} ms"),
        |time| time.to_rfc3339_opts(SecondsFormat::Millis, true),
    )
}

/// Words after which a secret stands.
const BEFORE_SECRETS: &[&str] = &[
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "code_verifier",
    "upload_id",
    "authorization",
    "signature",
    "credential",
    "x-amz-security-token",
    "password",
    "api_key",
    "apikey",
    "bearer",
    "token=",
    "secret=",
    "code=",
    "key=",
    "sig=",
];

/// Text without what may be a secret: the values of what is named like one,
/// and the queries of addresses.
///
/// Nothing that holds a secret should come to where this is used; this is for
/// what a server says and nobody thought of.
#[must_use]
pub fn redacted(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(redacted_line).collect();
    lines.join("\n")
}

fn redacted_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut hide_next = false;
    for word in line.split_inclusive(' ') {
        let lower = word.to_ascii_lowercase();
        let named = BEFORE_SECRETS.iter().find_map(|name| {
            let at = lower.find(name)?;
            Some(at + name.len())
        });
        let space = if word.ends_with(' ') { " " } else { "" };
        let core = word.trim_end_matches(' ');
        match named {
            _ if hide_next && !core.is_empty() => {
                // `Authorization: Bearer x` hides two words.
                hide_next = is_scheme(&lower);
                let _ = write!(out, "[hidden]{space}");
            }
            Some(end) => {
                let value = lower[end..].trim_matches(|c: char| " \"':=,".contains(c));
                hide_next = value.is_empty() && names_a_value(&lower, end);
                if value.is_empty() {
                    out.push_str(word);
                } else {
                    let _ = write!(
                        out,
                        "{}=[hidden]{space}",
                        &word[..end].trim_end_matches('=')
                    );
                }
            }
            None => match core.split_once('?') {
                Some((address, query)) if address.contains("://") && !query.is_empty() => {
                    let _ = write!(out, "{address}?[hidden]{space}");
                }
                _ => out.push_str(word),
            },
        }
    }
    out
}

fn is_scheme(lower: &str) -> bool {
    let word = lower.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    matches!(word, "bearer" | "rev" | "basic" | "oauth")
}

/// Whether what is named is followed by its value and not by more words.
fn names_a_value(lower: &str, end: usize) -> bool {
    lower[end..].contains([':', '=']) || lower.trim().starts_with("bearer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_and_words_are_not() {
        let table = [
            ("plain words stay", "plain words stay"),
            (
                "Authorization: Bearer abc.def end",
                "Authorization: [hidden] [hidden] end",
            ),
            (
                "Authorization: Rev one:two",
                "Authorization: [hidden] [hidden]",
            ),
            ("Bearer abc", "Bearer [hidden]"),
            ("{\"access_token\":\"abc\"}", "{\"access_token=[hidden]"),
            ("refresh_token=abc&x=1 then", "refresh_token=[hidden] then"),
            ("at https://h/p?X=1&Y=2 now", "at https://h/p?[hidden] now"),
            ("https://h/p?upload_id=1", "https://h/p?upload_id=[hidden]"),
            ("the token is old", "the token is old"),
            ("a question? yes", "a question? yes"),
        ];
        for (text, expected) in table {
            assert_eq!(redacted(text), expected);
        }
    }
}

//! Faults: what goes wrong on the wire, for which requests.

use std::collections::BTreeMap;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::http::Request;

/// The paths at which tokens are given out.
pub(crate) const TOKEN_PATHS: [&str; 2] = ["/token", "/api/public/oauth/token"];

/// One fault: what happens, and to which requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which requests; without it, every one.
    #[serde(default, rename = "match")]
    pub matching: Match,
    /// What happens to them.
    pub act: Act,
}

/// Which requests a fault is for. What is absent matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Match {
    /// The method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// A regular expression that is found in the path (without the query).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_re: Option<String>,
    /// The first of the matching requests that is meant, counted from 1 since the fault was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// How many are meant from there on: one where `nth` is given, all of them where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "snake_case"
)]
pub enum Act {
    /// Connecting to the services and to the storage is refused, and open connections are closed, until the faults are
    /// set anew (through the control port). Which requests match plays no part.
    Refuse,
    /// The connection is reset before the body is read. Nothing is applied.
    CloseBeforeRead,
    /// The request is read whole, then the connection is closed. Nothing is applied.
    ReadThenClose,
    /// The request is applied, then the connection is closed without an answer.
    CommitThenClose,
    /// The request is applied and answered with 503.
    #[serde(rename = "commit-then-503")]
    CommitThenUnavailable,
    /// 503; nothing is applied.
    #[serde(rename = "503")]
    Unavailable {
        /// `Retry-After` in seconds.
        #[serde(default)]
        retry_after_s: Option<i64>,
        /// `Retry-After` as a date, so many seconds from now by the practice clock.
        #[serde(default)]
        retry_after_date_s: Option<i64>,
    },
    /// 429; nothing is applied.
    #[serde(rename = "429")]
    TooMany {
        /// `Retry-After` in seconds.
        #[serde(default)]
        retry_after_s: Option<i64>,
        /// `Retry-After` as a date, so many seconds from now by the practice clock.
        #[serde(default)]
        retry_after_date_s: Option<i64>,
    },
    /// The request is applied; the body of the answer comes at so many bytes a second.
    SlowBody {
        /// Bytes a second, at least 1.
        bytes_per_s: u32,
    },
    /// The request is applied; the body of the answer breaks off.
    TruncatedBody {
        /// How many bytes arrive.
        keep: usize,
    },
    /// A page in HTML instead of what was asked for. Nothing is applied.
    HtmlPage {
        /// Its status.
        #[serde(default = "ok")]
        status: u16,
    },
    /// 401 as the service says it. Nothing is applied.
    #[serde(rename = "401")]
    Unauthorized,
    /// `invalid_grant` from a token address; other requests do not match.
    InvalidGrant,
    /// A token address gives out (and rotates) tokens, and the answer is lost; other requests do not match.
    RotatedTokenLost,
    /// The request is applied; the answer's `Content-Length` is wrong by so much, and the connection is closed after it.
    WrongContentLength {
        /// How much is added.
        by: i64,
    },
    /// The header `Date` is off by so much. Another fault may act on the same request.
    ClockOffset {
        /// Seconds, negative for a clock that is slow.
        seconds: i64,
    },
    /// Only the first bytes of the body arrive; a resumable upload keeps them. The connection is closed.
    StorePart {
        /// How many bytes of the body arrive.
        bytes: usize,
    },
    /// No answer comes, and the connection stays open. Nothing is applied.
    Stall,
    /// An answer made up by the test.
    Answer {
        /// Its status.
        status: u16,
        /// Its headers.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// Its body.
        #[serde(default)]
        body: String,
        /// How often the body is repeated.
        #[serde(default = "once")]
        repeat: usize,
        /// Whether the request is applied all the same.
        #[serde(default)]
        commit: bool,
    },
}

fn ok() -> u16 {
    200
}

fn once() -> usize {
    1
}

impl Act {
    /// Its name in JSON.
    #[must_use]
    pub fn name(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value["kind"].as_str().unwrap_or_default().to_owned()
    }

    fn is_about_tokens(&self) -> bool {
        matches!(self, Self::InvalidGrant | Self::RotatedTokenLost)
    }
}

/// A fault whose regular expression is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`path_re` of fault {at} is no regular expression: {reason}")]
pub struct BadFault {
    at: usize,
    reason: String,
}

#[derive(Clone, Debug)]
struct Armed {
    fault: Fault,
    path: Option<Regex>,
    seen: u64,
}

/// The faults that are set, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Vec<Armed>);

/// What is to happen to one request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Plan {
    /// What goes wrong, if anything does.
    pub act: Option<Act>,
    /// How far the header `Date` is off, in seconds.
    pub offset: i64,
}

impl Plan {
    /// Whether the request's body is not to be read.
    pub fn closes_before_read(&self) -> bool {
        self.act == Some(Act::CloseBeforeRead)
    }
}

impl Faults {
    /// Sets faults in place of those before.
    ///
    /// # Errors
    /// Where a regular expression is none.
    pub fn new(faults: Vec<Fault>) -> Result<Self, BadFault> {
        let arm = |(at, fault): (usize, Fault)| {
            let path = fault.matching.path_re.as_deref().map(Regex::new);
            let path = path.transpose().map_err(|error| BadFault {
                at,
                reason: error.to_string(),
            })?;
            let seen = 0;
            Ok(Armed { fault, path, seen })
        };
        faults
            .into_iter()
            .enumerate()
            .map(arm)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether connections are to be refused.
    pub fn refuse(&self) -> bool {
        self.0.iter().any(|armed| armed.fault.act == Act::Refuse)
    }

    /// What happens to this request. The first fault that is meant for it acts; every one that matches counts it.
    pub fn plan(&mut self, request: &Request) -> Plan {
        let mut plan = Plan::default();
        for armed in &mut self.0 {
            if !armed.concerns(request) {
                continue;
            }
            match &armed.fault.act {
                Act::ClockOffset { seconds } => plan.offset += seconds,
                act => plan.act = plan.act.or_else(|| Some(act.clone())),
            }
        }
        plan
    }
}

impl Armed {
    fn concerns(&mut self, request: &Request) -> bool {
        let Fault { matching, act } = &self.fault;
        let method = matching
            .method
            .as_deref()
            .is_none_or(|method| method.eq_ignore_ascii_case(&request.method));
        let path = self
            .path
            .as_ref()
            .is_none_or(|path| path.is_match(&request.path));
        let scope = !act.is_about_tokens() || TOKEN_PATHS.contains(&request.path.as_str());
        if *act == Act::Refuse || !method || !path || !scope {
            return false;
        }
        self.seen += 1;
        let first = matching.nth.unwrap_or(1);
        let times = matching.times.unwrap_or(match matching.nth {
            Some(_) => 1,
            None => u64::MAX,
        });
        self.seen >= first && self.seen - first < times
    }
}

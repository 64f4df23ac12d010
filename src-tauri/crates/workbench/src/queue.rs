//! Requests and orders as they were last seen, kept for working offline, and
//! the media that was fetched for them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::outbox::{AccountId, Item, Operation, RemoteKind};
use crate::remote::{RevOrder, RevStatus, StudioRequest};

/// A request or an order as this desk knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KeptRequest {
    /// Where it was seen.
    pub key: RequestKey,
    /// How far it is with this desk.
    pub state: RequestState,
    /// How far it is, in the service's words.
    pub status: String,
    /// What it is called, where it says so.
    pub title: Option<String>,
    /// The language asked for, in the service's words.
    pub language: Option<String>,
    /// The service type asked for.
    pub service_type: Option<String>,
    /// Length of the media in seconds.
    pub seconds: Option<f64>,
    /// When it was made, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub created_at: Option<i64>,
    /// When it is due, in Unix milliseconds, where the service says so.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub due_at: Option<i64>,
    /// When this desk saw it first, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub first_seen: i64,
    /// When this desk saw it last, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub last_seen: i64,
    /// The request or order, typed.
    pub what: RequestBody,
}

/// Where a request or order is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RequestKey {
    /// The account that sees it.
    pub account: AccountId,
    /// What it is.
    pub kind: RemoteKind,
    /// What the service calls it.
    pub remote_id: String,
}

impl RequestKey {
    /// The request whose result an item of the outbox is, where that is not
    /// settled.
    #[must_use]
    pub fn under_way(item: &Item) -> Option<Self> {
        let result = match &item.operation {
            Operation::StudioFulfil(result) | Operation::StudioFail { result, .. } => result,
            _ => return None,
        };
        (!item.state.is_settled()).then(|| Self {
            account: item.account,
            kind: RemoteKind::StudioRequest,
            remote_id: result.request.to_string(),
        })
    }
}

/// A request or an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RequestBody {
    /// A request of Studio.
    Studio {
        /// As it was last seen.
        request: StudioRequest,
    },
    /// An order of Rev.
    Rev {
        /// As it was last seen.
        order: RevOrder,
    },
}

/// How far a request or order is with this desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Waits at the service, and nobody here has taken it.
    Listed,
    /// Taken here: its media is kept for offline work.
    Taken,
    /// Its result was put in the outbox.
    Handed,
    /// Done, as the service or a confirmed send says.
    Settled,
    /// Gone from the service without anything sent from here: taken back, or
    /// done by someone else. Work on it is kept.
    Vanished,
    /// Taken back.
    Cancelled,
}

impl RequestState {
    /// Its name, as it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Taken => "taken",
            Self::Handed => "handed",
            Self::Settled => "settled",
            Self::Vanished => "vanished",
            Self::Cancelled => "cancelled",
        }
    }
}

impl KeptRequest {
    /// A Studio request that was seen at `now`.
    #[must_use]
    pub fn studio(account: AccountId, request: StudioRequest, now: i64) -> Self {
        Self {
            key: RequestKey {
                account,
                kind: RemoteKind::StudioRequest,
                remote_id: request.id.to_string(),
            },
            state: RequestState::Listed,
            status: request.status.clone(),
            title: request.media.title.clone(),
            language: request.language.clone(),
            service_type: request.service_type.clone(),
            seconds: request.media.seconds,
            created_at: request.created_at,
            due_at: request.due_at,
            first_seen: now,
            last_seen: now,
            what: RequestBody::Studio { request },
        }
    }

    /// A Rev order that was seen at `now`.
    #[must_use]
    pub fn rev(account: AccountId, order: RevOrder, now: i64) -> Self {
        let media = order.attachments.iter().find(|found| found.kind == "media");
        Self {
            key: RequestKey {
                account,
                kind: RemoteKind::RevOrder,
                remote_id: order.number.clone(),
            },
            state: match order.status {
                RevStatus::InProgress => RequestState::Listed,
                RevStatus::Complete => RequestState::Settled,
                RevStatus::Cancelled => RequestState::Cancelled,
            },
            status: order.status_text.clone(),
            title: media.map(|media| media.name.clone()),
            language: None,
            service_type: None,
            seconds: order.seconds.map(exact),
            created_at: order.placed_at,
            due_at: None,
            first_seen: now,
            last_seen: now,
            what: RequestBody::Rev { order },
        }
    }
}

/// Seconds of a media are far below what a floating point number holds exactly.
fn exact(seconds: u64) -> f64 {
    f64::from(u32::try_from(seconds).unwrap_or(u32::MAX))
}

/// What an account showed just now, beside what was kept of it before: the
/// requests as they are to be kept. `under_way` are those whose result is in
/// the outbox and not settled.
///
/// A request that is not shown any more is never dropped where work hangs on
/// it; one that nobody took vanishes from the list with the next look.
#[must_use]
pub fn merged(
    kept: Vec<KeptRequest>,
    seen: Vec<KeptRequest>,
    under_way: &BTreeSet<RequestKey>,
) -> Vec<KeptRequest> {
    let mut rest: BTreeMap<RequestKey, KeptRequest> = kept
        .into_iter()
        .map(|request| (request.key.clone(), request))
        .collect();
    let mut merged = Vec::with_capacity(seen.len());
    let mut shown = BTreeSet::new();
    for mut now in seen {
        if !shown.insert(now.key.clone()) {
            continue;
        }
        if let Some(before) = rest.remove(&now.key) {
            now.first_seen = before.first_seen;
            now.state = seen_again(before.state, now.state);
        }
        merged.push(now);
    }
    let unseen = rest.into_values().filter_map(|mut before| {
        before.state = unseen(&before, under_way.contains(&before.key))?;
        Some(before)
    });
    merged.extend(unseen);
    merged
}

fn seen_again(before: RequestState, now: RequestState) -> RequestState {
    match (before, now) {
        // What was done here may be listed for a while yet.
        (RequestState::Handed | RequestState::Settled, RequestState::Listed) => before,
        (RequestState::Taken, RequestState::Listed) => RequestState::Taken,
        _ => now,
    }
}

fn unseen(before: &KeptRequest, under_way: bool) -> Option<RequestState> {
    match before.state {
        // A list of orders is long and shown by pages; one that is not shown
        // is still an order.
        state if before.key.kind == RemoteKind::RevOrder => Some(state),
        state if under_way => Some(state),
        RequestState::Listed => None,
        RequestState::Taken => Some(RequestState::Vanished),
        state => Some(state),
    }
}

/// Media of a request that is kept for offline work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KeptMedia {
    /// The request.
    pub key: RequestKey,
    /// The file here.
    #[cfg_attr(feature = "specta", specta(type = String))]
    pub path: PathBuf,
    /// How many bytes of it are here.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub held: u64,
    /// How many it has, where the service says so.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub whole: Option<u64>,
    /// Names the state of the media that the bytes are of.
    pub validator: Option<String>,
    /// Whether all of it is here.
    pub complete: bool,
    /// When it last grew, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub updated_at: i64,
}

/// The port to where requests and their media are kept: this user's desk.
pub trait QueueStore: Send {
    /// Every request and order that is kept.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn requests(&mut self) -> Result<Vec<KeptRequest>>;

    /// Keeps what an account showed of one kind, as [`merged`] says, and
    /// answers all that is kept of it now.
    ///
    /// # Errors
    /// Where the desk cannot be written; everything is as before then.
    fn keep_seen(
        &mut self,
        account: AccountId,
        kind: RemoteKind,
        seen: Vec<KeptRequest>,
    ) -> Result<Vec<KeptRequest>>;

    /// Keeps one request as it is now.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn put_request(&mut self, request: &KeptRequest) -> Result<()>;

    /// The media that is kept.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn media(&mut self) -> Result<Vec<KeptMedia>>;

    /// Keeps how far a media is.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn put_media(&mut self, media: &KeptMedia) -> Result<()>;

    /// Forgets a media. The file is the caller's.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn remove_media(&mut self, key: &RequestKey) -> Result<()>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn request(id: u64, state: RequestState, seen: i64) -> KeptRequest {
        let request = StudioRequest {
            id,
            ..StudioRequest::default()
        };
        KeptRequest {
            state,
            ..KeptRequest::studio(AccountId(Uuid::nil()), request, seen)
        }
    }

    #[test]
    fn work_is_kept_and_what_nobody_took_comes_and_goes() {
        use RequestState::{Handed, Listed, Settled, Taken, Vanished};
        // Before, shown now, its result under way, and what is kept.
        let table = [
            (None, true, false, Some(Listed)),
            (Some(Listed), true, false, Some(Listed)),
            (Some(Listed), false, false, None),
            (Some(Taken), true, false, Some(Taken)),
            (Some(Taken), false, false, Some(Vanished)),
            (Some(Taken), false, true, Some(Taken)),
            (Some(Handed), true, true, Some(Handed)),
            (Some(Handed), false, false, Some(Handed)),
            (Some(Settled), true, false, Some(Settled)),
            (Some(Vanished), true, false, Some(Listed)),
            (Some(Vanished), false, false, Some(Vanished)),
        ];
        for (before, shown, under_way, expected) in table {
            let kept = before.map(|state| request(41, state, 5));
            let seen = shown.then(|| request(41, Listed, 9));
            let under_way: BTreeSet<RequestKey> = under_way
                .then(|| request(41, Listed, 0).key)
                .into_iter()
                .collect();
            let case = format!("{before:?} {shown} {under_way:?}");
            let first_seen = kept.as_ref().map_or(9, |kept| kept.first_seen);
            let now = merged(
                kept.into_iter().collect(),
                seen.into_iter().collect(),
                &under_way,
            );
            assert_eq!(now.first().map(|request| request.state), expected, "{case}");
            assert!(
                now.iter().all(|request| request.first_seen == first_seen),
                "{case}"
            );
        }
    }

    #[test]
    fn a_request_that_is_shown_twice_is_one() {
        let seen = vec![
            request(1, RequestState::Listed, 1),
            request(1, RequestState::Listed, 1),
        ];
        assert_eq!(merged(Vec::new(), seen, &BTreeSet::new()).len(), 1);
    }
}

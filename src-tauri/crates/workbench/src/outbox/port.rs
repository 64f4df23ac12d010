//! The port through which one account of one service is written to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Account, Base, ItemId, Operation};

/// The result of everything that asks a service.
pub type Answer<T> = std::result::Result<T, Failure>;

/// Accounts that can be reached.
pub trait Remotes: Send + Sync {
    /// What the account can do.
    ///
    /// # Errors
    /// Where its secrets cannot be had
    /// ([`SecretStore`](FailureCode::SecretStore)), or it is not signed in.
    fn remote(&self, account: &Account) -> Answer<Arc<dyn Remote>>;
}

/// What one account of one service can do. Calls wait for their answer; at most
/// one call of an account is under way at a time.
pub trait Remote: Send + Sync {
    /// Sends a parcel once. The outbox has put on the disk that it does so
    /// before this is called, and calls it again only for what is known not to
    /// have been applied.
    ///
    /// Whoever begins a resumable upload keeps its session under the parcel's
    /// id with the account's secrets before the first byte of the file leaves,
    /// so that [`look`](Self::look) can ask it.
    ///
    /// # Errors
    /// With what is known of the effect. [`Certainty::NotApplied`] is only for
    /// what certainly did not happen, and only of this attempt.
    fn send(&self, parcel: &Parcel) -> Answer<Receipt>;

    /// Looks whether a parcel arrived, and how the service stands with it.
    /// Changes nothing there.
    ///
    /// # Errors
    /// Where looking is impossible at the moment.
    fn look(&self, parcel: &Parcel) -> Answer<Finding>;

    /// [`look`](Self::look) for parcels of one
    /// [`look_key`](Operation::look_key), in their order. Where one answer of
    /// the service tells about all of them, it is asked for once.
    fn look_at_all(&self, parcels: &[Parcel]) -> Vec<Answer<Finding>> {
        parcels.iter().map(|parcel| self.look(parcel)).collect()
    }

    /// A parcel is settled: what was kept for it, such as the session of an
    /// upload, can go.
    fn forget(&self, _parcel: ItemId) {}
}

/// What is sent: an operation with the bytes that were frozen for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The item of the outbox.
    pub id: ItemId,
    /// What is to be done.
    pub operation: Operation,
    /// The file that goes with it.
    pub file: Option<Arc<[u8]>>,
    /// When it was first sent, in Unix milliseconds by this machine's clock;
    /// what the service holds from before is not of it.
    pub sent_at: Option<i64>,
    /// The service's word that it took it, if it gave it.
    pub receipt: Option<Receipt>,
}

/// The service's word that it took a parcel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Receipt {
    /// What the service calls the result: a track, an input, an order.
    pub remote_id: Option<String>,
    /// The state it is in now, where the service names it.
    pub base: Option<Base>,
    /// Whether viewers do not see it, where the service says so.
    #[serde(default)]
    pub draft: Option<bool>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// When, by the service's clock, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub server_time: Option<i64>,
}

/// What a look at the service showed of a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Its effect is there, and whole.
    Applied(Receipt),
    /// Its effect is there, and the service is still at work on it.
    Working(Receipt),
    /// Its effect is there, and the service could not use what it got.
    Rejected {
        /// What is known of it.
        receipt: Receipt,
        /// Why, in words.
        message: String,
        /// Why, in the service's own word, such as `unknownFormat`.
        reason: Option<String>,
    },
    /// Its effect is not there, and what it would act on is as it was: the
    /// request still waits, the track is in the state that was expected, no
    /// order has the reference.
    Absent,
    /// What it acted on is not listed any more, and nothing shows whether this
    /// did it.
    Gone,
    /// What it would act on is in another state than was expected, and not
    /// through this parcel.
    Changed(Theirs),
    /// Its effect is there more than once; these are what the service calls
    /// them.
    Several(Vec<String>),
}

/// The service's side of a conflict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theirs {
    /// What the service calls it; absent where it is not there any more.
    pub remote_id: Option<String>,
    /// The state it is in.
    pub base: Option<Base>,
    /// Its captions, where they could be fetched.
    pub file: Option<Vec<u8>>,
}

/// A failure to do something at a service: a code to branch on, words that name
/// the service and say what to do, and what is known of the effect.
///
/// Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[error("{message}")]
pub struct Failure {
    /// What went wrong, for programs.
    pub code: FailureCode,
    /// What became of the call at the service.
    pub certainty: Certainty,
    /// When the same call may be made again.
    pub advice: Advice,
    /// What went wrong and what to do, for people.
    pub message: String,
    /// The field of the request it is about, where that is known.
    pub field: Option<String>,
    /// The HTTP status, where an answer came.
    pub status: Option<u16>,
    /// The service's own code, such as `captionExists` or `10004`.
    pub reason: Option<String>,
}

impl Failure {
    /// A failure before anything was sent.
    #[must_use]
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self {
            code,
            certainty: Certainty::NotApplied,
            advice: Advice::User,
            message: message.into(),
            field: None,
            status: None,
            reason: None,
        }
    }

    /// The same failure, with what is known of the effect.
    #[must_use]
    pub fn with_certainty(mut self, certainty: Certainty) -> Self {
        self.certainty = certainty;
        self
    }

    /// The same failure, with advice on trying again.
    #[must_use]
    pub fn with_advice(mut self, advice: Advice) -> Self {
        self.advice = advice;
        self
    }
}

/// Whether a call changed anything at the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It did not: nothing was sent, or it was refused.
    NotApplied,
    /// Nobody here knows; only looking at the service tells.
    Unknown,
    /// It did, though its answer could not be used.
    Applied,
}

/// When a failed call may be made again, its effect permitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Advice {
    /// The same call will fail again.
    Never,
    /// After a growing pause.
    Backoff,
    /// Not before the service's own time has passed.
    After {
        /// From now, in milliseconds.
        #[cfg_attr(feature = "specta", specta(type = i32))]
        millis: i64,
    },
    /// When the service's daily quota starts anew.
    ParkUntilQuotaReset,
    /// When the user has signed in again.
    SignIn,
    /// When the user has changed something.
    User,
}

/// The kinds of failure at a service. Names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum FailureCode {
    /// An address is no address, or not one that may be used.
    BadAddress,
    /// An address is plain http and not on this machine.
    NotEncrypted,
    /// No connection came about: no network, no such host, refused.
    Unreachable,
    /// The server's certificate does not verify.
    Certificate,
    /// No answer came in time.
    TimedOut,
    /// The connection broke before the answer was whole.
    ConnectionLost,
    /// The caller cancelled it.
    Cancelled,
    /// The answer is larger than any that this call can have.
    TooLarge,
    /// The answer is a web page and not what the service speaks.
    NotTheService,
    /// The answer is not of the form that the service documents.
    BadAnswer,
    /// The server sends the call elsewhere where it must not.
    RedirectRefused,
    /// The redirects do not end.
    TooManyRedirects,
    /// The request is malformed; `field` and `reason` say more.
    Invalid,
    /// The sign-in or the key is missing, wrong, or no longer valid.
    NotSignedIn,
    /// The account may not do this.
    Forbidden,
    /// What the call is about is not there.
    NotFound,
    /// What the call would make is there already, or has changed meanwhile.
    Conflict,
    /// What the call is about is there no longer: an expired link or session.
    Expired,
    /// Too many calls in a short time.
    RateLimited,
    /// The day's quota is used up.
    QuotaUsedUp,
    /// The service itself failed.
    ServiceFault,
    /// The service is not available at the moment.
    Unavailable,
    /// The service answered with a status that it does not document.
    UnexpectedStatus,
    /// Signing in was refused by the user or by the service.
    SignInRefused,
    /// Signing in took too long.
    SignInTimedOut,
    /// An answer to a sign-in that was not asked for.
    SignInMismatch,
    /// The user did not grant what is needed.
    ScopeMissing,
    /// The store of secrets cannot be used.
    SecretStore,
    /// A file on this machine cannot be read or written.
    File,
    /// A defect in Cuewright.
    Defect,
}

impl FailureCode {
    /// Its stable name.
    #[must_use]
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        }
    }
}

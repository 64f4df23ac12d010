//! Items of the outbox, and the journal of what was tried with them.

use captions::{RevisionId, TrackId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AccountId, Base, Failure, ItemId, LinkId, Operation, Receipt};

/// One thing that is to be done, is being done, or was done to a service.
///
/// Its operation and its file never change while it is under way: what was
/// frozen is what is sent. A newer edit is another item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Item {
    /// Its name, for good.
    pub id: ItemId,
    /// The account it is done with.
    pub account: AccountId,
    /// See [`Operation::natural_key`].
    pub natural_key: String,
    /// What is to be done.
    pub operation: Operation,
    /// The file that goes with it, which is kept apart.
    pub file: Option<FrozenFile>,
    /// The revision it publishes.
    pub origin: Option<Origin>,
    /// The link it keeps in step.
    pub link: Option<LinkId>,
    /// Items that must be done before.
    pub depends_on: Vec<ItemId>,
    /// The item with the same key that it waits behind.
    pub behind: Option<ItemId>,
    /// The newer item that took its place.
    pub replaced_by: Option<ItemId>,
    /// How far it is.
    pub state: ItemState,
    /// What the user is needed for, in the state
    /// [`NeedsUser`](ItemState::NeedsUser).
    pub need: Option<Need>,
    /// How often it was sent.
    pub attempts: u32,
    /// Failures in a row that were worth another try.
    pub tries: u32,
    /// Not to be touched before, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub not_before: Option<i64>,
    /// When it was first sent, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub sent_at: Option<i64>,
    /// Whether it was ever unknown what a send did. A refusal then proves
    /// nothing: the send before may be what it refuses a second of.
    pub doubted: bool,
    /// What looking has shown since the last send.
    pub looks: Looks,
    /// The service's word that it took it.
    pub receipt: Option<Receipt>,
    /// The service's side of a conflict.
    pub theirs: Option<TheirSide>,
    /// What went wrong last.
    pub failure: Option<Failure>,
    /// Units of quota it is estimated to cost, sending and looking.
    pub cost: u32,
    /// When it was put in, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub created_at: i64,
    /// When it last changed, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub updated_at: i64,
    /// Lines of the journal about it.
    pub entries: u32,
    /// Counts its changes: who writes one says which it follows.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub edition: u64,
}

/// How far an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    /// Waits for its turn. Nothing of it is at the service.
    Queued,
    /// Is being sent.
    Sending,
    /// Was sent, and nobody knows what it did. Leaves only by looking.
    Unknown,
    /// Was taken by the service and is looked for.
    Verifying,
    /// Was seen at the service.
    Done,
    /// Waits for a time that is far off. Nothing of it is at the service.
    Parked,
    /// The service holds something else than was expected; both sides are kept.
    Conflict,
    /// The user decides.
    NeedsUser,
    /// Was refused for good. Nothing of it is at the service, or what is there
    /// could not be used.
    Failed,
    /// Was given up, or replaced by a newer item.
    Cancelled,
}

impl ItemState {
    /// Whether nothing more happens to it by itself or by a decision.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    /// Whether there can be only one such item for a key.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(
            self,
            Self::Queued
                | Self::Sending
                | Self::Unknown
                | Self::Verifying
                | Self::Parked
                | Self::Conflict
        )
    }

    /// Whether it was sent and is not yet accounted for.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Sending | Self::Unknown | Self::Verifying)
    }

    /// Its name, as it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Verifying => "verifying",
            Self::Done => "done",
            Self::Parked => "parked",
            Self::Conflict => "conflict",
            Self::NeedsUser => "needs-user",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What the user is needed for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Need {
    /// To change what was refused; see the failure.
    Correct,
    /// To say whether it arrived: what it acted on is gone, and nothing shows
    /// whether this did it.
    Unverified,
    /// To say whether to send it again: it was looked for long enough and is
    /// not there.
    NotFound,
    /// To look for themselves: the service took it, and it is not to be seen.
    NotConfirmed,
    /// To deal with an effect that came about more than once.
    Several {
        /// What the service calls them.
        ids: Vec<String>,
    },
    /// To deal with an item that this one depends on and that will not be done.
    Blocked {
        /// That item.
        by: ItemId,
    },
}

impl Need {
    /// Whether its effect may be at the service.
    #[must_use]
    pub const fn is_doubt(&self) -> bool {
        match self {
            Self::Unverified | Self::NotFound | Self::NotConfirmed | Self::Several { .. } => true,
            Self::Correct | Self::Blocked { .. } => false,
        }
    }
}

/// What looking for an item has shown since it was last sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Looks {
    /// From when on it is looked for, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub since: i64,
    /// Looks that the service answered.
    pub answered: u32,
    /// Looks that found nothing of it.
    pub absent: u32,
    /// When the first of those was.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub first_absent: Option<i64>,
    /// Looks in a row that failed.
    pub failed: u32,
}

impl Looks {
    /// Nothing looked for yet.
    #[must_use]
    pub fn since(now: i64) -> Self {
        Self {
            since: now,
            ..Self::default()
        }
    }
}

/// A file that was frozen for an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FrozenFile {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub bytes: u64,
}

impl FrozenFile {
    /// Describes bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            sha256: super::sha256(bytes),
            bytes: bytes.len() as u64,
        }
    }
}

/// The service's side of a conflict, without its captions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TheirSide {
    /// What the service calls it; absent where it is not there any more.
    pub remote_id: Option<String>,
    /// The state it is in.
    pub base: Option<Base>,
    /// Its captions, which are kept apart, where they could be fetched.
    pub file: Option<FrozenFile>,
}

/// The revision that an item publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "ItemOrigin")]
pub struct Origin {
    /// The project.
    #[cfg_attr(feature = "specta", specta(type = String))]
    pub project: Uuid,
    /// The track.
    pub track: TrackId,
    /// The frozen revision.
    pub revision: RevisionId,
}

/// What is put in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// Its name. Putting in the same name again changes nothing, so it is
    /// chosen before and kept by whoever must be able to try again.
    pub id: ItemId,
    /// The account it is done with.
    pub account: AccountId,
    /// What is to be done.
    pub operation: Operation,
    /// The file that goes with it.
    pub file: Option<Vec<u8>>,
    /// The revision it publishes.
    pub origin: Option<Origin>,
    /// The link it keeps in step.
    pub link: Option<LinkId>,
    /// Items that must be done before, besides those its operation names.
    pub depends_on: Vec<ItemId>,
}

impl NewItem {
    /// An operation without a file.
    #[must_use]
    pub const fn new(id: ItemId, account: AccountId, operation: Operation) -> Self {
        Self {
            id,
            account,
            operation,
            file: None,
            origin: None,
            link: None,
            depends_on: Vec::new(),
        }
    }

    /// The same with a file.
    #[must_use]
    pub fn with_file(mut self, file: Vec<u8>) -> Self {
        self.file = Some(file);
        self
    }

    /// The item as it begins, at a time in Unix milliseconds.
    #[must_use]
    pub fn begin(&self, now: i64) -> Item {
        let mut depends_on = self.operation.needs();
        depends_on.extend(&self.depends_on);
        Item {
            id: self.id,
            account: self.account,
            natural_key: self.operation.natural_key(self.id),
            operation: self.operation.clone(),
            file: self.file.as_deref().map(FrozenFile::of),
            origin: self.origin,
            link: self.link,
            depends_on,
            behind: None,
            replaced_by: None,
            state: ItemState::Queued,
            need: None,
            attempts: 0,
            tries: 0,
            not_before: None,
            sent_at: None,
            doubted: false,
            looks: Looks::default(),
            receipt: None,
            theirs: None,
            failure: None,
            cost: super::estimate(&self.operation).units(),
            created_at: now,
            updated_at: now,
            entries: 0,
            edition: 0,
        }
    }
}

/// Which of the files kept for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// What is sent.
    Ours,
    /// What the service holds instead, in a conflict.
    Theirs,
}

impl Side {
    /// Its name, as it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        }
    }
}

/// A line of the journal: one call that was made for an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Attempt {
    /// The item.
    pub item: ItemId,
    /// Its number among the item's, from 1.
    pub number: u32,
    /// What was done.
    pub call: Call,
    /// When it began, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub started: i64,
    /// When it ended; absent while it is under way, or where the program ended
    /// first.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub ended: Option<i64>,
    /// SHA-256 of the file that went with it.
    pub sha256: Option<String>,
    /// What it came to, in one word: `accepted`, `absent`, a failure's code.
    pub outcome: Option<String>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The service's own code.
    pub reason: Option<String>,
    /// What was said about it.
    pub message: Option<String>,
    /// When the service wants to be asked again, in milliseconds from then.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub retry_after: Option<i64>,
    /// When it was by the service's clock, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub server_time: Option<i64>,
}

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// A look at what would be overwritten.
    Check,
    /// A send.
    Send,
    /// A look whether it arrived.
    Look,
}

impl Call {
    /// Its name, as it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Send => "send",
            Self::Look => "look",
        }
    }
}

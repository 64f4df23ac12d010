//! The port to where the outbox is kept: this user's desk.

use uuid::Uuid;

use super::{
    Account, AccountId, AccountState, Attempt, Decision, Item, ItemId, Link, LinkId, NewItem,
    Receipt, Side,
};
use crate::Result;

/// The outbox as it is kept, with the accounts, links and quota it needs.
///
/// What a method has answered `Ok` to outlives a crash and a power cut. Several
/// processes may have one open; only who holds the lease may
/// [`write`](Self::write) what sending came to.
pub trait OutboxStore: Send {
    /// Names this desk for good, so that what one desk has begun is not begun
    /// again at another that got a copy of the project.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn desk_id(&mut self) -> Result<Uuid>;

    /// Counts changes that others made: where the number is the one of before,
    /// what was read then is still so, but for this store's own writes.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn changes(&mut self) -> Result<u64>;

    /// Every account, in the order they were made.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn accounts(&mut self) -> Result<Vec<Account>>;

    /// Keeps an account, new or changed.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn put_account(&mut self, account: &Account) -> Result<()>;

    /// Removes an account with its links. Its settled items stay, as what was
    /// sent.
    ///
    /// # Errors
    /// [`NotNow`](crate::ErrorCode::NotNow) where items of it are not settled.
    fn remove_account(&mut self, account: AccountId) -> Result<()>;

    /// Every link.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn links(&mut self) -> Result<Vec<Link>>;

    /// Keeps a link, new or changed.
    ///
    /// # Errors
    /// Where the desk cannot be written;
    /// [`Exists`](crate::ErrorCode::Exists) where another link is to the same
    /// thing.
    fn put_link(&mut self, link: &Link) -> Result<()>;

    /// Removes a link. What it linked stays on both sides.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn remove_link(&mut self, link: LinkId) -> Result<()>;

    /// Puts an item in, as [`admit`](super::admit()) says. Putting in one that is
    /// there changes nothing.
    ///
    /// # Errors
    /// As [`admit`](super::admit());
    /// [`NoSuchAccount`](crate::ErrorCode::NoSuchAccount).
    fn put_in(&mut self, new: &NewItem, now: i64) -> Result<Item>;

    /// Carries out a decision of the user.
    ///
    /// # Errors
    /// As [`decide`](super::decide()); [`NoSuchItem`](crate::ErrorCode::NoSuchItem).
    fn decide(&mut self, item: ItemId, decision: Decision, now: i64) -> Result<Item>;

    /// One item.
    ///
    /// # Errors
    /// Where the desk cannot be read, or the item is not what was written.
    fn item(&mut self, id: ItemId) -> Result<Option<Item>>;

    /// Every item, oldest first.
    ///
    /// # Errors
    /// As [`item`](Self::item).
    fn items(&mut self) -> Result<Vec<Item>>;

    /// Every item that is not settled, oldest first.
    ///
    /// # Errors
    /// As [`item`](Self::item).
    fn open_items(&mut self) -> Result<Vec<Item>>;

    /// A file that is kept for an item.
    ///
    /// # Errors
    /// [`Damaged`](crate::ErrorCode::Damaged) where it is not what was frozen.
    fn file(&mut self, item: ItemId, side: Side) -> Result<Option<Vec<u8>>>;

    /// The journal of an item, oldest line first.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn attempts(&mut self, item: ItemId) -> Result<Vec<Attempt>>;

    /// Takes or renews the right to send, which one process has at a time.
    /// `false` where another has it. Who takes it anew finds every item that
    /// was being sent [`interrupted`](super::transition::interrupted).
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn take_lease(&mut self, lease: &Lease, now: i64) -> Result<bool>;

    /// Gives the right to send back.
    ///
    /// # Errors
    /// Where the desk cannot be written. The right ends by itself then.
    fn release_lease(&mut self, holder: Uuid) -> Result<()>;

    /// Writes what sending came to, all of it or nothing, and renews the lease.
    ///
    /// # Errors
    /// Where the desk cannot be written; nothing is written then.
    fn write(&mut self, lease: &Lease, batch: &Batch) -> Result<Written>;

    /// Units of quota used on a day, a date in Los Angeles.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn quota_used(&mut self, pool: &str, day: &str) -> Result<u32>;

    /// Notes units of quota that were used by other calls than the outbox's.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn charge(&mut self, charge: &Charge) -> Result<()>;
}

/// The right to send, for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Names who holds it.
    pub holder: Uuid,
    /// The process that is.
    pub process: u32,
    /// When it ends, in Unix milliseconds.
    pub until: i64,
}

impl Lease {
    /// How long it holds without being renewed, in milliseconds.
    pub const LENGTH: i64 = 60_000;

    /// Whether someone else may take it at `now`: it has ended, or its end is
    /// so far off that the clock must have gone back since.
    #[must_use]
    pub const fn is_over(&self, now: i64) -> bool {
        self.until <= now || self.until > now.saturating_add(2 * Self::LENGTH)
    }
}

/// Changes that are made together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Items as they are now, in this order, each with the edition it was read
    /// with.
    pub items: Vec<Item>,
    /// Lines of the journal, new or completed.
    pub attempts: Vec<Attempt>,
    /// Units of quota.
    pub charges: Vec<Charge>,
    /// What accounts have become.
    pub accounts: Vec<(AccountId, AccountState)>,
    /// Links that are in step now.
    pub synced: Vec<Synced>,
    /// Files of services that items came into conflict with.
    pub theirs: Vec<(ItemId, Vec<u8>)>,
}

impl Batch {
    /// Whether it changes anything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
            && self.attempts.is_empty()
            && self.charges.is_empty()
            && self.accounts.is_empty()
            && self.synced.is_empty()
            && self.theirs.is_empty()
    }
}

/// Units of quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Whose quota; see [`Account::quota_pool`].
    pub pool: String,
    /// The day, a date in Los Angeles.
    pub day: String,
    /// How many; below zero for what was charged and not used.
    pub units: i64,
}

/// What a link's both sides agree on now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synced {
    /// The link.
    pub link: LinkId,
    /// The service's word.
    pub receipt: Receipt,
    /// SHA-256 of the captions that were sent, as they are compared.
    pub sha256: Option<String>,
    /// When, in Unix milliseconds.
    pub at: i64,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is on the disk.
    Whole,
    /// An item has changed since it was read; nothing was written.
    Stale,
    /// Another process has the right to send; nothing was written.
    NotHolder,
}

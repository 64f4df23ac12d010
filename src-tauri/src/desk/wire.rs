//! What the window asks of the desk and is told of it, besides what the
//! workbench defines.

use captions::{Cue, TrackId};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use workbench::outbox::{
    Account, AccountId, Bases, Drift, Estimate, Item, ItemId, Link, LinkId, MinutePrices, Proof,
};
use workbench::remote::{OrderRequest, ServiceName};
use workbench::{KeptMedia, KeptRequest, LossGroup, RequestKey};

/// Everything of the desk that the status bar and the pages show.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct DeskState {
    /// Every account, in the order they were made.
    pub accounts: Vec<Account>,
    /// Everything in the outbox, oldest first.
    pub items: Vec<Item>,
    /// Requests and orders.
    pub requests: Vec<KeptRequest>,
    /// Media that is kept.
    pub media: Vec<KeptMedia>,
    /// What tracks are linked to.
    pub links: Vec<Link>,
}

/// Something that happened at the desk.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DeskEvent {
    /// Something of it has changed.
    Desk(DeskChange),
}

/// What has changed of the desk. What is there replaces what was known of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, specta::Type)]
pub struct DeskChange {
    /// Every account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<Account>>,
    /// Every link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<Link>>,
    /// Items that are new or have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<Item>>,
    /// Requests that are new or have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<Vec<KeptRequest>>,
    /// Requests that are kept no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Vec<RequestKey>>,
    /// Media that has grown, or is kept anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<Vec<KeptMedia>>,
    /// The services were looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked: Option<Looked>,
}

/// What a new account is made of.
#[derive(Clone, Debug, Deserialize, specta::Type)]
pub struct NewAccount {
    /// The service.
    pub service: ServiceName,
    /// Its name for people.
    pub label: String,
    /// Where the service is.
    pub bases: Bases,
    /// The client that signs in.
    pub client_id: Option<String>,
    /// How calls prove who makes them.
    pub proof: Proof,
    /// What the service charges for each minute, as far as the user has said.
    #[serde(default)]
    pub prices: MinutePrices,
}

/// A secret on its way from the user to the store. Shown nowhere: `Debug` hides
/// its value, and nothing of it can be written out.
#[derive(Clone, Debug, Deserialize, specta::Type)]
pub struct NamedSecret {
    /// `client-secret`, `client-api-key`, `user-api-key`, `access-token`,
    /// `refresh-token`, or the name of a header.
    pub name: String,
    /// The secret.
    #[specta(type = String)]
    pub value: SecretString,
}

/// What a test of an account showed.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct AccountTest {
    /// Whether it can be used.
    pub ok: bool,
    /// What it is, in words that name the service.
    pub message: String,
}

/// Where secrets can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum SecretPlace {
    /// The system's keyring.
    Keyring,
    /// The kernel's keys, of Linux.
    KernelKeys,
    /// A file under a passphrase.
    PassphraseFile,
    /// Memory alone.
    Memory,
}

/// How long a place keeps secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Lasting {
    /// Until they are deleted.
    ForGood,
    /// Until the computer starts again.
    UntilReboot,
    /// Until Cuewright ends.
    UntilExit,
}

/// What is known of one place for secrets.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct SecretPlaceInfo {
    /// Which.
    pub place: SecretPlace,
    /// Whether it was tried, and gave back what it was given.
    pub works: bool,
    /// Why it does not, in words.
    pub message: Option<String>,
    /// How long it keeps them.
    pub lasting: Lasting,
}

/// Where secrets are kept, and where they could be.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct SecretStores {
    /// What holds; absent until the user has chosen where the keyring does not
    /// work. None is ever chosen in its place.
    pub chosen: Option<SecretPlace>,
    /// Whether it must be opened with its passphrase first.
    pub locked: bool,
    /// Every place that this system could have.
    pub places: Vec<SecretPlaceInfo>,
}

/// Units of quota of a day.
#[derive(Clone, Copy, Debug, Serialize, specta::Type)]
pub struct QuotaUse {
    /// Used so far.
    pub used: u32,
    /// How many there are; 0 where the service counts none.
    pub of: u32,
    /// When it starts anew, in Unix milliseconds.
    #[specta(type = i32)]
    pub resets_at: i64,
}

/// What the user wants done to a service. Nothing is sent by saying it.
#[derive(Clone, Debug, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Wish {
    /// To hand in a track as the result of a request.
    Fulfil {
        /// The request.
        request: RequestKey,
        /// The track.
        track: TrackId,
        /// The language of the captions.
        language: Option<String>,
    },
    /// To give a request back as failed.
    Fail {
        /// The request.
        request: RequestKey,
        /// Why.
        message: String,
    },
    /// To make or change a service type.
    ServiceTypePut {
        /// The account.
        account: AccountId,
        /// What requests name it by.
        key: String,
        /// What it is.
        description: String,
        /// The languages it is offered in; absent leaves them as they are.
        languages: Option<Vec<String>>,
    },
    /// To remove a service type.
    ServiceTypeDelete {
        /// The account.
        account: AccountId,
        /// What requests name it by.
        key: String,
    },
    /// To send a track to what it is linked to.
    Push {
        /// The link.
        link: LinkId,
        /// Whether its captions are sent.
        captions: bool,
        /// Whether viewers do not see it; absent leaves that as it is.
        draft: Option<bool>,
    },
    /// To make a track at `YouTube`, and link it.
    PushNew {
        /// The account.
        account: AccountId,
        /// The track.
        track: TrackId,
        /// The video.
        video: String,
        /// Its language, a BCP 47 tag.
        language: String,
        /// Its name; empty for the default track.
        name: String,
        /// Whether viewers do not see it.
        draft: bool,
    },
    /// To send what an item in conflict would have sent as a track of another
    /// name instead; a draft, as nobody asked for more.
    PushBeside {
        /// The item, which is given up.
        item: ItemId,
        /// The other track's name.
        name: String,
    },
    /// To delete what a track is linked to.
    Withdraw {
        /// The link.
        link: LinkId,
    },
    /// To take an order back.
    CancelOrder {
        /// The account.
        account: AccountId,
        /// The order's number.
        number: String,
    },
    /// To order captions.
    Order {
        /// The account.
        account: AccountId,
        /// The order.
        order: Box<OrderRequest>,
        /// Files of this machine that go before it.
        uploads: Vec<Upload>,
    },
}

/// A file of this machine that goes to Rev before its order.
#[derive(Clone, Debug, Deserialize, specta::Type)]
pub struct Upload {
    /// The name that the order's input gives it.
    pub item: ItemId,
    /// The file, which the user has named.
    pub path: String,
}

/// A field of what would be sent, and why it would be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub struct FieldProblem {
    /// The service's code, where it has one: `10005`.
    pub code: Option<String>,
    /// Such as `caption_options.inputs[0].speakers[3]`.
    pub field: String,
    /// What is the case and what to do.
    pub message: String,
}

/// What an order will cost.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CostEstimate {
    /// Length of all media that say theirs, in seconds.
    #[specta(type = i32)]
    pub seconds: u64,
    /// Every part of the cost.
    pub parts: Vec<CostPart>,
    /// The sum of the parts whose price is known, in dollars as a decimal text.
    pub known: String,
    /// How many media do not say their length.
    pub unmeasured: u32,
    /// Whether it is an order for trial.
    pub sandbox: bool,
}

/// One part of the cost of an order.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CostPart {
    /// What it is for.
    pub kind: CostKind,
    /// Dollars as a decimal text; absent where the price is not known.
    pub amount: Option<String>,
}

/// What a part of the cost is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum CostKind {
    /// The captions.
    Captions,
    /// Subtitles in all languages.
    Subtitles,
    /// Rush.
    Rush,
    /// Premium service captions.
    Premium,
    /// Captions in the picture.
    BurnedIn,
}

/// The file that would be sent.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct SentFile {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u32,
    /// How many cues are in it.
    pub cues: u32,
}

/// What would happen, before anything is sent.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct SendPreview {
    /// The account it is done with.
    pub account: AccountId,
    /// The service.
    pub service: ServiceName,
    /// What is acted on, in words: `request 41 of Lakeside School`.
    pub target: String,
    /// The file that goes with it.
    pub file: Option<SentFile>,
    /// What the file cannot carry.
    pub losses: Vec<LossGroup>,
    /// Units of quota it is expected to cost.
    pub quota: Estimate,
    /// The day's units; absent where the service counts none.
    pub quota_use: Option<QuotaUse>,
    /// What an order will cost; absent for everything else.
    pub cost: Option<CostEstimate>,
    /// Whether the service takes it once, for good.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// Why it cannot be sent as it is; empty where it can.
    pub problems: Vec<FieldProblem>,
    /// What may still go wrong.
    pub warnings: Vec<FieldProblem>,
}

/// What the user wants fetched to be compared. Nothing is asked of the service
/// by saying it.
#[derive(Clone, Debug, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Fetch {
    /// The service's side of a link.
    Link {
        /// The link.
        link: LinkId,
    },
    /// The service's side of an item that met something else there.
    Conflict {
        /// The item.
        item: ItemId,
    },
}

/// What fetching would come to, before anything is asked of the service.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct FetchPreview {
    /// The account it is done with.
    pub account: AccountId,
    /// The service.
    pub service: ServiceName,
    /// What is fetched, in words: `the track English of the video V of Lakeside`.
    pub target: String,
    /// Units of quota it costs.
    pub units: u32,
    /// The day's units.
    pub quota_use: QuotaUse,
}

/// Both sides of a conflict, or of a pull, as cues.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct Sides {
    /// How they have moved on since they last agreed.
    pub drift: Drift,
    /// The track, as it was to be sent.
    pub ours: Vec<Cue>,
    /// The service's side; absent where it is no captions or could not be had.
    pub theirs: Option<Vec<Cue>>,
    /// When that was last changed, in Unix milliseconds by the service's clock.
    #[specta(type = Option<i32>)]
    pub theirs_changed: Option<i64>,
}

/// What looking at the services came to.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
pub struct Looked {
    /// When, in Unix milliseconds.
    #[specta(type = i32)]
    pub at: i64,
    /// The accounts that were looked at.
    pub accounts: Vec<Refreshed>,
}

/// What looking at an account for requests came to.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
pub struct Refreshed {
    /// The account.
    pub account: AccountId,
    /// Why it could not be looked at; absent where it could.
    pub problem: Option<String>,
}

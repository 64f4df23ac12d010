//! Rev's part of the world.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Content;

/// What there is at Rev.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RevWorld {
    /// What Rev's document leaves open.
    pub switches: RevSwitches,
    /// Who may order.
    pub accounts: Vec<RevAccount>,
    /// Media that has been sent in.
    pub inputs: Vec<RevInput>,
    /// Orders, the oldest first.
    pub orders: Vec<RevOrder>,
    /// The captions that every order is delivered with, in SubRip.
    pub deliverable: String,
    /// Hosts that cannot be reached; links to them are refused.
    pub unreachable_hosts: Vec<String>,
}

/// Someone with keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RevAccount {
    /// The application's key.
    pub client_key: String,
    /// The user's key.
    pub user_key: String,
    /// Whether real orders cannot be placed.
    pub sandbox_only: bool,
    /// Whether the user may pay from a balance.
    pub balance_eligible: bool,
    /// How much may be spent, in cents.
    pub balance_cents: u64,
    /// Whether the user has invoicing, and so PO numbers.
    pub invoicing: bool,
    /// The kinds of orders that may carry a PO number.
    pub po_order_types: Vec<String>,
    /// The workspaces the user is a member of.
    pub workspaces: Vec<u64>,
}

impl Default for RevAccount {
    fn default() -> Self {
        Self {
            client_key: "practice-rev-client".to_owned(),
            user_key: "practice-rev-user".to_owned(),
            sandbox_only: false,
            balance_eligible: true,
            balance_cents: 1_000_000,
            invoicing: true,
            po_order_types: vec!["caption".to_owned()],
            workspaces: vec![123_456_789],
        }
    }
}

/// Media that has been sent in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RevInput {
    /// Its URN.
    pub uri: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub content_type: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// The SHA-256 of them, where they were sent.
    pub sha256: Option<String>,
    /// How long it is, where that could be told.
    pub seconds: Option<u64>,
}

/// An order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RevOrder {
    /// Its number.
    pub number: String,
    /// Whose it is, by the user's key; empty for everybody's. Not shown.
    #[serde(skip_serializing)]
    pub user_key: String,
    /// The client's name for it.
    pub client_ref: Option<String>,
    /// The PO number.
    pub po_number: Option<String>,
    /// Whether it is not real.
    pub sandbox: bool,
    /// What it costs, in cents.
    pub price_cents: u64,
    /// Whether it is in a hurry.
    pub rush: bool,
    /// Whether it has time.
    pub non_standard_tat_guarantee: bool,
    /// When it was placed.
    pub placed_on: Option<DateTime<Utc>>,
    /// When it is complete; absent, as the switches say.
    pub complete_on: Option<DateTime<Utc>>,
    /// When it was cancelled.
    pub cancelled_on: Option<DateTime<Utc>>,
    /// How long its media is, in seconds.
    pub seconds: u64,
    /// What there is to fetch when it is complete.
    pub attachments: Vec<RevAttachment>,
    /// What was said about it.
    pub comments: Vec<RevComment>,
    /// Who is told.
    pub notification: Option<RevNotification>,
    /// The last status that was told.
    pub told_status: Option<String>,
}

/// Something to fetch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RevAttachment {
    /// Its id.
    pub id: String,
    /// What it is: `media`, `caption`, `subtitle` or `burned_in_caption`.
    pub kind: String,
    /// Its file name.
    pub name: String,
    /// How long it is, in seconds.
    pub seconds: u64,
    /// The captions in SubRip; absent, the world's deliverable.
    pub content: Option<Content>,
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevComment {
    /// By whom.
    #[serde(default)]
    pub by: Option<String>,
    /// When.
    #[serde(default)]
    pub timestamp: Option<DateTime<Utc>>,
    /// What.
    #[serde(default)]
    pub text: Option<String>,
}

/// Who is told of an order's progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevNotification {
    /// The address.
    pub url: String,
    /// Whether everything is told, and not only the end.
    #[serde(default)]
    pub detailed: bool,
    /// Whether it is told in JSON, and not as a form.
    #[serde(default)]
    pub json: bool,
}

/// What Rev's document leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RevSwitches {
    /// How many seconds an order waits for a captioner; until then it can be cancelled.
    pub work_begins_s: i64,
    /// How many seconds a sandbox order takes.
    pub sandbox_s: i64,
    /// How many seconds a real order takes.
    pub real_s: i64,
    /// How many seconds after an order was placed `clientRef` finds it.
    pub client_ref_delay_s: i64,
    /// Whether an unknown order is answered with an empty body, and not with `"Not Found"`.
    pub empty_not_found: bool,
    /// How a cancelled order is called.
    pub cancelled_word: String,
    /// How a complete order is called.
    pub complete_word: String,
    /// How many orders a page has unless the client says.
    pub page_size: usize,
    /// Whether lists carry attachments and comments.
    pub details_in_lists: bool,
    /// Whether `non_standard_tat_guarantee` is a string.
    pub tat_is_string: bool,
    /// Whether error codes are strings.
    pub codes_are_strings: bool,
    /// Whether file names stand in quotes.
    pub quotes_file_names: bool,
    /// A file name given with every attachment in place of its own.
    pub attachment_file_name: Option<String>,
    /// Whether WebVTT is answered with SubRip, as the old sandbox did (UNL_MediaHub #292).
    pub wrong_vtt: bool,
    /// How long media behind a link is taken to be, in seconds; absent, it cannot be told.
    pub link_s: Option<u64>,
    /// Days after which a video with burned-in captions is gone.
    pub burned_in_days: i64,
}

impl Default for RevSwitches {
    fn default() -> Self {
        Self {
            work_begins_s: 60,
            sandbox_s: 300,
            real_s: 24 * 3600,
            client_ref_delay_s: 0,
            empty_not_found: false,
            cancelled_word: "Cancelled".to_owned(),
            complete_word: "Complete".to_owned(),
            page_size: 25,
            details_in_lists: false,
            tat_is_string: false,
            codes_are_strings: false,
            quotes_file_names: true,
            attachment_file_name: None,
            wrong_vtt: false,
            link_s: Some(120),
            burned_in_days: 7,
        }
    }
}

/// What an order is delivered with in a world that says nothing about it.
const DELIVERABLE: &str = "1\n00:00:01,000 --> 00:00:03,000\nThese captions were delivered\nby the practice services.\n\n\
2\n00:00:03,500 --> 00:00:06,000\n[door closes]\n";

impl Default for RevWorld {
    fn default() -> Self {
        Self {
            switches: RevSwitches::default(),
            accounts: vec![RevAccount::default()],
            inputs: Vec::new(),
            orders: Vec::new(),
            deliverable: DELIVERABLE.to_owned(),
            unreachable_hosts: Vec::new(),
        }
    }
}

impl RevWorld {
    pub(super) fn settle(&mut self, now: DateTime<Utc>) {
        for order in &mut self.orders {
            order.placed_on.get_or_insert(now);
        }
    }
}

//! The JSON form of an item of the outbox. Keys may be added, never renamed.

use serde::Serialize;
use workbench::outbox::{Account, Failure, Item, ItemState, Need};

use super::time;

/// An item as commands show it.
#[derive(Serialize)]
pub(crate) struct ItemForm {
    id: String,
    account: String,
    service: String,
    /// What it does.
    action: String,
    state: &'static str,
    /// What the service calls the result.
    remote_id: Option<String>,
    attempts: u32,
    /// Units of quota it is estimated to cost.
    cost: u32,
    sha256: Option<String>,
    bytes: Option<u64>,
    created_at: String,
    not_before: Option<String>,
    replaced_by: Option<String>,
    need: Option<Need>,
    failure: Option<Failure>,
}

impl ItemForm {
    pub(crate) fn of(item: &Item, accounts: &[Account]) -> Self {
        let account = accounts.iter().find(|account| account.id == item.account);
        Self {
            id: item.id.to_string(),
            account: account
                .map_or_else(|| item.account.to_string(), |account| account.label.clone()),
            service: item.operation.service().to_string().to_lowercase(),
            action: item.operation.label(),
            state: item.state.name(),
            remote_id: item
                .receipt
                .as_ref()
                .and_then(|receipt| receipt.remote_id.clone()),
            attempts: item.attempts,
            cost: item.cost,
            sha256: item.file.as_ref().map(|file| file.sha256.clone()),
            bytes: item.file.as_ref().map(|file| file.bytes),
            created_at: time(item.created_at),
            not_before: item.not_before.map(time),
            replaced_by: item.replaced_by.map(|id| id.to_string()),
            need: item.need.clone(),
            failure: item.failure.clone(),
        }
    }

    /// One line for people.
    pub(crate) fn in_words(&self) -> String {
        let mut line = format!(
            "{}  {:<10}  {} ({}): {}",
            self.id, self.state, self.service, self.account, self.action
        );
        if let Some(remote) = &self.remote_id {
            line = format!("{line} -> {remote}");
        }
        if self.state != ItemState::Done.name()
            && let Some(failure) = &self.failure
        {
            line = format!("{line}\n    {}", failure.message);
        }
        line
    }

    /// Whether it does not go on by itself, and was not given up.
    pub(crate) fn needs_user(&self) -> bool {
        [ItemState::NeedsUser, ItemState::Failed, ItemState::Conflict]
            .iter()
            .any(|state| state.name() == self.state)
    }

    /// Why it does not go on, and what can be done.
    pub(crate) fn why(&self) -> String {
        let said = self.failure.as_ref().map(|failure| match &failure.field {
            Some(field) => format!("{field}: {}", failure.message),
            None => failure.message.clone(),
        });
        let said = said.unwrap_or_else(|| self.need_in_words().to_owned());
        format!("cannot {}: {said}", self.action)
    }

    fn need_in_words(&self) -> &'static str {
        match &self.need {
            None if self.state == ItemState::Conflict.name() => {
                "it has changed at the service meanwhile. Compare the two, then use sync decide"
            }
            Some(Need::Unverified | Need::NotConfirmed) => {
                "whether it arrived cannot be seen. Look at the service, then use sync decide"
            }
            Some(Need::NotFound) => {
                "it was not found at the service. Look there before it is sent again with sync decide"
            }
            Some(Need::Several { .. }) => "it is there more than once. Look at the service",
            Some(Need::Blocked { .. }) => "what it depends on will not be done",
            Some(Need::Correct) | None => "it was refused",
        }
    }
}

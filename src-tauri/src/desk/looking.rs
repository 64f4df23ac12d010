//! Looking at what the services show.

use std::collections::BTreeMap;

use workbench::outbox::{Account, AccountId, AccountState, Answer, RemoteKind};
use workbench::remote::ServiceName;
use workbench::{KeptRequest, RequestKey, Result};

use super::wire::{DeskChange, Looked, Refreshed};
use super::{Desk, practice};

/// What looking at services came to.
#[derive(Debug, Default)]
pub struct Look {
    /// What it came to for each account.
    pub accounts: Vec<Refreshed>,
    /// Whether any showed something else than before.
    pub changed: bool,
}

impl Desk {
    /// Looks at what accounts show. One that cannot be reached keeps what was
    /// kept of it, and says why.
    ///
    /// # Errors
    /// Where the desk cannot be read or written.
    pub fn refresh(&self, only: Option<AccountId>) -> Result<Look> {
        if let Some(app) = self.window.app() {
            practice::link_sample(app);
        }
        let mut look = Look::default();
        for account in self.with(|store| store.accounts())? {
            let asked = only.is_none_or(|only| only == account.id);
            if !asked || !is_looked_at(&account) {
                continue;
            }
            let (problem, changed) = match seen(self, &account) {
                Ok((kind, seen)) => (None, self.keep(account.id, kind, seen)?),
                Err(failure) => (Some(failure.message), false),
            };
            look.changed |= changed;
            look.accounts.push(Refreshed {
                account: account.id,
                problem,
            });
        }
        self.tell(DeskChange {
            looked: Some(Looked {
                at: self.now(),
                accounts: look.accounts.clone(),
            }),
            ..DeskChange::default()
        });
        Ok(look)
    }

    /// Keeps what an account showed, and tells the window what is not as before.
    fn keep(&self, account: AccountId, kind: RemoteKind, seen: Vec<KeptRequest>) -> Result<bool> {
        let (before, after) = self.with(|store| {
            let mut before = store.requests()?;
            before.retain(|kept| kept.key.account == account && kept.key.kind == kind);
            Ok((before, store.keep_seen(account, kind, seen)?))
        })?;
        let event = difference(&before, after);
        let is_new = |kept: &KeptRequest| {
            let same = |old: &&KeptRequest| old.key == kept.key;
            before
                .iter()
                .find(same)
                .is_none_or(|old| old.state != kept.state)
        };
        let news = event.requests.iter().flatten().any(is_new);
        let left = event.gone.iter().flatten().next().is_some();
        self.tell(event);
        Ok(news || left)
    }
}

/// Whether looking at an account shows anything: a video's tracks are looked
/// at when the user asks, since that costs quota.
pub fn is_looked_at(account: &Account) -> bool {
    account.service != ServiceName::YouTube && account.state == AccountState::Ok
}

fn seen(desk: &Desk, account: &Account) -> Answer<(RemoteKind, Vec<KeptRequest>)> {
    let (now, id) = (desk.now(), account.id);
    let clients = desk.access.clients();
    if account.service == ServiceName::Studio {
        let seen = clients.studio(account)?.pending()?;
        let kept = |request| KeptRequest::studio(id, request, now);
        return Ok((
            RemoteKind::StudioRequest,
            seen.into_iter().map(kept).collect(),
        ));
    }
    let seen = clients.rev(account)?.orders()?;
    let kept = |order| KeptRequest::rev(id, order, now);
    Ok((RemoteKind::RevOrder, seen.into_iter().map(kept).collect()))
}

/// What the window is told after a look: only what is not as before. When it
/// was last seen is no difference.
fn difference(before: &[KeptRequest], after: Vec<KeptRequest>) -> DeskChange {
    let mut rest: BTreeMap<&RequestKey, &KeptRequest> =
        before.iter().map(|kept| (&kept.key, kept)).collect();
    let mut changed = after;
    changed.retain(|now| {
        rest.remove(&now.key).is_none_or(|old| {
            let seen_now = KeptRequest {
                last_seen: now.last_seen,
                ..old.clone()
            };
            seen_now != *now
        })
    });
    DeskChange {
        requests: Some(changed),
        gone: Some(rest.into_keys().cloned().collect()),
        ..DeskChange::default()
    }
}

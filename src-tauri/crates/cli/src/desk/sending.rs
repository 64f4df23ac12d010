//! Putting something in the outbox, and sending what waits there.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use workbench::SystemClock;
use workbench::outbox::{
    Account, AccountState, Courier, Item, ItemId, ItemState, NewItem, Operation, OutboxStore,
    SystemChance, estimate,
};

use super::{Consent, Desk, now};

/// How something is sent.
#[derive(Args)]
pub(crate) struct Sending {
    #[command(flatten)]
    consent: Consent,
    /// Only put it in the outbox; sync run sends it
    #[arg(long)]
    later: bool,
    #[command(flatten)]
    pub(crate) waiting: Waiting,
}

/// How long a command waits.
#[derive(Args)]
pub(crate) struct Waiting {
    /// How many seconds to wait at most for the service to confirm what was sent
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    wait: u64,
}

impl Waiting {
    pub(crate) fn until(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.wait)
    }
}

impl Sending {
    /// Names what is about to be sent and asks; then puts it in the outbox, and
    /// sends it with whatever waits there. Answers the items as they are then.
    pub(crate) fn send(
        &self,
        desk: &mut Desk,
        account: &Account,
        details: &str,
        items: &[NewItem],
    ) -> anyhow::Result<Vec<Item>> {
        let announced = announcement(desk, account, details, items.iter().map(operation))?;
        self.consent.to(&announced)?;
        self.put_in(desk, items)
    }

    /// The same for what takes other things with it: the user types its name.
    pub(crate) fn send_typed(
        &self,
        desk: &mut Desk,
        account: &Account,
        (details, name): (&str, &str),
        items: &[NewItem],
    ) -> anyhow::Result<Vec<Item>> {
        let announced = announcement(desk, account, details, items.iter().map(operation))?;
        self.consent.to_typed(&announced, name)?;
        self.put_in(desk, items)
    }

    fn put_in(&self, desk: &mut Desk, items: &[NewItem]) -> anyhow::Result<Vec<Item>> {
        let mut ids = Vec::with_capacity(items.len());
        for item in items {
            ids.push(desk.store.put_in(item, now())?.id);
        }
        self.go_on(desk, &ids)
    }

    /// Names an operation that is about to be sent, and asks.
    pub(crate) fn agree(
        &self,
        desk: &mut Desk,
        account: &Account,
        details: &str,
        operation: &Operation,
    ) -> anyhow::Result<()> {
        self.consent
            .to(&announcement(desk, account, details, [operation])?)
    }

    /// Sends what is in the outbox by now, unless that is left for later, and
    /// answers the items as they are then.
    pub(crate) fn go_on(&self, desk: &mut Desk, ids: &[ItemId]) -> anyhow::Result<Vec<Item>> {
        if !self.later {
            desk.send_waiting(&self.waiting, ids)?;
        }
        desk.items_of(ids)
    }
}

const fn operation(item: &NewItem) -> &Operation {
    &item.operation
}

/// What is to be done, where to, and what it is expected to cost.
fn announcement<'a>(
    desk: &mut Desk,
    account: &Account,
    details: &str,
    operations: impl IntoIterator<Item = &'a Operation>,
) -> anyhow::Result<String> {
    let mut text = format!("{} (account {}):", account.service, account.label);
    let mut units = 0;
    for operation in operations {
        text = format!("{text}\n  {}", operation.label());
        units += estimate(operation).units();
    }
    if !details.is_empty() {
        text = format!("{text}\n  {details}");
    }
    if units > 0 {
        let used = desk.quota_used(account)?;
        let quota = account.quota;
        text = format!("{text}\n  estimated cost: {units} units; {used} of {quota} are used today");
    }
    Ok(text)
}

impl Desk {
    /// Sends what waits in the outbox and looks for what was sent, until the
    /// named items have come to an end, or the time is over.
    pub(crate) fn send_waiting(
        &mut self,
        waiting: &Waiting,
        wanted: &[ItemId],
    ) -> anyhow::Result<()> {
        self.try_locked_again()?;
        let until = waiting.until();
        let store = Box::new(store::Desk::open(&self.folder.join("desk.db"))?);
        let mut courier = Courier::new(store, Arc::new(SystemClock), Box::new(SystemChance));
        loop {
            let wake = courier.drain(&self.clients)?;
            if self.are_settled(wanted)? {
                break;
            }
            let Some(wake) = wake else { break };
            let pause = u64::try_from(wake.saturating_sub(now())).unwrap_or(0);
            let pause = Duration::from_millis(pause);
            if Instant::now() + pause > until {
                break;
            }
            thread::sleep(pause);
        }
        courier.stop();
        Ok(())
    }

    /// The items of these names, as they are now.
    pub(crate) fn items_of(&mut self, ids: &[ItemId]) -> anyhow::Result<Vec<Item>> {
        let mut items = Vec::with_capacity(ids.len());
        for id in ids {
            items.extend(self.store.item(*id)?);
        }
        Ok(items)
    }

    /// Whether the named items have come to an end; where none are, everything.
    fn are_settled(&mut self, wanted: &[ItemId]) -> anyhow::Result<bool> {
        let waits = |item: &Item| {
            item.state.is_under_way() || matches!(item.state, ItemState::Queued | ItemState::Parked)
        };
        let items = if wanted.is_empty() {
            self.store.open_items()?
        } else {
            self.items_of(wanted)?
        };
        Ok(!items.iter().any(waits))
    }

    /// Accounts whose secrets could not be had: perhaps they can by now.
    fn try_locked_again(&mut self) -> anyhow::Result<()> {
        for mut account in self.store.accounts()? {
            if account.state == AccountState::Locked {
                account.state = AccountState::Ok;
                self.store.put_account(&account)?;
            }
        }
        Ok(())
    }
}

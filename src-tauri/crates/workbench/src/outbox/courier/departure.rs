//! Calls that are begun.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Courier, Draft};
use crate::outbox::store::Charge;
use crate::outbox::{
    Action, Advice, Attempt, Call, Estimate, Failure, FailureCode, FrozenFile, Item, ItemId,
    ItemState, Job, Need, Operation, Parcel, Side, estimate, fits, retry, transition,
};
use crate::remote::OrderMedia;
use crate::{ErrorCode, Result};

impl Courier {
    /// Begins everything that is due.
    pub(super) fn begin_due(&mut self, draft: &mut Draft) -> Result<()> {
        while !self.closing {
            let plan = self.plan(&draft.flights, draft.now);
            if plan.actions.is_empty() {
                draft.wake_at = plan.wake_at;
                break;
            }
            for action in plan.actions {
                match action {
                    Action::Block { item, by } => self.block(item, by, draft),
                    Action::Send(id) => self.begin_send(id, draft)?,
                    Action::Check(id) => self.begin_look(&[id], Call::Check, draft)?,
                    Action::Look(ids) => self.begin_look(&ids, Call::Look, draft)?,
                }
            }
        }
        // A check holds only for a send that follows it at once.
        self.checked.clear();
        Ok(())
    }

    fn block(&mut self, id: ItemId, by: ItemId, draft: &mut Draft) {
        if let Some(item) = self.items.get_mut(&id) {
            item.state = ItemState::NeedsUser;
            item.need = Some(Need::Blocked { by });
            item.not_before = None;
            item.updated_at = draft.now;
            draft.touch(id);
        }
    }

    fn begin_send(&mut self, id: ItemId, draft: &mut Draft) -> Result<()> {
        let item = self.items[&id].clone();
        let Estimate { send, look, .. } = estimate(&item.operation);
        if !self.has_quota(&item, send + look, draft)? {
            self.park(item, draft);
            return Ok(());
        }
        let file = match self.frozen(&item)? {
            Ok(file) => file,
            Err(failure) => {
                self.fail(item, failure, draft);
                return Ok(());
            }
        };
        let mut item = transition::begin(item, draft.now);
        item.operation = resolved(item.operation, &self.items);
        item.entries += 1;
        draft.batch.attempts.push(begun(&item, draft.now));
        if send > 0 {
            self.charge_now(&item, send, draft);
        }
        let parcel = parcel(&item, file);
        self.checked.remove(&id);
        self.items.insert(id, item);
        draft.touch(id);
        self.fly(vec![parcel], Call::Send, draft);
        Ok(())
    }

    fn begin_look(&mut self, ids: &[ItemId], call: Call, draft: &mut Draft) -> Result<()> {
        let first = self.items[&ids[0]].clone();
        let units = estimate(&first.operation).look;
        if !self.has_quota(&first, units, draft)? {
            for id in ids {
                self.look_after_reset(*id, draft);
            }
            return Ok(());
        }
        let mut parcels = Vec::with_capacity(ids.len());
        for id in ids {
            let item = self.items[id].clone();
            match self.frozen(&item)? {
                Ok(file) => parcels.push(parcel(&item, file)),
                Err(failure) => self.fail(item, failure, draft),
            }
        }
        if !parcels.is_empty() {
            self.fly(parcels, call, draft);
        }
        Ok(())
    }

    fn fly(&self, parcels: Vec<Parcel>, call: Call, draft: &mut Draft) {
        let account = self.items[&parcels[0].id].account;
        // The edition is filled in once what is begun is on the disk.
        let of: BTreeMap<ItemId, u64> = parcels.iter().map(|parcel| (parcel.id, 0)).collect();
        draft.flights.insert(account, of);
        draft.jobs.push(Job {
            account: self.accounts[&account].clone(),
            call,
            parcels,
            started: draft.now,
        });
    }

    /// The file of an item, or why it cannot be sent: what is not what was
    /// frozen is not sent.
    fn frozen(&mut self, item: &Item) -> Result<std::result::Result<Option<Arc<[u8]>>, Failure>> {
        if item.file.is_none() {
            return Ok(Ok(None));
        }
        let failure = || {
            let message = "The file that was to be sent is damaged in the outbox. Put it in again";
            Failure::new(FailureCode::File, message).with_advice(Advice::Never)
        };
        match self.store.file(item.id, Side::Ours) {
            Ok(Some(bytes)) if Some(FrozenFile::of(&bytes)) == item.file => {
                Ok(Ok(Some(bytes.into())))
            }
            Ok(_) => Ok(Err(failure())),
            Err(error) if error.code == ErrorCode::Damaged => Ok(Err(failure())),
            Err(error) => Err(error),
        }
    }

    /// An item that cannot go on. What may be at the service is the user's to
    /// say.
    fn fail(&mut self, mut item: Item, failure: Failure, draft: &mut Draft) {
        if item.state.is_under_way() {
            item.state = ItemState::NeedsUser;
            item.need = Some(Need::Unverified);
        } else {
            item.state = ItemState::Failed;
        }
        item.not_before = None;
        item.failure = Some(failure);
        item.updated_at = draft.now;
        draft.touch(item.id);
        self.items.insert(item.id, item);
    }

    fn has_quota(&mut self, item: &Item, units: u32, draft: &Draft) -> Result<bool> {
        let account = &self.accounts[&item.account];
        if units == 0 || account.quota == 0 {
            return Ok(true);
        }
        let (pool, day) = (
            account.quota_pool(),
            retry::quota_day(draft.now).to_string(),
        );
        let used = self.store.quota_used(&pool, &day)?;
        let begun: i64 = (draft.batch.charges.iter())
            .filter(|charge| charge.pool == pool && charge.day == day)
            .map(|charge| charge.units)
            .sum();
        let used = (i64::from(used) + begun).clamp(0, u32::MAX.into());
        let used = u32::try_from(used).unwrap_or(u32::MAX);
        Ok(fits(self.accounts[&item.account].quota, used, units))
    }

    fn park(&mut self, item: Item, draft: &mut Draft) {
        let service = item.operation.service();
        let message = format!(
            "Today's quota of {service} is used up. This is sent when the new day begins there"
        );
        let failure = Failure::new(FailureCode::QuotaUsedUp, message)
            .with_advice(Advice::ParkUntilQuotaReset);
        let item = transition::parked(item, failure, draft.now, &mut *self.chance);
        self.checked.remove(&item.id);
        draft.touch(item.id);
        self.items.insert(item.id, item);
    }

    fn look_after_reset(&mut self, id: ItemId, draft: &mut Draft) {
        let reset = retry::after_quota_reset(draft.now, &mut *self.chance);
        if let Some(item) = self.items.get_mut(&id) {
            item.not_before = Some(reset);
            item.updated_at = draft.now;
            draft.touch(id);
        }
    }

    fn charge_now(&self, item: &Item, units: u32, draft: &mut Draft) {
        draft.batch.charges.push(Charge {
            pool: self.accounts[&item.account].quota_pool(),
            day: retry::quota_day(draft.now).to_string(),
            units: i64::from(units),
        });
    }
}

fn parcel(item: &Item, file: Option<Arc<[u8]>>) -> Parcel {
    Parcel {
        id: item.id,
        operation: item.operation.clone(),
        file,
        sent_at: item.sent_at,
        receipt: item.receipt.clone(),
    }
}

fn begun(item: &Item, now: i64) -> Attempt {
    Attempt {
        item: item.id,
        number: item.entries,
        call: Call::Send,
        started: now,
        ended: None,
        sha256: item.file.as_ref().map(|file| file.sha256.clone()),
        outcome: None,
        status: None,
        reason: None,
        message: None,
        retry_after: None,
        server_time: None,
    }
}

/// An order with the addresses of the uploads it waited for.
fn resolved(mut operation: Operation, items: &BTreeMap<ItemId, Item>) -> Operation {
    if let Operation::RevOrder { order } = &mut operation {
        for input in &mut order.inputs {
            if let OrderMedia::Upload(id) = input.media {
                let receipt = items.get(&id).and_then(|item| item.receipt.as_ref());
                let uri = receipt.and_then(|receipt| receipt.remote_id.clone());
                input.media = OrderMedia::Uploaded(uri.unwrap_or_default());
            }
        }
    }
    operation
}

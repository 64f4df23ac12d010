//! What calls came to.

use std::collections::BTreeMap;

use super::{Courier, Draft};
use crate::Result;
use crate::outbox::store::{Charge, Synced};
use crate::outbox::transition::{self, Checked, Next};
use crate::outbox::{
    Advice, Answer, Attempt, Call, Failure, FailureCode, Finding, Finished, FrozenFile, Item,
    ItemId, ItemState, Receipt, Side, Told, compared_sha256, estimate, move_up, retry,
    youtube_units,
};

impl Courier {
    /// Takes in what a call came to. An item that is not as it was when the
    /// call began has gone another way, and keeps to that.
    pub(super) fn land(
        &mut self,
        finished: &Finished,
        editions: &BTreeMap<ItemId, u64>,
        draft: &mut Draft,
    ) -> Result<()> {
        let mut looked = false;
        for (id, told) in &finished.told {
            let Some(item) = self.items.get(id).cloned() else {
                continue;
            };
            if editions.get(id) != Some(&item.edition) {
                continue;
            }
            match told {
                Told::Sent(answer) => self.land_send(item, answer, finished, draft)?,
                Told::Seen(answer) => {
                    looked |= answered(answer);
                    self.land_look(item, answer, finished, draft)?;
                }
            }
        }
        // One look tells about all of them, and is charged once.
        if let (true, Some(units)) = (looked, self.look_units(finished)) {
            self.charge(finished, i64::from(units), draft);
        }
        Ok(())
    }

    fn land_send(
        &mut self,
        item: Item,
        answer: &Answer<Receipt>,
        finished: &Finished,
        draft: &mut Draft,
    ) -> Result<()> {
        let mut line = line(&item, finished, draft.now, item.entries);
        match answer {
            Ok(receipt) => {
                line.outcome = Some("accepted".to_owned());
                line.status = receipt.status;
                line.server_time = receipt.server_time;
            }
            Err(failure) => {
                note_failure(&mut line, failure);
                let unused = i64::from(estimate(&item.operation).send);
                if never_left(failure.code) && unused > 0 {
                    self.charge(finished, -unused, draft);
                }
                self.note_quota(failure, finished, draft)?;
            }
        }
        draft.batch.attempts.push(line);
        let next = transition::after_send(item, answer.clone(), draft.now, &mut *self.chance);
        self.settle(next, draft)
    }

    fn land_look(
        &mut self,
        mut item: Item,
        answer: &Answer<Finding>,
        finished: &Finished,
        draft: &mut Draft,
    ) -> Result<()> {
        item.entries += 1;
        let mut line = line(&item, finished, draft.now, item.entries);
        match answer {
            Ok(finding) => note_finding(&mut line, finding),
            Err(failure) => {
                note_failure(&mut line, failure);
                self.note_quota(failure, finished, draft)?;
            }
        }
        draft.batch.attempts.push(line);
        let next = if finished.call == Call::Check {
            let (id, now) = (item.id, draft.now);
            let entries = item.entries;
            match transition::after_check(item, answer.clone(), now, &mut *self.chance) {
                Checked::Settled(next) => *next,
                Checked::Proceed => {
                    self.checked.insert(id);
                    if let Some(item) = self.items.get_mut(&id) {
                        item.entries = entries;
                        draft.touch(id);
                    }
                    return Ok(());
                }
            }
        } else {
            transition::after_look(item, answer.clone(), draft.now, &mut *self.chance)
        };
        self.settle(next, draft)
    }

    /// Notes what became of an item, and of what hangs on it.
    pub(super) fn settle(&mut self, next: Next, draft: &mut Draft) -> Result<()> {
        let Next {
            item,
            account,
            theirs,
        } = next;
        let (id, of) = (item.id, item.account);
        if let Some(state) = account {
            if let Some(account) = self.accounts.get_mut(&of) {
                account.state = state;
            }
            draft.batch.accounts.push((of, state));
        }
        draft.batch.theirs.extend(theirs.map(|file| (id, file)));
        if item.state == ItemState::Done {
            let synced = self.synced(&item, draft.now)?;
            draft.batch.synced.extend(synced);
        }
        let under_way = item.state.is_under_way();
        self.items.insert(id, item);
        draft.touch(id);
        if !under_way {
            self.move_up_behind(id, draft);
        }
        Ok(())
    }

    /// The newer item that waited behind this one takes its place.
    fn move_up_behind(&mut self, front: ItemId, draft: &mut Draft) {
        let waits = |item: &&Item| item.behind == Some(front) && !item.state.is_settled();
        let Some(behind) = self.items.values().find(waits).cloned() else {
            return;
        };
        let (front, behind) = move_up(self.items[&front].clone(), behind, draft.now);
        for item in [front, behind] {
            draft.touch(item.id);
            self.items.insert(item.id, item);
        }
    }

    fn synced(&mut self, item: &Item, now: i64) -> Result<Option<Synced>> {
        let (Some(link), Some(receipt)) = (item.link, item.receipt.clone()) else {
            return Ok(None);
        };
        let file = match item.file {
            Some(_) => self.store.file(item.id, Side::Ours)?,
            None => None,
        };
        Ok(Some(Synced {
            link,
            receipt,
            sha256: file.as_deref().map(compared_sha256),
            at: now,
        }))
    }

    /// Items that someone was sending who is gone.
    pub(super) fn find_interrupted(&mut self, draft: &mut Draft) {
        let orphans: Vec<ItemId> = (self.items.values())
            .filter(|item| self.is_orphan(item))
            .map(|item| item.id)
            .collect();
        for id in orphans {
            if let Some(item) = self.items.get_mut(&id) {
                *item = transition::interrupted(item.clone(), draft.now);
                draft.touch(id);
            }
        }
    }

    /// What could not reach its service is due now, if the network is back.
    pub(super) fn hurry_on(&mut self, draft: &mut Draft) {
        if !std::mem::take(&mut self.hurry) {
            return;
        }
        let cut_off = |item: &&mut Item| {
            let unreached = (item.failure.as_ref()).is_some_and(|f| never_left(f.code));
            let later = item.not_before.is_some_and(|time| time > draft.now);
            unreached && later && !item.state.is_settled()
        };
        let mut hurried = Vec::new();
        for item in self.items.values_mut().filter(cut_off) {
            item.not_before = Some(draft.now);
            item.updated_at = draft.now;
            hurried.push(item.id);
        }
        hurried.into_iter().for_each(|id| draft.touch(id));
    }

    fn look_units(&self, finished: &Finished) -> Option<u32> {
        let (id, _) = finished.told.first()?;
        let look = estimate(&self.items.get(id)?.operation).look;
        (finished.call != Call::Send && look > 0).then_some(youtube_units::LIST)
    }

    fn charge(&self, finished: &Finished, units: i64, draft: &mut Draft) {
        if let Some(account) = self.accounts.get(&finished.account) {
            draft.batch.charges.push(Charge {
                pool: account.quota_pool(),
                day: retry::quota_day(draft.now).to_string(),
                units,
            });
        }
    }

    /// A service that says its quota is used up knows better than the ledger.
    fn note_quota(
        &mut self,
        failure: &Failure,
        finished: &Finished,
        draft: &mut Draft,
    ) -> Result<()> {
        let account = self.accounts.get(&finished.account);
        let Some(account) = account.filter(|_| failure.advice == Advice::ParkUntilQuotaReset)
        else {
            return Ok(());
        };
        let day = retry::quota_day(draft.now).to_string();
        let used = self.store.quota_used(&account.quota_pool(), &day)?;
        let rest = i64::from(account.quota.saturating_sub(used));
        if rest > 0 {
            self.charge(finished, rest, draft);
        }
        Ok(())
    }
}

/// Whether a call that failed so never reached the service.
const fn never_left(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::BadAddress
            | FailureCode::NotEncrypted
            | FailureCode::Unreachable
            | FailureCode::Certificate
            | FailureCode::SecretStore
            | FailureCode::File
    )
}

fn answered(answer: &Answer<Finding>) -> bool {
    answer
        .as_ref()
        .map_or_else(|failure| !never_left(failure.code), |_| true)
}

fn line(item: &Item, finished: &Finished, now: i64, number: u32) -> Attempt {
    let file = item
        .file
        .as_ref()
        .map(|file: &FrozenFile| file.sha256.clone());
    Attempt {
        item: item.id,
        number,
        call: finished.call,
        started: finished.started,
        ended: Some(now),
        sha256: file.filter(|_| finished.call == Call::Send),
        outcome: None,
        status: None,
        reason: None,
        message: None,
        retry_after: None,
        server_time: None,
    }
}

fn note_failure(line: &mut Attempt, failure: &Failure) {
    line.outcome = Some(failure.code.name());
    line.status = failure.status;
    line.reason.clone_from(&failure.reason);
    line.message = Some(failure.message.clone());
    if let Advice::After { millis } = failure.advice {
        line.retry_after = Some(millis);
    }
}

fn note_finding(line: &mut Attempt, finding: &Finding) {
    let outcome = match finding {
        Finding::Applied(_) => "there",
        Finding::Working(_) => "working",
        Finding::Rejected { .. } => "rejected",
        Finding::Absent => "absent",
        Finding::Gone => "gone",
        Finding::Changed(_) => "changed",
        Finding::Several(_) => "several",
    };
    line.outcome = Some(outcome.to_owned());
    match finding {
        Finding::Applied(receipt) | Finding::Working(receipt) => {
            line.status = receipt.status;
            line.server_time = receipt.server_time;
        }
        Finding::Rejected {
            message, reason, ..
        } => {
            line.message = Some(message.clone());
            line.reason.clone_from(reason);
        }
        Finding::Several(ids) => line.message = Some(ids.join(", ")),
        Finding::Absent | Finding::Gone | Finding::Changed(_) => {}
    }
}

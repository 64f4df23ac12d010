//! What happens to an item: pure functions of the item, of what came about and
//! of the time.

use super::reconcile::{self, Absence, Doubt};
use super::{
    AccountState, Advice, Answer, Certainty, Chance, Failure, FailureCode, Finding, FrozenFile,
    Item, ItemState, Looks, Need, Operation, Receipt, Repeat, TheirSide, Theirs, retry,
};

/// What something led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The item now.
    pub item: Item,
    /// What its account has become, where it has.
    pub account: Option<AccountState>,
    /// The service's captions, where the item came into conflict with them.
    pub theirs: Option<Vec<u8>>,
}

/// What a look before an overwrite led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The service is as was expected: send.
    Proceed,
    /// Something else.
    Settled(Box<Next>),
}

impl Next {
    const fn to(item: Item) -> Self {
        Self {
            item,
            account: None,
            theirs: None,
        }
    }
}

/// The item as it is once its sending is on the disk.
#[must_use]
pub fn begin(mut item: Item, now: i64) -> Item {
    item.state = ItemState::Sending;
    item.need = None;
    item.attempts += 1;
    item.sent_at.get_or_insert(now);
    item.not_before = None;
    item.looks = Looks::default();
    item.receipt = None;
    item.updated_at = now;
    item
}

/// An item whose sender is gone: nobody knows what its send did.
#[must_use]
pub fn interrupted(item: Item, now: i64) -> Item {
    debug_assert_eq!(item.state, ItemState::Sending);
    let why = "Cuewright ended while this was being sent. It looks at the service before \
               anything is sent again";
    uncertain(item, why, now)
}

/// An item of which nobody knows any more whether it was sent.
#[must_use]
pub fn uncertain(mut item: Item, why: &str, now: i64) -> Item {
    let failure = Failure::new(FailureCode::Cancelled, why)
        .with_certainty(Certainty::Unknown)
        .with_advice(Advice::Backoff);
    let created_at = item.created_at;
    item.sent_at.get_or_insert(created_at);
    in_doubt(item, failure, now)
}

/// What the answer to a send means.
#[must_use]
pub fn after_send(
    mut item: Item,
    answer: Answer<Receipt>,
    now: i64,
    chance: &mut dyn Chance,
) -> Next {
    item.updated_at = now;
    match answer {
        Ok(receipt) => Next::to(taken(item, receipt, now)),
        Err(failure) => match failure.certainty {
            Certainty::Applied => {
                let mut item = taken(item, Receipt::default(), now);
                item.failure = Some(failure);
                Next::to(item)
            }
            Certainty::Unknown => Next::to(match reconcile::doubt(&item.operation) {
                Doubt::SendAgain => again(item, failure, now, chance),
                _ => in_doubt(item, failure, now),
            }),
            Certainty::NotApplied => not_applied(item, failure, now, chance),
        },
    }
}

fn taken(mut item: Item, receipt: Receipt, now: i64) -> Item {
    item.tries = 0;
    item.failure = None;
    item.looks = Looks::since(now);
    item.receipt = Some(receipt);
    if !reconcile::can_be_seen(&item.operation) {
        return done(item);
    }
    item.state = ItemState::Verifying;
    item.not_before = reconcile::verify_after(&item.operation, 0).map(|pause| now + pause);
    item
}

fn done(mut item: Item) -> Item {
    item.state = ItemState::Done;
    item.need = None;
    item.not_before = None;
    item.failure = None;
    item.theirs = None;
    item
}

fn in_doubt(mut item: Item, failure: Failure, now: i64) -> Item {
    item.doubted = true;
    to_be_looked_for(item, failure, now)
}

fn to_be_looked_for(mut item: Item, failure: Failure, now: i64) -> Item {
    item.state = ItemState::Unknown;
    item.failure = Some(failure);
    item.looks = Looks::since(now);
    item.not_before = Some(now);
    item.updated_at = now;
    item
}

fn not_applied(item: Item, failure: Failure, now: i64, chance: &mut dyn Chance) -> Next {
    match failure.advice {
        Advice::Backoff | Advice::After { .. } => Next::to(again(item, failure, now, chance)),
        Advice::ParkUntilQuotaReset => Next::to(parked(item, failure, now, chance)),
        Advice::SignIn => Next {
            account: Some(account_after(&failure)),
            ..Next::to(waiting(item, failure, now))
        },
        Advice::Never | Advice::User if failure.code == FailureCode::SecretStore => Next {
            account: Some(AccountState::Locked),
            ..Next::to(waiting(item, failure, now))
        },
        Advice::Never | Advice::User => Next::to(if refusal_proves_nothing(&item, &failure) {
            to_be_looked_for(item, failure, now)
        } else {
            refused(item, failure)
        }),
    }
}

fn account_after(failure: &Failure) -> AccountState {
    match failure.code {
        FailureCode::SecretStore => AccountState::Locked,
        _ => AccountState::NeedsSignIn,
    }
}

/// Whether only a look tells what a refusal means: what was to be made is there
/// already, what was to go is gone, or an earlier send may be what a second one
/// is refused for.
fn refusal_proves_nothing(item: &Item, failure: &Failure) -> bool {
    use FailureCode::{Conflict, Expired, NotFound};
    let deletes = matches!(
        item.operation,
        Operation::YoutubeDelete { .. } | Operation::StudioServiceTypeDelete { .. }
    );
    let can_be_seen = reconcile::can_be_seen(&item.operation);
    can_be_seen
        && (item.doubted
            || failure.code == Conflict
            || deletes && matches!(failure.code, NotFound | Expired))
}

fn refused(mut item: Item, failure: Failure) -> Item {
    item.not_before = None;
    if failure.advice == Advice::User {
        item.state = ItemState::NeedsUser;
        item.need = Some(Need::Correct);
    } else {
        item.state = ItemState::Failed;
    }
    item.failure = Some(failure);
    item
}

/// Waits until its account can be used again.
fn waiting(mut item: Item, failure: Failure, now: i64) -> Item {
    item.state = ItemState::Queued;
    item.not_before = Some(now);
    item.failure = Some(failure);
    item
}

/// Waits for its next try.
fn again(mut item: Item, failure: Failure, now: i64, chance: &mut dyn Chance) -> Item {
    item.tries = item.tries.saturating_add(1);
    let pause = pause(&failure, item.tries, chance);
    item.state = if pause < retry::PARKED_FROM {
        ItemState::Queued
    } else {
        ItemState::Parked
    };
    item.not_before = Some(now.saturating_add(pause));
    item.failure = Some(failure);
    item
}

fn pause(failure: &Failure, failures: u32, chance: &mut dyn Chance) -> i64 {
    let pause = retry::pause(failures, chance);
    match failure.advice {
        Advice::After { millis } => pause.max(retry::asked_for(millis)),
        _ => pause,
    }
}

/// Waits for a new day of quota.
#[must_use]
pub fn parked(mut item: Item, failure: Failure, now: i64, chance: &mut dyn Chance) -> Item {
    item.state = ItemState::Parked;
    item.not_before = Some(retry::after_quota_reset(now, chance));
    item.failure = Some(failure);
    item.updated_at = now;
    item
}

/// What a look for an item means that is `Unknown` or `Verifying`.
#[must_use]
pub fn after_look(
    mut item: Item,
    answer: Answer<Finding>,
    now: i64,
    chance: &mut dyn Chance,
) -> Next {
    item.updated_at = now;
    let finding = match answer {
        Ok(finding) => finding,
        Err(failure) => return not_seen(item, failure, now, chance),
    };
    item.looks.failed = 0;
    item.looks.answered = item.looks.answered.saturating_add(1);
    match finding {
        Finding::Applied(receipt) => Next::to(done(with_receipt(item, receipt))),
        Finding::Rejected {
            receipt,
            message,
            reason,
        } => Next::to(rejected(with_receipt(item, receipt), message, reason)),
        Finding::Changed(theirs) => conflict(item, theirs),
        Finding::Several(ids) => Next::to(ask(item, Need::Several { ids })),
        Finding::Working(receipt) => Next::to(working(with_receipt(item, receipt), now)),
        Finding::Gone => Next::to(gone(item, now)),
        Finding::Absent => Next::to(absent(item, now, chance)),
    }
}

/// What a look before an overwrite means.
#[must_use]
pub fn after_check(
    mut item: Item,
    answer: Answer<Finding>,
    now: i64,
    chance: &mut dyn Chance,
) -> Checked {
    item.updated_at = now;
    let next = match answer {
        Ok(Finding::Absent | Finding::Rejected { .. }) => return Checked::Proceed,
        Ok(Finding::Applied(receipt)) => Next::to(done(with_receipt(item, receipt))),
        Ok(Finding::Working(receipt)) => {
            item.looks = Looks::since(now);
            Next::to(working(with_receipt(item, receipt), now))
        }
        Ok(Finding::Changed(theirs)) => conflict(item, theirs),
        Ok(Finding::Gone) => conflict(item, Theirs::default()),
        Ok(Finding::Several(ids)) => Next::to(ask(item, Need::Several { ids })),
        // Nothing was sent, whatever the look says of itself.
        Err(failure) => {
            let failure = failure.with_certainty(Certainty::NotApplied);
            not_applied(item, failure, now, chance)
        }
    };
    Checked::Settled(Box::new(next))
}

fn with_receipt(mut item: Item, found: Receipt) -> Item {
    let known = item.receipt.take().unwrap_or_default();
    item.receipt = Some(Receipt {
        remote_id: found.remote_id.or(known.remote_id),
        base: found.base.or(known.base),
        draft: found.draft.or(known.draft),
        status: found.status.or(known.status),
        server_time: found.server_time.or(known.server_time),
    });
    item
}

fn ask(mut item: Item, need: Need) -> Item {
    item.state = ItemState::NeedsUser;
    item.need = Some(need);
    item.not_before = None;
    item
}

fn rejected(mut item: Item, message: String, reason: Option<String>) -> Item {
    item.state = ItemState::Failed;
    item.not_before = None;
    let mut failure = Failure::new(FailureCode::Invalid, message)
        .with_certainty(Certainty::Applied)
        .with_advice(Advice::Never);
    failure.reason = reason;
    item.failure = Some(failure);
    item
}

/// An item that stands against another state of what it would change.
fn conflict(mut item: Item, theirs: Theirs) -> Next {
    item.state = ItemState::Conflict;
    item.not_before = None;
    item.theirs = Some(TheirSide {
        remote_id: theirs.remote_id,
        base: theirs.base,
        file: theirs.file.as_deref().map(FrozenFile::of),
    });
    Next {
        theirs: theirs.file,
        ..Next::to(item)
    }
}

/// The service has it and is at work on it.
fn working(mut item: Item, now: i64) -> Item {
    item.state = ItemState::Verifying;
    item.failure = None;
    look_later(item, now)
}

fn look_later(mut item: Item, now: i64) -> Item {
    match reconcile::verify_after(&item.operation, item.looks.answered) {
        Some(pause) => {
            item.not_before = Some(now.saturating_add(pause));
            item
        }
        None => ask(item, Need::NotConfirmed),
    }
}

fn gone(item: Item, now: i64) -> Item {
    let taken = item.state == ItemState::Verifying;
    if taken && reconcile::gone_is_done(&item.operation) {
        return done(item);
    }
    if taken {
        let item = look_later(item, now);
        return match item.state {
            ItemState::NeedsUser => ask(item, Need::Unverified),
            _ => item,
        };
    }
    ask(item, Need::Unverified)
}

fn absent(mut item: Item, now: i64, chance: &mut dyn Chance) -> Item {
    if item.state == ItemState::Verifying {
        return look_later(item, now);
    }
    item.looks.absent = item.looks.absent.saturating_add(1);
    item.looks.first_absent.get_or_insert(now);
    match reconcile::absence(&item.operation, item.looks, now) {
        Absence::LookAt(time) => {
            item.not_before = Some(time);
            item
        }
        Absence::AskUser => ask(item, Need::NotFound),
        Absence::NotApplied => {
            let Some(failure) = item.failure.take() else {
                item.state = ItemState::Queued;
                item.not_before = Some(now);
                return item;
            };
            match failure.advice {
                Advice::Never | Advice::User if failure.certainty == Certainty::NotApplied => {
                    refused_and_absent(item, failure)
                }
                _ => again(item, failure, now, chance),
            }
        }
    }
}

/// An item that was refused and is not there. Where a send before it may have
/// been what a second one was refused for, that it does not show is no proof.
fn refused_and_absent(mut item: Item, failure: Failure) -> Item {
    if item.doubted && item.operation.repeat() == Repeat::Once {
        item.failure = Some(failure);
        return ask(item, Need::Unverified);
    }
    refused(item, failure)
}

/// A look that failed: looking goes on later, and the item stays as it is.
fn not_seen(mut item: Item, failure: Failure, now: i64, chance: &mut dyn Chance) -> Next {
    let mut account = None;
    match failure.advice {
        Advice::Backoff | Advice::After { .. } => {
            item.looks.failed = item.looks.failed.saturating_add(1);
            let pause = pause(&failure, item.looks.failed, chance);
            item.not_before = Some(now.saturating_add(pause));
        }
        Advice::ParkUntilQuotaReset => {
            item.not_before = Some(retry::after_quota_reset(now, chance));
        }
        Advice::SignIn => {
            account = Some(account_after(&failure));
            item.not_before = Some(now);
        }
        Advice::Never | Advice::User if failure.code == FailureCode::SecretStore => {
            account = Some(AccountState::Locked);
            item.not_before = Some(now);
        }
        Advice::Never | Advice::User => {
            let need = match item.state {
                ItemState::Verifying => Need::NotConfirmed,
                _ => Need::Unverified,
            };
            item = ask(item, need);
            item.failure = Some(failure);
        }
    }
    Next {
        account,
        ..Next::to(item)
    }
}

#[cfg(test)]
mod tests;

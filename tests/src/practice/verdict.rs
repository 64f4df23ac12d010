//! What the journal of the services says of what the outbox says.

use practice_services::Entry;
use workbench::outbox::{AccountState, Item, ItemState, Need, NewItem, Operation, sha256};

/// What the services have done for an item, by their own journal.
#[must_use]
pub fn effects<'a>(operation: &Operation, journal: &'a [Entry]) -> Vec<&'a Entry> {
    let (begin, end) = mark(operation);
    let is_it = |entry: &&Entry| {
        let effect = entry.effect.as_deref().unwrap_or_default();
        effect.starts_with(&begin) && effect.ends_with(end)
    };
    journal.iter().filter(is_it).collect()
}

/// How the effect of an operation is called in the journal.
fn mark(operation: &Operation) -> (String, &'static str) {
    match operation {
        Operation::StudioFulfil(result) => request(result.request, "/fulfilled"),
        Operation::StudioFail { result, .. } => request(result.request, "/failed"),
        Operation::StudioProcessing { request: id } => request(*id, "/processing"),
        Operation::StudioServiceTypePut { key, .. } => {
            (format!("studio/service-type/{key}"), "/upserted")
        }
        Operation::StudioServiceTypeDelete { key } => {
            (format!("studio/service-type/{key}"), "/deleted")
        }
        Operation::YoutubeInsert { .. } => ("youtube/caption/".to_owned(), "/inserted"),
        Operation::YoutubeUpdate { track, .. } => {
            (format!("youtube/caption/{}", track.id), "/updated")
        }
        Operation::YoutubeDelete { track } => (format!("youtube/caption/{}", track.id), "/deleted"),
        Operation::RevInput { .. } => ("rev/input/".to_owned(), "/taken"),
        Operation::RevOrder { .. } => ("rev/order/".to_owned(), "/placed"),
        Operation::RevCancel { number } => (format!("rev/order/{number}"), "/cancelled"),
    }
}

fn request(id: u64, end: &'static str) -> (String, &'static str) {
    (format!("studio/request/{id}"), end)
}

/// Whether a second effect is nothing more than the first: nothing of such an
/// operation can be seen, and Rev forgets media that nobody orders.
const fn may_repeat(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::RevInput { .. } | Operation::StudioProcessing { .. }
    )
}

/// Holds an item that has come to its end, or waits for the user, to what the
/// services did. Answers whether it is done.
///
/// # Panics
/// Where there is a second effect, where something other than the frozen bytes
/// arrived, and where the item says anything that is not so.
#[must_use]
pub fn judge(case: &str, new: &NewItem, item: Option<Item>, journal: &[Entry]) -> bool {
    let found = effects(&new.operation, journal);
    let times = found.len();
    let item = item.unwrap_or_else(|| panic!("{case}: the item is lost"));
    let case = format!("{case}: {times} effects, {item:#?}, {journal:#?}");
    if let Some(file) = &new.file {
        let frozen = Some(sha256(file));
        assert!(
            found.iter().all(|entry| entry.payload_sha256 == frozen),
            "other bytes: {case}"
        );
    }
    assert!(
        times <= 1 || may_repeat(&new.operation),
        "more than one effect: {case}"
    );
    match (&item.state, &item.need) {
        (ItemState::Done, _) => assert!(times >= 1, "said to be done: {case}"),
        (ItemState::NeedsUser, Some(need)) if need.is_doubt() => {}
        // The other side may be what a send that broke off has made.
        (ItemState::Conflict, _) if item.doubted => {}
        (ItemState::NeedsUser, Some(Need::Correct | Need::Blocked { .. }))
        | (ItemState::Failed | ItemState::Conflict, _) => {
            assert_eq!(times, 0, "said not to be there: {case}");
        }
        _ => panic!("neither at its end nor the user's: {case}"),
    }
    item.state == ItemState::Done
}

/// Holds an item that is still waiting to its account's state: it waits for the
/// user to sign in, or for its time.
///
/// # Panics
/// Where something that is at a service is said to be waiting.
pub fn judge_open(case: &str, new: &NewItem, item: &Item, of: AccountState, journal: &[Entry]) {
    let times = effects(&new.operation, journal).len();
    let waits = matches!(item.state, ItemState::Queued | ItemState::Parked);
    assert!(
        !waits || times == 0 || may_repeat(&new.operation),
        "{case}, account {of:?}: {times} effects, {item:#?}, {journal:#?}"
    );
}

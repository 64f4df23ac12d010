//! What hangs on the outbox: requests, by what became of their results, and
//! links to tracks that were withdrawn.

use std::collections::BTreeMap;

use workbench::outbox::{Item, ItemState, Operation};
use workbench::{KeptRequest, RequestKey, RequestState, Result};

use super::DeskHalf;

/// Has requests follow what became of their results; answers those that have
/// changed.
pub fn follow(store: &mut dyn DeskHalf, items: &[Item]) -> Result<Vec<KeptRequest>> {
    let wanted: BTreeMap<RequestKey, RequestState> = items.iter().filter_map(standing).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut changed = Vec::new();
    for mut request in store.requests()? {
        let Some(state) = wanted.get(&request.key) else {
            continue;
        };
        if request.state != *state && request.state != RequestState::Settled {
            request.state = *state;
            store.put_request(&request)?;
            changed.push(request);
        }
    }
    Ok(changed)
}

/// How far a request is by what became of its result.
fn standing(item: &Item) -> Option<(RequestKey, RequestState)> {
    if item.replaced_by.is_some() {
        return None;
    }
    let open = Item {
        state: ItemState::Queued,
        ..item.clone()
    };
    let state = match item.state {
        ItemState::Done => RequestState::Settled,
        ItemState::Failed | ItemState::Cancelled => RequestState::Taken,
        _ => RequestState::Handed,
    };
    Some((RequestKey::under_way(&open)?, state))
}

/// Ends the links to tracks that were withdrawn: there is nothing at the service
/// any more that they could be in step with.
pub fn end_withdrawn(store: &mut dyn DeskHalf, items: &[Item]) -> Result<()> {
    let is_delete = |item: &&Item| matches!(item.operation, Operation::YoutubeDelete { .. });
    let done = items.iter().filter(|item| item.state == ItemState::Done);
    for link in done.filter(is_delete).filter_map(|item| item.link) {
        store.remove_link(link)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use workbench::outbox::{AccountId, ItemId, NewItem, StudioResult};

    use super::*;

    #[test]
    fn a_request_is_as_far_as_its_result() {
        let result = StudioResult {
            request: 41,
            media: None,
            language: None,
            file_name: "request-41.srt".to_owned(),
            claimed: false,
        };
        let operation = Operation::StudioFulfil(result);
        let new = NewItem::new(ItemId(Uuid::nil()), AccountId(Uuid::nil()), operation);
        let item = new.begin(0);
        let table = [
            (ItemState::Queued, RequestState::Handed),
            (ItemState::Unknown, RequestState::Handed),
            (ItemState::NeedsUser, RequestState::Handed),
            (ItemState::Done, RequestState::Settled),
            (ItemState::Failed, RequestState::Taken),
            (ItemState::Cancelled, RequestState::Taken),
        ];
        for (state, expected) in table {
            let item = Item {
                state,
                ..item.clone()
            };
            let (key, found) = standing(&item).expect("it is the result of a request");
            assert_eq!((&*key.remote_id, found), ("41", expected), "{state:?}");
            let replaced = Item {
                replaced_by: Some(item.id),
                ..item
            };
            assert_eq!(standing(&replaced), None, "the newer one speaks");
        }
    }
}

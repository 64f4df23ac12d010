//! Whether media are in an order already: Rev charges for every order, and gives
//! nothing back.

use std::path::Path;

use super::{Item, ItemId, ItemState, Need, Operation, RevMedia};
use crate::remote::{OrderMedia, OrderRequest};
use crate::{KeptRequest, RequestState};

/// A medium, as orders have it in common.
#[derive(PartialEq, Eq)]
enum Medium<'a> {
    Uploaded(&'a str),
    Link(&'a str),
    File(&'a Path),
}

/// Words for the user where some media of a new order are in another that is not
/// over, so that both are charged; the newest such order is named. Orders for
/// trial cost nothing. `file_of` is the file of an upload that is not in the
/// outbox yet.
#[must_use]
pub fn ordered_already<'a>(
    order: &'a OrderRequest,
    file_of: impl Fn(ItemId) -> Option<&'a Path>,
    items: &'a [Item],
    seen: &[KeptRequest],
) -> Option<String> {
    let in_outbox = |id: ItemId| file_in(items, id);
    let find = |id: ItemId| file_of(id).map(Medium::File).or_else(|| in_outbox(id));
    let new: Vec<Medium<'_>> = media(order, &find).collect();
    let is_same = |item: &&'a Item| match &item.operation {
        Operation::RevOrder { order: other } => {
            !order.sandbox
                && !other.sandbox
                && !is_over(item, seen)
                && media(other, &in_outbox).any(|medium| new.contains(&medium))
        }
        _ => false,
    };
    let other = items.iter().rev().find(is_same)?;
    let which = match number(other) {
        Some(number) => format!("the order {number}"),
        None => "an order in the outbox".to_owned(),
    };
    Some(format!(
        "Some of these media are in {which}, which is not over. Rev charges for both"
    ))
}

fn media<'a>(
    order: &'a OrderRequest,
    find: &impl Fn(ItemId) -> Option<Medium<'a>>,
) -> impl Iterator<Item = Medium<'a>> {
    order.inputs.iter().filter_map(|input| match &input.media {
        OrderMedia::Uploaded(urn) => Some(Medium::Uploaded(urn)),
        OrderMedia::Link(link) => Some(Medium::Link(link)),
        OrderMedia::Upload(id) => find(*id),
    })
}

/// What an item of the outbox uploads.
fn file_in(items: &[Item], id: ItemId) -> Option<Medium<'_>> {
    let item = items.iter().find(|item| item.id == id)?;
    match &item.operation {
        Operation::RevInput { media, .. } => Some(match media {
            RevMedia::File { path, .. } => Medium::File(path),
            RevMedia::Link { url } => Medium::Link(url),
        }),
        _ => None,
    }
}

/// What Rev calls the order of an item, where it is placed.
fn number(item: &Item) -> Option<&str> {
    item.receipt.as_ref()?.remote_id.as_deref()
}

/// Whether an order is charged no more than it was, or not at all.
fn is_over(item: &Item, seen: &[KeptRequest]) -> bool {
    match item.state {
        ItemState::Failed | ItemState::Cancelled => true,
        ItemState::NeedsUser => item.need == Some(Need::Correct),
        ItemState::Done => seen.iter().any(|kept| {
            number(item) == Some(&kept.key.remote_id)
                && kept.key.account == item.account
                && matches!(
                    kept.state,
                    RequestState::Settled | RequestState::Cancelled | RequestState::Vanished
                )
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use uuid::Uuid;

    use super::*;
    use crate::outbox::{AccountId, NewItem, Receipt};
    use crate::remote::{OrderInput, RevOrder};

    const LINK: &str = "https://example.com/film";

    fn id(number: u128) -> ItemId {
        ItemId(Uuid::from_u128(number))
    }

    fn account() -> AccountId {
        AccountId(Uuid::from_u128(1))
    }

    fn item(number: u128, operation: Operation) -> Item {
        NewItem::new(id(number), account(), operation).begin(0)
    }

    fn order(sandbox: bool, media: OrderMedia) -> OrderRequest {
        OrderRequest {
            sandbox,
            inputs: vec![OrderInput {
                media,
                seconds: Some(60),
                speakers: Vec::new(),
                glossary: Vec::new(),
            }],
            ..OrderRequest::default()
        }
    }

    fn placed(number: u128, order: OrderRequest, state: ItemState) -> Item {
        let order = Box::new(order);
        let receipt = Receipt {
            remote_id: Some("CP1".to_owned()),
            ..Receipt::default()
        };
        Item {
            state,
            receipt: (state == ItemState::Done).then_some(receipt),
            ..item(number, Operation::RevOrder { order })
        }
    }

    fn link(sandbox: bool) -> OrderRequest {
        order(sandbox, OrderMedia::Link(LINK.to_owned()))
    }

    #[test]
    fn the_same_media_are_named_while_both_orders_would_be_charged() {
        let queued = placed(2, link(false), ItemState::Queued);
        let table = [
            (link(false), queued.clone(), true),
            (link(true), queued, false),
            (link(false), placed(2, link(true), ItemState::Queued), false),
            (
                link(false),
                placed(2, link(false), ItemState::Failed),
                false,
            ),
            (link(false), placed(2, link(false), ItemState::Done), true),
        ];
        for (new, there, told) in table {
            let said = ordered_already(&new, |_| None, std::slice::from_ref(&there), &[]);
            assert_eq!(said.is_some(), told, "{there:?}");
        }
        let other = order(
            false,
            OrderMedia::Link("https://example.com/other".to_owned()),
        );
        let there = [placed(2, link(false), ItemState::Done)];
        assert_eq!(ordered_already(&other, |_| None, &there, &[]), None);
    }

    #[test]
    fn an_order_that_is_over_is_no_reason_and_its_number_is_named_before() {
        let there = [placed(2, link(false), ItemState::Done)];
        let rev = RevOrder {
            number: "CP1".to_owned(),
            ..RevOrder::default()
        };
        let mut seen = KeptRequest::rev(account(), rev, 0);
        seen.state = RequestState::Listed;
        let new = link(false);
        let said = ordered_already(&new, |_| None, &there, std::slice::from_ref(&seen));
        assert!(said.is_some_and(|said| said.contains("CP1")));
        seen.state = RequestState::Settled;
        assert_eq!(ordered_already(&new, |_| None, &there, &[seen]), None);
    }

    #[test]
    fn files_are_known_by_where_they_are() {
        let path = PathBuf::from("/media/film.mp4");
        let media = RevMedia::File {
            path: path.clone(),
            bytes: 4,
        };
        let upload = Operation::RevInput {
            media,
            name: None,
            media_type: None,
        };
        let first = order(false, OrderMedia::Upload(id(2)));
        let there = [item(2, upload), placed(3, first, ItemState::Queued)];
        let new = order(false, OrderMedia::Upload(id(4)));
        let same = |_| Some(path.as_path());
        assert!(ordered_already(&new, same, &there, &[]).is_some());
        let other = |_| Some(Path::new("/media/other.mp4"));
        assert_eq!(ordered_already(&new, other, &there, &[]), None);
    }
}

//! Accounts and things to send.

use uuid::Uuid;
use workbench::outbox::{
    Account, AccountId, Base, Bases, ItemId, NewItem, Operation, RevMedia, StudioResult,
    YoutubeTarget,
};
use workbench::remote::{OrderInput, OrderMedia, OrderRequest, ServiceName};
use workbench::{GateReport, Project, Result};

/// The account of a service.
#[must_use]
pub fn account(service: ServiceName) -> Account {
    let mut account = Account::new(account_id(service), service, "Practice", Bases::default());
    account.client_id = Some(format!("client of {service}"));
    account
}

/// The name of the account of a service.
#[must_use]
pub fn account_id(service: ServiceName) -> AccountId {
    AccountId(Uuid::from_u128(match service {
        ServiceName::Studio => 1,
        ServiceName::YouTube => 2,
        ServiceName::Rev => 3,
    }))
}

/// The three services.
pub const SERVICES: [ServiceName; 3] =
    [ServiceName::Studio, ServiceName::YouTube, ServiceName::Rev];

/// The name of the item of a number.
#[must_use]
pub fn item_id(number: u64) -> ItemId {
    ItemId(Uuid::from_u128(0x100_0000 + u128::from(number)))
}

/// Captions that say a number.
#[must_use]
pub fn captions(number: u64) -> Vec<u8> {
    format!("1\r\n00:00:01,000 --> 00:00:02,000\r\nNumber {number}\r\n").into_bytes()
}

/// Lets every track be published.
///
/// # Errors
/// Never.
pub fn no_gate(_: &mut Project) -> Result<GateReport> {
    Ok(GateReport::default())
}

/// An item of its own number that does something to a service.
#[must_use]
pub fn item(number: u64, operation: Operation, with_file: bool) -> NewItem {
    let new = NewItem::new(item_id(number), account_id(operation.service()), operation);
    if with_file {
        new.with_file(captions(number))
    } else {
        new
    }
}

/// The result of a Studio request.
#[must_use]
pub fn result(request: u64) -> StudioResult {
    StudioResult {
        request,
        media: Some("7".to_owned()),
        language: Some("en".to_owned()),
        file_name: "lecture.srt".to_owned(),
        claimed: false,
    }
}

/// A fulfilled Studio request.
#[must_use]
pub fn fulfil(number: u64, request: u64) -> NewItem {
    item(number, Operation::StudioFulfil(result(request)), true)
}

/// A new track of a video.
#[must_use]
pub fn insert(number: u64, name: &str) -> NewItem {
    let operation = Operation::YoutubeInsert {
        video: "V".to_owned(),
        language: "en".to_owned(),
        name: name.to_owned(),
        draft: true,
    };
    item(number, operation, true)
}

/// A track of the video `V`, in the state it is made in.
#[must_use]
pub fn target(id: &str, made_at: i64) -> YoutubeTarget {
    YoutubeTarget {
        id: id.to_owned(),
        video: "V".to_owned(),
        base: Some(Base {
            etag: format!("{id}-1"),
            last_updated: Some(made_at.to_string()),
        }),
    }
}

/// A sandbox order with a reference of its own.
#[must_use]
pub fn order(number: u64, media: OrderMedia) -> NewItem {
    let order = OrderRequest {
        client_ref: Uuid::from_u128(0x200_0000 + u128::from(number)),
        sandbox: true,
        inputs: vec![OrderInput {
            media,
            seconds: Some(60),
            speakers: Vec::new(),
            glossary: Vec::new(),
        }],
        ..OrderRequest::default()
    };
    let order = Box::new(order);
    item(number, Operation::RevOrder { order }, false)
}

/// One item of every kind, the track `T` and the order `CP1` being there. The
/// number of each is its place in the list, from `first`.
#[must_use]
pub fn every_kind(first: u64, made_at: i64) -> Vec<NewItem> {
    let link = || OrderMedia::Link("https://example.com/watch".to_owned());
    let kinds = [
        (Operation::StudioFulfil(result(41)), true),
        (
            Operation::StudioFail {
                result: result(42),
                message: "No sound".to_owned(),
            },
            false,
        ),
        (Operation::StudioProcessing { request: 43 }, false),
        (
            Operation::StudioServiceTypePut {
                key: "verbatim".to_owned(),
                description: "Word for word".to_owned(),
                languages: Some(vec!["en".to_owned()]),
            },
            false,
        ),
        (
            Operation::StudioServiceTypeDelete {
                key: "old".to_owned(),
            },
            false,
        ),
        (insert(0, "English").operation, true),
        (
            Operation::YoutubeUpdate {
                track: target("T", made_at),
                draft: None,
            },
            true,
        ),
        (
            Operation::YoutubeUpdate {
                track: target("U", made_at),
                draft: Some(true),
            },
            false,
        ),
        (
            Operation::YoutubeDelete {
                track: target("D", made_at),
            },
            false,
        ),
        (
            Operation::RevInput {
                media: RevMedia::Link {
                    url: "https://example.com/a.mp4".to_owned(),
                },
                name: None,
                media_type: None,
            },
            false,
        ),
        (order(first + 10, link()).operation, false),
    ];
    let numbers = first..;
    let items = numbers
        .zip(kinds)
        .map(|(number, (operation, file))| item(number, operation, file));
    items.collect()
}

//! One thing to send of every kind, in the practice world.

use std::path::Path;

use services::adapter::Clients;
use workbench::outbox::{Account, Answer, Base, NewItem, Operation, RevMedia};
use workbench::remote::{OrderForm, OrderMedia, ServiceName};

use crate::outbox::parcels::{self, item, order};

use super::START;

/// A kind of sending.
pub struct Kind {
    /// Its name in messages.
    pub name: &'static str,
    /// What goes into the outbox.
    pub items: Vec<NewItem>,
    /// Whether its uploads can go on after a break.
    pub resumable: bool,
}

/// The names of [`parcels::every_kind`], in its order.
const NAMES: [&str; 11] = [
    "studio fulfil",
    "studio fail",
    "studio processing",
    "studio put type",
    "studio delete type",
    "youtube insert",
    "youtube update file",
    "youtube update flag",
    "youtube delete",
    "rev link",
    "rev order",
];

/// Every kind of sending, to a world in which nothing was sent yet. A media that
/// is uploaded is made in `folder`.
///
/// # Errors
/// Where YouTube does not say in which states its tracks are.
///
/// # Panics
/// Where the folder cannot be written.
pub fn every_kind(clients: &Clients, accounts: &[Account], folder: &Path) -> Answer<Vec<Kind>> {
    let youtube = accounts
        .iter()
        .find(|it| it.service == ServiceName::YouTube);
    let tracks = clients.youtube(youtube.expect("an account"))?.tracks("V")?;
    let placed = |mut new: NewItem| {
        if let Operation::YoutubeUpdate { track, .. } | Operation::YoutubeDelete { track } =
            &mut new.operation
        {
            let found = tracks.iter().find(|found| found.id == track.id);
            track.base = found.map(Base::from);
        }
        new
    };
    let base = parcels::every_kind(1, START).into_iter().map(placed);
    let mut kinds: Vec<Kind> = (NAMES.into_iter().zip(base))
        .map(|(name, new)| Kind {
            name,
            items: vec![new],
            resumable: false,
        })
        .collect();
    for (name, of) in [
        ("youtube resumable insert", 5),
        ("youtube resumable update", 6),
    ] {
        kinds.push(Kind {
            name,
            items: kinds[of].items.clone(),
            resumable: true,
        });
    }
    let of_rev = [
        ("rev order in XML", vec![xml_order()]),
        ("rev upload and order", upload_and_order(folder)),
        ("rev cancel", vec![cancel()]),
    ];
    kinds.extend(of_rev.map(|(name, items)| Kind {
        name,
        items,
        resumable: false,
    }));
    Ok(kinds)
}

fn xml_order() -> NewItem {
    let link = OrderMedia::Link("https://example.com/watch".to_owned());
    let mut new = order(40, link);
    if let Operation::RevOrder { order } = &mut new.operation {
        order.form = OrderForm::Xml;
    }
    new
}

fn upload_and_order(folder: &Path) -> Vec<NewItem> {
    let path = folder.join("lecture.mp4");
    std::fs::write(&path, [7; 4096]).expect("a folder to write in");
    let media = RevMedia::File { path, bytes: 4096 };
    let operation = Operation::RevInput {
        media,
        name: Some("lecture.mp4".to_owned()),
        media_type: Some("video/mp4".to_owned()),
    };
    let upload = item(41, operation, false);
    let order = order(42, OrderMedia::Upload(upload.id));
    vec![upload, order]
}

fn cancel() -> NewItem {
    let number = "CP1".to_owned();
    item(43, Operation::RevCancel { number }, false)
}

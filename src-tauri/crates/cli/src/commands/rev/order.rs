//! `rev order`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use services::adapter::order_of;
use services::rev::{
    Check, Estimate, Input, Knowledge, OrderDraft, Rates, Wire, check, estimate, read_order,
};
use uuid::Uuid;
use workbench::outbox::{ItemId, NewItem, Operation, OutboxStore as _, RevMedia, ordered_already};
use workbench::remote::{OrderMedia, OrderRequest, ServiceName};
use workbench::{ErrorCode, QueueStore as _, WorkbenchError};

use super::inputs::upload;
use crate::Outcome;
use crate::desk::{AccountChoice, Desk, DeskOptions, Sending, told, usage};
use crate::files::fresh_ids;

/// Stands for the address of a media that is uploaded before the order is
/// placed, while the order is looked at.
const TO_BE_UPLOADED: &str = "urn:rev:inputmedia:to-be-uploaded";

#[derive(Args)]
pub(super) struct Place {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// The order in the JSON of Rev's document; a sandbox order unless it says otherwise
    order: PathBuf,
    /// A file of this machine to caption: it is uploaded first, then ordered with the others
    #[arg(long, value_name = "FILE")]
    media: Vec<PathBuf>,
    /// Send the order as XML
    #[arg(long)]
    xml: bool,
    /// The order takes the place of this item of the outbox, which Rev refused
    #[arg(long, value_name = "ITEM")]
    corrects: Option<ItemId>,
    #[command(flatten)]
    sending: Sending,
}

impl Place {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let (draft, found) = self.read()?;
        let mut desk = self.desk.open()?;
        for warning in &found.warnings {
            eprintln!("cuewright-cli: {}: {}", warning.field, warning.message);
        }
        if !found.is_clean() {
            return refuse(&desk, &found);
        }
        let account = self.account.of(&mut desk, ServiceName::Rev)?;
        if !draft.sandbox_mode && account.only_sandbox() {
            // Said before anything is uploaded for it.
            let message = format!(
                "Orders of {} are sandbox orders. account set --real-orders on turns on real \
                 ones, which are charged",
                account.label
            );
            return Err(WorkbenchError::new(ErrorCode::SandboxOnly, message).into());
        }
        let reference = self.reference(&mut desk)?;
        let wire = if self.xml { Wire::Xml } else { Wire::Json };
        let mut order = order_of(&draft, reference, wire);
        let mut items = Vec::with_capacity(self.media.len() + 1);
        let mut details = in_words(&draft, &estimate(&draft, &Rates::from(&account.prices)));
        let mut uploads = self.media.iter();
        for input in &mut order.inputs {
            if input.media != OrderMedia::Uploaded(TO_BE_UPLOADED.to_owned()) {
                continue;
            }
            let Some(path) = uploads.next() else { break };
            let (item, what) = upload(account.id, path, None, None)?;
            input.media = OrderMedia::Upload(item.id);
            details = format!("{details}\n  {what}");
            items.push(item);
        }
        let again = said_already(&mut desk, &order, &items)?;
        details.extend(again.map(|again| format!("\n  {again}")));
        let order = Box::new(order);
        let placed = Operation::RevOrder { order };
        items.push(NewItem::new(ItemId(fresh_ids().any()), account.id, placed));
        let sent = self.sending.send(&mut desk, &account, &details, &items)?;
        desk.answer_items(&sent)
    }

    /// The order of the file with the media that are uploaded, and what every
    /// rule says to it.
    fn read(&self) -> anyhow::Result<(OrderDraft, Check)> {
        let shown = self.order.display();
        let text = std::fs::read(&self.order).with_context(|| format!("cannot read {shown}"))?;
        let value: Value =
            serde_json::from_slice(&text).with_context(|| format!("{shown} is no JSON"))?;
        let (mut draft, mut found) = read_order(&value);
        if draft.client_ref.take().is_some() {
            eprintln!(
                "cuewright-cli: client_ref: Cuewright gives every order a reference of its own, \
                 by which it finds the order again"
            );
        }
        if !self.media.is_empty() {
            let options = draft.caption_options.get_or_insert_default();
            let uploaded = || Input {
                uri: Some(TO_BE_UPLOADED.to_owned()),
                ..Input::default()
            };
            options.inputs.extend(self.media.iter().map(|_| uploaded()));
        }
        let rules = check(&draft, &Knowledge::default());
        // A field that could not be read is one violation and not two.
        for violation in rules.violations {
            let known = |other: &services::rev::Violation| other.field == violation.field;
            if !found.violations.iter().any(known) {
                found.violations.push(violation);
            }
        }
        found.warnings.extend(rules.warnings);
        Ok((draft, found))
    }

    /// A reference of its own; that of the order that is corrected, which was
    /// never placed.
    fn reference(&self, desk: &mut Desk) -> anyhow::Result<Uuid> {
        let Some(id) = self.corrects else {
            return Ok(Uuid::new_v4());
        };
        let item = desk.store.item(id)?;
        match item.map(|item| item.operation) {
            Some(Operation::RevOrder { order }) => Ok(order.client_ref),
            _ => Err(usage(format!("the outbox has no order {id}"))),
        }
    }
}

/// Words where some media are in another order that is charged.
fn said_already(
    desk: &mut Desk,
    order: &OrderRequest,
    uploads: &[NewItem],
) -> anyhow::Result<Option<String>> {
    let file_of = |id| {
        let upload = uploads.iter().find(|upload| upload.id == id)?;
        match &upload.operation {
            Operation::RevInput {
                media: RevMedia::File { path, .. },
                ..
            } => Some(path.as_path()),
            _ => None,
        }
    };
    let (items, seen) = (desk.store.items()?, desk.store.requests()?);
    Ok(ordered_already(order, file_of, &items, &seen))
}

/// What is wrong, each at its field and with Rev's code. Nothing is sent.
fn refuse(desk: &Desk, found: &Check) -> anyhow::Result<Outcome> {
    let lines: Vec<String> = found
        .violations
        .iter()
        .map(|broken| format!("{} ({}): {}", broken.field, broken.code, broken.message))
        .collect();
    let form = json!({
        "error": {
            "code": "invalid",
            "message": lines.first(),
            "violations": found.violations,
            "warnings": found.warnings,
        }
    });
    desk.answer(&form, String::new)?;
    Err(told(format!(
        "Rev would refuse this order:\n{}",
        lines.join("\n")
    )))
}

/// What is ordered, and what it will cost as far as that is known.
fn in_words(draft: &OrderDraft, cost: &Estimate) -> String {
    let media = draft
        .caption_options
        .as_ref()
        .map_or(0, |options| options.inputs.len());
    let length = format!("{}:{:02}", cost.seconds / 60, cost.seconds % 60);
    if cost.sandbox {
        return format!("{media} media, {length}: a sandbox order, which costs nothing");
    }
    let open = if cost.is_open() {
        " and what Rev charges beside it"
    } else {
        ""
    };
    format!(
        "{media} media, {length}: a real order, which costs ${}{open}",
        cost.known
    )
}

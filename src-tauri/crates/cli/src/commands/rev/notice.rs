//! `rev notice`.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use services::rev::Notice;
use workbench::remote::ServiceName;

use super::form::OrderForm;
use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions};

/// The longest notification that is read, in bytes.
const MOST_BYTES: u64 = 1 << 20;

#[derive(Args)]
pub(super) struct Read {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// The body as Rev posted it, a form or JSON; - reads standard input
    body: PathBuf,
}

impl Read {
    /// Nothing is believed of a notification but which order to look at: anyone
    /// can post one.
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let notice = Notice::read(&self.bytes()?)?;
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::Rev)?;
        let order = desk.clients.rev(&account)?.order(&notice.order_number)?;
        let form = OrderForm::of(&order);
        let answer = json!({ "notice": &notice, "order": &form });
        desk.answer(&answer, || form.whole_in_words())?;
        Ok(Outcome::Done)
    }

    fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if self.body.as_os_str() == "-" {
            std::io::stdin().take(MOST_BYTES).read_to_end(&mut bytes)?;
        } else {
            let file = std::fs::File::open(&self.body);
            let file = file.with_context(|| format!("cannot read {}", self.body.display()))?;
            file.take(MOST_BYTES).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }
}

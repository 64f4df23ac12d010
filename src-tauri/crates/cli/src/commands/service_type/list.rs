//! `service-type list`.

use clap::Args;
use serde_json::json;
use workbench::remote::{ServiceName, ServiceType};

use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions};

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
}

impl List {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::Studio)?;
        let types = desk.clients.studio(&account)?.service_types()?;
        let forms: Vec<_> = types
            .iter()
            .map(|found| {
                json!({
                    "key": found.key,
                    "label": found.label,
                    "description": found.description,
                    "languages": found.languages,
                    "automatic": found.automatic,
                })
            })
            .collect();
        desk.answer(&json!({ "service_types": forms }), || {
            let lines: Vec<String> = types.iter().map(in_words).collect();
            lines.join("\n")
        })?;
        Ok(Outcome::Done)
    }
}

fn in_words(found: &ServiceType) -> String {
    let name = found.description.as_ref().or(found.label.as_ref());
    let name = name.map_or("", String::as_str);
    format!("{}  {name}  {}", found.key, found.languages.join(" "))
}

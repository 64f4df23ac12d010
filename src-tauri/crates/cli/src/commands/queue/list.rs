//! `queue list`.

use clap::Args;
use serde_json::json;
use workbench::QueueStore as _;
use workbench::outbox::{AccountState, OutboxStore as _};
use workbench::remote::ServiceName;

use super::{RequestForm, note_results, refresh};
use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions};

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Show what is kept here without asking the services
    #[arg(long)]
    offline: bool,
    /// Only those in this language, as the service names it
    #[arg(long, value_name = "L")]
    language: Option<String>,
}

impl List {
    /// What one account cannot tell does not hide what the others can.
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let services = [ServiceName::Studio, ServiceName::Rev];
        let accounts = self.account.all_of(&mut desk, &services)?;
        let mut failed = Vec::new();
        note_results(&mut desk)?;
        for account in &accounts {
            if self.offline || account.state == AccountState::Off {
                continue;
            }
            if let Err(error) = refresh(&mut desk, account) {
                eprintln!("cuewright-cli: {}: {error:#}", account.label);
                failed.push(json!({
                    "account": account.label,
                    "message": format!("{error:#}"),
                }));
            }
        }
        let media = desk.store.media()?;
        let named = desk.store.accounts()?;
        let mut requests = desk.store.requests()?;
        requests.retain(|request| {
            let spoken = request.language.as_deref();
            accounts
                .iter()
                .any(|account| account.id == request.key.account)
                && self.language.as_deref().is_none_or(|wanted| {
                    spoken.is_some_and(|spoken| services::languages::is_same(spoken, wanted))
                })
        });
        requests.sort_by_key(|request| (request.created_at, request.key.clone()));
        let forms: Vec<RequestForm> = requests
            .iter()
            .map(|request| RequestForm::of(request, &named, &media))
            .collect();
        desk.answer(&json!({ "requests": &forms, "failed": failed }), || {
            let lines: Vec<String> = forms.iter().map(RequestForm::in_words).collect();
            lines.join("\n")
        })?;
        if failed.len() == accounts.len() && !failed.is_empty() {
            return Err(crate::desk::told("no account could be asked"));
        }
        Ok(Outcome::Done)
    }
}

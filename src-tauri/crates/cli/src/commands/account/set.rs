//! `account set`.

use clap::{Args, ValueEnum};
use workbench::outbox::{AccountState, OutboxStore as _};
use workbench::remote::ServiceName;

use super::AccountForm;
use crate::Outcome;
use crate::desk::{Consent, DeskOptions, usage};

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    /// On
    On,
    /// Off
    Off,
}

#[derive(Args)]
pub(super) struct Set {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    /// Name or id of the account
    account: String,
    /// Whether the account is used
    #[arg(long, value_name = "ON|OFF")]
    active: Option<Switch>,
    /// Whether its Rev orders are real ones, which cost money
    #[arg(long, value_name = "ON|OFF")]
    real_orders: Option<Switch>,
    #[command(flatten)]
    consent: Consent,
}

impl Set {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let mut account = desk.account(Some(&self.account), None)?;
        match self.active {
            Some(Switch::On) if account.state == AccountState::Off => {
                account.state = AccountState::Ok;
            }
            Some(Switch::Off) => account.state = AccountState::Off,
            _ => {}
        }
        if let Some(real) = self.real_orders {
            if account.service != ServiceName::Rev {
                return Err(usage("only Rev has orders"));
            }
            if real == Switch::On {
                self.consent.to(&format!(
                    "Orders of {} will be real: people work on them, and Rev charges for them.",
                    account.label
                ))?;
            }
            account.sandbox = real == Switch::Off;
            account.real_orders_known = real == Switch::On;
        }
        desk.store.put_account(&account)?;
        let form = AccountForm::of(&account);
        desk.answer(&form, || form.in_words())?;
        Ok(Outcome::Done)
    }
}

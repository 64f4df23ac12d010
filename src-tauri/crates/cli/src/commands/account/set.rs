//! `account set`.

use clap::{Args, ValueEnum};
use services::rev::Price;
use workbench::outbox::{AccountState, MinutePrices, OutboxStore as _};
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
    /// What Rev charges you for a minute of captions, of premium in addition, or of subtitles in each language, such as captions=1.99; captions= forgets it
    #[arg(long = "price", value_name = "WHAT=DOLLARS", value_parser = price)]
    prices: Vec<Said>,
    #[command(flatten)]
    consent: Consent,
}

/// What is charged by the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Charged {
    Captions,
    Premium,
    Subtitles,
}

impl Charged {
    const fn of(self, prices: &mut MinutePrices) -> &mut Option<String> {
        match self {
            Self::Captions => &mut prices.captions,
            Self::Premium => &mut prices.premium,
            Self::Subtitles => &mut prices.subtitles,
        }
    }
}

/// What is charged for a minute; no price where it is to be forgotten.
#[derive(Clone, Copy, Debug)]
struct Said {
    what: Charged,
    price: Option<Price>,
}

fn price(word: &str) -> Result<Said, String> {
    let (what, dollars) = word
        .split_once('=')
        .ok_or("this is no WHAT=DOLLARS such as captions=1.99")?;
    let what = Charged::from_str(what, false)?;
    let price = match dollars {
        "" => None,
        dollars => Some(
            dollars
                .parse::<Price>()
                .map_err(|error| error.to_string())?,
        ),
    };
    if price.is_some_and(|price| price < Price::ZERO) {
        return Err("a price is not below nothing".to_owned());
    }
    Ok(Said { what, price })
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
        let of_rev = self.real_orders.is_some() || !self.prices.is_empty();
        if of_rev && account.service != ServiceName::Rev {
            return Err(usage("only Rev has orders"));
        }
        for said in &self.prices {
            *said.what.of(&mut account.prices) = said.price.map(|price| price.to_string());
        }
        if let Some(real) = self.real_orders {
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

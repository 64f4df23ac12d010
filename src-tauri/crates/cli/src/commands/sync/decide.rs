//! `sync decide`.

use clap::{Args, ValueEnum};
use workbench::outbox::{Decision, ItemId, OutboxStore as _};

use crate::Outcome;
use crate::desk::{DeskOptions, now};

/// What is to become of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Give it up; what is at the service stays there
    Cancel,
    /// Send it now, or again
    SendAgain,
    /// Look for it at the service again
    LookAgain,
    /// Take it for done: it was seen at the service
    MarkDone,
    /// Let it replace what the service holds
    Overwrite,
}

#[derive(Args)]
pub(super) struct Decide {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    /// Id of the item, as sync status shows it
    item: ItemId,
    /// What is to become of it
    what: What,
    /// With send-again: it may be at the service then twice, and that is known
    #[arg(long)]
    knowing: bool,
}

impl Decide {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let decision = match self.what {
            What::Cancel => Decision::Cancel,
            What::SendAgain => Decision::SendAgain {
                knowing: self.knowing,
            },
            What::LookAgain => Decision::LookAgain,
            What::MarkDone => Decision::MarkDone,
            What::Overwrite => Decision::Overwrite,
        };
        let item = desk.store.decide(self.item, decision, now())?;
        desk.answer_items(&[item])
    }
}

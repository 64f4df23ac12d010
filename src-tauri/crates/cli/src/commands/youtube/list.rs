//! `youtube list`.

use clap::Args;
use serde_json::json;
use workbench::remote::ServiceName;

use super::{TrackForm, target};
use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions};

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Id of the video
    video: String,
}

impl List {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::YouTube)?;
        let tracks = target::tracks(&mut desk, &account, &self.video)?;
        let used = desk.quota_used(&account)?;
        let forms: Vec<TrackForm<'_>> = tracks.iter().map(TrackForm::of).collect();
        let form = json!({
            "tracks": &forms,
            "quota": { "used": used, "of": account.quota },
        });
        desk.answer(&form, || {
            let lines: Vec<String> = forms.iter().map(TrackForm::in_words).collect();
            lines.join("\n")
        })?;
        Ok(Outcome::Done)
    }
}

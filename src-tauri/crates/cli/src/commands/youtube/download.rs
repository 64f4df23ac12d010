//! `youtube download`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;
use workbench::outbox::{sha256, youtube_units};
use workbench::remote::{ServiceName, TrackFormat};

use crate::Outcome;
use crate::desk::{AccountChoice, Consent, DeskOptions};
use crate::files::save;

/// A format that YouTube gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// `SubViewer`
    Sbv,
    /// Scenarist
    Scc,
    /// `SubRip`
    Srt,
    /// TTML
    Ttml,
    /// `WebVTT`
    Vtt,
}

#[derive(Args)]
pub(super) struct Download {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Id of the track
    track: String,
    /// The file to write
    out: PathBuf,
    /// Format; where not given, the one it was sent in
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Translated by machine into this language, an ISO 639-1 code
    #[arg(long, value_name = "L")]
    translate: Option<String>,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    consent: Consent,
}

impl Download {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::YouTube)?;
        let format = self.format.map(|format| match format {
            Format::Sbv => TrackFormat::Sbv,
            Format::Scc => TrackFormat::Scc,
            Format::Srt => TrackFormat::Srt,
            Format::Ttml => TrackFormat::Ttml,
            Format::Vtt => TrackFormat::Vtt,
        });
        let units = youtube_units::DOWNLOAD;
        let (used, quota) = (desk.quota_used(&account)?, account.quota);
        self.consent.to(&format!(
            "{} (account {}):\n  fetch the track {}\n  cost: {units} units; {used} of {quota} are used today",
            account.service, account.label, self.track
        ))?;
        let client = desk.clients.youtube(&account)?;
        desk.charge(&account, units)?;
        let file = client.download(&self.track, format, self.translate.as_deref())?;
        save(&self.out, &file.bytes, self.force)?;
        let form = json!({
            "path": self.out.display().to_string(),
            "bytes": file.bytes.len(),
            "sha256": sha256(&file.bytes),
        });
        desk.answer(&form, String::new)?;
        Ok(Outcome::Done)
    }
}

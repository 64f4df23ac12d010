//! `rev fetch`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use captions::Link;
use clap::Args;
use formats::{ReadOptions, WriteOptions, registry};
use serde_json::json;
use services::rev::CaptionFormat;
use workbench::outbox::sha256;
use workbench::remote::{AttachmentFormat, RevAttachment, RevOrder, ServiceName};

use crate::desk::{AccountChoice, DeskOptions, usage};
use crate::files::{fresh_ids, save};
use crate::{Outcome, project};

#[derive(Args)]
pub(super) struct Fetch {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Number of the order
    number: String,
    /// The file to write
    #[arg(required_unless_present = "project")]
    out: Option<PathBuf>,
    /// Id of the attachment, where the order has several with captions
    #[arg(long, value_name = "ID")]
    attachment: Option<String>,
    /// Format, by Rev's name for it, such as `SubRip`, `WebVtt` or `EbuStl`
    #[arg(long, value_name = "FORMAT", default_value = "SubRip")]
    format: CaptionFormat,
    /// A project that the captions are added to as a track
    #[arg(long, value_name = "PROJECT", requires = "language")]
    project: Option<PathBuf>,
    /// Language of the captions, a BCP 47 tag; Rev does not say it
    #[arg(long, value_name = "L")]
    language: Option<String>,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

impl Fetch {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::Rev)?;
        let client = desk.clients.rev(&account)?;
        let order = client.order(&self.number)?;
        let attachment = self.choose(&order)?;
        let (asked, convert) = asked(self.format);
        let arrived = client.attachment(&attachment.id, Some(asked))?;
        let bytes = if convert {
            converted(&arrived.bytes, self.format)?
        } else {
            arrived.bytes
        };
        if let Some(out) = &self.out {
            save(out, &bytes, self.force)?;
        }
        let track = match (&self.project, &self.language) {
            (Some(path), Some(language)) => {
                let name = format!("{}.{}", stem(attachment), self.format.extension());
                let link = Link {
                    service: "rev".to_owned(),
                    account: account.id.to_string(),
                    remote: order.number.clone(),
                    synced: None,
                };
                Some(project::add_captions(
                    path,
                    Path::new(&name),
                    &bytes,
                    language,
                    link,
                )?)
            }
            _ => None,
        };
        let form = json!({
            "order": order.number,
            "attachment": attachment.id,
            "name": attachment.name,
            "format": self.format.name(),
            "path": self.out.as_ref().map(|out| out.display().to_string()),
            "track": track,
            "bytes": bytes.len(),
            "sha256": sha256(&bytes),
        });
        desk.answer(&form, String::new)?;
        Ok(Outcome::Done)
    }

    /// The attachment with the captions: the named one, or the only one.
    fn choose<'a>(&self, order: &'a RevOrder) -> anyhow::Result<&'a RevAttachment> {
        if let Some(id) = &self.attachment {
            let found = order.attachments.iter().find(|found| found.id == *id);
            return found.ok_or_else(|| usage(format!("the order has no attachment {id}")));
        }
        let of_kind = |kind: &str| {
            let fits = move |found: &&RevAttachment| found.kind.eq_ignore_ascii_case(kind);
            order.attachments.iter().filter(fits).collect::<Vec<_>>()
        };
        match (&of_kind("caption")[..], &of_kind("subtitle")[..]) {
            ([one], _) | ([], [one]) => Ok(*one),
            ([], []) => Err(anyhow!(
                "the order {} has no captions yet; it is {}",
                order.number,
                order.status_text
            )),
            _ => Err(usage(
                "the order has several captions; rev show lists them, and --attachment chooses one",
            )),
        }
    }
}

/// The format that Rev is asked for, and whether the wanted one is made of it
/// here.
fn asked(format: CaptionFormat) -> (AttachmentFormat, bool) {
    let asked = match format {
        CaptionFormat::SubRip => AttachmentFormat::Srt,
        CaptionFormat::Scc => AttachmentFormat::Scc,
        CaptionFormat::Mcc => AttachmentFormat::Mcc,
        CaptionFormat::Ttml => AttachmentFormat::Ttml,
        CaptionFormat::QtText => AttachmentFormat::QtText,
        CaptionFormat::WebVtt => AttachmentFormat::Vtt,
        CaptionFormat::Dfxp => AttachmentFormat::Dfxp,
        CaptionFormat::CheetahCap => AttachmentFormat::Cap,
        CaptionFormat::Stl => AttachmentFormat::Stl,
        CaptionFormat::AvidDs => AttachmentFormat::AvidDs,
        CaptionFormat::Transcript
        | CaptionFormat::AvidDvd
        | CaptionFormat::FacebookSubRip
        | CaptionFormat::EbuStl => return (AttachmentFormat::Srt, true),
    };
    (asked, false)
}

/// What arrived as `SubRip`, in a format that Rev cannot be asked for.
fn converted(bytes: &[u8], format: CaptionFormat) -> anyhow::Result<Vec<u8>> {
    let options = ReadOptions {
        format: registry::detect(bytes, None)
            .best()
            .map(|found| found.info().id.to_owned()),
        ..ReadOptions::default()
    };
    let reading = formats::read(bytes, None, &options, &mut fresh_ids())
        .context("what Rev sent cannot be read")?;
    let to = format.local_format();
    let written = formats::write(
        &reading.document,
        reading.track,
        to,
        &WriteOptions::default(),
    )?;
    if !written.losses.is_empty() {
        eprintln!(
            "cuewright-cli: {} things are not in the {} file",
            written.losses.len(),
            format.title()
        );
    }
    Ok(written.bytes)
}

/// The name of an attachment without its ending; never a path.
fn stem(attachment: &RevAttachment) -> &str {
    let name = attachment.name.as_str();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

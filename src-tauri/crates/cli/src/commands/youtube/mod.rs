//! `youtube`: the caption tracks of a video.

mod delete;
mod download;
mod insert;
mod list;
mod target;
mod update;

use clap::{Args, Subcommand};
use serde::Serialize;
use workbench::remote::{FailureReason, RemoteTrack, RemoteTrackKind, RemoteTrackStatus};

use crate::Outcome;
use crate::desk::reported;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the tracks of a video (50 units of quota)
    List(list::List),
    /// Make a track; a draft, unless told otherwise (400 units, and 50 for each look)
    Insert(insert::Insert),
    /// Change the captions of a track, whether it is a draft, or both (450 units, and 50 for each look)
    Update(update::Update),
    /// Delete a track (50 units, and 50 for each look)
    Delete(delete::Delete),
    /// Fetch the captions of a track (200 units)
    Download(download::Download),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::List(command) => reported(&command.desk, command.run()),
        Command::Insert(command) => reported(&command.desk, command.run()),
        Command::Update(command) => reported(&command.desk, command.run()),
        Command::Delete(command) => reported(&command.desk, command.run()),
        Command::Download(command) => reported(&command.desk, command.run()),
    }
}

/// The JSON form of a track. Keys may be added, never renamed.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of the resource")]
struct TrackForm<'a> {
    id: &'a str,
    etag: &'a str,
    video: &'a str,
    last_updated: Option<&'a str>,
    kind: RemoteTrackKind,
    language: &'a str,
    name: &'a str,
    audio_track: captions::AudioTrackType,
    closed_captions: bool,
    large_text: bool,
    easy_reader: bool,
    draft: bool,
    auto_synced: bool,
    status: RemoteTrackStatus,
    failure: Option<FailureReason>,
}

impl<'a> TrackForm<'a> {
    fn of(track: &'a RemoteTrack) -> Self {
        Self {
            id: &track.id,
            etag: &track.etag,
            video: &track.video,
            last_updated: track.last_updated.as_deref(),
            kind: track.kind,
            language: &track.language,
            name: &track.name,
            audio_track: track.audio_track,
            closed_captions: track.closed_captions,
            large_text: track.large_text,
            easy_reader: track.easy_reader,
            draft: track.draft,
            auto_synced: track.auto_synced,
            status: track.status,
            failure: track.failure,
        }
    }

    fn in_words(&self) -> String {
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let status = word(serde_json::to_value(self.status).unwrap_or_default());
        let kind = match self.kind {
            RemoteTrackKind::Automatic => "  made by YouTube",
            RemoteTrackKind::Forced => "  forced",
            RemoteTrackKind::Standard | RemoteTrackKind::Other => "",
        };
        let draft = if self.draft { "draft" } else { "public" };
        format!(
            "{}  {:<7} {draft:<6} {status:<8} {}{kind}",
            self.id, self.language, self.name
        )
    }
}

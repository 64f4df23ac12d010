//! The track that a command changes, looked up just before.

use anyhow::Context as _;
use workbench::outbox::{Account, Base, YoutubeTarget, youtube_units};
use workbench::remote::{RemoteTrack, RemoteTrackKind};

use crate::desk::Desk;

/// The tracks of a video; the look is charged.
pub(super) fn tracks(
    desk: &mut Desk,
    account: &Account,
    video: &str,
) -> anyhow::Result<Vec<RemoteTrack>> {
    let client = desk.clients.youtube(account)?;
    desk.charge(account, youtube_units::LIST)?;
    Ok(client.tracks(video)?)
}

/// A track of a video, in the state it is in. With an entity tag, only if it is
/// still in that state; one that YouTube made is never changed.
pub(super) fn target(
    desk: &mut Desk,
    account: &Account,
    video: &str,
    id: &str,
    etag: Option<&str>,
) -> anyhow::Result<(RemoteTrack, YoutubeTarget)> {
    let tracks = tracks(desk, account, video)?;
    let found = tracks.into_iter().find(|track| track.id == id);
    let found = found.with_context(|| {
        format!("the video {video} has no track {id}; youtube list shows those it has")
    })?;
    if matches!(
        found.kind,
        RemoteTrackKind::Automatic | RemoteTrackKind::Other
    ) {
        anyhow::bail!("YouTube made this track itself; it is never changed");
    }
    if etag.is_some_and(|etag| etag != found.etag) {
        anyhow::bail!(
            "the track has changed since: its entity tag is {}. Download it and compare",
            found.etag
        );
    }
    let target = YoutubeTarget {
        id: found.id.clone(),
        video: video.to_owned(),
        base: Some(Base::from(&found)),
    };
    Ok((found, target))
}

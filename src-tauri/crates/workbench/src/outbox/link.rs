//! Links: which track of a project is which thing at a service.

use captions::TrackId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AccountId, Base, LinkId, Synced};

/// A track of a project that is kept in step with something at a service.
///
/// The project's own track names the account and the remote thing too
/// ([`captions::Link`]), so that a project says what it answers to wherever it
/// is; what this desk and the service last agreed on is only here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "DeskLink")]
pub struct Link {
    /// Its name at this desk.
    pub id: LinkId,
    /// The account.
    pub account: AccountId,
    /// The project.
    #[cfg_attr(feature = "specta", specta(type = String))]
    pub project: Uuid,
    /// The track.
    pub track: TrackId,
    /// What kind of thing it is linked to.
    pub kind: RemoteKind,
    /// What the service calls that; absent until it is made there.
    pub remote_id: Option<String>,
    /// What it belongs to, such as a video or a media.
    pub parent: Option<String>,
    /// Its language, in the service's words.
    pub language: Option<String>,
    /// Its name at the service.
    pub name: Option<String>,
    /// Which way changes may go.
    pub direction: Direction,
    /// The state that both sides last agreed on.
    pub base: Option<Base>,
    /// SHA-256 of the captions that both sides last agreed on, in hexadecimal.
    pub base_sha256: Option<String>,
    /// When that was, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub synced_at: Option<i64>,
}

impl Link {
    /// Notes that both sides agree: what was sent is there.
    pub fn sync(&mut self, synced: &Synced) {
        let receipt = &synced.receipt;
        if receipt.remote_id.is_some() {
            self.remote_id.clone_from(&receipt.remote_id);
        }
        if receipt.base.is_some() {
            self.base.clone_from(&receipt.base);
        }
        if synced.sha256.is_some() {
            self.base_sha256.clone_from(&synced.sha256);
        }
        self.synced_at = Some(synced.at);
    }
}

/// What a track can be linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum RemoteKind {
    /// A caption request of Studio.
    StudioRequest,
    /// A track of a YouTube video.
    YoutubeTrack,
    /// An order of Rev.
    RevOrder,
}

impl RemoteKind {
    /// Its name, as it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::StudioRequest => "studio-request",
            Self::YoutubeTrack => "youtube-track",
            Self::RevOrder => "rev-order",
        }
    }
}

/// Which way changes may go over a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "LinkDirection")]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// Only to the service.
    Push,
    /// Only from the service.
    Pull,
}

/// How a track and what it is linked to have moved on since they last agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Drift {
    /// Neither did, or both say the same: nothing is to be written.
    InStep,
    /// The track did: it can be pushed.
    Ours,
    /// The service did: it can be pulled.
    Theirs,
    /// Both did, differently: the user decides.
    Both,
}

/// Compares three states by their hashes (`services.md` 4.4): the one both
/// sides last agreed on, the track's and the service's.
#[must_use]
pub fn drift(base: Option<&str>, ours: &str, theirs: &str) -> Drift {
    match base {
        _ if ours == theirs => Drift::InStep,
        Some(base) if base == theirs => Drift::Ours,
        Some(base) if base == ours => Drift::Theirs,
        _ => Drift::Both,
    }
}

/// SHA-256 of captions as they are compared with what a service gives back:
/// services write files anew, so a byte order mark, the kind of line ends and
/// blank lines at the end do not count.
#[must_use]
pub fn compared_sha256(captions: &[u8]) -> String {
    let text = captions.strip_prefix(b"\xef\xbb\xbf").unwrap_or(captions);
    let mut plain = Vec::with_capacity(text.len());
    for line in text.split(|byte| *byte == b'\n') {
        plain.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        plain.push(b'\n');
    }
    while plain.last() == Some(&b'\n') {
        plain.pop();
    }
    super::sha256(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_compared_with_what_they_agreed_on() {
        let table = [
            (Some("a"), "a", "a", Drift::InStep),
            (Some("a"), "b", "a", Drift::Ours),
            (Some("a"), "a", "b", Drift::Theirs),
            (Some("a"), "b", "c", Drift::Both),
            (Some("a"), "b", "b", Drift::InStep),
            (None, "a", "a", Drift::InStep),
            (None, "a", "b", Drift::Both),
        ];
        for (base, ours, theirs, expected) in table {
            assert_eq!(
                drift(base, ours, theirs),
                expected,
                "{base:?} {ours} {theirs}"
            );
        }
    }

    #[test]
    fn what_a_service_does_to_a_file_on_its_way_is_no_difference() {
        let plain = compared_sha256(b"1\n00:00\nHello\n");
        for same in [
            &b"1\r\n00:00\r\nHello\r\n"[..],
            b"\xef\xbb\xbf1\n00:00\nHello",
            b"1\n00:00\nHello\n\n\r\n\n",
        ] {
            assert_eq!(compared_sha256(same), plain);
        }
        assert_ne!(compared_sha256(b"1\n00:00\nHallo\n"), plain);
        assert_ne!(compared_sha256(b"1\n\n00:00\nHello\n"), plain);
    }
}

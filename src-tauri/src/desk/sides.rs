//! Both sides of a conflict, as cues that can be compared.

use std::path::Path;

use captions::{Cue, Ids};
use workbench::outbox::{Drift, Item, Link, compared_sha256, drift};
use workbench::{ImportOptions, read_captions, track_of};

use super::wire::Sides;

/// Both sides of an item that met something else at the service.
#[must_use]
pub fn of_item(item: &Item, link: Option<&Link>, ours: &[u8], theirs: Option<&[u8]>) -> Sides {
    // These ids are compared by and kept nowhere.
    let mut ids = Ids::new(0, 0);
    let base = link.and_then(|link| link.base_sha256.as_deref());
    let side = item.theirs.as_ref().and_then(|side| side.base.as_ref());
    let changed = side.and_then(|base| base.last_updated.as_deref());
    Sides {
        drift: theirs.map_or(Drift::Both, |theirs| {
            drift(base, &compared_sha256(ours), &compared_sha256(theirs))
        }),
        ours: cues(ours, &mut ids).unwrap_or_default(),
        theirs: theirs.and_then(|theirs| cues(theirs, &mut ids)),
        theirs_changed: changed.and_then(time),
    }
}

/// Both sides of a link: the track as it would be sent, and what the service
/// gave. `changed` is when that was last changed, in the service's own words.
#[must_use]
pub fn of_link(link: &Link, ours: &[u8], theirs: &[u8], changed: Option<&str>) -> Sides {
    // These ids are compared by and kept nowhere.
    let mut ids = Ids::new(0, 0);
    let (ours_sha256, theirs_sha256) = (compared_sha256(ours), compared_sha256(theirs));
    Sides {
        drift: drift(link.base_sha256.as_deref(), &ours_sha256, &theirs_sha256),
        ours: cues(ours, &mut ids).unwrap_or_default(),
        theirs: cues(theirs, &mut ids),
        theirs_changed: changed.and_then(time),
    }
}

/// The cues of a file; none where it is no captions.
fn cues(bytes: &[u8], ids: &mut Ids) -> Option<Vec<Cue>> {
    let name = Path::new("captions.srt");
    let reading = read_captions(name, bytes, &ImportOptions::default(), ids).ok()?;
    Some(track_of(&reading, name).1)
}

/// A service's own time in Unix milliseconds.
fn time(text: &str) -> Option<i64> {
    let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.timestamp_millis())
}

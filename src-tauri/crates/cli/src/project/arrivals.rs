//! Captions that come from a service into a project.

use std::path::Path;

use captions::{Link, TrackId};
use editing::Edit;
use workbench::{Access, ImportOptions, read_captions, track_of};

use super::{close, done, now, open};

/// Adds captions to a project as a track that is linked to where they are from.
/// `name` is what they are called there.
pub(crate) fn add_captions(
    project: &Path,
    name: &Path,
    bytes: &[u8],
    language: &str,
    link: Link,
) -> anyhow::Result<TrackId> {
    let mut project = open(project, Access::Write)?;
    let reading = read_captions(name, bytes, &ImportOptions::default(), project.ids())?;
    let (mut track, cues) = track_of(&reading, name);
    language.clone_into(&mut track.language);
    track.links.push(link);
    let id = track.id;
    let edit = Edit::AddTrack {
        track: Box::new(track),
        cues,
    };
    done(project.edit(&edit, &[], now())?.outcome)?;
    close(project)?;
    Ok(id)
}

//! A track of a project that goes to a service.

use std::path::Path;

use captions::{Document, TrackId};
use workbench::outbox::{AccountId, Item, ItemId, Operation};
use workbench::{Access, Project, PublishTo, finish_publications, publish_to};

use super::{Which, close, now, open};
use crate::files::fresh_ids;
use crate::house;

/// A track that is published: a revision of it is frozen, and that is what goes
/// into the outbox.
pub(crate) struct Departure {
    project: Project,
    track: TrackId,
}

impl Departure {
    /// A track of a project; which one is as everywhere else.
    pub(crate) fn open(project: &Path, which: &Which) -> anyhow::Result<Self> {
        let project = open(project, Access::Write)?;
        let track = which.find(project.document())?.id;
        Ok(Self { project, track })
    }

    pub(crate) fn document(&self) -> &Document {
        self.project.document()
    }

    pub(crate) fn track(&self) -> TrackId {
        self.track
    }

    /// Freezes the track under a name and puts it in the outbox.
    pub(crate) fn publish(
        &mut self,
        desk: &mut store::Desk,
        name: String,
        account: AccountId,
        (operation, file): (Operation, Vec<u8>),
    ) -> anyhow::Result<Item> {
        // What an earlier command left on its way goes first.
        finish_publications(&mut self.project, desk, now())?;
        let to = PublishTo {
            item: ItemId(fresh_ids().any()),
            track: self.track,
            name,
            account,
            operation,
            file: Some(file),
            link: None,
        };
        let track = self.track;
        let gate = house::gate(&mut self.project, track)?;
        let (item, _) = publish_to(&mut self.project, desk, to, |_| Ok(gate), now())??;
        Ok(item)
    }

    /// Notes in the project what has become of it so far. What is still open is
    /// noted when the project is opened again.
    pub(crate) fn finish(mut self, desk: &mut store::Desk) -> anyhow::Result<()> {
        finish_publications(&mut self.project, desk, now())?;
        close(self.project)
    }
}

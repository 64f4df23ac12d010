//! Between the open project and the services: captions that are published, and
//! captions that came.

use std::path::Path;

use captions::{Ids, TrackId};
use editing::{Rejected, RejectedCode};

use crate::engine::Engine;
use crate::outbox::{Item, OutboxStore};
use crate::{
    EditOutcome, ErrorCode, ExportOptions, ImportOptions, Notice, Project, PublishTo, Publishing,
    Result, Whereabouts, WorkbenchError, export_bytes, finish_publications, publish_to,
    read_captions, track_of, whereabouts,
};

impl Engine {
    /// Freezes a revision of a track, where it passes the gate, and marks the
    /// track as published.
    pub(crate) fn publish(&mut self, track: TrackId, name: &str) -> Result<EditOutcome> {
        let findings = self.gate(track)?.pass()?;
        let now = self.ports.clock.now();
        self.change(|project| project.publish(track, name, findings, now))
    }

    /// Freezes a revision of a track, where it passes the gate, and puts it in
    /// the outbox.
    pub(crate) fn publish_to(&mut self, to: PublishTo) -> Result<Item> {
        let (now, end) = (self.ports.clock.now(), self.programme_end());
        let outbox = self.outbox.as_deref_mut().ok_or_else(|| {
            WorkbenchError::new(ErrorCode::NotNow, "The outbox is not open. Try again")
        })?;
        let project = self
            .project
            .as_mut()
            .ok_or_else(WorkbenchError::no_project)?;
        let (house, track) = (&self.house, to.track);
        let gate = |project: &mut Project| house.gate(project.document(), track, end);
        let (item, done) = publish_to(project, outbox, to, gate, now)?.map_err(refused)?;
        self.tell_all(done.events);
        Ok(item)
    }

    /// Finishes what stands between the open project and the outbox. What goes
    /// wrong is told, and tried again the next time.
    pub(crate) fn finish_publications(&mut self) {
        let now = self.ports.clock.now();
        let (Some(project), Some(outbox)) = (&mut self.project, &mut self.outbox) else {
            return;
        };
        match finish_publications(project, &mut **outbox, now) {
            Ok(publishing) => self.tell_of(publishing),
            Err(error) => self.notice(Notice::warning("publishing-unfinished", error.message)),
        }
    }

    fn tell_of(&mut self, publishing: Publishing) {
        self.tell_all(publishing.events);
        for (publication, why) in publishing.refused {
            let message = format!("{}: {}", publication.operation.label(), why.message);
            self.notice(Notice::warning("publishing-refused", message));
        }
    }

    /// Where what was last frozen of a track is.
    pub(crate) fn whereabouts(&mut self, track: TrackId) -> Result<Option<Whereabouts>> {
        let project = (self.project.as_mut()).ok_or_else(WorkbenchError::no_project)?;
        let desk = (self.outbox.as_mut()).map(|outbox| &mut **outbox as &mut dyn OutboxStore);
        whereabouts(project, desk, track)
    }

    /// A track as the bytes of a file.
    pub(crate) fn track_bytes(
        &mut self,
        track: TrackId,
        options: &ExportOptions,
    ) -> Result<Vec<u8>> {
        let written = self.with(|project| export_bytes(project.document(), track, options))?;
        Ok(written.bytes)
    }

    /// How many cues a track has.
    pub(crate) fn cue_count(&mut self, track: TrackId) -> Result<u32> {
        self.with(|project| {
            let document = project.document();
            if document.track(track).is_none() {
                return Err(WorkbenchError::no_such_track());
            }
            Ok(u32::try_from(document.cues(track).count()).unwrap_or(u32::MAX))
        })
    }

    /// Has the captions of a file become the cues of a track.
    pub(crate) fn take(&mut self, track: TrackId, captions: &[u8]) -> Result<()> {
        // The cues get names of the project's own where they are new.
        let mut ids = Ids::new(0, 0);
        let name = Path::new("captions");
        let reading = read_captions(name, captions, &ImportOptions::default(), &mut ids)?;
        let (_, cues) = track_of(&reading, name);
        let now = self.ports.clock.now();
        match self.change(|project| project.replace_cues(track, &cues, now))? {
            EditOutcome::Rejected(why) if why.code != RejectedCode::NothingToDo => {
                Err(refused(why))
            }
            _ => Ok(()),
        }
    }
}

fn refused(why: Rejected) -> WorkbenchError {
    let code = match why.code {
        RejectedCode::NoSuchTrack => ErrorCode::NoSuchTrack,
        _ => ErrorCode::NotNow,
    };
    WorkbenchError::new(code, why.message)
}

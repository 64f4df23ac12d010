//! Publishing: from a track of a project into the outbox of a desk, and back.
//!
//! Two databases cannot change in one transaction. So it takes two steps, each
//! of which may be done again: the project freezes the revision, and notes with
//! it what is to be sent and under which name; then the desk takes an item of
//! that name. [`finish_publications`] does what is missing of it, whenever a
//! project is opened and when an item is settled.

use captions::{Link as TrackLink, RawBytes, RevisionId, TrackId, TrackState};
use editing::Rejected;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::outbox::{
    AccountId, Item, ItemId, ItemState, LinkId, NewItem, Operation, Origin, OutboxStore, admit,
};
use crate::{Done, EditOutcome, ErrorCode, Event, Project, Result, WorkbenchError};

/// A revision that is being published, as its project notes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The item of the outbox that it becomes or has become.
    pub item: ItemId,
    /// The desk it is published from. At every other desk it is left alone: a
    /// copy of a project does not publish a second time.
    pub desk: Uuid,
    /// The account it is published with.
    pub account: AccountId,
    /// The track.
    pub track: TrackId,
    /// The frozen revision.
    pub revision: RevisionId,
    /// What is to be done.
    pub operation: Operation,
    /// The bytes that are to be sent, frozen with the revision.
    pub file: Option<RawBytes>,
    /// The link it keeps in step.
    pub link: Option<LinkId>,
    /// When, in Unix milliseconds.
    pub made_at: i64,
}

/// What is to be published, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishTo {
    /// The item of the outbox that it becomes. Who must be able to try again
    /// chooses it before and keeps it: the same one is published once.
    pub item: ItemId,
    /// The track.
    pub track: TrackId,
    /// The name of the revision.
    pub name: String,
    /// What the track is afterwards: a draft stays one where the service shows
    /// it to nobody.
    pub state: TrackState,
    /// The account.
    pub account: AccountId,
    /// What is done to the service.
    pub operation: Operation,
    /// The bytes of the captions, in the format that is sent.
    pub file: Option<Vec<u8>>,
    /// The link it keeps in step.
    pub link: Option<LinkId>,
}

/// What finishing came to.
#[derive(Debug, Default)]
pub struct Publishing {
    /// Items that are in the outbox since now.
    pub put_in: Vec<ItemId>,
    /// Publications that came to their end, with what became of them.
    pub ended: Vec<(Publication, ItemState)>,
    /// Publications that the outbox refused, and why. They stay noted.
    pub refused: Vec<(Publication, WorkbenchError)>,
    /// Publications of other desks, which are left alone.
    pub elsewhere: Vec<Publication>,
    /// What is to be told about the project, in order.
    pub events: Vec<Event>,
}

/// Freezes a revision of a track and puts it in the outbox. Whatever stops it
/// between the two, [`finish_publications`] goes on from there, and so does the
/// same call again.
///
/// # Errors
/// Where the desk refuses the item or the project cannot be written, and nothing
/// has changed; or where the desk cannot be written once the revision is frozen.
/// A refusal that only comes up then leaves the revision, and no note of it.
pub fn publish_to(
    project: &mut Project,
    desk: &mut dyn OutboxStore,
    to: PublishTo,
    now: i64,
) -> Result<std::result::Result<(Item, Done), Rejected>> {
    if let Some(item) = desk.item(to.item)? {
        return Ok(Ok((item, project.as_it_is())));
    }
    let mut noted = project.store().publications()?.into_iter();
    if let Some(publication) = noted.find(|publication| publication.item == to.item) {
        let item = hand_over(project, desk, &publication, now)?;
        return Ok(Ok((item, project.as_it_is())));
    }
    let mut publication = Publication {
        item: to.item,
        desk: desk.desk_id()?,
        account: to.account,
        track: to.track,
        revision: RevisionId(Uuid::nil()),
        operation: to.operation,
        file: to.file.map(|file| RawBytes::from(&file[..])),
        link: to.link,
        made_at: now,
    };
    would_take(desk, &publication.as_item(project.store().id()), now)?;
    let noted = Some(&mut publication);
    let done = project.freeze_revision(to.track, &to.name, to.state, noted, now)?;
    if let EditOutcome::Rejected(rejected) = done.outcome {
        return Ok(Err(rejected));
    }
    let item = hand_over(project, desk, &publication, now)?;
    Ok(Ok((item, done)))
}

/// Puts a publication in the outbox. One that is refused is noted no longer.
fn hand_over(
    project: &mut Project,
    desk: &mut dyn OutboxStore,
    publication: &Publication,
    now: i64,
) -> Result<Item> {
    let item = desk.put_in(&publication.as_item(project.store().id()), now);
    if let Err(refused) = &item
        && refused.code.is_refusal()
    {
        project.store().end_publication(publication.item)?;
    }
    item
}

/// Whether the outbox takes an item, as it stands now.
fn would_take(desk: &mut dyn OutboxStore, new: &NewItem, now: i64) -> Result<()> {
    let mut accounts = desk.accounts()?.into_iter();
    let account = accounts.find(|account| account.id == new.account);
    let account = account.ok_or_else(|| {
        let message = "There is no such account at this desk";
        WorkbenchError::new(ErrorCode::NoSuchAccount, message)
    })?;
    let key = new.operation.natural_key(new.id);
    let mut same_key = desk.items()?;
    same_key.retain(|item| (item.account, &item.natural_key) == (new.account, &key));
    admit(&account, &same_key, new, now).map(drop)
}

impl Publication {
    /// The item of the outbox that it is.
    #[must_use]
    pub fn as_item(&self, project: Uuid) -> NewItem {
        NewItem {
            id: self.item,
            account: self.account,
            operation: self.operation.clone(),
            file: self.file.as_ref().map(|file| file.as_bytes().to_vec()),
            origin: Some(Origin {
                project,
                track: self.track,
                revision: self.revision,
            }),
            link: self.link,
            depends_on: Vec::new(),
        }
    }
}

/// Finishes what stands between a project and the outbox of this desk: puts in
/// what is not there, and takes note of what is settled. Doing it again changes
/// nothing more.
///
/// # Errors
/// Where the project or the desk cannot be read or written.
pub fn finish_publications(
    project: &mut Project,
    desk: &mut dyn OutboxStore,
    now: i64,
) -> Result<Publishing> {
    let mut publishing = Publishing::default();
    if project.store().read_only() {
        return Ok(publishing);
    }
    let here = desk.desk_id()?;
    for publication in project.store().publications()? {
        if publication.desk != here {
            publishing.elsewhere.push(publication);
            continue;
        }
        match desk.item(publication.item)? {
            Some(item) if item.state.is_settled() => {
                end(project, publication, &item, &mut publishing, now)?;
            }
            Some(_) => {}
            None => {
                let item = publication.as_item(project.store().id());
                match desk.put_in(&item, now) {
                    Ok(item) => publishing.put_in.push(item.id),
                    Err(refused) if refused.code.is_refusal() => {
                        publishing.refused.push((publication, refused));
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(publishing)
}

/// Notes what became of a publication. The link first: between the two, the
/// same is found again.
fn end(
    project: &mut Project,
    publication: Publication,
    item: &Item,
    publishing: &mut Publishing,
    now: i64,
) -> Result<()> {
    if item.state == ItemState::Done {
        let linked = linked(project, &publication, item);
        if let Some(track) = linked {
            publishing
                .events
                .extend(project.set_track_remotely(track, now)?.events);
        }
    }
    project.store().end_publication(publication.item)?;
    publishing.ended.push((publication, item.state));
    Ok(())
}

/// The track with a link to what its service holds now; none where the track
/// is gone or says so already.
fn linked(project: &Project, publication: &Publication, item: &Item) -> Option<captions::Track> {
    let track = project.document().track(publication.track)?;
    let mut linked = track.clone();
    let link = TrackLink {
        service: service_of(&item.operation),
        account: publication.account.to_string(),
        remote: remote_of(item)?,
        synced: Some(publication.revision),
    };
    let same = |other: &&mut TrackLink| {
        (&other.service, &other.account, &other.remote)
            == (&link.service, &link.account, &link.remote)
    };
    if matches!(item.operation, Operation::YoutubeDelete { .. }) {
        linked.links.retain(|other| other.remote != link.remote);
    } else {
        match linked.links.iter_mut().find(same) {
            Some(other) => *other = link,
            None => linked.links.push(link),
        }
    }
    (linked != *track).then_some(linked)
}

fn service_of(operation: &Operation) -> String {
    operation.service().to_string().to_lowercase()
}

/// What the service calls what an item has made or changed.
fn remote_of(item: &Item) -> Option<String> {
    match &item.operation {
        Operation::StudioFulfil(result) | Operation::StudioFail { result, .. } => {
            Some(result.request.to_string())
        }
        Operation::YoutubeUpdate { track, .. } | Operation::YoutubeDelete { track } => {
            Some(track.id.clone())
        }
        _ => item.receipt.as_ref()?.remote_id.clone(),
    }
}

//! Publishing: from a track of a project into the outbox of a desk, and back.
//!
//! Two databases cannot change in one transaction. So it takes two steps, each
//! of which may be done again: the project freezes the revision, and notes with
//! it what is to be sent and under which name; then the desk takes an item of
//! that name. [`finish_publications`] does what is missing of it, whenever a
//! project is opened and when an item is settled.
//!
//! What is sent without captions, such as that viewers may see a track, takes
//! the same way and freezes nothing. A track is published once its service was
//! seen to have it; until then it is in the state it was in.

use captions::{Link as TrackLink, RawBytes, RevisionId, Track, TrackId, TrackState};
use editing::Rejected;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::outbox::{
    AccountId, Item, ItemId, ItemState, LinkId, NewItem, Operation, Origin, OutboxStore, admit,
};
use crate::project::no_such_track;
use crate::{
    Done, EditOutcome, ErrorCode, Event, FindingCounts, GateReport, Project, Result, WorkbenchError,
};

/// What is being sent of a track, as its project notes it.
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
    /// The frozen revision; nil where no captions go and none was ever frozen.
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
    /// The account.
    pub account: AccountId,
    /// What is done to the service.
    pub operation: Operation,
    /// The bytes of the captions, in the format that is sent; absent where none
    /// go, and nothing is frozen then.
    pub file: Option<Vec<u8>>,
    /// The link it keeps in step.
    pub link: Option<LinkId>,
}

/// What finishing came to.
#[derive(Debug, Default)]
pub struct Publishing {
    /// Items that are in the outbox since now.
    pub put_in: Vec<ItemId>,
    /// Publications that came to their end, with what became of them. One that
    /// was refused is not at its end: the user may have it sent again.
    pub ended: Vec<(Publication, ItemState)>,
    /// Publications that the outbox refused, and why. They stay noted.
    pub refused: Vec<(Publication, WorkbenchError)>,
    /// Publications of other desks, which are left alone.
    pub elsewhere: Vec<Publication>,
    /// What is to be told about the project, in order.
    pub events: Vec<Event>,
}

/// Freezes a revision of a track, where its captions go, and puts what is to be
/// done in the outbox. Whatever stops it between the two,
/// [`finish_publications`] goes on from there, and so does the same call again.
/// Captions go only where `gate` lets them; what is on its way already was held
/// to it when it was frozen.
///
/// # Errors
/// [`Gate`](ErrorCode::Gate) where findings are in the way, or where the desk
/// refuses the item or the project cannot be written, and nothing has changed;
/// or where the desk cannot be written once the revision is frozen. A refusal
/// that only comes up then leaves the revision, and no note of it.
pub fn publish_to(
    project: &mut Project,
    desk: &mut dyn OutboxStore,
    to: PublishTo,
    gate: impl FnOnce(&mut Project) -> Result<GateReport>,
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
    let findings = match to.file {
        Some(_) => gate(project)?.pass()?,
        None => None,
    };
    let name = to.name.clone();
    let mut publication = Publication::new(project, desk.desk_id()?, to, now);
    would_take(desk, &publication.as_item(project.store().id()), now)?;
    let done = note(project, &mut publication, (&name, findings), now)?;
    if let EditOutcome::Rejected(rejected) = done.outcome {
        return Ok(Err(rejected));
    }
    let item = hand_over(project, desk, &publication, now)?;
    Ok(Ok((item, done)))
}

/// Notes a publication in its project, with a revision of its own where captions
/// go.
fn note(
    project: &mut Project,
    publication: &mut Publication,
    frozen: (&str, Option<FindingCounts>),
    now: i64,
) -> Result<Done> {
    if publication.file.is_some() {
        let track = publication.track;
        return project.freeze_revision(track, frozen, None, Some(publication), now);
    }
    if project.document().track(publication.track).is_none() {
        return Ok(Done::rejected(no_such_track(publication.track)));
    }
    project.store().note_publication(publication)?;
    Ok(project.as_it_is())
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
    /// What is to be published of the revision that the track names now.
    fn new(project: &Project, desk: Uuid, to: PublishTo, now: i64) -> Self {
        let track = project.document().track(to.track);
        Self {
            item: to.item,
            desk,
            account: to.account,
            track: to.track,
            revision: track.and_then(|track| track.published).unwrap_or_else(none),
            operation: to.operation,
            file: to.file.map(|file| RawBytes::from(&file[..])),
            link: to.link,
            made_at: now,
        }
    }

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
            Some(item) if matches!(item.state, ItemState::Done | ItemState::Cancelled) => {
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
        let track = project.document().track(publication.track);
        if let Some(track) = track.and_then(|track| settled(track, &publication, item)) {
            let done = project.set_track_remotely(track, now)?;
            publishing.events.extend(done.events);
        }
    }
    project.store().end_publication(publication.item)?;
    publishing.ended.push((publication, item.state));
    Ok(())
}

/// The track with a link to what its service holds now, and as drafted or
/// published as it is there; none where it says so already.
fn settled(track: &Track, publication: &Publication, item: &Item) -> Option<Track> {
    let mut settled = track.clone();
    settled.state = state_after(item).unwrap_or(track.state);
    let mut link = TrackLink {
        service: service_of(&item.operation),
        account: publication.account.to_string(),
        remote: remote_of(item)?,
        synced: Some(publication.revision).filter(|_| publication.file.is_some()),
    };
    let same = |other: &&mut TrackLink| {
        (&other.service, &other.account, &other.remote)
            == (&link.service, &link.account, &link.remote)
    };
    if matches!(item.operation, Operation::YoutubeDelete { .. }) {
        settled.links.retain(|other| other.remote != link.remote);
    } else {
        match settled.links.iter_mut().find(same) {
            Some(other) => {
                link.synced = link.synced.or(other.synced);
                *other = link;
            }
            None => settled.links.push(link),
        }
    }
    (settled != *track).then_some(settled)
}

/// Whether viewers see a track once an item is done, by what the service said or
/// was told; none where neither says.
pub(crate) fn state_after(item: &Item) -> Option<TrackState> {
    let told = match &item.operation {
        Operation::StudioFulfil(_) => Some(false),
        Operation::YoutubeDelete { .. } => Some(true),
        Operation::YoutubeInsert { draft, .. } => Some(*draft),
        Operation::YoutubeUpdate { draft, .. } => *draft,
        _ => None,
    };
    let said = item.receipt.as_ref().and_then(|receipt| receipt.draft);
    Some(if said.or(told)? {
        TrackState::Draft
    } else {
        TrackState::Published
    })
}

const fn none() -> RevisionId {
    RevisionId(Uuid::nil())
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

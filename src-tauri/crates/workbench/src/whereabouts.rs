//! Where what was last frozen of a track is: in the project only, on its way, or
//! at a service.

use captions::{Link as TrackLink, Track, TrackId, TrackState};
use serde::{Deserialize, Serialize};

use crate::outbox::{Item, ItemState, Need, Operation, OutboxStore};
use crate::publishing::state_after;
use crate::remote::ServiceName;
use crate::{Project, Publication, Result};

/// Where what was last frozen of a track is. Nothing else says that a track is
/// published: it is once its service was seen to have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Whereabouts {
    /// How far it is.
    pub stage: Stage,
    /// The service it is or goes to; absent where it is in the project only.
    pub service: Option<ServiceName>,
    /// What it is called there, in words: `request 41`, `English`.
    pub name: Option<String>,
}

/// How far what was frozen is on its way to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// In the project only.
    Here,
    /// Waits to be sent; nothing of it is at the service.
    Waiting,
    /// Is being sent, or was taken and is looked for.
    Checking,
    /// Nobody knows whether the service has it.
    Unknown,
    /// Not sent: the service holds something else than was expected.
    Conflict,
    /// Not sent until the user decides.
    NeedsUser,
    /// Not there: the service refused it.
    Refused,
    /// Seen at the service, which shows it to nobody.
    Draft,
    /// Seen at the service, for everyone it is meant for.
    Published,
}

impl Whereabouts {
    const HERE: Self = Self {
        stage: Stage::Here,
        service: None,
        name: None,
    };
}

/// Where what was last frozen of a track is; none where nothing of it was ever
/// frozen or sent. Without a desk, what is on its way waits.
///
/// # Errors
/// Where the project or the desk cannot be read.
pub fn whereabouts(
    project: &mut Project,
    mut desk: Option<&mut dyn OutboxStore>,
    track: TrackId,
) -> Result<Option<Whereabouts>> {
    let Some(track) = project.document().track(track).cloned() else {
        return Ok(None);
    };
    let noted = project.store().publications()?;
    if let Some(noted) = noted.into_iter().rfind(|noted| is_of(noted, &track)) {
        let item = match desk.as_deref_mut() {
            Some(desk) => desk.item(noted.item)?,
            None => None,
        };
        let stage = item.as_ref().map_or(Some(Stage::Waiting), stage_of);
        if let Some(stage) = stage {
            let account = noted.account.to_string();
            let name = name_of(&noted.operation, &account, desk)?;
            return Ok(Some(Whereabouts {
                stage,
                service: Some(noted.operation.service()),
                name,
            }));
        }
    }
    let there = track
        .links
        .iter()
        .find(|link| link.synced == track.published);
    match there {
        Some(link) => seen(&track, link, desk).map(Some),
        None => Ok(track.published.map(|_| Whereabouts::HERE)),
    }
}

/// Whether the captions of the revision that a track names now are what is sent.
/// Whether viewers may see them shows once the service was seen to say so.
fn is_of(noted: &Publication, track: &Track) -> bool {
    noted.track == track.id && noted.file.is_some() && track.published == Some(noted.revision)
}

/// How far an item is; none where it was given up.
fn stage_of(item: &Item) -> Option<Stage> {
    Some(match item.state {
        ItemState::Queued | ItemState::Parked => Stage::Waiting,
        ItemState::Sending | ItemState::Verifying => Stage::Checking,
        ItemState::Unknown => Stage::Unknown,
        ItemState::Conflict => Stage::Conflict,
        ItemState::NeedsUser if item.need.as_ref().is_some_and(Need::is_doubt) => Stage::Unknown,
        ItemState::NeedsUser => Stage::NeedsUser,
        ItemState::Failed => Stage::Refused,
        ItemState::Done => stage_at_service(state_after(item).unwrap_or_default()),
        ItemState::Cancelled => return None,
    })
}

const fn stage_at_service(state: TrackState) -> Stage {
    match state {
        TrackState::Draft => Stage::Draft,
        TrackState::Published => Stage::Published,
    }
}

/// What a service was seen to hold of a track.
fn seen(
    track: &Track,
    link: &TrackLink,
    desk: Option<&mut dyn OutboxStore>,
) -> Result<Whereabouts> {
    let service = [ServiceName::Studio, ServiceName::YouTube, ServiceName::Rev]
        .into_iter()
        .find(|service| service.to_string().eq_ignore_ascii_case(&link.service));
    let name = match service {
        Some(ServiceName::Studio) => Some(format!("request {}", link.remote)),
        _ => linked_name(&link.account, &link.remote, desk)?,
    };
    Ok(Whereabouts {
        stage: stage_at_service(track.state),
        service,
        name,
    })
}

/// What an operation's target is called at its service.
fn name_of(
    operation: &Operation,
    account: &str,
    desk: Option<&mut dyn OutboxStore>,
) -> Result<Option<String>> {
    Ok(match operation {
        Operation::StudioFulfil(result) => Some(format!("request {}", result.request)),
        Operation::YoutubeInsert { name, language, .. } => Some(named(name, language)),
        Operation::YoutubeUpdate { track, .. } | Operation::YoutubeDelete { track } => {
            linked_name(account, &track.id, desk)?
        }
        _ => None,
    })
}

/// What this desk calls something at a service that a track is linked to.
fn linked_name(
    account: &str,
    remote: &str,
    desk: Option<&mut dyn OutboxStore>,
) -> Result<Option<String>> {
    let links = desk.map_or_else(|| Ok(Vec::new()), |desk| desk.links())?;
    let link = links.into_iter().find(|link| {
        link.account.to_string() == account && link.remote_id.as_deref() == Some(remote)
    });
    Ok(link.map(|link| {
        let (name, language) = (
            link.name.unwrap_or_default(),
            link.language.unwrap_or_default(),
        );
        named(&name, &language)
    }))
}

/// A track by its name, or by its language where it has none.
fn named(name: &str, language: &str) -> String {
    if name.is_empty() { language } else { name }.to_owned()
}

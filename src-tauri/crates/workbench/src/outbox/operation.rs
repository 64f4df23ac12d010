//! What can be sent, as typed operations.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::ItemId;
use crate::remote::{OrderMedia, OrderRequest, RemoteTrack, ServiceName};

/// One thing that is done to a service. The file that goes with it, if any, is
/// frozen beside it in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Operation {
    /// Hands in the captions of a Studio request. The file is `SubRip`.
    StudioFulfil(StudioResult),
    /// Gives a Studio request back as failed.
    StudioFail {
        /// The request.
        result: StudioResult,
        /// Why; shown to the school's staff.
        message: String,
    },
    /// Tells Studio that a request is being worked on.
    StudioProcessing {
        /// The request.
        #[cfg_attr(feature = "specta", specta(type = i32))]
        request: u64,
    },
    /// Makes or changes a service type of Studio.
    StudioServiceTypePut {
        /// What requests name it by.
        key: String,
        /// What it is.
        description: String,
        /// The languages it is offered in, as IETF tags; absent leaves them out
        /// of the request.
        languages: Option<Vec<String>>,
    },
    /// Removes a service type of Studio, and the roles tied to it.
    StudioServiceTypeDelete {
        /// What requests name it by.
        key: String,
    },
    /// Makes a track of a YouTube video. The file is its captions.
    YoutubeInsert {
        /// The video.
        video: String,
        /// Its language, a BCP 47 tag.
        language: String,
        /// Its name, at most 150 characters; empty for the default track.
        name: String,
        /// Whether viewers do not see it.
        draft: bool,
    },
    /// Changes a track of a YouTube video: its captions where there is a file,
    /// its draft flag where one is given, or both.
    YoutubeUpdate {
        /// The track.
        track: YoutubeTarget,
        /// Whether viewers do not see it; absent leaves that as it is.
        draft: Option<bool>,
    },
    /// Removes a track of a YouTube video.
    YoutubeDelete {
        /// The track.
        track: YoutubeTarget,
    },
    /// Gives Rev a media to caption.
    RevInput {
        /// What it is given.
        media: RevMedia,
        /// Its name.
        name: Option<String>,
        /// Its media type, such as `video/mp4`.
        media_type: Option<String>,
    },
    /// Orders captions from Rev. Costs money unless it is a sandbox order.
    RevOrder {
        /// The order.
        order: Box<OrderRequest>,
    },
    /// Takes back an order that Rev has not begun.
    RevCancel {
        /// The order's number.
        number: String,
    },
}

/// The Studio request that a result is for, and what proves that it arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StudioResult {
    /// The request.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub request: u64,
    /// Its media, whose caption files show whether a result arrived.
    pub media: Option<String>,
    /// The language of the captions.
    pub language: Option<String>,
    /// The name the file is sent under; ends in `.srt`.
    pub file_name: String,
    /// Whether the request was marked as being worked on. It may then be gone
    /// from the list of pending ones, so its absence proves nothing.
    pub claimed: bool,
}

/// A YouTube track that is changed, as it was when it was last seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct YoutubeTarget {
    /// The track.
    pub id: String,
    /// Its video.
    pub video: String,
    /// Its state when this desk and the service last agreed. Where the service
    /// holds another, nothing is sent: that is a conflict.
    pub base: Option<Base>,
}

/// Names a state of something at a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Base {
    /// Its entity tag.
    pub etag: String,
    /// When it was last changed, in the service's words.
    pub last_updated: Option<String>,
}

impl From<&RemoteTrack> for Base {
    fn from(track: &RemoteTrack) -> Self {
        Self {
            etag: track.etag.clone(),
            last_updated: track.last_updated.clone(),
        }
    }
}

/// A media for Rev.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RevMedia {
    /// A file of this machine, too large to be frozen. Sending it twice leaves
    /// a second copy at Rev and nothing else.
    File {
        /// Where it is.
        #[cfg_attr(feature = "specta", specta(type = String))]
        path: PathBuf,
        /// Its length in bytes when it was put in the outbox.
        #[cfg_attr(feature = "specta", specta(type = i32))]
        bytes: u64,
    },
    /// An address that Rev fetches it from.
    Link {
        /// The address, of the open web.
        url: String,
    },
}

/// How often the effect of an operation may come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// Once for good: the service takes one and no more, or charges for each.
    Once,
    /// Again without harm: what is there afterwards is the same.
    Harmless,
}

impl Operation {
    /// The service it is done to.
    #[must_use]
    pub const fn service(&self) -> ServiceName {
        match self {
            Self::StudioFulfil(_)
            | Self::StudioFail { .. }
            | Self::StudioProcessing { .. }
            | Self::StudioServiceTypePut { .. }
            | Self::StudioServiceTypeDelete { .. } => ServiceName::Studio,
            Self::YoutubeInsert { .. }
            | Self::YoutubeUpdate { .. }
            | Self::YoutubeDelete { .. } => ServiceName::YouTube,
            Self::RevInput { .. } | Self::RevOrder { .. } | Self::RevCancel { .. } => {
                ServiceName::Rev
            }
        }
    }

    /// Names what is acted on at the service: of two operations with one key on
    /// one account, at most one is under way.
    ///
    /// A Studio request is one thing, whether it is fulfilled or failed; a
    /// YouTube track is its video, language and name until it has an id; an
    /// order is its `client_ref`.
    #[must_use]
    pub fn natural_key(&self, id: ItemId) -> String {
        match self {
            Self::StudioFulfil(result) | Self::StudioFail { result, .. } => {
                format!("studio:request:{}", result.request)
            }
            Self::StudioProcessing { request } => format!("studio:processing:{request}"),
            Self::StudioServiceTypePut { key, .. } | Self::StudioServiceTypeDelete { key } => {
                format!("studio:service-type:{key}")
            }
            Self::YoutubeInsert {
                video,
                language,
                name,
                ..
            } => format!("youtube:{video}|{}|{name}", language.to_ascii_lowercase()),
            Self::YoutubeUpdate { track, .. } | Self::YoutubeDelete { track } => {
                format!("youtube:{}|id:{}", track.video, track.id)
            }
            Self::RevInput { .. } => format!("rev:input:{id}"),
            Self::RevOrder { order } => format!("rev:order:{}", order.client_ref),
            Self::RevCancel { number } => format!("rev:cancel:{number}"),
        }
    }

    /// How often its effect may come about.
    #[must_use]
    pub const fn repeat(&self) -> Repeat {
        match self {
            Self::StudioFulfil(_)
            | Self::StudioFail { .. }
            | Self::YoutubeInsert { .. }
            | Self::RevOrder { .. } => Repeat::Once,
            Self::StudioProcessing { .. }
            | Self::StudioServiceTypePut { .. }
            | Self::StudioServiceTypeDelete { .. }
            | Self::YoutubeUpdate { .. }
            | Self::YoutubeDelete { .. }
            | Self::RevInput { .. }
            | Self::RevCancel { .. } => Repeat::Harmless,
        }
    }

    /// The state it expects at the service, where it would overwrite another.
    #[must_use]
    pub const fn base(&self) -> Option<&Base> {
        match self {
            Self::YoutubeUpdate { track, .. } | Self::YoutubeDelete { track } => {
                track.base.as_ref()
            }
            _ => None,
        }
    }

    /// The same operation, expecting another state.
    #[must_use]
    pub fn with_base(mut self, base: Base) -> Self {
        if let Self::YoutubeUpdate { track, .. } | Self::YoutubeDelete { track } = &mut self {
            track.base = Some(base);
        }
        self
    }

    /// What one look at the service can answer for: operations with one key are
    /// looked for together.
    #[must_use]
    pub fn look_key(&self) -> String {
        match self {
            Self::StudioFulfil(_) | Self::StudioFail { .. } | Self::StudioProcessing { .. } => {
                "studio:requests".to_owned()
            }
            Self::StudioServiceTypePut { .. } | Self::StudioServiceTypeDelete { .. } => {
                "studio:service-types".to_owned()
            }
            Self::YoutubeInsert { video, .. } => format!("youtube:{video}"),
            Self::YoutubeUpdate { track, .. } | Self::YoutubeDelete { track } => {
                format!("youtube:{}", track.video)
            }
            Self::RevInput { .. } => "rev:input".to_owned(),
            Self::RevOrder { order } => format!("rev:{}", order.client_ref),
            Self::RevCancel { number } => format!("rev:{number}"),
        }
    }

    /// The items of the outbox that it needs the results of.
    #[must_use]
    pub fn needs(&self) -> Vec<ItemId> {
        let Self::RevOrder { order } = self else {
            return Vec::new();
        };
        let uploads = order.inputs.iter().filter_map(|input| match input.media {
            OrderMedia::Upload(id) => Some(id),
            OrderMedia::Uploaded(_) | OrderMedia::Link(_) => None,
        });
        uploads.collect()
    }

    /// What it does, in words that complete "cannot ...".
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::StudioFulfil(result) => format!("fulfil request {}", result.request),
            Self::StudioFail { result, .. } => format!("fail request {}", result.request),
            Self::StudioProcessing { request } => format!("claim request {request}"),
            Self::StudioServiceTypePut { key, .. } => format!("set the service type {key}"),
            Self::StudioServiceTypeDelete { key } => format!("delete the service type {key}"),
            Self::YoutubeInsert {
                video, language, ..
            } => format!("add a track in {language} to the video {video}"),
            Self::YoutubeUpdate { track, .. } => format!("update the track {}", track.id),
            Self::YoutubeDelete { track } => format!("delete the track {}", track.id),
            Self::RevInput { name, .. } => match name {
                Some(name) => format!("upload {name}"),
                None => "upload the media".to_owned(),
            },
            Self::RevOrder { order } => format!("place the order {}", order.client_ref),
            Self::RevCancel { number } => format!("cancel the order {number}"),
        }
    }
}

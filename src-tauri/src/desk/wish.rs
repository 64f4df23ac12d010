//! What is done to a service for what the user wants. Pure.

use workbench::outbox::{
    Account, AccountId, Item, ItemId, Link, Operation, StudioResult, YoutubeTarget,
};
use workbench::{ErrorCode, KeptRequest, RequestBody, RequestKey, Result, WorkbenchError};

use super::wire::Wish;

/// What is known of the desk when a wish is said.
pub struct Known<'a> {
    /// Every account.
    pub accounts: &'a [Account],
    /// Every request that is kept.
    pub requests: &'a [KeptRequest],
    /// Every link.
    pub links: &'a [Link],
    /// Every item of the outbox.
    pub items: &'a [Item],
}

impl Known<'_> {
    /// The account that a wish is done with.
    ///
    /// # Errors
    /// [`NoSuchAccount`](ErrorCode::NoSuchAccount) where it or the link is gone.
    pub fn account(&self, wish: &Wish) -> Result<&Account> {
        let id = match wish {
            Wish::Fulfil { request, .. } | Wish::Fail { request, .. } => request.account,
            Wish::ServiceTypePut { account, .. }
            | Wish::ServiceTypeDelete { account, .. }
            | Wish::PushNew { account, .. }
            | Wish::CancelOrder { account, .. }
            | Wish::Order { account, .. } => *account,
            Wish::Push { link, .. } | Wish::Withdraw { link } => self.link(*link)?.account,
            Wish::PushBeside { item, .. } => self.item(*item)?.account,
        };
        self.account_of(id)
    }

    /// What is done to the service for a wish.
    ///
    /// # Errors
    /// Where the request, the link or its account is gone, or the track was
    /// never made at the service.
    pub fn operation(&self, wish: &Wish) -> Result<Operation> {
        Ok(match wish {
            Wish::Fulfil {
                request, language, ..
            } => Operation::StudioFulfil(self.result(request, language.clone())?),
            Wish::Fail { request, message } => Operation::StudioFail {
                result: self.result(request, None)?,
                message: message.trim().to_owned(),
            },
            Wish::ServiceTypePut {
                key,
                description,
                languages,
                ..
            } => Operation::StudioServiceTypePut {
                key: key.clone(),
                description: description.clone(),
                languages: languages.clone(),
            },
            Wish::ServiceTypeDelete { key, .. } => {
                Operation::StudioServiceTypeDelete { key: key.clone() }
            }
            Wish::Push { link, draft, .. } => Operation::YoutubeUpdate {
                track: target(self.link(*link)?)?,
                draft: *draft,
            },
            Wish::PushNew {
                video,
                language,
                name,
                draft,
                ..
            } => Operation::YoutubeInsert {
                video: video.clone(),
                language: language.clone(),
                name: name.clone(),
                draft: *draft,
            },
            Wish::PushBeside { item, name } => self.beside(self.item(*item)?, name)?,
            Wish::Withdraw { link } => Operation::YoutubeDelete {
                track: target(self.link(*link)?)?,
            },
            Wish::CancelOrder { number, .. } => Operation::RevCancel {
                number: number.clone(),
            },
            Wish::Order { order, .. } => Operation::RevOrder {
                order: order.clone(),
            },
        })
    }

    /// Names what is acted on, for people: `request 41 of Lakeside School`.
    ///
    /// # Errors
    /// As [`account`](Self::account).
    pub fn target(&self, wish: &Wish) -> Result<String> {
        let what = match wish {
            Wish::Fulfil { request, .. } | Wish::Fail { request, .. } => {
                format!("request {}", request.remote_id)
            }
            Wish::ServiceTypePut { key, .. } | Wish::ServiceTypeDelete { key, .. } => {
                format!("the service type {key}")
            }
            Wish::Push { link, .. } | Wish::Withdraw { link } => named(self.link(*link)?),
            Wish::PushNew { video, .. } => format!("the video {video}"),
            Wish::PushBeside { item, .. } => match self.operation(wish)? {
                Operation::YoutubeInsert { video, .. } => format!("the video {video}"),
                _ => self.item(*item)?.operation.label(),
            },
            Wish::CancelOrder { number, .. } => format!("the order {number}"),
            Wish::Order { .. } => "a new order".to_owned(),
        };
        Ok(format!("{what} of {}", self.account(wish)?.label))
    }

    fn account_of(&self, id: AccountId) -> Result<&Account> {
        let mut accounts = self.accounts.iter();
        accounts.find(|account| account.id == id).ok_or_else(|| {
            let message = "This account was removed. Choose another";
            WorkbenchError::new(ErrorCode::NoSuchAccount, message)
        })
    }

    /// A link by its name.
    ///
    /// # Errors
    /// Where it has ended.
    pub fn link(&self, id: workbench::outbox::LinkId) -> Result<&Link> {
        let mut links = self.links.iter();
        links.find(|link| link.id == id).ok_or_else(|| {
            let message = "This link has ended. Link the track again";
            WorkbenchError::new(ErrorCode::NotNow, message)
        })
    }

    fn item(&self, id: ItemId) -> Result<&Item> {
        let found = self.items.iter().find(|item| item.id == id);
        found.ok_or_else(|| {
            let message = "This is not in the outbox any more";
            WorkbenchError::new(ErrorCode::NoSuchItem, message)
        })
    }

    /// A new track beside the one that an item was for.
    fn beside(&self, item: &Item, name: &str) -> Result<Operation> {
        let mut links = self.links.iter();
        let link = links.find(|link| Some(link.id) == item.link);
        let (video, language) = match &item.operation {
            Operation::YoutubeInsert {
                video, language, ..
            } => (video, Some(language)),
            Operation::YoutubeUpdate { track, .. } => {
                (&track.video, link.and_then(|link| link.language.as_ref()))
            }
            _ => {
                let message = "Only a YouTube track can be sent under another name";
                return Err(WorkbenchError::new(ErrorCode::NotNow, message));
            }
        };
        let language = language.ok_or_else(|| {
            let message = "The language of the track is not known. Push it as a new track instead";
            WorkbenchError::new(ErrorCode::NotNow, message)
        })?;
        Ok(Operation::YoutubeInsert {
            video: video.clone(),
            language: language.clone(),
            name: name.trim().to_owned(),
            draft: true,
        })
    }

    /// The Studio request that a result is for. Its language is the one that
    /// was said, or the one that the request asks for.
    fn result(&self, key: &RequestKey, language: Option<String>) -> Result<StudioResult> {
        let mut requests = self.requests.iter();
        let kept = requests.find(|kept| kept.key == *key);
        let Some(RequestBody::Studio { request }) = kept.map(|kept| &kept.what) else {
            let message = format!("Request {} is kept no longer. Look again", key.remote_id);
            return Err(WorkbenchError::new(ErrorCode::NotNow, message));
        };
        let language = language.or_else(|| request.language.clone());
        let suffix = language.as_deref().map(|tag| format!(".{tag}"));
        let claims = self.account_of(key.account)?.claims;
        Ok(StudioResult {
            request: request.id,
            media: request.media.id.clone(),
            file_name: format!("request-{}{}.srt", request.id, suffix.unwrap_or_default()),
            language,
            claimed: claims,
        })
    }
}

fn target(link: &Link) -> Result<YoutubeTarget> {
    match (&link.remote_id, &link.parent) {
        (Some(id), Some(video)) => Ok(YoutubeTarget {
            id: id.clone(),
            video: video.clone(),
            base: link.base.clone(),
        }),
        _ => {
            let message = "This track is not at YouTube yet. Wait until it is confirmed";
            Err(WorkbenchError::new(ErrorCode::NotNow, message))
        }
    }
}

/// Names what a link is to, for people.
pub fn named(link: &Link) -> String {
    let name = link.name.as_deref().filter(|name| !name.is_empty());
    let name = name
        .or(link.language.as_deref())
        .unwrap_or("without a name");
    match &link.parent {
        Some(video) => format!("the track {name} of the video {video}"),
        None => format!("the track {name}"),
    }
}

//! Who asks, and whose captions that lets them touch.

use super::refusal::{self, Refusal};
use crate::http::Request;
use crate::sim::Sim;
use crate::world::{FORCE_SSL, PARTNER, Video};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    login: String,
    /// The content owner the caller acts for.
    content_owner: Option<String>,
}

/// Who sent a request.
///
/// # Errors
/// Where no good token came with it, or its scopes do not reach.
pub fn of(sim: &Sim, request: &Request) -> Result<Caller, Refusal> {
    let token = request
        .authorization("bearer")
        .or_else(|| request.param("access_token"))
        .or_else(|| request.param("oauth_token"))
        .ok_or(refusal::LOGIN_REQUIRED)?;
    let grant = sim.google_tokens.grant(token, sim.now());
    let grant = grant.ok_or(refusal::INVALID_CREDENTIALS)?;
    let has = |wanted: &str| grant.scopes.iter().any(|scope| scope == wanted);
    if !has(FORCE_SSL) && !has(PARTNER) {
        return Err(refusal::SCOPE);
    }
    let content_owner = request.param("onBehalfOfContentOwner").map(str::to_owned);
    if let Some(owner) = &content_owner {
        let mut accounts = sim.world.google.accounts.iter();
        let account = accounts.find(|account| account.login == grant.login);
        let is_partner = account.is_some_and(|account| account.content_owners.contains(owner));
        if !is_partner || !has(PARTNER) {
            return Err(refusal::FORBIDDEN);
        }
    }
    Ok(Caller {
        login: grant.login.clone(),
        content_owner,
    })
}

impl Caller {
    /// The video of an id, where the caller may edit it.
    ///
    /// # Errors
    /// Where there is none, or it is someone else's.
    pub fn video<'a>(&self, sim: &'a Sim, id: &str) -> Result<&'a Video, Refusal> {
        let video = sim.world.youtube.videos.iter().find(|video| video.id == id);
        let video = video.ok_or(refusal::NO_VIDEO)?;
        let is_own = match &self.content_owner {
            Some(owner) => video.content_owner.as_ref() == Some(owner),
            None => video.owner == self.login,
        };
        if is_own {
            Ok(video)
        } else {
            Err(refusal::FORBIDDEN)
        }
    }

    /// Where the track of an id stands among all, where the caller may edit its video.
    ///
    /// # Errors
    /// Where there is none, or it is someone else's.
    pub fn track(&self, sim: &Sim, id: &str) -> Result<usize, Refusal> {
        let tracks = &sim.world.youtube.tracks;
        let at = tracks.iter().position(|track| track.id == id);
        let at = at.ok_or(refusal::NO_CAPTION)?;
        self.video(sim, &tracks[at].video_id)?;
        Ok(at)
    }
}

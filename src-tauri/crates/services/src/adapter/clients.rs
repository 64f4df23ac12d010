//! The client of each account, made when it is first needed and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use workbench::outbox::{
    Account, AccountId, Advice, Answer, Failure, FailureCode, Proof, Remote, Remotes,
};
use workbench::remote::{RevReads, ServiceName, StudioReads, YoutubeReads};
use workbench::{Clock, SystemClock};

use super::enroll::{client_secret, provider};
use super::failure::{failure, secret_failure};
use super::{RevAccount, StudioAccount, YoutubeAccount, keys};
use crate::http::{Base, Deadlines, Http};
use crate::secrets::{Place, Secrets, Vault};
use crate::signin::{Credentials, Session};
use crate::studio::Access;

/// The clients of this desk's accounts.
///
/// An account whose row has changed gets a new client. Clones share them all,
/// so that a token is refreshed by one of them at a time.
#[derive(Clone)]
pub struct Clients {
    vault: Arc<Vault>,
    deadlines: Deadlines,
    clock: Arc<dyn Clock>,
    made: Arc<Mutex<HashMap<AccountId, Made>>>,
}

struct Made {
    account: Account,
    client: Client,
    http: Http,
}

/// From how many minutes on the user is told that two clocks are apart
/// (services.md 4.3).
const CLOCKS_APART: i64 = 5;

#[derive(Clone)]
enum Client {
    Studio(Arc<StudioAccount>),
    YouTube(Arc<YoutubeAccount>),
    Rev(Arc<RevAccount>),
}

impl Clients {
    /// No client yet; secrets come out of a vault.
    #[must_use]
    pub fn new(vault: Arc<Vault>) -> Self {
        Self::on_clock(vault, Deadlines::default(), Arc::new(SystemClock))
    }

    /// The same with deadlines and a clock of its own: the one that items of the
    /// outbox are dated by.
    #[must_use]
    pub fn on_clock(vault: Arc<Vault>, deadlines: Deadlines, clock: Arc<dyn Clock>) -> Self {
        Self {
            vault,
            deadlines,
            clock,
            made: Arc::default(),
        }
    }

    /// What a Studio account can be asked.
    ///
    /// # Errors
    /// As [`Remotes::remote`], and [`FailureCode::Invalid`] for an account of
    /// another service.
    pub fn studio(&self, account: &Account) -> Answer<Arc<dyn StudioReads>> {
        match self.client(account)? {
            Client::Studio(client) => Ok(client),
            _ => Err(another(account, ServiceName::Studio)),
        }
    }

    /// What a YouTube account can be asked.
    ///
    /// # Errors
    /// As [`studio`](Self::studio).
    pub fn youtube(&self, account: &Account) -> Answer<Arc<dyn YoutubeReads>> {
        match self.client(account)? {
            Client::YouTube(client) => Ok(client),
            _ => Err(another(account, ServiceName::YouTube)),
        }
    }

    /// What a Rev account can be asked.
    ///
    /// # Errors
    /// As [`studio`](Self::studio).
    pub fn rev(&self, account: &Account) -> Answer<Arc<dyn RevReads>> {
        match self.client(account)? {
            Client::Rev(client) => Ok(client),
            _ => Err(another(account, ServiceName::Rev)),
        }
    }

    /// Asks the service whether the account is good: its address, and who it
    /// signs in as. Costs nothing there; for YouTube that is the sign-in alone,
    /// since every call of its own costs quota.
    ///
    /// # Errors
    /// What is wrong.
    pub fn test(&self, account: &Account) -> Answer<()> {
        match self.client(account)? {
            Client::Studio(client) => client.test(),
            Client::YouTube(client) => client.test(),
            Client::Rev(client) => client.test(),
        }
    }

    /// What is to be said of this computer's clock, once the service of an account
    /// has answered: absent where the two are close.
    #[must_use]
    pub fn clock_remark(&self, account: &Account) -> Option<String> {
        let skew = self.lock().get(&account.id)?.http.skew()?;
        let minutes = skew.num_minutes().abs();
        if minutes < CLOCKS_APART {
            return None;
        }
        let side = if skew.num_minutes() > 0 {
            "behind"
        } else {
            "ahead of"
        };
        Some(format!(
            "This computer's clock is {minutes} minutes {side} that of {}. Set it: times that are shown are wrong, and a sign-in may fail",
            account.service
        ))
    }

    /// Forgets the client of an account, whose secrets have changed.
    pub fn forget(&self, account: AccountId) {
        self.lock().remove(&account);
    }

    /// Where the secrets of an account are.
    pub(super) fn secrets(&self, account: &Account) -> Answer<Arc<dyn Secrets>> {
        let at = self.vault.at(Place::of(account));
        at.map_err(|error| secret_failure(account.service, &error))
    }

    fn client(&self, account: &Account) -> Answer<Client> {
        let same = |made: &&Made| serves(&made.account, account);
        if let Some(made) = self.lock().get(&account.id).filter(same) {
            return Ok(made.client.clone());
        }
        // Made outside of the lock: a store of secrets may ask the user.
        let http = self.http(account.service)?;
        let client = self.make(account, http.clone())?;
        let made = Made {
            http,
            account: account.clone(),
            client: client.clone(),
        };
        let mut kept = self.lock();
        if let Some(other) = kept.get(&account.id).filter(same) {
            return Ok(other.client.clone());
        }
        kept.insert(account.id, made);
        Ok(client)
    }

    fn make(&self, account: &Account, http: Http) -> Answer<Client> {
        let secrets = self.secrets(account)?;
        let service = account.service;
        let api = Base::parse(own(service), &account.bases.api).map_err(failure)?;
        Ok(match service {
            ServiceName::Studio => {
                let access = match &account.proof {
                    Proof::Headers { .. } => {
                        Access::CaptioningService(keys::headers(&*secrets, account)?)
                    }
                    _ => Access::User(session(&http, account, &secrets)?),
                };
                Client::Studio(Arc::new(StudioAccount::new(http, api, access)))
            }
            ServiceName::YouTube => {
                let upload = account.bases.upload.as_ref().unwrap_or(&account.bases.api);
                let upload = Base::parse(own(service), upload).map_err(failure)?;
                let session = session(&http, account, &secrets)?;
                let credentials = Credentials::SignIn(Arc::clone(&session));
                let client = crate::youtube::YouTube::new(http, credentials, Some((&api, &upload)));
                let client = client.map_err(failure)?;
                Client::YouTube(Arc::new(YoutubeAccount::new(
                    client, session, secrets, account,
                )))
            }
            ServiceName::Rev => {
                let keys = keys::rev(&*secrets, account)?;
                Client::Rev(Arc::new(RevAccount::new(&http, &api, &keys)))
            }
        })
    }

    pub(super) fn http(&self, service: ServiceName) -> Answer<Http> {
        let clock = Arc::clone(&self.clock);
        Http::on_clock(own(service), self.deadlines, clock).map_err(failure)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<AccountId, Made>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Remotes for Clients {
    fn remote(&self, account: &Account) -> Answer<Arc<dyn Remote>> {
        Ok(match self.client(account)? {
            Client::Studio(client) => client,
            Client::YouTube(client) => client,
            Client::Rev(client) => client,
        })
    }
}

/// The sign-in of an account.
pub(super) fn session(
    http: &Http,
    account: &Account,
    secrets: &Arc<dyn Secrets>,
) -> Answer<Arc<Session>> {
    let id = account.id.to_string();
    let provider = provider(account, client_secret(account, &**secrets)?)?;
    let session = Session::new(http.clone(), provider, Arc::clone(secrets), &id);
    Ok(Arc::new(session))
}

/// Whether a client that was made for one row serves for another: what it is
/// made of is the same.
fn serves(made: &Account, account: &Account) -> bool {
    let of = |account: &Account| {
        let Account {
            bases,
            client_id,
            proof,
            switches,
            ..
        } = account.clone();
        (bases, client_id, proof, switches)
    };
    of(made) == of(account)
}

/// The clients' own name of a service.
pub(super) const fn own(service: ServiceName) -> crate::ServiceName {
    match service {
        ServiceName::Studio => crate::ServiceName::Studio,
        ServiceName::YouTube => crate::ServiceName::YouTube,
        ServiceName::Rev => crate::ServiceName::Rev,
    }
}

fn another(account: &Account, wanted: ServiceName) -> Failure {
    let message = format!(
        "{} is an account of {}. Choose one of {wanted}",
        account.label, account.service
    );
    Failure::new(FailureCode::Invalid, message).with_advice(Advice::Never)
}

//! The real clients, in step with the clock of a desk.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use services::adapter::Clients;
use services::http::Deadlines;
use services::secrets::Vault;
use workbench::Clock;
use workbench::memory::ManualClock;
use workbench::outbox::{Account, Answer, Remote, Remotes};
use workbench::remote::ServiceName;

/// A file that holds no secret yet, under the passphrase of [`clients`]. It names
/// the least that Argon2id takes to make its key, so that opening it is quick.
const LIGHT: &[u8] = include_bytes!("light.cuesecrets");

/// Clients whose file of secrets is in a folder, on a clock of the test's. A
/// service that goes silent is given up soon.
#[must_use]
pub fn clients(folder: &Path, clock: &ManualClock) -> Clients {
    let secrets = folder.join("secrets.cuesecrets");
    if !secrets.exists() {
        fs::write(secrets, LIGHT).expect("a writable folder");
    }
    let vault = Vault::new(folder, Box::new(|| Ok("correct horse".into())));
    let deadlines = Deadlines {
        // The longer of the two is how long silence lasts.
        idle: Duration::from_millis(300),
        connect: Duration::from_millis(300),
        ..Deadlines::default()
    };
    Clients::on_clock(Arc::new(vault), deadlines, Arc::new(clock.clone()))
}

/// Signs an account in with the first or the second sign-in that its world has.
///
/// # Errors
/// Where its secrets cannot be kept.
pub fn sign_in(clients: &Clients, account: &Account, again: bool) -> Answer<()> {
    let which = if again { "spare" } else { "practice" };
    let (name, client) = match account.service {
        ServiceName::Rev => {
            let (client, user) = ("practice-rev-client".into(), "practice-rev-user".into());
            return clients.keep_rev_keys(account, &client, &user);
        }
        ServiceName::Studio => ("studio", "practice-studio-secret"),
        ServiceName::YouTube => ("youtube", "practice-google-secret"),
    };
    clients.keep_client_secret(account, &client.into())?;
    let access = format!("{which}-{name}-access").into();
    let refresh = format!("{which}-{name}-refresh").into();
    clients.adopt_tokens(account, access, Some(refresh))
}

/// How the clock of the practice services is moved, by seconds.
pub type Clockwork<'a> = Box<dyn Fn(i64) + Send + Sync + 'a>;

/// Clients whose calls the services get at the time of the desk.
pub struct InStep<'a> {
    clients: Clients,
    clock: ManualClock,
    clockwork: Clockwork<'a>,
    /// Where the services' clock stands.
    told: Mutex<i64>,
}

impl<'a> InStep<'a> {
    /// Clients that move the services' clock, which stands where the desk's does.
    #[must_use]
    pub fn new(clients: Clients, clock: &ManualClock, clockwork: Clockwork<'a>) -> Self {
        Self {
            clients,
            clock: clock.clone(),
            clockwork,
            told: Mutex::new(clock.now()),
        }
    }
}

impl Remotes for InStep<'_> {
    fn remote(&self, account: &Account) -> Answer<Arc<dyn Remote>> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = (self.clock.now() - *told) / 1000;
        if seconds > 0 {
            (self.clockwork)(seconds);
            *told += seconds * 1000;
        }
        drop(told);
        self.clients.remote(account)
    }
}

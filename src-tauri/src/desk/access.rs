//! What the shell asks of the services besides sending: reading, signing in,
//! and where secrets are kept.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use services::adapter::{Clients, Enrolment, draft_of};
use services::http::Cancel;
use services::rev::{CostKind as Kind, Estimate, Knowledge, Rates, check, estimate};
use services::secrets::{
    Place, SecretError, SecretErrorCode, SecretName, SecretResult, Secrets, Vault,
};
use workbench::outbox::{Account, AccountId, Failure, Operation, Proof};
use workbench::remote::{OrderMedia, OrderRequest};
use workbench::{ErrorCode, Result, WorkbenchError};

use super::failed;
use super::wire::{
    CostEstimate, CostKind, CostPart, FieldProblem, Lasting, NamedSecret, SecretPlace,
    SecretPlaceInfo, SecretStores,
};

/// Stands for the address of a media that is uploaded before the order is
/// placed, while the order is looked at.
const TO_BE_UPLOADED: &str = "urn:rev:inputmedia:to-be-uploaded";

/// The services, as the shell reaches them. Calls wait for their answer, and
/// are made on threads that may wait.
pub struct Access {
    clients: Clients,
    vault: Arc<Vault>,
    passphrase: Arc<Mutex<Option<SecretString>>>,
    /// What the user has chosen since the program started.
    chosen: Mutex<Option<Place>>,
    signing_in: Mutex<BTreeMap<AccountId, Cancel>>,
    pasting: Mutex<BTreeMap<AccountId, Enrolment>>,
}

impl Access {
    /// The services for the desk of a folder. Nothing is opened yet.
    pub fn new(folder: &Path) -> Self {
        let passphrase: Arc<Mutex<Option<SecretString>>> = Arc::default();
        let given = Arc::clone(&passphrase);
        let ask = move || -> SecretResult<SecretString> {
            let given = lock(&given).clone();
            given.ok_or_else(|| SecretError {
                code: SecretErrorCode::Locked,
                message: "Unlock where secrets are kept, in Accounts".into(),
            })
        };
        let vault = Arc::new(Vault::new(folder, Box::new(ask)));
        Self {
            clients: Clients::new(Arc::clone(&vault)),
            vault,
            passphrase,
            chosen: Mutex::default(),
            signing_in: Mutex::default(),
            pasting: Mutex::default(),
        }
    }

    /// The clients of the accounts.
    pub fn clients(&self) -> Clients {
        self.clients.clone()
    }

    /// Keeps secrets in the place of those that were there.
    ///
    /// # Errors
    /// [`BadOption`](ErrorCode::BadOption) where one is missing, and where the
    /// store of secrets cannot be used.
    pub fn keep_secrets(&self, account: &Account, secrets: &[NamedSecret]) -> Result<()> {
        let named = |name: &str| {
            let found = secrets.iter().find(|secret| secret.name == name);
            found.map(|secret| secret.value.clone())
        };
        let clients = &self.clients;
        match &account.proof {
            Proof::Keys => {
                let client = named("client-api-key").ok_or_else(|| missing("client key"))?;
                let user = named("user-api-key").ok_or_else(|| missing("user key"))?;
                clients
                    .keep_rev_keys(account, &client, &user)
                    .map_err(failed)
            }
            Proof::Headers { names } => {
                let value = |name: &String| {
                    let value = named(name).ok_or_else(|| missing(&format!("value of {name}")))?;
                    Ok((name.clone(), value))
                };
                let headers = names.iter().map(value).collect::<Result<Vec<_>>>()?;
                clients.keep_headers(account, &headers).map_err(failed)
            }
            Proof::SignIn => {
                if let Some(secret) = named("client-secret") {
                    clients
                        .keep_client_secret(account, &secret)
                        .map_err(failed)?;
                }
                let refresh = named("refresh-token");
                match named("access-token") {
                    Some(token) => clients
                        .adopt_tokens(account, token, refresh)
                        .map_err(failed),
                    None => Ok(()),
                }
            }
        }
    }

    /// Signs in over the browser, and answers once the user is back.
    ///
    /// # Errors
    /// Where the user declined, took too long or cancelled it.
    pub fn sign_in(
        &self,
        account: &Account,
        open: &mut dyn FnMut(&str) -> std::io::Result<()>,
    ) -> Result<()> {
        let cancel = Cancel::new();
        lock(&self.signing_in).insert(account.id, cancel.clone());
        let signed_in = self.clients.sign_in(account, &cancel, open);
        lock(&self.signing_in).remove(&account.id);
        signed_in.map_err(failed)
    }

    /// Ends a sign-in that waits for the browser.
    pub fn cancel_sign_in(&self, account: AccountId) {
        if let Some(cancel) = lock(&self.signing_in).get(&account) {
            cancel.cancel();
        }
    }

    /// Begins a sign-in that ends with a paste; answers the page to be opened.
    ///
    /// # Errors
    /// Where `redirect` is no https address.
    pub fn begin_paste(&self, account: &Account, redirect: &str) -> Result<String> {
        let begun = self
            .clients
            .begin_sign_in(account, redirect)
            .map_err(failed)?;
        let address = begun.address().to_owned();
        lock(&self.pasting).insert(account.id, begun);
        Ok(address)
    }

    /// Ends it with what was pasted.
    ///
    /// # Errors
    /// Where that holds no code, or came too late.
    pub fn finish_paste(&self, account: &Account, pasted: &str) -> Result<()> {
        let begun = lock(&self.pasting).remove(&account.id);
        let begun = begun.ok_or_else(|| {
            WorkbenchError::new(
                ErrorCode::NotNow,
                "Open the browser and sign in there first",
            )
        })?;
        let finished = begun.finish(pasted);
        if finished.is_err() {
            // What was pasted may have been something else.
            lock(&self.pasting).insert(account.id, begun);
        }
        finished.map_err(failed)
    }

    /// Where secrets are kept and could be. Tries each place.
    pub fn stores(&self, accounts: &[Account]) -> SecretStores {
        let places: Vec<SecretPlaceInfo> = Place::ALL.map(|place| self.info(place)).into();
        let keyring = places
            .iter()
            .any(|info| info.place == SecretPlace::Keyring && info.works);
        let chosen = self.chosen(accounts).or(keyring.then_some(Place::Keyring));
        SecretStores {
            locked: chosen == Some(Place::File) && self.vault.at(Place::File).is_err(),
            chosen: chosen.map(shown),
            places,
        }
    }

    /// Where a new account has its secrets: where the others have theirs, or in
    /// the keyring.
    ///
    /// # Errors
    /// Where that cannot be used; none is ever taken in its place.
    pub fn place(&self, account: &mut Account, accounts: &[Account]) -> Result<()> {
        let place = self.chosen(accounts).unwrap_or_default();
        self.vault.try_out(place).map_err(unkept)?;
        place.choose_for(account);
        Ok(())
    }

    /// Keeps the secrets of new accounts in a place from now on, or unlocks it.
    ///
    /// # Errors
    /// Where it cannot be used or the passphrase is wrong; everything is as
    /// before then.
    pub fn choose(&self, place: SecretPlace, passphrase: Option<&str>) -> Result<()> {
        let place = own(place);
        if let (Place::File, Some(given)) = (place, passphrase) {
            let before = lock(&self.passphrase).replace(given.to_owned().into());
            if let Err(error) = self.vault.at(place) {
                *lock(&self.passphrase) = before;
                return Err(unkept(error));
            }
        }
        self.vault.try_out(place).map_err(unkept)?;
        *lock(&self.chosen) = Some(place);
        Ok(())
    }

    /// Keeps the secrets of an account in another place, too; answers the
    /// account as it is with them.
    ///
    /// # Errors
    /// Where one place cannot be read or the other not written.
    pub fn copy_secrets(&self, account: &Account, to: SecretPlace) -> Result<Account> {
        let (from, to) = (Place::of(account), own(to));
        let mut moved = account.clone();
        if from == to {
            return Ok(moved);
        }
        let (old, new) = (self.vault.at(from), self.vault.at(to));
        let (old, new) = (old.map_err(unkept)?, new.map_err(unkept)?);
        for name in names(account) {
            if let Some(secret) = old.read(&name).map_err(unkept)? {
                new.write(&name, &secret).map_err(unkept)?;
            }
        }
        to.choose_for(&mut moved);
        Ok(moved)
    }

    /// Deletes the secrets of an account where they were before it `moved`.
    ///
    /// # Errors
    /// Where they cannot be deleted.
    pub fn drop_copies(&self, account: &Account, moved: &Account) -> Result<()> {
        if Place::of(account) == Place::of(moved) {
            return Ok(());
        }
        let old: Arc<dyn Secrets> = self.vault.at(Place::of(account)).map_err(unkept)?;
        for name in names(account) {
            old.delete(&name).map_err(unkept)?;
        }
        Ok(())
    }

    fn chosen(&self, accounts: &[Account]) -> Option<Place> {
        let now = *lock(&self.chosen);
        now.or_else(|| accounts.last().map(Place::of))
    }

    fn info(&self, place: Place) -> SecretPlaceInfo {
        let tried = match place {
            // It is made when it is chosen.
            Place::File | Place::Session => Ok(()),
            Place::Keyring | Place::Kernel => self.vault.try_out(place),
        };
        SecretPlaceInfo {
            place: shown(place),
            works: tried.is_ok(),
            message: tried.err().map(|error| error.to_string()),
            lasting: match place {
                Place::Keyring | Place::File => Lasting::ForGood,
                Place::Kernel => Lasting::UntilReboot,
                Place::Session => Lasting::UntilExit,
            },
        }
    }
}

/// Every rule that an order breaks, what may still go wrong, and its cost.
pub fn look_at_order(
    account: &Account,
    order: &OrderRequest,
) -> (Vec<FieldProblem>, Vec<FieldProblem>, Option<CostEstimate>) {
    let mut order = order.clone();
    for input in &mut order.inputs {
        if matches!(input.media, OrderMedia::Upload(_)) {
            input.media = OrderMedia::Uploaded(TO_BE_UPLOADED.to_owned());
        }
    }
    let draft = match draft_of(&order) {
        Ok(draft) => draft,
        Err(failure) => return (vec![problem_of(failure)], Vec::new(), None),
    };
    let knowledge = Knowledge {
        sandbox_keys: account.only_sandbox(),
        ..Knowledge::default()
    };
    let found = check(&draft, &knowledge);
    let problems = found.violations.into_iter().map(|broken| FieldProblem {
        code: Some(broken.code.to_string()),
        field: broken.field,
        message: broken.message,
    });
    let warnings = found.warnings.into_iter().map(|warning| FieldProblem {
        code: None,
        field: warning.field,
        message: warning.message,
    });
    let cost = cost_of(&estimate(&draft, &Rates::from(&account.prices)));
    (problems.collect(), warnings.collect(), Some(cost))
}

/// What a service would refuse of an operation that is no order, at its field.
#[must_use]
pub fn look_at_operation(operation: &Operation) -> Option<FieldProblem> {
    let mut problem = problem_of(services::adapter::check(operation).err()?);
    let field = problem.field.strip_prefix("snippet.");
    problem.field = field.unwrap_or(&problem.field).to_owned();
    Some(problem)
}

fn problem_of(failure: Failure) -> FieldProblem {
    FieldProblem {
        code: failure.reason,
        field: failure.field.unwrap_or_default(),
        message: failure.message,
    }
}

fn cost_of(cost: &Estimate) -> CostEstimate {
    let parts = cost.parts.iter().map(|part| CostPart {
        kind: match part.kind {
            Kind::Captions => CostKind::Captions,
            Kind::Subtitles => CostKind::Subtitles,
            Kind::Rush => CostKind::Rush,
            Kind::Premium => CostKind::Premium,
            Kind::BurnedIn => CostKind::BurnedIn,
        },
        amount: part.amount.map(|amount| amount.to_string()),
    });
    CostEstimate {
        seconds: cost.seconds,
        parts: parts.collect(),
        known: cost.known.to_string(),
        unmeasured: u32::try_from(cost.unmeasured).unwrap_or(u32::MAX),
        sandbox: cost.sandbox,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn names(account: &Account) -> [SecretName; 3] {
    let id = account.id.to_string();
    [
        SecretName::tokens(&id),
        SecretName::keys(&id),
        SecretName::client(&id),
    ]
}

fn missing(what: &str) -> WorkbenchError {
    WorkbenchError::new(ErrorCode::BadOption, format!("The {what} is missing"))
}

fn unkept(error: SecretError) -> WorkbenchError {
    WorkbenchError::new(ErrorCode::Service, error.message.into_string())
}

const fn own(place: SecretPlace) -> Place {
    match place {
        SecretPlace::Keyring => Place::Keyring,
        SecretPlace::KernelKeys => Place::Kernel,
        SecretPlace::PassphraseFile => Place::File,
        SecretPlace::Memory => Place::Session,
    }
}

const fn shown(place: Place) -> SecretPlace {
    match place {
        Place::Keyring => SecretPlace::Keyring,
        Place::Kernel => SecretPlace::KernelKeys,
        Place::File => SecretPlace::PassphraseFile,
        Place::Session => SecretPlace::Memory,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use workbench::outbox::Bases;
    use workbench::remote::ServiceName;

    use super::*;

    fn account() -> Account {
        let id = AccountId(Uuid::from_u128(7));
        Account::new(id, ServiceName::Rev, "Rev", Bases::default())
    }

    fn secret(name: &str, value: &str) -> NamedSecret {
        NamedSecret {
            name: name.to_owned(),
            value: value.into(),
        }
    }

    #[test]
    fn secrets_move_whole_and_leave_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let access = Access::new(folder.path());
        access.choose(SecretPlace::Memory, None).expect("memory");
        let mut before = account();
        access.place(&mut before, &[]).expect("memory");
        let keys = [
            secret("client-api-key", "client"),
            secret("user-api-key", "user"),
        ];
        access.keep_secrets(&before, &keys).expect("kept");
        let passphrase = Some("correct horse");
        access
            .choose(SecretPlace::PassphraseFile, passphrase)
            .expect("a file");
        let after = access.copy_secrets(&before, SecretPlace::PassphraseFile);
        let after = after.expect("copied");
        access.drop_copies(&before, &after).expect("dropped");
        let kept = |account: &Account| {
            let store = access.vault.at(Place::of(account)).expect("it is open");
            let [_, keys, _] = names(account);
            store.read(&keys).expect("it can be read").is_some()
        };
        assert!(kept(&after) && !kept(&before));
        assert_eq!(
            access.stores(&[after]).chosen,
            Some(SecretPlace::PassphraseFile)
        );
    }

    #[test]
    fn a_key_that_is_missing_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let access = Access::new(folder.path());
        let kept = access.keep_secrets(&account(), &[secret("client-api-key", "client")]);
        let why = kept.expect_err("there is no user key");
        assert_eq!(
            (why.code, &*why.message),
            (ErrorCode::BadOption, "The user key is missing")
        );
    }
}

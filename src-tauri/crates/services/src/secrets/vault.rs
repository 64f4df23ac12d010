//! The stores that the user has chosen, each opened when it is first needed.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use workbench::outbox::Account;

use super::{PassphraseFile, Patient, SecretResult, Secrets, SessionMemory, SystemKeyring, probe};

/// Where the secrets of an account are kept. The user chooses; nothing falls
/// back from one to another.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the keyring of the system.
    #[default]
    Keyring,
    /// In the Linux kernel, until the computer starts again.
    Kernel,
    /// In a file under a passphrase.
    File,
    /// In memory, until Cuewright ends.
    Session,
}

impl Place {
    /// The name of the choice among an account's.
    const SWITCH: &str = "secrets";

    /// Every place, the usual one first.
    pub const ALL: [Self; 4] = [Self::Keyring, Self::Kernel, Self::File, Self::Session];

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Kernel => "kernel",
            Self::File => "file",
            Self::Session => "session",
        }
    }

    /// The place of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.name() == name)
    }

    /// The place that was chosen for an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let chosen = account.switches.get(Self::SWITCH);
        chosen
            .and_then(|name| Self::from_name(name))
            .unwrap_or_default()
    }

    /// Notes the place for an account.
    pub fn choose_for(self, account: &mut Account) {
        let (switch, name) = (Self::SWITCH.to_owned(), self.name().to_owned());
        account.switches.insert(switch, name);
    }
}

/// Asks the user for the passphrase of the file of secrets.
pub type AskPassphrase = dyn Fn() -> SecretResult<SecretString> + Send + Sync;

/// The stores of secrets of this user.
pub struct Vault {
    file: PathBuf,
    ask: Box<AskPassphrase>,
    opened: Mutex<BTreeMap<Place, Arc<dyn Secrets>>>,
}

impl Vault {
    /// Stores, none of which is open yet. The file under a passphrase is one of
    /// this user's data folder, next to the desk database.
    #[must_use]
    pub fn new(data: &Path, ask: Box<AskPassphrase>) -> Self {
        Self {
            file: data.join("secrets.cuesecrets"),
            ask,
            opened: Mutex::default(),
        }
    }

    /// The store of a place. Opening one may wait for the user.
    ///
    /// # Errors
    /// Where this computer has none, or it does not open.
    pub fn at(&self, place: Place) -> SecretResult<Arc<dyn Secrets>> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = opened.get(&place) {
            return Ok(Arc::clone(store));
        }
        let store: Arc<dyn Secrets> = match place {
            Place::Keyring => Arc::new(Patient::open(SystemKeyring::open)?),
            Place::Kernel => Arc::new(kernel()?),
            Place::File => Arc::new(PassphraseFile::open(&self.file, (self.ask)()?)?),
            Place::Session => Arc::new(SessionMemory::new()),
        };
        opened.insert(place, Arc::clone(&store));
        Ok(store)
    }

    /// Tries whether the store of a place keeps what it is given, which one that
    /// opens may still not do.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn try_out(&self, place: Place) -> SecretResult<()> {
        match place {
            Place::Keyring => probe(&Patient::open(SystemKeyring::open)?),
            Place::Kernel => probe(&kernel()?),
            Place::File | Place::Session => self.at(place).map(drop),
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

#[cfg(target_os = "linux")]
fn kernel() -> SecretResult<Patient> {
    Patient::open(super::KernelKeys::open)
}

#[cfg(not(target_os = "linux"))]
fn kernel() -> SecretResult<Patient> {
    let message = "Only Linux keeps secrets in its kernel. Choose another place for secrets";
    Err(super::SecretError::new(
        super::SecretErrorCode::NoStore,
        message,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{SecretErrorCode, SecretName};

    fn vault(data: &Path, passphrase: &'static str) -> Vault {
        Vault::new(data, Box::new(move || Ok(passphrase.into())))
    }

    #[test]
    fn a_place_is_noted_with_the_account_and_is_the_keyring_without_a_word() {
        use workbench::outbox::{AccountId, Bases};
        use workbench::remote::ServiceName;
        let id = AccountId(uuid::Uuid::nil());
        let mut account = Account::new(id, ServiceName::Rev, "Rev", Bases::default());
        assert_eq!(Place::of(&account), Place::Keyring);
        for place in Place::ALL {
            place.choose_for(&mut account);
            assert_eq!(Place::of(&account), place);
        }
    }

    #[test]
    fn the_file_opens_again_with_its_passphrase_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = SecretName::keys("a");
        let first = vault(folder.path(), "one")
            .at(Place::File)
            .expect("a new one");
        first.write(&name, &"kept".into()).expect("it is written");
        let again = vault(folder.path(), "one")
            .at(Place::File)
            .expect("it opens");
        assert!(again.read(&name).expect("it can be read").is_some());
        let other = vault(folder.path(), "two").at(Place::File).err();
        let code = other.map(|error| error.code);
        assert_eq!(code, Some(SecretErrorCode::WrongPassphrase));
    }
}

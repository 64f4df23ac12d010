//! Where secrets are kept: the system's keyring, and by the user's explicit
//! choice the kernel's keys, a file under a passphrase, or memory alone.
//!
//! Nothing here falls back from one to another, and nothing is ever written in
//! the clear.

mod dumps;
mod keyring;
mod memory;
mod passphrase;
mod patient;
mod vault;

use std::fmt;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use dumps::leave_no_dumps;
#[cfg(target_os = "linux")]
pub use keyring::KernelKeys;
pub use keyring::SystemKeyring;
pub use memory::SessionMemory;
pub use passphrase::PassphraseFile;
pub use patient::{Patient, probe};
pub use vault::{AskPassphrase, Place, Vault};

/// The result of everything here.
pub type SecretResult<T> = std::result::Result<T, SecretError>;

/// Keeps secrets by name. Two processes may use the same one.
pub trait Secrets: Send + Sync {
    /// The secret of a name; absent where there is none.
    ///
    /// # Errors
    /// Where the store cannot be used or what it holds is no text.
    fn read(&self, name: &SecretName) -> SecretResult<Option<SecretString>>;

    /// Keeps a secret, in the place of an earlier one of that name. When this
    /// returns, it is kept as well as this store keeps anything.
    ///
    /// # Errors
    /// Where the store cannot be used or takes nothing this long.
    fn write(&self, name: &SecretName, secret: &SecretString) -> SecretResult<()>;

    /// Forgets a secret. One that is not there is no error.
    ///
    /// # Errors
    /// Where the store cannot be used.
    fn delete(&self, name: &SecretName) -> SecretResult<()>;

    /// How long this store keeps what it is given.
    fn lasting(&self) -> Lasting;
}

/// How long a store keeps secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lasting {
    /// Until they are deleted.
    UntilDeleted,
    /// Until the computer starts again.
    UntilReboot,
    /// Until Cuewright ends.
    UntilExit,
}

/// What a secret is of: an account, and what the account has it for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretName {
    account: Box<str>,
    part: Part,
}

/// What an account has a secret for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Part {
    Tokens,
    Client,
    Keys,
    Upload(Box<str>),
    Probe,
}

impl SecretName {
    /// The tokens of an account's sign-in.
    #[must_use]
    pub fn tokens(account: &str) -> Self {
        Self::of(account, Part::Tokens)
    }

    /// The secret that belongs to an account's client id.
    #[must_use]
    pub fn client(account: &str) -> Self {
        Self::of(account, Part::Client)
    }

    /// The keys or headers that an account is known by.
    #[must_use]
    pub fn keys(account: &str) -> Self {
        Self::of(account, Part::Keys)
    }

    /// Where an upload of an account goes on, by the id of what is uploaded.
    #[must_use]
    pub fn upload(account: &str, item: &str) -> Self {
        Self::of(account, Part::Upload(item.into()))
    }

    fn probe(account: &str) -> Self {
        Self::of(account, Part::Probe)
    }

    fn of(account: &str, part: Part) -> Self {
        Self {
            account: account.into(),
            part,
        }
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = &self.account;
        match &self.part {
            Part::Tokens => write!(f, "{account}/tokens"),
            Part::Client => write!(f, "{account}/client"),
            Part::Keys => write!(f, "{account}/keys"),
            Part::Upload(item) => write!(f, "{account}/upload/{item}"),
            Part::Probe => write!(f, "{account}/probe"),
        }
    }
}

/// A failure of a store of secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SecretError {
    /// What went wrong, for programs.
    pub code: SecretErrorCode,
    /// What went wrong and what to do, for people.
    pub message: Box<str>,
}

/// The kinds of failure. Names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretErrorCode {
    /// This system has no such store, or it is not running.
    NoStore,
    /// It is locked, or the user did not permit its use.
    Locked,
    /// It does not answer.
    NoAnswer,
    /// It does not give back what it was given.
    Unfaithful,
    /// It takes nothing that long.
    TooLong,
    /// The passphrase is not the one the file was made with.
    WrongPassphrase,
    /// What is stored cannot be read.
    Damaged,
    /// The system reported something else.
    Io,
}

impl SecretError {
    fn new(code: SecretErrorCode, message: impl Into<Box<str>>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

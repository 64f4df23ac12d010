//! The keyrings of the systems.

use std::fmt;
use std::sync::Arc;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use super::{Lasting, SecretError, SecretErrorCode, SecretName, SecretResult, Secrets};

/// What the entries are filed under.
const FILED_UNDER: &str = "org.cuewright.sync";

/// The keyring of the system: the Secret Service of the desktop, the macOS
/// Keychain, the Windows Credential Manager.
pub struct SystemKeyring(Arc<CredentialStore>);

impl SystemKeyring {
    /// Connects with it.
    ///
    /// # Errors
    /// [`SecretErrorCode::NoStore`] where there is none. That it opens does not
    /// say that it works: see [`probe`](super::probe).
    pub fn open() -> SecretResult<Self> {
        open_system().map(Self).map_err(|error| failure(&error))
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn open_system() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn open_system() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn open_system() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// The keys that the Linux kernel keeps for a user. They are gone after a
/// restart of the computer.
#[cfg(target_os = "linux")]
pub struct KernelKeys(Arc<CredentialStore>);

#[cfg(target_os = "linux")]
impl KernelKeys {
    /// Connects with them.
    ///
    /// # Errors
    /// [`SecretErrorCode::NoStore`] where the kernel has none.
    pub fn open() -> SecretResult<Self> {
        match linux_keyutils_keyring_store::Store::new() {
            Ok(store) => Ok(Self(store)),
            Err(error) => Err(failure(&error)),
        }
    }
}

fn entry(store: &CredentialStore, name: &SecretName) -> SecretResult<Entry> {
    let entry = store.build(FILED_UNDER, &name.to_string(), None);
    entry.map_err(|error| failure(&error))
}

fn read(store: &CredentialStore, name: &SecretName) -> SecretResult<Option<SecretString>> {
    match entry(store, name)?.get_password() {
        Ok(secret) => Ok(Some(secret.into())),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(failure(&error)),
    }
}

fn write(store: &CredentialStore, name: &SecretName, secret: &SecretString) -> SecretResult<()> {
    let written = entry(store, name)?.set_password(secret.expose_secret());
    written.map_err(|error| failure(&error))
}

fn delete(store: &CredentialStore, name: &SecretName) -> SecretResult<()> {
    match entry(store, name)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(failure(&error)),
    }
}

impl Secrets for SystemKeyring {
    fn read(&self, name: &SecretName) -> SecretResult<Option<SecretString>> {
        read(&*self.0, name)
    }

    fn write(&self, name: &SecretName, secret: &SecretString) -> SecretResult<()> {
        write(&*self.0, name, secret)
    }

    fn delete(&self, name: &SecretName) -> SecretResult<()> {
        delete(&*self.0, name)
    }

    fn lasting(&self) -> Lasting {
        Lasting::UntilDeleted
    }
}

#[cfg(target_os = "linux")]
impl Secrets for KernelKeys {
    fn read(&self, name: &SecretName) -> SecretResult<Option<SecretString>> {
        read(&*self.0, name)
    }

    fn write(&self, name: &SecretName, secret: &SecretString) -> SecretResult<()> {
        write(&*self.0, name, secret)
    }

    fn delete(&self, name: &SecretName) -> SecretResult<()> {
        delete(&*self.0, name)
    }

    fn lasting(&self) -> Lasting {
        Lasting::UntilReboot
    }
}

impl fmt::Debug for SystemKeyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SystemKeyring")
    }
}

#[cfg(target_os = "linux")]
impl fmt::Debug for KernelKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KernelKeys")
    }
}

/// What the failure of a keyring means. Some of its errors hold the bytes of a
/// secret, so none is shown as it is.
fn failure(error: &Error) -> SecretError {
    let (code, message) = match error {
        Error::NoStorageAccess(_) => (
            SecretErrorCode::Locked,
            "The keyring of this computer is locked or does not let Cuewright in. Unlock it and try again",
        ),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => (
            SecretErrorCode::Damaged,
            "What the keyring of this computer holds for Cuewright cannot be read. Delete it there and sign in again",
        ),
        Error::TooLong(..) => (
            SecretErrorCode::TooLong,
            "The keyring of this computer takes nothing this long. Choose another place for secrets in Accounts",
        ),
        Error::PlatformFailure(_) | Error::NoDefaultStore | Error::NotSupportedByStore(_) => (
            SecretErrorCode::NoStore,
            "This computer has no keyring that can be used. Start one, or choose another place for secrets in Accounts",
        ),
        _ => (
            SecretErrorCode::Io,
            "The keyring of this computer failed. Try again, or choose another place for secrets in Accounts",
        ),
    };
    SecretError::new(code, message)
}

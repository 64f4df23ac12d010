//! The stores of this system, where it has them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use secrecy::ExposeSecret;
use services::secrets::{
    Patient, SecretErrorCode, SecretName, SecretResult, Secrets, SystemKeyring, probe,
};

/// A store works as it should, or says that it cannot be used.
fn works_or_says_so(store: SecretResult<Patient>) {
    let store = match store {
        Ok(store) => store,
        Err(error) => return unusable(error.code),
    };
    if let Err(error) = probe(&store) {
        return unusable(error.code);
    }
    let name = SecretName::keys("cuewright-test-account");
    store.write(&name, &"first".into()).unwrap();
    store.write(&name, &"second".into()).unwrap();
    let kept = store.read(&name).unwrap().unwrap();
    store.delete(&name).unwrap();
    assert_eq!(kept.expose_secret(), "second");
    assert!(store.read(&name).unwrap().is_none());
    store.delete(&name).unwrap();
}

fn unusable(code: SecretErrorCode) {
    use SecretErrorCode::{Io, Locked, NoAnswer, NoStore};
    assert!(matches!(code, NoStore | Locked | NoAnswer | Io), "{code:?}");
}

#[test]
fn the_keyring_of_the_system_works_or_says_that_it_cannot_be_used() {
    works_or_says_so(Patient::open(SystemKeyring::open));
}

#[cfg(target_os = "linux")]
#[test]
fn the_keys_of_the_kernel_work_or_say_that_they_cannot_be_used() {
    works_or_says_so(Patient::open(services::secrets::KernelKeys::open));
}

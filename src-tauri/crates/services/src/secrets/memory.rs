//! Secrets that end with the program.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;

use super::{Lasting, SecretName, SecretResult, Secrets};

/// Keeps secrets in memory alone, for users who choose to sign in each time.
#[derive(Default)]
pub struct SessionMemory(Mutex<BTreeMap<SecretName, SecretString>>);

impl SessionMemory {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }
}

impl Secrets for SessionMemory {
    fn read(&self, name: &SecretName) -> SecretResult<Option<SecretString>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(kept.get(name).cloned())
    }

    fn write(&self, name: &SecretName, secret: &SecretString) -> SecretResult<()> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(name.clone(), secret.clone());
        Ok(())
    }

    fn delete(&self, name: &SecretName) -> SecretResult<()> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(name);
        Ok(())
    }

    fn lasting(&self) -> Lasting {
        Lasting::UntilExit
    }
}

impl fmt::Debug for SessionMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionMemory")
    }
}

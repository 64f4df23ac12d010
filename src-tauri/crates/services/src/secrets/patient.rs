//! A store that may hang, behind a wait that ends: a locked keyring can wait for
//! a prompt that nobody sees.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::{Lasting, SecretError, SecretErrorCode, SecretName, SecretResult, Secrets};

/// How long each step of a probe may take (services.md 4.5).
const PROBE: Duration = Duration::from_secs(3);
/// How long a keyring may wait for the user to unlock it.
const PROMPT: Duration = Duration::from_secs(120);

type Job = Box<dyn FnOnce(&dyn Secrets) + Send>;

/// A store that is asked on a thread of its own and given up on after a time.
/// While one question hangs, further ones wait no longer than their own time.
pub struct Patient {
    jobs: Sender<Job>,
    patience: Duration,
    lasting: Lasting,
}

impl Patient {
    /// Opens a store with the usual patience: three seconds to open, two minutes
    /// for a question, as it may be asking the user.
    ///
    /// # Errors
    /// As `open`, and [`SecretErrorCode::NoAnswer`] where that takes longer.
    pub fn open<T: Secrets + 'static>(
        open: impl FnOnce() -> SecretResult<T> + Send + 'static,
    ) -> SecretResult<Self> {
        let (jobs, work) = mpsc::channel::<Job>();
        let (opened, outcome) = mpsc::sync_channel(1);
        thread::spawn(move || match open() {
            Err(error) => {
                let _ = opened.send(Err(error));
            }
            Ok(store) => {
                let _ = opened.send(Ok(store.lasting()));
                for job in work {
                    job(&store);
                }
            }
        });
        let lasting = outcome.recv_timeout(PROBE).map_err(|_| no_answer())??;
        Ok(Self {
            jobs,
            patience: PROMPT,
            lasting,
        })
    }

    fn ask<T: Send + 'static>(
        &self,
        patience: Duration,
        question: impl FnOnce(&dyn Secrets) -> SecretResult<T> + Send + 'static,
    ) -> SecretResult<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |store| {
            // Nobody may be waiting any more.
            let _ = answer.send(question(store));
        });
        self.jobs.send(job).map_err(|_| no_answer())?;
        match answered.recv_timeout(patience) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(no_answer()),
        }
    }

    fn read_within(
        &self,
        patience: Duration,
        name: &SecretName,
    ) -> SecretResult<Option<SecretString>> {
        let name = name.clone();
        self.ask(patience, move |store| store.read(&name))
    }

    fn write_within(
        &self,
        patience: Duration,
        name: &SecretName,
        secret: &SecretString,
    ) -> SecretResult<()> {
        let (name, secret) = (name.clone(), secret.clone());
        self.ask(patience, move |store| store.write(&name, &secret))
    }

    fn delete_within(&self, patience: Duration, name: &SecretName) -> SecretResult<()> {
        let name = name.clone();
        self.ask(patience, move |store| store.delete(&name))
    }
}

impl Secrets for Patient {
    fn read(&self, name: &SecretName) -> SecretResult<Option<SecretString>> {
        self.read_within(self.patience, name)
    }

    fn write(&self, name: &SecretName, secret: &SecretString) -> SecretResult<()> {
        self.write_within(self.patience, name, secret)
    }

    fn delete(&self, name: &SecretName) -> SecretResult<()> {
        self.delete_within(self.patience, name)
    }

    fn lasting(&self) -> Lasting {
        self.lasting
    }
}

impl fmt::Debug for Patient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Patient({:?})", self.lasting)
    }
}

/// Tries whether a store keeps what it is given: writes, reads and deletes a
/// value of chance, each within three seconds.
///
/// # Errors
/// Where a step fails, takes longer, or gives back something else
/// ([`SecretErrorCode::Unfaithful`]).
pub fn probe(store: &Patient) -> SecretResult<()> {
    let mut chance = [0; 32];
    getrandom::fill(&mut chance).map_err(|_| {
        SecretError::new(SecretErrorCode::Io, "This computer gives no random numbers")
    })?;
    let value: String = chance.iter().map(|byte| format!("{byte:02x}")).collect();
    let name = SecretName::probe(&value[..8]);
    let value = SecretString::from(value);
    store.write_within(PROBE, &name, &value)?;
    let back = store.read_within(PROBE, &name);
    let deleted = store.delete_within(PROBE, &name);
    let same = back?.is_some_and(|back| back.expose_secret() == value.expose_secret());
    deleted?;
    if !same {
        let message = "The keyring of this computer does not give back what it is given. Choose another place for secrets in Accounts";
        return Err(SecretError::new(SecretErrorCode::Unfaithful, message));
    }
    Ok(())
}

impl<T: Secrets + ?Sized> Secrets for Arc<T> {
    fn read(&self, name: &SecretName) -> SecretResult<Option<SecretString>> {
        (**self).read(name)
    }

    fn write(&self, name: &SecretName, secret: &SecretString) -> SecretResult<()> {
        (**self).write(name, secret)
    }

    fn delete(&self, name: &SecretName) -> SecretResult<()> {
        (**self).delete(name)
    }

    fn lasting(&self) -> Lasting {
        (**self).lasting()
    }
}

fn no_answer() -> SecretError {
    SecretError::new(
        SecretErrorCode::NoAnswer,
        "The keyring of this computer does not answer. Unlock it, or choose another place for secrets in Accounts",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::super::SessionMemory;
    use super::*;

    #[test]
    fn a_store_that_works_passes_and_keeps_nothing_of_the_probe() {
        let memory = Arc::new(SessionMemory::new());
        let store = Arc::clone(&memory);
        probe(&Patient::open(|| Ok(store)).expect("it opens")).expect("it works");
        assert!(memory.is_empty());
    }

    /// Forgets at once, or hangs until the test is over.
    struct Broken(Option<Mutex<mpsc::Receiver<()>>>);

    impl Secrets for Broken {
        fn read(&self, _name: &SecretName) -> SecretResult<Option<SecretString>> {
            Ok(None)
        }

        fn write(&self, _name: &SecretName, _secret: &SecretString) -> SecretResult<()> {
            if let Some(never) = &self.0 {
                let _ = never.lock().expect("one thread").recv();
            }
            Ok(())
        }

        fn delete(&self, _name: &SecretName) -> SecretResult<()> {
            Ok(())
        }

        fn lasting(&self) -> Lasting {
            Lasting::UntilDeleted
        }
    }

    #[test]
    fn a_store_that_forgets_or_hangs_does_not_pass() {
        let error =
            probe(&Patient::open(|| Ok(Broken(None))).expect("it opens")).expect_err("it forgets");
        assert_eq!(error.code, SecretErrorCode::Unfaithful);
        let (_hold, never) = mpsc::channel();
        let hanging = Patient::open(|| Ok(Broken(Some(Mutex::new(never))))).expect("it opens");
        let name = SecretName::keys("a");
        let error = hanging
            .write_within(Duration::from_millis(20), &name, &"x".into())
            .expect_err("it hangs");
        assert_eq!(error.code, SecretErrorCode::NoAnswer);
    }
}

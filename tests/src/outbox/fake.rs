//! The three services as they would be if they were a table: what was applied,
//! once or twice, is there to be counted.

mod held;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use workbench::Clock;
use workbench::outbox::{
    Account, Advice, Answer, Certainty, Failure, FailureCode, Finding, Parcel, Receipt, Remote,
    Remotes,
};

pub use held::{Effect, Held};

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// There is no connection.
    Refused,
    /// The connection breaks before anything is applied.
    LostBefore,
    /// It is applied, and the connection breaks before the answer.
    LostAfter,
    /// The connection breaks, and it is applied so many milliseconds later.
    Late(i64),
    /// It is applied, and answered with 503.
    FaultAfter,
    /// It is answered with 429 and a time in milliseconds.
    Busy(i64),
    /// The day's quota is used up.
    Quota,
    /// It is answered with 401.
    SignIn,
    /// It is applied, and the answer cannot be read.
    Garbled,
}

/// The services. Clones are one and the same.
#[derive(Clone)]
pub struct Fake {
    held: Arc<Mutex<Held>>,
    /// Where it is kept between processes.
    file: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    faults: Arc<Mutex<Vec<Fault>>>,
    /// How long an effect takes to show, in milliseconds.
    shows_after: i64,
    /// Whether an account may look at what a request led to.
    results_show: bool,
    /// Called before and after an effect.
    pub at_effect: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Fake {
    /// Services that hold nothing.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            held: Arc::default(),
            file: None,
            clock,
            faults: Arc::default(),
            shows_after: 0,
            results_show: true,
            at_effect: Arc::new(|_| {}),
        }
    }

    /// The same, kept in a file.
    #[must_use]
    pub fn kept_in(self, file: PathBuf) -> Self {
        Self {
            file: Some(file),
            ..self
        }
    }

    /// The same, with another way to show effects.
    #[must_use]
    pub fn showing(self, after: i64, results: bool) -> Self {
        Self {
            shows_after: after,
            results_show: results,
            ..self
        }
    }

    /// What goes wrong with the next calls, the last one first.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        *lock(&self.faults) = faults;
    }

    /// What the services hold.
    ///
    /// # Panics
    /// Where the file of it is not its own.
    #[must_use]
    pub fn held(&self) -> Held {
        self.with(|held, _| held.clone())
    }

    /// Someone else changes a track, if it is there.
    pub fn change_track(&self, key: &str) {
        self.with(|held, now| held.change_track(key, now));
    }

    /// Makes a track that is there from the start.
    pub fn make_track(&self, video: &str, id: &str) {
        self.with(|held, now| held.make_track(video, id, now));
    }

    /// Makes a service type that is there from the start.
    pub fn make_type(&self, key: &str) {
        self.with(|held, _| held.make_type(key));
    }

    fn with<T>(&self, work: impl FnOnce(&mut Held, i64) -> T) -> T {
        let mut held = lock(&self.held);
        if let Some(file) = &self.file
            && let Ok(text) = std::fs::read(file)
        {
            *held = serde_json::from_slice(&text).expect("a state of the fake");
        }
        let now = self.clock.now();
        held.apply_late(now, self.shows_after);
        let done = work(&mut held, now);
        if let Some(file) = &self.file {
            let text = serde_json::to_vec(&*held).expect("it has a JSON form");
            let beside = file.with_extension("new");
            std::fs::write(&beside, text).expect("a writable folder");
            std::fs::rename(&beside, file).expect("a writable folder");
        }
        done
    }

    fn apply(&self, parcel: &Parcel) -> Answer<Receipt> {
        (self.at_effect)("before the effect");
        let receipt = self.with(|held, now| {
            let file = parcel.file.as_deref();
            held.apply(parcel.id, &parcel.operation, file, now, self.shows_after)
        });
        (self.at_effect)("after the effect");
        receipt
    }
}

impl Remotes for Fake {
    fn remote(&self, _account: &Account) -> Answer<Arc<dyn Remote>> {
        Ok(Arc::new(self.clone()))
    }
}

impl Remote for Fake {
    fn send(&self, parcel: &Parcel) -> Answer<Receipt> {
        let fault = lock(&self.faults).pop().unwrap_or(Fault::None);
        if let Some(refusal) = refusal(fault) {
            return Err(refusal);
        }
        let broken = |code| {
            Failure::new(code, "The connection broke")
                .with_certainty(Certainty::Unknown)
                .with_advice(Advice::Backoff)
        };
        match fault {
            Fault::LostBefore => Err(broken(FailureCode::ConnectionLost)),
            Fault::Late(millis) => {
                self.with(|held, now| held.take_late(parcel, now + millis));
                Err(broken(FailureCode::TimedOut))
            }
            Fault::LostAfter | Fault::FaultAfter => {
                // A refusal may be lost as well.
                let _ = self.apply(parcel);
                Err(broken(FailureCode::ServiceFault))
            }
            Fault::Garbled => self.apply(parcel).and_then(|_| {
                Err(Failure::new(FailureCode::BadAnswer, "No answer of theirs")
                    .with_certainty(Certainty::Applied)
                    .with_advice(Advice::Never))
            }),
            _ => self.apply(parcel),
        }
    }

    fn look(&self, parcel: &Parcel) -> Answer<Finding> {
        let fault = lock(&self.faults).pop().unwrap_or(Fault::None);
        match (refusal(fault), fault) {
            (Some(refusal), _) => Err(refusal),
            (None, Fault::None) => {
                Ok(self.with(|held, now| held.look(parcel, now, self.results_show)))
            }
            _ => Err(
                Failure::new(FailureCode::ConnectionLost, "The connection broke")
                    .with_advice(Advice::Backoff),
            ),
        }
    }
}

/// How a call ends that certainly changes nothing.
fn refusal(fault: Fault) -> Option<Failure> {
    let (code, advice) = match fault {
        Fault::Refused => (FailureCode::Unreachable, Advice::Backoff),
        Fault::Busy(millis) => (FailureCode::RateLimited, Advice::After { millis }),
        Fault::Quota => (FailureCode::QuotaUsedUp, Advice::ParkUntilQuotaReset),
        Fault::SignIn => (FailureCode::NotSignedIn, Advice::SignIn),
        _ => return None,
    };
    Some(Failure::new(code, "Not now").with_advice(advice))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Runs of the outbox in virtual time, generic over what is behind the port.

use std::sync::Arc;

use workbench::memory::ManualClock;
use workbench::outbox::{Chance, Courier, Finished, OutboxStore, Remotes, Turn};
use workbench::{Clock, Result};

use crate::crash_disk::next;

/// Chance from a seed.
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Chance for Dice {
    fn below(&mut self, end: u64) -> u64 {
        next(&mut self.0) % end.max(1)
    }
}

/// A courier in virtual time.
pub struct Run {
    courier: Courier,
    clock: ManualClock,
    finished: Vec<Finished>,
}

/// The moment a run ends as if the process were killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// Once calls are begun on the disk, and not made.
    BeforeCalls,
    /// Once calls are made, and their answers not taken in.
    AfterCalls,
}

impl Run {
    /// A courier for a desk.
    #[must_use]
    pub fn new(store: Box<dyn OutboxStore>, clock: &ManualClock, seed: u64) -> Self {
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        Self {
            courier: Courier::new(store, shared, Box::new(Dice(seed))),
            clock: clock.clone(),
            finished: Vec::new(),
        }
    }

    /// One turn and the calls it asks for. Time stands still. `None` where the
    /// run ended; otherwise the turn.
    ///
    /// # Errors
    /// As [`Courier::turn`].
    pub fn turn(&mut self, remotes: &dyn Remotes, crash: Option<Crash>) -> Result<Option<Turn>> {
        let turn = self.courier.turn(&std::mem::take(&mut self.finished))?;
        if crash == Some(Crash::BeforeCalls) {
            return Ok(None);
        }
        self.finished = turn.jobs.iter().map(|job| job.run(remotes)).collect();
        if crash == Some(Crash::AfterCalls) {
            return Ok(None);
        }
        Ok(Some(turn))
    }

    /// The network is back.
    pub fn reconnected(&mut self) {
        self.courier.reconnected();
    }

    /// Does all that is due, letting time pass to whatever is due next, until
    /// nothing is any more or `cycles` have gone by. Answers whether nothing is.
    ///
    /// # Errors
    /// As [`Courier::turn`].
    pub fn settle(&mut self, remotes: &dyn Remotes, cycles: u32) -> Result<bool> {
        for _ in 0..cycles {
            let Some(turn) = self.turn(remotes, None)? else {
                return Ok(false);
            };
            if !self.finished.is_empty() {
                continue;
            }
            match turn.wake_at {
                None => return Ok(true),
                Some(wake) => self.clock.advance((wake - self.clock.now()).max(0)),
            }
        }
        Ok(false)
    }
}

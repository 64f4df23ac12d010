//! Signs of life of a call, and how far it has come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// When a call last moved, and how many bytes it has moved. Copies are one and
/// the same.
#[derive(Clone, Debug)]
pub(super) struct Pulse(Arc<State>);

#[derive(Debug)]
struct State {
    born: Instant,
    /// Milliseconds after `born`.
    last: AtomicU64,
    moved: AtomicU64,
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self(Arc::new(State {
            born: Instant::now(),
            last: AtomicU64::new(0),
            moved: AtomicU64::new(0),
        }))
    }

    /// Notes a sign of life, and bytes that a caller wants to hear of.
    pub(super) fn beat(&self, bytes: u64) {
        let now = u64::try_from(self.0.born.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.last.store(now, Ordering::Relaxed);
        self.0.moved.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bytes moved so far.
    pub(super) fn moved(&self) -> u64 {
        self.0.moved.load(Ordering::Relaxed)
    }

    /// Waits until nothing has moved for this long.
    pub(super) async fn still_for(&self, idle: Duration) {
        loop {
            let last = Duration::from_millis(self.0.last.load(Ordering::Relaxed));
            let end = self.0.born + last + idle;
            if end <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(end).await;
        }
    }
}

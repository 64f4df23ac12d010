//! How a caller stops a call that is under way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Stops the calls it was given to. Copies are one and the same.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<Flag>);

#[derive(Debug, Default)]
struct Flag {
    set: AtomicBool,
    wake: Notify,
}

impl Cancel {
    /// One that nothing has cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops what is under way and whatever is begun later.
    pub fn cancel(&self) {
        self.0.set.store(true, Ordering::SeqCst);
        self.0.wake.notify_waiters();
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.set.load(Ordering::SeqCst)
    }

    /// Waits until it is cancelled.
    pub(crate) async fn cancelled(&self) {
        let woken = self.0.wake.notified();
        tokio::pin!(woken);
        // Before the flag is read, so that no cancelling falls in between.
        woken.as_mut().enable();
        if !self.is_cancelled() {
            woken.await;
        }
    }
}

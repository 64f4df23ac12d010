//! The threads behind the outbox: one that decides and writes, and one for each
//! call that is under way.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::courier::forget;
use super::{Courier, Finished, Item, Job, Remotes};
use crate::{Clock, WorkbenchError};

/// How long a stop waits for calls that are under way.
const GRACE: Duration = Duration::from_secs(3);
/// How long to wait after the desk could not be read or written.
const AFTER_FAULT: Duration = Duration::from_secs(30);

/// Is told what happens in the outbox. Called on the worker's thread; must not
/// wait for the worker.
pub trait OutboxEvents: Send {
    /// Items have changed; they are on the disk as they are here.
    fn changed(&self, items: &[Item]);

    /// The desk cannot be read or written. It is tried again after a while.
    fn fault(&self, error: &WorkbenchError);
}

/// Sends what waits in the outbox, unattended, until it is dropped.
///
/// It sleeps until something is due: with nothing to send and nothing to look
/// for it does not wake at all.
pub struct Worker {
    messages: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

enum Message {
    Nudge,
    Reconnected,
    Finished(Finished),
    Stop,
}

impl Worker {
    /// Starts the thread.
    ///
    /// # Panics
    /// Where the system cannot start a thread.
    #[must_use]
    pub fn start(
        courier: Courier,
        remotes: Arc<dyn Remotes>,
        clock: Arc<dyn Clock>,
        events: Box<dyn OutboxEvents>,
    ) -> Self {
        let (messages, incoming) = channel();
        let office = Office {
            courier,
            remotes,
            clock,
            events,
            messages: messages.clone(),
            under_way: 0,
        };
        let thread = thread::Builder::new()
            .name("outbox".to_owned())
            .spawn(move || office.run(&incoming))
            .expect("a system that runs a program can start a thread");
        Self {
            messages,
            thread: Some(thread),
        }
    }

    /// Has the outbox looked at now: something was put in or decided, or an
    /// account can be used again.
    pub fn nudge(&self) {
        let _ = self.messages.send(Message::Nudge);
    }

    /// The network is back: what could not reach its service is tried now.
    pub fn reconnected(&self) {
        let _ = self.messages.send(Message::Reconnected);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the deciding thread owns.
struct Office {
    courier: Courier,
    remotes: Arc<dyn Remotes>,
    clock: Arc<dyn Clock>,
    events: Box<dyn OutboxEvents>,
    messages: Sender<Message>,
    under_way: usize,
}

impl Office {
    fn run(mut self, incoming: &Receiver<Message>) {
        let mut finished = Vec::new();
        loop {
            let pause = self.turn(&finished);
            finished.clear();
            let Some(message) = wait(incoming, pause) else {
                continue;
            };
            let mut message = Some(message);
            while let Some(now) = message {
                match now {
                    Message::Nudge => {}
                    Message::Reconnected => self.courier.reconnected(),
                    Message::Finished(done) => {
                        self.under_way -= 1;
                        finished.push(done);
                    }
                    Message::Stop => return self.stop(incoming, finished),
                }
                // All that came meanwhile is one turn, and one write.
                message = incoming.try_recv().ok();
            }
        }
    }

    /// One turn; answers how long to wait for more at most.
    fn turn(&mut self, finished: &[Finished]) -> Option<Duration> {
        match self.courier.turn(finished) {
            Ok(turn) => {
                forget(&*self.remotes, &turn.settled);
                if !turn.changed.is_empty() {
                    self.events.changed(&turn.changed);
                }
                turn.jobs.into_iter().for_each(|job| self.make(job));
                let wait = |wake: i64| wake.saturating_sub(self.clock.now()).max(0);
                let millis = turn.wake_at.map(wait)?;
                Some(Duration::from_millis(millis.unsigned_abs()))
            }
            Err(error) => {
                self.events.fault(&error);
                Some(AFTER_FAULT)
            }
        }
    }

    /// Makes a call on a thread of its own.
    fn make(&mut self, job: Job) {
        self.under_way += 1;
        let (remotes, messages) = (Arc::clone(&self.remotes), self.messages.clone());
        thread::Builder::new()
            .name("outbox call".to_owned())
            .spawn(move || {
                let _ = messages.send(Message::Finished(job.run(&*remotes)));
            })
            .expect("a system that runs a program can start a thread");
    }

    /// Takes in what ends soon, and leaves the rest to whoever sends next.
    fn stop(mut self, incoming: &Receiver<Message>, mut finished: Vec<Finished>) {
        let end = Instant::now() + GRACE;
        while self.under_way > 0 {
            let left = end.saturating_duration_since(Instant::now());
            match incoming.recv_timeout(left) {
                Ok(Message::Finished(done)) => {
                    self.under_way -= 1;
                    finished.push(done);
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        if let Err(error) = self.courier.take_in(&finished) {
            self.events.fault(&error);
        }
        self.courier.stop();
    }
}

/// The next message, or none when it is time.
fn wait(incoming: &Receiver<Message>, pause: Option<Duration>) -> Option<Message> {
    let Some(pause) = pause else {
        // The worker holds a sender itself, so this ends with a message.
        return incoming.recv().ok();
    };
    incoming.recv_timeout(pause).ok()
}

//! When the services are looked at without being asked.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use tauri::{AppHandle, Manager};
use workbench::outbox::Account;

use super::Desk;
use super::looking::{Look, is_looked_at};

/// How long after a look the next one is, in milliseconds (services.md 3.6).
const SHORTEST: i64 = 5 * 60_000;
/// How long it is at most, where nothing changes.
const LONGEST: i64 = 60 * 60_000;
/// How long after a look coming back to the window brings none.
const FOCUS_GAP: i64 = 60_000;

/// Looks at the services from time to time, on a thread of its own, which
/// sleeps until the next look is due, and for good where no account has
/// anything to be looked at.
pub struct Poller {
    messages: Sender<Message>,
}

enum Message {
    Look,
    Focused,
    Stop,
}

impl Poller {
    /// Starts the thread. The first look is at once.
    pub fn start(app: AppHandle) -> Self {
        let (messages, incoming) = channel();
        let thread = thread::Builder::new().name("queue".to_owned());
        if let Err(error) = thread.spawn(move || run(&app, &incoming)) {
            log::error!("the queue is looked at only when asked: {error}");
        }
        Self { messages }
    }

    /// Something has changed that a look will show.
    pub fn look(&self) {
        let _ = self.messages.send(Message::Look);
    }

    /// The user has come back to the window.
    pub fn focused(&self) {
        let _ = self.messages.send(Message::Focused);
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        // A look that is under way is not waited for: it changes nothing.
        let _ = self.messages.send(Message::Stop);
    }
}

fn run(app: &AppHandle, incoming: &Receiver<Message>) {
    let desk = app.state::<Desk>();
    let mut rhythm = Rhythm::default();
    let mut message = Message::Look;
    loop {
        let wanted = match message {
            Message::Stop => return,
            Message::Look => true,
            Message::Focused => rhythm.wants_on_focus(desk.now()),
        };
        if wanted {
            match desk.refresh(None) {
                Ok(look) => rhythm.looked(desk.now(), &look),
                Err(error) => {
                    log::error!("the queue was not looked at: {}", error.code);
                    rhythm.looked(desk.now(), &Look::default());
                }
            }
        }
        message = match next(&desk, &rhythm, incoming) {
            Some(message) => message,
            None => return,
        };
    }
}

/// Waits for what is to be done next; none once nobody can ask any more.
fn next(desk: &Desk, rhythm: &Rhythm, incoming: &Receiver<Message>) -> Option<Message> {
    let accounts = desk.with(|store| store.accounts()).unwrap_or_default();
    let Some(due) = rhythm.due_for(&accounts) else {
        return incoming.recv().ok();
    };
    let pause = u64::try_from(due - desk.now()).unwrap_or(0);
    match incoming.recv_timeout(Duration::from_millis(pause)) {
        Ok(message) => Some(message),
        Err(RecvTimeoutError::Timeout) => Some(Message::Look),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// When looks are due. Pure.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rhythm {
    last: Option<i64>,
    pause: i64,
}

impl Rhythm {
    /// Takes note of a look at a time in Unix milliseconds.
    fn looked(&mut self, now: i64, look: &Look) {
        self.pause = if look.changed || self.last.is_none() {
            SHORTEST
        } else {
            (self.pause * 2).min(LONGEST)
        };
        self.last = Some(now);
    }

    /// When the next one is due; never where no account has anything to be
    /// looked at.
    fn due_for(&self, accounts: &[Account]) -> Option<i64> {
        accounts.iter().any(is_looked_at).then(|| self.due())
    }

    /// When the next one is due.
    fn due(&self) -> i64 {
        self.last.map_or(0, |last| last + self.pause)
    }

    fn wants_on_focus(&self, now: i64) -> bool {
        self.last.is_none_or(|last| now - last >= FOCUS_GAP)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;
    use workbench::Clock;
    use workbench::memory::{ManualClock, MemoryOutbox};
    use workbench::outbox::{AccountId, Bases, Courier, OutboxStore, SystemChance};
    use workbench::remote::ServiceName;

    use super::*;

    /// The accounts of a desk, one of each service.
    fn accounts() -> Vec<Account> {
        let services = [ServiceName::Studio, ServiceName::YouTube, ServiceName::Rev];
        let account = |(number, service)| {
            let id = AccountId(Uuid::from_u128(number));
            Account::new(id, service, "Idle", Bases::default())
        };
        (1..).zip(services).map(account).collect()
    }

    /// What wakes at an idle desk within a day: looks, and turns of the outbox.
    fn wakes_in_a_day(accounts: &[Account]) -> (u32, u32) {
        const DAY: i64 = 24 * 3_600_000;
        let clock = ManualClock::default();
        let mut store = MemoryOutbox::default();
        for account in accounts {
            store.put_account(account).expect("memory");
        }
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let mut courier = Courier::new(Box::new(store), shared, Box::new(SystemChance));
        let mut rhythm = Rhythm::default();
        let (mut looks, mut turns) = (0, 0);
        let mut outbox = Some(0);
        loop {
            let look = rhythm.due_for(accounts);
            let next = [look, outbox].into_iter().flatten().min();
            let Some(next) = next.filter(|next| *next < DAY) else {
                return (looks, turns);
            };
            clock.advance((next - clock.now()).max(0));
            if look.is_some_and(|due| due <= next) {
                rhythm.looked(clock.now(), &Look::default());
                looks += 1;
            }
            if outbox.is_some_and(|due| due <= next) {
                outbox = courier.turn(&[]).expect("memory").wake_at;
                turns += 1;
            }
        }
    }

    #[test]
    fn an_idle_desk_wakes_for_looks_alone_and_seldom() {
        let all = accounts();
        // After 5, 10, 20 and 40 minutes, and every hour from then on; the
        // outbox takes its first turn and none after it.
        assert_eq!(wakes_in_a_day(&all), (27, 1));
        // Looking at a video costs quota: an account of YouTube wakes nothing.
        assert_eq!(wakes_in_a_day(&all[1..2]), (0, 1));
        assert_eq!(wakes_in_a_day(&[]), (0, 1));
    }

    #[test]
    fn looks_become_rarer_until_something_changes() {
        let look = |changed| Look {
            changed,
            ..Look::default()
        };
        let mut rhythm = Rhythm::default();
        let mut pauses = Vec::new();
        for changed in [false, false, false, false, false, false, true] {
            let now = rhythm.due();
            rhythm.looked(now, &look(changed));
            pauses.push((rhythm.due() - now) / 60_000);
        }
        assert_eq!(pauses, [5, 10, 20, 40, 60, 60, 5]);
        let last = rhythm.due() - SHORTEST;
        assert!(!rhythm.wants_on_focus(last + 59_999));
        assert!(rhythm.wants_on_focus(last + 60_000));
    }
}

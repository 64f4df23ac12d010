//! What the commands on accounts, the queue and the outbox share.

pub mod access;
mod accounts;
mod following;
mod looking;
pub mod media;
pub mod opening;
mod polling;
mod practice;
pub mod sides;
pub mod wire;
mod wish;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tauri::{AppHandle, Manager, Wry};
use workbench::outbox::{
    Account, AccountId, Base, Charge, Courier, Decision, Failure, Item, ItemId, ItemState, Link,
    LinkId, Operation, OutboxEvents, OutboxStore, Side, SystemChance, Worker, retry::quota_day,
};
use workbench::{
    Clock, ErrorCode, KeptRequest, QueueStore, RequestKey, RequestState, Result, SystemClock,
    WorkbenchError,
};

use crate::app::App;
use crate::events::{AppEvent, WindowSink};
use access::Access;
use following::{end_withdrawn, follow};
use polling::Poller;
use wire::{DeskChange, DeskEvent, DeskState};
pub use wish::{Known, named};

/// The half of the desk's database that is not the workbench's own.
pub trait DeskHalf: OutboxStore + QueueStore {}
impl<T: OutboxStore + QueueStore> DeskHalf for T {}

/// This user's desk, as the window sees it.
///
/// It is opened when it is first asked for something, which the window does
/// once its first screen is drawn: until then there is no connection to the
/// database, no thread and no timer.
pub struct Desk {
    folder: PathBuf,
    window: Arc<WindowSink<Wry>>,
    /// The services.
    pub access: Access,
    /// Media that is being fetched.
    pub fetching: media::Fetching,
    pulled: Mutex<BTreeMap<LinkId, (Base, Vec<u8>)>>,
    fetched: Mutex<BTreeMap<(ItemId, u64), Vec<u8>>>,
    clock: Arc<dyn Clock>,
    door: Mutex<Door>,
}

/// Whether the desk is open.
enum Door {
    NotYet,
    Open(Office),
    /// The program ends.
    Closed,
}

/// What works while the desk is open.
struct Office {
    store: Box<dyn DeskHalf>,
    worker: Worker,
    poller: Poller,
}

impl Desk {
    /// The desk of a data folder, which is not opened yet.
    #[must_use]
    pub fn new(folder: PathBuf, window: Arc<WindowSink<Wry>>) -> Self {
        Self {
            access: Access::new(&folder),
            folder,
            window,
            fetching: media::Fetching::default(),
            pulled: Mutex::default(),
            fetched: Mutex::default(),
            clock: Arc::new(SystemClock),
            door: Mutex::new(Door::NotYet),
        }
    }

    /// Works on the store; one at a time.
    ///
    /// # Errors
    /// Where the desk cannot be opened, and what `work` fails with.
    pub fn with<T>(&self, work: impl FnOnce(&mut dyn DeskHalf) -> Result<T>) -> Result<T> {
        let mut door = self.lock();
        if matches!(*door, Door::NotYet) {
            *door = Door::Open(self.open_aside()?);
        }
        match &mut *door {
            Door::Open(office) => work(&mut *office.store),
            Door::NotYet | Door::Closed => Err(ending()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Door> {
        // A thread that died held no half-done change: each is one transaction.
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens it on a thread of its own: the services may not be called from
    /// those that commands come in on.
    fn open_aside(&self) -> Result<Office> {
        let opened = thread::scope(|scope| scope.spawn(|| self.open()).join());
        opened.unwrap_or_else(|_| {
            let message = "A defect kept the desk from opening. What is in it is safe";
            Err(WorkbenchError::new(ErrorCode::Defect, message))
        })
    }

    fn open(&self) -> Result<Office> {
        let app = self.window.app().ok_or_else(ending)?;
        let path = self.folder.join("desk.db");
        let another = || store::Desk::open(&path).map(Box::new);
        let mut store = another()?;
        practice::prepare(&mut *store, &self.access)?;
        let open = store.open_items()?;
        app.state::<App>().workbench.use_outbox(another()?)?;
        let clock = Arc::clone(&self.clock);
        let courier = Courier::new(another()?, Arc::clone(&clock), Box::new(SystemChance));
        let mut office = Office {
            store,
            worker: Worker::start(
                courier,
                Arc::new(self.access.clients()),
                clock,
                Box::new(WindowOutbox { app: app.clone() }),
            ),
            poller: Poller::start(app.clone()),
        };
        follow(&mut *office.store, &open)?;
        Ok(office)
    }

    /// Ends the outbox and its connections; what waits goes on the next time.
    pub fn close(&self) {
        let office = std::mem::replace(&mut *self.lock(), Door::Closed);
        // The outbox says to others that they may send now. It waits for calls
        // that are under way, and their answers for the lock.
        drop(office);
    }

    /// Does something with the threads of the desk, where it is open.
    fn nudge(&self, work: impl FnOnce(&Office)) {
        if let Door::Open(office) = &*self.lock() {
            work(office);
        }
    }

    /// The present, in Unix milliseconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Tells the window.
    pub fn tell(&self, change: DeskChange) {
        self.window.tell(AppEvent::Desk(DeskEvent::Desk(change)));
    }

    /// Everything the window shows of it.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn state(&self) -> Result<DeskState> {
        self.with(|store| {
            Ok(DeskState {
                accounts: store.accounts()?,
                items: store.items()?,
                requests: store.requests()?,
                media: store.media()?,
                links: store.links()?,
            })
        })
    }

    /// One account.
    ///
    /// # Errors
    /// [`NoSuchAccount`](ErrorCode::NoSuchAccount) where it was removed.
    pub fn account(&self, id: AccountId) -> Result<Account> {
        let accounts = self.with(|store| store.accounts())?;
        let found = accounts.into_iter().find(|account| account.id == id);
        found.ok_or_else(|| {
            let message = "This account was removed. Choose another";
            WorkbenchError::new(ErrorCode::NoSuchAccount, message)
        })
    }

    /// One item of the outbox.
    ///
    /// # Errors
    /// [`NoSuchItem`](ErrorCode::NoSuchItem) where it is not there.
    pub fn item(&self, id: ItemId) -> Result<Item> {
        let found = self.with(|store| store.item(id))?;
        found.ok_or_else(|| {
            let message = "This is not in the outbox any more";
            WorkbenchError::new(ErrorCode::NoSuchItem, message)
        })
    }

    /// One link.
    ///
    /// # Errors
    /// [`NotNow`](ErrorCode::NotNow) where it has ended.
    pub fn link(&self, id: LinkId) -> Result<Link> {
        let links = self.with(|store| store.links())?;
        let found = links.into_iter().find(|link| link.id == id);
        found.ok_or_else(|| {
            let message = "This link has ended. Link the track again";
            WorkbenchError::new(ErrorCode::NotNow, message)
        })
    }

    /// One request or order as it is kept.
    ///
    /// # Errors
    /// [`NotNow`](ErrorCode::NotNow) where it is kept no longer.
    pub fn request(&self, key: &RequestKey) -> Result<KeptRequest> {
        let requests = self.with(|store| store.requests())?;
        let found = requests.into_iter().find(|kept| kept.key == *key);
        found.ok_or_else(|| gone(key))
    }

    /// Notes how far a request is with this desk.
    ///
    /// # Errors
    /// Where it is kept no longer, or the desk cannot be written.
    pub fn set_request(&self, key: &RequestKey, state: RequestState) -> Result<KeptRequest> {
        let mut request = self.request(key)?;
        request.state = state;
        self.put_request(&request)?;
        Ok(request)
    }

    /// Keeps a request as it is now.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    pub fn put_request(&self, request: &KeptRequest) -> Result<()> {
        self.with(|store| store.put_request(request))?;
        self.tell(DeskChange {
            requests: Some(vec![request.clone()]),
            ..DeskChange::default()
        });
        Ok(())
    }

    /// Carries out a decision of the user.
    ///
    /// # Errors
    /// [`NotNow`](ErrorCode::NotNow) where the item's state does not permit it.
    pub fn decide(&self, item: ItemId, decision: Decision) -> Result<Item> {
        let now = self.now();
        let item = self.with(|store| store.decide(item, decision, now))?;
        self.changed(std::slice::from_ref(&item));
        Ok(item)
    }

    /// Items were put in or have changed: the window is told, and the outbox
    /// looks what is due.
    pub fn changed(&self, items: &[Item]) {
        self.took_place(items);
        self.nudge(|office| office.worker.nudge());
    }

    /// Items have changed, and with them what hangs on them.
    fn took_place(&self, items: &[Item]) {
        let synced = items
            .iter()
            .any(|item| item.state == ItemState::Done && item.link.is_some());
        let noted = self.with(|store| {
            let requests = follow(store, items)?;
            end_withdrawn(store, items)?;
            let links = if synced { Some(store.links()?) } else { None };
            Ok((requests, links))
        });
        let (requests, links) = noted.unwrap_or_else(|error| {
            log::error!("what hangs on the outbox was not noted: {}", error.code);
            (Vec::new(), None)
        });
        self.tell(DeskChange {
            items: Some(items.to_vec()),
            requests: Some(requests).filter(|requests| !requests.is_empty()),
            links,
            ..DeskChange::default()
        });
        let done = |item: &Item| item.state == ItemState::Done;
        if items.iter().any(|item| done(item) && shows_in_queue(item)) {
            self.nudge(|office| office.poller.look());
        }
    }

    /// Counts units of quota that a call outside the outbox has used.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    pub fn charge(&self, account: &Account, units: u32) -> Result<()> {
        let charge = Charge {
            pool: account.quota_pool(),
            day: quota_day(self.now()).to_string(),
            units: i64::from(units),
        };
        self.with(|store| store.charge(&charge))
    }

    /// Keeps what a service gave of a link until the user has said whether to
    /// take it.
    pub fn keep_pulled(&self, link: LinkId, fetched: (Base, Vec<u8>)) {
        let mut pulled = self.pulled.lock().unwrap_or_else(PoisonError::into_inner);
        pulled.insert(link, fetched);
    }

    /// What was kept so.
    #[must_use]
    pub fn pulled(&self, link: LinkId) -> Option<Vec<u8>> {
        let pulled = self.pulled.lock().unwrap_or_else(PoisonError::into_inner);
        pulled.get(&link).map(|(_, bytes)| bytes.clone())
    }

    /// What was kept so, once.
    #[must_use]
    pub fn take_pulled(&self, link: LinkId) -> Option<(Base, Vec<u8>)> {
        let mut pulled = self.pulled.lock().unwrap_or_else(PoisonError::into_inner);
        pulled.remove(&link)
    }

    /// Keeps what was fetched of the service's side of a conflict.
    pub fn keep_fetched(&self, item: &Item, bytes: Vec<u8>) {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        fetched.insert((item.id, item.edition), bytes);
    }

    /// The service's side of a conflict, as far as it is here: kept with the item,
    /// or fetched of it as it is.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn their_captions(&self, item: &Item) -> Result<Option<Vec<u8>>> {
        if let Some(kept) = self.with(|store| store.file(item.id, Side::Theirs))? {
            return Ok(Some(kept));
        }
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(fetched.get(&(item.id, item.edition)).cloned())
    }

    /// Whether the service's side of a conflict is there and not here.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn must_fetch(&self, item: &Item) -> Result<bool> {
        let side = item.theirs.as_ref();
        let is_there = side.is_some_and(|side| side.remote_id.is_some());
        Ok(is_there && self.their_captions(item)?.is_none())
    }

    /// The network is back.
    pub fn reconnected(&self) {
        self.nudge(|office| {
            office.worker.reconnected();
            office.poller.look();
        });
    }

    /// The user has come back to the window.
    pub fn focused(&self) {
        // Asked on the thread that draws: it does not wait for the desk.
        if let Ok(door) = self.door.try_lock()
            && let Door::Open(office) = &*door
        {
            office.poller.focused();
        }
    }

    /// Tells the window of links after one has changed.
    ///
    /// # Errors
    /// Where the desk cannot be written or read.
    pub fn change_links(&self, change: impl FnOnce(&mut dyn DeskHalf) -> Result<()>) -> Result<()> {
        let links = self.with(|store| {
            change(store)?;
            store.links()
        })?;
        self.tell(DeskChange {
            links: Some(links),
            ..DeskChange::default()
        });
        Ok(())
    }
}

/// Whether what an item has done shows in the queue.
fn shows_in_queue(item: &Item) -> bool {
    matches!(
        item.operation,
        Operation::RevOrder { .. } | Operation::RevCancel { .. }
    )
}

fn gone(key: &RequestKey) -> WorkbenchError {
    let message = format!("Request {} is kept no longer. Look again", key.remote_id);
    WorkbenchError::new(ErrorCode::NotNow, message)
}

fn ending() -> WorkbenchError {
    WorkbenchError::new(ErrorCode::NotNow, "Cuewright is closing")
}

/// A failure at a service, as the window's calls fail. The service's code
/// stays, and its words say what to do.
#[must_use]
pub fn failed(failure: Failure) -> WorkbenchError {
    WorkbenchError::new(ErrorCode::Service, failure.message)
}

/// Tells the window and the open project what happens in the outbox.
struct WindowOutbox {
    app: AppHandle,
}

impl OutboxEvents for WindowOutbox {
    fn changed(&self, items: &[Item]) {
        self.app.state::<Desk>().took_place(items);
        let publishes = |item: &Item| item.state.is_settled() && item.origin.is_some();
        if items.iter().any(publishes)
            && let Err(error) = self.app.state::<App>().workbench.finish_publications()
        {
            log::error!("the project was not told what was sent: {}", error.code);
        }
    }

    fn fault(&self, error: &WorkbenchError) {
        log::error!("the outbox: {}", error.code);
    }
}

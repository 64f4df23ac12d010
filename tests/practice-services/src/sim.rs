//! The practice world as it stands.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::faults::Faults;
use crate::ids::Ids;
use crate::journal::Journal;
use crate::rev::Notice;
use crate::tokens::Tokens;
use crate::world::World;
use crate::youtube::Session;

/// The world, its time, and what has been given out since it was set.
pub struct Sim {
    /// What there is. Services change it.
    pub world: World,
    /// What time it is.
    pub clock: Clock,
    /// Where names come from.
    pub ids: Ids,
    /// What goes wrong.
    pub faults: Faults,
    /// What was asked.
    pub journal: Journal,
    /// Studio's sign-ins.
    pub studio_tokens: Tokens,
    /// Google's sign-ins.
    pub google_tokens: Tokens,
    /// Resumable uploads, by `upload_id`.
    pub sessions: BTreeMap<String, Session>,
    /// Units used, by project and day in California.
    pub units: BTreeMap<(String, NaiveDate), u64>,
    /// The folder with media.
    pub media: Option<PathBuf>,
    /// Where the storage is.
    pub storage: SocketAddr,
}

impl Sim {
    /// A world as its seed says.
    pub fn new(world: World, media: Option<PathBuf>, storage: SocketAddr) -> Self {
        let clock = Clock::new(&world.clock);
        let mut sim = Self {
            ids: Ids::new(world.seed),
            world: world.settled(clock.now()),
            clock,
            faults: Faults::default(),
            journal: Journal::default(),
            studio_tokens: Tokens::default(),
            google_tokens: Tokens::default(),
            sessions: BTreeMap::new(),
            units: BTreeMap::new(),
            media,
            storage,
        };
        sim.give_tokens();
        sim.begin_day();
        sim
    }

    /// Sets the world anew; nothing that was given out before is good any more.
    pub fn reset(&mut self, world: World) {
        *self = Self::new(world, self.media.take(), self.storage);
    }

    /// The tokens that are good from the start.
    fn give_tokens(&mut self) {
        let now = self.clock.now();
        for given in &self.world.studio.tokens {
            self.studio_tokens.give(given, now);
        }
        for given in &self.world.google.tokens {
            self.google_tokens.give(given, now);
        }
    }

    fn begin_day(&mut self) {
        let used = self.world.youtube.units_used;
        let project = self.world.google.client.id.clone();
        let day = crate::youtube::quota_day(self.clock.now());
        self.units.insert((project, day), used);
    }

    /// Lets happen what is due by the clock and nobody asked for: Rev's notifications.
    pub fn tick(&mut self) {
        let now = self.clock.now();
        for notice in crate::rev::due_notices(&mut self.world.rev, now) {
            Notice::send(notice);
        }
    }

    /// Everything there is, for tests. No token is in it.
    pub fn state(&self) -> Value {
        let sessions: Vec<Value> = self.sessions.values().map(Session::state).collect();
        let units: BTreeMap<String, u64> = self
            .units
            .iter()
            .map(|((project, day), used)| (format!("{project} {day}"), *used))
            .collect();
        json!({
            "now": self.clock.now(),
            "world": self.world.without_secrets(),
            "units": units,
            "uploads": sessions,
            "studio_grants": self.studio_tokens.live(self.now()),
            "google_grants": self.google_tokens.live(self.now()),
        })
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

//! Everything that the connections share: the world, its doors, and who is in.

use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::http_date;
use crate::control;
use crate::faults::Plan;
use crate::http::{Delivery, Door, Entrance, Request, Response};
use crate::perform::perform;
use crate::sim::Sim;

/// The ports.
pub struct Doors {
    /// Studio, YouTube and Rev.
    pub services: Door,
    /// Media behind signed links.
    pub storage: Door,
    /// The control plane alone.
    pub control: Door,
}

/// What all connections share.
pub struct House {
    sim: Mutex<Sim>,
    doors: OnceLock<Doors>,
    visitors: Mutex<HashMap<u64, (Entrance, Arc<TcpStream>)>>,
    last: AtomicU64,
}

/// An answer and how it goes out.
pub struct Reply {
    /// The answer.
    pub response: Response,
    /// How it reaches the client.
    pub delivery: Delivery,
    /// The value of `Date`.
    pub date: String,
    /// Whether the request was a HEAD.
    pub head_only: bool,
    /// Whether another request may come on the connection.
    pub keep_alive: bool,
}

impl House {
    pub fn new(sim: Sim) -> Self {
        Self {
            sim: Mutex::new(sim),
            doors: OnceLock::new(),
            visitors: Mutex::default(),
            last: AtomicU64::new(0),
        }
    }

    /// The world. Held for one request at a time: what a request does is done at once or not at all.
    pub fn sim(&self) -> MutexGuard<'_, Sim> {
        self.sim.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the house its doors, once.
    pub fn hang(&self, doors: Doors) {
        let _ = self.doors.set(doors);
    }

    pub fn doors(&self) -> Option<&Doors> {
        self.doors.get()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.sim().clock.now()
    }

    /// Keeps a connection, so that it can be closed from outside; gives it a number.
    pub fn enter(&self, entrance: Entrance, stream: &Arc<TcpStream>) -> u64 {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        self.visitors()
            .insert(number, (entrance, Arc::clone(stream)));
        number
    }

    /// Lets a connection go.
    pub fn leave(&self, number: u64) {
        self.visitors().remove(&number);
    }

    fn visitors(&self) -> MutexGuard<'_, HashMap<u64, (Entrance, Arc<TcpStream>)>> {
        self.visitors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the connections that `which` names.
    pub fn show_out(&self, which: impl Fn(u64, Entrance) -> bool) {
        for (number, (entrance, stream)) in self.visitors().iter() {
            if which(*number, *entrance) {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
    }

    /// What is to happen to a request whose head has come.
    pub fn plan(&self, entrance: Entrance, request: &Request) -> Plan {
        if is_control(entrance, request) {
            return Plan::default();
        }
        self.sim().faults.plan(request)
    }

    /// Writes down a request whose body was not read.
    pub fn turned_away(&self, request: &Request, plan: &Plan) {
        let sim = &mut *self.sim();
        let fault = plan.act.as_ref().map(crate::faults::Act::name);
        let now = sim.clock.now();
        sim.journal.record(now, request, fault, None, None);
    }

    /// Answers a request.
    pub fn answer(&self, entrance: Entrance, number: u64, request: Request, plan: &Plan) -> Reply {
        let head_only = request.method == "HEAD";
        let sim = &mut *self.sim();
        let keep_alive = request.whole;
        if is_control(entrance, &request) {
            let response = control::answer(sim, &request);
            let date = http_date(sim.clock.now());
            let refuse = sim.faults.refuse();
            return self.controlled(response, date, refuse, (entrance, number));
        }
        let performed = perform(sim, entrance, request, plan);
        sim.tick();
        Reply {
            response: performed.answer,
            delivery: performed.delivery,
            date: http_date(sim.clock.now() + TimeDelta::seconds(plan.offset)),
            head_only,
            keep_alive,
        }
    }

    fn controlled(
        &self,
        response: Response,
        date: String,
        refuse: bool,
        (entrance, number): (Entrance, u64),
    ) -> Reply {
        self.stand_doors(!refuse, Some(number));
        Reply {
            response,
            delivery: Delivery::Whole,
            date,
            head_only: false,
            keep_alive: entrance == Entrance::Control || !refuse,
        }
    }

    /// Opens or shuts the doors to the services and the storage. Shutting them closes the connections behind them, but
    /// for the one that asked.
    pub fn stand_doors(&self, open: bool, but_for: Option<u64>) {
        let Some(doors) = self.doors() else { return };
        doors.services.set_open(open);
        doors.storage.set_open(open);
        if !open {
            self.show_out(|number, entrance| {
                entrance != Entrance::Control && Some(number) != but_for
            });
        }
    }
}

fn is_control(entrance: Entrance, request: &Request) -> bool {
    match entrance {
        Entrance::Control => true,
        Entrance::Services => request.path.starts_with("/__sim/"),
        Entrance::Storage => false,
    }
}

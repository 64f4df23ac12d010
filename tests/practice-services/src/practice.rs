//! The practice services as a thing that tests start and stop.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::thread;

use serde_json::Value;

use crate::faults::{BadFault, Fault, Faults};
use crate::house::{Doors, House};
use crate::http::{Door, Entrance, serve};
use crate::journal::Entry;
use crate::sim::Sim;
use crate::world::World;

/// How the practice services are started.
#[derive(Clone, Debug)]
pub struct Options {
    /// The world they begin with.
    pub world: World,
    /// The folder with the media that the world names.
    pub media: Option<PathBuf>,
    /// The port of the services; 0 for any that is free.
    pub port: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            world: World::newcomer(),
            media: None,
            port: 0,
        }
    }
}

/// The three services, running on 127.0.0.1. They stop when this is dropped.
pub struct Practice {
    house: Arc<House>,
}

impl Practice {
    /// Starts the services on threads of their own.
    ///
    /// # Errors
    /// Where a port cannot be had.
    pub fn start(options: Options) -> io::Result<Self> {
        let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let sim = Sim::new(options.world, options.media, nowhere);
        let house = Arc::new(House::new(sim));
        let doors = Doors {
            services: door(&house, Entrance::Services, options.port)?,
            storage: door(&house, Entrance::Storage, 0)?,
            control: door(&house, Entrance::Control, 0)?,
        };
        house.sim().storage = doors.storage.address;
        house.hang(doors);
        Ok(Self { house })
    }

    /// Where the services are, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address(Entrance::Services))
    }

    /// Where the control plane is, faults or not.
    #[must_use]
    pub fn control_url(&self) -> String {
        format!("http://{}", self.address(Entrance::Control))
    }

    /// The port of the services.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address(Entrance::Services).port()
    }

    /// The port of the control plane, which no fault shuts.
    #[must_use]
    pub fn control_port(&self) -> u16 {
        self.address(Entrance::Control).port()
    }

    /// The port of the storage, to which links to media lead.
    #[must_use]
    pub fn storage_port(&self) -> u16 {
        self.address(Entrance::Storage).port()
    }

    fn address(&self, entrance: Entrance) -> SocketAddr {
        let doors = self.house.doors().expect("the doors are hung at the start");
        match entrance {
            Entrance::Services => doors.services.address,
            Entrance::Storage => doors.storage.address,
            Entrance::Control => doors.control.address,
        }
    }

    /// Sets the world anew; faults and journal are empty again.
    pub fn reset(&self, world: World) {
        self.house.sim().reset(world);
        self.house.stand_doors(true, None);
    }

    /// Moves the clock forward.
    pub fn advance(&self, seconds: i64) {
        let mut sim = self.house.sim();
        sim.clock.advance(seconds);
        sim.tick();
    }

    /// Sets faults in place of those before.
    ///
    /// # Errors
    /// Where a `path_re` is no regular expression.
    pub fn set_faults(&self, faults: Vec<Fault>) -> Result<(), BadFault> {
        let faults = Faults::new(faults)?;
        let refuse = faults.refuse();
        self.house.sim().faults = faults;
        self.house.stand_doors(!refuse, None);
        Ok(())
    }

    /// Every request since the world was set.
    #[must_use]
    pub fn journal(&self) -> Vec<Entry> {
        self.house.sim().journal.since(0).to_vec()
    }

    /// Everything there is.
    #[must_use]
    pub fn state(&self) -> Value {
        self.house.sim().state()
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        if let Some(doors) = self.house.doors() {
            doors.services.leave();
            doors.storage.leave();
            doors.control.leave();
        }
        self.house.show_out(|_, _| true);
    }
}

fn door(house: &Arc<House>, entrance: Entrance, port: u16) -> io::Result<Door> {
    // The house owns the doors; were it the other way round too, neither would ever go.
    let house = Arc::downgrade(house);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    Door::open(address, move |stream| welcome(&house, entrance, stream))
}

fn welcome(house: &Weak<House>, entrance: Entrance, stream: TcpStream) {
    let Some(house) = house.upgrade() else { return };
    let stream = Arc::new(stream);
    let number = house.enter(entrance, &stream);
    let shared = Arc::clone(&house);
    let visit = move || {
        serve(&stream, number, entrance, &shared);
        shared.leave(number);
    };
    let thread = thread::Builder::new().name("visit".to_owned());
    // Where no thread can be had, the connection is dropped, as an overloaded server would.
    if thread.spawn(visit).is_err() {
        house.leave(number);
    }
}

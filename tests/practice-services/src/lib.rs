//! Studio, YouTube and Rev, played on this machine.
//!
//! One program speaks the three services' interfaces on 127.0.0.1, with a clock that tests move, faults on the wire that
//! they ask for, and a journal of what was really applied. What the services' documents leave open are switches.
//! Nothing of it is shared with Cuewright's own clients: were both wrong together, no test would show it.
//!
//! [`Practice`] runs it inside a test; the program `practice-services` runs it for everyone else. The README beside it
//! says what it cannot prove.

mod clock;
mod control;
mod cues;
mod faults;
mod google;
mod house;
mod http;
mod ids;
mod journal;
mod pages;
mod perform;
mod practice;
mod rev;
mod route;
mod sim;
mod storage;
mod studio;
mod tokens;
pub mod world;
mod youtube;

pub use faults::{Act, BadFault, Fault, Match};
pub use journal::Entry;
pub use practice::{Options, Practice};
pub use world::World;

//! The practice services and the real clients, in the time of a test: worlds,
//! accounts, things to send, and how what was sent is judged.

mod desk;
mod kinds;
mod verdict;
mod weather;
mod world;

pub use desk::{Clockwork, InStep, clients, sign_in};
pub use kinds::{Kind, every_kind};
pub use verdict::{effects, judge, judge_open};
pub use weather::{Weather, every_fault, weather};
pub use world::{accounts, world};

/// When every case begins, in Unix milliseconds.
pub const START: i64 = 1_795_300_000_000;

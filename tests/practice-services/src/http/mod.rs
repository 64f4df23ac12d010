//! HTTP/1.1 with the raw connection in hand: what a well-behaved server library would not let a fault do.

mod connection;
mod door;
mod message;
mod parts;
mod read;
mod write;

pub(crate) use connection::serve;
pub(crate) use door::{Door, Entrance};
pub(crate) use message::field;
pub use message::{Request, Response};
pub(crate) use parts::{Part, parameter, parts};
pub(crate) use write::Delivery;

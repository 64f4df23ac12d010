//! One way to speak HTTP with a service, and the rules that hold for all of it.
//!
//! - Plain http goes to this machine only, and never through a proxy.
//! - A call follows no redirect; a [download](Http::download) follows five,
//!   never with the credentials of another host, never to this machine or a
//!   private network.
//! - No answer is read further than the call allows, and every wait ends.
//! - Each call has a connection of its own: one that the server has closed
//!   meanwhile cannot be taken for an answer that was lost.
//! - Secrets show in no `Debug`, message or log, also where a server repeats them.

mod address;
mod answer;
mod cancel;
mod client;
mod connection;
mod download;
mod echo;
mod fault;
mod partial;
mod pulse;
mod request;
mod sending;

pub(crate) use address::is_inside;
pub use address::{Address, Base};
pub use answer::Answer;
pub use cancel::Cancel;
pub use client::{Deadlines, Http};
pub use download::{Download, Downloaded};
pub use request::{Body, Method, Part, Request};

//! The practice services, as a client on the wire sees them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod control;
mod faults;
mod google;
mod newcomer;
mod peer;
mod resumable;
mod rev;
mod rev_orders;
mod studio;
mod studio_sign_in;
mod wire;
mod youtube;

//! A fake of the three services behind the workbench's own port, and runs of
//! the outbox against it or against whatever else is behind that port.

pub mod fake;
pub mod parcels;
pub mod run;
pub mod watched;

//! `account`, `queue`, `youtube`, `rev`, `service-type` and `sync`, as a script
//! uses them, against the practice services.

mod accounts;
mod house;
mod rev;
mod secrets;
mod service_types;
mod studio;
mod youtube;

//! `account`, `queue`, `youtube`, `rev`, `service-type` and `sync`, as a script
//! uses them, against the practice services.

mod accounts;
mod house;
#[cfg(target_os = "linux")]
mod keyring;
mod rev;
mod secrets;
mod service_types;
mod studio;
mod youtube;

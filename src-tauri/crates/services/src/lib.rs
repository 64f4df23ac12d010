//! Studio, YouTube and Rev: clients that say what a call did for certain, the
//! sign-in and the secrets they need, and when to try again.
//!
//! Everything public here blocks the calling thread, which must not be a thread
//! of an async runtime. Nothing here knows a window or a database.

#![deny(missing_docs)]

pub mod adapter;
mod error;
mod file_name;
mod form_data;
pub mod http;
pub mod languages;
mod lenient;
pub mod retry;
pub mod rev;
pub mod secrets;
pub mod signin;
pub mod studio;
pub mod youtube;

pub use error::{Certainty, ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

//! One module per command.

pub(crate) mod account;
mod batch;
pub(crate) mod check;
pub(crate) mod convert;
pub(crate) mod formats;
pub(crate) mod inspect;
pub(crate) mod queue;
pub(crate) mod rev;
pub(crate) mod service_type;
pub(crate) mod sync;
pub(crate) mod waveform;
pub(crate) mod youtube;

//! One module per command.

mod batch;
pub(crate) mod convert;
pub(crate) mod formats;
pub(crate) mod inspect;
pub(crate) mod waveform;

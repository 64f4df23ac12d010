//! One module per command.

pub(crate) mod convert;
pub(crate) mod formats;
pub(crate) mod inspect;
pub(crate) mod waveform;

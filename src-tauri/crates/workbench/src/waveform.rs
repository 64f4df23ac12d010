//! The waveform of the open project's media.

use std::sync::{Arc, Mutex, PoisonError};

use captions::Time;

use crate::WaveformInfo;
use crate::engine::Engine;

/// The waveform that is shown, shared between the thread that makes it and
/// everyone who draws it.
#[derive(Clone, Default)]
pub(crate) struct Shown {
    info: Arc<Mutex<Option<WaveformInfo>>>,
}

impl Shown {
    pub(crate) fn info(&self) -> Option<WaveformInfo> {
        self.info
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn columns(&self, _level: u32, _first: u32, _count: u32) -> Vec<u8> {
        Vec::new()
    }

    pub(crate) fn provisional(&self) -> Vec<u8> {
        Vec::new()
    }

    pub(crate) fn look_at(&self, _from: Time, _to: Time) {}

    pub(crate) fn cancel(&self) {}

    pub(crate) fn stop(&self) {}
}

impl Engine {
    pub(crate) fn start_waveform(&mut self) {}
}

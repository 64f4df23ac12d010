//! What the workbench is given: its ports, and the folders it may use.

use std::path::{Path, PathBuf};

use audio::DecoderProcess;

use crate::{Clock, DeskStore, EventSink, ProjectStores};

/// Everything outside that the workbench uses.
pub struct Ports {
    /// Project files.
    pub stores: Box<dyn ProjectStores>,
    /// What this user keeps on this machine.
    pub desk: Box<dyn DeskStore>,
    /// The time of day.
    pub clock: Box<dyn Clock>,
    /// Who is told what happens.
    pub events: std::sync::Arc<dyn EventSink>,
    /// Who serves media to a player.
    pub media: Box<dyn MediaHost>,
    /// How the processes that read media are run.
    pub decoder: DecoderProcess,
}

/// The folders the workbench may use. They are made when needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Where projects are kept until the user gives them a place.
    pub projects: PathBuf,
    /// Where waveforms are cached.
    pub waveforms: PathBuf,
    /// Where the user's own quality profiles and words are.
    pub house: PathBuf,
}

/// Serves the open project's media to a player, and no other file.
pub trait MediaHost: Send {
    /// Names the one file that may be fetched from now on, or none, and answers
    /// the address it is fetched from; absent where it is not served.
    fn serve(&self, path: Option<&Path>) -> Option<String>;
}

/// Serves nothing, where there is no player.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPlayer;

impl MediaHost for NoPlayer {
    fn serve(&self, _path: Option<&Path>) -> Option<String> {
        None
    }
}

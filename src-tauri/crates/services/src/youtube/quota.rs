//! What calls cost of a project's daily quota (services.md 2.2).

/// The units of a day that a project has unless Google gave it more.
pub const DAILY_QUOTA: u32 = 10_000;

/// The calls of the captions resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The tracks of a video.
    List,
    /// A new track.
    Insert,
    /// A track's draft flag, its file, or both.
    Update,
    /// A track's removal.
    Delete,
    /// A track's file.
    Download,
}

impl Operation {
    /// What a call costs, in units. One that is refused costs at least one.
    #[must_use]
    pub fn cost(self) -> u32 {
        match self {
            Self::List | Self::Delete => 50,
            Self::Download => 200,
            Self::Insert => 400,
            Self::Update => 450,
        }
    }
}

//! Which cue goes where in the file a track was read from.

use std::collections::{HashMap, VecDeque};

use captions::{Cue, Raw};

use super::skeleton::{Skeleton, label_digest, shared};

/// Where a cue comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// The paragraph of this slot.
    Slot(usize),
    /// One of the cues that the paragraph of this slot became.
    Part(usize, usize),
    /// Nowhere, or somewhere it can no longer be.
    New,
}

/// The cues of a track and where each comes from.
#[derive(Debug)]
pub(super) struct Plan<'c> {
    pub(super) cues: Vec<(&'c Cue, Origin)>,
    /// Digests of the labels that cues were read with.
    labels: HashMap<Origin, u64>,
    format: String,
    shared: String,
}

impl<'c> Plan<'c> {
    pub(super) fn of(skeleton: &Skeleton<'_>, cues: &[&'c Cue], format: &str) -> Self {
        let shared = shared(format);
        let mut labels = Vec::new();
        let mut places: HashMap<u64, VecDeque<Origin>> = HashMap::new();
        for (index, slot) in skeleton.slots.iter().enumerate() {
            for (part, (digest, label)) in slot.digests.iter().enumerate() {
                let origin = if slot.digests.len() == 1 {
                    Origin::Slot(index)
                } else {
                    Origin::Part(index, part)
                };
                places.entry(*digest).or_default().push_back(origin);
                labels.push((origin, *label));
            }
        }
        let mut last = None;
        let mut find = |raw: &Raw| {
            let is_shared = raw.format == shared;
            if !is_shared && raw.format != format {
                return Origin::New;
            }
            let Some(places) = places.get_mut(&raw.digest) else {
                return Origin::New;
            };
            let fits = |origin: &Origin| match origin {
                Origin::Slot(slot) => !is_shared && Some((*slot, 0)) > last,
                Origin::Part(slot, part) => is_shared && Some((*slot, *part)) > last,
                Origin::New => false,
            };
            // Those before the last place are behind for good.
            while let Some(origin) = places.pop_front() {
                if fits(&origin) {
                    last = match origin {
                        Origin::Slot(slot) => Some((slot, usize::MAX)),
                        Origin::Part(slot, part) => Some((slot, part)),
                        Origin::New => last,
                    };
                    return origin;
                }
            }
            Origin::New
        };
        let cues = cues.iter().map(|cue| {
            let origin = cue.raw.as_deref().map_or(Origin::New, &mut find);
            (*cue, origin)
        });
        Self {
            cues: cues.collect(),
            labels: labels.into_iter().collect(),
            format: format.to_owned(),
            shared,
        }
    }

    /// Whether a cue still is what its bytes say.
    pub(super) fn is_unedited(&self, (cue, origin): (&Cue, Origin)) -> bool {
        let format = match origin {
            Origin::Slot(_) => &self.format,
            Origin::Part(..) => &self.shared,
            Origin::New => return false,
        };
        let label = label_digest(cue.label.as_deref());
        cue.unedited(format).is_some() && self.labels.get(&origin) == Some(&label)
    }

    /// Whether every cue is there, in its place, as it was read.
    pub(super) fn is_untouched(&self, skeleton: &Skeleton<'_>) -> bool {
        let read: usize = skeleton.slots.iter().map(|slot| slot.digests.len()).sum();
        read == self.cues.len() && self.cues.iter().all(|entry| self.is_unedited(*entry))
    }

    /// The cues that keep whole paragraphs, one for each slot of an untouched
    /// file.
    pub(super) fn firsts(&self) -> impl Iterator<Item = &'c Cue> {
        let firsts = self.cues.iter().filter(|(_, origin)| match origin {
            Origin::Slot(_) | Origin::Part(_, 0) => true,
            Origin::Part(..) | Origin::New => false,
        });
        firsts.map(|(cue, _)| *cue)
    }
}

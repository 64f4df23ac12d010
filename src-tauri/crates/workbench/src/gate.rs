//! What stands between a track and its being published.

use captions::{Document, Severity, Track, TrackId, Waiver};
use quality::{Checker, Finding, Findings};
use serde::{Deserialize, Serialize};

use crate::{ErrorCode, Profiles, Result, WorkbenchError};

/// What a track has to pass, and how far it does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GateReport {
    /// The profile it is held to; absent where it is held to none.
    pub profile: Option<String>,
    /// Findings of this severity and above keep it from being published.
    pub blocks: Option<Severity>,
    /// Those that do, in the order of the cues.
    pub blocking: Vec<Finding>,
    /// How many others there are that nobody waived.
    pub others: u32,
    /// What was waived, by whom and why.
    pub waived: Vec<WaivedFinding>,
    /// All of these by their severity.
    #[serde(skip)]
    pub counts: FindingCounts,
}

/// How many findings there are. Waived ones count as such only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FindingCounts {
    /// Against what the source demands.
    pub error: u32,
    /// Against what the source recommends.
    pub warning: u32,
    /// Worth a look.
    pub hint: u32,
    /// Let stand, with a reason.
    pub waived: u32,
}

/// A finding that someone let stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WaivedFinding {
    /// What was found.
    pub finding: Finding,
    /// Who let it stand, and why.
    pub waiver: Waiver,
}

/// Holds a track to the profile it must pass. `prepare` adds to the checker what
/// is known besides: a dictionary, the end of the programme.
///
/// # Errors
/// Where there is no such track, or its profile is not at this desk.
pub fn gate(
    document: &Document,
    track: TrackId,
    profiles: &Profiles,
    prepare: impl FnOnce(Checker) -> Checker,
) -> Result<GateReport> {
    let of = document
        .track(track)
        .ok_or_else(WorkbenchError::no_such_track)?;
    let Some(gate) = &of.gate else {
        return Ok(GateReport::default());
    };
    let checker = prepare(Checker::new(profiles.find(&gate.profile)?));
    let findings = checker.check(document, track);
    Ok(report(
        document,
        &findings,
        gate.profile.clone(),
        gate.blocks,
    ))
}

/// The language whose dictionary the words of a track are looked up in, a BCP
/// 47 tag: the track's, or else the document's.
#[must_use]
pub fn language_of(document: &Document, track: &Track) -> String {
    let of_document = &document.settings().language;
    let mut tags = [&track.language, of_document].into_iter();
    tags.find(|tag| !tag.is_empty())
        .cloned()
        .unwrap_or_default()
}

fn report(
    document: &Document,
    findings: &Findings,
    profile: String,
    blocks: Option<Severity>,
) -> GateReport {
    let mut report = GateReport {
        profile: Some(profile),
        blocks,
        ..GateReport::default()
    };
    for finding in findings.in_order(document) {
        let waivers = document
            .cue(finding.cue)
            .map_or(&[][..], |cue| &cue.waivers);
        let waiver = waivers.iter().find(|waiver| waiver.rule == finding.rule);
        if let Some(waiver) = waiver {
            let (finding, waiver) = (finding.clone(), waiver.clone());
            report.waived.push(WaivedFinding { finding, waiver });
            report.counts.waived = report.counts.waived.saturating_add(1);
            continue;
        }
        let count = match finding.severity {
            Severity::Error => &mut report.counts.error,
            Severity::Warning => &mut report.counts.warning,
            Severity::Hint => &mut report.counts.hint,
        };
        *count = count.saturating_add(1);
        if blocks.is_some_and(|least| finding.severity >= least) {
            report.blocking.push(finding.clone());
        } else {
            report.others = report.others.saturating_add(1);
        }
    }
    report
}

impl GateReport {
    /// Whether the track may be published.
    #[must_use]
    pub const fn passes(&self) -> bool {
        self.blocking.is_empty()
    }

    /// What a revision is frozen with; absent where the track is held to no
    /// profile.
    #[must_use]
    pub fn frozen(&self) -> Option<FindingCounts> {
        self.profile.as_ref().map(|_| self.counts)
    }

    /// What a revision is frozen with, where the track may be published.
    ///
    /// # Errors
    /// [`Gate`](ErrorCode::Gate) where findings are in the way.
    pub fn pass(&self) -> Result<Option<FindingCounts>> {
        let profile = self.profile.as_deref().unwrap_or_default();
        let message = match self.blocking.len() {
            0 => return Ok(self.frozen()),
            1 => format!("A finding under {profile} keeps the track from being published"),
            count => {
                format!("{count} findings under {profile} keep the track from being published")
            }
        };
        Err(WorkbenchError::new(ErrorCode::Gate, message))
    }
}

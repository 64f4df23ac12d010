//! What stands between a track and its being published.

use captions::{Document, Severity, TrackId, Waiver};
use quality::{Checker, Finding, Findings};
use serde::Serialize;

use crate::{Profiles, Result, WorkbenchError};

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
        } else if blocks.is_some_and(|least| finding.severity >= least) {
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
}

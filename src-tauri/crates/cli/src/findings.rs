//! How findings are printed, for people and for scripts.

use std::fmt::Write as _;

use captions::{Document, Time};
use quality::{Checker, Finding, Findings, Fixed, Severity, TextPlace};
use serde::{Serialize, Serializer};

/// What a check came to. The JSON form is published: keys may be added, never
/// renamed.
#[derive(Serialize)]
pub(crate) struct Report<'a> {
    profile: &'a str,
    cues: usize,
    errors: usize,
    warnings: usize,
    hints: usize,
    findings: Vec<FindingForm<'a>>,
    fixed: Vec<FixedForm<'a>>,
    /// What the profile's source asks and only a person can check.
    checklist: &'a [String],
}

#[derive(Serialize)]
struct FindingForm<'a> {
    rule: &'static str,
    severity: Severity,
    /// The cue, counted from 1.
    cue: usize,
    #[serde(rename = "in")]
    in_ms: i64,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<TextPlace>,
    source: &'a str,
    fixable: Fixable<'a>,
    #[serde(skip)]
    in_time: Time,
}

/// Whether `--fix` mends a finding. Looked for only where it is written: that
/// takes longer than the check.
struct Fixable<'a> {
    document: &'a Document,
    checker: &'a Checker,
    finding: &'a Finding,
}

impl Serialize for Fixable<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fix = self.checker.fix(self.document, self.finding);
        serializer.serialize_bool(fix.is_some())
    }
}

#[derive(Serialize)]
struct FixedForm<'a> {
    rule: &'static str,
    message: &'a str,
}

impl<'a> Report<'a> {
    pub(crate) fn of(
        document: &'a Document,
        checker: &'a Checker,
        findings: &'a Findings,
        fixed: Option<&'a Fixed>,
    ) -> Self {
        let mut forms = Vec::with_capacity(findings.len());
        for (number, cue) in (1..).zip(document.cues(findings.track())) {
            forms.extend(findings.of(cue.id).iter().map(|finding| FindingForm {
                rule: finding.rule,
                severity: finding.severity,
                cue: number,
                in_ms: cue.in_time.round_millis(),
                message: &finding.message,
                place: finding.place,
                source: checker.source(finding.rule).unwrap_or_default(),
                fixable: Fixable {
                    document,
                    checker,
                    finding,
                },
                in_time: cue.in_time,
            }));
        }
        let fixed = fixed.map_or(&[][..], |fixed| &fixed.findings);
        let fixed = fixed.iter().map(|finding: &Finding| FixedForm {
            rule: finding.rule,
            message: &finding.message,
        });
        Self {
            profile: checker.profile().id.as_str(),
            cues: document.cue_count(findings.track()),
            errors: findings.count(Severity::Error),
            warnings: findings.count(Severity::Warning),
            hints: findings.count(Severity::Hint),
            findings: forms,
            fixed: fixed.collect(),
            checklist: &checker.profile().checklist,
        }
    }
}

/// The report as lines for people.
pub(crate) fn describe(report: &Report<'_>) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        let (cue, time, rule) = (finding.cue, finding.in_time, finding.rule);
        let _ = writeln!(
            out,
            "{cue:>5}  {time}  {severity:<7}  {rule}: {}",
            finding.message
        );
    }
    let (errors, warnings, hints) = (report.errors, report.warnings, report.hints);
    let _ = writeln!(
        out,
        "{}: {} cues, {errors} errors, {warnings} warnings, {hints} hints, {} mended",
        report.profile,
        report.cues,
        report.fixed.len()
    );
    for item in report.checklist {
        let _ = writeln!(out, "to be looked at: {item}");
    }
    out
}

/// The profiles there are, the house's own first.
pub(crate) fn list_profiles(json: bool) -> anyhow::Result<String> {
    let list = crate::house::profiles().list();
    for problem in &list.broken {
        eprintln!("cuewright-cli: {problem}");
    }
    if json {
        return Ok(serde_json::to_string_pretty(&list.profiles)?);
    }
    let lines = list.profiles.iter();
    let lines = lines.map(|profile| format!("{:<24}  {}", profile.id, profile.name));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

//! Every rule held to its edges, as data: `cases/RULE.json`.
//!
//! A case runs at 23.976, 25 and 29.97 frames a second unless it names its
//! rates. A cue is `[in, out, text]` with times in frames or as `"833ms"`, and
//! `|` between rows; `found` are the numbers of the cues with a finding, and
//! `fixed` the cues after everything that is safe was mended.

use std::collections::BTreeSet;
use std::path::PathBuf;

use captions::{
    CaptionMode, Cue, Document, FrameRate, GridCell, Ids, Position, Row, Settings, Speaker, Term,
    Time, Timebase, Track, TrackId,
};
use quality::{Checker, Profile};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    #[serde(default = "usual_rates")]
    rates: Vec<String>,
    #[serde(default)]
    limit: Option<Value>,
    /// Other rules that hold as well.
    #[serde(default)]
    beside: serde_json::Map<String, Value>,
    #[serde(default)]
    counting: serde_json::Map<String, Value>,
    cues: Vec<CueForm>,
    #[serde(default)]
    shots: Vec<i64>,
    #[serde(default)]
    end: Option<i64>,
    #[serde(default)]
    language: String,
    #[serde(default)]
    glossary: Vec<String>,
    #[serde(default)]
    speakers: Vec<String>,
    found: Vec<usize>,
    #[serde(default)]
    fixed: Option<Vec<CueForm>>,
    /// That there is nothing safe to do.
    #[serde(default)]
    refused: bool,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum CueForm {
    Plain(Moment, Moment, String),
    Placed(Moment, Moment, String, Vec<(u8, u8)>),
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum Moment {
    Frame(i64),
    Text(String),
}

fn usual_rates() -> Vec<String> {
    ["24000/1001", "25", "30000/1001"]
        .map(str::to_owned)
        .to_vec()
}

impl Moment {
    fn time(&self, rate: FrameRate) -> Time {
        match self {
            Self::Frame(frame) => rate.time_of(*frame),
            Self::Text(text) => {
                let millis = text.strip_suffix("ms").expect("milliseconds");
                Time::from_millis(millis.parse().expect("a whole number"))
            }
        }
    }
}

impl CueForm {
    fn parts(&self) -> (&Moment, &Moment, &str, &[(u8, u8)]) {
        match self {
            Self::Plain(start, end, text) => (start, end, text, &[]),
            Self::Placed(start, end, text, cells) => (start, end, text, cells),
        }
    }

    fn cue(&self, track: TrackId, rank: i64, ids: &mut Ids, rate: FrameRate) -> Cue {
        let (start, end, text, cells) = self.parts();
        let mut cue = Cue::new(ids.cue(), track, start.time(rate), Some(end.time(rate)));
        cue.rank = rank;
        cue.mode = CaptionMode::PopOn;
        if !text.is_empty() {
            cue.rows = text.split('|').map(Row::plain).collect();
        }
        if !cells.is_empty() {
            let cells = cells.iter().map(|(row, column)| GridCell {
                row: *row,
                column: *column,
            });
            cue.position = Position::Grid(cells.collect());
        }
        cue
    }

    /// What of a cue a case says.
    fn seen(&self, rate: FrameRate) -> (Time, Time, String) {
        let (start, end, text, _) = self.parts();
        (start.time(rate), end.time(rate), text.replace('|', "\n"))
    }
}

impl Case {
    fn document(&self, rate: FrameRate) -> (Document, TrackId) {
        let mut ids = Ids::new(1, 1);
        let settings = Settings {
            timebase: Timebase::non_drop(rate),
            shots: self
                .shots
                .iter()
                .map(|frame| rate.time_of(*frame))
                .collect(),
            glossary: self.glossary.iter().map(|term| term_of(term)).collect(),
            speakers: self.speakers.iter().map(|name| speaker_of(name)).collect(),
            ..Settings::default()
        };
        let mut document = Document::new(settings);
        let track = Track::new(ids.track(), "case", self.language.clone());
        let id = track.id;
        document.put_track(track);
        for (rank, form) in (0..).zip(&self.cues) {
            let cue = form.cue(id, rank, &mut ids, rate);
            document.put_cue(cue).expect("its track is there");
        }
        (document, id)
    }

    fn checker(&self, rule: &str, rate: FrameRate) -> Checker {
        let mut held = json!({ "severity": "error", "source": "a test" });
        if let Some(limit) = &self.limit {
            held["limit"] = limit.clone();
        }
        let mut rules = self.beside.clone();
        rules.insert(rule.to_owned(), held);
        let mut counting = json!({
            "spaces": true, "punctuation": true, "line-breaks": false, "half-width": 1,
            "markup": false, "speaker-labels": true, "sound-labels": true,
        });
        for (name, value) in &self.counting {
            counting[name] = value.clone();
        }
        let profile = json!({
            "id": "case", "name": "Case", "about": "", "counting": counting, "rules": rules,
        });
        let profile = Profile::parse("case.json", &profile.to_string());
        let profile = profile.unwrap_or_else(|error| panic!("{}: {error}", self.says));
        Checker::new(profile).with_end(self.end.map(|frame| rate.time_of(frame)))
    }

    /// Holds the rule to the case; says what is not as the case has it.
    fn run(&self, rule: &str, rate: &str) -> Result<(), String> {
        let rate: FrameRate = rate.parse().expect("a rate");
        let (mut document, track) = self.document(rate);
        let checker = self.checker(rule, rate);
        let findings = checker.check(&document, track);
        let of_rule = findings
            .in_order(&document)
            .filter(|finding| finding.rule == rule);
        let found: Vec<_> = of_rule.collect();
        let number = |id| document.number(document.cue(id).expect("a cue"));
        let numbers: Vec<usize> = found.iter().map(|finding| number(finding.cue)).collect();
        if numbers != self.found {
            return Err(format!("found {found:#?}"));
        }
        let fixed = checker.fix_all(&document, &findings, |finding| finding.rule == rule);
        let (wanted, plan) = match (&self.fixed, fixed) {
            (Some(wanted), Some(fixed)) => (wanted, fixed.plan),
            (Some(_), None) => return Err("there is no fix".to_owned()),
            (None, Some(fixed)) if self.refused => return Err(format!("{fixed:#?}")),
            (None, _) => return Ok(()),
        };
        plan.patch.apply(&mut document).expect("a patch that fits");
        let seen = |cue: &Cue| (cue.in_time, cue.out_time.expect("an end"), cue.text());
        let now: Vec<_> = document.cues(track).map(seen).collect();
        let wanted: Vec<_> = wanted.iter().map(|form| form.seen(rate)).collect();
        if now == wanted {
            Ok(())
        } else {
            Err(format!("mended to {now:?}"))
        }
    }
}

fn term_of(term: &str) -> Term {
    Term {
        term: term.to_owned(),
        note: String::new(),
    }
}

fn speaker_of(name: &str) -> Speaker {
    Speaker {
        name: name.to_owned(),
        color: None,
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

#[test]
fn every_rule_finds_and_mends_what_its_cases_say() {
    let mut wrong = Vec::new();
    // Spelling takes a dictionary; its cases are in `spelling.rs`.
    for info in quality::rules::ALL
        .iter()
        .filter(|info| info.id != "spelling")
    {
        let path = folder().join(format!("{}.json", info.id));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        let cases: Vec<Case> =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        let has = |which: fn(&Case) -> bool| cases.iter().any(which);
        let is_whole = has(|case| case.found.is_empty())
            && has(|case| !case.found.is_empty())
            && has(|case| case.fixed.is_some()) == info.fix.is_some();
        if !is_whole {
            wrong.push(format!("{}: a case is lacking", info.id));
        }
        for case in &cases {
            for rate in &case.rates {
                let says = &case.says;
                let result = case.run(info.id, rate);
                wrong.extend(
                    result
                        .err()
                        .map(|e| format!("{} at {rate}: {says}: {e}", info.id)),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_of_cases_is_of_a_rule() {
    let rules: BTreeSet<&str> = quality::rules::ALL.iter().map(|info| info.id).collect();
    for entry in std::fs::read_dir(folder()).expect("the cases") {
        let name = entry
            .expect("a file")
            .file_name()
            .into_string()
            .expect("a name");
        let rule = name.trim_end_matches(".json");
        assert!(rules.contains(rule), "{name}");
    }
}

//! What holds for every document, every edit and every fix.

use std::collections::BTreeMap;

use captions::testing::{documents, times};
use captions::{Cue, CueId, Document, Ids, Row, Speaker, Term, Time, TrackId};
use editing::testing::wishes;
use editing::{Edit, Patch, plan};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;
use quality::{Checker, Findings, Profile, shipped};

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// A profile that holds every rule there is.
const EVERY_RULE: &str = include_str!("every-rule.json");

fn checkers() -> impl Strategy<Value = Checker> {
    let ids: Vec<&'static str> = shipped::ids().collect();
    let profile = prop_oneof![
        2 => Just(Profile::parse("every-rule.json", EVERY_RULE).expect("a profile")),
        1 => select(ids).prop_map(|id| shipped::profile(id).expect("shipped").expect("sound")),
    ];
    (profile, option::of(times())).prop_map(|(profile, end)| Checker::new(profile).with_end(end))
}

const TEXTS: [&str; 12] = [
    "the the",
    "ANN: e mail",
    "[door slams] (sighs)",
    "<i>\u{201c}Don\u{2019}t\u{201d}\u{2026}",
    "- One",
    "\u{2013}Two. Three",
    "",
    "We went to the market and bought a very large amount of fish there",
    "in the",
    "house.",
    "a",
    "\u{6f22}\u{5b57}",
];

/// Documents with text that rules have something to say about, and with cues
/// that stand close to each other.
fn flawed() -> impl Strategy<Value = Document> {
    let texts = vec(
        (vec(select(TEXTS.to_vec()), 0..4), any::<bool>(), -3_i64..40),
        24,
    );
    (documents(), texts, vec(times(), 0..8)).prop_map(|(mut document, texts, mut shots)| {
        let mut settings = document.settings().clone();
        shots.sort_unstable();
        settings.shots = shots;
        settings.glossary = vec![Term {
            term: "e-mail".to_owned(),
            note: String::new(),
        }];
        settings.speakers = vec![Speaker {
            name: "Bob".to_owned(),
            color: None,
        }];
        document.set_settings(settings);
        let tracks: Vec<TrackId> = document.tracks().iter().map(|track| track.id).collect();
        for track in tracks {
            let mut end = Time::SECOND;
            let cues: Vec<Cue> = document.cues(track).cloned().collect();
            for (mut cue, (rows, is_close, gap)) in cues.into_iter().zip(&texts) {
                if *is_close {
                    cue.rows = rows.iter().map(|text| Row::plain(*text)).collect();
                    let length = cue.duration();
                    let rate = document.settings().timebase.rate();
                    cue.in_time = (end + rate.time_of(*gap)).max(Time::ZERO);
                    cue.out_time = length.map(|length| cue.in_time + length);
                }
                end = cue.out_time.unwrap_or(end);
                document.put_cue(cue).expect("its track is there");
            }
        }
        document
    })
}

fn tracks(document: &Document) -> Vec<TrackId> {
    document.tracks().iter().map(|track| track.id).collect()
}

fn apply(patch: &Patch, document: &mut Document) {
    patch.apply(document).expect("a patch that fits");
}

/// How many findings there are of each rule and cue.
fn counts(document: &Document, findings: &Findings) -> BTreeMap<(&'static str, CueId), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings.in_order(document) {
        *counts.entry((finding.rule, finding.cue)).or_default() += 1;
    }
    counts
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn after_any_edits_the_findings_are_those_of_a_full_check(
        document in flawed(), checker in checkers(), wishes in vec(wishes(), 1..12),
    ) {
        let mut document = document;
        let mut ids = Ids::new(3, 0);
        let mut all: Vec<Findings> =
            tracks(&document).into_iter().map(|track| checker.check(&document, track)).collect();
        for wish in &wishes {
            let edit: Edit = wish.of(&document);
            let Ok(plan) = plan(&document, &edit, &mut ids) else { continue };
            apply(&plan.patch, &mut document);
            for findings in &mut all {
                let before = findings.clone();
                let changed = checker.refresh(&document, &plan.patch, findings);
                let full = checker.check(&document, findings.track());
                prop_assert_eq!(&*findings, &full, "{:?}", edit);
                for cue in document.cues(full.track()).map(|cue| cue.id) {
                    let differs = before.of(cue) != full.of(cue);
                    prop_assert_eq!(differs, changed.contains(&cue));
                }
            }
        }
    }

    #[test]
    fn a_fix_mends_its_finding_and_adds_none(document in flawed(), checker in checkers()) {
        for track in tracks(&document) {
            let findings = checker.check(&document, track);
            let before = counts(&document, &findings);
            for finding in findings.in_order(&document) {
                let Some(plan) = checker.fix(&document, finding) else { continue };
                let mut mended = document.clone();
                apply(&plan.patch, &mut mended);
                let after = counts(&mended, &checker.check(&mended, track));
                for (key, count) in &after {
                    prop_assert!(before.get(key).is_some_and(|was| count <= was), "{:?} adds {:?}", plan, key);
                }
                let key = (finding.rule, finding.cue);
                prop_assert!(after.get(&key).unwrap_or(&0) < &before[&key], "{:?}", finding);
            }
        }
    }

    #[test]
    fn mending_all_adds_nothing_leaves_nothing_safe_and_is_one_step(
        document in flawed(), checker in checkers(),
    ) {
        for track in tracks(&document) {
            let findings = checker.check(&document, track);
            let before = counts(&document, &findings);
            let Some(fixed) = checker.fix_all(&document, &findings, |_| true) else {
                for finding in findings.in_order(&document) {
                    prop_assert!(checker.fix(&document, finding).is_none());
                }
                continue;
            };
            let mut mended = document.clone();
            apply(&fixed.plan.patch, &mut mended);
            let left = checker.check(&mended, track);
            for (key, count) in counts(&mended, &left) {
                prop_assert!(before.get(&key).is_some_and(|was| count <= *was), "{key:?}");
            }
            for finding in left.in_order(&mended) {
                prop_assert!(checker.fix(&mended, finding).is_none(), "{finding:?}");
            }
            apply(&fixed.plan.patch.reversed(), &mut mended);
            prop_assert_eq!(mended, document.clone());
        }
    }

    #[test]
    fn a_reference_is_not_mended(document in flawed(), checker in checkers()) {
        for track in document.tracks().into_iter().filter(|track| track.reference) {
            let findings = checker.check(&document, track.id);
            prop_assert!(checker.fix_all(&document, &findings, |_| true).is_none());
        }
    }
}

#[test]
fn the_profile_of_every_rule_holds_every_rule() {
    let profile: serde_json::Value = serde_json::from_str(EVERY_RULE).expect("JSON");
    for info in quality::rules::ALL {
        assert!(profile["rules"].get(info.id).is_some(), "{}", info.id);
    }
}

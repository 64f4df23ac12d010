//! Two revisions of a track of 20,000 cues compared, where every tenth cue is
//! another: with the identities that revisions have, and as a file has them,
//! without. Limit: 50 ms each.
//!
//! `review count-known` and `review count-unknown` do the one or the other a
//! single time, for a tool that counts instructions; `review count-none` does
//! what both do before.

use std::hint::black_box;
use std::time::{Duration, Instant};

use captions::{Cue, Document, Ids, Row, Settings, Time, Track, TrackId};
use review::{Change, compare, plan_taking};

const CUES: i64 = 20_000;
const ROUNDS: usize = 21;

fn main() {
    let mut ids = Ids::new(1, 1);
    let track = Track::new(ids.track(), "English", "en");
    let old = cues(track.id, &mut ids);
    let known = revised(&old, &mut ids);
    let unknown = known.iter().cloned();
    let unknown: Vec<Cue> = unknown
        .map(|cue| Cue {
            id: ids.cue(),
            ..cue
        })
        .collect();
    match std::env::args().nth(1).unwrap_or_default().as_str() {
        "count-none" => drop(black_box((&known, &unknown))),
        "count-known" => drop(black_box(changes(&known, &old))),
        "count-unknown" => drop(black_box(changes(&unknown, &old))),
        _ => {
            println!("review, two revisions of {CUES} cues");
            for (name, draft) in [("revisions", &known), ("a file", &unknown)] {
                let found = changes(draft, &old).len();
                let median = median(|| drop(black_box(changes(draft, &old))));
                println!("  {name}: {median:?}, {found} changes (limit 50 ms)");
            }
            let median = median(|| drop(black_box(three_way(&known, &unknown, &old))));
            println!("  three ways: {median:?}");
            taking(track, old, &known);
        }
    }
}

fn list(cues: &[Cue]) -> Vec<&Cue> {
    cues.iter().collect()
}

fn changes(draft: &[Cue], other: &[Cue]) -> Vec<Change> {
    compare(&list(draft), &list(other), None)
}

fn three_way(draft: &[Cue], other: &[Cue], base: &[Cue]) -> Vec<Change> {
    compare(&list(draft), &list(other), Some(&list(base)))
}

/// Everything taken at once.
fn taking(track: Track, old: Vec<Cue>, other: &[Cue]) {
    let id = track.id;
    let picks: Vec<_> = changes(&old, other).iter().map(Change::pick).collect();
    let mut document = Document::new(Settings::default());
    document.put_track(track);
    let cues = old.into_iter().map(Box::new).collect();
    document.put_cues(cues).expect("their track is there");
    let mut ids = Ids::new(2, 2);
    let median = median(|| {
        let plan = plan_taking(&document, id, &list(other), &picks, &mut ids);
        drop(black_box(plan.expect("there is something to take")));
    });
    println!("  taking all of {} changes: {median:?}", picks.len());
}

fn cues(track: TrackId, ids: &mut Ids) -> Vec<Cue> {
    let cues = (0..CUES).map(|number| {
        let start = Time::from_millis(number * 3000);
        let end = start + Time::from_millis(2000 + number % 13 * 80);
        let mut cue = Cue::new(ids.cue(), track, start, Some(end));
        cue.rank = number * Cue::RANK_STEP;
        cue.rows = vec![
            Row::plain(format!("This is the first row of cue {number}, and")),
            Row::plain("a second row that goes on for a while"),
        ];
        cue
    });
    cues.collect()
}

/// What a reviewer makes of captions: of a hundred cues two say something else,
/// two stand at another time, two are split, two are gone and two are new.
fn revised(cues: &[Cue], ids: &mut Ids) -> Vec<Cue> {
    let mut revised = Vec::with_capacity(cues.len());
    for (number, cue) in cues.iter().enumerate() {
        let mut now = cue.clone();
        match number % 50 {
            7 => now.rows[0] = Row::plain(format!("It was the first row of {number}, and")),
            17 => now.in_time += Time::from_millis(40),
            27 => {
                let mut rest = now.clone();
                rest.id = ids.cue();
                rest.rows.remove(0);
                rest.in_time += Time::from_millis(1000);
                rest.rank += 1;
                now.rows.truncate(1);
                now.out_time = Some(rest.in_time);
                revised.push(now);
                now = rest;
            }
            37 => continue,
            47 => {
                let mut new = now.clone();
                new.id = ids.cue();
                new.rows = vec![Row::plain(format!("[door {number} slams]"))];
                new.in_time += Time::from_millis(2500);
                new.rank += 1;
                revised.push(now);
                now = new;
            }
            _ => {}
        }
        revised.push(now);
    }
    revised
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

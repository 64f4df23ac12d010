use super::*;

fn local(label: &str, at: i64) -> NewStep {
    NewStep {
        label: label.to_owned(),
        at,
        ..NewStep::default()
    }
}

fn typing(label: &str, at: i64) -> NewStep {
    NewStep {
        coalesce: Some("text".to_owned()),
        ..local(label, at)
    }
}

fn remote(label: &str) -> NewStep {
    NewStep {
        origin: Origin::Remote,
        ..local(label, 0)
    }
}

fn record(history: &mut History, new: NewStep) -> (StepId, bool) {
    let recorded = history.record(new, Coalescing::default());
    history.commit(recorded.change);
    (recorded.step, recorded.merged)
}

fn undo(history: &mut History) -> Option<Travel> {
    let travel = history.undo(0)?;
    history.commit(travel.change.clone());
    Some(travel)
}

fn redo(history: &mut History) -> Option<Travel> {
    let travel = history.redo()?;
    history.commit(travel.change.clone());
    Some(travel)
}

fn go_to(history: &mut History, target: Option<StepId>) -> Travel {
    let travel = history.go_to(target).unwrap();
    history.commit(travel.change.clone());
    travel
}

use Direction::{Redo, Undo};

#[test]
fn undo_and_redo_walk_the_last_branch_and_keep_the_others() {
    let mut history = History::default();
    let (a, _) = record(&mut history, local("a", 0));
    let (b, _) = record(&mut history, local("b", 0));
    assert_eq!(undo(&mut history).unwrap().walk, [(b, Undo)]);
    let (c, _) = record(&mut history, local("c", 0));
    assert_eq!(undo(&mut history).unwrap().walk, [(c, Undo)]);
    assert_eq!(history.redo_target().unwrap().id, c);
    assert_eq!(undo(&mut history).unwrap().walk, [(a, Undo)]);
    assert_eq!(undo(&mut history), None);
    assert_eq!(history.head(), None);
    assert_eq!(redo(&mut history).unwrap().walk, [(a, Redo)]);
    assert_eq!(redo(&mut history).unwrap().walk, [(c, Redo)]);
    assert_eq!(redo(&mut history), None);
    let travel = go_to(&mut history, Some(b));
    assert_eq!(travel.walk, [(c, Undo), (b, Redo)]);
    assert_eq!(undo(&mut history).unwrap().walk, [(b, Undo)]);
    assert_eq!(redo(&mut history).unwrap().walk, [(b, Redo)]);
    assert_eq!(go_to(&mut history, None).walk, [(b, Undo), (a, Undo)]);
    assert_eq!(history.go_to(Some(99)), None);
    assert_eq!(history.steps().count(), 3);
}

#[test]
fn the_revision_only_grows() {
    let mut history = History::default();
    let mut seen = vec![history.rev()];
    record(&mut history, typing("a", 0));
    seen.push(history.rev());
    record(&mut history, typing("b", 100));
    seen.push(history.rev());
    undo(&mut history);
    seen.push(history.rev());
    redo(&mut history);
    seen.push(history.rev());
    go_to(&mut history, None);
    seen.push(history.rev());
    assert_eq!(seen, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn typing_becomes_one_step_until_a_pause_or_five_seconds() {
    // (ms of the edit, whether it joins the step before it)
    let cases: [&[(i64, bool)]; 4] = [
        &[(0, false), (400, true), (2400, true), (4400, true)],
        &[(0, false), (2001, false), (2100, true)],
        &[
            (0, false),
            (1900, true),
            (3800, true),
            (5001, false),
            (5100, true),
        ],
        &[(5000, false), (4000, false)],
    ];
    for case in cases {
        let mut history = History::default();
        for (at, merged) in case {
            let (_, joined) = record(&mut history, typing("t", *at));
            assert_eq!(joined, *merged, "{at} of {case:?}");
        }
    }
}

#[test]
fn only_like_follows_like() {
    type Between = fn(&mut History);
    let between: [Between; 6] = [
        |history| {
            record(history, local("other", 0));
        },
        |history| {
            record(history, remote("pull"));
        },
        |history| {
            undo(history);
            redo(history);
        },
        |history| {
            go_to(history, Some(1));
        },
        History::freeze,
        |history| *history = reloaded(history),
    ];
    for act in between {
        let mut history = History::default();
        record(&mut history, typing("t", 0));
        act(&mut history);
        assert!(!record(&mut history, typing("t", 10)).1);
        assert!(record(&mut history, typing("t", 20)).1);
    }
    let mut history = History::default();
    record(&mut history, typing("t", 0));
    let never = history.record(typing("t", 0), Coalescing::NEVER);
    assert!(!never.merged);
}

fn reloaded(history: &History) -> History {
    let (head, first, rev) = (history.head(), history.first(), history.rev());
    History::load(history.steps().cloned().collect(), head, first, rev).unwrap()
}

#[test]
fn undo_passes_over_remote_steps_with_a_step_of_its_own() {
    let mut history = History::default();
    let (a, _) = record(&mut history, local("a", 0));
    let (b, _) = record(&mut history, local("b", 0));
    let (r, _) = record(&mut history, remote("pull"));
    let first = undo(&mut history).unwrap();
    assert_eq!((first.walk, first.over), (vec![(b, Undo)], vec![r]));
    let undo_b = first.adds.unwrap();
    assert_eq!(history.step(undo_b).unwrap().label, "Undo: b");
    let second = undo(&mut history).unwrap();
    assert_eq!((second.walk, second.over), (vec![(a, Undo)], vec![r]));
    let undo_a = second.adds.unwrap();
    assert_eq!(undo(&mut history), None);
    // Redo takes the undos back, last first, and ends at the remote step.
    assert_eq!(history.redo_target().unwrap().label, "a");
    assert_eq!(redo(&mut history).unwrap().walk, [(undo_a, Undo)]);
    assert_eq!(redo(&mut history).unwrap().walk, [(undo_b, Undo)]);
    assert_eq!(history.head(), Some(r));
    assert_eq!(redo(&mut history), None);
}

#[test]
fn an_edit_after_an_undo_over_remote_steps_is_undone_first() {
    let mut history = History::default();
    let (a, _) = record(&mut history, local("a", 0));
    record(&mut history, remote("pull"));
    let undo_a = undo(&mut history).unwrap().adds.unwrap();
    let (c, _) = record(&mut history, local("c", 0));
    assert_eq!(undo(&mut history).unwrap().walk, [(c, Undo)]);
    assert_eq!(history.head(), Some(undo_a));
    assert_eq!(redo(&mut history).unwrap().walk, [(c, Redo)]);
    assert_eq!(undo(&mut history).unwrap().walk, [(c, Undo)]);
    assert_eq!(undo(&mut history), None);
    let back = go_to(&mut history, Some(a));
    assert_eq!(back.walk, [(undo_a, Undo), (2, Undo)]);
}

#[test]
fn a_history_that_does_not_hang_together_is_refused() {
    let mut history = History::default();
    record(&mut history, local("a", 0));
    record(&mut history, local("b", 0));
    let steps: Vec<Step> = history.steps().cloned().collect();
    let load = |change: fn(&mut Vec<Step>), head| {
        let mut steps = steps.clone();
        change(&mut steps);
        History::load(steps, Some(head), Some(1), 2)
    };
    assert_eq!(load(|_| {}, 2).unwrap(), reloaded(&history));
    assert_eq!(load(|_| {}, 3), Err(HistoryError::NoHead(3)));
    let twice = load(|steps| steps.push(steps[0].clone()), 2);
    assert_eq!(twice, Err(HistoryError::Twice(1)));
    let circle = load(|steps| steps[0].parent = Some(2), 2);
    assert_eq!(circle, Err(HistoryError::Broken { step: 1, link: 2 }));
    let stray = load(|steps| steps[1].last_child = Some(1), 2);
    assert_eq!(stray, Err(HistoryError::Broken { step: 2, link: 1 }));
}

#[test]
fn the_json_form_comes_back() {
    let mut history = History::default();
    record(&mut history, local("a", 0));
    record(&mut history, remote("pull"));
    undo(&mut history);
    let json = serde_json::to_string(&history).unwrap();
    assert_eq!(serde_json::from_str::<History>(&json).unwrap(), history);
}

//! After any walk of edits, undo, redo and jumps, what is on the disk is what
//! is in memory: the document, and every answer of the history.

use captions::Ids;
use cuewright_tests::crash_disk::next;
use cuewright_tests::edits::{Stream, digest};
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use proptest::test_runner::TestCaseError;
use store::ProjectFiles;
use workbench::{Access, EditOutcome, NewProject, Project, ProjectStores};

/// Steps of one walk.
const STEPS: usize = 20;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn reopening_changes_nothing(seed in any::<u64>()) {
        walk(seed)?;
    }
}

fn walk(seed: u64) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.cuewright");
    let stores = ProjectFiles::without_backups();
    let store = stores.create(&path, &NewProject::default()).expect("made");
    let (mut project, _) = Project::open(store, Ids::new(1, seed.into())).expect("opened");
    let mut stream = Stream::new(seed);
    let mut random = seed;
    // Every state ever reached, by the step it was reached at.
    let mut states = vec![(None, digest(project.document()))];
    for step in 0..STEPS {
        stream.step(&mut project);
        let reached = (project.history().head(), digest(project.document()));
        match states.iter_mut().find(|(head, _)| *head == reached.0) {
            Some(known) => prop_assert_eq!(known.1, reached.1, "at {:?}", reached.0),
            None => states.push(reached),
        }
        if next(&mut random).is_multiple_of(5) {
            let target =
                states[usize::try_from(next(&mut random)).expect("64 bits") % states.len()];
            if project.history().head() != target.0 {
                let done = project.go_to(target.0).expect("written");
                prop_assert!(
                    matches!(done.outcome, EditOutcome::Done { .. }),
                    "{:?}",
                    done.outcome
                );
            }
            prop_assert_eq!(digest(project.document()), target.1);
        }
        let before = told(&project);
        project.into_store().close().expect("closed");
        let store = stores.open(&path, Access::Write).expect("opened");
        (project, _) = Project::open(
            store,
            Ids::new(1, seed.wrapping_add(step as u64 + 1).into()),
        )
        .expect("loaded");
        prop_assert_eq!(told(&project), before);
    }
    Ok(())
}

/// Everything that can be seen of a project.
fn told(project: &Project) -> String {
    let history = project.history();
    let steps = project.history_steps();
    let (head, rev) = (project.history_head(), history.rev());
    let document = digest(project.document());
    format!("{document} {rev} {head:?} {steps:?}")
}

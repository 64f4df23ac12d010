//! What became of a result, found out by looking.

use chrono::{DateTime, TimeDelta, Utc};
use services::studio::{FileSearch, Outcome, ReadBack, Sent};

use crate::asked::{json, lines, reply, silence};
use crate::scripted::{Act, Scripted};
use crate::studio;

fn sent(outcome: Outcome, claimed: bool) -> Sent {
    Sent {
        request: 41,
        outcome,
        media_id: Some(7),
        language: Some("en-US".to_owned()),
        sent_at: Utc::now(),
        claimed,
    }
}

fn files(language: &str, made: DateTime<Utc>) -> Act {
    let made = made.to_rfc3339();
    json(
        200,
        &format!(
            r#"{{"caption_files":[{{"id":1,"srclang":"{language}","status":"processing","created_at":"{made}"}}]}}"#
        ),
    )
}

#[test]
fn looking_tells_what_became_of_a_result() {
    let gone = || json(200, r#"{"caption_file_requests":[{"id":40}]}"#);
    let now = Utc::now();
    let day = TimeDelta::days(1);
    let look = |acts: Vec<Act>, sent: &Sent| {
        let script = Scripted::new(acts);
        let found = studio(&script).look(sent);
        (found.expect("looked"), lines(&script).len())
    };
    let fulfilled = sent(Outcome::Fulfilled, false);
    let listed = json(200, r#"{"caption_file_requests":[{"id":"41"}]}"#);
    assert_eq!(look(vec![listed], &fulfilled), (ReadBack::StillListed, 1));
    for language in ["en-us", "en-US"] {
        let (found, _) = look(vec![gone(), files(language, now + day)], &fulfilled);
        assert!(
            matches!(found, ReadBack::CaptionFileFound(file) if file.id == 1 && !file.published)
        );
    }
    let there = |search| (ReadBack::Gone(search), 2);
    let missed = [
        (files("en-US", now - day), FileSearch::NotThere),
        (files("de", now + day), FileSearch::NotThere),
        (json(200, r#"{"caption_files":[]}"#), FileSearch::NotThere),
        (json(403, "{}"), FileSearch::NotPermitted),
        (json(404, "{}"), FileSearch::NotPossible),
        (json(422, "{}"), FileSearch::NotPossible),
    ];
    for (answer, search) in missed {
        assert_eq!(look(vec![gone(), answer], &fulfilled), there(search));
    }
    let claimed = sent(Outcome::Fulfilled, true);
    assert_eq!(
        look(vec![gone(), json(403, "{}")], &claimed),
        (ReadBack::Unproven(FileSearch::NotPermitted), 2)
    );
    let failed = sent(Outcome::Failed, false);
    assert_eq!(
        look(vec![gone()], &failed),
        (ReadBack::Gone(FileSearch::NotExpected), 1)
    );
    let blind = Sent {
        language: None,
        ..fulfilled
    };
    assert_eq!(
        look(vec![gone()], &blind),
        (ReadBack::Gone(FileSearch::NotPossible), 1)
    );
}

#[test]
fn a_servers_clock_is_taken_into_account() {
    let hour = TimeDelta::hours(1);
    let date = (Utc::now() - hour)
        .format("%a, %d %b %Y %H:%M:%S GMT")
        .to_string();
    let list = reply(
        200,
        &[("Content-Type", "application/json"), ("Date", &date)],
        r#"{"caption_file_requests":[]}"#,
    );
    let script = Scripted::new([list, files("en-US", Utc::now() - hour)]);
    let found = studio(&script).look(&sent(Outcome::Fulfilled, false));
    assert!(matches!(found, Ok(ReadBack::CaptionFileFound(_))));
}

#[test]
fn what_is_no_list_never_means_that_a_request_is_gone() {
    let odd = [
        json(200, "{}"),
        json(200, "[]x"),
        json(200, r#"{"caption_file_requests":{}}"#),
        reply(
            200,
            &[("Content-Type", "text/html")],
            "<html>Sign in</html>",
        ),
        reply(500, &[], ""),
        json(403, "{}"),
        silence(),
    ];
    for act in odd {
        let script = Scripted::new([act]);
        assert!(studio(&script).look(&sent(Outcome::Failed, false)).is_err());
    }
}

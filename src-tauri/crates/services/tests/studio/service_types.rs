//! Service types.

use services::studio::{Removal, TypeDraft};

use crate::asked::{asked, json, reply};
use crate::scripted::Scripted;
use crate::studio;

#[test]
fn service_types_are_listed_put_and_deleted() {
    let script = Scripted::new([
        json(
            200,
            r#"{"captioning_service_types":[{"id":1,"key":"text","label":"text","is_asr":true}]}"#,
        ),
        reply(200, &[], ""),
        reply(204, &[], ""),
        json(404, "{}"),
        json(404, "{}"),
        json(422, "{}"),
        json(404, "{}"),
    ]);
    let studio = studio(&script);
    let types = studio.service_types().expect("a list");
    assert_eq!(
        (types[0].key.as_str(), types[0].is_asr),
        ("text", Some(true))
    );
    let draft = TypeDraft {
        key: "verbatim/24h".to_owned(),
        description: "Verbatim in a day".to_owned(),
        languages: Some(vec!["en".to_owned(), "es-419".to_owned()]),
    };
    studio.put_service_type(&draft).expect("put");
    assert_eq!(
        studio.delete_service_type("text").expect("deleted"),
        Removal::Done
    );
    assert_eq!(
        studio.delete_service_type("text").expect("gone"),
        Removal::NothingThere
    );
    let reasons = [
        studio.service_types().expect_err("none").reason,
        studio.put_service_type(&draft).expect_err("refused").reason,
        studio.put_service_type(&draft).expect_err("none").reason,
    ];
    let reasons: Vec<Option<&str>> = reasons.iter().map(Option::as_deref).collect();
    let none = Some("no-captioning-service");
    assert_eq!(reasons, [none, Some("parameter-invalid"), none]);
    let calls = asked(&script);
    assert_eq!(
        calls[0].line(),
        "GET /api/public/v1/captioning_service_types"
    );
    assert_eq!(
        calls[1].line(),
        "PUT /api/public/v1/captioning_service_types/verbatim%2F24h"
    );
    assert_eq!(
        calls[1].body,
        r#"{"description":"Verbatim in a day","languages":["en","es-419"]}"#
    );
    assert_eq!(
        calls[2].line(),
        "DELETE /api/public/v1/captioning_service_types/text"
    );
}

//! Service types: what can be ordered from the captioning service.

use serde_json::{Value, json};

use super::{Caller, failed, forbidden, invalid, language};
use crate::http::{Request, Response};
use crate::sim::Sim;
use crate::world::{ServiceType, StudioRole};

const NO_SERVICE: &str = "There is no active captioning service for the account.";

/// `GET /captioning_service_types`
pub fn list(sim: &Sim, caller: &Caller) -> Response {
    if caller.role == StudioRole::Student {
        return forbidden(sim);
    }
    if !sim.world.studio.service_active {
        return failed(sim, 404, NO_SERVICE);
    }
    let types: Vec<Value> = sim
        .world
        .studio
        .service_types
        .iter()
        .filter(|kind| caller.may_caption() || kind.roles.contains(&caller.login))
        .map(shown)
        .collect();
    Response::json(200, &json!({"captioning_service_types": types}))
}

fn shown(kind: &ServiceType) -> Value {
    json!({
        "id": kind.id,
        "key": kind.key,
        "label": kind.label,
        "is_asr": kind.is_asr,
        "description": kind.description,
        "languages": kind.languages,
    })
}

/// `PUT /captioning_service_types/{key}`
pub fn upsert(sim: &mut Sim, request: &Request, caller: &Caller, key: &str) -> Response {
    if !caller.may_caption() {
        return forbidden(sim);
    }
    if !sim.world.studio.service_active {
        return failed(sim, 404, NO_SERVICE);
    }
    let sent: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let Some(description) = sent["description"].as_str() else {
        return failed(sim, 400, "description is missing");
    };
    let languages = match languages(&sent["languages"]) {
        Ok(languages) => languages,
        Err(words) => return invalid(sim, words),
    };
    let types = &mut sim.world.studio.service_types;
    let at = types.iter().position(|kind| kind.key == key);
    let at = at.unwrap_or_else(|| {
        types.push(new_type(types, key));
        types.len() - 1
    });
    let kind = &mut types[at];
    description.clone_into(&mut kind.description);
    if let Some(languages) = languages {
        kind.languages = languages;
    }
    let answer = if sim.world.studio.switches.upsert_answers_with_type {
        Response::json(200, &shown(&sim.world.studio.service_types[at]))
    } else {
        Response::empty(200)
    };
    answer.changed(format!("studio/service-type/{key}/upserted"))
}

fn new_type(types: &[ServiceType], key: &str) -> ServiceType {
    ServiceType {
        id: types.iter().map(|kind| kind.id).max().unwrap_or(0) + 1,
        key: key.to_owned(),
        label: key.to_owned(),
        description: String::new(),
        is_asr: false,
        languages: Vec::new(),
        roles: Vec::new(),
    }
}

/// The languages that were sent, or none where the field is absent.
fn languages(sent: &Value) -> Result<Option<Vec<String>>, &'static str> {
    if sent.is_null() {
        return Ok(None);
    }
    let wrong = "languages must be IETF language codes";
    let tags = sent.as_array().ok_or(wrong)?;
    tags.iter()
        .map(|tag| {
            let tag = tag.as_str().filter(|tag| language::is_ietf(tag));
            tag.map(str::to_owned).ok_or(wrong)
        })
        .collect::<Result<_, _>>()
        .map(Some)
}

/// `DELETE /captioning_service_types/{key}`
pub fn delete(sim: &mut Sim, caller: &Caller, key: &str) -> Response {
    if !caller.may_caption() {
        return forbidden(sim);
    }
    if !sim.world.studio.service_active {
        return failed(sim, 404, NO_SERVICE);
    }
    let types = &mut sim.world.studio.service_types;
    match types.iter().position(|kind| kind.key == key) {
        Some(at) => {
            // The captioning roles of the type go with it.
            types.remove(at);
            Response::empty(204).changed(format!("studio/service-type/{key}/deleted"))
        }
        None => failed(sim, 404, "The service type does not exist."),
    }
}

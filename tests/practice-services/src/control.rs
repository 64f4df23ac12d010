//! The control plane: what tests and newcomers do to the practice world from outside.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::faults::{Fault, Faults};
use crate::http::{Request, Response};
use crate::sim::Sim;
use crate::world::World;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: i64,
}

/// Answers a request to `/__sim/`.
pub fn answer(sim: &mut Sim, request: &Request) -> Response {
    let segments = request.segments();
    let name = match segments.as_slice() {
        [first, name] if first == "__sim" => name.as_str(),
        _ => return Response::text(404, "The control plane is below /__sim/."),
    };
    let done = match (request.method.as_str(), name) {
        ("POST", "reset") => reset(sim, request),
        ("POST", "clock") => advance(sim, request),
        ("GET", "clock") => Ok(json!({"now": sim.now()})),
        ("POST", "faults") => set_faults(sim, request),
        ("POST", "switches") => set_switches(sim, request),
        ("GET", "journal") => journal(sim, request),
        ("GET", "state") => Ok(sim.state()),
        _ => return Response::text(404, "There is no such control."),
    };
    match done {
        Ok(value) => Response::json(200, &value),
        Err(reason) => Response::json(400, &json!({"error": reason})),
    }
}

fn body<T: DeserializeOwned>(request: &Request) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| error.to_string())
}

/// Without a body, the newcomer's world; with one, that world.
fn reset(sim: &mut Sim, request: &Request) -> Result<Value, String> {
    let world = if request.body.is_empty() {
        World::newcomer()
    } else {
        body(request)?
    };
    sim.reset(world);
    Ok(json!({"now": sim.now()}))
}

fn advance(sim: &mut Sim, request: &Request) -> Result<Value, String> {
    let Advance { advance_s } = body(request)?;
    sim.clock.advance(advance_s);
    sim.tick();
    Ok(json!({"now": sim.now()}))
}

fn set_faults(sim: &mut Sim, request: &Request) -> Result<Value, String> {
    let faults: Vec<Fault> = body(request)?;
    let count = faults.len();
    sim.faults = Faults::new(faults).map_err(|error| error.to_string())?;
    Ok(json!({"faults": count}))
}

/// Changes the switches that are named, and leaves the others and the world as they are.
fn set_switches(sim: &mut Sim, request: &Request) -> Result<Value, String> {
    let changes: Value = body(request)?;
    let world = &mut sim.world;
    let present = json!({
        "studio": world.studio.switches,
        "google": world.google.switches,
        "youtube": world.youtube.switches,
        "rev": world.rev.switches,
    });
    let mut all = present;
    merge(&mut all, &changes)?;
    let read = |name: &str| all[name].clone();
    let failed = |error: serde_json::Error| error.to_string();
    let studio = serde_json::from_value(read("studio")).map_err(failed)?;
    let google = serde_json::from_value(read("google")).map_err(failed)?;
    let youtube = serde_json::from_value(read("youtube")).map_err(failed)?;
    let rev = serde_json::from_value(read("rev")).map_err(failed)?;
    world.studio.switches = studio;
    world.google.switches = google;
    world.youtube.switches = youtube;
    world.rev.switches = rev;
    Ok(all)
}

fn merge(all: &mut Value, changes: &Value) -> Result<(), String> {
    let sections = changes.as_object().ok_or("an object is needed")?;
    for (section, switches) in sections {
        let switches = switches.as_object().ok_or("an object is needed")?;
        let present = all
            .get_mut(section)
            .and_then(Value::as_object_mut)
            .ok_or_else(|| format!("there are no switches of {section:?}"))?;
        for (name, value) in switches {
            present.insert(name.clone(), value.clone());
        }
    }
    Ok(())
}

fn journal(sim: &Sim, request: &Request) -> Result<Value, String> {
    let since = request.param("since").unwrap_or("0");
    let since = since.parse().map_err(|_| "`since` is a number")?;
    serde_json::to_value(sim.journal.since(since)).map_err(|error| error.to_string())
}

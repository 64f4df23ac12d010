//! What is said of a project, its tracks and its cues besides the captions, and
//! was changed at two desks.

use std::collections::BTreeSet;

use captions::{Cue, Settings, Track};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What names an entry of a list, by the first of these that it has.
const NAMES: [&str; 4] = ["id", "rule", "name", "term"];

/// What of settings is not passed on: where the media is differs from desk to
/// desk.
const OF_SETTINGS: &[&str] = &["media"];

/// What of a track is not passed on: where it is published.
const OF_TRACK: &[&str] = &["id", "rank", "state", "published", "links", "headers"];

/// What of a cue is merged here; the captions themselves are compared.
const OF_CUE: [&str; 3] = ["mark", "notes", "waivers"];

/// One of two, and which parts both changed to different values.
type Joined<T> = (T, Vec<String>);

pub(super) fn join_settings(
    base: &Settings,
    ours: &Settings,
    theirs: &Settings,
) -> Joined<Settings> {
    joined(Some(base), ours, theirs, |key| !OF_SETTINGS.contains(&key))
}

pub(super) fn join_track(base: Option<&Track>, ours: &Track, theirs: &Track) -> Joined<Track> {
    joined(base, ours, theirs, |key| !OF_TRACK.contains(&key))
}

pub(super) fn join_cue(base: Option<&Cue>, ours: &Cue, theirs: &Cue) -> Joined<Cue> {
    if (ours.mark, &ours.notes, &ours.waivers) == (theirs.mark, &theirs.notes, &theirs.waivers) {
        return (ours.clone(), Vec::new());
    }
    joined(base, ours, theirs, |key| OF_CUE.contains(&key))
}

/// What a part of the settings is called by people.
pub(super) fn setting_in_words(part: &str) -> &str {
    match part {
        "timebase" => "frame rate",
        "programme_start" => "start of the programme",
        "shots" => "shot changes",
        other => other,
    }
}

/// What is here, with what only there was changed of the parts that are to be
/// merged. What both changed, or what together makes no record, is as it is
/// here.
fn joined<T: Serialize + DeserializeOwned + Clone>(
    base: Option<&T>,
    ours: &T,
    theirs: &T,
    is_merged: impl Fn(&str) -> bool,
) -> Joined<T> {
    let form = |value: &T| match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let base = base.map(form).unwrap_or_default();
    let (mut own, mut there) = (form(ours), form(theirs));
    there.retain(|key, _| is_merged(key));
    let mut kept = own.clone();
    own.retain(|key, _| is_merged(key));
    kept.retain(|key, _| !is_merged(key));
    let keys: BTreeSet<String> = own.keys().chain(there.keys()).cloned().collect();
    let (mut moved, mut disputed) = (Vec::new(), Vec::new());
    for key in keys {
        let mut join = Join { agrees: true };
        let before = base.get(&key);
        let value = join.value(before, own.remove(&key), there.get(&key));
        if there.get(&key) != before {
            moved.push(key.clone());
        }
        if !join.agrees {
            disputed.push(key.clone());
        }
        kept.extend(value.map(|value| (key, value)));
    }
    match serde_json::from_value(Value::Object(kept)) {
        Ok(joined) => (joined, disputed),
        Err(_) => (ours.clone(), moved),
    }
}

struct Join {
    agrees: bool,
}

impl Join {
    fn value(
        &mut self,
        base: Option<&Value>,
        ours: Option<Value>,
        theirs: Option<&Value>,
    ) -> Option<Value> {
        if theirs == base || ours.as_ref() == theirs {
            return ours;
        }
        if ours.as_ref() == base {
            return theirs.cloned();
        }
        match (base, ours, theirs) {
            (_, Some(Value::Array(ours)), Some(Value::Array(theirs)))
                if ours.iter().chain(theirs).all(|entry| name(entry).is_some()) =>
            {
                let base = base.and_then(Value::as_array);
                let base = base.map_or(&[][..], Vec::as_slice);
                Some(Value::Array(self.lists(base, ours, theirs)))
            }
            (Some(Value::Object(base)), Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
                Some(Value::Object(self.fields(base, ours, theirs)))
            }
            (_, ours, _) => {
                self.agrees = false;
                ours
            }
        }
    }

    fn fields(
        &mut self,
        base: &Map<String, Value>,
        mut ours: Map<String, Value>,
        theirs: &Map<String, Value>,
    ) -> Map<String, Value> {
        let keys: BTreeSet<String> = ours.keys().chain(theirs.keys()).cloned().collect();
        let joined = keys.into_iter().filter_map(|key| {
            let own = ours.remove(&key);
            let value = self.value(base.get(&key), own, theirs.get(&key))?;
            Some((key, value))
        });
        joined.collect()
    }

    /// Entries with names, each joined for itself; behind those that both know
    /// the new ones, by name, whoever has them.
    fn lists(&mut self, base: &[Value], ours: Vec<Value>, theirs: &[Value]) -> Vec<Value> {
        let own = ours.clone();
        let came = theirs.iter().filter(|entry| find(&own, entry).is_none());
        let came = came.map(|entry| (entry.clone(), None));
        let kept = ours.into_iter();
        let kept = kept.map(|entry| (entry.clone(), Some(entry)));
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for (entry, ours) in kept.chain(came) {
            let before = find(base, &entry);
            let joined = self.value(before, ours, find(theirs, &entry));
            let list = if before.is_some() {
                &mut known
            } else {
                &mut new
            };
            list.extend(joined);
        }
        new.sort_by(|a, b| name(a).cmp(&name(b)));
        known.append(&mut new);
        known
    }
}

fn find<'a>(list: &'a [Value], entry: &Value) -> Option<&'a Value> {
    list.iter().find(|other| name(other) == name(entry))
}

fn name(entry: &Value) -> Option<&str> {
    NAMES.iter().find_map(|key| entry.get(key)?.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_one_side_changed_is_taken_and_what_both_did_stays_as_it_is_here() {
        let absent = Value::Null;
        let table = [
            (json!(1), json!(1), json!(2), json!(2), true),
            (json!(1), json!(2), json!(1), json!(2), true),
            (json!(1), json!(2), json!(3), json!(2), false),
            (absent.clone(), absent.clone(), json!(3), json!(3), true),
            (json!(3), absent.clone(), json!(3), absent.clone(), true),
            (json!(3), json!(3), absent.clone(), absent.clone(), true),
            (
                json!({"a": 1, "b": 1}),
                json!({"a": 2, "b": 1}),
                json!({"a": 1, "b": 2}),
                json!({"a": 2, "b": 2}),
                true,
            ),
            (
                json!([{"id": "x", "text": "One"}]),
                json!([{"id": "x", "text": "One"}, {"id": "y"}]),
                json!([{"id": "x", "text": "One", "resolved": true}, {"id": "z"}]),
                json!([{"id": "x", "text": "One", "resolved": true}, {"id": "y"}, {"id": "z"}]),
                true,
            ),
            (
                json!([{"id": "x"}, {"id": "y"}]),
                json!([{"id": "x"}]),
                json!([{"id": "x", "resolved": true}, {"id": "y"}]),
                json!([{"id": "x", "resolved": true}]),
                true,
            ),
            (
                json!([1]),
                json!([1, 2]),
                json!([1, 3]),
                json!([1, 2]),
                false,
            ),
        ];
        let there = |value: &Value| Some(value.clone()).filter(|value| !value.is_null());
        for (base, ours, theirs, wanted, agrees) in table {
            let mut join = Join { agrees: true };
            let found = join.value(there(&base).as_ref(), there(&ours), there(&theirs).as_ref());
            assert_eq!(found.unwrap_or_default(), wanted, "{base} {ours} {theirs}");
            assert_eq!(join.agrees, agrees, "{base} {ours} {theirs}");
        }
    }
}

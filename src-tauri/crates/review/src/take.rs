//! Changes that are taken.

use captions::{Cue, CueId, Document, Ids, Notes, TrackId};
use editing::{
    Patch, Plan, Record, Rejected, RejectedCode, editable_track, keep_notes, note_names,
};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::change::{ChangeKind, Comparison, Found, Pick};
use crate::fields::{Field, become_like};
use crate::place::{Places, ranks};

/// What it comes to that a track takes what `other` has, for these changes of
/// [`compare`](crate::compare). Taking all of them makes its captions those of
/// `other`, in that order. Cues that stay keep their identity and what is known
/// of them besides.
///
/// # Errors
/// Where the track is gone or a reference, there is no such change, or nothing
/// is left to be taken.
pub fn plan_taking(
    document: &Document,
    track: TrackId,
    other: &[&Cue],
    picks: &[Pick],
    ids: &mut Ids,
) -> Result<Plan, Rejected> {
    editable_track(document, track)?;
    let draft: Vec<&Cue> = document.cues(track).collect();
    let comparison = Comparison::new(&draft, other);
    let picked = picked(&comparison, &draft, other, picks)?;
    let mut taking = Taking::new(document, track, &draft, other, &comparison);
    for (found, fields) in picked {
        taking.take(found, fields, ids);
    }
    let mut patch = taking.finish();
    keep_notes(document, &mut patch);
    if patch.is_empty() {
        let message = "There is nothing to change";
        return Err(Rejected::new(RejectedCode::NothingToDo, message));
    }
    let label = match picks.len() {
        1 => "Take a change".to_owned(),
        count => format!("Take {count} changes"),
    };
    let removed = patch.removed.iter().filter_map(cue_of);
    let removed: HashSet<CueId> = removed.map(|cue| cue.id).collect();
    let selection = patch.cues().filter(|id| !removed.contains(id)).collect();
    Ok(Plan {
        patch,
        label,
        coalesce: None,
        selection,
    })
}

fn cue_of(record: &Record) -> Option<&Cue> {
    match record {
        Record::Cue(cue) => Some(cue),
        Record::Track(_) | Record::Settings(_) => None,
    }
}

/// The changes that are picked, each with what of it is.
fn picked<'c, 'p>(
    comparison: &'c Comparison,
    draft: &[&Cue],
    other: &[&Cue],
    picks: &'p [Pick],
) -> Result<Vec<(&'c Found, &'p [Field])>, Rejected> {
    let named = |cues: &[&Cue]| -> Vec<CueId> { cues.iter().map(|cue| cue.id).collect() };
    let found = comparison.found.iter().map(|found| {
        let (draft, other) = (&draft[found.draft.clone()], &other[found.other.clone()]);
        ((named(draft), named(other)), found)
    });
    let found: HashMap<(Vec<CueId>, Vec<CueId>), &Found> = found.collect();
    let picked = picks.iter().map(|pick| {
        let found = found.get(&(pick.draft.clone(), pick.other.clone()));
        found.map(|found| (*found, &pick.fields[..]))
    });
    let picked: Option<Vec<_>> = picked.collect();
    picked.ok_or_else(|| {
        let message = "The changes are others by now. Compare again";
        Rejected::new(RejectedCode::Conflict, message)
    })
}

/// Changes in the making.
struct Taking<'a> {
    document: &'a Document,
    track: TrackId,
    draft: &'a [&'a Cue],
    other: &'a [&'a Cue],
    places: Places<'a>,
    /// The cues that will be others, as they will be.
    cues: HashMap<CueId, Cue>,
    gone: HashSet<CueId>,
}

impl<'a> Taking<'a> {
    fn new(
        document: &'a Document,
        track: TrackId,
        draft: &'a [&'a Cue],
        other: &'a [&'a Cue],
        comparison: &'a Comparison,
    ) -> Self {
        Self {
            document,
            track,
            draft,
            other,
            places: Places {
                comparison,
                staying: draft.iter().map(|cue| Some(cue.id)).collect(),
                placed: vec![None; other.len()],
            },
            cues: HashMap::new(),
            gone: HashSet::new(),
        }
    }

    /// Takes one change; of a changed cue these fields, or all where there are
    /// none.
    fn take(&mut self, found: &Found, only: &[Field], ids: &mut Ids) {
        if found.kind == ChangeKind::Changed {
            let wanted = |field: &Field| only.is_empty() || only.contains(field);
            let fields: Vec<Field> = found.fields.iter().copied().filter(wanted).collect();
            self.change(found.draft.start, found.other.start, &fields);
        } else {
            self.exchange(found, ids);
        }
    }

    fn change(&mut self, at: usize, place: usize, fields: &[Field]) {
        let cue = self.draft[at];
        let changed = self.cues.entry(cue.id).or_insert_with(|| cue.clone());
        Field::put_all(fields, changed, self.other[place]);
        if fields.contains(&Field::Order) {
            self.places.staying[at] = None;
            self.places.placed[place] = Some(cue.id);
        }
    }

    /// Puts cues of the other list in the place of cues of the draft. Each of
    /// the draft goes on as the one of its identity, or the first as the first;
    /// what was said about the rest goes to that one.
    fn exchange(&mut self, found: &Found, ids: &mut Ids) {
        let (draft, other) = (self.draft, self.other);
        let mut old: Vec<&Cue> = draft[found.draft.clone()].to_vec();
        self.places.staying[found.draft.clone()].fill(None);
        let mut first = None;
        for place in found.other.clone() {
            let known = old.iter().position(|cue| cue.id == other[place].id);
            let known = known.or((place == found.other.start && !old.is_empty()).then_some(0));
            let cue = match known {
                Some(known) => {
                    let mut cue = old.remove(known).clone();
                    become_like(&mut cue, other[place]);
                    cue
                }
                None => self.new_cue(other[place], ids),
            };
            first = first.or(Some(cue.id));
            self.places.placed[place] = Some(cue.id);
            self.cues.insert(cue.id, cue);
        }
        self.gone.extend(old.iter().map(|cue| cue.id));
        if let Some(heir) = first.and_then(|id| self.cues.get_mut(&id)) {
            old.iter().for_each(|cue| inherit(heir, cue));
        }
    }

    fn new_cue(&self, like: &Cue, ids: &mut Ids) -> Cue {
        let is_free = self.document.cue(like.id).is_none() && !self.cues.contains_key(&like.id);
        Cue {
            id: if is_free { like.id } else { ids.cue() },
            track: self.track,
            raw: like.raw.clone().filter(|_| like.track == self.track),
            notes: self.unsaid(like),
            ..like.clone()
        }
    }

    /// What was said about a cue of the other list and is not in the document.
    fn unsaid(&self, cue: &Cue) -> Notes {
        if cue.notes.is_empty() {
            return Notes::new();
        }
        let said = note_names(self.document);
        let notes = cue
            .notes
            .iter()
            .filter(|note| !said.contains(&note.first()));
        notes.cloned().collect()
    }

    fn finish(mut self) -> Patch {
        let will_be = |id: CueId| self.cues.get(&id).or_else(|| self.document.cue(id));
        let when = |id: CueId| {
            (
                will_be(id).map_or(captions::Time::ZERO, |cue| cue.in_time),
                id,
            )
        };
        let order = self.places.order(when);
        let staying: HashSet<CueId> = self.places.staying.iter().flatten().copied().collect();
        let ranks = ranks(self.document, &order, |id| staying.contains(&id));
        for (id, rank) in ranks {
            let known = self.cues.get(&id).or_else(|| self.document.cue(id));
            if let Some(cue) = known.filter(|cue| cue.rank != rank).cloned() {
                self.cues.insert(id, Cue { rank, ..cue });
            }
        }
        let mut patch = Patch::default();
        let record = |cue: &Cue| Record::Cue(Box::new(cue.clone()));
        for after in order.iter().filter_map(|id| self.cues.get(id)) {
            match self.document.cue(after.id) {
                Some(before) if before == after => {}
                Some(before) => patch.updated.push((record(before), record(after))),
                None => patch.added.push(record(after)),
            }
        }
        let gone = self.draft.iter().filter(|cue| self.gone.contains(&cue.id));
        patch.removed.extend(gone.map(|cue| record(cue)));
        patch
    }
}

/// Has what was said about a cue that goes said about another.
fn inherit(heir: &mut Cue, gone: &Cue) {
    heir.notes.extend(gone.notes.iter().cloned());
    heir.notes.sort_by_key(|note| (note.written_at, note.id));
    for waiver in &gone.waivers {
        if heir.waivers.iter().all(|known| known.rule != waiver.rule) {
            heir.waivers.push(waiver.clone());
        }
    }
}

/** What the in-memory backend makes of an edit: enough for component tests, no more. */
import type { Cue, CueId, Document, Edit, Note, Patch, Query, Record_, RejectedCode, Row, Scope, StyleChange, Track } from "./types";

/** Why the in-memory backend refuses an edit. */
export class Refused extends Error {
  constructor(readonly code: RejectedCode, readonly cues: CueId[], message: string) {
    super(message);
  }
}

const cueRecord = (value: Cue): Record_ => ({ kind: "cue", value });

/** A patch that changes some cues. */
function update(cues: Cue[], change: (cue: Cue) => Cue): Patch {
  return { updated: cues.map((cue) => [cueRecord(cue), cueRecord(change(cue))]) };
}

function updateTrack(document: Document, id: Track["id"], change: (track: Track) => Track): Patch {
  const before = document.tracks.find((track) => track.id === id)!;
  return { updated: [[{ kind: "track", value: before }, { kind: "track", value: change(before) }]] };
}

/** Changes the notes among which one is, wherever that is. */
function updateNotes(document: Document, note: string, change: (notes: Note[]) => Note[]): Patch {
  const has = ({ notes }: { notes?: Note[] }) => notes?.some(({ id }) => id === note) === true;
  const track = document.tracks.find(has);
  if (track) return updateTrack(document, track.id, (old) => ({ ...old, notes: change(old.notes ?? []) }));
  return update(document.cues.filter(has), (cue) => ({ ...cue, notes: change(cue.notes ?? []) }));
}

/** The cues a scope names, by rank. */
export function inScope(document: Document, scope: Scope): Cue[] {
  const ranked = [...document.cues].sort((a, b) => a.rank - b.rank);
  if (scope.kind === "cues") return ranked.filter((cue) => scope.value.includes(cue.id));
  if (scope.kind === "track") return ranked.filter((cue) => cue.track === scope.value);
  const from = ranked.find((cue) => cue.id === scope.value);
  return ranked.filter((cue) => cue.track === from?.track && cue.rank >= from.rank);
}

/** A query as a regular expression. */
export function pattern(query: Query): RegExp {
  let source = query.regex ? query.pattern : query.pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  if (query.whole_word) source = `\\b(?:${source})\\b`;
  try {
    return new RegExp(source, query.match_case ? "gu" : "giu");
  } catch {
    throw new Refused("bad-pattern", [], `“${query.pattern}” is not a regular expression that can be read.`);
  }
}

const text = (row: Row): string => row.map((run) => run.text).join("");

function replaceIn(row: Row, regex: RegExp, replacement: string, literal: boolean, wanted: (start: number) => boolean): Row {
  const before = text(row);
  const after = before.replace(regex, (...found: unknown[]) => {
    const match = found[0] as string;
    if (!wanted([...before.slice(0, found.findLast((part) => typeof part === "number"))].length)) return match;
    return literal ? replacement : match.replace(new RegExp(regex.source, regex.flags), replacement);
  });
  return after === before ? row : [{ text: after, ...(row[0]?.style ? { style: row[0].style } : {}) }];
}

function splitRow(row: Row, at: number): [Row, Row] {
  const characters = [...text(row)];
  return [[{ text: characters.slice(0, at).join("").trimEnd() }], [{ text: characters.slice(at).join("").trimStart() }]];
}

type Plans = { [K in Edit["kind"]]: (document: Document, edit: Extract<Edit, { kind: K }>, freshId: () => string) => Patch };

const cuesOf = (document: Document, ids: CueId[]): Cue[] => inScope(document, { kind: "cues", value: ids });
const later = (document: Document, cue: Cue): Cue[] =>
  document.cues.filter((other) => other.track === cue.track && other.in > cue.in);
const shifted = (cue: Cue, by: number): Cue => ({ ...cue, in: cue.in + by, out: cue.out === null ? null : cue.out + by });

const plans: Plans = {
  "insert-cue": (document, { track, in: start, out, rows }, freshId) => {
    const ranks = inScope(document, { kind: "track", value: track });
    const before = ranks.filter((cue) => cue.in <= start).at(-1)?.rank ?? 0;
    const after = ranks.find((cue) => cue.rank > before)?.rank ?? before + 131_072;
    return { added: [cueRecord({ id: freshId(), track, rank: Math.floor((before + after) / 2), in: start, out, rows })] };
  },
  "delete-cues": (document, { cues, ripple }) => {
    const removed = cuesOf(document, cues);
    const patch: Patch = { removed: removed.map(cueRecord) };
    const [first, last] = [removed[0], removed.at(-1)];
    if (!ripple || !first || !last) return patch;
    const next = later(document, last).filter((cue) => !cues.includes(cue.id));
    const by = first.in - (next.sort((a, b) => a.in - b.in)[0]?.in ?? first.in);
    return { ...patch, ...update(next, (cue) => shifted(cue, by)) };
  },
  "set-text": (document, { cue, rows }) => update(cuesOf(document, [cue]), (old) => ({ ...old, rows })),
  "set-style": (document, { cues, style }) =>
    update(cuesOf(document, cues), (cue) => ({
      ...cue,
      rows: cue.rows.map((row) => row.map((run) => ({ ...run, style: { ...run.style, ...flagsOf(style) } }))),
    })),
  "set-position": (document, { cues, position, align }) =>
    update(cuesOf(document, cues), (cue) => ({ ...cue, position, ...(align ? { align } : {}) })),
  "retime-cues": (document, { cues }) => {
    const times = new Map(cues.map((one) => [one.cue, one]));
    const backwards = cues.filter((one) => one.out !== null && one.out <= one.in).map((one) => one.cue);
    if (backwards.length > 0) throw new Refused("ends-before-start", backwards, "A cue has to end after it starts.");
    return update(cuesOf(document, [...times.keys()]), (cue) => ({ ...cue, in: times.get(cue.id)!.in, out: times.get(cue.id)!.out }));
  },
  "split-cue": (document, { cue: id, row, character, time }, freshId) => {
    const cue = cuesOf(document, [id])[0]!;
    const middle = time ?? Math.round((cue.in + (cue.out ?? cue.in)) / 2);
    const [head, tail] = splitRow(cue.rows[row] ?? [], character);
    const first = { ...cue, out: middle, rows: [...cue.rows.slice(0, row), head].filter((one) => text(one) !== "") };
    const second = { ...cue, id: freshId(), rank: cue.rank + 1, in: middle, rows: [tail, ...cue.rows.slice(row + 1)].filter((one) => text(one) !== "") };
    return { updated: [[cueRecord(cue), cueRecord(first)]], added: [cueRecord(second)] };
  },
  "merge-cues": (document, { cues }) => {
    const [first, ...rest] = cuesOf(document, cues);
    const last = rest.at(-1);
    if (!first || !last) throw new Refused("nothing-selected", cues, "Merging takes at least two cues.");
    const merged = { ...first, out: last.out, rows: [first, ...rest].flatMap((cue) => cue.rows) };
    return { updated: [[cueRecord(first), cueRecord(merged)]], removed: rest.map(cueRecord) };
  },
  "shift-cues": (document, { scope, by }) => update(inScope(document, scope), (cue) => shifted(cue, by)),
  "stretch-cues": (document, { scope, from, to }) => {
    const map = (time: number) => Math.round(to[0] + ((time - from[0]) * (to[1] - to[0])) / (from[1] - from[0]));
    return update(inScope(document, scope), (cue) => ({ ...cue, in: map(cue.in), out: cue.out === null ? null : map(cue.out) }));
  },
  "snap-cues": (document, { scope }) => update(inScope(document, scope), (cue) => cue),
  replace: (document, { scope, query, replacement, only }) => {
    const regex = pattern(query);
    const changed = inScope(document, scope).filter((cue) => cue.rows.some((row) => text(row).search(regex) >= 0));
    const wanted = (cue: Cue, row: number) => (start: number) => !only || (only.cue === cue.id && only.row === row && only.start === start);
    return update(changed, (cue) => ({ ...cue, rows: cue.rows.map((row, index) => replaceIn(row, regex, replacement, !query.regex, wanted(cue, index))) }));
  },
  "break-rows": (document, { cues }) =>
    update(cuesOf(document, cues), (cue) => {
      const words = cue.rows.map(text).join(" ").split(" ");
      const half = Math.ceil(words.length / 2);
      return { ...cue, rows: [[{ text: words.slice(0, half).join(" ") }], [{ text: words.slice(half).join(" ") }]] };
    }),
  "set-timebase": (document, { timebase }) => settings(document, { ...document.settings, timebase }),
  "set-speaker": (document, { cues, speaker }) =>
    update(cuesOf(document, cues), ({ speaker: _, ...cue }) => (speaker === null ? cue : { ...cue, speaker })),
  "set-flags": (document, { cues, comment, forced }) =>
    update(cuesOf(document, cues), (cue) => ({ ...cue, comment: comment ?? cue.comment, forced: forced ?? cue.forced })),
  waive: (document, { cues, waiver }) =>
    update(cuesOf(document, cues), (cue) => ({ ...cue, waivers: [...(cue.waivers ?? []).filter(({ rule }) => rule !== waiver.rule), waiver] })),
  unwaive: (document, { cues, rule }) =>
    update(cuesOf(document, cues), (cue) => ({ ...cue, waivers: (cue.waivers ?? []).filter((waiver) => waiver.rule !== rule) })),
  note: (document, { place, note }) => {
    if (note.text.trim() === "" && !note.suggestion) throw new Refused("bad-value", [], "A comment says something, or proposes text.");
    if (place.kind === "cue") return update(cuesOf(document, [place.cue]), (cue) => ({ ...cue, notes: [...(cue.notes ?? []), note] }));
    return updateTrack(document, place.track, (track) => ({ ...track, notes: [...(track.notes ?? []), note.thread ? note : { ...note, at: place.at }] }));
  },
  "resolve-note": (document, { note, resolved }) => updateNotes(document, note, (notes) => notes.map((one) => (one.id === note ? { ...one, resolved } : one))),
  "delete-note": (document, { note }) => updateNotes(document, note, (notes) => notes.filter((one) => one.id !== note && one.thread !== note)),
  "take-suggestion": (document, { note }) => {
    const cue = document.cues.find((one) => one.notes?.some(({ id }) => id === note));
    const found = cue?.notes?.find(({ id }) => id === note);
    if (!cue || !found?.suggestion) throw new Refused("nothing-to-do", [], "This comment proposes no text.");
    const first = found.thread ?? found.id;
    return update([cue], (old) => ({ ...old, rows: found.suggestion!, notes: old.notes!.map((one) => (one.id === first ? { ...one, resolved: true } : one)) }));
  },
  mark: (document, { cues, mark }) => update(cuesOf(document, cues), (cue) => ({ ...cue, mark })),
  "mark-track": (document, { track, mark }) => updateTrack(document, track, (old) => ({ ...old, mark })),
  "sort-cues": (document, { track }) => {
    const ranked = inScope(document, { kind: "track", value: track });
    const ranks = ranked.map((cue) => cue.rank);
    const timed = [...ranked].sort((a, b) => a.in - b.in);
    return { updated: timed.map((cue, index) => [cueRecord(cue), cueRecord({ ...cue, rank: ranks[index]! })]) };
  },
  "add-track": (_, { track, cues }) => ({ added: [{ kind: "track", value: track }, ...cues.map(cueRecord)] }),
  "set-track": (document, { track }) => ({ updated: [[trackRecord(document, track.id), { kind: "track", value: track }]] }),
  "remove-track": (document, { track }) => ({
    removed: [...inScope(document, { kind: "track", value: track }).map(cueRecord), trackRecord(document, track)],
  }),
  "set-settings": (document, { settings: value }) => settings(document, value),
};

function flagsOf({ italic, bold, underline, color }: StyleChange) {
  return Object.fromEntries(Object.entries({ italic, bold, underline, color }).filter(([, value]) => value != null));
}

function settings(document: Document, value: Document["settings"]): Patch {
  return { updated: [[{ kind: "settings", value: document.settings }, { kind: "settings", value }]] };
}

function trackRecord(document: Document, id: Track["id"]): Record_ {
  return { kind: "track", value: document.tracks.find((track) => track.id === id)! };
}

/** The patch of an edit. Throws `Refused` where it cannot be done. */
export function plan(document: Document, edit: Edit, freshId: () => string): Patch {
  const one = plans[edit.kind] as (document: Document, edit: Edit, freshId: () => string) => Patch;
  return one(document, edit, freshId);
}

/** What an edit is called in the history. */
export function labelOf(edit: Edit): string {
  const count = "cues" in edit ? (edit.cues?.length ?? 0) : 1;
  const words = edit.kind.replaceAll("-", " ");
  return count > 1 ? `${words} (${count})` : words;
}

/** The document after a patch. */
export function applied(document: Document, patch: Patch): Document {
  const cues = new Map(document.cues.map((cue) => [cue.id, cue]));
  const tracks = new Map(document.tracks.map((track) => [track.id, track]));
  let next = document.settings;
  const put = (record: Record_) => {
    if (record.kind === "cue") cues.set(record.value.id, record.value);
    else if (record.kind === "track") tracks.set(record.value.id, record.value);
    else next = record.value;
  };
  for (const record of patch.removed ?? []) {
    if (record.kind === "cue") cues.delete(record.value.id);
    else if (record.kind === "track") tracks.delete(record.value.id);
  }
  for (const [, record] of patch.updated ?? []) put(record);
  for (const record of patch.added ?? []) put(record);
  return { settings: next, tracks: [...tracks.values()], cues: [...cues.values()] };
}

/** The patch that takes one back. */
export function reversed(patch: Patch): Patch {
  return {
    added: patch.removed ?? [], removed: patch.added ?? [],
    updated: (patch.updated ?? []).map(([before, after]) => [after, before]),
  };
}

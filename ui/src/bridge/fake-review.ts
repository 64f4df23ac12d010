/** How the in-memory backend compares tracks and sums up a review: cues are paired by id, which is enough for component tests. */
import type {
  Asked, Change, ChangeField, Cue, CueId, Document, HandBack, ChangeCounts, Mover, Note, Patch, PickedChange, Piece, Record_, RevisionInfo, TrackId,
} from "./types";

const FIELDS: [ChangeField, (cue: Cue) => unknown][] = [
  ["text", (cue) => textOf([cue])],
  ["style", (cue) => cue.rows.map((row) => row.map(({ style }) => style ?? {}))],
  ["times", (cue) => [cue.in, cue.out]],
  ["position", (cue) => [cue.position ?? { kind: "auto" }, cue.align ?? null]],
  ["speaker", (cue) => cue.speaker ?? null],
];

const textOf = (cues: readonly Cue[]): string => cues.map((cue) => cue.rows.map((row) => row.map(({ text }) => text).join("")).join("\n")).join("\n");
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const byTime = (cues: readonly Cue[]): Cue[] => [...cues].sort((a, b) => a.in - b.in);
const within = (cue: Cue, time: number): boolean => time >= cue.in && time < (cue.out ?? cue.in);

function fieldsOf(other: Cue, draft: Cue): ChangeField[] {
  const fields = FIELDS.filter(([, value]) => !same(value(other), value(draft))).map(([field]) => field);
  // Other words have other runs; their style is not a difference of its own.
  return fields.includes("text") ? fields.filter((field) => field !== "style") : fields;
}

/** What leads from one side to the other, cue by cue; a cue that is new within one that was there makes it a split. */
export function changesBetween(otherCues: readonly Cue[], draftCues: readonly Cue[]): Change[] {
  const [others, drafts] = [byTime(otherCues), byTime(draftCues)];
  const there = new Set(others.map(({ id }) => id));
  const here = new Map(drafts.map((cue) => [cue.id, cue]));
  const added = drafts.filter(({ id }) => !there.has(id));
  const removed = others.filter(({ id }) => !here.has(id));
  const used = new Set<Cue>();
  const changes: Change[] = [];
  for (const other of others) {
    const draft = here.get(other.id);
    if (!draft) continue;
    const parts = added.filter((cue) => within(other, cue.in));
    const joined = removed.filter((cue) => within(draft, cue.in));
    for (const cue of [...parts, ...joined]) used.add(cue);
    const kind = parts.length > 0 ? "split" : joined.length > 0 ? "merged" : "changed";
    const sides = { draft: [draft, ...parts], other: [other, ...joined] };
    const fields: ChangeField[] = fieldsOf(other, draft).filter((field) => field !== "text");
    if (textOf(sides.other) !== textOf(sides.draft)) fields.unshift("text");
    if (kind === "changed" && fields.length === 0) continue;
    changes.push({ kind, ...sides, fields, ...(fields.includes("text") ? { words: wordsBetween(textOf(sides.other), textOf(sides.draft)) } : {}) });
  }
  for (const cue of added) if (!used.has(cue)) changes.push({ kind: "added", draft: [cue], other: [] });
  for (const cue of removed) if (!used.has(cue)) changes.push({ kind: "removed", draft: [], other: [cue] });
  const start = (change: Change) => (change.draft[0] ?? change.other[0])!.in;
  return changes.sort((a, b) => start(a) - start(b));
}

/** Says of each change who differs from a common revision. */
export function withMovers(changes: Change[], base: readonly Cue[]): Change[] {
  const common = new Map(base.map((cue) => [cue.id, cue]));
  const moved = (cues: readonly Cue[]) => cues.length === 0 || cues.some((cue) => !common.has(cue.id) || fieldsOf(common.get(cue.id)!, cue).length > 0);
  return changes.map((change) => {
    const [here, there] = [moved(change.draft), moved(change.other)];
    const mover: Mover = here && there ? "both" : there ? "there" : "here";
    return { ...change, moved: mover };
  });
}

/** The words of two texts, what both begin and end with being the same. */
export function wordsBetween(other: string, draft: string): Piece[] {
  const [a, b] = [other, draft].map((text) => text.split(/(?<=\s)/)) as [string[], string[]];
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const pieces: Piece[] = [
    { kind: "same", text: a.slice(0, head).join("") },
    { kind: "removed", text: a.slice(head, a.length - tail).join("") },
    { kind: "added", text: b.slice(head, b.length - tail).join("") },
    { kind: "same", text: a.slice(a.length - tail).join("") },
  ];
  return pieces.filter(({ text }) => text !== "");
}

const record = (value: Cue): Record_ => ({ kind: "cue", value });

/** What makes the draft the other side in the changes that were picked. */
export function takenFrom(changes: readonly Change[], picks: readonly PickedChange[], track: TrackId): Patch {
  const patch: Required<Patch> = { added: [], removed: [], updated: [] };
  for (const pick of picks) {
    const change = changes.find(({ draft, other }) => same(draft.map(({ id }) => id), pick.draft) && same(other.map(({ id }) => id), pick.other));
    if (!change) continue;
    const drafts = new Map(change.draft.map((cue) => [cue.id, cue]));
    for (const other of change.other) {
      const draft = drafts.get(other.id);
      drafts.delete(other.id);
      if (draft) patch.updated.push([record(draft), record(takenInto(draft, other, pick.fields))]);
      else patch.added.push(record({ ...other, track }));
    }
    if (pick.fields.length === 0) patch.removed.push(...[...drafts.values()].map(record));
  }
  return patch;
}

function takenInto(draft: Cue, other: Cue, fields: readonly ChangeField[]): Cue {
  const all = fields.length === 0;
  const next = { ...draft };
  if (all || fields.includes("text") || fields.includes("style")) next.rows = other.rows;
  if (all || fields.includes("times")) [next.in, next.out] = [other.in, other.out];
  if (all || fields.includes("position")) Object.assign(next, { position: other.position, align: other.align });
  if (all || fields.includes("speaker")) next.speaker = other.speaker;
  return next;
}

/** A revision as it may have been before the draft was worked on: some of every kind of change lead from it. */
export function earlier(cues: readonly Cue[]): Cue[] {
  return cues.flatMap((cue, index): Cue[] => {
    const next = cues[index + 1];
    if (index % 4 === 0) return [{ ...cue, in: cue.in + 141_120_000 }];
    if (index % 11 === 3) return [{ ...cue, rows: cue.rows.map((row) => row.map((run) => ({ ...run, text: run.text.replace(/\b(the|a|is)\b/, "that") }))) }];
    if (index % 17 === 6) return [];
    if (index % 23 === 9 && next) return [{ ...cue, out: next.out, rows: [...cue.rows, ...next.rows] }];
    if (index % 23 === 10) return [];
    if (index % 29 === 14) return [cue, { ...cue, id: `${cue.id.slice(0, -1)}f`, in: (cue.out ?? cue.in) + 70_560_000, out: (cue.out ?? cue.in) + 211_680_000, rows: [[{ text: "A cue that was taken out" }]] }];
    if (index % 37 === 5) return [{ ...cue, out: cue.in + 352_800_000 }, { ...cue, id: `${cue.id.slice(0, -1)}e`, in: cue.in + 352_800_000, rows: [[{ text: "A half of it" }]] }];
    if (index % 31 === 18) return [{ ...cue, speaker: "Narrator", position: { kind: "numpad", value: 8 } }];
    return [cue];
  });
}

const isOpen = (notes: readonly Note[] | undefined): boolean => (notes ?? []).some((note) => !note.thread && !note.resolved);

/** What a review comes to. */
export function handBackOf(document: Document, track: TrackId, since: RevisionInfo | null, changes: readonly Change[], label: (time: number) => string): HandBack {
  const { name, mark = null, notes = [] } = document.tracks.find(({ id }) => id === track)!;
  const cues = byTime(document.cues.filter((cue) => cue.track === track));
  const counts: ChangeCounts = { added: 0, removed: 0, text: 0, style: 0, times: 0, position: 0, speaker: 0, settings: 0, split: 0, merged: 0 };
  for (const { kind, fields = [] } of changes) {
    if (kind !== "changed") counts[kind]++;
    else for (const field of fields) if (field !== "order") counts[field]++;
  }
  const threads = [...notes, ...cues.flatMap((cue) => cue.notes ?? [])].filter((note) => !note.thread);
  const ofCue = (cue: Cue): Asked => ({ cue: cue.id as CueId, at: cue.in, label: label(cue.in), text: textOf([cue]), notes: cue.notes ?? [] });
  const moments = notes.filter((note) => !note.thread && !note.resolved).map((note): Asked => ({ cue: null, at: note.at ?? 0, label: label(note.at ?? 0), text: "", notes: [note, ...notes.filter(({ thread }) => thread === note.id)] }));
  const asked = [...moments, ...cues.filter((cue) => cue.mark === "sent-back" || isOpen(cue.notes)).map(ofCue)].sort((a, b) => a.at - b.at);
  const marked = (which: Cue["mark"]) => cues.filter((cue) => cue.mark === which).length;
  return {
    track, name, since, mark, counts, approved: marked("approved"), sent_back: marked("sent-back"),
    open: threads.filter(({ resolved }) => !resolved).length, resolved: threads.filter(({ resolved }) => resolved).length, asked,
  };
}

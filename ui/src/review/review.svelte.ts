/** What the Review page shows: which changes, and which of them is meant by what is done. */
import { announce } from "../app/announce";
import type { Change, ChangeField, ChangeKind, Cue } from "../bridge";
import { comparison, formatTimecode, keyOfChange, project, selection } from "../document";
import { placeName } from "../cue-text";
import { viewport } from "../timeline";
import {
  countFields, countKinds, countMovers, detailsOf, EVERY_CHANGE, FIELD_WORDS, fieldsIn, filterChanges, KIND_WORDS, MOVER_WORDS, partsOf, settingsText, styleText, textOf,
  type ChangeFilter, type ChangePart,
} from "./kernels/changes";

class Review {
  filter: ChangeFilter = $state.raw(EVERY_CHANGE);
  /** The part of the change that the arrow keys are in. */
  part: ChangePart = $state("draft-text");
  /** Puts the focus into the list of changes; set while it is drawn. */
  focusGrid: (() => void) | null = null;
  /** Puts the focus on what the draft is compared with; set while it is drawn. */
  focusAgainst: (() => void) | null = null;
  #key: string | null = $state.raw(null);
  /** Where the current change stood, for what comes in its place. */
  #place = $state.raw(0);

  /** The changes on show, in the order of time. */
  list: readonly Change[] = $derived.by(() => {
    if (this.filter.open) void project.version;
    return filterChanges(comparison.changes, this.filter, (id) => project.committed(id));
  });

  counts = $derived({ kinds: countKinds(comparison.changes), fields: countFields(comparison.changes), movers: countMovers(comparison.changes) });

  #places = $derived(new Map(this.list.map((change, index) => [keyOfChange(change), index])));

  /** Where the current change stands among those shown: the one that was chosen, or what took its place. */
  get index(): number {
    const place = this.#key === null ? undefined : this.#places.get(this.#key);
    return place ?? Math.min(this.#place, this.list.length - 1);
  }

  /** The change that commands are about. */
  get current(): Change | undefined {
    return this.list[this.index];
  }

  /** The part of the current change that the focus is in. */
  get activePart(): ChangePart {
    const parts = this.current ? partsOf(this.current) : [];
    return parts.includes(this.part) ? this.part : "draft-text";
  }

  /** The fields that stand where the focus is. */
  get fieldsHere(): ChangeField[] {
    return this.current ? fieldsIn(this.current, this.activePart) : [];
  }

  /** Shows changes of a kind, or no longer. */
  toggle(kind: ChangeKind): void {
    const hidden = new Set(this.filter.hidden);
    if (!hidden.delete(kind)) hidden.add(kind);
    this.filter = { ...this.filter, hidden };
  }

  /** Makes a change the current one: its cues are selected, or come into view where the draft has none. */
  choose(index: number, part: ChangePart = this.part): void {
    const change = this.list[index];
    if (!change) return;
    this.#key = keyOfChange(change);
    this.#place = index;
    this.part = part;
    selection.set(change.draft.map(({ id }) => id));
    const was = change.other[0];
    if (change.draft.length === 0 && was) viewport.reveal(was.in, was.out ?? was.in);
  }

  /** Makes the change of a cue that was selected elsewhere the current one. */
  follow(cue: string | null): void {
    if (cue === null || this.current?.draft.some(({ id }) => id === cue) || this.current?.other.some(({ id }) => id === cue)) return;
    const change = comparison.ofDraft(cue);
    const place = change && this.#places.get(keyOfChange(change));
    if (change === undefined || place === undefined) return;
    this.#key = keyOfChange(change);
    this.#place = place;
  }

  /** Goes to the next change, or the one before, and says what it is. */
  step(side: "next" | "previous"): void {
    // From a cue that did not change, the next change is the one after its time.
    const at = this.#besideSelection(side) ?? this.index + (side === "next" ? 1 : -1);
    if (this.list[at] === undefined) return announce(side === "next" ? "There is no further change" : "There is no change before this");
    this.go(at);
  }

  /** Goes to a change, and says what it is. */
  go(index: number): void {
    const change = this.list[index];
    if (!change) return;
    this.choose(index);
    announce(describe(change, index, this.list.length));
  }

  #besideSelection(side: "next" | "previous"): number | undefined {
    const cue = selection.primary === null ? undefined : project.committed(selection.primary);
    if (!cue || cue.track !== project.activeTrackId || comparison.ofDraft(cue.id)) return undefined;
    const start = (change: Change) => (change.draft[0] ?? change.other[0])!.in;
    const next = this.list.findIndex((change) => start(change) > cue.in);
    if (side === "next") return next < 0 ? this.list.length : next;
    return (next < 0 ? this.list.length : next) - 1;
  }
}

/** The Review page. */
export const review = new Review();

/** What a field says on one side. */
export function fieldText(field: ChangeField, cues: readonly Cue[], side: "draft" | "other"): string {
  const [first] = cues;
  if (!first) return "none";
  switch (field) {
    case "position": return placeName(first);
    case "style": return styleText(cues);
    case "speaker": return first.speaker ?? "nobody";
    case "settings": return settingsText(cues);
    case "order": return `number ${side === "draft" ? project.numberOf(first.id) : comparison.otherNumber(first.id)}`;
    case "text": return textOf(cues);
    case "times": return formatTimecode(project.settings, first.in);
  }
}

/** A change as it is said: which, what, where, and both texts where they differ. */
export function describe(change: Change, index: number, count: number): string {
  const { kind, draft, other, moved, fields = [] } = change;
  const cues = draft.length > 0 ? draft : other;
  const number = draft[0] ? `cue ${project.numberOf(draft[0].id)}` : `at ${formatTimecode(project.settings, other[0]!.in)}`;
  const what = kind === "changed" ? `Changed in ${fields.map((field) => FIELD_WORDS[field]).join(", ")}` : KIND_WORDS[kind];
  const was = fields.includes("text") && other.length > 0 ? `. Was: ${textOf(other)}` : "";
  const details = detailsOf(change).map((field) => `. ${FIELD_WORDS[field]} ${fieldText(field, draft, "draft")}, was ${fieldText(field, other, "other")}`).join("");
  return `Change ${index + 1} of ${count}, ${number}. ${what}${moved ? `. ${MOVER_WORDS[moved][0]}` : ""}. ${textOf(cues)}${was}${details}`;
}

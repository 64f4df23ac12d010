/** Changes as the Review page lists them: filters, counts, heights, and each in words. Pure. */
import type { Change, ChangeField, ChangeKind, Cue, Mover, Piece, Row, Time } from "../../bridge";
import { frameRate, nearestFrame, rowText } from "../../document/time";

/** The kinds, in the order they are counted. */
export const KINDS: readonly ChangeKind[] = ["changed", "added", "removed", "split", "merged"];

/** The fields, in the order they are named. */
export const FIELDS: readonly ChangeField[] = ["text", "times", "position", "style", "speaker", "settings", "order"];

/** A kind in a word. */
export const KIND_WORDS: Record<ChangeKind, string> = { added: "Added", removed: "Removed", changed: "Changed", split: "Split", merged: "Merged" };

/** A field in a word. */
export const FIELD_WORDS: Record<ChangeField, string> = {
  text: "text", times: "times", position: "place", style: "style", speaker: "speaker", settings: "settings", order: "order",
};

/** Who moved, in a word, and in a sentence. */
export const MOVER_WORDS: Record<Mover, [word: string, sentence: string]> = {
  here: ["Only here", "Only the draft moved on from the common revision"],
  there: ["Only there", "Only the other side moved on from the common revision: taking it loses nothing"],
  both: ["Both", "Both sides moved on from the common revision"],
};

/** The fields that stand in a line of their own, below the text. */
const DETAILS: readonly ChangeField[] = ["position", "style", "speaker", "settings", "order"];

/** Which changes are shown. */
export interface ChangeFilter {
  readonly hidden: ReadonlySet<ChangeKind>;
  /** Only changes in this field. */
  readonly field: ChangeField | null;
  /** Only those who moved like that from the common revision. */
  readonly mover: Mover | null;
  /** Only changes that are not approved. */
  readonly open: boolean;
}

/** Every change is shown. */
export const EVERY_CHANGE: ChangeFilter = { hidden: new Set(), field: null, mover: null, open: false };

/** Whether a filter hides anything. */
export function hidesSome(filter: ChangeFilter): boolean {
  return filter.hidden.size > 0 || filter.field !== null || filter.mover !== null || filter.open;
}

/** Whether all of the draft's cues are approved; what is not in the draft cannot be. */
export function isApproved(change: Change, cueOf: (id: string) => Cue | undefined): boolean {
  return change.draft.length > 0 && change.draft.every(({ id }) => cueOf(id)?.mark === "approved");
}

/** The changes that a filter leaves. */
export function filterChanges(changes: readonly Change[], filter: ChangeFilter, cueOf: (id: string) => Cue | undefined): readonly Change[] {
  if (!hidesSome(filter)) return changes;
  const { hidden, field, mover, open } = filter;
  return changes.filter(
    (change) =>
      !hidden.has(change.kind) && (field === null || (change.fields ?? []).includes(field)) && (mover === null || change.moved === mover) && (!open || !isApproved(change, cueOf)),
  );
}

/** How many changes there are of each kind. */
export function countKinds(changes: readonly Change[]): Record<ChangeKind, number> {
  const counts = { added: 0, removed: 0, changed: 0, split: 0, merged: 0 };
  for (const { kind } of changes) counts[kind]++;
  return counts;
}

/** How many changes there are in each field. */
export function countFields(changes: readonly Change[]): Record<ChangeField, number> {
  const counts = { text: 0, style: 0, times: 0, position: 0, speaker: 0, settings: 0, order: 0 };
  for (const { fields } of changes) for (const field of fields ?? []) counts[field]++;
  return counts;
}

/** How many changes there are of each mover. */
export function countMovers(changes: readonly Change[]): Record<Mover, number> {
  const counts = { here: 0, there: 0, both: 0 };
  for (const { moved } of changes) if (moved) counts[moved]++;
  return counts;
}

/** The fields of a change that have a line of their own. */
export function detailsOf(change: Change): ChangeField[] {
  return DETAILS.filter((field) => (change.fields ?? []).includes(field));
}

/** A row's parts, each a cell of the grid: what it is, then both sides, then what was decided. */
export const PARTS = ["kind", "other-times", "other-text", "other-details", "draft-times", "draft-text", "draft-details", "mark"] as const;
/** One of the parts. */
export type ChangePart = (typeof PARTS)[number];

/** The parts that a change has. */
export function partsOf(change: Change): readonly ChangePart[] {
  return detailsOf(change).length > 0 ? PARTS : PARTS.filter((part) => !part.endsWith("details"));
}

/** The fields that stand in a part of a change, for taking only them. */
export function fieldsIn(change: Change, part: ChangePart): ChangeField[] {
  const fields = change.fields ?? [];
  if (part.endsWith("times")) return fields.filter((field) => field === "times");
  if (part.endsWith("text")) return fields.filter((field) => field === "text");
  return part.endsWith("details") ? detailsOf(change) : [];
}

/** Cues of one side beyond these are counted and not shown. */
export const MOST_CUES = 3;
/** Rows of text of one side beyond these are cut off. */
export const MOST_ROWS = 6;

const TIMES = 17;
const ROW = 18;
const DETAIL = 17;
const PADDING = 11;

function sideHeight(cues: readonly Cue[], rows: number): number {
  return Math.max(1, Math.min(cues.length, MOST_CUES + 1)) * TIMES + Math.max(1, Math.min(rows, MOST_ROWS)) * ROW;
}

/** How high a change is, in pixels: at most 255. */
export function heightOf(change: Change): number {
  const rows = (cues: readonly Cue[]) => cues.reduce((sum, cue) => sum + Math.max(1, cue.rows.length), 0);
  const sides = Math.max(sideHeight(change.draft, rows(change.draft)), sideHeight(change.other, rows(change.other)));
  return Math.min(255, sides + (detailsOf(change).length > 0 ? DETAIL : 0) + PADDING);
}

/** The pieces of one side's text. */
export function piecesOf(change: Change, side: "draft" | "other"): readonly Piece[] {
  const own = side === "draft" ? "added" : "removed";
  return (change.words ?? []).filter(({ kind }) => kind === "same" || kind === own);
}

/** The text of some cues, row by row. */
export function textOf(cues: readonly Cue[]): string {
  return cues.flatMap((cue) => cue.rows.map(rowText)).join("\n");
}

/** By how much a time moved, in frames with their sign: `+3 f`, `−12 f`; empty where it did not. */
export function movedText(rate: string, from: Time | null, to: Time | null): string {
  if (from === to) return "";
  if (from === null || to === null) return "open end";
  const frames = nearestFrame(frameRate(rate), to) - nearestFrame(frameRate(rate), from);
  if (frames === 0) return "under 1 f";
  return `${frames > 0 ? "+" : "−"}${Math.abs(frames).toLocaleString()} f`;
}

/** By how much the in and the out of a change moved from the other side to the draft. */
export function movedBy({ draft, other }: Change, rate: string): { in: string; out: string } {
  const [first, was, last, wasLast] = [draft[0], other[0], draft.at(-1), other.at(-1)];
  if (!first || !was || !last || !wasLast) return { in: "", out: "" };
  return { in: movedText(rate, was.in, first.in), out: movedText(rate, wasLast.out, last.out) };
}

const STYLES = ["italic", "bold", "underline", "strike"] as const;

/** The styles of some cues in words: `italic, yellow`; `plain` where there are none. */
export function styleText(cues: readonly Cue[]): string {
  const runs = cues.flatMap((cue) => cue.rows.flat());
  const words = new Set<string>();
  for (const { style } of runs) {
    for (const name of STYLES) if (style?.[name]) words.add(name);
    if (style?.color != null) words.add(`colour ${style.color}`);
  }
  const all = [...words].join(", ");
  if (all === "") return "plain";
  return runs.some(({ style }) => !style) ? `partly ${all}` : all;
}

/** The settings of some cues in words. */
export function settingsText(cues: readonly Cue[]): string {
  const all = cues.flatMap((cue) => [
    ...(cue.comment ? ["comment"] : []), ...(cue.forced ? ["forced"] : []), ...Object.entries(cue.settings ?? {}).map(([name, value]) => `${name} ${value}`),
  ]);
  return [...new Set(all)].join(", ") || "none";
}

/** Rows of plain text as rows of a cue; a row whose words stay keeps its style, as does a cue of one style. */
export function suggestedRows(before: readonly Row[], text: string): Row[] {
  const styles = new Set(before.flat().map(({ style }) => JSON.stringify(style ?? {})));
  const common = styles.size === 1 ? before.flat()[0]?.style : undefined;
  return text.split("\n").map((line): Row => before.find((row) => rowText(row) === line) ?? [{ text: line, ...(common ? { style: common } : {}) }]);
}

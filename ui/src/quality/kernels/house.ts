/** A profile of the house as it is edited: its file, and what can be set of it. Pure. */
import type { FindingSeverity } from "../../bridge";

/** A rule as the file of a profile holds it. */
export interface RuleOfFile {
  limit?: unknown;
  severity: FindingSeverity;
  source: string;
}

/** A profile as its file holds it. */
export interface ProfileFile {
  id: string;
  name: string;
  about: string;
  language?: string;
  counting: Record<string, unknown>;
  rules: Record<string, RuleOfFile>;
  checklist?: string[];
}

/** One thing to be set in the limit of a rule. */
export interface LimitField {
  /** Where it stands in the limit; empty where it is the limit. */
  readonly path: readonly (string | number)[];
  readonly label: string;
  readonly kind: "number" | "seconds" | "span" | "flag" | "brackets" | "characters";
  /** Whether it may be left out. */
  readonly optional?: boolean;
}

const field = (kind: LimitField["kind"], label: string, ...path: (string | number)[]): LimitField => ({ kind, label, path });
const optional = (kind: LimitField["kind"], label: string, ...path: (string | number)[]): LimitField => ({ kind, label, path, optional: true });

/** What can be set in the limit of each rule that has one, and the limit it starts with. */
export const LIMITS: Readonly<Record<string, { fields: readonly LimitField[]; start: unknown }>> = {
  "row-length": { fields: [field("number", "Characters")], start: 42 },
  rows: { fields: [field("number", "Rows")], start: 2 },
  "cue-length": { fields: [field("number", "Characters")], start: 84 },
  "reading-speed": { fields: [field("number", "Most characters a second", "most"), optional("number", "Least", "least")], start: { most: 20 } },
  "words-per-minute": { fields: [field("number", "Words a minute", "most")], start: { most: 180 } },
  "time-per-word": { fields: [field("seconds", "Seconds a word")], start: 0.3 },
  "min-duration": { fields: [field("span", "At least")], start: { seconds: 1 } },
  "max-duration": { fields: [field("span", "At most")], start: { seconds: 7 } },
  "min-gap": { fields: [field("span", "At least")], start: { frames: 2 } },
  chaining: {
    fields: [field("span", "Closed to", "to"), field("span", "Otherwise at least", "least"), optional("span", "Better", "preferred")],
    start: { to: { frames: 2 }, least: { "frames-at-24": 12 } },
  },
  "shot-in": { fields: [field("span", "Clear of it by", "clear"), field("span", "Moved within", "near")], start: { clear: { "frames-at-24": 12 }, near: { "frames-at-24": 9 } } },
  "shot-out": { fields: [field("span", "Clear of it by", "clear"), field("span", "Ends before it by", "before")], start: { clear: { "frames-at-24": 12 }, before: { frames: 2 } } },
  characters: { fields: [field("characters", "Characters and ranges, one a line")], start: [" -~"] },
  "dialogue-dashes": { fields: [field("flag", "With a space after the dash", "space")], start: { space: false } },
  "sound-labels": { fields: [field("brackets", "Brackets")], start: "square" },
  placement: {
    fields: [field("number", "Rows", "rows"), field("number", "Columns", "columns"), optional("number", "Free from row", "free-rows", 0), optional("number", "to row", "free-rows", 1)],
    start: { rows: 15, columns: 32 },
  },
  "load-time": {
    fields: [field("number", "Bytes a frame", "bytes-per-frame"), field("number", "Bytes for each cue", "bytes-per-cue"), field("number", "Bytes for each row", "bytes-per-row")],
    start: { "bytes-per-frame": 2, "bytes-per-cue": 12, "bytes-per-row": 4 },
  },
};

/** The rules by what they are about; what is in none of these stands at the end. */
export const GROUPS: readonly { title: string; rules: readonly string[] }[] = [
  { title: "Rows", rules: ["row-length", "rows", "cue-length", "one-sentence", "row-break"] },
  { title: "Reading speed", rules: ["reading-speed", "words-per-minute", "time-per-word"] },
  { title: "Times", rules: ["min-duration", "max-duration", "min-gap", "chaining", "overlap", "order", "outside-programme", "frame-alignment"] },
  { title: "Cuts", rules: ["shot-in", "shot-out"] },
  { title: "Text", rules: ["empty", "duplicate", "unbalanced-markup", "characters", "dialogue-dashes", "sound-labels", "speaker-labels", "repeated-words", "spelling", "glossary"] },
  { title: "Picture and signal", rules: ["placement", "load-time"] },
];

/** Where a rule and its limit are from that the house set itself. */
export const OWN_SOURCE = "House";

/** What stands at a place of a limit. */
export function valueAt(limit: unknown, path: LimitField["path"]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], limit);
}

/** A limit with something else at a place; undefined takes it out, and a pair with it. */
export function withValue(limit: unknown, path: LimitField["path"], value: unknown): unknown {
  const [key, inner] = path;
  if (key === undefined) return value;
  const { [key]: before, ...others } = limit as Record<string, unknown>;
  if (value === undefined) return others;
  if (typeof inner !== "number") return { ...others, [key]: value };
  const pair = Array.isArray(before) ? [...before] : [value, value];
  pair[inner] = value;
  return { ...others, [key]: pair };
}

/** What was typed for a number: the number, or what was typed where it is none. */
export function numberOf(text: string): number | string {
  const number = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !Number.isFinite(number) ? text.trim() : number;
}

/** Where something stands in the file, as a refusal names it. */
export function placeOf(rule: string, path: LimitField["path"] = []): string {
  return path.reduce<string>((place, key) => (typeof key === "number" ? `${place}[${key}]` : `${place}.${key}`), `rules.${rule}.limit`);
}

/** Whether a refusal is about a place of the file, or about something in it. */
export function isAt(refused: string, place: string): boolean {
  return refused === place || (refused.startsWith(place) && [".", "["].includes(refused.charAt(place.length)));
}

/** The first thing that was to be a number and is none: where it stands, and what is wrong. */
export function misread(file: ProfileFile): { field: string; message: string } | null {
  for (const [rule, { limit }] of Object.entries(file.rules)) {
    for (const { kind, path } of LIMITS[rule]?.fields ?? []) {
      const value = valueAt(limit, path);
      const number = kind === "span" ? Object.values((value ?? {}) as object)[0] : value;
      const isWrong = typeof number === "string" && (kind === "number" || ((kind === "span" || kind === "seconds") && !number.includes("/")));
      if (isWrong) return { field: placeOf(rule, path), message: number === "" ? "it is empty; a number is wanted" : `“${number}” is no number` };
    }
  }
  return null;
}

/** An identifier that a name gives and nothing else has. */
export function idOf(name: string, taken: ReadonlySet<string>): string {
  const plain = name.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^a-z0-9]+/g, "-");
  const id = plain.replace(/^-+|-+$/g, "").slice(0, 50) || "house-profile";
  let number = 1;
  while (taken.has(number === 1 ? id : `${id}-${number}`)) number++;
  return number === 1 ? id : `${id}-${number}`;
}

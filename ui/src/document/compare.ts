/** What differs between two states of a track. Pure. */
import type { Cue } from "../bridge";

/** How many cues were added, changed or taken out since `before`. */
export function changesSince(before: readonly Cue[], now: readonly Cue[]): number {
  const old = new Map(before.map((cue) => [cue.id, cue]));
  let changes = 0;
  for (const cue of now) {
    const was = old.get(cue.id);
    old.delete(cue.id);
    if (!was || !same(was, cue)) changes++;
  }
  return changes + old.size;
}

/** What of a cue a viewer or a reviewer would notice. */
const NOTICED = ["rows", "position", "align", "writing", "mode", "channel", "speaker", "comment", "forced"] as const;

function same(a: Cue, b: Cue): boolean {
  if (a === b) return true;
  if (a.in !== b.in || a.out !== b.out) return false;
  return NOTICED.every((name) => written(a[name]) === written(b[name]));
}

/** A value as text; what is not there and what is off are the same. */
function written(value: unknown): string {
  return value === undefined || value === false ? "null" : JSON.stringify(value);
}

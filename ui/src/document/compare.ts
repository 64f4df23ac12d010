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

/** Whether two states of a cue are the same to a viewer and to a reviewer. */
function same(a: Cue, b: Cue): boolean {
  if (a === b) return true;
  if (a.in !== b.in || a.out !== b.out) return false;
  return JSON.stringify(shown(a)) === JSON.stringify(shown(b));
}

/** A cue without its place in the list, the bytes it came from and what is only said about it. */
function shown({ id: _, track: __, rank: ___, notes: ____, mark: _____, raw: ______, ...rest }: Cue): Partial<Cue> {
  return Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
}

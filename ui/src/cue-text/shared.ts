/** What several cues have in common. Each stops looking as soon as it knows. */
import type { Cue } from "../bridge";

/** Whether all, some or none of the cues have something; none where there are none. */
export function share(cues: readonly Cue[], has: (cue: Cue) => boolean): boolean | "mixed" {
  let [some, all] = [false, true];
  for (const cue of cues) {
    if (has(cue)) some = true;
    else all = false;
    if (some && !all) return "mixed";
  }
  return some;
}

/** Whether all text of a cue is in a style. */
export function allText(cue: Cue, style: "italic" | "bold" | "underline"): boolean {
  let any = false;
  for (const row of cue.rows) {
    for (const run of row) {
      if (!run.style?.[style]) return false;
      any = true;
    }
  }
  return any;
}

/** What all cues agree on; null where they differ, or there are none. */
export function common<Value>(cues: readonly Cue[], of: (cue: Cue) => Value): Value | null {
  const [first] = cues;
  if (!first) return null;
  const value = of(first);
  return cues.every((cue) => of(cue) === value) ? value : null;
}

/** Times that are typed in the list, as edits. */
import { announce } from "../app/announce";
import type { Cue, Time } from "../bridge";
import { project } from "../document";
import type { TimeColumn } from "./list.svelte";

/** Gives a cue a new in, out or duration. */
export async function retime(cue: Cue, which: TimeColumn, value: Time): Promise<void> {
  const times = {
    in: { in: value, out: cue.out },
    out: { in: cue.in, out: value },
    duration: { in: cue.in, out: cue.in + value },
  }[which];
  const outcome = await project.apply({ kind: "retime-cues", cues: [{ cue: cue.id, ...times }], ripple: false }, { select: false });
  if (outcome.kind === "done") announce(`Cue ${project.numberOf(cue.id)}: ${which} set`);
}

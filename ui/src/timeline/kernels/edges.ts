/** The keyboard's way through the timeline: cue by cue, edge by edge. */
import { cueIndexAt, endingBy, lowerBound, startingFrom, upperBound, type TrackLayout } from "./layout";

/** Where the keyboard stands: a cue as a whole, or one of its edges. */
export interface EdgeCursor {
  readonly cue: string;
  readonly part: "body" | "in" | "out";
}

/** The cue after (`step` 1) or before (-1) a cue in time; from the playhead where none is selected. Null at the ends. */
export function cueBeside(layout: TrackLayout, cue: string | null, step: 1 | -1, playhead: number): string | null {
  const index = cue === null ? undefined : layout.indexOf.get(cue);
  if (index !== undefined) return layout.cues[index + step]?.id ?? null;
  const at = cueIndexAt(layout, playhead);
  if (at >= 0) return layout.cues[at]!.id;
  const beside = step > 0 ? lowerBound(layout.ins, playhead) : upperBound(layout.ins, playhead) - 1;
  return layout.cues[beside]?.id ?? null;
}

/** The edge after or before the cursor: in, out, then the next cue's in. Null at the ends. */
export function edgeBeside(layout: TrackLayout, cursor: EdgeCursor | null, step: 1 | -1, playhead: number): EdgeCursor | null {
  if (!cursor || !layout.indexOf.has(cursor.cue)) {
    const cue = cueBeside(layout, null, step, playhead);
    return cue === null ? null : { cue, part: step > 0 ? "in" : "out" };
  }
  if (cursor.part === "body") return { cue: cursor.cue, part: step > 0 ? "in" : "out" };
  if (step > 0 && cursor.part === "in") return { cue: cursor.cue, part: "out" };
  if (step < 0 && cursor.part === "out") return { cue: cursor.cue, part: "in" };
  const cue = cueBeside(layout, cursor.cue, step, playhead);
  return cue === null ? null : { cue, part: step > 0 ? "in" : "out" };
}

/** The gap between an edge and the neighbour that it faces, in flicks; null where there is none. */
export function gapAtEdge(layout: TrackLayout, cue: string, part: "in" | "out"): number | null {
  const index = layout.indexOf.get(cue);
  if (index === undefined) return null;
  const skip = (id: string) => id === cue;
  if (part === "out") {
    const next = startingFrom(layout, layout.outs[index]!, skip);
    return next && next.time - layout.outs[index]!;
  }
  const previous = endingBy(layout, layout.ins[index]!, skip);
  return previous && layout.ins[index]! - previous.time;
}

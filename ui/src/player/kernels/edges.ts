/** The in and out times of a track, to walk along. */
import type { Cue, Time } from "../../bridge/types";
import { frameAt, timeOfFrame, type FrameRate } from "../../document/time";

/** Every in and out time, ascending. */
export function edgesOf(cues: readonly Cue[]): Float64Array {
  const times: number[] = [];
  for (const cue of cues) {
    times.push(cue.in);
    if (cue.out !== null) times.push(cue.out);
  }
  return Float64Array.from(times).sort();
}

/** The first edge in a later frame than the one that `time` is in. */
export function nextEdge(edges: Float64Array, rate: FrameRate, time: Time): Time | null {
  return edges[firstAtOrAfter(edges, timeOfFrame(rate, frameAt(rate, time) + 1))] ?? null;
}

/** The last edge in an earlier frame than the one that `time` is in. */
export function previousEdge(edges: Float64Array, rate: FrameRate, time: Time): Time | null {
  return edges[firstAtOrAfter(edges, timeOfFrame(rate, frameAt(rate, time))) - 1] ?? null;
}

function firstAtOrAfter(edges: Float64Array, time: Time): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

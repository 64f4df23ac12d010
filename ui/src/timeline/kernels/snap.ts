/** What a dragged edge catches on. */
import { cuesWithin, lowerBound, type TrackLayout } from "./layout";

/** What a snap point is: an edge of a cue, the smallest gap to one, the playhead, a published or reference cue, a shot change, where speech starts. */
export type SnapKind = "cue" | "gap" | "playhead" | "reference" | "shot" | "speech";

/** A time that edges catch on. */
export interface SnapPoint {
  readonly time: number;
  readonly kind: SnapKind;
  /** The only edge that catches on it; absent where both do. */
  readonly only?: "in" | "out";
}

/** An edge that is being moved, at the time it had before. */
export interface MovingEdge {
  readonly edge: "in" | "out";
  readonly time: number;
}

/** Where snap points come from. */
export interface SnapSources {
  readonly track: TrackLayout;
  /** Cues that are being moved, and so are no points. */
  readonly moving: (id: string) => boolean;
  /** Published cues and reference tracks. */
  readonly references: readonly TrackLayout[];
  readonly playhead: number | null;
  /** Shot changes and starts of speech, sorted; empty where unknown. */
  readonly shots: Float64Array;
  readonly speech: Float64Array;
  /** The smallest gap between cues in flicks; 0 for none. */
  readonly gap: number;
}

/** A drag that caught: by how much the edges move, and on what. */
export interface Snapped {
  readonly delta: number;
  readonly point: SnapPoint;
}

/** The snap points from one time to another, both included. */
export function snapPoints(sources: SnapSources, from: number, to: number): SnapPoint[] {
  const points: SnapPoint[] = [];
  const add = (time: number, kind: SnapKind, only?: "in" | "out") => {
    if (time >= from && time <= to) points.push(only ? { time, kind, only } : { time, kind });
  };
  addCues(sources.track, sources.moving, from - sources.gap, to + sources.gap, (start, end) => {
    add(start, "cue");
    add(end, "cue");
    if (sources.gap > 0) {
      add(start - sources.gap, "gap", "out");
      add(end + sources.gap, "gap", "in");
    }
  });
  for (const track of sources.references) {
    addCues(track, () => false, from, to, (start, end) => {
      add(start, "reference");
      add(end, "reference");
    });
  }
  if (sources.playhead !== null) add(sources.playhead, "playhead");
  addTimes(sources.shots, from, to, (time) => add(time, "shot"));
  addTimes(sources.speech, from, to, (time) => add(time, "speech", "in"));
  return points;
}

function addCues(
  track: TrackLayout, skip: (id: string) => boolean, from: number, to: number,
  add: (start: number, end: number) => void,
): void {
  // Half open at both ends by itself; one flick more takes edges on the limits in.
  const { first, end } = cuesWithin(track, from - 1, to + 1);
  for (let index = first; index < end; index += 1) {
    if (!skip(track.cues[index]!.id)) add(track.ins[index]!, track.outs[index]!);
  }
}

function addTimes(sorted: Float64Array, from: number, to: number, add: (time: number) => void): void {
  for (let index = lowerBound(sorted, from); index < sorted.length && sorted[index]! <= to; index += 1) add(sorted[index]!);
}

/**
 * The smallest correction that brings one of the edges onto a point.
 *
 * `delta` is how far the hand has moved them. Null where no point is within
 * `threshold` flicks of any edge; a snap never moves an edge further than that.
 */
export function snapEdges(edges: readonly MovingEdge[], delta: number, threshold: number, sources: SnapSources): Snapped | null {
  let best: Snapped | null = null;
  let distance = threshold;
  for (const { edge, time } of edges) {
    const at = time + delta;
    for (const point of snapPoints(sources, at - threshold, at + threshold)) {
      if (point.only && point.only !== edge) continue;
      const off = Math.abs(point.time - at);
      if (off > distance || (off === distance && best)) continue;
      distance = off;
      best = { delta: point.time - time, point };
    }
  }
  return best;
}

/** What the tests of the kernels share: seeded numbers, grids and cues. */
import type { FrameGrid } from "./frames";
import type { TimedCue } from "./layout";
import { FLICKS, frameRate, nearestFrame, nominalRate, timeOfFrame } from "../../document/time";

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A frame grid at a rate, its labels starting at `first`. */
export function gridAt(rate: string, drop = false, first = 0): FrameGrid {
  const frames = frameRate(rate);
  const nominal = nominalRate(frames);
  return {
    nominal, first,
    dropped: drop ? nominal / 15 : 0,
    length: timeOfFrame(frames, 1),
    nearest: (time) => nearestFrame(frames, time),
    timeOf: (frame) => timeOfFrame(frames, frame),
  };
}

/** Seconds as flicks. */
export const seconds = (value: number): number => Math.round(value * FLICKS);

/** A cue from one second to another. */
export function cue(id: string, from: number, to: number | null): TimedCue {
  return { id, in: seconds(from), out: to === null ? null : seconds(to) };
}

/** Cues at random places, sorted by in time; `crowding` above 1 makes them overlap. */
export function randomCues(random: () => number, count: number, crowding = 0.8): TimedCue[] {
  const cues: TimedCue[] = [];
  for (let index = 0; index < count; index += 1) {
    const start = Math.floor(random() * count * seconds(3));
    cues.push({ id: `c${index}`, in: start, out: start + 1 + Math.floor(random() * seconds(3) * crowding) });
  }
  return cues.sort((a, b) => a.in - b.in);
}

/** Cues one after the other, none overlapping. */
export function chainedCues(random: () => number, count: number): TimedCue[] {
  let time = 0;
  return Array.from({ length: count }, (_, index) => {
    const start = time + Math.floor(random() * seconds(1.5));
    time = start + seconds(0.2) + Math.floor(random() * seconds(3));
    return { id: `c${index}`, in: start, out: time };
  });
}

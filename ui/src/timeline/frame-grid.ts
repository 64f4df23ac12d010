/** The frame grid of a document, for the kernels. */
import type { Settings } from "../bridge";
import { canDrop, frameRate, nearestFrame, nominalRate, timeOfFrame } from "../document";
import type { FrameGrid } from "./kernels/frames";

let held: { key: string; grid: FrameGrid } | null = null;

/** The frames of a document's timebase; the same object until that changes. */
export function frameGrid(settings: Settings): FrameGrid {
  const { rate: name, drop_frame } = settings.timebase;
  const first = settings.programme_start ?? 0;
  const key = `${name} ${drop_frame} ${first}`;
  if (held?.key === key) return held.grid;
  const rate = frameRate(name);
  const nominal = nominalRate(rate);
  const grid: FrameGrid = {
    nominal, first,
    dropped: drop_frame && canDrop(rate) ? nominal / 15 : 0,
    length: timeOfFrame(rate, 1),
    nearest: (time) => nearestFrame(rate, time),
    timeOf: (frame) => timeOfFrame(rate, frame),
  };
  held = { key, grid };
  return grid;
}

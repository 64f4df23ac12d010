/** Where the ruler has its ticks and which of them are labelled. */
import { frameOfSecond, secondOfFrame, type FrameGrid } from "./frames";
import { flicksPerPixel, timeToX, type View } from "./view";

/** A tick of the ruler. */
export interface Tick {
  readonly time: number;
  readonly x: number;
  /** Whether it is long and carries its timecode. */
  readonly labelled: boolean;
}

/** How far ticks stand apart: a number of frames below a second, else of seconds. */
export interface TickStep {
  readonly unit: "frame" | "second";
  readonly count: number;
}

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800];
/** Room between two labels, in pixels. */
const LABEL_GAP = 14;
/** How close two unlabelled ticks may stand, in pixels. */
const MINOR_GAP = 6;

/** The steps a ruler may take at a frame rate, finest first. */
export function tickSteps(nominal: number): TickStep[] {
  const frames: TickStep[] = [];
  for (let count = 1; count < nominal; count += 1) {
    if (nominal % count === 0) frames.push({ unit: "frame", count });
  }
  return [...frames, ...SECONDS.map((count): TickStep => ({ unit: "second", count }))];
}

/** The length of a step in frames. */
function framesOf(step: TickStep, nominal: number): number {
  return step.unit === "frame" ? step.count : step.count * nominal;
}

/** The step between labels at a zoom, and the one between ticks; the latter always divides the former. */
export function chooseSteps(view: View, grid: FrameGrid, labelWidth: number): { major: TickStep; minor: TickStep } {
  const steps = tickSteps(grid.nominal);
  const pixels = (step: TickStep) => (framesOf(step, grid.nominal) * grid.length) / flicksPerPixel(view);
  const major = steps.find((step) => pixels(step) >= labelWidth + LABEL_GAP) ?? steps[steps.length - 1]!;
  const whole = framesOf(major, grid.nominal);
  const minor = steps.find((step) => pixels(step) >= MINOR_GAP && whole % framesOf(step, grid.nominal) === 0);
  return { major, minor: minor ?? major };
}

/**
 * The ticks in view, in order.
 *
 * Labels never collide: where drop-frame leaves out labels and two ticks come
 * closer than a label is wide, the later one goes without.
 */
export function rulerTicks(view: View, grid: FrameGrid, labelWidth: number): Tick[] {
  const { major, minor } = chooseSteps(view, grid, labelWidth);
  const ticks: Tick[] = [];
  let free = -Infinity;
  eachTick(view, grid, minor, labelWidth, (label, second) => {
    const time = grid.timeOf(label - grid.first);
    const x = timeToX(view, time);
    const labelled = isMajor(grid, major, label, second) && x >= free;
    if (labelled) free = x + labelWidth + LABEL_GAP / 2;
    ticks.push({ time, x, labelled });
  });
  return ticks;
}

/** Calls back for each tick whose mark or label can be seen. */
function eachTick(
  view: View, grid: FrameGrid, step: TickStep, labelWidth: number,
  visit: (label: number, second: number) => void,
): void {
  const margin = labelWidth * flicksPerPixel(view);
  const end = view.start + view.span;
  const from = Math.max(grid.first, grid.nearest(Math.max(0, view.start - margin)) + grid.first);
  const stride = step.unit === "second" ? step.count : 1;
  let second = Math.floor(secondOfFrame(grid, from) / stride) * stride;
  for (; ; second += stride) {
    const label = frameOfSecond(grid, second);
    if (grid.timeOf(label - grid.first) >= end) return;
    if (step.unit === "second") {
      if (label >= grid.first) visit(label, second);
    } else {
      framesOfSecond(grid, second, step.count, from, (each) => {
        if (grid.timeOf(each - grid.first) < end) visit(each, second);
      });
    }
  }
}

/** Calls back for each frame of a second whose label is a multiple of `count`, from label `from` on. */
function framesOfSecond(grid: FrameGrid, second: number, count: number, from: number, visit: (label: number) => void): void {
  const start = frameOfSecond(grid, second);
  const end = frameOfSecond(grid, second + 1);
  const missing = grid.nominal - (end - start);
  const offset = isShort(grid, second) ? missing : 0;
  for (let label = start; label < end; label += 1) {
    if ((label - start + offset) % count === 0 && label >= from) visit(label);
  }
}

/** Whether a second has lost its first labels to drop-frame. */
function isShort(grid: FrameGrid, second: number): boolean {
  return grid.dropped > 0 && second % 60 === 0 && Math.floor(second / 60) % 10 !== 0;
}

/** Whether a tick lies on the coarser step. */
function isMajor(grid: FrameGrid, major: TickStep, label: number, second: number): boolean {
  if (major.unit === "second") return second % major.count === 0 && label === frameOfSecond(grid, second);
  const offset = isShort(grid, second) ? grid.dropped : 0;
  return (label - frameOfSecond(grid, second) + offset) % major.count === 0;
}

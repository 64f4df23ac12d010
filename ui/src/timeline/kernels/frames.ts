/**
 * The frames of a programme, as the kernels see them.
 *
 * The arithmetic of frame rates lives in `document/time`; a grid carries it
 * here, so that kernels stay free of settings and can be tested with any rate.
 */

/** Frames and the labels that they carry. */
export interface FrameGrid {
  /** Frames in one second of label: 30 at 29.97. */
  readonly nominal: number;
  /** Labels left out at the start of each minute that is not a tenth: 0, 2 or 4. */
  readonly dropped: number;
  /** Label of the first frame of the media, as a frame number. */
  readonly first: number;
  /** The length of the first frame in flicks. */
  readonly length: number;
  /** Number of the frame nearest to a time. */
  nearest(time: number): number;
  /** When a frame starts, in flicks. */
  timeOf(frame: number): number;
}

/** The frame edge nearest to a time. */
export function onGrid(grid: FrameGrid, time: number): number {
  return grid.timeOf(grid.nearest(time));
}

/** The time `frames` later, from the frame edge nearest to `time`. */
export function framesLater(grid: FrameGrid, time: number, frames: number): number {
  return grid.timeOf(grid.nearest(time) + frames);
}

/** A length in whole frames, rounded to the nearest. */
export function framesIn(grid: FrameGrid, length: number): number {
  return Math.sign(length) * grid.nearest(Math.abs(length));
}

/**
 * Number of the first frame whose label lies in second `second` of label time.
 *
 * In drop-frame the first labels of a minute do not exist (SMPTE ST 12-1,
 * 5.2.2): second 60 starts at its label ;02.
 */
export function frameOfSecond(grid: FrameGrid, second: number): number {
  const minutes = Math.floor(second / 60);
  const gone = grid.dropped * (minutes - Math.floor(minutes / 10));
  const startsMinute = second % 60 === 0 && minutes % 10 !== 0;
  return second * grid.nominal - gone + (startsMinute ? grid.dropped : 0);
}

/** The second of label time that frame number `label` lies in: the inverse of `frameOfSecond`. */
export function secondOfFrame(grid: FrameGrid, label: number): number {
  let second = Math.floor(label / grid.nominal);
  while (frameOfSecond(grid, second + 1) <= label) second += 1;
  while (second > 0 && frameOfSecond(grid, second) > label) second -= 1;
  return second;
}

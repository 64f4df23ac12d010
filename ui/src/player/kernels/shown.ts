/** Which cues stand on the picture at a time. */
import type { Cue, Time } from "../../bridge/types";

/**
 * Looks up the cues of one track by time, whatever their number and however
 * long single ones stand. Comments are never shown.
 */
export class ShownCues {
  readonly #cues: readonly Cue[];
  /** When each cue goes: an open one goes when the next comes. */
  readonly #ends: Float64Array;
  /** The latest end among a cue and all before it. */
  readonly #latest: Float64Array;

  /** `byTime` is sorted by in time. */
  constructor(byTime: readonly Cue[]) {
    this.#cues = byTime.filter((cue) => !cue.comment);
    this.#ends = Float64Array.from(this.#cues, (cue, at) => cue.out ?? this.#cues[at + 1]?.in ?? Infinity);
    this.#latest = new Float64Array(this.#ends.length);
    let latest = -Infinity;
    this.#ends.forEach((end, at) => (this.#latest[at] = latest = Math.max(latest, end)));
  }

  /** The cues on the picture at `time`, in the order they came. */
  at(time: Time): Cue[] {
    const shown: Cue[] = [];
    for (let at = this.#startedBefore(time) - 1; at >= 0 && this.#latest[at]! > time; at--) {
      if (this.#ends[at]! > time) shown.unshift(this.#cues[at]!);
    }
    return shown;
  }

  /** How many cues start at or before `time`. */
  #startedBefore(time: Time): number {
    let [low, high] = [0, this.#cues.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#cues[middle]!.in <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

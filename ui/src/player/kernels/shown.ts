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
    this.#cues = byTime.slice();
    this.#ends = new Float64Array(byTime.length);
    this.#latest = new Float64Array(byTime.length);
    let latest = -Infinity;
    // A plain loop: this runs after every edit, over all cues of a track.
    for (let at = 0; at < byTime.length; at++) {
      const cue = byTime[at]!;
      const end = cue.comment ? -Infinity : (cue.out ?? nextIn(byTime, at));
      this.#ends[at] = end;
      if (end > latest) latest = end;
      this.#latest[at] = latest;
    }
  }

  /** The cues on the picture at `time`, in the order they came. */
  at(time: Time): Cue[] {
    const shown: Cue[] = [];
    for (let at = this.#startedBefore(time) - 1; at >= 0 && this.#latest[at]! > time; at--) {
      if (this.#ends[at]! > time) shown.unshift(this.#cues[at]!);
    }
    return shown;
  }

  /**
   * The cues that stand in a roll-up window at `time`, the oldest first: those
   * that rolled into the newest without a gap between. Empty where the newest
   * does not roll up or is gone. At most `depth` rows are ever seen, so no more
   * cues than that are looked at.
   */
  window(time: Time): Cue[] {
    let at = this.#startedBefore(time) - 1;
    while (at >= 0 && this.#cues[at]!.comment) at--;
    const newest = this.#cues[at];
    if (newest?.mode?.kind !== "roll-up" || this.#ends[at]! <= time) return [];
    const window = [newest];
    for (let before = at - 1; before >= 0 && window.length < newest.mode.rows; before--) {
      const cue = this.#cues[before]!;
      if (cue.comment) continue;
      const joins = cue.mode?.kind === "roll-up" && (cue.out == null || cue.out >= window[0]!.in);
      if (!joins) break;
      window.unshift(cue);
    }
    return window;
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

/** When the next cue after `at` that is shown comes. */
function nextIn(cues: readonly Cue[], at: number): Time {
  for (let next = at + 1; next < cues.length; next++) if (!cues[next]!.comment) return cues[next]!.in;
  return Infinity;
}

/**
 * How long the timeline's script takes for each frame.
 *
 * Counted only while switched on, for the benchmark; a frame's time is what
 * its pointer handlers and its drawing took together.
 */

const CAPACITY = 16_384;

class TimelineMetrics {
  /** Whether frames are counted. */
  enabled = false;
  #frames = new Float32Array(CAPACITY);
  #count = 0;
  #pending = 0;

  /** Forgets what was counted and starts counting. */
  start(): void {
    this.#count = 0;
    this.#pending = 0;
    this.enabled = true;
  }

  /** Stops counting and answers the script time of every frame in milliseconds, in order. */
  stop(): number[] {
    this.enabled = false;
    return Array.from(this.#frames.subarray(0, Math.min(this.#count, CAPACITY)));
  }

  /** Runs a part of a frame's work and counts its time to that frame. */
  measure(work: () => void): void {
    if (!this.enabled) return work();
    const from = performance.now();
    work();
    this.#pending += performance.now() - from;
  }

  /** Ends a frame. */
  frame(): void {
    if (!this.enabled) return;
    this.#frames[this.#count % CAPACITY] = this.#pending;
    this.#count += 1;
    this.#pending = 0;
  }
}

/** The one count of the window. */
export const metrics = new TimelineMetrics();

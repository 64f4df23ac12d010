/**
 * How long the timeline's script takes for each frame.
 *
 * Counted only while switched on, for the benchmark: an event `measureframes`
 * on the timeline's element turns it on or off by its detail. Every frame then
 * leaves a measure of this name in the performance timeline, as long as its
 * pointer handlers and its drawing took together.
 */
export const FRAME_MEASURE = "timeline.frame";

class TimelineMetrics {
  /** Whether frames are counted. */
  enabled = false;
  #pending = 0;

  /** Forgets what was counted and starts counting. */
  start(): void {
    performance.clearMeasures(FRAME_MEASURE);
    this.#pending = 0;
    this.enabled = true;
  }

  /** Stops counting and answers the script time of every frame in milliseconds, in order. */
  stop(): number[] {
    this.enabled = false;
    return performance.getEntriesByName(FRAME_MEASURE, "measure").map((entry) => entry.duration);
  }

  /** Counts for as long as the element's `measureframes` events say. Answers how to stop listening. */
  listen(element: HTMLElement): () => void {
    const hear = (event: Event) => {
      if (event instanceof CustomEvent && event.detail) this.start();
      else this.enabled = false;
    };
    element.addEventListener("measureframes", hear);
    return () => element.removeEventListener("measureframes", hear);
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
    const end = performance.now();
    performance.measure(FRAME_MEASURE, { start: Math.max(0, end - this.#pending), end });
    this.#pending = 0;
  }
}

/** The one count of the window. */
export const metrics = new TimelineMetrics();

/** A media element for tests: seeks take as long as a test lets them. */
import type { MediaClock } from "./clock";

export class FakeMedia extends EventTarget implements MediaClock {
  playbackRate = 1;
  volume = 1;
  muted = false;
  paused = true;
  seeking = false;
  readyState = 4;
  /** Every time the element was sent to, in seconds. */
  asked: number[] = [];
  /** Whether `seeked` is told at the end of a seek. */
  tellsSeeked = true;
  #time = 0;

  get currentTime(): number {
    return this.#time;
  }

  set currentTime(seconds: number) {
    this.asked.push(seconds);
    this.#time = seconds;
    this.seeking = true;
  }

  /** Ends the seek under way. */
  arrive(): void {
    this.seeking = false;
    if (this.tellsSeeked) this.dispatchEvent(new Event("seeked"));
  }

  /** Lets so many seconds pass. */
  run(seconds: number): void {
    if (!this.paused && !this.seeking) this.#time += seconds * this.playbackRate;
  }

  /** Starts, and answers with a promise that never settles, as WebKitGTK does after a seek. */
  play(): Promise<void> {
    this.paused = false;
    return new Promise(() => {});
  }

  pause(): void {
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }
}

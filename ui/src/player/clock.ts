/** What keeps the time of the programme: a media element, or nothing but time itself. */

/** The part of a media element that the player uses. */
export interface MediaClock extends EventTarget {
  currentTime: number;
  playbackRate: number;
  volume: number;
  muted: boolean;
  readonly paused: boolean;
  readonly seeking: boolean;
  /** How much of the media is at hand, from 0 to 4 (HTML, section 4.8.11.7). */
  readonly readyState: number;
  play(): Promise<void> | void;
  pause(): void;
}

/**
 * A clock for a project without media: it runs and seeks like an element that
 * never has to load anything.
 */
export class VirtualClock extends EventTarget implements MediaClock {
  volume = 1;
  muted = false;
  paused = true;
  readonly seeking = false;
  readonly readyState = 4;
  #rate = 1;
  #from = 0;
  #since = 0;
  readonly #now: () => number;

  /** `now` answers milliseconds that only grow. */
  constructor(now: () => number = () => performance.now()) {
    super();
    this.#now = now;
  }

  get currentTime(): number {
    return this.paused ? this.#from : this.#from + ((this.#now() - this.#since) / 1000) * this.#rate;
  }

  set currentTime(seconds: number) {
    this.#from = seconds;
    this.#since = this.#now();
  }

  get playbackRate(): number {
    return this.#rate;
  }

  set playbackRate(rate: number) {
    const here = this.currentTime;
    this.currentTime = here;
    this.#rate = rate;
  }

  play(): void {
    if (!this.paused) return;
    this.#since = this.#now();
    this.paused = false;
    this.dispatchEvent(new Event("play"));
  }

  pause(): void {
    if (this.paused) return;
    this.#from = this.currentTime;
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }
}

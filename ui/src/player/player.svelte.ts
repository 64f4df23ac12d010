/**
 * The one clock of the window: what plays, and where.
 *
 * Media time is the element's `currentTime` less the container's start offset.
 * While it stands, the time is the start of the frame on screen, and the
 * element stands in the middle of that frame: only there do all containers
 * show it. `play()` is never awaited: after a seek its promise may stay open.
 */
import type { Cue, Time } from "../bridge";
import { FLICKS, frameAt, frameRate, nearestFrame, project, timeOfFrame, type FrameRate } from "../document";
import { VirtualClock, type MediaClock } from "./clock";

/** Speeds that can be chosen, slowest first. */
export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 3, 4] as const;
/** Speeds that repeated presses of the shuttle keys go through. */
const SHUTTLE = [1, 2, 4] as const;
/** How long playback may stand still before it counts as waiting, in milliseconds. */
const PATIENCE = 300;
/** From this state on an element has the frame at its time (HTML, section 4.8.11.7). */
const HAVE_CURRENT_DATA = 2;
/** How long a project without media and without cues is. */
const SHORTEST = 10 * 60 * FLICKS;

/** A stretch to play. */
export interface Range {
  from: Time;
  to: Time;
}

/** Asked on each frame, so that a loop follows the cue it plays. */
type Bounds = () => Range | null;

/** Why media cannot be shown. */
export interface PlayerFailure {
  message: string;
}

type Listener = (time: Time) => void;

/** A player. The window has one, below; tests make their own. */
export class Player {
  /** Where the playhead is: live while playing, else the start of the frame on screen. */
  time: Time = $state.raw(0);
  playing = $state.raw(false);
  /** The speed chosen for playing. */
  speed = $state.raw(1);
  /** The shuttle's speed: 0 while it is not in use, negative backwards. */
  shuttle = $state.raw(0);
  volume = $state.raw(1);
  muted = $state.raw(false);
  /** Whether a stretch is being played again and again. */
  looping = $state.raw(false);
  /** Whether playback is held up by loading. */
  waiting = $state.raw(false);
  /** Why the media cannot be shown; null while it can. */
  failure: PlayerFailure | null = $state.raw(null);
  /** Width divided by height of the picture, where there is one. */
  aspect: number | null = $state.raw(null);

  #clock: MediaClock;
  #virtual: VirtualClock;
  #listeners = new Set<Listener>();
  #range: Bounds | null = null;
  /** Where the element is on its way to, in its own seconds; null when it has arrived. */
  #heading: number | null = null;
  #next: number | null = null;
  #frame = 0;
  #moved = { at: 0, seconds: -1 };
  #reverse = { at: 0, from: 0 };

  constructor(virtual = new VirtualClock()) {
    this.#virtual = virtual;
    this.#clock = virtual;
    this.#listen(virtual);
  }

  /** The rate whose frames are stepped through: the picture's, or the document's where it has none of its own. */
  get frames(): FrameRate {
    const media = project.media;
    const own = media?.has_video && !media.variable_frame_rate ? media.frame_rate : null;
    return frameRate(own ?? project.settings.timebase.rate);
  }

  /** How long the programme is; as long as the captions need where no media says. */
  get duration(): Time {
    const media = project.media?.duration;
    if (media) return media;
    const last = project.byTime(project.activeTrackId).at(-1);
    return Math.max(SHORTEST, (last?.out ?? last?.in ?? 0) + 60 * FLICKS);
  }

  /** The speed it plays at; negative backwards. */
  get rate(): number {
    return this.shuttle === 0 ? this.speed : this.shuttle;
  }

  /** Where the playhead is, read this moment. */
  now(): Time {
    return this.playing && this.#heading === null && this.rate > 0 ? this.#read() : this.time;
  }

  /** A time inside the frame on screen: what decides which captions show. */
  get inside(): Time {
    return this.playing ? this.time : this.#middle(frameAt(this.frames, this.time));
  }

  /** Whether what there is of a picture at the playhead is shown. */
  get pictured(): boolean {
    return !this.#clock.seeking && this.#clock.readyState >= HAVE_CURRENT_DATA;
  }

  /** Plays from the element from now on; null goes back to a clock without media. */
  attach(element: MediaClock | null): void {
    const clock = element ?? this.#virtual;
    if (clock === this.#clock) return;
    if (this.playing) this.pause();
    this.#clock = clock;
    this.#heading = this.#next = null;
    this.failure = null;
    this.aspect = null;
    if (element) this.#listen(element);
    clock.volume = this.volume;
    clock.muted = this.muted;
    this.#applyRate();
    this.#aim(this.#middle(nearestFrame(this.frames, this.time)));
  }

  /** Shows why the media cannot play; the clock goes on without it. */
  fail(failure: PlayerFailure): void {
    this.attach(null);
    this.failure = failure;
  }

  /** Stands at the start, as for a project that was just opened. */
  rewind(): void {
    if (this.playing) this.pause();
    this.seek(0);
  }

  /** Plays on from here. */
  play(): void {
    if (this.time >= this.#last()) this.seek(0);
    this.playing = true;
    this.#moved = { at: performance.now(), seconds: -1 };
    if (this.rate < 0) this.#reverse = { at: performance.now(), from: this.time };
    else this.#start();
    this.#loop();
  }

  /** Stops, on the frame that is on screen. */
  pause(): void {
    const here = this.now();
    this.playing = false;
    this.waiting = false;
    this.shuttle = 0;
    if (!this.looping) this.#range = null;
    this.#clock.pause();
    this.#applyRate();
    this.#show(frameAt(this.frames, Math.min(here, this.#last())));
  }

  /** Plays or stops. */
  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Goes to the frame nearest to `time`; goes on playing there where it plays. */
  seek(time: Time): void {
    const bounds = this.#range?.();
    if (!bounds || time < bounds.from || time >= bounds.to) this.#dropRange();
    this.#show(nearestFrame(this.frames, Math.min(Math.max(time, 0), this.#last())));
    this.#reverse = { at: performance.now(), from: this.time };
  }

  /** Stops and goes so many frames on, or back. */
  step(frames: number): void {
    if (this.playing) this.pause();
    const target = frameAt(this.frames, this.time) + frames;
    this.seek(timeOfFrame(this.frames, Math.max(0, target)));
  }

  /** Plays a stretch once, or again and again. */
  playRange(from: Time, to: Time, options: { loop?: boolean } = {}): void {
    this.playBounds(() => ({ from, to }), options.loop ?? false);
  }

  /** Plays a stretch that may move while it plays. */
  playBounds(bounds: Bounds, loop: boolean): void {
    const range = bounds();
    if (!range || range.to <= range.from) return;
    this.#range = null;
    this.shuttle = 0;
    this.seek(range.from);
    this.#range = bounds;
    this.looping = loop;
    this.play();
  }

  /** Lets playback go on past the end of the stretch it repeats. */
  stopLooping(): void {
    this.#dropRange();
  }

  /** Chooses the speed for playing. */
  setSpeed(speed: number): void {
    this.speed = Math.min(Math.max(speed, SPEEDS[0]), SPEEDS[SPEEDS.length - 1]!);
    this.shuttle = 0;
    this.#applyRate();
    if (this.playing) this.#start();
  }

  /** One press of a shuttle key: starts in that direction, faster with each press. */
  shuttleBy(direction: 1 | -1): void {
    const along = this.playing && Math.sign(this.rate) === direction;
    const faster = SHUTTLE.find((speed) => speed > Math.abs(this.rate)) ?? SHUTTLE[SHUTTLE.length - 1]!;
    const here = this.now();
    this.#dropRange();
    this.shuttle = direction * (along ? faster : 1);
    this.#applyRate();
    if (direction < 0) {
      this.#clock.pause();
      this.#show(frameAt(this.frames, here));
    }
    this.play();
  }

  /** Sets how loud it is, 0 to 1. */
  setVolume(volume: number): void {
    this.volume = this.#clock.volume = Math.min(Math.max(volume, 0), 1);
    if (volume > 0) this.setMuted(false);
  }

  /** Turns the sound off or on. */
  setMuted(muted: boolean): void {
    this.muted = this.#clock.muted = muted;
  }

  /** Calls `listener` on every animation frame while it plays, and after each jump. Answers how to stop. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #listen(clock: MediaClock): void {
    const own = (handler: () => void) => () => void (clock === this.#clock && handler());
    clock.addEventListener("seeked", own(() => this.#arrived()));
    clock.addEventListener("ended", own(() => void (this.playing && this.pause())));
    clock.addEventListener("pause", own(() => void (clock.paused && this.playing && this.rate > 0 && this.pause())));
    clock.addEventListener("loadedmetadata", own(() => this.#show(nearestFrame(this.frames, this.time))));
  }

  #start(): void {
    const started = this.#clock.play();
    started?.catch((error: unknown) => {
      const name = error instanceof DOMException ? error.name : "";
      if (name !== "AbortError" && this.playing) this.pause();
    });
  }

  #applyRate(): void {
    this.#clock.playbackRate = this.rate > 0 ? this.rate : this.speed;
  }

  #dropRange(): void {
    this.#range = null;
    this.looping = false;
  }

  #offset(): Time {
    return this.#clock === this.#virtual ? 0 : (project.media?.start_offset ?? 0);
  }

  #read(): Time {
    return Math.max(0, Math.round(this.#clock.currentTime * FLICKS) - this.#offset());
  }

  #middle(frame: number): Time {
    const [start, end] = [timeOfFrame(this.frames, frame), timeOfFrame(this.frames, frame + 1)];
    return start + Math.round((end - start) / 2);
  }

  /** The start of the last frame. */
  #last(): Time {
    return timeOfFrame(this.frames, Math.max(0, frameAt(this.frames, this.duration - 1)));
  }

  /** Puts a frame on screen. */
  #show(frame: number): void {
    this.time = timeOfFrame(this.frames, frame);
    this.#aim(this.#middle(frame));
    this.#tell();
  }

  /** Sends the element to a time; while it is on its way, only the newest target is kept. */
  #aim(time: Time): void {
    const seconds = (time + this.#offset()) / FLICKS;
    if (this.#heading !== null && this.#clock.seeking) {
      this.#next = seconds;
      return;
    }
    this.#heading = seconds;
    this.#clock.currentTime = seconds;
    if (!this.#clock.seeking) this.#arrived();
    else this.#loop();
  }

  #arrived(): void {
    this.#heading = null;
    const next = this.#next;
    this.#next = null;
    if (next === null) return;
    this.#heading = next;
    this.#clock.currentTime = next;
    if (!this.#clock.seeking) this.#heading = null;
  }

  #loop(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #tick(): void {
    this.#frame = 0;
    // `seeked` can stay away where a seek is overtaken; the element itself knows.
    if (this.#heading !== null && !this.#clock.seeking) this.#arrived();
    if (this.playing) this.#advance();
    if (this.playing || this.#heading !== null) this.#loop();
  }

  #advance(): void {
    if (this.rate < 0) return this.#goBack();
    if (this.#heading !== null) return;
    this.time = this.#read();
    this.#notice();
    this.#keepInRange();
    this.#tell();
  }

  #goBack(): void {
    const elapsed = (performance.now() - this.#reverse.at) / 1000;
    const target = this.#reverse.from + elapsed * this.rate * FLICKS;
    this.#show(frameAt(this.frames, Math.max(0, Math.round(target))));
    if (target <= 0) this.pause();
  }

  #keepInRange(): void {
    const bounds = this.#range?.();
    if (!bounds || this.time < bounds.to) return;
    if (this.looping) {
      this.#show(nearestFrame(this.frames, bounds.from));
    } else {
      this.pause();
      this.#show(frameAt(this.frames, bounds.to - 1));
    }
  }

  /** Notices that time stands still although it plays. */
  #notice(): void {
    const seconds = this.#clock.currentTime;
    const at = performance.now();
    if (seconds !== this.#moved.seconds) this.#moved = { at, seconds };
    const waiting = at - this.#moved.at > PATIENCE;
    if (waiting !== this.waiting) this.waiting = waiting;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.time);
  }
}

/** The player of the window. */
export const player = new Player();

/** A cue's stretch, as far as it is known: an open one lasts until the next comes. */
export function rangeOf(cue: Cue): Range {
  const out = cue.out ?? project.neighbours(cue.id).next?.in ?? cue.in + 2 * FLICKS;
  return { from: cue.in, to: out };
}

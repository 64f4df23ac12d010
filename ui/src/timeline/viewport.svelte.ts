/** Which part of the programme the timeline shows. */
import type { Time } from "../bridge";
import { FLICKS, preferences, project } from "../document";
import { frameGrid } from "./frame-grid";
import { activeLayout } from "./tracks";
import { alignedTo } from "./kernels/scroll";
import {
  centreOn, clampView, fitAll, fitRange, follow, reveal, scrollBy, zoomAt, type FollowMode, type View, type ViewLimits,
} from "./kernels/view";

/** The least programme that is assumed where there is neither media nor a cue: a minute. */
const SHORTEST_PROGRAMME = 60 * FLICKS;
/** What a project shows when it is opened. */
const FIRST_SPAN = 20 * FLICKS;
/** The fewest frames that fill the view. */
const FEWEST_FRAMES = 8;
/** How far one step of zoom goes. */
const ZOOM_STEP = 1.5;
/** Bounds of how tall the waveform is drawn. */
const GAINS = { least: 0.5, most: 16 };

class Viewport {
  /** The first time on screen, in flicks. */
  start: Time = $state.raw(0);
  /** How much time is on screen, in flicks. */
  span: Time = $state.raw(FIRST_SPAN);
  /** How wide that is, in CSS pixels. */
  width = $state.raw(1000);
  /** How many times as tall as the samples say the waveform is drawn. */
  gain = $state.raw(1);
  /** The part of a pixel that is still to be scrolled. */
  #rest = 0;

  /** The view as the kernels take it. */
  get view(): View {
    return { start: this.start, span: this.span, width: this.width };
  }

  /** How far it can scroll and zoom. */
  get limits(): ViewLimits {
    const layout = activeLayout();
    const last = layout.reach[layout.reach.length - 1] ?? 0;
    const end = Math.max(project.media?.duration ?? 0, last, project.media?.duration ? 0 : SHORTEST_PROGRAMME);
    return { end, shortest: FEWEST_FRAMES * frameGrid(project.settings).length };
  }

  /** The whole programme over the width of the timeline. */
  get overview(): View {
    return fitAll(this.view, this.limits);
  }

  /** Whether the view keeps up with the playhead. */
  get follow(): boolean {
    return preferences.current.follow_playhead;
  }

  set follow(on: boolean) {
    preferences.update({ follow_playhead: on });
  }

  /** Whether following keeps the playhead in the middle instead of turning pages. */
  get centred(): boolean {
    return preferences.panel("timeline.centred", 0) === 1;
  }

  set centred(on: boolean) {
    preferences.setPanel("timeline.centred", on ? 1 : 0);
  }

  /** Whether drags catch on edges. */
  get snapping(): boolean {
    return preferences.current.snapping;
  }

  set snapping(on: boolean) {
    preferences.update({ snapping: on });
  }

  /** Whether drags may run cues into each other. */
  get overlaps(): boolean {
    return preferences.panel("timeline.overlaps", 0) === 1;
  }

  set overlaps(on: boolean) {
    preferences.setPanel("timeline.overlaps", on ? 1 : 0);
  }

  /** Shows another part. One of the same scale is a whole number of pixels away, so that what is drawn can move along. */
  show(view: View): void {
    const clamped = clampView(alignedTo(this.view, clampView(view, this.limits), window.devicePixelRatio || 1), this.limits);
    this.start = clamped.start;
    this.span = clamped.span;
  }

  /** Shows `factor` times as much (below 1 zooms in), `time` staying where it is. */
  zoomAt(factor: number, time: Time): void {
    this.show(zoomAt(this.view, this.limits, factor, time));
  }

  /** One step in (1) or out (-1), about the playhead or the middle as the caller says. */
  zoomStep(direction: 1 | -1, time: Time): void {
    this.zoomAt(direction > 0 ? 1 / ZOOM_STEP : ZOOM_STEP, time);
  }

  /** Moves by pixels; positive shows what is later. Parts of a pixel add up until they make one. */
  scroll(pixels: number): void {
    const whole = Math.trunc(this.#rest + pixels);
    this.#rest += pixels - whole;
    if (whole !== 0) this.show(scrollBy(this.view, this.limits, whole));
  }

  /** Puts a time in the middle. */
  centre(time: Time): void {
    this.show(centreOn(this.view, this.limits, time));
  }

  /** Shows the whole programme. */
  fit(): void {
    this.show(this.overview);
  }

  /** Shows a range with a little around it. */
  fitRange(from: Time, to: Time): void {
    this.show(fitRange(this.view, this.limits, from, to));
  }

  /** Brings a range on screen where it is not. */
  reveal(from: Time, to: Time): void {
    this.show(reveal(this.view, this.limits, from, to));
  }

  /** Keeps up with a playhead that went from `before` to `now`. */
  keepUp(before: Time, now: Time): void {
    const mode: FollowMode = !this.follow ? "off" : this.centred ? "centre" : "page";
    const next = follow(this.view, this.limits, mode, before, now);
    if (next.start !== this.start) this.show(next);
  }

  /** Draws the waveform taller or less tall. */
  scaleGain(factor: number): void {
    this.gain = Math.min(GAINS.most, Math.max(GAINS.least, this.gain * factor));
  }

  /** Shows what a project shows first: twenty seconds around `time`. */
  reset(time: Time): void {
    this.gain = 1;
    this.span = FIRST_SPAN;
    this.show({ start: Math.max(0, time - FIRST_SPAN / 4), span: FIRST_SPAN, width: this.width });
  }
}

/** The one viewport of the window. */
export const viewport = new Viewport();

/**
 * The hand on the timeline: presses, drags, wheel.
 *
 * A gesture proposes through the overlay and commits one edit when it ends;
 * until then nothing has happened, and Escape or a lost pointer drops it.
 */
import { commands } from "../commands";
import { overlay, project, selection, threadText, type Thread } from "../document";
import { player } from "../player";
import { commitDrag, dragOptions, selectionFor, setEdge, speakPlan } from "./acts";
import { cursor } from "./edge-cursor.svelte";
import { frameGrid } from "./frame-grid";
import type { Bands } from "./kernels/bands";
import { grabBoundary, grabCues, itemsInView, planDrag, type DragItem, type DragPlan, type Grab } from "./kernels/drag";
import { cuesInBox, hitTest, type Hit } from "./kernels/hit";
import { momentAt } from "./kernels/moments";
import { edgeScroll, xToTime, type View } from "./kernels/view";
import type { ShownEdge } from "./layers/live";
import { activeLayout, moments } from "./tracks";
import { viewport } from "./viewport.svelte";

/** How far the hand goes before a press is a drag, in pixels. */
const SLACK = 3;
/** How much one notch of the wheel zooms: 100 units make a factor of about 1.2. */
const WHEEL_ZOOM = 0.0018;

/** Of more cues than this a drag previews only those around the view. */
const MOST_PREVIEWED = 400;

type Gesture =
  | { kind: "press"; hit: Hit; x: number; y: number; shift: boolean; control: boolean }
  | { kind: "drag"; grab: Grab; from: number; plan: DragPlan }
  | { kind: "scrub" }
  | { kind: "mark"; from: number; to: number }
  | { kind: "box"; from: number; to: number; kept: readonly string[] }
  | { kind: "pan"; x: number; view: View };

/** Where the pointer is, and what is held with it. */
interface Hand {
  readonly x: number;
  readonly y: number;
  readonly shift: boolean;
  readonly control: boolean;
  readonly alt: boolean;
}

/** What the gestures need of the component. */
export interface GestureHost {
  readonly element: HTMLElement;
  bands(): Bands;
  /** Something that the live layer shows has changed. */
  changed(): void;
  /** Calls back before the next frame; asked for again it still calls once. */
  nextFrame(work: () => void): void;
}

/** All pointer gestures of the timeline's body. */
export class Gestures {
  /** The edge or box under the pointer. */
  hover: ShownEdge | null = null;
  #gesture: Gesture | null = null;
  #box = { left: 0, top: 0 };
  #hand: Hand = { x: 0, y: 0, shift: false, control: false, alt: false };
  /** A drag that was let go and whose edit is under way. */
  #settling: { grab: Grab; plan: DragPlan } | null = null;

  constructor(private readonly host: GestureHost) {}

  /** The drag under way. */
  get drag(): { grab: Grab; plan: DragPlan } | null {
    return this.#gesture?.kind === "drag" ? this.#gesture : null;
  }

  /** What cues that ripple along are shown by, also while the edit is under way. */
  get ripple(): { from: number; by: number } | null {
    const plan = (this.drag ?? this.#settling)?.plan;
    return plan?.ripple ? { from: plan.ripple.from, by: plan.delta } : null;
  }

  /** The stretch or box that is being drawn, or the stretch that was marked. */
  get range(): { from: number; to: number; kind: "range" | "box" } | null {
    const gesture = this.#gesture;
    if (gesture?.kind === "box") return { ...ordered(gesture.from, gesture.to), kind: "box" };
    if (gesture?.kind === "mark" && gesture.from !== gesture.to) return { ...ordered(gesture.from, gesture.to), kind: "range" };
    return cursor.range && { ...cursor.range, kind: "range" };
  }

  /** Whether a gesture is under way. */
  get active(): boolean {
    return this.#gesture !== null;
  }

  /** A button went down. */
  down(event: PointerEvent): void {
    if (this.#gesture) return this.cancel();
    this.#see(event);
    const hit = this.#hit();
    if (event.button === 1) this.#gesture = { kind: "pan", x: this.#hand.x, view: viewport.view };
    else if (event.button === 2) this.#point(hit);
    else if (event.button === 0) this.#press(hit);
    if (!this.#gesture) return;
    event.preventDefault();
    this.host.element.focus({ preventScroll: true });
    this.host.changed();
    capture(this.host.element, event.pointerId);
  }

  /** The pointer moved. */
  move(event: PointerEvent): void {
    this.#see(event);
    if (this.#gesture) this.host.nextFrame(() => this.#follow());
    else this.#showHover();
  }

  /** The button went up. */
  up(event: PointerEvent): void {
    if (!this.#gesture) return;
    this.#see(event);
    this.#follow();
    const gesture = this.#gesture;
    this.#gesture = null;
    if (gesture) this.#finish(gesture);
    this.host.changed();
  }

  /** Lets go of everything and leaves it as it was. */
  cancel(): void {
    const gesture = this.#gesture;
    this.#gesture = null;
    if (gesture?.kind === "drag") overlay.clear();
    if (gesture?.kind === "box") selection.set(gesture.kept);
    this.host.changed();
  }

  /** The pointer went away. */
  leave(): void {
    if (this.#gesture) return;
    this.hover = null;
    this.host.changed();
  }

  /** A modifier changed while the hand holds still: the plan may be another. */
  modifiers(event: KeyboardEvent): void {
    if (this.#gesture?.kind !== "drag") return;
    this.#hand = { ...this.#hand, shift: event.shiftKey, control: event.ctrlKey || event.metaKey, alt: event.altKey };
    this.host.nextFrame(() => this.#follow());
  }

  /** A double click: on a cue, its text is to be edited. */
  doubleClick(event: MouseEvent): void {
    this.#see(event);
    if (this.#hit().cue !== null) void commands.run("view.text");
  }

  /** The wheel: scrolls, zooms with Ctrl or Alt, and makes the waveform taller with Shift. */
  wheel(event: WheelEvent): void {
    event.preventDefault();
    this.#see(event);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? viewport.width : 1;
    const along = (event.deltaY || event.deltaX) * unit;
    if (event.ctrlKey || event.altKey || event.metaKey) viewport.zoomAt(Math.exp(along * WHEEL_ZOOM), xToTime(viewport.view, this.#hand.x));
    else if (event.shiftKey) viewport.scaleGain(Math.exp(-along * WHEEL_ZOOM));
    else viewport.scroll((Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY) * unit);
    if (this.#gesture) this.host.nextFrame(() => this.#follow());
  }

  /** The element is measured outside of gestures only: within one it stays where it is, and measuring has the page laid out. */
  #see(event: MouseEvent): void {
    if (!this.#gesture) this.#box = this.host.element.getBoundingClientRect();
    const box = this.#box;
    this.#hand = {
      x: event.clientX - box.left, y: event.clientY - box.top,
      shift: event.shiftKey, control: event.ctrlKey || event.metaKey, alt: event.altKey,
    };
  }

  #hit(): Hit {
    const scene = { view: viewport.view, bands: this.host.bands(), layout: activeLayout(), primary: selection.primary };
    return hitTest(scene, this.#hand.x, this.#hand.y);
  }

  /** A right click is about what it points at. */
  #point(hit: Hit): void {
    if (hit.cue !== null && !selection.has(hit.cue)) selection.select(hit.cue);
  }

  /** What was said about the moment whose mark is under the pointer. */
  #said(hit: Hit): Thread | undefined {
    return hit.zone === "ruler" ? momentAt(moments(), viewport.view, this.#hand.x) : undefined;
  }

  #press(hit: Hit): void {
    const { x, y, shift, control } = this.#hand;
    const said = this.#said(hit);
    if (said) {
      player.seek(said.at);
      return void commands.run("comments.atPlayhead");
    }
    if (hit.cue !== null || hit.zone === "waveform" || hit.zone === "cues") {
      this.#gesture = { kind: "press", hit, x, y, shift, control };
      if (hit.cue !== null && !shift && !control && !selection.has(hit.cue)) selection.select(hit.cue);
    } else {
      this.#gesture = { kind: "scrub" };
      player.seek(Math.max(0, hit.time));
    }
  }

  #showHover(): void {
    const hit = this.#hit();
    const next = hit.cue !== null && hit.part ? { cue: hit.cue, part: hit.part } : null;
    const isEdge = hit.part === "in" || hit.part === "out";
    const said = this.#said(hit);
    const title = said ? threadText(said) : "";
    if (this.host.element.title !== title) this.host.element.title = title;
    this.host.element.style.cursor = said ? "pointer" : isEdge ? "ew-resize" : hit.zone === "waveform" || hit.zone === "ruler" ? "text" : "default";
    if (next?.cue === this.hover?.cue && next?.part === this.hover?.part) return;
    this.hover = next;
    this.host.changed();
  }

  /** Brings the gesture up to where the hand is. */
  #follow(): void {
    const gesture = this.#gesture;
    if (!gesture) return;
    if (gesture.kind === "press") this.#leavePress(gesture);
    else if (gesture.kind === "drag") this.#drag(gesture);
    else if (gesture.kind === "pan") viewport.show({ ...gesture.view, start: gesture.view.start - ((this.#hand.x - gesture.x) / gesture.view.width) * gesture.view.span });
    else this.#sweep(gesture);
    this.host.changed();
    this.#runAtEdge();
  }

  /** A press that went far enough becomes what it was going to be. */
  #leavePress(press: Extract<Gesture, { kind: "press" }>): void {
    if (Math.hypot(this.#hand.x - press.x, this.#hand.y - press.y) < SLACK) return;
    const { hit } = press;
    const from = xToTime(viewport.view, press.x);
    if (hit.cue === null) {
      const kept = press.control ? selection.ids : [];
      this.#gesture = hit.zone === "cues" ? { kind: "box", from, to: from, kept } : { kind: "mark", from, to: from };
    } else {
      const grab = this.#grab(hit);
      if (grab) this.#gesture = { kind: "drag", grab, from, plan: planDrag(grab, 0, dragOptions(grab, this.#hand)) };
    }
    if (this.#gesture !== press) this.#follow();
  }

  #grab(hit: Hit): Grab | null {
    const layout = activeLayout();
    const grid = frameGrid(project.settings);
    if (hit.cue === null || hit.part === null) return null;
    if (hit.part !== "body") cursor.put({ cue: hit.cue, part: hit.part });
    if (this.#hand.alt && hit.boundary) return grabBoundary(layout, grid, hit.boundary.earlier, hit.boundary.later);
    return grabCues(layout, grid, hit.part, hit.cue, selectionFor(hit.cue));
  }

  #drag(gesture: Extract<Gesture, { kind: "drag" }>): void {
    const delta = xToTime(viewport.view, this.#hand.x) - gesture.from;
    gesture.plan = planDrag(gesture.grab, delta, dragOptions(gesture.grab, this.#hand), shownItems(gesture.grab, delta));
    overlay.setTimes(gesture.plan.times);
  }

  #sweep(gesture: Extract<Gesture, { kind: "scrub" | "mark" | "box" }>): void {
    const time = Math.max(0, xToTime(viewport.view, this.#hand.x));
    if (gesture.kind === "scrub") return player.seek(time);
    gesture.to = time;
    if (gesture.kind === "mark") return;
    const boxed = cuesInBox(activeLayout(), gesture.from, time);
    selection.set([...new Set([...gesture.kept, ...boxed])], boxed[0] ?? gesture.kept[0] ?? null);
  }

  /** What is dragged to the side of the view brings more of the programme in. */
  #runAtEdge(): void {
    const gesture = this.#gesture;
    if (!gesture || gesture.kind === "press" || gesture.kind === "pan") return;
    const pixels = edgeScroll(this.#hand.x, viewport.width);
    const before = viewport.start;
    if (pixels !== 0) viewport.scroll(pixels);
    if (viewport.start !== before) this.host.nextFrame(() => this.#follow());
  }

  #finish(gesture: Gesture): void {
    if (gesture.kind === "press") this.#click(gesture);
    else if (gesture.kind === "drag") void this.#commit(gesture);
    else if (gesture.kind === "mark") cursor.range = ordered(gesture.from, gesture.to);
  }

  async #commit(drag: { grab: Grab; plan: DragPlan }): Promise<void> {
    this.#settling = drag;
    await commitDrag(drag.grab, drag.plan);
    if (this.#settling !== drag) return;
    this.#settling = null;
    if (!this.drag) overlay.clear();
    speakPlan(drag.grab);
    this.host.changed();
  }

  /** A press that went nowhere. */
  #click({ hit, shift, control }: Extract<Gesture, { kind: "press" }>): void {
    if (hit.zone === "cues" && hit.cue !== null) {
      selection.select(hit.cue, { extend: shift, toggle: control, order: project.order(project.activeTrackId) });
      if (!shift && !control) cursor.put({ cue: hit.cue, part: hit.part ?? "body" });
    } else if (hit.zone === "waveform" && (shift || control)) {
      void setEdge(shift ? "in" : "out", hit.time);
    } else {
      cursor.range = null;
      player.seek(Math.max(0, hit.time));
    }
  }
}

/** The cues whose times a drag previews: all of them, or of very many those around the view. */
function shownItems(grab: Grab, delta: number): readonly DragItem[] {
  if (grab.items.length <= MOST_PREVIEWED) return grab.items;
  return itemsInView(grab, delta, viewport.start - viewport.span, viewport.start + 2 * viewport.span);
}

/** Keeps the pointer's events here until it goes up. */
export function capture(element: HTMLElement, pointer: number): void {
  try {
    element.setPointerCapture(pointer);
  } catch {
    // The pointer has gone up already, as a quick pen does; the gesture ends with its event.
  }
}

function ordered(a: number, b: number): { from: number; to: number } {
  return { from: Math.min(a, b), to: Math.max(a, b) };
}

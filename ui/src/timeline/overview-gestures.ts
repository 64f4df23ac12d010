/** The hand on the overview: click to go there, drag the window, drag its ends to zoom. */
import { overviewPart } from "./kernels/hit";
import { xToTime, type View } from "./kernels/view";
import { capture } from "./gestures";
import { viewport } from "./viewport.svelte";

type Held = { part: "window" | "start" | "end"; from: number; view: View; overview: View };

/** Pointer gestures of the overview strip. */
export class OverviewGestures {
  #held: Held | null = null;

  constructor(private readonly element: HTMLElement) {}

  /** The strip's own view: the whole programme over its width. */
  #overview(): View {
    return { ...viewport.overview, width: Math.max(1, this.element.clientWidth) };
  }

  #x(event: MouseEvent): number {
    return event.clientX - this.element.getBoundingClientRect().left;
  }

  /** A button went down: takes the window or one of its ends; elsewhere the window comes there first. */
  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    const overview = this.#overview();
    const x = this.#x(event);
    const part = overviewPart(viewport.view, overview, x);
    if (part === "outside") viewport.centre(xToTime(overview, x));
    this.#held = { part: part === "outside" ? "window" : part, from: x, view: viewport.view, overview };
    capture(this.element, event.pointerId);
  }

  /** The pointer moved. */
  move(event: PointerEvent): void {
    const x = this.#x(event);
    if (!this.#held) {
      const part = overviewPart(viewport.view, this.#overview(), x);
      this.element.style.cursor = part === "start" || part === "end" ? "ew-resize" : part === "window" ? "grab" : "pointer";
      return;
    }
    const { part, from, view, overview } = this.#held;
    const by = ((x - from) / overview.width) * overview.span;
    if (part === "window") viewport.show({ ...view, start: view.start + by });
    else if (part === "start") viewport.show({ ...view, ...ends(Math.min(view.start + by, view.start + view.span), view.start + view.span) });
    else viewport.show({ ...view, ...ends(view.start, Math.max(view.start, view.start + view.span + by)) });
  }

  /** The button went up. */
  up(): void {
    this.#held = null;
  }

  /** Lets go and goes back to where the window was. */
  cancel(): void {
    if (this.#held) viewport.show(this.#held.view);
    this.#held = null;
  }

  /** The wheel: zooms with Ctrl or Alt at the time below it, else scrolls. */
  wheel(event: WheelEvent): void {
    event.preventDefault();
    const along = event.deltaY || event.deltaX;
    if (event.ctrlKey || event.altKey || event.metaKey) viewport.zoomAt(Math.exp(along * 0.0018), xToTime(this.#overview(), this.#x(event)));
    else viewport.scroll(along);
  }
}

function ends(start: number, end: number): { start: number; span: number } {
  return { start, span: Math.max(1, end - start) };
}

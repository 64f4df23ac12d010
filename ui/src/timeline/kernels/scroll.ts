/**
 * What of a picture can stay when the view moves: a pan shows mostly what was
 * on screen already, some pixels further on.
 */
import { cuesWithin, type TrackLayout } from "./layout";
import { flicksPerPixel, timeToX, type View } from "./view";

/** A stretch of the view, in CSS pixels. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A part of a canvas, in CSS pixels. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How far from a whole pixel a shift may be; what is moved is not drawn again, so that it adds up. */
const SLACK = 0.001;
/** Above this share of the view, drawing all of it costs no more. */
const MOST = 0.7;

/** How far what shows one view has to be moved to show another, in CSS pixels; null where moving does not do. */
export function shiftBetween(drawn: View, view: View, ratio: number): number | null {
  if (drawn.span !== view.span || drawn.width !== view.width) return null;
  const pixels = ((drawn.start - view.start) / flicksPerPixel(view)) * ratio;
  const whole = Math.round(pixels);
  const fits = Math.abs(pixels - whole) < SLACK && Math.abs(whole) < view.width * ratio * MOST;
  return fits ? whole / ratio : null;
}

/** A view of the same scale that is a whole number of device pixels away from another one. */
export function alignedTo(drawn: View, view: View, ratio: number): View {
  if (drawn.span !== view.span || drawn.width !== view.width) return view;
  const pixel = flicksPerPixel(view) / ratio;
  return { ...view, start: drawn.start + Math.round((view.start - drawn.start) / pixel) * pixel };
}

/** What came into view when everything moved by so many pixels. */
export function exposed(view: View, shift: number): Stretch {
  return shift < 0 ? { from: view.width + shift, to: view.width } : { from: 0, to: shift };
}

/**
 * The start of the view up to where words end that keep in sight: those of
 * boxes that begin before it, in the view that was drawn and in the new one.
 */
export function stuckAtStart(layout: TrackLayout, drawn: View, view: View): Stretch {
  let to = 0;
  for (const time of [drawn.start, view.start]) {
    const { first, end } = cuesWithin(layout, time, time + 1);
    for (let index = first; index < end; index += 1) to = Math.max(to, timeToX(view, layout.outs[index]!));
  }
  return { from: 0, to };
}

/** Stretches as parts of a canvas, joined where they meet and cut to the view; null where drawing all of it costs no more. */
export function partsOf(stretches: readonly Stretch[], view: View, height: number): Part[] | null {
  const sorted = stretches
    .map(({ from, to }) => ({ from: Math.max(0, Math.floor(from)), to: Math.min(view.width, Math.ceil(to)) }))
    .filter(({ from, to }) => to > from)
    .sort((one, other) => one.from - other.from);
  const parts: Part[] = [];
  let covered = 0;
  for (const { from, to } of sorted) {
    const last = parts[parts.length - 1];
    const left = last && from <= last.left + last.width ? last.left : from;
    const right = last && left === last.left ? Math.max(to, last.left + last.width) : to;
    if (last && left === last.left) covered -= parts.pop()!.width;
    parts.push({ left, top: 0, width: right - left, height });
    covered += right - left;
  }
  return covered > view.width * MOST ? null : parts;
}

/** What is under the pointer. */
import { inBand, laneBand, type Bands } from "./bands";
import { cuesWithin, endingBy, startingFrom, type TrackLayout } from "./layout";
import { flicksPerPixel, timeToX, xToTime, type View } from "./view";

/** The bands that answer differently. */
export type Zone = "ruler" | "waveform" | "cues" | "published" | "reference" | "none";

/** Two cues whose facing edges can be moved as one. */
export interface Boundary {
  readonly earlier: string;
  readonly later: string;
}

/** What a place on the timeline is. */
export interface Hit {
  readonly zone: Zone;
  readonly time: number;
  /** The cue there, and which part of it. */
  readonly cue: string | null;
  readonly part: "body" | "in" | "out" | null;
  /** The boundary that this edge belongs to, where its neighbour is close by. */
  readonly boundary: Boundary | null;
}

/** What is looked through. */
export interface HitScene {
  readonly view: View;
  readonly bands: Bands;
  readonly layout: TrackLayout;
  /** The cue whose edges can also be taken in the waveform. */
  readonly primary: string | null;
}

/** How far inside and outside of a box its edges are taken, in pixels. */
const GRIP_INSIDE = 7;
const GRIP_OUTSIDE = 4;
/** Edges no further apart than this share a boundary, in pixels. */
const BOUNDARY = 10;

/** The zone of a place. */
export function zoneAt(bands: Bands, y: number): Zone {
  if (inBand(bands.ruler, y)) return "ruler";
  if (inBand(bands.cues, y)) return "cues";
  if (inBand(bands.waveform, y) || inBand(bands.speech, y)) return "waveform";
  if (inBand(bands.published, y)) return "published";
  if (bands.references.some((band) => inBand(band, y))) return "reference";
  return "none";
}

/** What lies at a place. */
export function hitTest(scene: HitScene, x: number, y: number): Hit {
  const zone = zoneAt(scene.bands, y);
  const nothing: Hit = { zone, time: xToTime(scene.view, x), cue: null, part: null, boundary: null };
  if (zone === "waveform") return edgeInWaveform(scene, x, nothing);
  if (zone !== "cues") return nothing;
  const found = partAt(scene, x, y);
  if (!found) return nothing;
  const boundary = found.part === "body" ? null : boundaryOf(scene, found.index, found.part);
  return { ...nothing, cue: scene.layout.cues[found.index]!.id, part: found.part, boundary };
}

/** The box or edge at a place among the cues: inside of a box wins over just outside of one. */
function partAt(scene: HitScene, x: number, y: number): { index: number; part: "body" | "in" | "out" } | null {
  const { view, layout, bands } = scene;
  const reach = GRIP_OUTSIDE * flicksPerPixel(view);
  const time = xToTime(view, x);
  const { first, end } = cuesWithin(layout, time - reach, time + reach);
  let near: { index: number; part: "in" | "out" } | null = null;
  let distance = GRIP_OUTSIDE;
  for (let index = end - 1; index >= first; index -= 1) {
    const lane = laneBand(bands.cues, layout.lanes[index]!, layout.laneCounts[index]!);
    if (y < lane.top || y >= lane.top + lane.height) continue;
    const left = timeToX(view, layout.ins[index]!);
    const right = Math.max(left + 1, timeToX(view, layout.outs[index]!));
    if (x >= left && x < right) return { index, part: partInside(x, left, right) };
    const off = x < left ? left - x : x - right;
    if (off < distance) {
      distance = off;
      near = { index, part: x < left ? "in" : "out" };
    }
  }
  return near;
}

function partInside(x: number, left: number, right: number): "body" | "in" | "out" {
  const grip = Math.min(GRIP_INSIDE, (right - left) / 3);
  if (x - left < grip) return "in";
  return right - x <= grip ? "out" : "body";
}

function edgeInWaveform(scene: HitScene, x: number, nothing: Hit): Hit {
  const index = scene.primary === null ? undefined : scene.layout.indexOf.get(scene.primary);
  if (index === undefined) return nothing;
  const fromIn = Math.abs(x - timeToX(scene.view, scene.layout.ins[index]!));
  const fromOut = Math.abs(x - timeToX(scene.view, scene.layout.outs[index]!));
  if (Math.min(fromIn, fromOut) > GRIP_OUTSIDE) return nothing;
  const part = fromIn < fromOut ? "in" : "out";
  return { ...nothing, cue: scene.primary, part, boundary: boundaryOf(scene, index, part) };
}

/** The boundary that an edge shares with its neighbour, where the gap between is small on screen. */
function boundaryOf(scene: HitScene, index: number, part: "in" | "out"): Boundary | null {
  const { layout, view } = scene;
  const own = layout.cues[index]!.id;
  const skip = (id: string) => id === own;
  const edge = part === "in" ? layout.ins[index]! : layout.outs[index]!;
  const facing = part === "in" ? endingBy(layout, edge, skip) : startingFrom(layout, edge, skip);
  if (!facing || Math.abs(facing.time - edge) / flicksPerPixel(view) > BOUNDARY) return null;
  return part === "in" ? { earlier: facing.id, later: own } : { earlier: own, later: facing.id };
}

/** What of the overview a place is: the window that shows what is visible, one of its ends, or the programme around it. */
export function overviewPart(view: View, overview: View, x: number): "window" | "start" | "end" | "outside" {
  const left = timeToX(overview, view.start);
  const right = timeToX(overview, view.start + view.span);
  const isWide = right - left > 24;
  if (isWide && Math.abs(x - left) <= GRIP_OUTSIDE) return "start";
  if (isWide && Math.abs(x - right) <= GRIP_OUTSIDE) return "end";
  // A window of a pixel or two still has to be caught by hand.
  const slack = Math.max(0, 6 - (right - left) / 2);
  return x >= left - slack && x < right + slack ? "window" : "outside";
}

/** Every cue that touches a range of time, in time order: what a box drawn over it selects. */
export function cuesInBox(layout: TrackLayout, from: number, to: number): string[] {
  const { first, end } = cuesWithin(layout, Math.min(from, to), Math.max(from, to));
  const ids: string[] = [];
  for (let index = first; index < end; index += 1) {
    if (layout.outs[index]! > Math.min(from, to)) ids.push(layout.cues[index]!.id);
  }
  return ids;
}

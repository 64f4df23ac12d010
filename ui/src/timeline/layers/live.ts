/**
 * What moves all the time, on a canvas of its own: playhead, handles, drag
 * labels, snap line, marked stretches. Redrawing it touches nothing else.
 */
import type { Settings } from "../../bridge";
import { formatTimecode } from "../../document";
import { laneBand, type Band, type Bands } from "../kernels/bands";
import { framesIn, type FrameGrid } from "../kernels/frames";
import type { DragPlan, Grab } from "../kernels/drag";
import type { TrackLayout } from "../kernels/layout";
import type { Moment } from "../kernels/moments";
import { timeToX, type View } from "../kernels/view";
import { font, type Palette } from "../theme";
import { drawMoments } from "./moments";
import type { Sprites } from "./sprites";

/** A cue edge that is shown as one that can be taken. */
export interface ShownEdge {
  readonly cue: string;
  readonly part: "body" | "in" | "out";
}

/** What the live layer is drawn from. */
export interface LiveScene {
  readonly view: View;
  readonly bands: Bands;
  readonly layout: TrackLayout;
  readonly grid: FrameGrid;
  readonly settings: Settings;
  /** Open conversations about moments, in the order of time. */
  readonly moments: readonly Moment[];
  readonly palette: Palette;
  readonly playhead: number;
  readonly primary: string | null;
  readonly hover: ShownEdge | null;
  /** The edge that keys move, while the timeline has the keyboard. */
  readonly cursor: ShownEdge | null;
  readonly drag: { readonly grab: Grab; readonly plan: DragPlan } | null;
  /** A stretch of time marked on the waveform, or a box drawn over the cues. */
  readonly range: { readonly from: number; readonly to: number; readonly kind: "range" | "box" } | null;
  readonly sprites: Sprites;
  readonly crisp: (x: number) => number;
  /** Told from where to where something is drawn. */
  readonly drew: (from: number, to: number) => void;
}

const LABEL_HEIGHT = 17;
/** How far the ring around a handle reaches to either side of its edge, its line included. */
const RING = 6;

/** Draws everything that moves. */
export function drawLive(context: CanvasRenderingContext2D, scene: LiveScene): void {
  context.textBaseline = "middle";
  if (scene.range) drawRange(context, scene, scene.range);
  drawExtent(context, scene);
  drawMoments(context, scene);
  if (scene.hover && !scene.drag) drawHandles(context, scene, scene.hover, false);
  if (scene.cursor) drawHandles(context, scene, scene.cursor, true);
  if (scene.drag) drawDrag(context, scene, scene.drag.grab, scene.drag.plan);
  drawPlayhead(context, scene);
}

function drawRange(context: CanvasRenderingContext2D, scene: LiveScene, range: { from: number; to: number; kind: "range" | "box" }): void {
  const { palette, bands } = scene;
  const left = scene.crisp(timeToX(scene.view, range.from));
  const width = Math.max(1, scene.crisp(timeToX(scene.view, range.to)) - left);
  const band = range.kind === "range" ? bands.waveform : bands.cues;
  scene.drew(left, left + width);
  context.fillStyle = palette.acc;
  context.globalAlpha = 0.18;
  context.fillRect(left, band.top, width, band.height);
  context.globalAlpha = 1;
  context.fillRect(left, band.top, 1, band.height);
  context.fillRect(left + width - 1, band.top, 1, band.height);
  if (range.kind === "range" && width > 60) {
    const length = framesIn(scene.grid, range.to - range.from);
    drawLabel(context, scene, `${length} f`, left + width / 2, band.top + 4, "center");
  }
}

/** Where the selected cue lies in the sound: its edges run up through the waveform. */
function drawExtent(context: CanvasRenderingContext2D, scene: LiveScene): void {
  const times = scene.primary === null ? null : shownTimes(scene, scene.primary);
  if (!times) return;
  const { bands, palette } = scene;
  const left = scene.crisp(timeToX(scene.view, times.in));
  const right = scene.crisp(timeToX(scene.view, times.out));
  if (right < 0 || left > scene.view.width) return;
  scene.drew(left, Math.max(left + 1, right));
  context.fillStyle = palette.acc;
  context.globalAlpha = 0.09;
  context.fillRect(left, bands.waveform.top, right - left, bands.waveform.height);
  context.globalAlpha = 0.75;
  context.fillRect(left, bands.waveform.top, 1, bands.waveform.height);
  context.fillRect(right - 1, bands.waveform.top, 1, bands.waveform.height);
  context.globalAlpha = 1;
}

/** The times of a cue as they are shown: those of the drag where it is part of one. */
function shownTimes(scene: LiveScene, id: string): { in: number; out: number } | null {
  const index = scene.layout.indexOf.get(id);
  if (index === undefined) return null;
  const [start, end] = [scene.layout.ins[index]!, scene.layout.outs[index]!];
  const planned = scene.drag?.plan.times.get(id);
  if (!planned) return { in: start, out: end };
  return { in: planned.in, out: planned.out ?? planned.in + (end - start) };
}

function laneOf(scene: LiveScene, id: string): Band | null {
  const index = scene.layout.indexOf.get(id);
  return index === undefined ? null : laneBand(scene.bands.cues, scene.layout.lanes[index]!, scene.layout.laneCounts[index]!);
}

/** Grips at both edges; the one that is meant stands out, with a ring while the keyboard is on it. */
function drawHandles(context: CanvasRenderingContext2D, scene: LiveScene, edge: ShownEdge, focused: boolean): void {
  const lane = laneOf(scene, edge.cue);
  const times = shownTimes(scene, edge.cue);
  if (!lane || !times) return;
  const left = scene.crisp(timeToX(scene.view, times.in));
  const right = scene.crisp(timeToX(scene.view, times.out)) - 1;
  if (right - left < 10 && !focused) return;
  scene.drew(left - RING, right + RING);
  const { palette } = scene;
  const inset = Math.min(14, lane.height / 4);
  for (const part of ["in", "out"] as const) {
    const active = edge.part === part;
    context.fillStyle = active ? palette.acc : palette.tx3;
    const width = active ? 4 : 3;
    const x = part === "in" ? left + 1 : right - 1 - width;
    context.fillRect(x, lane.top + inset, width, lane.height - 2 * inset);
    if (active && focused) ring(context, palette, part === "in" ? left : right, lane);
  }
}

function ring(context: CanvasRenderingContext2D, palette: Palette, x: number, lane: Band): void {
  context.strokeStyle = palette.acc;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(x - 5, lane.top - 3, 10, lane.height + 6, 3);
  context.stroke();
}

function drawDrag(context: CanvasRenderingContext2D, scene: LiveScene, grab: Grab, plan: DragPlan): void {
  const caught = plan.snap?.time ?? wallOf(grab, plan);
  if (caught !== null) drawCatchLine(context, scene, caught);
  const first = shownTimes(scene, grab.items[0]!.id);
  const last = shownTimes(scene, grab.items[grab.items.length - 1]!.id);
  if (!first || !last) return;
  if (grab.part === "boundary") {
    drawPair(context, scene, { time: first.out, gap: null }, { time: last.in, gap: plan.gapAfter }, true);
  } else {
    drawPair(context, scene, { time: first.in, gap: plan.gapBefore }, { time: last.out, gap: plan.gapAfter }, false);
  }
}

/** The edge of the neighbour that a drag was stopped by. */
function wallOf(grab: Grab, plan: DragPlan): number | null {
  if (plan.stopped === null) return null;
  return (plan.stopped === grab.before?.id ? grab.before?.time : grab.after?.time) ?? null;
}

interface LabelledEdge {
  readonly time: number;
  readonly gap: number | null;
}

/** Labels at two edges: between them where there is room for both, else on their outer sides. */
function drawPair(context: CanvasRenderingContext2D, scene: LiveScene, earlier: LabelledEdge, later: LabelledEdge, outside: boolean): void {
  const y = scene.bands.cues.top - LABEL_HEIGHT - 3;
  const [before, after] = [edgeLabel(scene, earlier), edgeLabel(scene, later)];
  const [from, to] = [timeToX(scene.view, earlier.time), timeToX(scene.view, later.time)];
  const room = widthOf(context, scene, before + after) + 32;
  const apart = outside || to - from < room;
  drawLabel(context, scene, before, from, y, apart ? "right" : "left");
  drawLabel(context, scene, after, to, y, apart ? "left" : "right");
}

/** The time at an edge and how many frames it leaves: `00:12:43;02 +4f`. */
function edgeLabel(scene: LiveScene, { time, gap }: LabelledEdge): string {
  const label = formatTimecode(scene.settings, time);
  if (gap === null) return label;
  const frames = framesIn(scene.grid, gap);
  return `${label} ${frames < 0 ? "−" : "+"}${Math.abs(frames)}f`;
}

function drawLabel(context: CanvasRenderingContext2D, scene: LiveScene, text: string, x: number, y: number, align: "left" | "right" | "center"): void {
  const { palette } = scene;
  const width = Math.ceil(widthOf(context, scene, text)) + 12;
  const offset = align === "left" ? 0 : align === "right" ? width : width / 2;
  const left = Math.round(Math.max(2, Math.min(scene.view.width - width - 2, x - offset)));
  scene.drew(left, left + width);
  context.fillStyle = palette.acc;
  context.beginPath();
  context.roundRect(left, y, width, LABEL_HEIGHT, 2);
  context.fill();
  context.fillStyle = palette.onAcc;
  context.textAlign = "left";
  context.fillText(text, left + 6, y + LABEL_HEIGHT / 2 + 0.5);
}

/** How wide a text of figures is in the font for code, which it is then drawn in. */
function widthOf(context: CanvasRenderingContext2D, scene: LiveScene, text: string): number {
  const face = font.code(scene.palette);
  context.font = face;
  return scene.sprites.figures(face, text.length);
}

/** Where the drag caught or was stopped. */
function drawCatchLine(context: CanvasRenderingContext2D, scene: LiveScene, time: number): void {
  const { bands, palette } = scene;
  const x = scene.crisp(timeToX(scene.view, time));
  scene.drew(x - 4, x + 4);
  context.fillStyle = palette.amber;
  context.fillRect(x - 0.5, bands.ruler.height, 1, bands.height - bands.ruler.height);
  context.beginPath();
  context.moveTo(x - 4, bands.ruler.height);
  context.lineTo(x + 4, bands.ruler.height);
  context.lineTo(x, bands.ruler.height + 5);
  context.fill();
}

/** One bright line, with a flag that says the time. */
function drawPlayhead(context: CanvasRenderingContext2D, scene: LiveScene): void {
  const { palette, bands, view } = scene;
  const x = scene.crisp(timeToX(view, scene.playhead));
  if (x < -60 || x > view.width + 60) return;
  context.fillStyle = palette.playhead;
  context.fillRect(x - 0.75, bands.ruler.top + 2, 1.5, bands.height - bands.ruler.top - 2);
  const label = formatTimecode(scene.settings, scene.playhead);
  const width = Math.ceil(widthOf(context, scene, label)) + 12;
  const left = Math.round(Math.max(0, Math.min(view.width - width, x - width / 2)));
  scene.drew(Math.min(left, x - 1), Math.max(left + width, x + 1));
  context.beginPath();
  context.roundRect(left, bands.ruler.top + 2, width, bands.ruler.height - 5, 2);
  context.fill();
  context.fillStyle = palette.bg0;
  context.textAlign = "left";
  context.fillText(label, left + 6, bands.ruler.top + bands.ruler.height / 2);
}

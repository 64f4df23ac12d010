/** The cue boxes of the track that is being edited. */
import type { Cue, CueId } from "../../bridge";
import { cps, FLICKS, type Weight } from "../../document";
import { laneBand, type Band } from "../kernels/bands";
import { cuesWithin, type TrackLayout } from "../kernels/layout";
import type { Part, Stretch } from "../kernels/scroll";
import { timeToX, xToTime, type View } from "../kernels/view";
import { font, type Palette } from "../theme";
import { drawMarks, marksWidth } from "./marks";
import { drawStripe, drawZone, Stripes } from "./stripes";
import type { RowText } from "./row-text";
import type { Sprites } from "./sprites";

/** Times that a gesture proposes. */
export type Drafts = ReadonlyMap<CueId, { readonly in: number; readonly out: number | null }>;

/** What the boxes are drawn from. */
export interface CueScene {
  readonly view: View;
  readonly band: Band;
  readonly layout: TrackLayout<Cue>;
  readonly palette: Palette;
  readonly text: RowText;
  readonly sprites: Sprites;
  /** 1 for each selected cue of the layout. */
  readonly selected: Uint8Array;
  readonly primary: CueId | null;
  /** The cue under the playhead. */
  readonly current: CueId | null;
  readonly drafts: Drafts;
  /** 1 for each cue of the layout that has drafted times. */
  readonly drafted: Uint8Array;
  /** Cues that start at `from` or later are shown `by` flicks further on. */
  readonly ripple: { readonly from: number; readonly by: number } | null;
  readonly numberOf: (id: CueId) => number;
  /** Text of a cue as it is being typed. */
  readonly shown: (cue: Cue) => Cue;
  /** Characters a second that are the limit. */
  readonly readingSpeed: number;
  /** What the worst finding of a cue weighs, as it is shown, and null where it has none; null where no cue has any. */
  readonly found: ((id: CueId) => Weight | null) | null;
  readonly crisp: (x: number) => number;
  /** The stretch of the view that is drawn. */
  readonly within: Stretch;
}

interface Box {
  readonly cue: Cue;
  readonly left: number;
  readonly right: number;
  readonly lane: Band;
  readonly selected: boolean;
}

/** Boxes narrower than this are drawn as strokes that run together. */
const SLIVER = 4;
/** Boxes narrower than this have no text: it would be a letter or two. */
const LEAST_TEXT = 36;
/** Boxes narrower than this have square corners. */
const LEAST_ROUND = 22;
const PADDING = 8;
const ROW = 16;

/** Draws every visible box: strokes first, boxes on top, those that are being dragged last. */
export function drawCues(context: CanvasRenderingContext2D, scene: CueScene): void {
  const slivers = new Slivers(scene);
  const stripes = new Stripes();
  const boxes: Box[] = [];
  const shift = scene.ripple?.by ?? 0;
  const { view, layout, within } = scene;
  const [from, to] = [xToTime(view, within.from - SLIVER), xToTime(view, within.to)];
  const { first, end } = cuesWithin(layout, from - Math.max(0, shift), to - Math.min(0, shift));
  context.textBaseline = "middle";
  const isDrafting = scene.drafts.size > 0;
  const perFlick = view.width / view.span;
  // At the whole programme these are all cues there are, so nothing is looked up here that need not be.
  for (let index = first; index < end; index += 1) {
    if (isDrafting && scene.drafted[index]) continue;
    const start = layout.ins[index]!;
    const by = scene.ripple && start >= scene.ripple.from ? shift : 0;
    const left = (start + by - view.start) * perFlick;
    const right = (layout.outs[index]! + by - view.start) * perFlick;
    if (right <= within.from - SLIVER || left >= within.to) continue;
    const selected = scene.selected[index] === 1;
    if (right - left >= SLIVER) boxes.push(boxOf(scene, layout.cues[index]!, index, left, right, selected));
    else {
      slivers.add(left, right, index, selected);
      if (scene.found) stripes.add(left, right, scene.found(layout.cues[index]!.id));
    }
  }
  slivers.draw(context);
  stripes.draw(context, scene.palette, scene.band.top);
  for (const box of boxes) drawBox(context, scene, box);
  drawDragged(context, scene);
}

/**
 * Draws the box of one cue again, its words having changed; nothing where it has none in view. `clear` is given the part of
 * the canvas that the box takes up, and draws.
 */
export function redrawCue(scene: CueScene, id: CueId, clear: (part: Part, draw: (context: CanvasRenderingContext2D) => void) => void): void {
  const { layout, view } = scene;
  const index = layout.indexOf.get(id);
  if (index === undefined || scene.drafted[index]) return;
  const [left, right] = [timeToX(view, layout.ins[index]!), timeToX(view, layout.outs[index]!)];
  if (right <= 0 || left >= view.width || right - left < SLIVER) return;
  const box = boxOf(scene, layout.cues[index]!, index, left, right, scene.selected[index] === 1);
  const part = { left: box.left, top: box.lane.top, width: box.right - box.left, height: box.lane.height };
  clear(part, (context) => {
    context.textBaseline = "middle";
    drawBox(context, scene, box);
  });
}

function drawDragged(context: CanvasRenderingContext2D, scene: CueScene): void {
  for (const [id, times] of scene.drafts) {
    const index = scene.layout.indexOf.get(id);
    if (index === undefined) continue;
    const out = times.out ?? times.in + (scene.layout.outs[index]! - scene.layout.ins[index]!);
    const left = timeToX(scene.view, times.in);
    const right = timeToX(scene.view, out);
    if (right <= scene.within.from || left >= scene.within.to) continue;
    const cue = { ...scene.layout.cues[index]!, in: times.in, out };
    const box = boxOf(scene, cue, index, left, Math.max(left + 2, right), scene.selected[index] === 1);
    drawBox(context, scene, box);
    if (scene.found) drawZone(context, scene.palette, scene.found(id), box.left, box.right - box.left, box.lane);
  }
}

function boxOf(scene: CueScene, cue: Cue, index: number, left: number, right: number, selected: boolean): Box {
  const lane = laneBand(scene.band, scene.layout.lanes[index]!, scene.layout.laneCounts[index]!);
  const edge = scene.crisp(left);
  // Touching boxes keep a hairline of ground between them.
  return { cue: scene.shown(cue), left: edge, right: Math.max(edge + 2, scene.crisp(right) - 1), lane, selected };
}

function drawBox(context: CanvasRenderingContext2D, scene: CueScene, box: Box): void {
  const { palette } = scene;
  const { cue, left, lane } = box;
  const width = box.right - left;
  const primary = cue.id === scene.primary;
  if (cue.comment && !box.selected) drawDashed(context, palette, box);
  else if (width < LEAST_ROUND && !primary) drawNarrow(context, palette, box);
  else drawFramed(context, palette, box, primary ? 2 : 1);
  if (cue.id === scene.current) tint(context, palette, box);
  if (scene.found) drawStripe(context, palette, scene.found(cue.id), left, width, lane.top);
  if (width >= LEAST_TEXT && lane.height >= 14) drawContents(context, scene, box);
}

/** A box in a frame: one in the frame's colour and one on it, which takes half the time of a stroke. */
function drawFramed(context: CanvasRenderingContext2D, palette: Palette, box: Box, weight: number): void {
  const { left, lane, selected } = box;
  const width = box.right - left;
  context.fillStyle = selected ? palette.acc : palette.line;
  context.beginPath();
  context.roundRect(left, lane.top, width, lane.height, 2);
  context.fill();
  context.fillStyle = selected ? palette.accD : palette.box;
  context.fillRect(left + weight, lane.top + weight, Math.max(0, width - 2 * weight), Math.max(0, lane.height - 2 * weight));
}

/** A comment is no caption: its frame is dashed. */
function drawDashed(context: CanvasRenderingContext2D, palette: Palette, box: Box): void {
  const { left, lane } = box;
  const width = box.right - left;
  context.fillStyle = palette.bg1;
  context.fillRect(left, lane.top, width, lane.height);
  context.lineWidth = 1;
  context.strokeStyle = palette.tx3;
  context.setLineDash([4, 3]);
  context.strokeRect(left + 0.5, lane.top + 0.5, Math.max(1, width - 1), Math.max(1, lane.height - 1));
  context.setLineDash([]);
}

/** A box too narrow for round corners and for text: two rectangles, since there may be hundreds. */
function drawNarrow(context: CanvasRenderingContext2D, palette: Palette, box: Box): void {
  const { left, lane, selected } = box;
  const width = box.right - left;
  context.fillStyle = selected ? palette.accD : palette.box;
  context.fillRect(left, lane.top, width, lane.height);
  context.lineWidth = 1;
  context.strokeStyle = selected ? palette.acc : palette.line;
  context.strokeRect(left + 0.5, lane.top + 0.5, width - 1, lane.height - 1);
}

/** The box under the playhead is a little brighter. */
function tint(context: CanvasRenderingContext2D, palette: Palette, box: Box): void {
  context.globalAlpha = 0.1;
  context.fillStyle = palette.tx;
  context.fillRect(box.left + 1, box.lane.top + 1, Math.max(0, box.right - box.left - 2), Math.max(0, box.lane.height - 2));
  context.globalAlpha = 1;
}

function drawContents(context: CanvasRenderingContext2D, scene: CueScene, box: Box): void {
  const { palette, text } = scene;
  const { cue, lane } = box;
  // A box that starts off screen keeps its text in sight.
  const left = Math.max(box.left, 0) + PADDING;
  const room = box.right - PADDING + 2 - left;
  const marks = room > marksWidth(cue) + 30 ? marksWidth(cue) : 0;
  const footer = lane.height >= 62;
  const height = lane.height - (footer ? 18 : 0);
  const fitting = Math.max(1, Math.min(cue.rows.length, Math.floor((height - 4) / ROW)));
  const top = lane.top + height / 2 - ((fitting - 1) * ROW) / 2 + (footer ? 2 : 0);
  const colour = cue.comment ? palette.tx3 : palette.tx;
  for (let row = 0; row < fitting; row += 1) {
    const width = room - (row === 0 ? marks : 0);
    const more = row === fitting - 1 && cue.rows.length > fitting;
    text.draw(context, palette, cue.rows[row] ?? [], { x: left, y: top + row * ROW, width, colour, more });
  }
  if (marks > 0) drawMarks(context, palette, cue, box.right - PADDING + 2, top);
  if (footer) drawFooter(context, scene, box, left, room);
}

/** Width of a figure of the footer's font, and the room between its parts. */
const FIGURE = 6.05;
const FOOTER_GAP = 10;

/** Number, length and reading speed: what the eye looks for next after the words. As many of them as fit, in one line. */
function drawFooter(context: CanvasRenderingContext2D, scene: CueScene, box: Box, left: number, room: number): void {
  const { palette, sprites } = scene;
  const { cue, lane, selected } = box;
  const speed = cps(cue);
  const over = speed !== null && speed > scene.readingSpeed;
  const quiet = selected ? palette.tx2 : palette.tx3;
  const texts = [String(scene.numberOf(cue.id)), cue.out === null ? "open" : `${((cue.out - cue.in) / FLICKS).toFixed(1)} s`];
  if (speed !== null) texts.push(`${speed.toFixed(1)} CPS${over ? " ▲" : ""}`);
  const ends = texts.map((_, index) => endOfPart(texts, index));
  const fitting = ends.filter((end) => end <= room).length;
  if (fitting === 0) return;
  const key = `footer|${quiet}|${texts.slice(0, fitting).join("|")}`;
  sprites.drawLine(context, key, () => ends[fitting - 1]!, (target, x, middle) => {
    target.font = font.smallCode(palette);
    for (let part = 0; part < fitting; part += 1) {
      target.fillStyle = over && part === 2 ? palette.amber : quiet;
      target.fillText(texts[part]!, x + ends[part]! - texts[part]!.length * FIGURE, middle);
    }
  }, left, lane.top + lane.height - 11);
}

/** Where a part of the footer ends, from where the first begins. */
function endOfPart(texts: readonly string[], part: number): number {
  return texts.slice(0, part + 1).reduce((end, text) => end + text.length * FIGURE + FOOTER_GAP, -FOOTER_GAP);
}

/** How a stroke looks, selected or not. */
const STROKES = [
  { selected: false, colour: "ref", opacity: 0.55 },
  { selected: true, colour: "acc", opacity: 0.85 },
] as const;

interface Stroke {
  readonly left: number;
  readonly width: number;
  readonly lane: Band;
  readonly selected: boolean;
}

/**
 * Cues too narrow for a box, drawn as few strokes: neighbours of the same
 * pixel and colour become one, and all of one colour are drawn together.
 */
class Slivers {
  #strokes: Stroke[] = [];
  #left = NaN;
  #right = NaN;
  #lane: Band = { top: 0, height: 0 };
  #selected = false;

  constructor(private readonly scene: CueScene) {}

  add(left: number, right: number, index: number, selected: boolean): void {
    const { layout, band } = this.scene;
    const lanes = layout.laneCounts[index]!;
    const start = Math.floor(left);
    const end = Math.max(start + 1, Math.round(right));
    const top = lanes === 1 ? band.top : laneBand(band, layout.lanes[index]!, lanes).top;
    if (start <= this.#right && selected === this.#selected && top === this.#lane.top) {
      this.#right = Math.max(this.#right, end);
      return;
    }
    this.#finish();
    this.#left = Math.max(start, Number.isNaN(this.#right) || selected !== this.#selected ? start : this.#right);
    this.#right = end;
    this.#selected = selected;
    this.#lane = lanes === 1 ? band : laneBand(band, layout.lanes[index]!, lanes);
  }

  /** Draws what was added. */
  draw(context: CanvasRenderingContext2D): void {
    this.#finish();
    for (const { selected, colour, opacity } of STROKES) {
      context.fillStyle = this.scene.palette[colour];
      context.globalAlpha = opacity;
      for (const stroke of this.#strokes) {
        if (stroke.selected === selected) context.fillRect(stroke.left, stroke.lane.top, stroke.width, stroke.lane.height);
      }
    }
    context.globalAlpha = 1;
  }

  #finish(): void {
    if (Number.isNaN(this.#left)) return;
    const width = Math.max(1, this.#right - this.#left);
    this.#strokes.push({ left: this.#left, width, lane: this.#lane, selected: this.#selected });
  }
}

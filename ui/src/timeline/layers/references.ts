/** What is behind the cues that are being edited, and reference tracks, below them. */
import type { ChangeKind, Cue } from "../../bridge";
import type { Band } from "../kernels/bands";
import { cuesWithin, type TrackLayout } from "../kernels/layout";
import { timeToX, xToTime, type View } from "../kernels/view";
import { font, type Palette } from "../theme";
import type { Behind } from "../tracks";
import type { Stretch } from "../kernels/scroll";
import type { RowText } from "./row-text";
import type { Sprites } from "./sprites";

/** What a lane is drawn from. */
export interface ReferenceScene {
  readonly view: View;
  readonly palette: Palette;
  readonly text: RowText;
  readonly sprites: Sprites;
  readonly crisp: (x: number) => number;
  /** The stretch of the view that is drawn. */
  readonly within: Stretch;
}

const LABEL = 13;
/** How far before a stretch its first cue is looked for: what is left out depends on the one before. */
const LEAD = 4;
const LABEL_LEFT = 8;

/** How far the name of what is drawn behind reaches into the view. */
export function behindLabelEnd(scene: Pick<ReferenceScene, "palette" | "sprites">, label: string): number {
  return LABEL_LEFT + scene.sprites.text(font.small(scene.palette), scene.palette.tx3, label).width;
}

/** What became of a cue, in a sign and a colour: the sign alone says it. */
const SIGNS: Readonly<Record<ChangeKind, readonly [sign: string, colour: "amber" | "green" | "red" | "violet"]>> = {
  changed: ["≠", "amber"], added: ["+", "green"], removed: ["−", "red"], split: ["1→2", "violet"], merged: ["2→1", "violet"],
};
/** Boxes narrower than this have no sign. */
const LEAST_SIGN = 12;

/**
 * Draws the cues behind the draft's as outlines below their name: the published revision, or the other side of a comparison,
 * whose changed cues are filled and have a sign above; cues that only the draft has are a dashed line there.
 */
export function drawBehind(context: CanvasRenderingContext2D, scene: ReferenceScene, band: Band, behind: Behind, draft: TrackLayout<Cue>): void {
  const { palette } = scene;
  const { changes, label } = behind;
  const boxes = { top: band.top + LABEL, height: band.height - LABEL - 4 };
  const line = changes ? palette.ref : palette.green;
  context.lineWidth = 1;
  eachBox(scene, behind.layout, (left, right, cue) => {
    const kind = changes?.there(cue.id);
    if (kind) drawChanged(context, scene, kind, left, right, boxes);
    context.strokeStyle = kind ? palette[SIGNS[kind][1]] : line;
    if (right - left < 3) context.strokeRect(left + 0.5, boxes.top + 0.5, 0.5, boxes.height);
    else context.strokeRect(left + 0.5, boxes.top + 0.5, right - left - 1, boxes.height);
  });
  if (changes) {
    eachBox(scene, draft, (left, right, cue) => {
      if (changes.here(cue.id) === "added") drawAdded(context, scene, left, right, boxes);
    });
  }
  const name = scene.sprites.text(font.small(palette), palette.tx3, label);
  if (changes) context.clearRect(0, band.top, LABEL_LEFT + name.width + 4, LABEL - 1);
  scene.sprites.paint(context, name, LABEL_LEFT, band.top + LABEL / 2);
}

function drawSign(context: CanvasRenderingContext2D, scene: ReferenceScene, kind: ChangeKind, left: number, right: number, boxes: Band): void {
  if (right - left < LEAST_SIGN) return;
  const [sign, colour] = SIGNS[kind];
  scene.sprites.paint(context, scene.sprites.text(font.small(scene.palette), scene.palette[colour], sign), left + 1, boxes.top - LABEL / 2);
}

function drawChanged(context: CanvasRenderingContext2D, scene: ReferenceScene, kind: ChangeKind, left: number, right: number, boxes: Band): void {
  context.globalAlpha = 0.35;
  context.fillStyle = scene.palette[SIGNS[kind][1]];
  context.fillRect(left, boxes.top, Math.max(1, right - left - 1), boxes.height);
  context.globalAlpha = 1;
  drawSign(context, scene, kind, left, right, boxes);
}

function drawAdded(context: CanvasRenderingContext2D, scene: ReferenceScene, left: number, right: number, boxes: Band): void {
  context.fillStyle = scene.palette.green;
  for (let x = left; x < right; x += 8) context.fillRect(x, boxes.top + boxes.height / 2, Math.min(4, right - x), 2);
  drawSign(context, scene, "added", left, right, boxes);
}

/** Draws a reference track: quiet boxes with their text in one line. */
export function drawReference(context: CanvasRenderingContext2D, scene: ReferenceScene, band: Band, layout: TrackLayout<Cue>): void {
  const { palette } = scene;
  const height = band.height - 4;
  eachBox(scene, layout, (left, right, cue) => {
    context.globalAlpha = 0.3;
    context.fillStyle = palette.ref;
    context.fillRect(left, band.top, Math.max(1, right - left - 1), height);
    context.globalAlpha = 1;
    if (right - left < 30) return;
    const x = Math.max(left, 0) + 6;
    const row = cue.rows[0] ?? [];
    const more = cue.rows.length > 1;
    scene.text.draw(context, palette, row, { x, y: band.top + height / 2, width: right - 6 - x, colour: palette.tx2, more });
  });
}

/** Calls back for each visible cue; those that fall into the pixel of the one before are passed over. */
function eachBox(scene: ReferenceScene, layout: TrackLayout<Cue>, draw: (left: number, right: number, cue: Cue) => void): void {
  const { view, within } = scene;
  const { first, end } = cuesWithin(layout, xToTime(view, within.from - LEAD), xToTime(view, within.to));
  let drawn = -Infinity;
  for (let index = first; index < end; index += 1) {
    const left = scene.crisp(timeToX(view, layout.ins[index]!));
    const right = scene.crisp(timeToX(view, layout.outs[index]!));
    if (right <= within.from - LEAD || (right <= drawn + 1 && right - left < 2)) continue;
    drawn = Math.max(drawn, right);
    draw(left, Math.max(left + 1, right), layout.cues[index]!);
  }
}

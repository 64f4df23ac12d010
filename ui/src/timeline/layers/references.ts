/** The published revision and reference tracks, below the cues that are being edited. */
import type { Cue } from "../../bridge";
import type { Band } from "../kernels/bands";
import { cuesWithin, type TrackLayout } from "../kernels/layout";
import { timeToX, xToTime, type View } from "../kernels/view";
import { font, type Palette } from "../theme";
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

/** How far the name of the published revision reaches into the view. */
export function publishedLabelEnd(scene: Pick<ReferenceScene, "palette" | "sprites">, name: string): number {
  return LABEL_LEFT + scene.sprites.text(font.small(scene.palette), scene.palette.tx3, labelOf(name)).width;
}

/** Draws the published cues as outlines below their revision's name. */
export function drawPublished(context: CanvasRenderingContext2D, scene: ReferenceScene, band: Band, layout: TrackLayout<Cue>, name: string): void {
  const { palette } = scene;
  const label = scene.sprites.text(font.small(palette), palette.tx3, labelOf(name));
  scene.sprites.paint(context, label, LABEL_LEFT, band.top + LABEL / 2);
  context.strokeStyle = palette.green;
  context.lineWidth = 1;
  const boxes = { top: band.top + LABEL, height: band.height - LABEL - 4 };
  eachBox(scene, layout, (left, right) => {
    if (right - left < 3) context.strokeRect(left + 0.5, boxes.top + 0.5, 0.5, boxes.height);
    else context.strokeRect(left + 0.5, boxes.top + 0.5, right - left - 1, boxes.height);
  });
}

/** What the lane is called: the revision's name, with what it is where the name does not say so. */
function labelOf(name: string): string {
  return /publi/i.test(name) ? name : `Published: ${name}`;
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

/** The ruler: ticks, and timecodes that never collide. */
import type { Settings } from "../../bridge";
import { formatTimecode } from "../../document";
import type { Band } from "../kernels/bands";
import type { FrameGrid } from "../kernels/frames";
import { rulerTicks } from "../kernels/ruler";
import type { View } from "../kernels/view";
import { font, type Palette } from "../theme";
import type { Sprites } from "./sprites";

/** What the ruler is drawn from. */
export interface RulerScene {
  readonly view: View;
  readonly grid: FrameGrid;
  readonly settings: Settings;
  readonly palette: Palette;
  readonly band: Band;
  readonly sprites: Sprites;
}

/** As wide as any timecode: the figures are of one width. */
const WIDEST = "00:00:00;00";

/** Draws the ruler over its band. */
export function drawRuler(context: CanvasRenderingContext2D, scene: RulerScene): void {
  const { band, palette, view } = scene;
  const bottom = band.top + band.height;
  context.fillStyle = palette.bg1;
  context.fillRect(0, band.top, view.width, band.height);
  context.fillStyle = palette.line;
  context.fillRect(0, bottom - 1, view.width, 1);
  const face = font.code(palette);
  const widest = scene.sprites.text(face, palette.tx2, WIDEST).width;
  const ticks = rulerTicks(view, scene.grid, widest);
  // Still in the colour of the line below: a change of colour costs more than a tick.
  for (const tick of ticks) if (!tick.labelled) context.fillRect(Math.round(tick.x), bottom - 5, 1, 5);
  context.fillStyle = palette.tx3;
  for (const tick of ticks) if (tick.labelled) context.fillRect(Math.round(tick.x), band.top + 8, 1, band.height - 8);
  context.textBaseline = "middle";
  for (const tick of ticks) {
    if (!tick.labelled) continue;
    scene.sprites.drawText(context, face, palette.tx2, formatTimecode(scene.settings, tick.time), Math.round(tick.x) + 5, band.top + 11);
  }
}

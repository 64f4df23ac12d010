/** The ruler: ticks, and timecodes that never collide. */
import type { Settings } from "../../bridge";
import { formatTimecode } from "../../document";
import type { Band } from "../kernels/bands";
import type { FrameGrid } from "../kernels/frames";
import { rulerTicks, type Tick } from "../kernels/ruler";
import type { View } from "../kernels/view";
import { font, type Palette } from "../theme";
import type { Labels } from "./labels";
import type { Sprites } from "./sprites";

/** What the ruler is drawn from. */
export interface RulerScene {
  readonly view: View;
  readonly grid: FrameGrid;
  readonly settings: Settings;
  readonly palette: Palette;
  readonly band: Band;
  readonly sprites: Sprites;
  readonly labels: Labels;
  /** How many pixels of the screen a CSS pixel is. */
  readonly ratio: number;
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
  strokeTicks(context, palette.line, ticks.filter((tick) => !tick.labelled), bottom - 5, bottom);
  const labelled = ticks.filter((tick) => tick.labelled);
  strokeTicks(context, palette.tx3, labelled, band.top + 8, bottom);
  scene.labels.dress({ face, colour: palette.tx2, width: widest, ratio: scene.ratio });
  for (const tick of labelled) scene.labels.draw(context, formatTimecode(scene.settings, tick.time), Math.round(tick.x) + 5, band.top + 11);
}

/** Ticks of one kind in one path: a rectangle for each takes three times as long. */
function strokeTicks(context: CanvasRenderingContext2D, colour: string, ticks: readonly Tick[], from: number, to: number): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (const tick of ticks) {
    const x = Math.round(tick.x) + 0.5;
    context.moveTo(x, from);
    context.lineTo(x, to);
  }
  context.stroke();
}

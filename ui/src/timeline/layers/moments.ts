/** Moments that something was said about: a note on the ruler, and a line down through the sound. */
import type { Bands } from "../kernels/bands";
import { marksIn, type Moment } from "../kernels/moments";
import type { View } from "../kernels/view";
import type { Palette } from "../theme";
import { note } from "./marks";

/** What moments are drawn from. */
export interface MomentScene {
  readonly view: View;
  readonly bands: Bands;
  readonly palette: Palette;
  /** Open conversations about moments, in the order of time. */
  readonly moments: readonly Moment[];
  /** Told from where to where something is drawn. */
  readonly drew: (from: number, to: number) => void;
}

/** How far above the end of the ruler a note hangs: half its height and a pixel. */
const HANGS = 6;
/** How far a note reaches to either side, its line included. */
const REACH = 8;

/** Draws the moments in sight: every line in one path, and every note. */
export function drawMoments(context: CanvasRenderingContext2D, { view, bands, palette, moments, drew }: MomentScene): void {
  const marks = marksIn(moments, view);
  if (marks.length === 0) return;
  const { ruler, waveform } = bands;
  const bottom = ruler.top + ruler.height;
  context.strokeStyle = palette.amber;
  context.fillStyle = palette.bg1;
  context.lineWidth = 1;
  context.globalAlpha = 0.6;
  context.beginPath();
  for (const x of marks) {
    drew(x - REACH, x + REACH);
    context.moveTo(x + 0.5, bottom);
    context.lineTo(x + 0.5, waveform.top + waveform.height);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  context.beginPath();
  for (const x of marks) note(context, x + 0.5, bottom - HANGS);
  context.fill();
  context.stroke();
}

/** The waveform: one rectangle for each column of pixels, and a brighter one for its RMS. */
import type { Band } from "../kernels/bands";
import { INK, type Ink } from "../kernels/waveform";
import type { Palette } from "../theme";

/** Full scale of a sample of 16 bits. */
const FULL_SCALE = 32_768;

/** What a waveform is drawn from. */
export interface WaveformScene {
  readonly ink: Ink;
  readonly band: Band;
  readonly palette: Palette;
  /** How many times as tall as the samples say. */
  readonly gain: number;
  /** Whether the zero line is drawn through all of it. */
  readonly axis: boolean;
  /** Where on the canvas the first column stands. */
  readonly left: number;
}

/** Draws a waveform over its band, symmetric about its middle. */
export function drawWaveform(context: CanvasRenderingContext2D, scene: WaveformScene): void {
  const { band, palette, ink } = scene;
  const middle = Math.round(band.top + band.height / 2);
  if (scene.axis) {
    context.fillStyle = palette.line;
    context.fillRect(scene.left, middle, ink.kind.length, 1);
  }
  context.fillStyle = provisionalFill(context, palette);
  drawColumns(context, scene, ink.peak, INK.provisional, middle);
  context.fillStyle = palette.wave;
  drawColumns(context, scene, ink.peak, INK.exact, middle);
  context.fillStyle = palette.wave2;
  drawColumns(context, scene, ink.rms, INK.exact, middle);
}

function drawColumns(context: CanvasRenderingContext2D, scene: WaveformScene, values: Uint16Array, kind: number, middle: number): void {
  const { ink, gain, band, left } = scene;
  const reach = Math.max(1, band.height / 2 - 2);
  const scale = (reach / FULL_SCALE) * gain;
  for (let x = 0; x < ink.kind.length; x += 1) {
    if (ink.kind[x] !== kind) continue;
    const half = Math.min(reach, values[x]! * scale);
    context.fillRect(left + x, middle - half, 1, Math.max(1, 2 * half));
  }
}

let hatch: { colour: string; pattern: CanvasPattern | string } | null = null;

/** Diagonal lines in the colour of the waveform: ink that is a guess is seen to be one. */
function provisionalFill(context: CanvasRenderingContext2D, palette: Palette): CanvasPattern | string {
  if (hatch?.colour === palette.wave) return hatch.pattern;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const ink = tile.getContext("2d");
  if (!ink) return palette.line;
  ink.strokeStyle = palette.wave;
  ink.lineWidth = 1.5;
  ink.beginPath();
  for (const offset of [-6, 0, 6]) {
    ink.moveTo(offset - 1, 7);
    ink.lineTo(offset + 7, -1);
  }
  ink.stroke();
  const pattern = context.createPattern(tile, "repeat") ?? palette.line;
  hatch = { colour: palette.wave, pattern };
  return pattern;
}

/**
 * The waveform, column by column of screen pixels.
 *
 * Written into a bitmap and put on the canvas at once: in the web view that
 * takes a tenth of the time of a rectangle for each column.
 */
import type { Band } from "../kernels/bands";
import { INK, type Ink } from "../kernels/waveform";
import { channels, type Palette } from "../theme";

/** Full scale of a sample of 16 bits. */
const FULL_SCALE = 32_768;
/** How far apart the lines of the hatching are, and how thick, in CSS pixels. */
const HATCH = { period: 5, line: 1.5 };

/** What a waveform is drawn from. */
export interface WaveformScene {
  /** A column for each device pixel. */
  readonly ink: Ink;
  readonly ratio: number;
  /** In CSS pixels. */
  readonly band: Band;
  readonly palette: Palette;
  /** How many times as tall as the samples say. */
  readonly gain: number;
  /** Whether the zero line is drawn through all of it. */
  readonly axis: boolean;
}

/** A bitmap that waveforms are drawn through; keeps its memory from one to the next. */
export class WaveformBitmap {
  #image: ImageData | null = null;
  #pixels = new Uint32Array(0);

  /** Draws a waveform over its band, symmetric about its middle. Replaces what is on the canvas there. */
  draw(context: CanvasRenderingContext2D, scene: WaveformScene): void {
    const { ink, ratio, band, palette } = scene;
    const width = ink.kind.length;
    const height = Math.round(band.height * ratio);
    if (width === 0 || height < 2) return;
    const image = this.#sized(context, width, height);
    this.#pixels.fill(0);
    const middle = height >> 1;
    if (scene.axis) this.#pixels.fill(packed(palette.line), middle * width, (middle + 1) * width);
    this.#columns(scene, width, middle);
    context.putImageData(image, 0, Math.round(band.top * ratio));
  }

  #sized(context: CanvasRenderingContext2D, width: number, height: number): ImageData {
    if (this.#image?.width === width && this.#image.height === height) return this.#image;
    this.#image = context.createImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    return this.#image;
  }

  #columns(scene: WaveformScene, width: number, middle: number): void {
    const { ink, palette, ratio } = scene;
    const reach = Math.max(1, middle - ratio);
    const scale = (reach / FULL_SCALE) * scene.gain;
    const [wave, core] = [packed(palette.wave), packed(palette.wave2)];
    const hatch = { period: HATCH.period * ratio, line: HATCH.line * ratio };
    for (let x = 0; x < width; x += 1) {
      const kind = ink.kind[x];
      if (kind === INK.none) continue;
      const half = Math.min(reach, ink.peak[x]! * scale);
      if (kind === INK.provisional) {
        this.#hatched(x, width, middle, Math.floor(half), wave, hatch);
        continue;
      }
      this.#solid(x, width, middle, Math.floor(half), wave);
      this.#soft(x, width, middle, half, wave);
      const rms = Math.floor(Math.min(reach, ink.rms[x]! * scale));
      if (rms > 0) this.#solid(x, width, middle, rms, core);
    }
  }

  #solid(x: number, width: number, middle: number, half: number, colour: number): void {
    const pixels = this.#pixels;
    const end = (middle + half) * width + x;
    for (let at = (middle - half) * width + x; at <= end; at += width) pixels[at] = colour;
  }

  /** The ends of a column fall between pixels: the last one is as opaque as there is column in it. */
  #soft(x: number, width: number, middle: number, half: number, colour: number): void {
    const whole = Math.floor(half);
    const opacity = Math.round((half - whole) * 255);
    if (opacity < 16 || whole + 1 > middle) return;
    const faint = ((colour & 0xffffff) | (opacity << 24)) >>> 0;
    this.#pixels[(middle - whole - 1) * width + x] = faint;
    this.#pixels[(middle + whole + 1) * width + x] = faint;
  }

  /** Diagonal lines: ink that is a guess is seen to be one. */
  #hatched(x: number, width: number, middle: number, half: number, colour: number, hatch: { period: number; line: number }): void {
    for (let y = middle - half; y <= middle + half; y += 1) {
      if ((x + y) % hatch.period < hatch.line) this.#pixels[y * width + x] = colour;
    }
  }
}

/** A colour as a pixel of image data, whose bytes are red, green, blue and opacity in this order. */
function packed(colour: string): number {
  const [red, green, blue] = channels(colour);
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

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
  /** Where it begins, in CSS pixels. */
  readonly left: number;
  readonly palette: Palette;
  /** How many times as tall as the samples say. */
  readonly gain: number;
  /** Whether the zero line is drawn through all of it. */
  readonly axis: boolean;
}

/** How far a column reaches from the middle, in whole pixels; nothing of it is there. */
const NOWHERE = -1;

/** A bitmap that waveforms are drawn through; keeps its memory from one to the next. */
export class WaveformBitmap {
  #image: ImageData | null = null;
  /** Signed, as colours are: numbers above 2^31 are no integers to the web view, and take it twice the time. */
  #pixels = new Int32Array(0);
  /** Of each column: how far its peak and its core reach, and the colour of the pixel after its peak. */
  #halves = new Int16Array(0);
  #cores = new Int16Array(0);
  #ends = new Int32Array(0);
  /** The columns that reach as far as the row that is being written, from the left. */
  #reaching = new Uint16Array(0);

  /** Draws a waveform over its band, which is clear, symmetric about its middle. */
  draw(context: CanvasRenderingContext2D, scene: WaveformScene): void {
    const { ink, ratio, band } = scene;
    const width = ink.kind.length;
    const height = Math.round(band.height * ratio);
    if (width === 0 || height < 2) return;
    const image = this.#sized(context, width, height);
    const middle = height >> 1;
    const furthest = this.#measure(scene, middle);
    // Rows that no column reaches are left as clear as they are: each one put costs, drawn on or not.
    const reach = Math.min(middle, furthest + 1);
    const [top, rows] = [middle - reach, Math.min(height, middle + reach + 1) - (middle - reach)];
    this.#pixels.fill(0, top * width, (top + rows) * width);
    this.#rows(scene, width, middle, reach);
    this.#provisional(scene, width, middle);
    context.putImageData(image, Math.round(scene.left * ratio), Math.round(band.top * ratio), 0, top, width, rows);
  }

  #sized(context: CanvasRenderingContext2D, width: number, height: number): ImageData {
    if (this.#image?.width === width && this.#image.height === height) return this.#image;
    this.#image = context.createImageData(width, height);
    this.#pixels = new Int32Array(this.#image.data.buffer);
    this.#halves = new Int16Array(width);
    this.#cores = new Int16Array(width);
    this.#ends = new Int32Array(width);
    this.#reaching = new Uint16Array(width);
    return this.#image;
  }

  /** Finds how far each column reaches; answers how far the furthest does. */
  #measure(scene: WaveformScene, middle: number): number {
    const { ink, palette } = scene;
    const { reach, scale } = scaleOf(scene, middle);
    const wave = packed(palette.wave);
    const ground = scene.axis ? packed(palette.line) : 0;
    let furthest = NOWHERE;
    for (let x = 0; x < ink.kind.length; x += 1) {
      const half = Math.min(reach, ink.peak[x]! * scale);
      const whole = Math.floor(half);
      if (ink.kind[x] !== INK.none && whole > furthest) furthest = whole;
      if (ink.kind[x] !== INK.exact) {
        this.#halves[x] = this.#cores[x] = NOWHERE;
        this.#ends[x] = ground;
        continue;
      }
      const core = Math.floor(Math.min(reach, ink.rms[x]! * scale));
      this.#halves[x] = whole;
      this.#cores[x] = core > 0 ? core : NOWHERE;
      this.#ends[x] = whole < middle ? faint(wave, half - whole) : 0;
    }
    return furthest;
  }

  /** Row after row, from the middle out, both halves at once: the memory is written in its order. */
  #rows(scene: WaveformScene, width: number, middle: number, reach: number): void {
    const [pixels, halves, cores, ends, reaching] = [this.#pixels, this.#halves, this.#cores, this.#ends, this.#reaching];
    const [wave, core] = [packed(scene.palette.wave), packed(scene.palette.wave2)];
    let count = width;
    for (let x = 0; x < width; x += 1) reaching[x] = x;
    for (let distance = 0; distance <= reach; distance += 1) {
      const row = (middle - distance) * width;
      let kept = 0;
      for (let place = 0; place < count; place += 1) {
        const x = reaching[place]!;
        const half = halves[x]!;
        if (distance > half) {
          pixels[row + x] = ends[x]!;
          continue;
        }
        pixels[row + x] = distance <= cores[x]! ? core : wave;
        reaching[kept] = x;
        kept += 1;
      }
      count = kept;
      const mirrored = (middle + distance) * width;
      if (distance > 0 && mirrored < pixels.length) pixels.copyWithin(mirrored, row, row + width);
    }
  }

  #provisional(scene: WaveformScene, width: number, middle: number): void {
    const { ink, palette, ratio } = scene;
    const { reach, scale } = scaleOf(scene, middle);
    const colour = packed(palette.wave);
    const hatch = { period: HATCH.period * ratio, line: HATCH.line * ratio };
    for (let x = 0; x < width; x += 1) {
      if (ink.kind[x] !== INK.provisional) continue;
      this.#hatched(x, width, middle, Math.floor(Math.min(reach, ink.peak[x]! * scale)), colour, hatch);
    }
  }

  /** Diagonal lines: ink that is a guess is seen to be one. */
  #hatched(x: number, width: number, middle: number, half: number, colour: number, hatch: { period: number; line: number }): void {
    for (let y = middle - half; y <= middle + half; y += 1) {
      if ((x + y) % hatch.period < hatch.line) this.#pixels[y * width + x] = colour;
    }
  }
}

/** How far a column can reach from the middle, and how far one unit of a sample does, in pixels. */
function scaleOf(scene: WaveformScene, middle: number): { reach: number; scale: number } {
  const reach = Math.max(1, middle - scene.ratio);
  return { reach, scale: (reach / FULL_SCALE) * scene.gain };
}

/** The pixel at a column's end, which falls between pixels: as opaque as there is column in it. */
function faint(colour: number, share: number): number {
  const opacity = Math.round(share * 255);
  return opacity < 16 ? 0 : (colour & 0xffffff) | (opacity << 24);
}

const pixelsOf = new Map<string, number>();

/** A colour as a pixel of image data, whose bytes are red, green, blue and opacity in this order. */
function packed(colour: string): number {
  let pixel = pixelsOf.get(colour);
  if (pixel === undefined) {
    const [red, green, blue] = channels(colour);
    pixel = (255 << 24) | (blue << 16) | (green << 8) | red;
    pixelsOf.set(colour, pixel);
  }
  return pixel;
}

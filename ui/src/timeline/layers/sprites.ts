/**
 * Text drawn once and then copied.
 *
 * A line of text costs a web view as much as fifty copies of it, and a bitmap
 * as much as ten lines. What is on screen is mostly the same from frame to
 * frame, so a line that is drawn again is kept as a small bitmap, up to a
 * bound in pixels, the least recently used going first. One that is drawn for
 * the first time may be gone in the next frame, as while it is being typed.
 */

/** A line of text as a bitmap. */
export interface Sprite {
  readonly canvas: HTMLCanvasElement;
  /** In CSS pixels. */
  readonly width: number;
}

/** How tall a line is, in CSS pixels; its middle is the text's. */
const HEIGHT = 18;
/** The widest line that is kept; no box shows more of a row. */
const WIDEST = 1200;
/** How many pixels are kept: 12 MB of them. */
const CAPACITY = 3_000_000;
/** How many lines are remembered to have been drawn. */
const MEMORY = 4000;

/** Lines of text, kept as bitmaps. */
export class Sprites {
  #held = new Map<string, Sprite>();
  #met = new Set<string>();
  #figures = new Map<string, number>();
  #pixels = 0;
  #ratio = 1;
  #measuring: CanvasRenderingContext2D | null = document.createElement("canvas").getContext("2d");

  /** Takes the number of device pixels in a CSS pixel. */
  scale(ratio: number): void {
    if (ratio !== this.#ratio) this.forget();
    this.#ratio = ratio;
  }

  /** Forgets every line: fonts or colours have changed. */
  forget(): void {
    this.#held.clear();
    this.#met.clear();
    this.#figures.clear();
    this.#pixels = 0;
  }

  /** Whether a line, by its key, is drawn for the first time: such a one is better drawn than kept. */
  isNew(key: string): boolean {
    if (this.#met.has(key)) return false;
    if (this.#met.size >= MEMORY) this.#met.clear();
    this.#met.add(key);
    return true;
  }

  /** How wide a text is in a font. */
  measure(face: string, text: string): number {
    if (!this.#measuring) return 0;
    this.#measuring.font = face;
    return this.#measuring.measureText(text).width;
  }

  /**
   * Draws a line under a key of the caller's from `x` on, its middle at `y`. `draw` is called where it is drawn for the
   * first time or not held, with where it begins and its middle.
   */
  drawLine(
    context: CanvasRenderingContext2D, key: string, measure: () => number,
    draw: (context: CanvasRenderingContext2D, left: number, middle: number) => void, x: number, y: number,
  ): void {
    if (this.isNew(key)) draw(context, this.crisp(x), this.crisp(y - HEIGHT / 2) + HEIGHT / 2);
    else this.paint(context, this.line(key, measure, (target, middle) => draw(target, 0, middle)), x, y);
  }

  /** How wide so many figures are, in a font whose figures are of one width. */
  figures(face: string, count: number): number {
    let width = this.#figures.get(face);
    if (width === undefined) this.#figures.set(face, (width = this.measure(face, "0")));
    return width * count;
  }

  /** A text in one font and colour. */
  text(face: string, colour: string, text: string): Sprite {
    return this.line(keyOf(face, colour, text), () => this.measure(face, text), (context, middle) => {
      context.font = face;
      context.fillStyle = colour;
      context.fillText(text, 0, middle);
    });
  }

  /** A line under a key of the caller's; drawn where it is not held, from x 0 about the line `middle`. */
  line(key: string, measure: () => number, draw: (context: CanvasRenderingContext2D, middle: number) => void): Sprite {
    const known = this.#held.get(key);
    if (known) {
      this.#held.delete(key);
      this.#held.set(key, known);
      return known;
    }
    const made = this.#make(Math.min(WIDEST, Math.ceil(measure()) + 2), draw);
    this.#held.set(key, made);
    this.#pixels += made.canvas.width * made.canvas.height;
    this.#trim();
    return made;
  }

  /** Copies a line, or `width` pixels of it from `from` on, its middle at `y`. */
  paint(context: CanvasRenderingContext2D, sprite: Sprite, x: number, y: number, width = sprite.width, from = 0): void {
    const ratio = this.#ratio;
    const shown = Math.min(width, sprite.width - from);
    if (shown <= 0) return;
    const [left, top] = [this.crisp(x), this.crisp(y - HEIGHT / 2)];
    context.drawImage(sprite.canvas, from * ratio, 0, shown * ratio, HEIGHT * ratio, left, top, shown, HEIGHT);
  }

  /** The nearest place where a bitmap is not blurred. */
  crisp(place: number): number {
    return Math.round(place * this.#ratio) / this.#ratio;
  }

  #make(width: number, draw: (context: CanvasRenderingContext2D, middle: number) => void): Sprite {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.ceil(width * this.#ratio));
    canvas.height = Math.ceil(HEIGHT * this.#ratio);
    const context = canvas.getContext("2d");
    if (context) {
      context.scale(this.#ratio, this.#ratio);
      context.textBaseline = "middle";
      draw(context, HEIGHT / 2);
    }
    return { canvas, width };
  }

  #trim(): void {
    for (const [key, sprite] of this.#held) {
      if (this.#pixels <= CAPACITY) return;
      this.#held.delete(key);
      this.#pixels -= sprite.canvas.width * sprite.canvas.height;
    }
  }
}

function keyOf(face: string, colour: string, text: string): string {
  return `${face}|${colour}|${text}`;
}

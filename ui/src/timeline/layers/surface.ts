/** A canvas that is as sharp as the screen. */

import type { Part, Stretch } from "../kernels/scroll";

/** A canvas and its context, scaled so that one unit is one CSS pixel. */
export class Surface {
  readonly context: CanvasRenderingContext2D | null;
  width = 0;
  /** Where it begins in the element that it lies in, in CSS pixels. What is drawn counts from the top of that. */
  top = 0;
  height = 0;
  ratio = 1;
  /** Where there is something on it, as those who drew it said. */
  #drawn: Stretch[] = [];

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d");
  }

  /** Takes the height from `top` to `bottom` of the element that it lies in, in CSS pixels. Another size clears it. */
  resize(width: number, top: number, bottom: number, ratio: number): void {
    const from = Math.floor(top * ratio) / ratio;
    if (width === this.width && from === this.top && bottom - from === this.height && ratio === this.ratio) return;
    [this.width, this.top, this.height, this.ratio] = [width, from, bottom - from, ratio];
    this.#drawn = [];
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * ratio));
    this.canvas.style.top = `${from}px`;
    this.canvas.style.height = `${this.height}px`;
  }

  /** Clears the canvas and draws on it. Nothing happens where there is no canvas to draw on. */
  paint(draw: (context: CanvasRenderingContext2D) => void): void {
    const { context } = this;
    if (!context) return;
    this.#toElement(context);
    context.clearRect(0, this.top, this.width, this.height);
    draw(context);
  }

  /** Clears what was drawn this way before and draws; `draw` says from where to where it does. There is mostly little of it. */
  paintSparse(draw: (context: CanvasRenderingContext2D, drew: (from: number, to: number) => void) => void): void {
    const { context } = this;
    if (!context) return;
    this.#toElement(context);
    for (const { from, to } of this.#drawn) context.clearRect(from, this.top, to - from, this.height);
    this.#drawn = [];
    // A pixel more on either side: edges between pixels are smoothed.
    draw(context, (from, to) => this.#drawn.push({ from: Math.floor(from) - 1, to: Math.ceil(to) + 1 }));
  }

  /** Draws on one part of the canvas, cleared first; nothing outside of it changes. */
  paintPart(part: Part, draw: (context: CanvasRenderingContext2D) => void): void {
    const { context } = this;
    if (!context) return;
    context.save();
    this.#toElement(context);
    context.beginPath();
    context.rect(part.left, part.top, part.width, part.height);
    context.clip();
    context.clearRect(part.left, part.top, part.width, part.height);
    draw(context);
    context.restore();
  }

  /** Moves what is drawn along by CSS pixels that are a whole number of the screen's. What comes in from the side is clear. */
  shift(pixels: number): void {
    const { context } = this;
    if (!context || pixels === 0) return;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "copy";
    context.drawImage(this.canvas, Math.round(pixels * this.ratio), 0);
    context.restore();
  }

  #toElement(context: CanvasRenderingContext2D): void {
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, -this.top * this.ratio);
  }

  /** The nearest place where a hairline is sharp. */
  crisp(x: number): number {
    return Math.round(x * this.ratio) / this.ratio;
  }
}

/** A canvas that is as sharp as the screen. */

import type { Part } from "../kernels/scroll";

/** A canvas and its context, scaled so that one unit is one CSS pixel. */
export class Surface {
  readonly context: CanvasRenderingContext2D | null;
  width = 0;
  height = 0;
  ratio = 1;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d");
  }

  /** Takes a size in CSS pixels; answers whether it changed, which clears the canvas. */
  resize(width: number, height: number, ratio: number): boolean {
    if (width === this.width && height === this.height && ratio === this.ratio) return false;
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    return true;
  }

  /** Clears the canvas and draws on it. Nothing happens where there is no canvas to draw on. */
  paint(draw: (context: CanvasRenderingContext2D) => void): void {
    const { context } = this;
    if (!context) return;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    draw(context);
  }

  /** Draws on one part of the canvas, cleared first; nothing outside of it changes. */
  paintPart(part: Part, draw: (context: CanvasRenderingContext2D) => void): void {
    const { context } = this;
    if (!context) return;
    context.save();
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
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

  /** The nearest place where a hairline is sharp. */
  crisp(x: number): number {
    return Math.round(x * this.ratio) / this.ratio;
  }
}

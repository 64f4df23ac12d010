/** A canvas that is as sharp as the screen. */

/** A part of a canvas, in CSS pixels. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

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

  /** Draws on one part of the canvas, cleared first; `draw` stays within it. Only that part is put on the screen anew. */
  paintPart(part: Part, draw: (context: CanvasRenderingContext2D) => void): void {
    const { context } = this;
    if (!context) return;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(part.left, part.top, part.width, part.height);
    draw(context);
  }

  /** The nearest place where a hairline is sharp. */
  crisp(x: number): number {
    return Math.round(x * this.ratio) / this.ratio;
  }
}

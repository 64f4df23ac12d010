/**
 * The timecodes of the ruler, each drawn once and then copied.
 *
 * A timecode costs a web view as much as ten copies of it. While the view is
 * zoomed or moved most of them stay for some frames, only elsewhere. A bitmap
 * for each, as for the words of cues, would cost more than it saves in so few
 * frames, so they share one.
 */

/** How tall the bitmap of a timecode is, in CSS pixels; its middle is the text's. */
const HEIGHT = 18;
/** How many are kept: those of some screens. */
const KEPT = 48;

/** How labels look, all of them alike. */
export interface LabelLook {
  readonly face: string;
  readonly colour: string;
  /** As wide as any label, in CSS pixels. */
  readonly width: number;
  /** How many pixels of the screen a CSS pixel is. */
  readonly ratio: number;
}

/** Labels that were drawn of late. */
export class Labels {
  #canvas = document.createElement("canvas");
  #context = this.#canvas.getContext("2d");
  #look: LabelLook = { face: "", colour: "", width: 0, ratio: 0 };
  /** Where on the canvas each label is; the one that was drawn longest ago comes first. */
  #places = new Map<string, number>();

  /** Forgets every label: fonts or colours have changed. */
  forget(): void {
    this.#look = { ...this.#look, ratio: 0 };
  }

  /** Takes how labels look from now on. */
  dress(look: LabelLook): void {
    const { face, colour, width, ratio } = this.#look;
    if (face === look.face && colour === look.colour && width === look.width && ratio === look.ratio) return;
    this.#look = look;
    this.#places.clear();
    this.#canvas.width = Math.ceil(look.width * look.ratio);
    this.#canvas.height = KEPT * this.#tall;
    if (!this.#context) return;
    this.#context.font = look.face;
    this.#context.fillStyle = look.colour;
    this.#context.textBaseline = "middle";
  }

  /** Draws a label from the whole pixel `x` on, its middle at the whole pixel `y`. */
  draw(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
    const [width, height] = [this.#canvas.width, this.#tall];
    const { ratio } = this.#look;
    context.drawImage(this.#canvas, 0, this.#placeOf(text), width, height, x, y - HEIGHT / 2, width / ratio, height / ratio);
  }

  /** The height of a place in pixels of the canvas. */
  get #tall(): number {
    return Math.ceil(HEIGHT * this.#look.ratio);
  }

  /** Where a label stands on the canvas; drawn there, in the place of one that is used no more, where it is new. */
  #placeOf(text: string): number {
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.#freePlace();
      this.#letter(text, place);
    }
    this.#places.delete(text);
    this.#places.set(text, place);
    return place;
  }

  #freePlace(): number {
    if (this.#places.size < KEPT) return this.#places.size * this.#tall;
    const [oldest, place] = this.#places.entries().next().value!;
    this.#places.delete(oldest);
    return place;
  }

  #letter(text: string, place: number): void {
    const context = this.#context;
    if (!context) return;
    const { ratio } = this.#look;
    context.setTransform(ratio, 0, 0, ratio, 0, place);
    context.clearRect(0, 0, this.#look.width, HEIGHT);
    context.fillText(text, 0, HEIGHT / 2);
  }
}

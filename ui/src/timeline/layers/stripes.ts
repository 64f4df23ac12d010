/** Findings on the cue boxes: a stripe at the top edge, by colour and by pattern, and a zone over a box that is dragged. */
import type { Weight } from "../../document";
import type { Band } from "../kernels/bands";
import type { Palette } from "../theme";

interface Look {
  readonly colour: "red" | "amber" | "ref" | "tx3";
  readonly height: number;
  /** How long its dashes are; null for a line without gaps. */
  readonly dash: number | null;
}

/** How each weight looks: what weighs more is thicker and has fewer gaps, so that colour alone says nothing. */
const LOOKS: Readonly<Record<Weight, Look>> = {
  error: { colour: "red", height: 4, dash: null },
  warning: { colour: "amber", height: 3, dash: 8 },
  hint: { colour: "ref", height: 3, dash: 3 },
  waived: { colour: "tx3", height: 1, dash: 3 },
};

/** The room between two dashes. */
const GAP = 3;

/** How much of the ground shows through a zone. */
const ZONE = 0.22;

/** Draws the stripe of a box; nothing where there is no finding. */
export function drawStripe(context: CanvasRenderingContext2D, palette: Palette, weight: Weight | null, left: number, width: number, top: number): void {
  if (weight === null) return;
  const { colour, height, dash } = LOOKS[weight];
  context.fillStyle = palette[colour];
  if (dash === null || width <= dash) return context.fillRect(left, top, width, height);
  for (let x = 0; x < width; x += dash + GAP) context.fillRect(left + x, top, Math.min(dash, width - x), height);
}

/** Tints a box that is being dragged where it would break a rule; what is waived does not. */
export function drawZone(context: CanvasRenderingContext2D, palette: Palette, weight: Weight | null, left: number, width: number, band: Band): void {
  if (weight === null || weight === "waived") return;
  context.globalAlpha = ZONE;
  context.fillStyle = palette[LOOKS[weight].colour];
  context.fillRect(left, band.top, width, band.height);
  context.globalAlpha = 1;
}

/** The weights that strokes have stripes for, the heaviest drawn last. */
const STROKES = ["hint", "warning", "error"] as const;

/** Findings of cues too narrow for a box: those of the same weight that touch become one stripe. */
export class Stripes {
  #found: Readonly<Record<(typeof STROKES)[number], { left: number; right: number }[]>> = { hint: [], warning: [], error: [] };

  /** Adds a cue, from left to right; nothing where it has no finding, or only waived ones. */
  add(left: number, right: number, weight: Weight | null): void {
    if (weight === null || weight === "waived") return;
    const [from, to] = [Math.floor(left), Math.max(Math.floor(left) + 1, Math.round(right))];
    const last = this.#found[weight].at(-1);
    if (last && from <= last.right) last.right = Math.max(last.right, to);
    else this.#found[weight].push({ left: from, right: to });
  }

  /** Draws what was added. */
  draw(context: CanvasRenderingContext2D, palette: Palette, top: number): void {
    for (const weight of STROKES) {
      const { colour, height } = LOOKS[weight];
      context.fillStyle = palette[colour];
      for (const { left, right } of this.#found[weight]) context.fillRect(left, top, right - left, height);
    }
  }
}

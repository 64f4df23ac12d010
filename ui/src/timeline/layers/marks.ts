/** The small signs on a cue box: forced, review marks and notes. Drawn, since a canvas has no icon components. */
import type { Cue } from "../../bridge";
import { openThreads } from "../../document";
import type { Palette } from "../theme";

/** How wide one sign is, with the room before it. */
const STEP = 15;

/** How much room the signs of a cue take. */
export function marksWidth(cue: Cue): number {
  return STEP * (Number(cue.forced === true) + Number(cue.mark != null) + Number(openNotes(cue)));
}

function openNotes(cue: Cue): boolean {
  return cue.notes !== undefined && openThreads(cue.notes) > 0;
}

/** Draws the signs of a cue, the last one ending at `right`, about the line `y`. */
export function drawMarks(context: CanvasRenderingContext2D, palette: Palette, cue: Cue, right: number, y: number): void {
  let x = right - STEP / 2;
  context.lineWidth = 1.5;
  context.lineCap = "round";
  context.lineJoin = "round";
  const sign = (colour: string, draw: (context: CanvasRenderingContext2D, x: number, y: number) => void) => {
    context.strokeStyle = colour;
    context.beginPath();
    draw(context, x, y);
    context.stroke();
    x -= STEP;
  };
  if (openNotes(cue)) sign(palette.amber, note);
  if (cue.mark === "approved") sign(palette.green, check);
  if (cue.mark === "sent-back") sign(palette.red, back);
  if (cue.forced) sign(palette.tx2, flag);
}

function check(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.moveTo(x - 4, y);
  context.lineTo(x - 1, y + 3);
  context.lineTo(x + 4, y - 3);
}

function back(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.moveTo(x - 1, y - 4);
  context.lineTo(x - 4, y - 1);
  context.lineTo(x - 1, y + 2);
  context.moveTo(x - 4, y - 1);
  context.lineTo(x + 2, y - 1);
  context.arc(x + 2, y + 1.5, 2.5, -Math.PI / 2, Math.PI / 2);
}

/** Puts the outline of a note around a place. */
export function note(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.moveTo(x - 4, y + 4);
  context.lineTo(x - 4, y - 4);
  context.lineTo(x + 4, y - 4);
  context.lineTo(x + 4, y + 1.5);
  context.lineTo(x - 1.5, y + 1.5);
  context.closePath();
}

function flag(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.moveTo(x - 3, y + 4.5);
  context.lineTo(x - 3, y - 4);
  context.lineTo(x + 4, y - 4);
  context.lineTo(x + 2, y - 1.5);
  context.lineTo(x + 4, y + 1);
  context.lineTo(x - 3, y + 1);
}

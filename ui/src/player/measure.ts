/** How wide caption text is, asked of the browser once per run. */
import type { Measure } from "./kernels/break-lines";

/** A guess where there is no canvas: half an em for each character. */
const guess: Measure = (run) => run.text.length * 0.5;

/** Size to measure at, in pixels; only the ratio counts. */
const SIZE = 100;
/** How many widths are kept. */
const KEPT = 2000;

/** Measures runs in a font family, in ems. */
export function measureIn(family: string): Measure {
  const context = typeof OffscreenCanvas === "undefined" ? null : new OffscreenCanvas(1, 1).getContext("2d");
  if (!context) return guess;
  const widths = new Map<string, number>();
  return (run) => {
    const font = `${run.style?.italic ? "italic " : ""}${run.style?.bold ? "bold " : ""}${SIZE}px ${family}`;
    const key = `${font}\n${run.text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (context.font !== font) context.font = font;
      width = context.measureText(run.text).width / SIZE;
      if (widths.size > KEPT) widths.clear();
      widths.set(key, width);
    }
    return width;
  };
}

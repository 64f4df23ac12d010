import { describe, expect, it } from "vitest";
import { emptyInk, INK } from "../kernels/waveform";
import type { Palette } from "../theme";
import { WaveformBitmap } from "./waveform";

const PALETTE = { wave: "#0000ff", wave2: "#00ff00", line: "#ff0000" } as Palette;
const LETTERS = new Map([[0, "."], [0xff_ff0000, "w"], [0xff_00ff00, "c"], [0xff_0000ff, "-"]]);

/** Draws columns of a peak and an RMS, each a share of full scale, 9 pixels high; answers the rows in letters. */
function drawn(columns: readonly (readonly [kind: number, peak: number, rms: number])[], axis: boolean): string[] {
  const ink = emptyInk(columns.length);
  columns.forEach(([kind, peak, rms], x) => {
    ink.kind[x] = kind;
    ink.peak[x] = peak * 32_768;
    ink.rms[x] = rms * 32_768;
  });
  const shown = new Uint32Array(columns.length * 9);
  const context = {
    createImageData: (width: number, height: number) => ({ width, height, data: new Uint8ClampedArray(width * height * 4) }) as ImageData,
    putImageData: (put: ImageData, _x: number, _y: number, _left: number, top: number, width: number, rows: number) =>
      shown.set(new Uint32Array(put.data.buffer).subarray(top * width, (top + rows) * width), top * width),
  } as unknown as CanvasRenderingContext2D;
  const bitmap = new WaveformBitmap();
  bitmap.draw(context, { ink, ratio: 1, band: { top: 0, height: 9 }, left: 0, palette: PALETTE, gain: 1, axis });
  return Array.from({ length: 9 }, (_, y) => [...shown.subarray(y * columns.length, (y + 1) * columns.length)].map((pixel) => LETTERS.get(pixel) ?? "~").join(""));
}

describe("the waveform", () => {
  it("reaches as far as its peaks on both sides of the middle, with its core inside", () => {
    const columns = [[INK.exact, 1, 0.34], [INK.exact, 0.5, 0], [INK.exact, 0, 0], [INK.none, 0, 0]] as const;
    expect(drawn(columns, true)).toEqual(["....", "w...", "w~..", "cw..", "cww-", "cw..", "w~..", "w...", "...."]);
  });

  it("has no line where none is asked for, and is hatched where it is a guess", () => {
    const rows = drawn([[INK.provisional, 1, 0], [INK.none, 0, 0]], false);
    expect(rows.join("")).toMatch(/^[w.]+$/);
    expect(rows.filter((row) => row.startsWith("w")).length).toBeGreaterThan(0);
    expect(rows.every((row) => row.endsWith("."))).toBe(true);
  });
});

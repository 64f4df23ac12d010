import { describe, expect, it } from "vitest";
import { Surface } from "./surface";

/** A surface of 100 by 50 from 20 down, with what is cleared on it: left, top, width, height. */
function surface(): { own: Surface; cleared: number[][] } {
  const cleared: number[][] = [];
  const context = { setTransform: () => {}, clearRect: (...area: number[]) => void cleared.push(area) };
  const own = new Surface({ getContext: () => context, style: {} } as unknown as HTMLCanvasElement);
  own.resize(100, 20, 70, 1);
  return { own, cleared };
}

describe("a surface that little is drawn on", () => {
  it("is cleared where something was drawn the last time, and nowhere else", () => {
    const { own, cleared } = surface();
    own.paintSparse((_, drew) => {
      drew(10.5, 12);
      drew(40, 60);
    });
    expect(cleared).toEqual([]);
    own.paintSparse(() => {});
    expect(cleared).toEqual([[9, 20, 4, 50], [39, 20, 22, 50]]);
    own.paintSparse(() => {});
    expect(cleared).toHaveLength(2);
  });

  it("is clear once it has another size", () => {
    const { own, cleared } = surface();
    own.paintSparse((_, drew) => drew(10, 12));
    own.resize(100, 20, 80, 1);
    own.paintSparse(() => {});
    expect(cleared).toEqual([]);
  });
});

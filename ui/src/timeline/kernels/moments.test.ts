import { describe, expect, it } from "vitest";
import { marksIn, momentAt } from "./moments";

const moments = [10, 100, 100, 102, 500].map((at) => ({ at }));
const view = { start: 0, span: 1000, width: 1000 };

describe("moments on the ruler", () => {
  it("are drawn where they are in sight, and as one where they fall together", () => {
    expect(marksIn(moments, view)).toEqual([10, 100, 500]);
    expect(marksIn(moments, { start: 95, span: 10, width: 1000 })).toEqual([500, 700]);
    expect(marksIn(moments, { start: 200, span: 100, width: 1000 })).toEqual([]);
    expect(marksIn([], view)).toEqual([]);
  });

  it("are hit by what is near their middle", () => {
    expect(momentAt(moments, view, 16)).toBe(moments[0]);
    expect(momentAt(moments, view, 18)).toBeUndefined();
    expect(momentAt(moments, view, 107)).toBe(moments[3]);
    expect(momentAt(moments, view, 495)).toBe(moments[4]);
    expect(momentAt([], view, 10)).toBeUndefined();
  });
});

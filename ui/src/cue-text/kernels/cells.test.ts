import { describe, expect, it } from "vitest";
import { cellName, placed, shifted } from "./cells";

const cells = [{ row: 14, column: 5 }, { row: 15, column: 9 }];

describe("rows on the 608 grid", () => {
  it("move together and stay on it", () => {
    expect(shifted(cells, [4, 4], -1, 1)).toEqual([{ row: 13, column: 6 }, { row: 14, column: 10 }]);
    expect(shifted(cells, [4, 4], 1, 0)).toEqual(cells);
    expect(shifted(cells, [4, 4], -99, -99)).toEqual([{ row: 1, column: 1 }, { row: 2, column: 5 }]);
    expect(shifted(cells, [4, 20], 0, 99)).toEqual([{ row: 14, column: 9 }, { row: 15, column: 13 }]);
    expect(shifted([{ row: 15, column: 1 }], [40], 0, 1)).toEqual([{ row: 15, column: 1 }]);
    expect(shifted([], [], 1, 1)).toEqual([]);
  });

  it("are placed one by one, but not onto each other", () => {
    expect(placed(cells, 0, { row: 2 })).toEqual([{ row: 2, column: 5 }, { row: 15, column: 9 }]);
    expect(placed(cells, 1, { column: 40 })).toEqual([{ row: 14, column: 5 }, { row: 15, column: 32 }]);
    expect(placed(cells, 0, { row: 15 })).toBeNull();
    expect(placed(cells, 2, { row: 1 })).toBeNull();
  });

  it("are named as people count them", () => expect(cellName(cells[0]!)).toBe("row 14, column 5"));
});

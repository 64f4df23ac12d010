import { beforeEach, describe, expect, it, vi } from "vitest";
import { Labels, type LabelLook } from "./labels";

const LOOK: LabelLook = { face: "11px mono", colour: "grey", width: 70, ratio: 2 };

/** What was written on the labels' own canvas. */
let written: string[];
/** The heights on it that labels were copied from. */
let copied: number[];
const target = { drawImage: (...parts: unknown[]) => void copied.push(parts[2] as number) } as unknown as CanvasRenderingContext2D;

beforeEach(() => {
  [written, copied] = [[], []];
  const own = { setTransform: () => {}, clearRect: () => {}, fillText: (text: string) => void written.push(text) };
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(own as unknown as null);
});

describe("labels of the ruler", () => {
  it("are written once and copied from then on", () => {
    const labels = new Labels();
    labels.dress(LOOK);
    for (const text of ["00:01", "00:02", "00:01"]) labels.draw(target, text, 0, 12);
    expect(written).toEqual(["00:01", "00:02"]);
    expect(copied).toEqual([0, 36, 0]);
  });

  it("give way to others in the order of their use", () => {
    const labels = new Labels();
    labels.dress(LOOK);
    for (let at = 0; at < 48; at += 1) labels.draw(target, String(at), 0, 12);
    labels.draw(target, "0", 0, 12);
    labels.draw(target, "new", 0, 12);
    labels.draw(target, "0", 0, 12);
    labels.draw(target, "1", 0, 12);
    expect(written.slice(48)).toEqual(["new", "1"]);
    expect(copied[49]).toBe(36);
  });

  it("are written anew when they look otherwise or were forgotten", () => {
    const labels = new Labels();
    labels.dress(LOOK);
    labels.draw(target, "00:01", 0, 12);
    labels.dress({ ...LOOK });
    labels.draw(target, "00:01", 0, 12);
    expect(written).toHaveLength(1);
    labels.dress({ ...LOOK, colour: "white" });
    labels.draw(target, "00:01", 0, 12);
    labels.forget();
    labels.dress({ ...LOOK, colour: "white" });
    labels.draw(target, "00:01", 0, 12);
    expect(written).toHaveLength(3);
  });
});

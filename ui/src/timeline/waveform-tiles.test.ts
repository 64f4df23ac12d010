import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type WaveformInfo } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { FLICKS } from "../document";
import { WaveformTiles } from "./waveform-tiles";

const MINUTE = { start: 0, span: 60 * FLICKS, width: 1000 };

let info: WaveformInfo;
let changed: () => void;
let tiles: WaveformTiles;

beforeEach(async () => {
  const backend = new FakeBackend();
  setBackend(backend);
  info = (await backend.waveform())!;
  changed = vi.fn();
  tiles = new WaveformTiles(changed);
});

async function fetched(): Promise<void> {
  tiles.want(MINUTE, "waveform");
  await vi.waitFor(() => expect(changed).toHaveBeenCalled());
}

describe("a view's waveform is whole", () => {
  it("once its tiles are here", async () => {
    tiles.update(info, "clip");
    expect(tiles.whole(MINUTE)).toBe(false);
    await fetched();
    expect(tiles.whole(MINUTE)).toBe(true);
  });

  it("not while some of what they cover is not exact", async () => {
    tiles.update({ ...info, state: "decoding", exact: [[0, 100]] }, "clip");
    await fetched();
    expect(tiles.whole(MINUTE)).toBe(false);
  });

  it("not before anything is known of it", () => {
    expect(tiles.whole(MINUTE)).toBe(false);
  });
});

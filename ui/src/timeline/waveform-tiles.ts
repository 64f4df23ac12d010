/**
 * The tiles of the waveform that are at hand.
 *
 * Holds no more than a fixed number of them; asks the backend for what a view
 * needs, neighbours in one call, and forgets what was wanted but not yet asked
 * for as soon as something else is wanted.
 */
import type { WaveformInfo } from "../bridge";
import { backend } from "../bridge";
import {
  baseColumns, chooseLevel, columnsOf, columnSpan, emptyInk, gatherInk, gatherProvisional, INK, joinTiles, knownTimes,
  knownWithin, TILE, tilesFor, type Columns, type Ink, type TileRun,
} from "./kernels/waveform";
import { flicksPerPixel, type View } from "./kernels/view";

/** Tiles kept: 1.5 MiB, several screens at any zoom. */
const CAPACITY = 256;
/** Calls under way at once. */
const AT_ONCE = 2;
/** How much around the view is fetched, in views. */
const MARGIN = 0.5;
/** How many coarser levels stand in while a level is on its way. */
const STAND_INS = 5;

interface Tile {
  readonly columns: Int16Array;
  /** How many level 0 columns under it were known when it was asked for. */
  readonly known: number;
}

/** A window onto the waveform; all drawing of it goes through one. */
export class WaveformTiles {
  #info: WaveformInfo | null = null;
  #source = "";
  #known: Float64Array = new Float64Array(0);
  #tiles = new Map<string, Tile>();
  #wanted = new Map<string, TileRun[]>();
  #asked = new Set<string>();
  #running = 0;
  #provisional: Uint8Array = new Uint8Array(0);
  #provisionalCount = -1;
  #generation = 0;

  /** `changed` is called when there is more to draw. */
  constructor(private readonly changed: () => void) {}

  /** Takes what is known of the waveform. `source` names what it is of: another one drops every tile. */
  update(info: WaveformInfo | null, source: string): void {
    const usable = info && info.sample_rate > 0 && info.samples_per_column > 0 && info.levels > 0 ? info : null;
    const identity = usable ? `${source}|${usable.sample_rate}|${usable.samples_per_column}` : "";
    if (identity !== this.#source) this.#forget();
    this.#source = identity;
    this.#info = usable;
    this.#known = usable ? knownTimes(usable) : new Float64Array(0);
    void this.#fetchProvisional();
  }

  /** Asks for the tiles of a view that are missing. `purpose` keeps apart what the overview and the waveform want. */
  want(view: View, purpose: string): void {
    const info = this.#info;
    if (info) this.#want(purpose, view, chooseLevel(info, flicksPerPixel(view)), info);
  }

  /** The ink of a view, from the best tiles at hand. */
  ink(view: View): Ink {
    const ink = emptyInk(Math.max(0, Math.floor(view.width)));
    const info = this.#info;
    if (!info || ink.kind.length === 0) return ink;
    const level = chooseLevel(info, flicksPerPixel(view));
    const coarsest = Math.min(info.levels - 1, level + STAND_INS);
    for (let stand = level; stand <= coarsest; stand += 1) {
      gatherInk(ink, view, this.#columns(info, stand), this.#known);
      if (!ink.kind.includes(INK.none)) return ink;
    }
    gatherProvisional(ink, view, this.#provisional, info.provisional_column, this.#known);
    return ink;
  }

  /** Whether every column that a view needs is exact and at hand. */
  whole(view: View): boolean {
    const info = this.#info;
    if (!info) return false;
    const level = chooseLevel(info, flicksPerPixel(view));
    const { first, end } = tilesFor(info, level, view, 0);
    for (let tile = first; tile < end; tile += 1) {
      const base = baseColumns(info, level, tile);
      if ((this.#tiles.get(`${level}:${tile}`)?.known ?? 0) < base.end - base.first) return false;
    }
    return true;
  }

  /** Bytes of tiles held. */
  get bytes(): number {
    let bytes = 0;
    for (const tile of this.#tiles.values()) bytes += tile.columns.byteLength;
    return bytes;
  }

  #columns(info: WaveformInfo, level: number): Columns {
    // Asked for every pixel, and nearly always for the same tile as the pixel before.
    let held = -1;
    let tile: Int16Array | null = null;
    return {
      span: columnSpan(info, level),
      count: columnsOf(info, level),
      tile: (index) => {
        if (index !== held) {
          held = index;
          tile = this.#tiles.get(`${level}:${index}`)?.columns ?? null;
        }
        return tile;
      },
    };
  }

  #want(purpose: string, view: View, level: number, info: WaveformInfo): void {
    const { first, end } = tilesFor(info, level, view, MARGIN);
    const missing: number[] = [];
    for (let tile = first; tile < end; tile += 1) {
      const key = `${level}:${tile}`;
      const held = this.#tiles.get(key);
      if (held) this.#touch(key, held);
      if (!this.#asked.has(key) && this.#isStale(info, level, tile, held)) missing.push(tile);
    }
    if (missing.length > 0) this.#wanted.set(purpose, joinTiles(level, missing));
    else this.#wanted.delete(purpose);
    this.#pump();
  }

  #isStale(info: WaveformInfo, level: number, tile: number, held: Tile | undefined): boolean {
    const { first, end } = baseColumns(info, level, tile);
    const known = knownWithin(info, first, end);
    return known > (held?.known ?? 0);
  }

  /** Keeps the order of the map the order of use. */
  #touch(key: string, tile: Tile): void {
    this.#tiles.delete(key);
    this.#tiles.set(key, tile);
  }

  #pump(): void {
    while (this.#running < AT_ONCE) {
      const run = this.#next();
      if (!run) return;
      void this.#fetch(run);
    }
  }

  #next(): TileRun | undefined {
    for (const [purpose, runs] of this.#wanted) {
      const run = runs.shift();
      if (runs.length === 0) this.#wanted.delete(purpose);
      if (run) return run;
    }
    return undefined;
  }

  async #fetch(run: TileRun): Promise<void> {
    const info = this.#info;
    if (!info) return;
    const generation = this.#generation;
    const keys = Array.from({ length: run.count }, (_, index) => `${run.level}:${run.first + index}`);
    const known = keys.map((_, index) => {
      const { first, end } = baseColumns(info, run.level, run.first + index);
      return knownWithin(info, first, end);
    });
    for (const key of keys) this.#asked.add(key);
    this.#running += 1;
    try {
      const count = Math.min(run.count * TILE, columnsOf(info, run.level) - run.first * TILE);
      const buffer = await backend.waveformColumns(run.level, run.first * TILE, count);
      if (generation === this.#generation) this.#keep(keys, known, new Int16Array(buffer));
    } catch {
      // The waveform may have gone meanwhile; what is known of it comes as an event and asks anew.
    } finally {
      if (generation === this.#generation) {
        this.#running -= 1;
        for (const key of keys) this.#asked.delete(key);
        this.#pump();
      }
    }
  }

  #keep(keys: string[], known: number[], columns: Int16Array): void {
    keys.forEach((key, index) => {
      const part = columns.slice(index * TILE * 3, (index + 1) * TILE * 3);
      this.#touch(key, { columns: part, known: known[index]! });
    });
    for (const key of this.#tiles.keys()) {
      if (this.#tiles.size <= CAPACITY) break;
      this.#tiles.delete(key);
    }
    this.changed();
  }

  async #fetchProvisional(): Promise<void> {
    const info = this.#info;
    if (!info || info.state === "exact" || info.provisional_columns === this.#provisionalCount) return;
    this.#provisionalCount = info.provisional_columns;
    if (info.provisional_columns === 0) return;
    const generation = this.#generation;
    try {
      const buffer = await backend.waveformProvisional();
      if (generation !== this.#generation) return;
      this.#provisional = new Uint8Array(buffer);
      this.changed();
    } catch {
      this.#provisionalCount = -1;
    }
  }

  #forget(): void {
    this.#generation += 1;
    this.#running = 0;
    this.#tiles.clear();
    this.#wanted.clear();
    this.#asked.clear();
    this.#provisional = new Uint8Array(0);
    this.#provisionalCount = -1;
  }
}

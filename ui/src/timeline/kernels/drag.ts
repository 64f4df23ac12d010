/**
 * What a drag of cues does, as a plan.
 *
 * A grab is made once when the pointer goes down: it knows what moves and how
 * far that may go. A plan is made for every movement: it knows the new times
 * and what the reader is to be shown. Neither touches the document.
 */
import { framesLater, onGrid, type FrameGrid } from "./frames";
import { endingBy, startingFrom, type TrackLayout } from "./layout";
import { snapEdges, type MovingEdge, type SnapPoint, type SnapSources } from "./snap";

/** What was taken hold of. */
export type DragPart = "body" | "in" | "out" | "boundary";

/** A cue that moves, at the times it had before. */
export interface DragItem {
  readonly id: string;
  readonly in: number;
  readonly out: number;
  /** Whether it had no out time of its own. */
  readonly open: boolean;
}

/** A neighbour in time: the edge that faces the moving cues. */
export interface Neighbour {
  readonly id: string;
  readonly time: number;
}

/** What a drag starts from. */
export interface Grab {
  readonly part: DragPart;
  /** The cue under the pointer; for a boundary the earlier one. */
  readonly anchor: DragItem;
  /** Every cue that moves, in time order. */
  readonly items: readonly DragItem[];
  /** Their ids. */
  readonly moving: ReadonlySet<string>;
  /** The cues that face the moving ones on either side. */
  readonly before: Neighbour | null;
  readonly after: Neighbour | null;
  /** How far it may go without touching others, in flicks. */
  readonly least: number;
  readonly most: number;
  /** How far it may go at all: no cue before zero, none shorter than a frame. */
  readonly hardLeast: number;
  readonly hardMost: number;
}

/** How a drag is to behave. */
export interface DragOptions {
  readonly grid: FrameGrid;
  /** Null where snapping is off or suspended. */
  readonly snapping: { readonly sources: SnapSources; readonly threshold: number } | null;
  /** Whether cues may run into their neighbours. */
  readonly overlap: boolean;
  /** Whether everything later moves along; only bodies and out edges ripple. */
  readonly ripple: boolean;
}

/** New times of a cue; `out` is null where it has none. */
export interface PlannedTimes {
  readonly in: number;
  readonly out: number | null;
}

/** What a drag has come to. */
export interface DragPlan {
  /** How far the edges moved, in flicks. */
  readonly delta: number;
  /** The new times of the cues that were asked for. */
  readonly times: ReadonlyMap<string, PlannedTimes>;
  /** The point that caught, where one did. */
  readonly snap: SnapPoint | null;
  /** The neighbour that stopped it, where one did. */
  readonly stopped: string | null;
  /** What is left to the neighbours, in flicks; null without one, negative where they overlap. */
  readonly gapBefore: number | null;
  readonly gapAfter: number | null;
  /** Cues that start at `from` or later move along by `delta`. */
  readonly ripple: { readonly from: number } | null;
}

/** Takes hold of cues by the body or an edge of `anchor`; edges move alone, bodies with all of `ids`. */
export function grabCues(layout: TrackLayout, grid: FrameGrid, part: "body" | "in" | "out", anchor: string, ids: Iterable<string>): Grab | null {
  const held = itemOf(layout, anchor);
  if (!held) return null;
  const items = part === "body" ? sortedItems(layout, ids, held) : [held];
  const moving = new Set(items.map((item) => item.id));
  const skip = (id: string) => moving.has(id);
  const before = endingBy(layout, items[0]!.in, skip);
  const after = startingFrom(layout, items[items.length - 1]!.out, skip);
  return { part, anchor: held, items, moving, before, after, ...reachOf(layout, grid, part, items, skip) };
}

/** Takes hold of the boundary between two cues: the out edge of one and the in edge of the other. */
export function grabBoundary(layout: TrackLayout, grid: FrameGrid, earlier: string, later: string): Grab | null {
  const first = itemOf(layout, earlier);
  const second = itemOf(layout, later);
  if (!first || !second) return null;
  const least = shortestEnd(grid, first) - first.out;
  const most = latestStart(grid, second) - second.in;
  const limits = { least, most, hardLeast: least, hardMost: most };
  return { part: "boundary", anchor: first, items: [first, second], moving: new Set([earlier, later]), before: null, after: null, ...limits };
}

function itemOf(layout: TrackLayout, id: string): DragItem | null {
  const index = layout.indexOf.get(id);
  if (index === undefined) return null;
  const cue = layout.cues[index]!;
  return { id, in: cue.in, out: layout.outs[index]!, open: cue.out === null };
}

function sortedItems(layout: TrackLayout, ids: Iterable<string>, held: DragItem): DragItem[] {
  const items = new Map([[held.id, held]]);
  for (const id of ids) {
    const item = itemOf(layout, id);
    if (item) items.set(id, item);
  }
  return [...items.values()].sort((a, b) => a.in - b.in || a.out - b.out);
}

/** The earliest out time a cue may have: one frame after its in. */
function shortestEnd(grid: FrameGrid, item: DragItem): number {
  return Math.max(item.in + 1, Math.min(item.out, framesLater(grid, item.in, 1)));
}

/** The latest in time a cue may have: one frame before its out. */
function latestStart(grid: FrameGrid, item: DragItem): number {
  return Math.min(item.out - 1, Math.max(item.in, framesLater(grid, item.out, -1)));
}

type Reach = Pick<Grab, "least" | "most" | "hardLeast" | "hardMost">;

function reachOf(layout: TrackLayout, grid: FrameGrid, part: "body" | "in" | "out", items: readonly DragItem[], skip: (id: string) => boolean): Reach {
  const first = items[0]!;
  if (part === "in") {
    const hardMost = latestStart(grid, first) - first.in;
    const wall = endingBy(layout, first.in, skip);
    return { least: (wall?.time ?? 0) - first.in, most: hardMost, hardLeast: -first.in, hardMost };
  }
  if (part === "out") {
    const hardLeast = shortestEnd(grid, first) - first.out;
    const wall = startingFrom(layout, first.out, skip);
    return { least: hardLeast, most: (wall?.time ?? Infinity) - first.out, hardLeast, hardMost: Infinity };
  }
  return { ...bodyReach(layout, items, skip), hardLeast: -first.in, hardMost: Infinity };
}

/** How far cues can go together before one of them meets a cue that stays. */
function bodyReach(layout: TrackLayout, items: readonly DragItem[], skip: (id: string) => boolean): { least: number; most: number } {
  let least = -items[0]!.in;
  let most = Infinity;
  const staying = stayingNeighbours(layout, skip);
  for (const item of items) {
    const index = layout.indexOf.get(item.id)!;
    const wallBefore = staying.outBefore[index]! <= item.in ? staying.outBefore[index]! : endingBy(layout, item.in, skip)?.time;
    const wallAfter = staying.inAfter[index]! >= item.out ? staying.inAfter[index]! : startingFrom(layout, item.out, skip)?.time;
    least = Math.max(least, (wallBefore ?? -Infinity) - item.in);
    most = Math.min(most, (wallAfter ?? Infinity) - item.out);
  }
  return { least, most };
}

/**
 * For each index, the latest out time before it and the first in time after it among cues that stay.
 *
 * One pass each way, so that moving all of a long track stays linear.
 */
function stayingNeighbours(layout: TrackLayout, skip: (id: string) => boolean): { outBefore: Float64Array; inAfter: Float64Array } {
  const count = layout.cues.length;
  const outBefore = new Float64Array(count);
  const inAfter = new Float64Array(count);
  let out = -Infinity;
  for (let index = 0; index < count; index += 1) {
    outBefore[index] = out;
    if (!skip(layout.cues[index]!.id)) out = Math.max(out, layout.outs[index]!);
  }
  let start = Infinity;
  for (let index = count - 1; index >= 0; index -= 1) {
    inAfter[index] = start;
    if (!skip(layout.cues[index]!.id)) start = layout.ins[index]!;
  }
  return { outBefore, inAfter };
}

/**
 * What moving the hand by `delta` flicks does to what was grabbed. Times are
 * planned for `items`, so that a preview of very many need not name them all.
 */
export function planDrag(grab: Grab, delta: number, options: DragOptions, items: readonly DragItem[] = grab.items): DragPlan {
  const ripple = options.ripple && (grab.part === "body" || grab.part === "out");
  const caught = options.snapping && delta !== 0
    ? snapEdges(movingEdges(grab), delta, options.snapping.threshold, options.snapping.sources)
    : null;
  const wanted = delta === 0 ? 0 : caught?.delta ?? gridDelta(grab, delta, options.grid);
  const least = options.overlap ? grab.hardLeast : grab.least;
  const most = options.overlap || ripple ? grab.hardMost : grab.most;
  const moved = Math.min(most, Math.max(least, wanted));
  return {
    delta: moved,
    times: movedTimes(grab, moved, items),
    snap: caught && caught.delta === moved ? caught.point : null,
    stopped: stoppedBy(grab, wanted, moved),
    ...gapsLeft(grab, moved, ripple),
    ripple: ripple ? { from: grab.items[grab.items.length - 1]!.out } : null,
  };
}

/** The edges that a drag moves and that may snap. */
export function movingEdges(grab: Grab): MovingEdge[] {
  const { part, anchor, items } = grab;
  if (part === "in") return [{ edge: "in", time: anchor.in }];
  if (part === "out") return [{ edge: "out", time: anchor.out }];
  if (part === "boundary") return [{ edge: "out", time: items[0]!.out }, { edge: "in", time: items[1]!.in }];
  return [{ edge: "in", time: anchor.in }, { edge: "out", time: anchor.out }];
}

/** The movement that brings the leading edge onto the frame nearest to the hand. */
function gridDelta(grab: Grab, delta: number, grid: FrameGrid): number {
  const lead = movingEdges(grab)[0]!.time;
  return onGrid(grid, Math.max(0, lead + delta)) - lead;
}

/** The times of `items` when what was grabbed has moved by `delta` flicks. */
export function movedTimes(grab: Grab, delta: number, items: readonly DragItem[]): Map<string, PlannedTimes> {
  const times = new Map<string, PlannedTimes>();
  for (const item of items) {
    const isEarlier = item === grab.items[0];
    const movesIn = grab.part === "body" || grab.part === "in" || (grab.part === "boundary" && !isEarlier);
    const movesOut = grab.part === "body" || grab.part === "out" || (grab.part === "boundary" && isEarlier);
    const staysOpen = item.open && !(movesOut && grab.part !== "body");
    times.set(item.id, {
      in: movesIn ? item.in + delta : item.in,
      out: staysOpen ? null : movesOut ? item.out + delta : item.out,
    });
  }
  return times;
}

function stoppedBy(grab: Grab, wanted: number, moved: number): string | null {
  if (moved > wanted && grab.before && moved === grab.before.time - grab.items[0]!.in) return grab.before.id;
  if (moved < wanted && grab.after && moved === grab.after.time - grab.items[grab.items.length - 1]!.out) return grab.after.id;
  return null;
}

function gapsLeft(grab: Grab, delta: number, ripple: boolean): { gapBefore: number | null; gapAfter: number | null } {
  const first = grab.items[0]!;
  const last = grab.items[grab.items.length - 1]!;
  if (grab.part === "boundary") {
    return { gapBefore: null, gapAfter: last.in - first.out };
  }
  const start = grab.part === "out" ? first.in : first.in + delta;
  const end = grab.part === "in" ? last.out : last.out + delta;
  const after = grab.after && ripple ? grab.after.time + delta : grab.after?.time;
  return {
    gapBefore: grab.before ? start - grab.before.time : null,
    gapAfter: after === undefined ? null : after - end,
  };
}

/** The items that are in view, before or after they have moved by `delta`. */
export function itemsInView(grab: Grab, delta: number, from: number, to: number): DragItem[] {
  const touches = (item: DragItem, by: number) => item.out + by > from && item.in + by < to;
  return grab.items.filter((item) => item === grab.anchor || touches(item, 0) || touches(item, delta));
}

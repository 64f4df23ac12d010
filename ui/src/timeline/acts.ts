/** What the timeline does to the document, and what it says about it. Mouse and keys alike go through here. */
import { announce } from "../app/announce";
import type { EditOutcome, Retime } from "../bridge";
import { cueText, findings, findingText, formatTimecode, project, selection } from "../document";
import { player } from "../player";
import { cursor } from "./edge-cursor.svelte";
import { frameGrid } from "./frame-grid";
import { grabCues, movedTimes, planDrag, type DragOptions, type DragPlan, type Grab } from "./kernels/drag";
import { gapAtEdge, type EdgeCursor } from "./kernels/edges";
import { framesIn, framesLater, onGrid } from "./kernels/frames";
import { speakCue, speakEdge } from "./kernels/speech";
import { flicksPerPixel } from "./kernels/view";
import { activeLayout, behindLayout, referenceLayouts } from "./tracks";
import { viewport } from "./viewport.svelte";

/** How near an edge comes before it catches, in pixels. */
const SNAP_REACH = 8;
const NO_TIMES = new Float64Array(0);

/** The cues that move with a cue: the selection where it is part of it. */
export function selectionFor(cue: string): readonly string[] {
  return selection.has(cue) ? selection.ids : [cue];
}

/** How a drag behaves with these modifiers: Shift suspends snapping, Ctrl ripples. */
export function dragOptions(grab: Grab, hand: { shift: boolean; control: boolean }): DragOptions {
  const grid = frameGrid(project.settings);
  const published = behindLayout();
  const sources = {
    track: activeLayout(),
    moving: (id: string) => grab.moving.has(id),
    references: [...(published ? [published.layout] : []), ...referenceLayouts().map(({ layout }) => layout)],
    playhead: player.time,
    shots: NO_TIMES,
    speech: NO_TIMES,
    gap: grid.timeOf(project.settings.limits.min_gap_frames),
  };
  const threshold = SNAP_REACH * flicksPerPixel(viewport.view);
  return {
    grid, overlap: viewport.overlaps, ripple: hand.control,
    snapping: viewport.snapping && !hand.shift ? { sources, threshold } : null,
  };
}

/** Commits what a drag has come to, as one edit; nothing where nothing moved. */
export async function commitDrag(grab: Grab, plan: DragPlan): Promise<EditOutcome | null> {
  if (plan.delta === 0) return null;
  const cues: Retime[] = [...movedTimes(grab, plan.delta, grab.items)].map(([cue, times]) => ({ cue, in: times.in, out: times.out }));
  return project.apply({ kind: "retime-cues", cues, ripple: plan.ripple !== null });
}

/** Says where a drag has left what was dragged. */
export function speakPlan(grab: Grab): void {
  const part = grab.part === "boundary" ? "out" : grab.part;
  sayEdge({ cue: grab.anchor.id, part });
}

/** Moves an edge of the selected cue to a time, as far as its neighbours allow. */
export async function setEdge(part: "in" | "out", time: number): Promise<void> {
  const cue = selection.primary;
  const layout = activeLayout();
  const index = cue === null ? undefined : layout.indexOf.get(cue);
  if (cue === null || index === undefined) return announce("Select a cue to set its in or out");
  const from = part === "in" ? layout.ins[index]! : layout.outs[index]!;
  await moveEdge({ cue, part }, time - from);
}

/** Moves the cursor's cue or edge by frames, from the frame edge it is at. */
export async function nudge(frames: number): Promise<void> {
  const edge = cursor.edge;
  const layout = activeLayout();
  const index = edge ? layout.indexOf.get(edge.cue) : undefined;
  if (!edge || index === undefined) return announce("Select a cue to move it");
  const from = edge.part === "out" ? layout.outs[index]! : layout.ins[index]!;
  await moveEdge(edge, framesLater(frameGrid(project.settings), from, frames) - from);
}

async function moveEdge(edge: EdgeCursor, delta: number): Promise<void> {
  const grid = frameGrid(project.settings);
  const grab = grabCues(activeLayout(), grid, edge.part, edge.cue, edge.part === "body" ? selectionFor(edge.cue) : [edge.cue]);
  if (!grab || delta === 0) return;
  const plan = planDrag(grab, delta, { grid, snapping: null, overlap: viewport.overlaps, ripple: false });
  cursor.put(edge);
  if (plan.delta === 0) {
    const wall = plan.stopped === null ? "it can go no further" : `stopped by cue ${project.numberOf(plan.stopped)}`;
    return announce(`${edgeName(edge)}, ${wall}`);
  }
  const broken = findings.brokenBy(plan.times);
  const outcome = await commitDrag(grab, plan);
  if (outcome?.kind !== "done") return;
  showEdge(edge);
  sayEdge(edge, (await broken).map(findingText));
}

/** Makes a cue of the stretch that was marked. */
export async function insertMarked(): Promise<void> {
  const track = project.activeTrackId;
  const range = cursor.range;
  if (track === null || range === null) return;
  const grid = frameGrid(project.settings);
  const start = onGrid(grid, range.from);
  const end = Math.max(framesLater(grid, start, 1), onGrid(grid, range.to));
  const outcome = await project.apply({ kind: "insert-cue", track, in: start, out: end, rows: [] });
  if (outcome.kind !== "done") return;
  cursor.range = null;
  announce(`New cue, ${formatTimecode(project.settings, start)} to ${formatTimecode(project.settings, end)}`);
}

/** Puts the cursor on a cue or edge, brings it on screen and says it. */
export function goTo(edge: EdgeCursor): void {
  cursor.put(edge);
  showEdge(edge);
  if (edge.part === "body") sayCue(edge.cue);
  else sayEdge(edge);
}

/** Brings a cue or an edge on screen. */
function showEdge(edge: EdgeCursor): void {
  const layout = activeLayout();
  const index = layout.indexOf.get(edge.cue);
  if (index === undefined) return;
  const [start, end] = [layout.ins[index]!, layout.outs[index]!];
  if (edge.part === "in") viewport.reveal(start, start);
  else if (edge.part === "out") viewport.reveal(end, end);
  else viewport.reveal(start, end);
}

function edgeName(edge: EdgeCursor): string {
  const number = project.numberOf(edge.cue);
  return edge.part === "body" ? `Cue ${number}` : `${edge.part === "in" ? "In" : "Out"} of cue ${number}`;
}

/** Says an edge: whose it is, when, the gap it leaves, and what came of moving it. */
export function sayEdge(edge: EdgeCursor, broken: readonly string[] = []): void {
  const layout = activeLayout();
  const index = layout.indexOf.get(edge.cue);
  if (index === undefined) return;
  const time = edge.part === "out" ? layout.outs[index]! : layout.ins[index]!;
  const gap = edge.part === "body" ? null : gapAtEdge(layout, edge.cue, edge.part);
  const label = (at: number) => formatTimecode(project.settings, at);
  const words = speakEdge({
    number: project.numberOf(edge.cue), part: edge.part,
    time: edge.part === "body" ? `${label(time)} to ${label(layout.outs[index]!)}` : label(time),
    gap: gap === null ? null : framesIn(frameGrid(project.settings), gap),
  });
  announce([words, ...broken].join(". "));
}

function sayCue(id: string): void {
  const cue = project.cue(id);
  if (!cue) return;
  const layout = activeLayout();
  const out = cue.out ?? layout.outs[layout.indexOf.get(id) ?? -1] ?? cue.in;
  announce(speakCue({
    number: project.numberOf(id), text: cueText(cue, " "),
    from: formatTimecode(project.settings, cue.in), to: formatTimecode(project.settings, out),
  }));
}

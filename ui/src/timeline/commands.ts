/** The timeline's commands: what the mouse does there, for keys and the palette. */
import { announce } from "../app/announce";
import { commands, type Command } from "../commands";
import { project, selection } from "../document";
import { player } from "../player";
import { goTo, insertMarked, nudge, sayEdge } from "./acts";
import { cursor } from "./edge-cursor.svelte";
import { cueBeside, edgeBeside } from "./kernels/edges";
import { shows } from "./kernels/view";
import { activeLayout } from "./tracks";
import { viewport } from "./viewport.svelte";

/** How far the big steps of a nudge go, in frames. */
const BIG_STEP = 10;
/** How far one key scrolls, as a share of the view. */
const SCROLL_SHARE = 0.25;

const isOpen = () => project.open || "Open a project first";
const hasCues = () => (project.open && activeLayout().cues.length > 0) || "There is no cue yet";
const hasCue = () => selection.primary !== null || "Select a cue first";
const hasRange = () => cursor.range !== null || "Mark a stretch of the waveform first";

type Entry = Omit<Command, "group" | "when">;

function add(group: string, when: () => boolean | string, entries: Entry[]): void {
  for (const entry of entries) commands.register({ group, when, ...entry });
}

/** Where zooming by key holds still: the playhead while it is visible, else the middle. */
function still(): number {
  const time = player.time;
  return shows(viewport.view, time) ? time : viewport.start + viewport.span / 2;
}

function stepCue(step: 1 | -1): void {
  const next = cueBeside(activeLayout(), selection.primary, step, player.time);
  if (next === null) announce(step > 0 ? "Last cue" : "First cue");
  else goTo({ cue: next, part: "body" });
}

function stepEdge(step: 1 | -1): void {
  const next = edgeBeside(activeLayout(), cursor.edge, step, player.time);
  if (next === null) announce(step > 0 ? "Last edge" : "First edge");
  else goTo(next);
}

function zoomToSelection(): void {
  const layout = activeLayout();
  const indices = selection.ids.map((id) => layout.indexOf.get(id)).filter((index) => index !== undefined);
  if (indices.length === 0) return;
  const from = indices.reduce((least, index) => Math.min(least, layout.ins[index]!), Infinity);
  const to = indices.reduce((most, index) => Math.max(most, layout.outs[index]!), -Infinity);
  viewport.fitRange(from, to);
}

function seekToCursor(): void {
  const edge = cursor.edge;
  const index = edge ? activeLayout().indexOf.get(edge.cue) : undefined;
  if (!edge || index === undefined) return;
  player.seek(edge.part === "out" ? activeLayout().outs[index]! : activeLayout().ins[index]!);
}

function toggle(what: "follow" | "centred" | "snapping" | "overlaps", on: string, off: string): void {
  viewport[what] = !viewport[what];
  announce(viewport[what] ? on : off);
}

function registerSteps(): void {
  add("Timeline", hasCues, [
    { id: "timeline.previousCue", title: "Previous cue in time", run: () => stepCue(-1) },
    { id: "timeline.nextCue", title: "Next cue in time", run: () => stepCue(1) },
    { id: "timeline.previousEdge", title: "Previous edge", help: "Steps through ins and outs; the keys that nudge then move that edge.", run: () => stepEdge(-1) },
    { id: "timeline.nextEdge", title: "Next edge", help: "Steps through ins and outs; the keys that nudge then move that edge.", run: () => stepEdge(1) },
  ]);
  add("Timeline", hasCue, [
    { id: "timeline.nudgeEdgeEarlier", title: "Move the edge or cue a frame earlier", run: () => nudge(-1) },
    { id: "timeline.nudgeEdgeLater", title: "Move the edge or cue a frame later", run: () => nudge(1) },
    { id: "timeline.nudgeEdgeFarEarlier", title: `Move the edge or cue ${BIG_STEP} frames earlier`, run: () => nudge(-BIG_STEP) },
    { id: "timeline.nudgeEdgeFarLater", title: `Move the edge or cue ${BIG_STEP} frames later`, run: () => nudge(BIG_STEP) },
    { id: "timeline.seekToEdge", title: "Put the playhead on the edge or cue", run: seekToCursor },
    { id: "timeline.speakEdge", title: "Say where the timeline cursor is", run: () => { if (cursor.edge) sayEdge(cursor.edge); } },
  ]);
}

function registerView(): void {
  add("Timeline", isOpen, [
    { id: "timeline.zoomIn", title: "Zoom in", run: () => viewport.zoomStep(1, still()) },
    { id: "timeline.zoomOut", title: "Zoom out", run: () => viewport.zoomStep(-1, still()) },
    { id: "timeline.zoomFit", title: "Show the whole programme", run: () => viewport.fit() },
    { id: "timeline.scrollEarlier", title: "Scroll to earlier", run: () => viewport.scroll(-viewport.width * SCROLL_SHARE) },
    { id: "timeline.scrollLater", title: "Scroll to later", run: () => viewport.scroll(viewport.width * SCROLL_SHARE) },
    { id: "timeline.centrePlayhead", title: "Centre on the playhead", run: () => viewport.centre(player.time) },
    { id: "timeline.waveformTaller", title: "Draw the waveform taller", run: () => viewport.scaleGain(1.25) },
    { id: "timeline.waveformShorter", title: "Draw the waveform less tall", run: () => viewport.scaleGain(0.8) },
  ]);
  add("Timeline", hasCue, [{ id: "timeline.zoomSelection", title: "Zoom to the selected cues", run: zoomToSelection }]);
}

function registerModes(): void {
  const mode = (id: string, title: string, what: "follow" | "centred" | "snapping" | "overlaps", on: string, off: string, help?: string) =>
    commands.register({
      id, title, group: "Timeline", repeats: false, checked: () => viewport[what], run: () => toggle(what, on, off), ...(help ? { help } : {}),
    });
  mode("timeline.toggleFollow", "Follow the playhead", "follow", "Following the playhead", "Not following the playhead");
  mode("timeline.toggleCentred", "Keep the playhead in the middle", "centred", "Playhead stays in the middle", "Pages turn", "While following, scrolls all the time instead of a page at a time.");
  mode("timeline.toggleSnapping", "Snap while dragging", "snapping", "Snapping on", "Snapping off", "Hold Shift to suspend it for one drag.");
  mode("timeline.toggleOverlaps", "Let dragged cues overlap", "overlaps", "Cues may overlap", "Cues stop at their neighbours");
}

/** Lets go of the marked stretch; where none is, of what Escape lets go of elsewhere. */
function letGo(): void {
  if (cursor.range === null) void commands.run("view.letGo");
  cursor.range = null;
}

function registerRange(): void {
  add("Timeline", hasRange, [
    { id: "timeline.insertCue", title: "Insert a cue over the marked stretch", repeats: false, run: insertMarked },
    { id: "timeline.playMarked", title: "Play the marked stretch", repeats: false, run: () => { if (cursor.range) player.playRange(cursor.range.from, cursor.range.to); } },
  ]);
  add("Timeline", isOpen, [{ id: "timeline.clearMarked", title: "Clear the marked stretch", repeats: false, run: letGo }]);
}

/** Adds every command of the timeline. */
export function registerTimelineCommands(): void {
  registerSteps();
  registerView();
  registerModes();
  registerRange();
}


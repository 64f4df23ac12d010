/** Commands on the selected cues. */
import { announce } from "../announce";
import type { Cue, CueId, Retime, StyleChange, Time } from "../../bridge";
import { commands, type Command } from "../../commands";
import { FLICKS, formatTimecode, frameRate, nearestFrame, overlay, project, selection, timeOfFrame } from "../../document";
import { dialogs } from "../../panels";
import { hasCues, hasSelection, hasTrack, selectedCues } from "./conditions";

type Entry = [id: string, title: string, run: Command["run"], help?: string];

const EDITING: Entry[] = [
  ["cue.insertAfter", "Insert a cue after this one", () => insertBeside("after")],
  ["cue.insertBefore", "Insert a cue before this one", () => insertBeside("before")],
  ["cue.delete", "Delete cues", () => remove(false)],
  ["cue.rippleDelete", "Delete cues and close the gap", () => remove(true), "Cues after them move earlier by as much."],
  ["cue.merge", "Merge cues", () => merge("next"), "Joins the selected cues, or this cue with the next."],
  ["cue.mergeWithPrevious", "Merge with the previous cue", () => merge("previous")],
  ["cue.breakRows", "Break rows anew", () => breakRows(), "Balances the rows within the limits of the project."],
  ["cue.setSpeaker", "Set speaker…", () => dialogs.open({ kind: "speaker" })],
  ["cue.snapToFrames", "Move in and out to the nearest frame", () => onSelection((cues) => ({ kind: "snap-cues", scope: { kind: "cues", value: cues } }))],
];

const STYLES: [keyof StyleChange & ("italic" | "bold" | "underline"), string][] = [
  ["italic", "Italic"], ["bold", "Bold"], ["underline", "Underline"],
];

/** Which ends of a cue a nudge moves. */
type Ends = "in" | "out" | "both";

const NUDGES: [id: string, title: string, ends: Ends, frames: number][] = [
  ["cue.inEarlier", "In one frame earlier", "in", -1],
  ["cue.inLater", "In one frame later", "in", 1],
  ["cue.outEarlier", "Out one frame earlier", "out", -1],
  ["cue.outLater", "Out one frame later", "out", 1],
  ["cue.earlier", "Move cues one frame earlier", "both", -1],
  ["cue.later", "Move cues one frame later", "both", 1],
  ["cue.tenEarlier", "Move cues ten frames earlier", "both", -10],
  ["cue.tenLater", "Move cues ten frames later", "both", 10],
];

const GOING: Entry[] = [
  ["cue.previous", "Previous cue", () => step(-1)],
  ["cue.next", "Next cue", () => step(1)],
  ["cue.first", "First cue", () => goTo(0)],
  ["cue.last", "Last cue", () => goTo(-1)],
  ["cue.goTo", "Go to cue number…", () => dialogs.open({ kind: "go-to-cue" })],
];

/** Adds the commands on cues. */
export function registerCueCommands(): void {
  for (const [id, title, run, help] of EDITING) {
    commands.register({ id, title, group: "Cue", when: hasSelection, repeats: false, run, ...(help ? { help } : {}) });
  }
  for (const [id, title, ends, frames] of NUDGES) {
    commands.register({ id, title, group: "Cue", when: hasSelection, run: () => nudge(ends, frames) });
  }
  for (const [id, title, run] of GOING) commands.register({ id, title, group: "Cue", when: hasCues, run });
  for (const [flag, title] of STYLES) registerStyle(flag, title);
  registerFlag("comment", "Comment: not shown to viewers");
  registerFlag("forced", "Forced: shown even with captions off");
  commands.register({ id: "cue.extendToNext", title: "Extend to the next cue", group: "Cue", when: hasSelection, repeats: false, run: () => extend("next") });
  commands.register({ id: "cue.extendToPrevious", title: "Start right after the previous cue", group: "Cue", when: hasSelection, repeats: false, run: () => extend("previous") });
  commands.register({ id: "cue.selectAll", title: "Select all cues", group: "Edit", when: hasCues, run: selectAll });
  commands.register({ id: "cue.sort", title: "Sort cues by in time", group: "Cue", when: hasTrack, repeats: false, run: sort });
}

function registerStyle(flag: "italic" | "bold" | "underline", title: string): void {
  const all = () => {
    const runs = selectedCues().flatMap((cue) => cue.rows.flat());
    return runs.length > 0 && runs.every((run) => run.style?.[flag]);
  };
  commands.register({
    id: `cue.${flag}`, title, group: "Cue", help: "For all text of the selected cues.", when: hasSelection, repeats: false, checked: all,
    run: () => onSelection((cues) => ({ kind: "set-style", cues, style: { [flag]: !all(), clear_color: false, clear_background: false } })),
  });
}

function registerFlag(flag: "comment" | "forced", title: string): void {
  const all = () => {
    const cues = selectedCues();
    return cues.length > 0 && cues.every((cue) => cue[flag]);
  };
  const set = (value: boolean) => ({ comment: null, forced: null, [flag]: value });
  commands.register({
    id: `cue.${flag}`, title, group: "Cue", when: hasSelection, repeats: false, checked: all,
    run: () => onSelection((cues) => ({ kind: "set-flags", cues, ...set(!all()) })),
  });
}

async function onSelection(edit: (cues: CueId[]) => Parameters<typeof project.apply>[0]): Promise<void> {
  await project.flush();
  await project.apply(edit(selectedCues().map((cue) => cue.id)));
}

/** Where a new cue fits beside `cue`: at most two seconds, and no further than the neighbour. */
function gapBeside(cue: Cue, side: "after" | "before"): { in: Time; out: Time } {
  const rate = frameRate(project.settings.timebase.rate);
  const gap = timeOfFrame(rate, project.settings.limits.min_gap_frames);
  const { previous, next } = project.neighbours(cue.id);
  if (side === "after") {
    const start = (cue.out ?? cue.in + 2 * FLICKS) + gap;
    return { in: start, out: Math.max(start + timeOfFrame(rate, 1), Math.min(start + 2 * FLICKS, (next?.in ?? Infinity) - gap)) };
  }
  const end = Math.max(cue.in - gap, timeOfFrame(rate, 1));
  return { in: Math.max(0, end - 2 * FLICKS, Math.min((previous?.out ?? 0) + gap, end - timeOfFrame(rate, 1))), out: end };
}

async function insertBeside(side: "after" | "before"): Promise<void> {
  await project.flush();
  const cues = selectedCues();
  const cue = side === "after" ? cues.at(-1) : cues[0];
  if (!cue) return;
  const rate = frameRate(project.settings.timebase.rate);
  const snap = (time: Time) => timeOfFrame(rate, nearestFrame(rate, time));
  const times = gapBeside(cue, side);
  await project.apply({ kind: "insert-cue", track: cue.track, in: snap(times.in), out: snap(times.out), rows: [] });
}

async function remove(ripple: boolean): Promise<void> {
  await project.flush();
  const cues = selectedCues();
  const order = project.order(project.activeTrackId);
  const last = order.indexOf(cues.at(-1)?.id ?? "");
  const heir = order[last + 1] ?? order[order.indexOf(cues[0]?.id ?? "") - 1];
  const outcome = await project.apply({ kind: "delete-cues", cues: cues.map((cue) => cue.id), ripple }, { select: false });
  if (outcome.kind !== "done") return;
  if (heir !== undefined) selection.set([heir]);
  announce(cues.length === 1 ? "Cue deleted" : `${cues.length} cues deleted`);
}

async function merge(side: "next" | "previous"): Promise<void> {
  await project.flush();
  const chosen = selectedCues();
  const ids = chosen.map((cue) => cue.id);
  if (chosen.length === 1) {
    const order = project.order(chosen[0]!.track);
    const other = order[order.indexOf(ids[0]!) + (side === "next" ? 1 : -1)];
    if (other === undefined) return announce(side === "next" ? "There is no next cue to merge with" : "There is no previous cue to merge with");
    if (side === "next") ids.push(other);
    else ids.unshift(other);
  }
  await project.apply({ kind: "merge-cues", cues: ids });
}

async function breakRows(): Promise<void> {
  await onSelection((cues) => ({ kind: "break-rows", cues }));
}

function moved(cue: Cue, ends: Ends, frames: number): Retime {
  const rate = frameRate(project.settings.timebase.rate);
  const by = (time: Time) => Math.max(0, timeOfFrame(rate, nearestFrame(rate, time) + frames));
  return {
    cue: cue.id,
    in: ends === "out" ? cue.in : by(cue.in),
    out: cue.out === null || ends === "in" ? cue.out : by(cue.out),
  };
}

async function nudge(ends: Ends, frames: number): Promise<void> {
  await project.flush();
  overlay.clear();
  const cues = selectedCues().map((cue) => moved(cue, ends, frames));
  const outcome = await project.apply({ kind: "retime-cues", cues, ripple: false });
  const first = outcome.kind === "done" && selection.primary !== null ? project.committed(selection.primary) : undefined;
  if (!first) return;
  const say = (time: Time | null) => (time === null ? "open" : formatTimecode(project.settings, time));
  announce(ends === "out" ? `Out ${say(first.out)}` : `In ${say(first.in)}`);
}

async function extend(side: "next" | "previous"): Promise<void> {
  await project.flush();
  const rate = frameRate(project.settings.timebase.rate);
  const gap = timeOfFrame(rate, project.settings.limits.min_gap_frames);
  const cues = selectedCues().flatMap((cue): Retime[] => {
    const { previous, next } = project.neighbours(cue.id);
    if (side === "next") return next ? [{ cue: cue.id, in: cue.in, out: next.in - gap }] : [];
    return previous && previous.out !== null ? [{ cue: cue.id, in: previous.out + gap, out: cue.out }] : [];
  });
  if (cues.length === 0) return announce(side === "next" ? "There is no next cue" : "There is no previous cue");
  await project.apply({ kind: "retime-cues", cues, ripple: false });
}

function goTo(index: number): void {
  const id = project.order(project.activeTrackId).at(index);
  if (id !== undefined) selection.select(id);
}

function step(direction: 1 | -1): void {
  const order = project.order(project.activeTrackId);
  const current = selection.primary === null ? -1 : project.numberOf(selection.primary) - 1;
  const target = current < 0 ? (direction > 0 ? 0 : order.length - 1) : current + direction;
  const id = order[Math.min(Math.max(target, 0), order.length - 1)];
  if (id !== undefined) selection.select(id);
}

function selectAll(): void {
  const order = project.order(project.activeTrackId);
  selection.set(order, selection.primary ?? order[0] ?? null);
  announce(`${order.length} cues selected`);
}

async function sort(): Promise<void> {
  const track = project.activeTrackId;
  if (track !== null) await project.apply({ kind: "sort-cues", track });
}

/** The history as rows: one line, with the branches that left it. Pure. */
import type { HistoryStep } from "../bridge";

/** Where a step stands against the present. */
export type StepState = "done" | "present" | "undone" | "elsewhere";

/** A row of the history panel. */
export interface HistoryRow {
  /** Null is the state before the first step. */
  id: number | null;
  label: string;
  at: number | null;
  state: StepState;
  /** Column: 0 is the line of the present, others are branches. */
  lane: number;
  /** The column of the step it continues. */
  parentLane: number;
  remote: boolean;
}

/** Steps from the root to `head`, and on along what redo would take. */
function presentLine(steps: ReadonlyMap<number, HistoryStep>, head: number | null): { line: Set<number>; done: Set<number> } {
  const done = new Set<number>();
  for (let id = head; id !== null; id = steps.get(id)?.parent ?? null) done.add(id);
  const line = new Set(done);
  for (let id = next(steps, head); id !== null && !line.has(id); id = next(steps, id)) line.add(id);
  return { line, done };
}

function next(steps: ReadonlyMap<number, HistoryStep>, id: number | null): number | null {
  if (id !== null) return steps.get(id)?.last_child ?? null;
  // Redo from before the first step takes the newest of the first steps.
  let newest: number | null = null;
  for (const step of steps.values()) if (step.parent === null) newest = Math.max(newest ?? 0, step.id);
  return newest;
}

/** Rows of the history, newest first, ending with the state before the first step. */
export function historyRows(list: readonly HistoryStep[], head: number | null): HistoryRow[] {
  const steps = new Map(list.map((step) => [step.id, step]));
  const { line, done } = presentLine(steps, head);
  const lanes = new Map<number | null, number>([[null, 0]]);
  const continued = new Set<number>();
  let branches = 0;
  const rows = [...list].sort((a, b) => a.id - b.id).map((step): HistoryRow => {
    const parentLane = lanes.get(step.parent) ?? 0;
    let lane = 0;
    if (!line.has(step.id)) {
      const follows = step.parent !== null && parentLane > 0 && !continued.has(step.parent);
      lane = follows ? parentLane : ++branches;
      if (step.parent !== null) continued.add(step.parent);
    }
    lanes.set(step.id, lane);
    const state = step.id === head ? "present" : done.has(step.id) ? "done" : line.has(step.id) ? "undone" : "elsewhere";
    return { id: step.id, label: step.label, at: step.at, state, lane, parentLane, remote: step.origin === "remote" };
  });
  const start: HistoryRow = {
    id: null, label: "Start of the project", at: null, state: head === null ? "present" : "done", lane: 0, parentLane: 0, remote: false,
  };
  return [...rows.reverse(), start];
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** When a step was made, in the reader's time; with the day where that is another than `now`'s. */
export function stepTime(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return (sameDay ? clock : dayAndClock).format(at);
}

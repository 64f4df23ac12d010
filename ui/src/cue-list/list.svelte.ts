/** What the cue list shows: its filter, its active cell, and what is edited in place. */
import type { CueId } from "../bridge";
import { project, selection } from "../document";
import { filterCues } from "./kernels/filter";

/** The columns, in their order. */
export const COLUMNS = ["number", "in", "out", "duration", "speed", "text", "marks"] as const;
/** One of the columns. */
export type Column = (typeof COLUMNS)[number];

/** A column whose cells are times that can be typed. */
export type TimeColumn = "in" | "out" | "duration";

/** Whether a column's cells are times. */
export function isTime(column: Column): column is TimeColumn {
  return column === "in" || column === "out" || column === "duration";
}

const TEXT = COLUMNS.indexOf("text");

class List {
  filter = $state("");
  /** The column that the arrow keys are in. */
  column = $state(TEXT);
  /** The time that is being typed in place. */
  editing: { id: CueId; column: TimeColumn } | null = $state.raw(null);
  /** Puts the focus into the grid; set while it is drawn. */
  focus: (() => void) | null = null;
  /** Puts the focus into the filter; set while it is drawn. */
  focusFilter: (() => void) | null = null;

  /** The cues on show, in order. */
  ids: readonly CueId[] = $derived.by(() => {
    const ids = project.order(project.activeTrackId);
    return this.filter.trim() === "" ? ids : filterCues(ids, (id) => project.committed(id), this.filter);
  });

  #filtered = $derived(new Map(this.ids.map((id, index) => [id, index])));

  /** Where a cue stands among those on show; -1 where it is not. */
  indexOf(id: CueId | null): number {
    if (id === null) return -1;
    if (this.filter.trim() !== "") return this.#filtered.get(id) ?? -1;
    return project.committed(id)?.track === project.activeTrackId ? project.numberOf(id) - 1 : -1;
  }

  /** The row that has the focus of the grid: the primary cue, or the first. */
  get active(): number {
    return Math.max(0, this.indexOf(selection.primary));
  }
}

/** The cue list. */
export const list = new List();

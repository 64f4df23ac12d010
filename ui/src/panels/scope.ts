/** The cues a dialog is about. */
import type { Scope } from "../bridge";
import { project, selection } from "../document";

/** Whose times a dialog changes. */
export type WhichCues = "track" | "selection" | "from";

/** A choice of a dialog as the backend takes it; null where there is nothing. */
export function scopeOf(which: WhichCues): Scope | null {
  if (which === "selection") return { kind: "cues", value: [...selection.ids] };
  if (which === "from") return selection.primary === null ? null : { kind: "from", value: selection.primary };
  return project.activeTrackId === null ? null : { kind: "track", value: project.activeTrackId };
}

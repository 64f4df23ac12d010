/** Where the keyboard stands in the timeline, and the stretch of time that was marked with the mouse. */
import type { Time } from "../bridge";
import { selection } from "../document";
import type { EdgeCursor } from "./kernels/edges";

class Cursor {
  #part: EdgeCursor["part"] = $state.raw("body");
  #of: string | null = $state.raw(null);
  /** A stretch of time marked on empty waveform, from the earlier to the later. */
  range: { from: Time; to: Time } | null = $state.raw(null);
  /** Whether the timeline has the keyboard. */
  focused = $state.raw(false);

  /** The selected cue and the edge of it that keys move; null without a selection. */
  get edge(): EdgeCursor | null {
    const cue = selection.primary;
    return cue === null ? null : { cue, part: this.#of === cue ? this.#part : "body" };
  }

  /** Stands at a cue or an edge of it; selects the cue. */
  put(edge: EdgeCursor): void {
    this.#of = edge.cue;
    this.#part = edge.part;
    if (selection.primary !== edge.cue) selection.select(edge.cue);
  }
}

/** The one cursor of the timeline. */
export const cursor = new Cursor();

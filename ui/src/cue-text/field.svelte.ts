/** The text field of the window, for the commands and views that reach into it. */
import { tick } from "svelte";
import { announce } from "../app/announce";
import type { CueId, Time } from "../bridge";
import { frameAt, project, selection, timeOfFrame } from "../document";
import { player } from "../player";
import type { Caret } from "./caret";
import type { CueEditor } from "./editor";

class TextField {
  /** The field, while it is drawn. */
  editor: CueEditor | null = $state.raw(null);
  /** Settles when the field that was asked for last is there. */
  coming: Promise<unknown> = Promise.resolve();
  /** Goes up when the caret moves or the text changes. */
  moved = $state(0);
  /** Opens the speaker field; set while it is drawn. */
  askForSpeaker: (() => void) | null = null;

  /** Selects a cue and puts the caret into its text. */
  async edit(id: CueId, caret?: Caret): Promise<void> {
    if (selection.primary !== id || selection.ids.length !== 1) selection.set([id]);
    await Promise.all([tick(), this.coming]);
    if (!this.editor) return;
    if (caret) this.editor.placeCaret(caret);
    this.editor.focus();
  }
}

/** The text field. */
export const textField = new TextField();

/** The neighbour of a cue in the order of the list. */
export function besides(id: CueId, distance: 1 | -1): CueId | undefined {
  const cue = project.committed(id);
  return cue && project.order(cue.track)[project.numberOf(id) - 1 + distance];
}

/** Joins a cue to the one before it; the caret stands where they met. */
export async function mergeWithPrevious(id: CueId): Promise<void> {
  const previous = besides(id, -1);
  if (previous === undefined) announce("There is no cue before this one");
  else await merge(previous, id);
}

/** Joins the next cue to a cue; the caret stands where they met. */
export async function mergeWithNext(id: CueId): Promise<void> {
  const next = besides(id, 1);
  if (next === undefined) announce("There is no cue after this one");
  else await merge(id, next);
}

async function merge(first: CueId, second: CueId): Promise<void> {
  const typing = textField.editor?.focused ?? false;
  const seam = project.cue(first)?.rows.length ?? 0;
  const outcome = await project.apply({ kind: "merge-cues", cues: [first, second] });
  if (outcome.kind !== "done") return;
  announce(`Merged into cue ${project.numberOf(first)}`);
  if (typing) await textField.edit(first, { row: seam, character: 0 });
}

/** The playhead's frame where it lies within a cue; null elsewhere. */
function playheadWithin(id: CueId): Time | null {
  const cue = project.cue(id);
  const time = timeOfFrame(player.frames, frameAt(player.frames, player.now()));
  return cue && time > cue.in && (cue.out === null || time < cue.out) ? time : null;
}

/** Splits a cue at the caret and, where it lies within the cue, at the playhead. */
export async function splitCue(id: CueId): Promise<void> {
  const time = playheadWithin(id);
  await textField.coming;
  const caret = textField.editor?.caret ?? { row: 0, character: 0 };
  const typing = textField.editor?.focused ?? false;
  const outcome = await project.apply({ kind: "split-cue", cue: id, ...caret, time });
  if (outcome.kind !== "done") return;
  const second = selection.primary;
  announce("Cue split");
  if (typing && second !== null) await textField.edit(second, { row: 0, character: 0 });
}

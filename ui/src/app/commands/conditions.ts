/** When commands can run, with the reason where they cannot. */
import type { Cue } from "../../bridge";
import { project, selection } from "../../document";

/** A condition of a command: true, or why not. */
export type Condition = () => true | string;

/** A project is open. */
export const isOpen: Condition = () => project.open || "Open a project first";

/** A track is shown that can be edited. */
export const hasTrack: Condition = () => {
  if (!project.open) return "Open a project first";
  if (!project.activeTrack) return "This project has no track yet";
  return project.activeTrack.reference ? "A reference track is not edited" : true;
};

/** At least one cue is selected. */
export const hasSelection: Condition = () => {
  const track = hasTrack();
  if (track !== true) return track;
  return selection.ids.length > 0 || "Select a cue first";
};

/** Cues are there to work on. */
export const hasCues: Condition = () => {
  const track = hasTrack();
  if (track !== true) return track;
  return project.order(project.activeTrackId).length > 0 || "This track has no cues yet";
};

/** The selected cues as they are committed, in the order of the list. */
export function selectedCues(): Cue[] {
  const cues = selection.ids.map((id) => project.committed(id)).filter((cue) => cue !== undefined);
  return cues.sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
}

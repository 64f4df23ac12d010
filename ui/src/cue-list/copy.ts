/** Cues as text, for other programs. */
import { cueText, formatTimecode, project, selection } from "../document";

/** The selected cues, in the order of the list: their times, their rows, a blank line. */
export function selectedAsText(): string {
  const at = (time: number | null): string => (time === null ? "" : formatTimecode(project.settings, time));
  const cues = selection.ids.map((id) => project.cue(id)).filter((cue) => cue !== undefined);
  cues.sort((a, b) => project.numberOf(a.id) - project.numberOf(b.id));
  return cues.map((cue) => `${at(cue.in)} – ${at(cue.out)}\n${cueText(cue)}\n`).join("\n");
}

/** The commands of the cue list. */
import { announce } from "../app/announce";
import { commands, type Command } from "../commands";
import { notices, project, selection } from "../document";
import { textField } from "../cue-text";
import { player } from "../player";
import { selectedAsText } from "./copy";
import { list, type TimeColumn } from "./list.svelte";

const hasCue: Command["when"] = () => selection.primary !== null || "Select a cue first";
const isOpen: Command["when"] = () => project.open || "Open a project first";

/** Adds the commands of this folder. */
export function registerCueListCommands(): void {
  add("list.filter", "Filter cues", isOpen, () => list.focusFilter?.(), "Keeps the cues in sight whose text or speaker contains the words.");
  add("list.clearFilter", "Show all cues", () => list.filter !== "" || "No filter is set", () => void (list.filter = ""));
  add("list.copy", "Copy cues as text", hasCue, copy);
  add("list.toPlayhead", "Select the cue at the playhead", isOpen, selectAtPlayhead);
  add("list.editText", "Edit the text of the cue", hasCue, () => (selection.primary === null ? undefined : textField.edit(selection.primary)));
  for (const [column, title] of [["in", "Type the in"], ["out", "Type the out"], ["duration", "Type the duration"]] as const) {
    add(`list.edit.${column}`, title, hasCue, () => editInPlace(column));
  }
}

/** The ids of every command of this folder, for the key presets. */
export const cueListCommandIds: readonly string[] = [
  "list.filter", "list.clearFilter", "list.copy", "list.toPlayhead", "list.editText", "list.edit.in", "list.edit.out", "list.edit.duration",
];

function add(id: string, title: string, when: Command["when"], run: () => unknown, help?: string): void {
  commands.register({ id, title, group: "List", when, repeats: false, run: async () => void (await run()), ...(help ? { help } : {}) });
}

/** Opens a time of the primary cue for typing. */
export function editInPlace(column: TimeColumn): void {
  if (selection.primary === null || project.activeTrack?.reference) return;
  list.editing = { id: selection.primary, column };
}

async function copy(): Promise<void> {
  try {
    await navigator.clipboard.writeText(selectedAsText());
    announce(selection.ids.length === 1 ? "Cue copied" : `${selection.ids.length} cues copied`);
  } catch {
    notices.add({ severity: "warning", code: "clipboard", message: "The system did not let the cues be copied.", action: null });
  }
}

function selectAtPlayhead(): void {
  const cue = project.cueAt(project.activeTrackId, player.inside);
  if (cue) selection.set([cue.id]);
  else announce("No cue stands at the playhead");
}

/** The menus: every command stands in one, the ones people look for first and apart. */
import { commands, type Command } from "../commands";

/** Menus in their order; a command's group is the menu it stands in. */
export const MENUS = ["File", "Edit", "Cue", "Track", "Playback", "Timeline", "View", "Help"] as const;

/** Groups of views that share another's menu. */
const GROUP_MENUS: Record<string, (typeof MENUS)[number]> = { Text: "Cue", List: "View", Player: "Playback", Waveform: "Timeline", App: "View", Selection: "Edit" };

/** The first part of a menu: what is used most, `-` for a line. What is not named follows in order of registration. */
const FIRST: Partial<Record<(typeof MENUS)[number], string[]>> = {
  File: ["file.open", "file.openMedia", "file.openCaptions", "file.openProject", "file.openSample", "-", "file.export", "file.save", "file.saveAs", "file.reveal", "media.relink", "-", "file.close"],
  Edit: ["edit.undo", "edit.redo", "edit.history", "-", "edit.find", "edit.findNext", "edit.findPrevious", "edit.replaceOne", "edit.replaceAll", "-", "cue.selectAll", "-", "edit.shift", "edit.stretch", "edit.frameRate", "-", "app.preferences"],
  Cue: ["cue.insertAtPlayhead", "cue.insertAfter", "cue.insertBefore", "cue.split", "cue.merge", "cue.delete", "cue.rippleDelete", "-", "cue.setIn", "cue.setOut", "cue.setOutAndStartNext", "cue.setInAndShiftRest", "-", "cue.italic", "cue.bold", "cue.underline", "cue.setSpeaker", "cue.breakRows", "cue.comment", "cue.forced", "-"],
  Playback: ["player.toggle", "player.shuttleBack", "player.shuttleStop", "player.shuttleForward", "-", "player.frameBack", "player.frameForward", "player.previousEdge", "player.nextEdge", "-", "player.playCue", "player.loopCue", "player.playLast", "-"],
  View: ["view.palette", "-", "view.player", "view.text", "view.list", "view.timeline", "view.nextPane", "view.previousPane", "view.letGo", "-"],
};

/** A menu's entries; null is a line. */
export function menuEntries(menu: (typeof MENUS)[number]): (Command | null)[] {
  const own = commands.all().filter((command) => menuOf(command) === menu);
  const byId = new Map(own.map((command) => [command.id, command]));
  const entries: (Command | null)[] = [];
  for (const id of FIRST[menu] ?? []) {
    const command = byId.get(id);
    if (id === "-" && entries.length > 0 && entries.at(-1) !== null) entries.push(null);
    if (command) entries.push(command);
    byId.delete(id);
  }
  if (byId.size > 0 && entries.length > 0 && entries.at(-1) !== null) entries.push(null);
  entries.push(...byId.values());
  return entries.at(-1) === null ? entries.slice(0, -1) : entries;
}

/** The menu a command stands in. */
export function menuOf(command: Command): (typeof MENUS)[number] {
  return MENUS.find((menu) => menu === command.group) ?? GROUP_MENUS[command.group] ?? "View";
}

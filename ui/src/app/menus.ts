/** The menus: every command stands in one, the ones people look for first and apart. */
import { commands, type Command } from "../commands";

/** Menus in their order; a command's group is the menu it stands in. */
export const MENUS = ["File", "Edit", "Cue", "Track", "Quality", "Review", "Playback", "Timeline", "Queue", "View", "Help"] as const;

/** Groups of views that share another's menu. */
const GROUP_MENUS: Record<string, (typeof MENUS)[number]> = { Text: "Cue", List: "View", Player: "Playback", Waveform: "Timeline", App: "View", Selection: "Edit", Accounts: "Queue" };

/** The first part of a menu: what is used most, `-` for a line. What is not named follows in order of registration. */
const FIRST: Partial<Record<(typeof MENUS)[number], string[]>> = {
  File: ["file.open", "file.openMedia", "file.openCaptions", "file.openCaptionsAs", "file.openProject", "file.openSample", "-", "file.export", "file.batch", "-", "file.save", "file.saveAs", "file.reveal", "media.relink", "-", "file.close"],
  Edit: ["edit.undo", "edit.redo", "edit.history", "-", "edit.find", "edit.findNext", "edit.findPrevious", "edit.replaceOne", "edit.replaceAll", "-", "cue.selectAll", "-", "edit.shift", "edit.stretch", "edit.frameRate", "-", "app.preferences"],
  Cue: ["cue.insertAtPlayhead", "cue.insertAfter", "cue.insertBefore", "cue.split", "cue.merge", "cue.delete", "cue.rippleDelete", "-", "cue.setIn", "cue.setOut", "cue.setOutAndStartNext", "cue.setInAndShiftRest", "-", "cue.italic", "cue.bold", "cue.underline", "cue.setSpeaker", "cue.breakRows", "cue.comment", "cue.forced", "-"],
  Quality: ["quality.next", "quality.previous", "quality.show", "-", "quality.profile", "-", "quality.fix", "quality.fixRule", "quality.fixAll", "-", "quality.waive", "quality.unwaive", "quality.addWord"],
  Review: ["review.next", "review.previous", "review.first", "review.last", "-", "review.compare", "review.compareFile", "review.compareService", "review.mergeCopy", "review.showAll", "-", "review.accept", "review.take", "review.takeField", "-", "review.acceptShown", "review.takeShown", "review.takeSafe", "review.takeAll", "-", "comments.onCue", "comments.suggest", "comments.here", "comments.atPlayhead", "comments.next", "comments.previous", "comments.take", "comments.answer", "comments.resolve", "-", "review.approveCue", "review.sendBackCue", "review.unmarkCue", "review.approveTrack", "review.sendBackTrack", "review.unmarkTrack", "-", "review.handBack"],
  Playback: ["player.toggle", "player.shuttleBack", "player.shuttleStop", "player.shuttleForward", "-", "player.frameBack", "player.frameForward", "player.previousEdge", "player.nextEdge", "-", "player.playCue", "player.loopCue", "player.playLast", "-"],
  Queue: ["queue.refresh", "queue.filter", "-", "queue.take", "queue.open", "queue.fulfil", "queue.fail", "-", "queue.order", "queue.fetchOrder", "queue.cancelOrder", "-", "queue.showRequests", "queue.showOutbox", "queue.showNeeds", "queue.showTypes", "-"],
  View: ["view.palette", "-", "view.editPage", "view.reviewPage", "view.queuePage", "view.accountsPage", "-", "view.player", "view.text", "view.list", "view.timeline", "view.nextPane", "view.previousPane", "view.letGo", "-"],
};

/** Parts of a menu that stand in a menu of their own: those of one kind that are many. */
const SUBMENUS: { menu: (typeof MENUS)[number]; title: string; ids: RegExp }[] = [
  { menu: "Cue", title: "Go to", ids: /^cue\.(?:previous|next|first|last|goTo)$/ },
  { menu: "Cue", title: "Move by frames", ids: /^cue\.(?:(?:in|out)(?:Earlier|Later)|earlier|later|ten\w+|snapToFrames)$/ },
  { menu: "Cue", title: "Text field", ids: /^text\./ },
  { menu: "Cue", title: "Place on the picture", ids: /^cue\.(?:place|align|cells)\./ },
  { menu: "Playback", title: "Go to", ids: /^player\.(?:to|goTo|\w+Seconds?(?:Back|Forward)|secondBack|secondForward|tenFrames)/ },
  { menu: "Playback", title: "Around the cue", ids: /^player\.play(?:First|Last|Before|After|From)/ },
  { menu: "Playback", title: "Speed and sound", ids: /^player\.(?:faster|slower|normalSpeed|mute|volume)/ },
  { menu: "Queue", title: "Accounts", ids: /^accounts\./ },
  { menu: "View", title: "Theme", ids: /^view\.theme\./ },
  { menu: "View", title: "Cue list", ids: /^list\./ },
];

/** A menu of a menu. */
export interface Submenu {
  title: string;
  commands: Command[];
}

/** One line of a menu: a command, a menu of its own, or null for a line between. */
export type MenuEntry = Command | Submenu | null;

/** Whether an entry is a menu of its own. */
export function isSubmenu(entry: MenuEntry): entry is Submenu {
  return entry !== null && "commands" in entry;
}

/** A menu's entries. */
export function menuEntries(menu: (typeof MENUS)[number]): MenuEntry[] {
  const own = commands.all().filter((command) => menuOf(command) === menu);
  const byId = new Map(own.map((command) => [command.id, command]));
  const entries: MenuEntry[] = [];
  const line = () => entries.length > 0 && entries.at(-1) !== null && entries.push(null);
  for (const id of FIRST[menu] ?? []) {
    const command = byId.get(id);
    if (id === "-") line();
    if (command) entries.push(command);
    byId.delete(id);
  }
  const submenus = SUBMENUS.filter((one) => one.menu === menu).map(({ title, ids }) => ({ title, commands: takeMatching(byId, ids) }));
  if (byId.size > 0) line();
  entries.push(...byId.values());
  if (submenus.length > 0) line();
  entries.push(...submenus.filter((one) => one.commands.length > 0));
  return entries.at(-1) === null ? entries.slice(0, -1) : entries;
}

function takeMatching(commands: Map<string, Command>, ids: RegExp): Command[] {
  const matching = [...commands.values()].filter((command) => ids.test(command.id));
  for (const command of matching) commands.delete(command.id);
  return matching;
}

/** The menu a command stands in. */
export function menuOf(command: Command): (typeof MENUS)[number] {
  return MENUS.find((menu) => menu === command.group) ?? GROUP_MENUS[command.group] ?? "View";
}

/** Undo, redo, finding, and what changes times of many cues. */
import { announce } from "../announce";
import { commands } from "../../commands";
import { project } from "../../document";
import { dialogs, findNext, findPrevious, finder, replaceAll, replaceOne, side } from "../../panels";
import { hasCues, isOpen } from "./conditions";

const quoted = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

function registerUndo(): void {
  commands.register({
    id: "edit.undo", group: "Edit", repeats: true,
    title: () => (project.history.undo ? `Undo ${quoted(project.history.undo)}` : "Undo"),
    when: () => (project.open && project.history.undo !== null) || hasTyping() || "There is nothing to undo",
    run: async () => {
      await project.flush();
      const label = project.history.undo;
      const outcome = await project.undo();
      if (outcome.kind === "done" && label) announce(`Undone: ${label}`);
    },
  });
  commands.register({
    id: "edit.redo", group: "Edit",
    title: () => (project.history.redo ? `Redo ${quoted(project.history.redo)}` : "Redo"),
    when: () => (project.open && project.history.redo !== null) || "There is nothing to redo",
    run: async () => {
      const label = project.history.redo;
      const outcome = await project.redo();
      if (outcome.kind === "done" && label) announce(`Redone: ${label}`);
    },
  });
}

function hasTyping(): boolean {
  return project.typing;
}

function registerFinding(): void {
  const found = () => finder.matches.length > 0 || "Nothing is found yet";
  commands.register({ id: "edit.find", title: "Find and replace", group: "Edit", when: isOpen, run: () => side.find() });
  commands.register({ id: "edit.findNext", title: "Find next", group: "Edit", when: isOpen, run: () => findNext() });
  commands.register({ id: "edit.findPrevious", title: "Find previous", group: "Edit", when: isOpen, run: () => findPrevious() });
  commands.register({ id: "edit.replaceOne", title: "Replace this match", group: "Edit", when: found, repeats: false, run: () => replaceOne() });
  commands.register({ id: "edit.replaceAll", title: "Replace all matches", group: "Edit", when: found, repeats: false, run: () => replaceAll() });
  commands.register({ id: "edit.history", title: "Show history", group: "Edit", when: isOpen, run: () => void (side.tab = "history") });
}

function registerTiming(): void {
  commands.register({
    id: "edit.shift", title: "Shift times…", group: "Edit", when: hasCues, help: "Moves cues earlier or later by one amount.",
    run: () => dialogs.open({ kind: "shift" }),
  });
  commands.register({
    id: "edit.stretch", title: "Stretch between two points…", group: "Edit", when: hasCues,
    help: "Puts two cues where they belong and everything else in proportion.", run: () => dialogs.open({ kind: "stretch" }),
  });
  commands.register({
    id: "edit.frameRate", title: "Frame rate…", group: "Edit", when: isOpen, help: "Frame rate, drop-frame labels and the start of the programme.",
    run: () => dialogs.open({ kind: "frame-rate" }),
  });
}

/** Adds the commands of the Edit menu. */
export function registerEditCommands(): void {
  registerUndo();
  registerFinding();
  registerTiming();
}

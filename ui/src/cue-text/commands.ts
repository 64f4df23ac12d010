/** The commands of the cue text. */
import { announce } from "../app/announce";
import { commands, type Command } from "../commands";
import type { Align, Cue, Edit, GridCell, Position } from "../bridge";
import { project, rowLength, selection } from "../document";
import { cellsOf } from "../player";
import type { StyleName } from "./editor";
import { mergeWithNext, mergeWithPrevious, splitCue, textField } from "./field.svelte";
import { placed, shifted } from "./kernels/cells";
import { numpadName, placeName } from "./place";

const STYLES: [StyleName, string][] = [
  ["italic", "Italic in the text"], ["bold", "Bold in the text"], ["underline", "Underline in the text"], ["strike", "Strike through in the text"],
];

const ALIGNS: [Align, string][] = [
  ["left", "Align left"], ["center", "Align in the middle"], ["right", "Align right"],
];

const hasCue: Command["when"] = () => {
  if (!project.activeTrack) return "Open a project first";
  if (project.activeTrack.reference) return "A reference track is not edited";
  return selection.primary !== null || "Select a cue first";
};
const hasText: Command["when"] = () => {
  const verdict = hasCue();
  return verdict === true ? textField.editor !== null || "Select one cue first" : verdict;
};

/** Adds the commands of this folder. */
export function registerCueTextCommands(): void {
  for (const [name, title, down, right] of CELLS) {
    commands.register({
      id: `cue.cells.${name}`, title, group: "Cue", when: hasCue, run: () => moveCells(down, right),
      help: "All rows together, by one cell; they stay on the grid.",
    });
  }
  add("cue.split", "Split the cue at the caret and the playhead", () => onCue(splitCue), "Where the playhead is outside the cue, its time is divided by the length of the texts.");
  add("text.mergeWithPrevious", "Merge with the previous cue, caret at the seam", () => onCue(mergeWithPrevious));
  add("text.mergeWithNext", "Merge with the next cue, caret at the seam", () => onCue(mergeWithNext));
  add("text.edit", "Edit the text", () => onCue((id) => textField.edit(id)));
  add("text.speaker", "Type who speaks", () => textField.askForSpeaker?.());
  for (const [name, title] of STYLES) {
    commands.register({ id: `text.${name}`, title, group: "Text", when: hasText, checked: () => hasStyle(name), run: () => textField.editor?.toggle(name) });
  }
  for (const [align, title] of ALIGNS) add(`cue.align.${align}`, title, () => setPlace(null, align));
  add("cue.place.auto", "Place: as the player chooses", () => setPlace({ kind: "auto" }, null));
  for (let digit = 1; digit <= 9; digit++) {
    add(`cue.place.${digit}`, `Place: ${numpadName(digit)}`, () => setPlace({ kind: "numpad", value: digit }, null));
  }
}

/** The ways to move the rows of cues on the 608 grid: name, title, cells down and to the right. */
const CELLS: [string, string, number, number][] = [
  ["up", "Move up on the 608 grid", -1, 0], ["down", "Move down on the 608 grid", 1, 0],
  ["left", "Move left on the 608 grid", 0, -1], ["right", "Move right on the 608 grid", 0, 1],
];

/** Moves all rows of the selected cues over the 608 grid. */
async function moveCells(down: number, right: number): Promise<void> {
  for (const cue of chosenCues()) {
    await putCells(cue, shifted(cellsOf(cue), cue.rows.map(rowLength), down, right));
  }
}

/** Puts one row of a cue into another cell; answers whether it can stand there. */
export async function placeRow(cue: Cue, at: number, to: Partial<GridCell>): Promise<boolean> {
  const cells = placed(cellsOf(cue), at, to);
  if (cells) await putCells(cue, cells);
  return cells !== null;
}

async function putCells(cue: Cue, cells: GridCell[]): Promise<void> {
  if (cells.length > 0) await said({ kind: "set-position", cues: [cue.id], position: { kind: "grid", value: cells }, align: null, writing: null });
}

/** The ids of every command of this folder, for the key presets. */
export const cueTextCommandIds: readonly string[] = [
  "cue.split", "text.mergeWithPrevious", "text.mergeWithNext", "text.edit", "text.speaker", "cue.place.auto",
  ...STYLES.map(([name]) => `text.${name}`), ...ALIGNS.map(([align]) => `cue.align.${align}`),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `cue.place.${digit}`), ...CELLS.map(([name]) => `cue.cells.${name}`),
];

function add(id: string, title: string, run: () => unknown, help?: string): void {
  const group = id.startsWith("text.") ? "Text" : "Cue";
  commands.register({ id, title, group, when: hasCue, repeats: false, run: async () => void (await run()), ...(help ? { help } : {}) });
}

function onCue(act: (id: string) => Promise<void>): Promise<void> | undefined {
  return selection.primary === null ? undefined : act(selection.primary);
}

function hasStyle(name: StyleName): boolean {
  void textField.moved;
  return textField.editor?.has(name) ?? false;
}

/** The selected cues as they are shown. */
export function chosenCues(): Cue[] {
  return selection.ids.map((id) => project.cue(id)).filter((cue) => cue !== undefined);
}

/** Moves the selected cues on the picture, or stands their rows differently in their box; null keeps what is. */
export async function setPlace(position: Position | null, align: Align | null, writing: Cue["writing"] | null = null): Promise<void> {
  const ids = [...selection.ids];
  if (ids.length === 0) return;
  if (position) {
    await said({ kind: "set-position", cues: ids, position, align, writing });
    return;
  }
  // The edit sets a position too: cues that stand in different places take one edit for each place.
  const places = new Map<string, { position: Position; cues: string[] }>();
  for (const cue of chosenCues()) {
    const own = cue.position ?? { kind: "auto" };
    const key = JSON.stringify(own);
    const group = places.get(key) ?? { position: own, cues: [] };
    group.cues.push(cue.id);
    places.set(key, group);
  }
  for (const group of places.values()) await said({ kind: "set-position", cues: group.cues, position: group.position, align, writing });
}

async function said(edit: Edit): Promise<void> {
  const outcome = await project.apply(edit, { select: false });
  const cue = selection.primary === null ? undefined : project.cue(selection.primary);
  if (outcome.kind === "done" && cue) announce(`Placed ${placeName(cue)}`);
}

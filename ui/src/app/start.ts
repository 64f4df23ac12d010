/** Starting the window: commands, the first answer of the backend, its events, and the keys. */
import { backend, type AppEvent } from "../bridge";
import { registerCueListCommands } from "../cue-list";
import { registerCueTextCommands } from "../cue-text";
import { notices, preferences, project } from "../document";
import { keys } from "../keys";
import { player, registerPlayerCommands } from "../player";
import { registerTimelineCommands, soundIsDrawn } from "../timeline";
import { registerCueCommands } from "./commands/cue";
import { registerEditCommands } from "./commands/edit";
import { openPath, registerFileCommands } from "./commands/file";
import { registerTrackCommands } from "./commands/track";
import { registerViewCommands } from "./commands/view";
import { drop } from "./drop.svelte";
import { recents } from "./recents.svelte";
import { followTheme } from "./theme.svelte";

/** How often a window that is still drawing is looked at, in milliseconds. */
const DRAWN_PAUSE = 50;

/** What the window was told when it started. */
export interface Started {
  version: string;
}

/** Registers every command of every view. */
export function registerAllCommands(): void {
  registerFileCommands();
  registerEditCommands();
  registerCueCommands();
  registerTrackCommands();
  registerPlayerCommands();
  registerTimelineCommands();
  registerCueListCommands();
  registerCueTextCommands();
  registerViewCommands();
}

function take(event: AppEvent): void {
  if (event.kind === "closing") void close();
  if (event.kind === "opened") recents.opened(event.snapshot.path, event.snapshot.name);
  if (event.kind === "drag-over") drop.over = event.over;
  if (event.kind === "dropped") void openAll(event.paths);
  project.take(event);
}

/** Opens dropped files one after the other: media and captions of one programme come together. */
async function openAll(paths: readonly string[]): Promise<void> {
  drop.over = false;
  for (const path of paths) await (await openPath(path)).waits;
}

/** Sends what is being typed, then closes. Text that could not be saved holds the window; closing it again does not. */
async function close(): Promise<void> {
  if (await project.flush()) await backend.closeWindow();
}

/** Listens first and asks then, so that no event falls between. */
export async function startUp(): Promise<Started> {
  registerAllCommands();
  followTheme();
  listenToWindow();
  await backend.listen(take);
  const start = await backend.start();
  preferences.load(start.preferences);
  for (const notice of start.notices) notices.add(notice);
  if (start.snapshot) {
    project.load(start.snapshot);
    project.take({ kind: "waveform", waveform: await backend.waveform() });
  }
  recents.list = start.recent;
  if (start.undecided !== null) await openPath(start.undecided);
  return { version: start.version };
}

/** Tells the shell, and `usable`, when the window can be worked in, and the shell when it shows all that it was started for. */
export async function ready(usable: () => void): Promise<void> {
  await painted();
  usable();
  await backend.announceReady();
  while (!(player.pictured && soundIsDrawn())) await new Promise((later) => setTimeout(later, DRAWN_PAUSE));
  await painted();
  await backend.announceDrawn();
}

/** Answers when what was drawn last is on the screen. */
function painted(): Promise<unknown> {
  return new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
}

function listenToWindow(): void {
  window.addEventListener("keydown", (event) => keys.handle(event), { capture: true });
  // Text that was typed is sent when the window is left, not only when it is closed.
  window.addEventListener("blur", () => void project.flush());
  window.addEventListener("pagehide", () => void project.flush());
  document.addEventListener("focusout", (event) => {
    if (event.target instanceof HTMLElement && event.target.isContentEditable) void project.flush();
  });
  window.addEventListener("contextmenu", (event) => {
    const target = event.target;
    const writes = target instanceof HTMLInputElement || (target instanceof HTMLElement && target.isContentEditable);
    if (!writes) event.preventDefault();
  });
  // A file dropped past the shell must not take the window's place.
  for (const kind of ["dragover", "drop"] as const) window.addEventListener(kind, (event) => event.preventDefault());
}

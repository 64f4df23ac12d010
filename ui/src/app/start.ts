/** Starting the window: commands, the first answer of the backend, its events, and the keys. */
import { backend, type AppEvent } from "../bridge";
import { registerAccountCommands } from "../accounts";
import { desk, findings, notices, preferences, project } from "../document";
import { keys } from "../keys";
import { pages } from "../panels";
import { registerQueueCommands } from "../queue";
import { ask, type Asked } from "./asked";
import { openPath, registerFileCommands } from "./commands/file";
import { registerViewCommands } from "./commands/view";
import { drop } from "./drop.svelte";
import { painted } from "./painted";
import { recents } from "./recents.svelte";
import { followTheme } from "./theme.svelte";

/** How often a window that is still drawing is looked at, in milliseconds. */
const DRAWN_PAUSE = 50;

/** How long the desk waits for everything to be drawn, in milliseconds. */
const DESK_PATIENCE = 5_000;

/** The shell's word in the window's address that a file is being opened. */
const PROJECT_COMES = "#project";

/** What the window was told when it started. */
export interface Started {
  version: string;
}

let edit: Promise<typeof import("./edit")> | null = null;

/** The Edit page, whose commands are registered as soon as it is there. Fetched once. */
export function editPage(): Promise<typeof import("./edit")> {
  edit ??= import("./edit").then((page) => {
    page.registerProjectCommands();
    return page;
  });
  return edit;
}

/** Registers every command of every view. */
export async function registerAllCommands(): Promise<void> {
  registerWindowCommands();
  await editPage();
}

function registerWindowCommands(): void {
  registerFileCommands();
  registerQueueCommands();
  registerAccountCommands();
  registerViewCommands();
}

function take(event: AppEvent): void {
  if (event.kind === "desk") desk.take(event);
  if (event.kind === "findings") findings.take(event.findings);
  if (event.kind === "closing") void close();
  if (event.kind === "opened") {
    recents.opened(event.snapshot.path, event.snapshot.name);
    // What was opened is looked at.
    pages.show("edit");
  }
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

/** Makes the window ready for what it asked, and takes the answer. */
export async function startUp(asked: Asked = ask()): Promise<Started> {
  asked.follow(take);
  if (location.hash === PROJECT_COMES) void editPage();
  registerWindowCommands();
  followTheme();
  listenToWindow();
  const start = await asked.start;
  preferences.load(start.preferences);
  for (const notice of start.notices) notices.add(notice);
  if (start.snapshot) {
    await editPage();
    project.load(start.snapshot);
    project.take({ kind: "waveform", waveform: await backend.waveform() });
  }
  recents.list = start.recent;
  if (start.undecided !== null) await openPath(start.undecided);
  return { version: start.version };
}

/** Asks for the desk, which opens it: nothing of it is on the screen at first. */
async function loadDesk(): Promise<void> {
  try {
    desk.load(await backend.desk());
  } catch (thrown) {
    notices.fail(thrown);
  }
}

/** Tells the shell, and `usable`, when the window can be worked in, and the shell when it shows all that it was started for. */
export async function ready(usable: () => void): Promise<void> {
  await painted();
  usable();
  await backend.announceReady();
  const drawn = allDrawn();
  // A picture that is missing is never drawn, and neither the desk nor the check of the captions waits for it.
  void Promise.race([drawn, pause(DESK_PATIENCE)]).then(loadDesk).then(() => findings.follow());
  await drawn;
  await backend.announceDrawn();
}

async function allDrawn(): Promise<void> {
  const { isDrawn } = await editPage();
  while (!isDrawn()) await pause(DRAWN_PAUSE);
  await painted();
}

function pause(milliseconds: number): Promise<unknown> {
  return new Promise((later) => setTimeout(later, milliseconds));
}

function listenToWindow(): void {
  window.addEventListener("keydown", (event) => keys.handle(event), { capture: true });
  // Text that was typed is sent when the window is left, not only when it is closed.
  window.addEventListener("blur", () => void project.flush());
  window.addEventListener("pagehide", () => void project.flush());
  window.addEventListener("online", () => void backend.networkBack().catch((thrown: unknown) => notices.fail(thrown)));
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

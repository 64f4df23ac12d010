/** Starting the window: commands, the first answer of the backend, and its events. */
import { backend, type Recent } from "../bridge";
import { notices, preferences, project } from "../document";
import { registerCueListCommands } from "../cue-list";
import { registerCueTextCommands } from "../cue-text";
import { registerPlayerCommands } from "../player";
import { registerTimelineCommands } from "../timeline";

/** What the first screen shows beside the project. */
export interface Started {
  version: string;
  recent: Recent[];
}

/** Registers every command of every view. */
export function registerAllCommands(): void {
  registerPlayerCommands();
  registerTimelineCommands();
  registerCueListCommands();
  registerCueTextCommands();
}

/** Listens first and asks then, so that no event falls between. */
export async function startUp(): Promise<Started> {
  registerAllCommands();
  await backend.listen((event) => project.take(event));
  const start = await backend.start();
  preferences.load(start.preferences);
  for (const notice of start.notices) notices.add(notice);
  if (start.snapshot) {
    project.load(start.snapshot);
    const waveform = await backend.waveform();
    project.take({ kind: "waveform", waveform });
  }
  return { version: start.version, recent: start.recent };
}

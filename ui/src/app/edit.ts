/**
 * The Edit page with every command of its views, in a part of the program of
 * its own: the first screen is shown without it.
 */
import { registerCueListCommands } from "../cue-list";
import { registerCueTextCommands } from "../cue-text";
import { player, registerPlayerCommands } from "../player";
import { registerQualityCommands } from "../quality";
import { registerReviewCommands } from "../review";
import { registerTimelineCommands, soundIsDrawn } from "../timeline";
import { registerCueCommands } from "./commands/cue";
import { registerEditCommands } from "./commands/edit";
import { registerTrackCommands } from "./commands/track";

export { default as EditPage } from "./EditPage.svelte";

/** Registers the commands that work on an open project. */
export function registerProjectCommands(): void {
  registerEditCommands();
  registerCueCommands();
  registerTrackCommands();
  registerQualityCommands();
  registerReviewCommands();
  registerPlayerCommands();
  registerTimelineCommands();
  registerCueListCommands();
  registerCueTextCommands();
}

/** Whether picture and sound of the open project are drawn as they stay; also where there is nothing to draw. */
export function isDrawn(): boolean {
  return player.pictured && soundIsDrawn();
}

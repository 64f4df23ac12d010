export { default as CueList } from "./CueList.svelte";

/** Registers this view's commands. */
export function registerCueListCommands(): void {}

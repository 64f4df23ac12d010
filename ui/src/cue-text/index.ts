export { default as CueText } from "./CueText.svelte";

/** Registers this view's commands. */
export function registerCueTextCommands(): void {}

export { default as Timeline } from "./Timeline.svelte";

/** Registers this view's commands. */
export function registerTimelineCommands(): void {}

export { default as Player } from "./Player.svelte";

/** Registers this view's commands. */
export function registerPlayerCommands(): void {}

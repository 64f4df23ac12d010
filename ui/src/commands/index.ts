/** The registry of commands. */
export { commands, type Availability, type Command, type CommandArgs } from "./registry.svelte";

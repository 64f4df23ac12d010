/** The list of cues. */
export { default as CueList } from "./CueList.svelte";
export { cueListCommandIds, registerCueListCommands } from "./commands";
export { list } from "./list.svelte";
export { VirtualRows } from "./virtual.svelte";

/** The picture, its captions and its clock. */
export { default as Player } from "./Player.svelte";
export { default as Transport } from "./Transport.svelte";
export { default as TimeField } from "./TimeField.svelte";
export { player, rangeOf, SPEEDS, type Range } from "./player.svelte";
export { cellsOf } from "./kernels/grid";
export { transport } from "./transport.svelte";
export { playerCommandIds, registerPlayerCommands } from "./commands";
export { insertCue, REACTION_PREFERENCE } from "./spot";

/** The text of the selected cue, and everything said about it. */
export { default as CueText } from "./CueText.svelte";
export { cueTextCommandIds, registerCueTextCommands } from "./commands";
export { textField } from "./field.svelte";
export type { Caret } from "./caret";
export { levelOf, readingSpeed, type Level } from "./speed";
export { placeName } from "./place";

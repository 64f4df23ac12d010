/** Quality in the window: what is found in the captions, and what can be done about it. */
export { default as FindingMark } from "./FindingMark.svelte";
export { default as FindingsPanel } from "./FindingsPanel.svelte";
export { default as QualityDialogs } from "./QualityDialogs.svelte";
export { registerQualityCommands } from "./commands";

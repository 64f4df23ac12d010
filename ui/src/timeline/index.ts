/** The timeline: overview, ruler, waveform, cues. */
export { default as Timeline } from "./Timeline.svelte";
export { registerTimelineCommands } from "./commands";
export { viewport } from "./viewport.svelte";
export { soundIsDrawn } from "./drawn";
